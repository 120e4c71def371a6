package ui

import (
	"context"
	"slices"
	"strings"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/paper"
	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// arisingCard shows what comes onto an agenda by itself: actions that are still open, and measures to be looked at again. Ticking one
// off writes a line into the minutes of the item it stands under; what is not done goes on to the next meeting by itself.
type arisingCard struct {
	app     *App
	meeting *meetingScreen
	item    forum.ID            // of the agenda that it stands under; zero when there is none
	text    string              // the minutes of that item as shown
	all     map[forum.ID]string // those of every item
	lines   parts[forum.ID, *arisingLine]
	head    *widget.Label // where there is no item that says it
	put     *widget.Button
	root    *fyne.Container
}

func newArisingCard(app *App, meeting *meetingScreen) *arisingCard {
	c := &arisingCard{app: app, meeting: meeting}
	c.lines = parts[forum.ID, *arisingLine]{box: container.NewVBox(), create: c.newLine, object: func(l *arisingLine) fyne.CanvasObject { return l.root }}
	c.put = widget.NewButtonWithIcon(t("arising.put"), icon("plus"), c.addItem)
	c.head = heading(t("arising.title"))
	c.root = container.NewVBox(newCard(container.NewVBox(c.head, small(t("arising.what")), c.lines.box, buttonRow(c.put))))
	return c
}

// arisingTitles are what the item is called that matters arising go under, in every language: whoever put it on the agenda may have
// another than whoever reads it. The first call reads every language: not on the goroutine of the window.
var arisingTitles = sync.OnceValue(func() []string {
	return append(inEveryLanguage("arising.title"), "الأمور المتابعة", "Suites données", "Sprawy bieżące") // as earlier versions had it
})

// arises finds the item that matters arising go under, zero when there is none.
func arises(agenda []forum.Item) (item forum.ID) {
	if i := slices.IndexFunc(agenda, func(item forum.Item) bool { return paper.Arises(item.Title, arisingTitles()...) }); i >= 0 {
		item = agenda[i].ID
	}
	return item
}

// Show takes what was read.
func (c *arisingCard) Show(v *meetingView) {
	c.item, c.all = v.arises, v.Texts
	c.text = v.Texts[c.item]
	ids := make([]forum.ID, len(v.arising))
	for i := range v.arising {
		ids[i] = v.arising[i].ID
	}
	c.lines.Show(ids, func(l *arisingLine, i int) { l.Set(c, &v.arising[i], v.Can.Minute && !c.item.Zero()) })
	show(c.item.Zero(), c.head)
	show(c.item.Zero() && v.Can.Minute, c.put)
	show(len(ids) > 0, c.root)
}

func (c *arisingCard) addItem() {
	m := c.meeting
	enable(false, c.put)
	c.app.work(func(ctx context.Context) error {
		_, err := c.app.Store.AddItem(ctx, m.group, m.id, t("arising.title"))
		return err
	}, func(err error) {
		enable(true, c.put)
		c.app.tell(err)
		m.Refresh()
	})
}

// minute writes that something has been discussed at the end of the minutes of the item.
func (c *arisingCard) minute(a *store.Arising) {
	item, was := c.item, c.text
	line := "- " + paper.ArisingLine(a, tongue()) + ": " + t("arising.minuted")
	now := line
	if was != "" {
		now = strings.TrimRight(was, "\n") + "\n" + line
	}
	c.app.work(func(ctx context.Context) error {
		_, err := c.app.Store.EditText(ctx, c.meeting.group, item, was, now)
		return err
	}, func(err error) {
		c.app.tell(err)
		c.meeting.Refresh()
	})
}

// arisingLine is one of them.
type arisingLine struct {
	about     store.Arising
	title     *widget.Label
	meta      *widget.Label
	chip      *chip
	open      *widget.Button
	discussed *tick
	root      fyne.CanvasObject
}

func (c *arisingCard) newLine(forum.ID) *arisingLine {
	l := &arisingLine{title: wrapped(""), meta: small(""), chip: newChip()}
	l.title.TextStyle.Bold = true
	l.open = quietButton(t("arising.open"), icon("tasks"), func() { c.meeting.open(c.meeting.group, l.about.Kind, l.about.ID) })
	l.discussed = newTick(func() {
		if l.discussed.box.Checked {
			enable(false, l.discussed.box)
			c.minute(&l.about)
		}
	})
	l.discussed.words.SetText(t("arising.discussed"))
	l.root = container.New(layout.NewCustomPaddedVBoxLayout(0), beside(l.title, l.open, 16, false), chipLine(l.chip, l.meta), l.discussed)
	return l
}

// Set brings the line up to date. What stands in the minutes is ticked, and is taken out there.
func (l *arisingLine) Set(c *arisingCard, a *store.Arising, can bool) {
	l.about = *a
	setText(l.title, printable(a.Title))
	state, ink := taskState(a.State)
	var meta []string
	if a.Kind == forum.KindGauge {
		state, ink = t("arising.review"), "warning"
	} else if a.Name != "" {
		meta = append(meta, printable(a.Name))
	} else {
		meta = append(meta, t("arising.nobody"))
	}
	if a.Due != 0 {
		meta = append(meta, t("arising.by", "Day", day(a.Due)))
	}
	if a.From.Title != "" {
		meta = append(meta, t("arising.from", "Title", printable(a.From.Title)))
	}
	l.chip.Set(state, ink)
	setText(l.meta, strings.Join(meta, " · "))
	minuted := false
	for _, text := range c.all {
		minuted = minuted || paper.Minuted(text, a.Title)
	}
	l.discussed.box.Checked = minuted
	enable(can && !minuted, l.discussed.box)
	l.discussed.box.Refresh()
	show(can || minuted, l.discussed)
	show(c.meeting.open != nil, l.open)
}
