package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// mattersScreen shows everything that has been asked for and is not decided.
type mattersScreen struct {
	rollPage
	cards *matterCards
	what  *widget.Label
	empty *emptyState
}

func newMatters(app *App, group forum.ID) *mattersScreen {
	s := &mattersScreen{what: wrapped(t("matter.what")), empty: newEmptyState(icon("check"))}
	all := func(*forum.Matter) bool { return true }
	s.setUp(app, group, func(ctx context.Context, v *rollView) error { return v.readMatters(ctx, app, group, all) }, s.show)
	s.cards = newMatterCards(app, group, s.Refresh)
	s.root = container.NewStack(page(title(t("matter.title")), s.what, s.cards.box), s.empty.Object())
	return s
}

func (s *mattersScreen) show(v rollView) {
	s.cards.Show(&v)
	show(len(v.roll.Matters) > 0, s.what)
	if len(v.roll.Matters) == 0 {
		s.empty.Show(t("matter.none"), "", nil)
	} else {
		s.empty.Hide()
	}
}

// matterCards shows the matters that a reading found what may be done about.
type matterCards struct{ parts[forum.ID, *matterCard] }

func newMatterCards(app *App, group forum.ID, changed func()) *matterCards {
	return &matterCards{parts[forum.ID, *matterCard]{
		box:    container.NewVBox(),
		create: func(id forum.ID) *matterCard { return newMatterCard(app, group, id, changed) },
		object: func(c *matterCard) fyne.CanvasObject { return c.root },
	}}
}

// Show takes a reading.
func (c *matterCards) Show(v *rollView) {
	var ids []forum.ID
	var matters []*forum.Matter
	for i := range v.roll.Matters {
		if _, ok := v.matters[v.roll.Matters[i].ID]; ok {
			ids, matters = append(ids, v.roll.Matters[i].ID), append(matters, &v.roll.Matters[i])
		}
	}
	c.parts.Show(ids, func(card *matterCard, i int) { card.Set(v, matters[i]) })
}

// matterCard is one matter: what, who asked for it and why, what it lacks, what people say to it, and what this person
// can do about it.
type matterCard struct {
	app    *App
	group  forum.ID
	id     forum.ID
	matter forum.Matter

	title, by, why, changes, lacks, said *widget.Label
	second, agree, object, speak         *widget.Button
	asking                               *asking
	root                                 fyne.CanvasObject
}

func newMatterCard(app *App, group, id forum.ID, changed func()) *matterCard {
	c := &matterCard{app: app, group: group, id: id, title: heading(""), by: small(""), why: wrapped(""), changes: wrapped(""), lacks: wrapped(""), said: wrapped("")}
	c.second = widget.NewButtonWithIcon(t("matter.second"), icon("plus"), c.askSecond)
	c.agree = widget.NewButtonWithIcon(t("matter.agree"), icon("vote-yes"), func() {
		c.askAnswer(forum.StanceAgree, t("matter.agree_title"), t("matter.words_hint"))
	})
	c.object = widget.NewButtonWithIcon(t("matter.object"), icon("vote-no"), func() {
		c.askAnswer(forum.StanceObject, t("matter.object_title"), t("member.why"))
	})
	c.speak = widget.NewButtonWithIcon(t("matter.speak"), icon("comment"), func() {
		c.askAnswer(forum.StanceSpeak, t("matter.speak_title"), t("matter.words_hint"))
	})
	buttons := buttonRow(c.second, c.agree, c.object, c.speak)
	c.asking = newAsking(app, buttons, changed)
	needs := newSurface(theme.ColorNameSelection, 8, bordered(nil, nil, container.New(padding(9, 9, 10, 0),
		container.NewVBox(widget.NewIcon(icon("clock")))), nil, c.lacks))
	c.root = newCard(container.New(layout.NewCustomPaddedVBoxLayout(0), c.title, c.by, c.why, c.changes, container.New(layout.NewCustomPaddedLayout(4, 8, theme.InnerPadding(), theme.InnerPadding()), needs), c.said, buttons, c.asking.root))
	return c
}

// Set brings the card up to date.
func (c *matterCard) Set(v *rollView, m *forum.Matter) {
	c.matter = *m
	setText(c.title, matterWords(v, m))
	setText(c.by, t("matter.asked", "Names", v.list(m.Asked), "Date", day(m.Time)))
	setOrHide(c.why, quote(m.Why))
	setOrHide(c.changes, dotted(append(charterChanges(&v.roll.Rules, m.Charter), capacityChanges(v.roll, m.Charter)...)))
	setText(c.lacks, lackWords(m))
	setOrHide(c.said, saidWords(v, m.Said))
	can := v.matters[m.ID]
	show(can.AskToo, c.second)
	show(can.Agree, c.agree)
	show(can.Object, c.object)
	show(can.Speak, c.speak)
}

// setOrHide shows words in a label, or no label where there are none.
func setOrHide(l *widget.Label, words string) {
	setText(l, words)
	show(words != "", l)
}

// quote sets a person's own words apart from Moot's.
func quote(words string) string {
	if words = strings.TrimSpace(printable(words)); words == "" {
		return ""
	}
	return "“" + words + "”"
}

func lackWords(m *forum.Matter) string {
	lines := make([]string, len(m.Lacks))
	for i, l := range m.Lacks {
		lines[i] = sentence(inWords(l.Sentence()))
	}
	return strings.Join(lines, "\n")
}

// saidWords gives what people say to a matter, each on a line.
func saidWords(v *rollView, all []forum.Said) string {
	lines := make([]string, 0, len(all))
	for _, s := range all {
		line := t("matter.said_speak", "Name", v.full(s.By))
		switch s.Stance {
		case forum.StanceAgree:
			line = t("matter.said_agree", "Name", v.full(s.By))
		case forum.StanceObject:
			line = t("matter.said_object", "Name", v.full(s.By))
		}
		if s.Words != "" {
			line += " " + quote(s.Words)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// matterWords says in a line what is asked for.
func matterWords(v *rollView, m *forum.Matter) string {
	name := printable(nameOf(v.names, m.Person))
	switch m.Kind {
	case forum.KindRemove:
		return t("matter.remove", "Name", name)
	case forum.KindReadmit:
		return t("matter.readmit", "Name", name, "New", printable(nameOf(v.names, m.New)))
	case forum.KindRecover:
		return t("matter.recover", "Names", v.list(m.Named))
	case forum.KindHouse:
		return t("matter.household", "Name", name, "Home", printable(m.Household))
	case forum.KindRole:
		if was, ok := v.roll.Find(m.Person); ok && was.Role == m.Role {
			return t("matter.move", "Name", name, "Section", sectionWords(m.Section))
		}
		return t("matter.role", "Name", name, "Role", roleWords(m.Role))
	}
	return t("matter.charter")
}

func (c *matterCard) askSecond() {
	m := c.matter
	why := c.asking.words("second/"+c.id.String(), t("member.why"))
	c.asking.Ask(question{title: t("matter.second_title"), what: t("matter.second_what"), yes: t("matter.second"), grave: m.Kind == forum.KindRemove,
		inputs: []fyne.CanvasObject{inset(why)}, first: why,
		foresee: func(ctx context.Context) (store.Foresight, error) { return c.app.Store.ForeseeAskToo(ctx, c.group, &m) },
		read: func() (func(context.Context) error, string) {
			why := strings.TrimSpace(why.Text)
			return func(ctx context.Context) error { return c.app.Store.AskToo(ctx, c.group, m, why) }, ""
		}})
}

func (c *matterCard) askAnswer(stance forum.Stance, title, hint string) {
	words := c.asking.words("answer/"+string(stance)+"/"+c.id.String(), hint)
	c.asking.Ask(question{title: title, what: t("matter.answer_what"), yes: t("action.send"), inputs: []fyne.CanvasObject{inset(words)}, first: words,
		foresee: func(ctx context.Context) (store.Foresight, error) {
			return c.app.Store.Foresee(ctx, c.group, c.id, forum.KindAnswer, forum.Answer{Stance: stance})
		},
		read: func() (func(context.Context) error, string) {
			answer := forum.Answer{Stance: stance, Words: strings.TrimSpace(words.Text)}
			return func(ctx context.Context) error { return c.app.Store.Answer(ctx, c.group, c.id, answer) }, ""
		}})
}
