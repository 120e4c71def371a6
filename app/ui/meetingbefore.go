package ui

import (
	"context"
	"errors"
	"slices"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/paper"
	"moot/app/ui/widget"
	"moot/assets"
	"moot/store"
	"moot/store/forum"
)

// beforeView is the meeting that another follows, and the one that follows it; without a title where there is none on this device.
type beforeView struct {
	title   string
	at      int64 // ms
	stage   forum.MeetingStage
	minutes forum.MinutesState
	sign    bool     // its minutes wait to be signed by this person
	item    forum.ID // of the agenda, that its minutes are approved under; zero when there is none

	next   string // the title of the one that follows
	nextID forum.ID
}

// readBefore reads it, in the background.
func (s *meetingScreen) readBefore(ctx context.Context, m *forum.Meeting) (v beforeView, err error) {
	if i := slices.IndexFunc(m.Agenda, func(item forum.Item) bool { return paper.Approves(item.Title, minutesTitles()...) }); i >= 0 {
		v.item = m.Agenda[i].ID
	}
	following, err := s.app.Store.Following(ctx, s.group, s.id)
	for i := range following { // the earliest, or the one it was opened from
		if c := &following[i]; i == 0 || c.ID == s.from {
			v.next, v.nextID = c.Title, c.ID
		}
	}
	if err != nil || m.Follows.Zero() {
		return v, err
	}
	page, err := s.app.Store.Meeting(ctx, s.group, m.Follows)
	var refused *store.RefusedError
	if errors.As(err, &refused) && refused.Code == store.CodeNotFound {
		return v, nil
	}
	v.title, v.at, v.stage, v.minutes = page.Title, page.At, page.Stage, page.Minutes
	v.sign = signable(&page)
	return v, err
}

// signable says whether the minutes of a meeting wait to be signed by this person.
func signable(p *store.MeetingPage) bool {
	return p.Can.Sign && p.Minutes != forum.MinutesSigned && p.Stage == forum.StageOver && len(p.Agenda) > 0
}

// minutesTitles are what the item is called that earlier minutes are approved under, in every language. The first call reads every
// language: not on the goroutine of the window.
var minutesTitles = sync.OnceValue(func() []string { return inEveryLanguage("meeting.last_minutes") })

// inEveryLanguage gives a message in every language that there is.
func inEveryLanguage(id string) (all []string) {
	for _, tag := range assets.Languages() {
		if c, err := assets.Load(tag); err == nil { // a test holds that each can be read
			all = append(all, c.Text(id))
		}
	}
	return all
}

// beforeCard stands under the item that earlier minutes are approved under: which meeting they are of, how far they have got, and the way
// there.
type beforeCard struct {
	meeting     *meetingScreen
	item        forum.ID // that it stands under; zero when it does not
	title, meta *widget.Label
	chip        *chip
	open        *widget.Button
	root        fyne.CanvasObject
}

func newBeforeCard(s *meetingScreen) *beforeCard {
	c := &beforeCard{meeting: s, title: wrapped(""), meta: small(""), chip: newChip()}
	c.title.TextStyle.Bold = true
	c.open = widget.NewButtonWithIcon("", icon("meetings"), s.openBefore)
	c.root = newCard(container.New(layout.NewCustomPaddedVBoxLayout(0), c.title, chipLine(c.chip, c.meta), buttonRow(c.open)))
	return c
}

func (s *meetingScreen) openBefore() { s.open(s.group, forum.KindMeeting, s.view.Follows) }

// signed takes the keyboard on from the button that signs: to the meeting where it goes on.
func (s *meetingScreen) signed() {
	if s.after.Visible() {
		s.app.focus(s.after)
		return
	}
	s.app.focus(s.again)
}

func (s *meetingScreen) openNext() { s.open(s.group, forum.KindMeeting, s.view.before.nextID) }

// Show takes what was read.
func (c *beforeCard) Show(v *meetingView) {
	b := &v.before
	if c.item = b.item; b.title == "" || c.meeting.open == nil || v.Stage == forum.StageOver && !b.sign {
		c.item = forum.ID{}
		return
	}
	setText(c.title, printable(b.title))
	setText(c.meta, day(b.at))
	c.chip.Set(meetingStage(b.stage, b.minutes))
	words, weight := t("meeting.read_minutes"), widget.MediumImportance
	if b.sign {
		words = t("meeting.read_sign")
	}
	if b.sign && v.Stage.Begun() {
		weight = widget.HighImportance
	}
	if c.open.Text != words || c.open.Importance != weight {
		c.open.Importance = weight
		c.open.SetText(words)
	}
}

// showBefore shows the ways to the meeting before and to the next.
func (s *meetingScreen) showBefore(v *meetingView) {
	words := t("meeting.previous", "Title", printable(v.before.title))
	if v.Adjourned {
		words = t("meeting.before", "Title", printable(v.before.title))
	}
	s.before.SetText(words)
	show(v.before.title != "" && s.open != nil, s.before)
	s.after.SetText(t("meeting.following", "Title", printable(v.before.next)))
	show(v.before.next != "" && s.open != nil, s.after)
	s.earlier.Show(v)
}
