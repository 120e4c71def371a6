package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// sectionEditor changes one section. The name of one that people may be in already stays: they are in it by that name.
type sectionEditor struct {
	name                      *lineEntry
	who                       *lineEntry
	removal, charter, closing *guardEditor
	drop                      *widget.Button
	root                      fyne.CanvasObject
}

func newSectionEditor(s forum.Section, fresh bool, changed func()) *sectionEditor {
	e := &sectionEditor{name: newLineEntry(t("charter.name_hint")), who: newLineEntry(t("charter.for_hint"))}
	e.name.SetText(s.Name)
	e.who.SetText(s.For)
	e.name.OnChanged = func(string) { changed() }
	e.who.OnChanged = e.name.OnChanged
	e.removal = newGuardEditor(t("charter.before_removal"), s.Removal, changed)
	e.charter = newGuardEditor(t("charter.before_rules"), s.Charter, changed)
	e.closing = newGuardEditor(t("charter.before_closing"), s.Closing, changed)
	e.drop = quietButton(t("charter.drop"), icon("cross"), nil)
	e.root = container.NewVBox(widget.NewSeparator(), partHead(fresh, t("charter.name"), e.name), field(t("charter.for"), e.who), e.removal.root, e.charter.root, e.closing.root, buttonRow(e.drop))
	return e
}

func (e *sectionEditor) object() fyne.CanvasObject { return e.root }
func (e *sectionEditor) dropper() *widget.Button   { return e.drop }

// Section gives what is typed; ok is false when a number is not one.
func (e *sectionEditor) Section() (s forum.Section, ok bool) {
	var good [3]bool
	s.Name, s.For = strings.TrimSpace(e.name.Text), strings.TrimSpace(e.who.Text)
	s.Removal, good[0] = e.removal.Guard()
	s.Charter, good[1] = e.charter.Guard()
	s.Closing, good[2] = e.closing.Guard()
	return s, good[0] && good[1] && good[2]
}

// guardKinds are the choices of what a section is owed, from nothing to the most.
var guardKinds = []forum.GuardKind{forum.GuardNone, forum.GuardHearing, forum.GuardQuorum, forum.GuardConsent}

func guardName(k forum.GuardKind) string {
	switch k {
	case forum.GuardHearing:
		return t("charter.hearing")
	case forum.GuardQuorum:
		return t("charter.quorum")
	case forum.GuardConsent:
		return t("charter.consent")
	}
	return t("charter.nothing")
}

// guardEditor chooses what a section is owed before one kind of thing.
type guardEditor struct {
	kind                  *widget.Select
	number, percent, days *lineEntry
	people, hearing       *fyne.Container
	root                  *fyne.Container
}

func newGuardEditor(label string, g forum.Guard, changed func()) *guardEditor {
	names := make([]string, len(guardKinds))
	for i, k := range guardKinds {
		names[i] = guardName(k)
	}
	e := &guardEditor{kind: widget.NewSelect(names, nil), number: newLineEntry(""), percent: newLineEntry(""), days: newLineEntry("")}
	for at, k := range guardKinds {
		if k == g.Kind {
			e.kind.SetSelectedIndex(at)
		}
	}
	e.number.SetText(count(g.Number))
	e.percent.SetText(count(g.Percent))
	e.days.SetText(count(g.Days))
	e.people = container.NewVBox(numberLine(t("charter.number"), e.number), numberLine(t("charter.percent"), e.percent), small(t("charter.most")))
	e.hearing = container.NewVBox(numberLine(t("charter.days"), e.days))
	e.root = container.NewVBox(field(label, e.kind), e.people, e.hearing)
	e.kind.OnChanged = func(string) {
		e.arrange()
		changed()
	}
	for _, entry := range []*lineEntry{e.number, e.percent, e.days} {
		entry.OnChanged = func(string) { changed() }
	}
	e.arrange()
	return e
}

// numberLine sets a short entry beside what is counted in it.
func numberLine(label string, e *lineEntry) fyne.CanvasObject {
	box := container.NewGridWrap(fyne.NewSize(5*theme.TextSize(), e.MinSize().Height), e)
	return container.New(padding(0, 0, theme.InnerPadding(), 0), bordered(nil, nil, container.NewCenter(box), nil, wrapped(label)))
}

func (e *guardEditor) arrange() {
	k := guardKinds[max(0, e.kind.SelectedIndex())]
	show(k == forum.GuardQuorum || k == forum.GuardConsent, e.people)
	show(k == forum.GuardHearing, e.hearing)
	e.root.Refresh()
}

// Guard gives what is chosen; ok is false when a number is not one.
func (e *guardEditor) Guard() (g forum.Guard, ok bool) {
	g.Kind = guardKinds[max(0, e.kind.SelectedIndex())]
	ok = true
	read := func(l *lineEntry) int {
		n, good := readCount(l.Text)
		ok = ok && good
		return n
	}
	switch g.Kind {
	case forum.GuardHearing:
		g.Days = read(e.days)
	case forum.GuardQuorum, forum.GuardConsent:
		g.Number, g.Percent = read(e.number), read(e.percent)
	}
	return g, ok
}
