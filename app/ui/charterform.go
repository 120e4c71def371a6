package ui

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"moot/store"
	"moot/store/forum"
)

// charterForm changes a group's name, aims and sections. What is typed is kept when the form is left without sending it.
type charterForm struct {
	rollPage
	done  func()
	began bool // the form has been filled in
	was   forum.Charter

	name             *lineEntry
	aims             *area
	sections         []*sectionEditor
	list             *fyne.Container
	add, send, close *widget.Button
	note             *widget.Label
	asking           *asking
}

// charterDraft is what is kept of a form that was not sent.
type charterDraft struct {
	Name, Aims string
	Sections   []forum.Section
}

func newCharterForm(app *App, group forum.ID, done func()) *charterForm {
	f := &charterForm{done: done, name: newLineEntry(""), aims: newArea(t("charter.aims_hint"), 5), list: container.NewVBox(), note: wrapped("")}
	f.setUp(app, group, nil, f.show)
	f.note.Importance = widget.DangerImportance
	f.note.Hide()
	f.add = widget.NewButtonWithIcon(t("charter.add_section"), icon("plus"), func() {
		e := f.edit(forum.Section{}, true)
		f.keep()
		f.app.focus(e.name)
	})
	f.send = widget.NewButtonWithIcon(t("charter.propose"), icon("check"), f.submit)
	f.send.Importance = widget.HighImportance
	f.close = widget.NewButton(t("action.cancel"), f.cancel)
	buttons := buttonRow(f.send, f.close)
	f.asking = newAsking(app, buttons, func() {
		f.app.desk.Keep(f.key(), "")
		f.done()
	})
	f.name.OnChanged = func(string) { f.keep() }
	f.aims.OnChanged = func(string) { f.keep() }
	f.root = page(heading(t("charter.change")), field(t("group.name"), f.name), field(t("charter.aims"), f.aims),
		heading(t("charter.sections")), small(t("charter.sections_what")), f.list, buttonRow(f.add), widget.NewSeparator(), f.note, buttons, f.asking.root)
	return f
}

func (f *charterForm) key() string { return "charter/" + f.group.String() }

// show fills the form in, once: what is typed afterwards is the person's.
func (f *charterForm) show(v rollView) {
	if f.began {
		return
	}
	f.began = true
	f.was = forum.Charter{Name: v.roll.Name, Aims: v.roll.Aims, Rules: &v.roll.Rules}
	draft := charterDraft{Name: v.roll.Name, Aims: v.roll.Aims, Sections: v.roll.Rules.Sections}
	if kept := f.app.desk.Draft(f.key()); kept != "" {
		if err := json.Unmarshal([]byte(kept), &draft); err != nil {
			f.app.tell(err)
		}
	}
	f.fill(draft)
}

func (f *charterForm) fill(d charterDraft) {
	f.name.OnChanged, f.aims.OnChanged = nil, nil
	f.name.SetText(d.Name)
	f.aims.SetText(d.Aims)
	f.name.OnChanged = func(string) { f.keep() }
	f.aims.OnChanged = f.name.OnChanged
	for _, s := range d.Sections {
		_, old := f.was.Rules.Section(s.Name)
		f.edit(s, !old)
	}
}

// Focus puts the keyboard in the name.
func (f *charterForm) Focus() { f.app.focus(f.name) }

// edit adds the editor of a section to the form.
func (f *charterForm) edit(s forum.Section, fresh bool) *sectionEditor {
	e := newSectionEditor(s, fresh, f.keep)
	e.drop.OnTapped = func() {
		f.sections = slices.DeleteFunc(f.sections, func(x *sectionEditor) bool { return x == e })
		f.list.Remove(e.root)
		f.keep()
	}
	f.sections = append(f.sections, e)
	f.list.Add(e.root)
	return e
}

// keep writes down what is typed, and takes back a question about what was typed before.
func (f *charterForm) keep() {
	f.note.Hide()
	if f.asking.Open() {
		f.asking.shut()
	}
	d := charterDraft{Name: f.name.Text, Aims: f.aims.Text}
	for _, e := range f.sections {
		s, _ := e.Section()
		d.Sections = append(d.Sections, s)
	}
	b, err := json.Marshal(d)
	if err != nil {
		f.app.tell(err)
		return
	}
	f.app.desk.Keep(f.key(), string(b))
}

func (f *charterForm) cancel() {
	f.app.desk.Keep(f.key(), "")
	f.done()
}

// charter gives what the form changes, or what is wrong with it in words.
func (f *charterForm) charter() (c forum.Charter, problem string) {
	rules := *f.was.Rules // what the form does not show stays
	rules.Sections = nil
	for _, e := range f.sections {
		s, ok := e.Section()
		switch {
		case s.Name == "":
			return c, t("charter.needs_name")
		case !ok:
			return c, t("charter.needs_number", "Name", s.Name)
		}
		rules.Sections = append(rules.Sections, s)
	}
	slices.SortFunc(rules.Sections, func(a, b forum.Section) int { return strings.Compare(a.Name, b.Name) })
	for i := 1; i < len(rules.Sections); i++ {
		if rules.Sections[i].Name == rules.Sections[i-1].Name {
			return c, t("charter.same_name", "Name", rules.Sections[i].Name)
		}
	}
	if name := strings.TrimSpace(f.name.Text); name != f.was.Name {
		c.Name = name
	}
	if aims := strings.TrimSpace(f.aims.Text); aims != f.was.Aims {
		c.Aims = aims
	}
	if !slices.Equal(rules.Sections, f.was.Rules.Sections) {
		c.Rules = &rules
	}
	if c == (forum.Charter{}) {
		return c, t("charter.same")
	}
	return c, ""
}

func (f *charterForm) submit() {
	if !f.began {
		return
	}
	c, problem := f.charter()
	if problem != "" {
		setOrHide(f.note, problem)
		return
	}
	f.asking.Ask(question{title: t("charter.propose"), what: strings.Join(charterChanges(f.was.Rules, &c), "\n"), yes: t("action.send"),
		foresee: func(ctx context.Context) (store.Foresight, error) {
			if part := (forum.Charter{Rules: c.Rules}); c.Rules != nil { // they are an act of their own
				return f.app.Store.Foresee(ctx, f.group, forum.ID{}, forum.KindCharter, part)
			}
			return f.app.Store.Foresee(ctx, f.group, forum.ID{}, forum.KindCharter, c)
		},
		do: func(ctx context.Context) error { return f.app.Store.SetCharter(ctx, f.group, c) }})
}

// sectionEditor changes one section. The name of one that people may be in already stays: they are in it by that name.
type sectionEditor struct {
	was                       string
	name                      *lineEntry
	who                       *lineEntry
	removal, charter, closing *guardEditor
	drop                      *widget.Button
	root                      fyne.CanvasObject
}

func newSectionEditor(s forum.Section, fresh bool, changed func()) *sectionEditor {
	e := &sectionEditor{was: s.Name, name: newLineEntry(t("charter.name_hint")), who: newLineEntry(t("charter.for_hint"))}
	e.name.SetText(s.Name)
	e.who.SetText(s.For)
	e.name.OnChanged = func(string) { changed() }
	e.who.OnChanged = e.name.OnChanged
	e.removal = newGuardEditor(t("charter.before_removal"), s.Removal, changed)
	e.charter = newGuardEditor(t("charter.before_rules"), s.Charter, changed)
	e.closing = newGuardEditor(t("charter.before_closing"), s.Closing, changed)
	e.drop = quietButton(t("charter.drop"), icon("cross"), nil)
	var called fyne.CanvasObject = heading(printable(s.Name))
	if fresh {
		called = field(t("charter.name"), e.name)
	}
	e.root = container.NewVBox(widget.NewSeparator(), called, field(t("charter.for"), e.who), e.removal.root, e.charter.root, e.closing.root, buttonRow(e.drop))
	return e
}

// Section gives what is typed; ok is false when a number is not one.
func (e *sectionEditor) Section() (s forum.Section, ok bool) {
	var good [3]bool
	s.Name, s.For = strings.TrimSpace(e.name.Text), strings.TrimSpace(e.who.Text)
	s.Removal, good[0] = e.removal.Guard()
	s.Charter, good[1] = e.charter.Guard()
	s.Closing, good[2] = e.closing.Guard()
	return s, good[0] && good[1] && good[2]
}

// count writes a number to be typed over; nothing for none.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// readCount reads a whole number as people type it; nothing typed is none.
func readCount(typed string) (n int, ok bool) {
	if typed = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(typed), "%")); typed == "" {
		return 0, true
	}
	n, err := strconv.Atoi(typed)
	return n, err == nil && n >= 0
}
