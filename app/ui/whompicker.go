package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// whomPicker chooses a member of the group, or anybody else by name, or nobody.
type whomPicker struct {
	people []forum.Person // in the order of the choices after the first
	choice *widget.Select
	name   *lineEntry // of somebody who is no member; nil where only members can be chosen
	again  func()     // chooses what was chosen before, once it is there
	root   *fyne.Container
}

// newWhomPicker makes one; nobody is what the first choice is called, which is made at first.
func newWhomPicker(s *sheet, nobody string) *whomPicker {
	p := &whomPicker{name: s.line("who", t("whom.name_hint"))}
	p.choice = widget.NewSelect([]string{nobody, t("whom.somebody")}, nil)
	p.choice.SetSelectedIndex(0)
	p.choice.OnChanged = func(string) { show(p.other(), p.name); p.root.Refresh() }
	p.root = container.NewVBox(framed(p.choice), p.name)
	p.name.Hide()
	p.again = s.choice("whom", p.choice)
	return p
}

// newMemberPicker chooses only a member, or nobody; name is what the choice is kept under.
func newMemberPicker(s *sheet, name, nobody string) *whomPicker {
	p := &whomPicker{choice: widget.NewSelect([]string{nobody}, nil)}
	p.choice.SetSelectedIndex(0)
	p.again = s.choice(name, p.choice)
	p.root = container.NewVBox(framed(p.choice))
	return p
}

// Members gives the members to choose from. What is chosen stays.
func (p *whomPicker) Members(v rollView) {
	var people []forum.Person
	for _, m := range v.roll.Active() {
		people = append(people, m.Person)
	}
	options := append([]string{p.choice.Options[0]}, v.choices(people)...)
	if p.name != nil {
		options = append(options, t("whom.somebody"))
	}
	p.people = people
	if !slices.Equal(options, p.choice.Options) {
		p.choice.SetOptions(options)
		p.again()
	}
	if p.choice.SelectedIndex() < 0 { // no member any more
		p.choice.SetSelectedIndex(0)
	}
}

func (p *whomPicker) other() bool {
	return p.name != nil && p.choice.SelectedIndex() == len(p.choice.Options)-1
}

// Whom gives who is chosen; wrong is what is to be put right.
func (p *whomPicker) Whom() (w forum.Whom, wrong string) {
	at := p.choice.SelectedIndex()
	switch {
	case p.other():
		w.Name = strings.TrimSpace(p.name.Text)
		if w.Name == "" {
			return w, t("whom.needs_name")
		}
	case at > 0 && at <= len(p.people):
		w.Person = p.people[at-1]
	}
	return w, ""
}

// choices names people to choose from, so that no two are called the same.
func (v *rollView) choices(people []forum.Person) []string {
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = v.full(p)
	}
	return distinct(names, func(i int) string { return people[i].String() })
}

// distinct puts the start of a mark of its own after each name that one before it has: a list to choose from knows its lines by their words.
func distinct(names []string, mark func(i int) string) []string {
	had := map[string]bool{}
	for i, name := range names {
		if had[name] {
			names[i] += " · " + mark(i)[:6]
		}
		had[name] = true
	}
	return names
}

// whomName says who somebody is.
func whomName(names map[forum.Person]string, w forum.Whom) string {
	if w.Person.Zero() {
		return w.Name
	}
	return nameOf(names, w.Person)
}
