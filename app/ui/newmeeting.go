package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/paper"
	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// meetingForm plans a meeting. What is typed is kept when the form is left without sending it.
type meetingForm struct {
	app   *App
	group forum.ID
	made  func(forum.ID)

	title, clock, place *lineEntry
	date                *dateEntry
	follows             *widget.Select // the meeting before it; the last choice is none
	held                []store.MeetingCard
	first               *widget.Label // what comes onto the agenda by itself
	agenda              *area
	following           *fyne.Container
	note                *widget.Label
	send, cancel        *widget.Button
	sending             bool
	root                fyne.CanvasObject
	load                loader[[]store.MeetingCard]
}

// followed is how many of the meetings that were held there are to choose from, as the one that a new one follows.
const followed = 10

func newMeetingForm(app *App, group forum.ID, made func(forum.ID), cancelled func()) *meetingForm {
	f := &meetingForm{app: app, group: group, made: made}
	f.title, f.place = newLineEntry(t("meeting.title_hint")), newLineEntry(t("meeting.where_hint"))
	f.clock = newLineEntry(t("meeting.clock_hint"))
	f.date = newDateEntry()
	f.date.Hint(app.Now())
	f.date.OnSubmitted = func(string) { f.submit() }
	f.agenda = newArea(t("meeting.agenda_hint"), 6)
	f.agenda.send = f.submit
	for _, e := range []*lineEntry{f.title, f.clock, f.place} {
		e.OnSubmitted = func(string) { f.submit() }
	}
	f.follows = widget.NewSelect(nil, func(string) { show(!f.chosen().Zero(), f.first) })
	f.following = container.NewVBox(field(t("meeting.follows"), f.follows))
	f.following.Hide()
	f.first = small(t("meeting.agenda_follows"))
	f.first.Hide()
	f.note = small("")
	f.note.Importance = widget.DangerImportance
	f.note.Hide()
	f.send = widget.NewButtonWithIcon(t("meeting.make"), icon("check"), f.submit)
	f.send.Importance = widget.HighImportance
	f.cancel = widget.NewButton(t("action.cancel"), func() {
		f.app.desk.Forget(f.inputs())
		cancelled()
	})
	app.desk.Bind(f.inputs())
	f.root = page(title(t("meeting.new")), field(t("meeting.title"), f.title), field(t("meeting.date"), f.date),
		field(t("meeting.clock"), f.clock), field(t("meeting.where"), f.place), f.following, field(t("meeting.agenda"), f.agenda), f.first, f.note, gap(),
		buttonRow(f.send, f.cancel))
	enable(false, f.send) // until it is read what it can follow
	f.load = loader[[]store.MeetingCard]{app: app, begin: f.read, show: f.offer}
	return f
}

func (f *meetingForm) inputs() map[string]*widget.Entry {
	at := "meeting/" + f.group.String()
	return map[string]*widget.Entry{at + "/title": &f.title.Entry, at + "/clock": &f.clock.Entry, at + "/place": &f.place.Entry,
		at + "/agenda": &f.agenda.Entry}
}

// Object is the screen.
func (f *meetingForm) Object() fyne.CanvasObject { return f.root }

// Refresh reads which meetings it can follow. What was chosen stays.
func (f *meetingForm) Refresh() { f.load.Refresh() }

// Close leaves the form.
func (f *meetingForm) Close() { f.load.Close() }

// read finds the meetings that were held, latest first.
func (f *meetingForm) read() func(context.Context) ([]store.MeetingCard, error) {
	return func(ctx context.Context) (held []store.MeetingCard, err error) {
		all, err := f.app.Store.Meetings(ctx, f.group)
		for i := range all {
			if all[i].Stage.Begun() && len(held) < followed {
				held = append(held, all[i])
			}
		}
		return held, err
	}
}

// offer gives the meetings to choose from; at first the latest is chosen.
func (f *meetingForm) offer(held []store.MeetingCard) {
	begun := f.follows.Options != nil
	chosen := f.chosen()
	options := make([]string, len(held), len(held)+1)
	for i := range held {
		options[i] = day(held[i].At) + " · " + printable(held[i].Title)
		if slices.Contains(options[:i], options[i]) { // two of one name on a day
			options[i] = dayAndTime(held[i].At) + " · " + printable(held[i].Title) + " · " + held[i].ID.String()[:6]
		}
	}
	f.held = held
	f.follows.SetOptions(append(options, t("meeting.follows_none")))
	at := slices.IndexFunc(held, func(m store.MeetingCard) bool { return m.ID == chosen })
	switch {
	case at < 0 && begun:
		at = len(held)
	case at < 0:
		at = 0
	}
	f.follows.SetSelectedIndex(at)
	show(len(held) > 0, f.following)
	show(at < len(held), f.first)
	if !f.sending {
		enable(true, f.send)
	}
}

// chosen is the meeting that the new one follows; zero for none.
func (f *meetingForm) chosen() (id forum.ID) {
	if at := f.follows.SelectedIndex(); at >= 0 && at < len(f.held) {
		id = f.held[at].ID
	}
	return id
}

// Focus puts the keyboard in the title.
func (f *meetingForm) Focus() { f.app.focus(f.title) }

func (f *meetingForm) submit() {
	if f.send.Disabled() {
		return
	}
	title := strings.TrimSpace(f.title.Text)
	at, wrong := meetingTime(f.date, f.clock)
	switch {
	case title == "":
		f.say(t("meeting.needs_title"))
		f.app.focus(f.title)
		return
	case f.date.Date == nil:
		f.say(wrong)
		f.app.focus(f.date)
		return
	case wrong != "":
		f.say(wrong)
		f.app.focus(f.clock)
		return
	}
	f.note.Hide()
	meeting := forum.NewMeeting{Title: title, At: at.UnixMilli(), Place: strings.TrimSpace(f.place.Text), Follows: f.chosen()}
	agenda, group, st := agendaLines(f.agenda.Text), f.group, f.app.Store
	var id forum.ID
	f.sending = true
	enable(false, f.send, f.cancel)
	f.app.work(func(ctx context.Context) (err error) {
		if !meeting.Follows.Zero() {
			agenda = paper.FollowOn(agenda, titled("meeting.last_minutes", minutesTitles()), titled("arising.title", arisingTitles()))
		}
		id, err = st.NewMeeting(ctx, group, meeting, agenda)
		return err
	}, func(err error) {
		f.sending = false
		enable(true, f.send, f.cancel)
		if err != nil {
			f.say(errorWords(err))
			return
		}
		f.app.desk.Forget(f.inputs())
		f.made(id)
	})
}

// titled gives what an item is called in the planner's language, and then in every other.
func titled(id string, every []string) []string { return append([]string{t(id)}, every...) }

// agendaLines reads one item a line, without the bullets or numbers people put before them.
func agendaLines(typed string) (items []string) {
	for line := range strings.SplitSeq(typed, "\n") {
		line = strings.TrimSpace(line)
		if number, rest, ok := strings.Cut(line, " "); ok && strings.TrimLeft(strings.TrimRight(number, ".)"), "0123456789") == "" {
			line = rest
		}
		if line = strings.TrimSpace(strings.TrimLeft(line, "-*• \t")); line != "" {
			items = append(items, line)
		}
	}
	return items
}

func (f *meetingForm) say(problem string) {
	f.note.SetText(problem)
	f.note.Show()
}
