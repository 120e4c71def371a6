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
		func(i int, o fyne.CanvasObject) { o.(*meetingRow).Set(&s.lines[i], s.chosen, app.Now()) })
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

// Nothing is what it says where it is empty.
func (s *meetingsScreen) Nothing() *emptyState { return s.empty }

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
	s.lines = meetingLines(l.cards)
	show(l.can.Minute && len(s.lines) > 0, s.add) // else it is offered once, in the middle
	s.measure()
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

// measure gives the headings the height of their words: a list would give them that of a meeting.
func (s *meetingsScreen) measure() {
	row := newMeetingRow()
	meeting, over := row.MinSize().Height, row.heading.MinSize().Height+2*theme.Padding()
	for i := range s.lines {
		height := meeting
		if s.lines[i].heading != "" {
			height = over
		}
		s.list.SetItemHeight(i, height)
	}
}

// meetingLines parts meetings into those to come and those past, each under its heading.
func meetingLines(cards []store.MeetingCard) []meetingLine {
	var next, past []meetingLine
	for _, c := range cards {
		if c.Stage.Past() {
			past = append(past, meetingLine{card: c})
		} else {
			next = append(next, meetingLine{card: c})
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

// meetingStage names a stage in words; of one that is over it says how far its minutes have got.
func meetingStage(stage forum.MeetingStage, minutes forum.MinutesState) (string, fyne.ThemeColorName) {
	switch stage {
	case forum.StageGoing:
		return t("meeting.state.started"), theme.ColorNamePrimary
	case forum.StageUnended:
		return t("meeting.state.unended"), theme.ColorNameWarning
	case forum.StageUnstarted:
		return t("meeting.state.unstarted"), theme.ColorNameForeground
	case forum.StageOver:
		switch minutes {
		case forum.MinutesSigned:
			return t("meeting.state.signed"), colorYes
		case forum.MinutesCorrected:
			return t("meeting.state.corrected"), theme.ColorNameWarning
		}
		return t("meeting.state.draft"), theme.ColorNameForeground
	}
	return t("meeting.state.planned"), theme.ColorNameForeground
}

// meetingNext says what is to be done about a meeting whose day has passed.
func meetingNext(v *meetingView) string {
	switch {
	case v.Stage == forum.StageUnended && v.Can.SetState:
		return t("meeting.next_end")
	case v.Stage == forum.StageUnstarted && v.Can.SetState:
		return t("meeting.next_write")
	case v.Stage == forum.StageUnstarted:
		return t("meeting.next_wait")
	}
	return ""
}

// meetingRow is one row of the list: a leaf of a calendar, and what and where.
type meetingRow struct {
	widget.BaseWidget
	heading, day, month, meta *widget.Label
	title                     *rowTitle
	chip                      *chip
	leaf, body, under, lines  *fyne.Container
	large                     bool // arranged for large text
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
	r.leaf = container.New(leafLayout{}, r.day, r.month)
	r.lines = container.New(layout.NewCustomPaddedVBoxLayout(-10)) // the title has a line of its own: with large text it takes it all
	r.arrange()
	r.body = container.New(padding(2, 2, 4, 10), bordered(nil, nil, r.leaf, nil, r.lines))
	over := container.NewVBox(layout.NewSpacer(), container.New(layout.NewCustomPaddedLayout(0, 0, 4, 4), r.heading))
	return widget.NewSimpleRenderer(container.NewStack(r.mark, r.body, over))
}

// arrange puts the state beside when and where it is; where the text is large, over it.
func (r *meetingRow) arrange() {
	r.large = textIsLarge()
	r.under = bordered(nil, nil, container.New(padding(0, 0, 8, -4), container.NewCenter(r.chip)), nil, r.meta)
	things := []fyne.CanvasObject{r.title, r.under}
	if r.large {
		r.under = buttonRow(r.chip)
		things = []fyne.CanvasObject{r.title, container.New(layout.NewCustomPaddedLayout(8, 6, 0, 0), r.under), r.meta}
	}
	setThings(r.lines, things)
}

// leafLayout sets the day of the month over the month, as wide on every row so that the titles stand under each other.
type leafLayout struct{}

// Layout is Fyne's.
func (leafLayout) Layout(things []fyne.CanvasObject, size fyne.Size) {
	day, month := things[0].MinSize().Height, things[1].MinSize().Height
	top := (size.Height - (day + month - leafOver)) / 2
	things[0].Move(fyne.NewPos(0, top))
	things[0].Resize(fyne.NewSize(size.Width, day))
	things[1].Move(fyne.NewPos(0, top+day-leafOver))
	things[1].Resize(fyne.NewSize(size.Width, month))
}

// leafOver is how far the day and the month go over each other: the room of the labels.
const leafOver = 14

// MinSize is Fyne's.
func (leafLayout) MinSize(things []fyne.CanvasObject) fyne.Size {
	width := float32(0)
	for m := time.January; m <= time.December; m++ {
		width = max(width, fyne.MeasureText(calendar().MonthAbbreviated(m), theme.CaptionTextSize(), fyne.TextStyle{}).Width)
	}
	width = max(width, fyne.MeasureText("2026", theme.CaptionTextSize(), fyne.TextStyle{}).Width)
	return fyne.NewSize(width+2*theme.InnerPadding(), things[0].MinSize().Height+things[1].MinSize().Height-leafOver)
}

// Set shows a line.
func (r *meetingRow) Set(l *meetingLine, chosen forum.ID, now time.Time) {
	if r.lines != nil && r.large != textIsLarge() {
		r.arrange()
	}
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
	r.month.SetText(calendar().MonthAbbreviated(at.Month()))
	r.title.SetText(l.card.Title)
	when := weekday(at) + " " + clock(at)
	if at.Year() != now.Year() {
		when = at.Format("2006") + " · " + when
	}
	meta := []string{when}
	if l.card.Place != "" {
		meta = append(meta, l.card.Place)
	}
	if l.card.Present > 0 {
		meta = append(meta, tn("meeting.present", l.card.Present))
	} else if l.card.Items > 0 {
		meta = append(meta, tn("meeting.items", l.card.Items))
	}
	r.meta.SetText(strings.Join(meta, " · "))
	r.chip.Set(meetingStage(l.card.Stage, l.card.Minutes))
	if r.under != nil { // the width of the chip has changed
		r.under.Layout.Layout(r.under.Objects, r.under.Size())
	}
}
