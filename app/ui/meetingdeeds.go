package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// meetingDeeds is what whoever keeps the minutes does about a meeting as a whole: give notice of it, start, adjourn and end it. The
// buttons stay the same things while the page is open, so that the keyboard is not lost when it is read again.
type meetingDeeds struct {
	meeting                              *meetingScreen
	view                                 *meetingView
	notice, start, write, end, adjourned *widget.Button
	change                               *widget.Button // of when and where it is
	buttons                              *fyne.Container
	asking                               *asking
	root                                 *fyne.Container
}

func newMeetingDeeds(s *meetingScreen) *meetingDeeds {
	d := &meetingDeeds{meeting: s, buttons: buttonRow()}
	button := func(key, picture string, do func()) *widget.Button {
		return widget.NewButtonWithIcon(t(key), icon(picture), do)
	}
	d.notice = button("meeting.give_notice", "notices", d.askNotice)
	d.start = button("meeting.start", "clock", func() { d.set(forum.MeetingStarted) })
	d.write = button("meeting.write_up", "edit", func() { d.set(forum.MeetingStarted) })
	d.write.Importance = widget.HighImportance
	d.end = button("meeting.end", "check", func() { d.set(forum.MeetingEnded) })
	d.adjourned = button("meeting.adjourn", "calendar", d.askAdjourn)
	d.change = button("meeting.change", "edit", d.askChange)
	d.asking = newAsking(s.app, d.buttons, s.Refresh)
	d.root = container.NewVBox(d.buttons, d.asking.root)
	return d
}

// Show takes what was read.
func (d *meetingDeeds) Show(v *meetingView) {
	d.view = v
	var all []fyne.CanvasObject
	if v.Can.Minute && v.State == forum.MeetingPlanned && v.At > d.meeting.app.Now().UnixMilli() && !v.NoticeStands() {
		all = append(all, d.notice)
	}
	strong := func(b *widget.Button, is bool) *widget.Button {
		as := widget.MediumImportance
		if is {
			as = widget.HighImportance
		}
		if b.Importance != as {
			b.Importance = as
			b.Refresh()
		}
		return b
	}
	if v.Can.SetState {
		switch v.Stage {
		case forum.StageOver:
		case forum.StageUnended, forum.StageGoing: // while it is going on, to write is likelier
			all = append(all, strong(d.end, v.Stage == forum.StageUnended))
			if v.Can.Minute && len(v.Agenda) > 0 {
				all = append(all, d.adjourned)
			}
		case forum.StageUnstarted:
			all = append(all, d.write)
		default:
			all = append(all, strong(d.start, v.Stage == forum.StageDue))
		}
		if v.Stage != forum.StageOver {
			all = append(all, d.change)
		}
	}
	d.keep(all)
	show(len(all) > 0 && !d.asking.Open(), d.buttons)
	show(len(all) > 0 || d.asking.Open(), d.root)
}

// keep sets the buttons that there are. Where the one with the keyboard goes, the keyboard goes to what comes next.
func (d *meetingDeeds) keep(all []fyne.CanvasObject) {
	s := d.meeting
	had, ok := s.app.window.Canvas().Focused().(fyne.CanvasObject)
	lost := ok && slices.Contains(d.buttons.Objects, had) && !slices.Contains(all, had)
	setThings(d.buttons, all)
	switch {
	case !lost:
	case s.signing.sign.Visible() && d.view.Stage == forum.StageOver:
		s.app.focus(s.signing.sign)
	default:
		s.app.focus(s.attendance.open)
	}
}

// showNotice says who gave notice of the meeting and when, and stands out where that was for another day or place.
func (s *meetingScreen) showNotice(v *meetingView) {
	weight := widget.LowImportance
	if len(v.Notices) > 0 && !v.NoticeStands() && v.Stage != forum.StageOver {
		weight = widget.WarningImportance
	}
	if s.given.Importance != weight {
		s.given.Importance = weight
		s.given.Refresh()
	}
	setOrHide(s.given, noticeWords(v))
}

func noticeWords(v *meetingView) string {
	if len(v.Notices) == 0 {
		return ""
	}
	last := &v.Notices[len(v.Notices)-1]
	by, at := printable(nameOf(v.Names, last.By)), dayAndTime(last.Time)
	if !v.NoticeStands() {
		return t("meeting.notice_stale", "Name", by, "Time", at, "When", whenWhere(last.At, last.Place))
	}
	return t("meeting.notice_given", "Name", by, "Time", at)
}

// movedWords says when and where a meeting that is not over was to be at first, and who changed that; nothing where what is said of the
// notice says it.
func movedWords(v *meetingView) string {
	last, ok := v.Moved()
	if !ok || v.Stage == forum.StageOver {
		return ""
	}
	if n := len(v.Notices); n > 0 && v.Notices[n-1].At == v.CalledAt && v.Notices[n-1].Place == v.CalledPlace {
		return ""
	}
	return t("meeting.moved", "When", whenWhere(v.CalledAt, v.CalledPlace), "Name", printable(nameOf(v.Names, last.By)), "Time", dayAndTime(last.Time))
}

// whenWhere says when and where a meeting is.
func whenWhere(at int64, place string) string {
	if place == "" {
		return dayAndTime(at)
	}
	return dayAndTime(at) + " · " + printable(place)
}

func (d *meetingDeeds) set(state string) {
	s := d.meeting
	s.app.work(func(ctx context.Context) error {
		return s.app.Store.Set(ctx, s.group, s.id, forum.FieldState, state, 0)
	}, func(err error) {
		s.app.tell(err)
		s.Refresh()
	})
}

func (d *meetingDeeds) askNotice() {
	s := d.meeting
	d.asking.Ask(question{title: t("meeting.give_notice"), what: t("meeting.notice_what", "When", s.meta.Text), yes: t("meeting.give_notice"),
		do: func(ctx context.Context) error {
			_, err := s.app.Store.GiveNotice(ctx, s.group, s.id)
			return err
		}})
}

// askChange asks when and where the meeting is instead, with what stands to be written over. Only what was written over is changed: what
// somebody else changes meanwhile stays.
func (d *meetingDeeds) askChange() {
	s, v := d.meeting, d.view
	date, hour, place := newDateEntry(), newLineEntry(t("meeting.clock_hint")), newLineEntry(t("meeting.where_hint"))
	was := time.UnixMilli(v.At)
	date.SetDate(&was)
	hour.SetText(clock(was))
	place.SetText(v.Place)
	filled := [2]string{date.Text, hour.Text}
	date.CursorColumn = len([]rune(date.Text)) // to go on from what stands
	for _, e := range []*lineEntry{hour, place} {
		e.CursorColumn = len([]rune(e.Text))
	}
	d.submitBy(date, hour, place)
	what := t("meeting.change_what")
	if v.NoticeStands() {
		what = t("meeting.change_noticed")
	}
	d.asking.Ask(question{title: t("meeting.change"), what: what, yes: t("meeting.change"), first: date,
		inputs: []fyne.CanvasObject{field(t("meeting.date"), date), field(t("meeting.clock"), hour), field(t("meeting.where"), place)},
		read: func() (func(context.Context) error, string) {
			at, wrong := meetingTime(date, hour)
			var when *time.Time
			if filled != [2]string{date.Text, hour.Text} {
				when = &at
			}
			var where *string
			if now := strings.TrimSpace(place.Text); now != v.Place {
				where = &now
			}
			return func(ctx context.Context) error { return s.app.Store.Rearrange(ctx, s.group, s.id, when, where) }, wrong
		}})
}

// submitBy has Enter in the fields of a question answer it.
func (d *meetingDeeds) submitBy(date *dateEntry, lines ...*lineEntry) {
	submit := func(string) { d.asking.submit() }
	date.OnSubmitted = submit
	for _, e := range lines {
		e.OnSubmitted = submit
	}
}

// askAdjourn asks when and where the meeting goes on, and with what, and opens the one that goes on.
func (d *meetingDeeds) askAdjourn() {
	s, v := d.meeting, d.view
	date, hour, place := d.asking.day("adjourn/"+s.id.String(), t("meeting.needs_date")), newLineEntry(t("meeting.clock_hint")), newLineEntry(t("meeting.where_hint"))
	hour.SetText(clock(time.UnixMilli(v.At)))
	place.SetText(v.Place)
	items := make([]string, len(v.Agenda))
	for i := range v.Agenda {
		items[i] = itemWords(v.Agenda, i)
	}
	from := widget.NewSelect(items, nil)
	from.SetSelectedIndex(min(v.Undealt(), len(items)-1))
	d.submitBy(date, hour, place)
	var next forum.ID
	d.asking.Ask(question{title: t("meeting.adjourn"), what: t("meeting.adjourn_what"), yes: t("meeting.adjourn"), first: date,
		inputs: []fyne.CanvasObject{field(t("meeting.date"), date), field(t("meeting.clock"), hour), field(t("meeting.where"), place),
			field(t("meeting.adjourn_from"), from)},
		read: func() (func(context.Context) error, string) {
			at, wrong := meetingTime(date, hour)
			if wrong == "" && at.UnixMilli() <= v.At {
				wrong = t("meeting.adjourn_later")
			}
			place, from := strings.TrimSpace(place.Text), from.SelectedIndex()
			return func(ctx context.Context) (err error) {
				next, err = s.app.Store.Adjourn(ctx, s.group, s.id, at, place, from)
				return err
			}, wrong
		},
		done: func() { s.open(s.group, forum.KindMeeting, next) }})
}

// meetingTime reads the day and the time of a meeting, or says what is wrong with them.
func meetingTime(date *dateEntry, at *lineEntry) (when time.Time, wrong string) {
	hour, minute, err := readClock(at.Text)
	date.needed = t("meeting.needs_date")
	switch d, wrong := date.When(); {
	case wrong != "":
		return when, wrong
	case err != nil:
		return when, t("meeting.bad_clock")
	default:
		return time.Date(d.Year(), d.Month(), d.Day(), hour, minute, 0, 0, time.Local), ""
	}
}
