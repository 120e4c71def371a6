package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"moot/store/forum"
)

// charterScreen shows what a group has agreed on: its aims, its sections, and what each is owed before something is done
// over its head.
type charterScreen struct {
	rollPage
	name     *widget.Label
	aims     *prose
	aimsText string
	segments []widget.RichTextSegment
	none     *widget.Label
	rules    *widget.Label
	how      *widget.Label // the heading above them
	matters  *matterCards
	sections parts[string, *sectionCard]
	change   *widget.Button
}

func newCharter(app *App, group forum.ID, open func(Screen)) *charterScreen {
	s := &charterScreen{name: title(""), aims: newProse(), none: wrapped(t("charter.none")), rules: wrapped(""), how: heading(t("charter.decide"))}
	s.setUp(app, group, s.read, s.show)
	s.matters = newMatterCards(app, group, s.Refresh)
	s.sections = parts[string, *sectionCard]{box: container.NewVBox(), create: newSectionCard, object: func(c *sectionCard) fyne.CanvasObject { return c.root }}
	s.change = widget.NewButtonWithIcon(t("charter.change"), icon("edit"), func() {
		open(newCharterForm(app, group, func() { open(newCharter(app, group, open)) }))
	})
	s.root = page(s.name, s.aims, s.matters.box, s.how, s.rules, heading(t("charter.sections")), s.none, s.sections.box, buttonRow(s.change))
	return s
}

func (s *charterScreen) read(ctx context.Context, v *rollView) error {
	if aims := v.roll.Aims; aims != s.aimsText || s.segments == nil {
		s.segments = formatMarkdown(aims, s.app.follow, s.app.Log)
	}
	return v.readMatters(ctx, s.app, s.group, func(m *forum.Matter) bool { return m.Kind == forum.KindCharter })
}

func (s *charterScreen) show(v rollView) {
	setText(s.name, printable(v.roll.Name))
	if v.roll.Aims != s.aimsText {
		s.aimsText = v.roll.Aims
		showMarkdown(s.aims, s.segments)
	}
	show(v.roll.Aims != "", s.aims)
	s.matters.Show(&v)
	lines := rulesWords(&v.roll.Rules)
	setText(s.rules, strings.Join(lines, "\n"))
	show(len(lines) > 0, s.how, s.rules)
	show(len(v.roll.Rules.Sections) == 0, s.none)
	s.sections.Show(v.sections(), func(c *sectionCard, i int) { c.Set(&v, &v.roll.Rules.Sections[i]) })
	show(v.can.SetCharter, s.change)
}

// sectionCard says who a section is and what it is owed.
type sectionCard struct {
	people, what, owed *widget.Label
	root               fyne.CanvasObject
}

func newSectionCard(name string) *sectionCard {
	c := &sectionCard{people: small(""), what: wrapped(""), owed: wrapped("")}
	c.root = newCard(container.New(layout.NewCustomPaddedVBoxLayout(0), heading(printable(name)), c.people, c.what, c.owed))
	return c
}

// Set brings the card up to date.
func (c *sectionCard) Set(v *rollView, s *forum.Section) {
	n := 0
	for _, m := range v.roll.Active() {
		if m.Section == s.Name {
			n++
		}
	}
	setText(c.people, tn("group.members", n))
	setOrHide(c.what, printable(s.For))
	owed := owedWords(s)
	if len(owed) == 0 {
		owed = []string{t("charter.owed_nothing")}
	}
	setText(c.owed, strings.Join(owed, "\n"))
}

// owedWords says what a section is owed, a line for each thing that may be done over its head but for nothing.
func owedWords(s *forum.Section) (lines []string) {
	for i, g := range guardsOf(s) {
		if g.Kind != forum.GuardNone {
			lines = append(lines, guardWords(s.Name, i, g))
		}
	}
	return lines
}

func guardsOf(s *forum.Section) [3]forum.Guard {
	return [...]forum.Guard{s.Removal, s.Charter, s.Closing}
}

// guardWords says what a section is owed before the first, second or third of the things that guards are about.
func guardWords(section string, about int, g forum.Guard) string {
	words := inWords(g.Sentence(section))
	switch about {
	case 0:
		return sentence(t("charter.removal", "Guard", words))
	case 1:
		return sentence(t("charter.rules", "Guard", words))
	}
	return sentence(t("charter.closing", "Guard", words))
}

// charterChanges says what a charter would change of the rules that hold, line by line.
func charterChanges(now *forum.Rules, c *forum.Charter) (lines []string) {
	if c == nil {
		return nil
	}
	if c.Name != "" {
		lines = append(lines, t("charter.new_name", "Name", printable(c.Name)))
	}
	if c.Aims != "" {
		lines = append(lines, t("charter.new_aims", "Aims", printable(c.Aims)))
	}
	if c.Rules == nil {
		return lines
	}
	before := rulesWords(now)
	for _, line := range rulesWords(c.Rules) {
		if !slices.Contains(before, line) {
			lines = append(lines, line)
		}
	}
	if after := rulesWords(c.Rules); len(after) < len(before) {
		lines = append(lines, t("charter.fewer_rules"))
	}
	for i := range c.Rules.Sections {
		s := &c.Rules.Sections[i]
		was, had := now.Section(s.Name)
		switch {
		case !had:
			lines = append(append(lines, t("charter.new_section", "Name", printable(s.Name))), owedWords(s)...)
		case was != *s:
			lines = append(append(lines, t("charter.changed_section", "Name", printable(s.Name))), changedWords(&was, s)...)
		}
	}
	for _, s := range now.Sections {
		if _, has := c.Rules.Section(s.Name); !has {
			lines = append(lines, t("charter.no_section", "Name", printable(s.Name)))
		}
	}
	return lines
}

// capacityChanges says what a charter would change of what people sign as, and of who does, line by line.
func capacityChanges(roll *forum.Roll, c *forum.Charter) (lines []string) {
	if c == nil {
		return nil
	}
	for _, words := range roll.CapacityChanges(c.Rules) {
		lines = append(lines, sentence(inWords(words)))
	}
	return lines
}

// changedWords gives those lines about a section that are new.
func changedWords(was, now *forum.Section) (lines []string) {
	if was.For != now.For && now.For != "" {
		lines = append(lines, printable(now.For))
	}
	before := guardsOf(was)
	for i, g := range guardsOf(now) {
		if g != before[i] {
			lines = append(lines, guardWords(now.Name, i, g))
		}
	}
	return lines
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
	return container.New(layout.NewCustomPaddedLayout(0, 0, theme.InnerPadding(), 0), container.NewBorder(nil, nil, container.NewCenter(box), nil, wrapped(label)))
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
