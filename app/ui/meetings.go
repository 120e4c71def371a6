package ui

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// stillOn is how long after its time a meeting that nobody has ended counts among those to come.
const stillOn = 6 * time.Hour

// meetingsScreen lists a group's meetings: those to come, soonest first, then those past, latest first.
type meetingsScreen struct {
	app      *App
	group    forum.ID
	selected func(meeting forum.ID)
	create   func()

	lines  []meetingLine
	chosen forum.ID
	list   *widget.List
	add    *widget.Button
	empty  *emptyState
	root   fyne.CanvasObject
	load   loader[meetingList]
}

// meetingLine is a row: a meeting, or the heading over some.
type meetingLine struct {
	heading string
	card    store.MeetingCard
}

type meetingList struct {
	cards []store.MeetingCard
	can   store.Can
}

func newMeetings(app *App, group forum.ID, selected func(forum.ID), create func()) *meetingsScreen {
	s := &meetingsScreen{app: app, group: group, selected: selected, create: create}
	s.list = widget.NewList(func() int { return len(s.lines) }, func() fyne.CanvasObject { return newMeetingRow() },
		func(i int, o fyne.CanvasObject) { o.(*meetingRow).Set(&s.lines[i], s.chosen) })
	s.list.OnSelected = s.choose
	s.add = widget.NewButtonWithIcon(t("meeting.new"), icon("plus"), create)
	s.add.Importance = widget.HighImportance
	s.empty = newEmptyState(icon("meetings"))
	title := widget.NewLabelWithStyle(t("nav.meetings"), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	title.SizeName = theme.SizeNameSubHeadingText
	s.root = container.NewBorder(listTop(listHead(title, s.add, 0)), nil, nil, nil,
		container.NewStack(s.list, s.empty.Object()))
	s.load = loader[meetingList]{app: app, show: s.show, begin: func() func(context.Context) (meetingList, error) {
		return func(ctx context.Context) (l meetingList, err error) {
			l.can = app.Store.GroupCan(group)
			l.cards, err = app.Store.Meetings(ctx, group)
			return l, err
		}
	}}
	return s
}

// Object is the screen.
func (s *meetingsScreen) Object() fyne.CanvasObject { return s.root }

// Refresh reads the list again.
func (s *meetingsScreen) Refresh() { s.load.Refresh() }

// Close ends the screen.
func (s *meetingsScreen) Close() { s.load.Close() }

// Choose marks a meeting as the one shown beside the list, without opening it.
func (s *meetingsScreen) Choose(id forum.ID) {
	s.chosen = id
	s.list.Refresh()
}

func (s *meetingsScreen) choose(i int) {
	s.list.UnselectAll()
	if i < len(s.lines) && s.lines[i].heading == "" {
		s.Choose(s.lines[i].card.ID)
		s.selected(s.chosen)
	}
}

func (s *meetingsScreen) show(l meetingList) {
	s.lines = meetingLines(l.cards, s.app.Now())
	show(l.can.Minute, s.add)
	s.list.Refresh()
	switch {
	case len(s.lines) > 0:
		s.empty.Hide()
	case l.can.Minute:
		s.empty.Show(t("meeting.none"), t("meeting.new"), s.create)
	default:
		s.empty.Show(t("meeting.none"), "", nil)
	}
}

// meetingLines parts meetings into those to come and those past, each under its heading.
func meetingLines(cards []store.MeetingCard, now time.Time) []meetingLine {
	var next, past []meetingLine
	for _, c := range cards {
		if c.State != "ended" && (c.State == "started" || time.UnixMilli(c.At).Add(stillOn).After(now)) {
			next = append(next, meetingLine{card: c})
		} else {
			past = append(past, meetingLine{card: c})
		}
	}
	slices.SortStableFunc(next, func(a, b meetingLine) int { return cmp.Compare(a.card.At, b.card.At) })
	var out []meetingLine
	if len(next) > 0 {
		out = append(append(out, meetingLine{heading: t("meeting.upcoming")}), next...)
	}
	if len(past) > 0 {
		out = append(append(out, meetingLine{heading: t("meeting.past")}), past...)
	}
	return out
}

// meetingStateName names a state in words.
func meetingStateName(state string) string {
	switch state {
	case "planned":
		return t("meeting.state.planned")
	case "started":
		return t("meeting.state.started")
	case "ended":
		return t("meeting.state.ended")
	}
	return state
}

func meetingStateColour(state string) fyne.ThemeColorName {
	if state == "started" {
		return theme.ColorNamePrimary
	}
	return theme.ColorNameForeground
}

// meetingRow is one row of the list: a leaf of a calendar, and what and where.
type meetingRow struct {
	widget.BaseWidget
	heading, day, month, meta *widget.Label
	title                     *rowTitle
	chip                      *chip
	leaf, body, under         *fyne.Container
	mark                      *rowMark
}

func newMeetingRow() *meetingRow {
	r := &meetingRow{heading: widget.NewLabel(""), day: widget.NewLabel("30"), month: widget.NewLabel("Mar 2026"),
		title: newRowTitle(), meta: widget.NewLabel(""), chip: newChip(), mark: newRowMark()}
	r.heading.TextStyle.Bold = true
	r.heading.Importance = widget.LowImportance
	r.day.SizeName, r.day.TextStyle.Bold, r.day.Alignment = theme.SizeNameSubHeadingText, true, fyne.TextAlignCenter
	r.month.SizeName, r.month.Alignment, r.month.Importance = theme.SizeNameCaptionText, fyne.TextAlignCenter, widget.LowImportance
	r.meta.SizeName, r.meta.Importance, r.meta.Truncation = theme.SizeNameCaptionText, widget.LowImportance, fyne.TextTruncateEllipsis
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer is Fyne's.
func (r *meetingRow) CreateRenderer() fyne.WidgetRenderer {
	r.leaf = container.New(layout.NewCustomPaddedVBoxLayout(-14), r.day, r.month)
	r.under = bordered(nil, nil, container.New(padding(0, 0, 8, -4), container.NewCenter(r.chip)), nil, r.meta)
	lines := container.New(layout.NewCustomPaddedVBoxLayout(-10), r.title, r.under) // the title has a line of its own: with large text it takes it all
	r.body = container.New(padding(2, 2, 4, 10), bordered(nil, nil, r.leaf, nil, lines))
	over := container.NewVBox(layout.NewSpacer(), container.New(layout.NewCustomPaddedLayout(0, 0, 4, 4), r.heading))
	return widget.NewSimpleRenderer(container.NewStack(r.mark, r.body, over))
}

// Set shows a line.
func (r *meetingRow) Set(l *meetingLine, chosen forum.ID) {
	r.heading.SetText(l.heading)
	isMeeting := l.heading == ""
	r.mark.Set(isMeeting && l.card.ID == chosen)
	show(!isMeeting, r.heading)
	if r.body != nil {
		show(isMeeting, r.body)
	}
	if !isMeeting {
		return
	}
	at := time.UnixMilli(l.card.At)
	r.day.SetText(at.Format("2"))
	r.month.SetText(monthAndYear(at))
	r.title.SetText(l.card.Title)
	meta := []string{weekday(at) + " " + clock(at)}
	if l.card.Place != "" {
		meta = append(meta, l.card.Place)
	}
	if l.card.Present > 0 {
		meta = append(meta, tn("meeting.present", l.card.Present))
	} else if l.card.Items > 0 {
		meta = append(meta, tn("meeting.items", l.card.Items))
	}
	r.meta.SetText(strings.Join(meta, " · "))
	r.chip.Set(meetingStateName(l.card.State), meetingStateColour(l.card.State))
	if r.under != nil { // the width of the chip has changed
		r.under.Layout.Layout(r.under.Objects, r.under.Size())
	}
}
