package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// motionsPart shows the motions under an agenda item. Whoever minutes writes them down there, and what came of them by a show of
// hands: what was moved while the item is being written, its outcome until it has one.
type motionsPart struct {
	app    *App
	group  forum.ID
	item   forum.ID
	people []forum.Member
	can    bool
	lines  parts[forum.ID, *motionLine]
	note   *widget.Button
	deeds  *fyne.Container
	asking *asking
	root   *fyne.Container
}

// motionLine is one motion: its words, who moved it and what came of it.
type motionLine struct {
	about forum.Motion
	words *widget.Label
	came  *fyne.Container
	root  *fyne.Container
}

func newMotionsPart(app *App, group, item forum.ID, changed func()) *motionsPart {
	m := &motionsPart{app: app, group: group, item: item}
	m.lines = parts[forum.ID, *motionLine]{box: container.New(layout.NewCustomPaddedVBoxLayout(0)), create: m.newLine, object: func(l *motionLine) fyne.CanvasObject { return l.root }}
	m.note = quietButton(t("motion.note"), icon("plus"), m.askMove)
	m.deeds = buttonRow(m.note)
	m.asking = newAsking(app, m.deeds, changed)
	m.root = container.New(layout.NewCustomPaddedVBoxLayout(0), m.lines.box, m.deeds, m.asking.root)
	return m
}

func (m *motionsPart) newLine(forum.ID) *motionLine {
	l := &motionLine{words: wrapped("")}
	l.came = buttonRow(quietButton(t("motion.came"), icon("check"), func() { m.askCame(l) }),
		quietButton(t("motion.withdrawn"), nil, func() { m.end(l, forum.Withdrawn) }),
		quietButton(t("motion.struck"), nil, func() { m.end(l, forum.Struck) }))
	l.root = container.New(layout.NewCustomPaddedVBoxLayout(0), l.words, l.came)
	return l
}

// Show takes the motions as read, and their words as they are minuted, without those that were struck; writing says whether the
// item is being written, and a new one can be noted.
func (m *motionsPart) Show(all []forum.Motion, said []string, people []forum.Member, can bool) {
	m.people, m.can = people, can
	var shown []forum.Motion
	var ids []forum.ID
	for _, x := range all {
		if x.Hands.Outcome != forum.Struck {
			shown, ids = append(shown, x), append(ids, x.ID)
		}
	}
	m.lines.Show(ids, func(l *motionLine, i int) {
		l.about = shown[i]
		words := ""
		if i < len(said) {
			words = said[i]
		}
		setText(l.words, words)
		show(can && shown[i].Hands.Outcome == "", l.came)
	})
}

// Writing shows whether the item is being written, which is when a motion can be noted.
func (m *motionsPart) Writing(on bool) {
	show(on && m.can || m.asking.Open(), m.note)
	show(len(m.lines.made) > 0 || on && m.can || m.asking.Open(), m.root)
}

func (m *motionsPart) askMove() {
	key := "motion/" + m.item.String()
	words, mover, seconder := m.asking.words(key, ""), m.asking.line(key+"/mover", ""), m.asking.line(key+"/seconder", "")
	people := m.people
	m.asking.Ask(question{title: t("motion.title"), yes: t("motion.save"), first: words,
		inputs: []fyne.CanvasObject{field(t("motion.words"), words), field(t("motion.mover"), mover), field(t("motion.seconder"), seconder)},
		read: func() (func(context.Context) error, string) {
			motion := forum.NewMotion{Text: strings.TrimSpace(words.Text), Mover: whoIs(people, mover.Text), Seconder: whoIs(people, seconder.Text)}
			if motion.Text == "" || motion.Mover.Nobody() {
				return nil, t("motion.needs")
			}
			return func(ctx context.Context) error {
				_, err := m.app.Store.Move(ctx, m.group, m.item, motion)
				return err
			}, ""
		}})
}

// whoIs names a member when the words are the name of one alone, and otherwise somebody by these words.
func whoIs(people []forum.Member, words string) forum.Who {
	words = strings.TrimSpace(words)
	var found []forum.Person
	for i := range people {
		if strings.EqualFold(people[i].Name, words) {
			found = append(found, people[i].Person)
		}
	}
	if len(found) == 1 {
		return forum.Who{Person: found[0]}
	}
	return forum.Who{Name: words}
}

func (m *motionsPart) askCame(l *motionLine) {
	key := "came/" + l.about.ID.String()
	yes, no, abstain := m.asking.line(key+"/for", "0"), m.asking.line(key+"/against", "0"), m.asking.line(key+"/abstained", "0")
	votes := []forum.Choice{"", forum.Yes, forum.No}
	casting := widget.NewSelect([]string{t("motion.casting_none"), t("motion.for"), t("motion.against")}, nil)
	casting.SetSelectedIndex(0)
	id := l.about.ID
	m.asking.Ask(question{title: t("motion.came"), what: m.whichOf(l) + t("motion.came_what"), yes: t("motion.save"), first: yes,
		inputs: []fyne.CanvasObject{field(t("motion.for"), yes), field(t("motion.against"), no), field(t("motion.abstained"), abstain),
			field(t("motion.casting"), casting)},
		read: func() (func(context.Context) error, string) {
			var n [3]int
			for i, e := range []*lineEntry{yes, no, abstain} {
				typed := strings.TrimSpace(e.Text)
				var err error
				if n[i], err = readWhole(typed); typed != "" && (err != nil || n[i] < 0) {
					return nil, t("motion.needs_hands")
				}
			}
			cast := votes[max(0, casting.SelectedIndex())]
			outcome, err := forum.ShowOfHands(n[0], n[1], n[2], cast)
			if err != nil {
				return nil, t("motion.needs_hands")
			}
			hands := forum.Hands{Outcome: outcome, For: int64(n[0]), Against: int64(n[1]), Abstain: int64(n[2]), Casting: cast}
			return func(ctx context.Context) error { return m.app.Store.Decide(ctx, m.group, id, hands) }, ""
		},
		done: m.goOn})
}

// whichOf says again which motion is asked about, where there are several above the question.
func (m *motionsPart) whichOf(l *motionLine) string {
	if len(m.lines.made) < 2 {
		return ""
	}
	return l.words.Text + "\n\n"
}

// end writes down that a motion was withdrawn, or that it was entered by mistake.
func (m *motionsPart) end(l *motionLine, outcome forum.Outcome) {
	id, title := l.about.ID, t("motion.withdrawn")
	if outcome == forum.Struck {
		title = t("motion.struck")
	}
	m.asking.Ask(question{title: title, what: l.words.Text, yes: t("motion.save"), grave: outcome == forum.Struck,
		do: func(ctx context.Context) error {
			return m.app.Store.Decide(ctx, m.group, id, forum.Hands{Outcome: outcome})
		},
		done: m.goOn})
}

// goOn puts the keyboard where the next motion is noted: the button that asked what came of one has gone.
func (m *motionsPart) goOn() { m.app.focus(m.note) }
