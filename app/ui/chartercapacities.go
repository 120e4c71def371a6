package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// capacityDraft is what is typed and chosen of something that people sign as. Who holds it is no part of the form: that is given
// and ended on the charter's page.
type capacityDraft struct {
	Name, For, Signs, Over string
	Advises                bool
	Kinds                  []string
}

func draftCapacity(c *forum.Capacity) capacityDraft {
	d := capacityDraft{c.Name, c.For, count(c.Signs), "", c.Advises, c.Kinds}
	if c.Over > 0 {
		d.Over = money(c.Over)
	}
	return d
}

// Capacity gives what is typed, or what is wrong with it in words.
func (d *capacityDraft) Capacity() (c forum.Capacity, problem string) {
	c = forum.Capacity{Name: strings.TrimSpace(d.Name), For: strings.TrimSpace(d.For), Advises: d.Advises}
	if c.Name == "" {
		return c, t("capacity.needs_name")
	}
	good := false
	if c.Signs, good = readCount(d.Signs); !good {
		return c, t("charter.labelled", "Label", c.Name, "Words", t("charter.needs_whole", "What", t("capacity.signs")))
	}
	if c.Signs == 0 {
		return c, ""
	}
	var err error
	if c.Over, err = readMoney(d.Over); err != nil {
		return c, t("capacity.needs_money", "Name", c.Name)
	}
	c.Kinds = slices.Sorted(slices.Values(d.Kinds))
	return c, ""
}

// kindWords names a kind of proposal.
func kindWords(kind string) string {
	switch kind {
	case "", "ordinary":
		return t("kind.ordinary")
	case "special":
		return t("kind.special")
	case "page":
		return t("kind.page")
	case "budget":
		return t("kind.budget")
	case "election":
		return t("kind.election")
	}
	return printable(kind)
}

func kindsWords(kinds []string) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = kindWords(k)
	}
	return listed(names)
}

// capacityWords says what people of a capacity do, line by line.
func capacityWords(c *forum.Capacity) (lines []string) {
	if c.For != "" {
		lines = append(lines, printable(c.For))
	}
	if c.Advises {
		lines = append(lines, t("capacity.gives_advice"))
	}
	if c.Signs > 0 {
		lines = append(lines, t("capacity.must_sign", "Count", c.Signs))
		if len(c.Kinds) > 0 {
			lines = append(lines, labelled(t("capacity.only_kinds"), kindsWords(c.Kinds)).String())
		}
		if c.Over > 0 {
			lines = append(lines, labelled(t("capacity.only_over"), money(c.Over)).String())
		}
	}
	return lines
}

// capacityEditor changes one capacity.
type capacityEditor struct {
	name, who, signs, over *lineEntry
	advises                *tick
	kinds                  map[string]*tick
	only                   *fyne.Container // which decisions: of those that sign
	drop                   *widget.Button
	root                   fyne.CanvasObject
}

func newCapacityEditor(d capacityDraft, fresh bool, changed func()) *capacityEditor {
	e := &capacityEditor{name: newLineEntry(t("capacity.name_hint")), who: newLineEntry(t("charter.for_hint")), over: newLineEntry(t("capacity.over_hint")), kinds: map[string]*tick{}}
	e.name.SetText(d.Name)
	e.who.SetText(d.For)
	e.over.SetText(d.Over)
	e.only = container.NewVBox(field(t("capacity.only_kinds"), small(t("capacity.all_kinds"))))
	for _, k := range forum.ProposalTypes() {
		e.kinds[k] = tickLine(kindWords(k), slices.Contains(d.Kinds, k), changed)
		e.only.Add(e.kinds[k])
	}
	e.only.Add(field(t("capacity.only_over"), e.over))
	e.signs = countEntry(d.Signs, func() {
		e.arrange()
		changed()
	})
	for _, l := range []*lineEntry{e.name, e.who, e.over} {
		l.OnChanged = func(string) { changed() }
	}
	e.advises = tickLine(t("capacity.advises"), d.Advises, changed)
	e.drop = quietButton(t("capacity.drop"), icon("cross"), nil)
	e.root = container.NewVBox(widget.NewSeparator(), partHead(fresh, t("capacity.name"), e.name), field(t("charter.for"), e.who),
		e.advises, numberLine(t("capacity.signs"), e.signs), e.only, buttonRow(e.drop))
	e.arrange()
	return e
}

func (e *capacityEditor) object() fyne.CanvasObject { return e.root }
func (e *capacityEditor) dropper() *widget.Button   { return e.drop }

func (e *capacityEditor) arrange() {
	n, good := readCount(e.signs.Text)
	show(n > 0 || !good, e.only)
}

// Draft gives what is typed and chosen.
func (e *capacityEditor) Draft() capacityDraft {
	d := capacityDraft{e.name.Text, e.who.Text, e.signs.Text, e.over.Text, e.advises.box.Checked, nil}
	for _, k := range forum.ProposalTypes() {
		if e.kinds[k].box.Checked {
			d.Kinds = append(d.Kinds, k)
		}
	}
	return d
}
