package ui

import (
	"context"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// charterScreen shows what a group has agreed on: its aims, how it decides, who is elected to what, what people sign as, and its
// sections with what each is owed before something is done over its head.
type charterScreen struct {
	rollPage
	view       rollView
	name       *widget.Label
	aims       *prose
	aimsText   string
	segments   []widget.RichTextSegment
	none       *widget.Label
	rules      *factList
	how        *fyne.Container // them, with their heading
	matters    *matterCards
	sections   parts[string, *sectionCard]
	bodies     parts[string, *linesCard]
	capacities parts[string, *capacityCard]
	bodiesBox  *fyne.Container
	signBox    *fyne.Container
	change     *widget.Button
	file       *widget.Button
	asking     *asking
}

func newCharter(app *App, group forum.ID, open func(Screen)) *charterScreen {
	s := &charterScreen{name: title(""), aims: newProse(), none: wrapped(t("charter.none")), rules: newFactList()}
	s.how = container.NewVBox(heading(t("charter.decide")), newCard(s.rules.box))
	s.setUp(app, group, s.read, s.show)
	s.matters = newMatterCards(app, group, s.Refresh)
	s.sections = parts[string, *sectionCard]{box: container.NewVBox(), create: newSectionCard, object: func(c *sectionCard) fyne.CanvasObject { return c.root }}
	s.bodies = parts[string, *linesCard]{box: container.NewVBox(), create: newLinesCard, object: func(c *linesCard) fyne.CanvasObject { return c.root }}
	s.capacities = parts[string, *capacityCard]{box: container.NewVBox(), create: s.newCapacityCard, object: func(c *capacityCard) fyne.CanvasObject { return c.root }}
	s.change = widget.NewButtonWithIcon(t("charter.change"), icon("edit"), func() {
		open(newCharterForm(app, group, func() { open(newCharter(app, group, open)) }))
	})
	s.file = quietButton(t("charter.to_file"), icon("stick"), s.saveFile)
	s.bodiesBox = container.NewVBox(heading(t("body.title")), s.bodies.box)
	inPlace := container.NewVBox(s.capacities.box)
	s.asking = newAsking(app, inPlace, s.Refresh)
	s.signBox = container.NewVBox(heading(t("capacity.title")), inPlace, s.asking.root)
	s.root = page(s.name, s.aims, s.matters.box, buttonRow(s.change), s.how, s.bodiesBox, s.signBox, heading(t("charter.sections")), s.none, s.sections.box, buttonRow(s.file))
	return s
}

func (s *charterScreen) read(ctx context.Context, v *rollView) error {
	if aims := v.roll.Aims; aims != s.aimsText || s.segments == nil {
		s.segments = formatMarkdown(aims, s.app.follow, s.app.Log)
	}
	return v.readMatters(ctx, s.app, s.group, func(m *forum.Matter) bool { return m.Kind == forum.KindCharter })
}

func (s *charterScreen) show(v rollView) {
	s.view = v
	rules := &v.roll.Rules
	setText(s.name, printable(v.roll.Name))
	if v.roll.Aims != s.aimsText {
		s.aimsText = v.roll.Aims
		showMarkdown(s.aims, s.segments)
	}
	show(v.roll.Aims != "", s.aims)
	s.matters.Show(&v)
	facts := rulesFacts(rules)
	s.rules.Show(facts)
	show(len(facts) > 0, s.how)
	var bodies, capacities []string
	for i := range rules.Bodies {
		bodies = append(bodies, rules.Bodies[i].Name)
	}
	for i := range rules.Capacities {
		capacities = append(capacities, rules.Capacities[i].Name)
	}
	s.bodies.Show(bodies, func(c *linesCard, i int) { c.lines.Show(bodyFacts(&rules.Bodies[i])) })
	s.capacities.Show(capacities, func(c *capacityCard, i int) { c.Set(&v, &rules.Capacities[i]) })
	show(len(bodies) > 0, s.bodiesBox)
	show(len(capacities) > 0, s.signBox)
	show(len(rules.Sections) == 0, s.none)
	s.sections.Show(v.sections(), func(c *sectionCard, i int) { c.Set(&v, &rules.Sections[i]) })
	show(v.can.SetCharter, s.change)
}

// saveFile writes the charter down as a file that can be read, changed and taken over again, here or in another group.
func (s *charterScreen) saveFile() {
	if s.view.roll == nil {
		return
	}
	roll := s.view.roll
	text := forum.FormatCharter(roll.Name, roll.Aims, roll.Rules)
	s.app.saveFile("charter.toml", func(w fyne.URIWriteCloser) {
		s.app.fillFile(w, t("slow.save"), func(_ context.Context, out io.Writer) error {
			_, err := out.Write(text)
			return err
		}, s.app.tell)
	})
}

// linesCard is a name with what is said of it.
type linesCard struct {
	lines *factList
	root  fyne.CanvasObject
}

func newLinesCard(name string) *linesCard {
	c := &linesCard{lines: newFactList()}
	c.root = newCard(container.New(layout.NewCustomPaddedVBoxLayout(0), heading(printable(name)), c.lines.box))
	return c
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
	setText(c.owed, dotted(owed))
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
