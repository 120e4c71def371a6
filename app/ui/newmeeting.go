package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// meetingForm plans a meeting. What is typed is kept when the form is left without sending it.
type meetingForm struct {
	app   *App
	group forum.ID
	made  func(forum.ID)

	title, clock, place *lineEntry
	date                *dateEntry
	agenda              *area
	note                *widget.Label
	send, cancel        *widget.Button
	root                fyne.CanvasObject
}

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
		field(t("meeting.clock"), f.clock), field(t("meeting.where"), f.place), field(t("meeting.agenda"), f.agenda), f.note, gap(),
		buttonRow(f.send, f.cancel))
	return f
}

func (f *meetingForm) inputs() map[string]*widget.Entry {
	at := "meeting/" + f.group.String()
	return map[string]*widget.Entry{at + "/title": &f.title.Entry, at + "/clock": &f.clock.Entry, at + "/place": &f.place.Entry,
		at + "/agenda": &f.agenda.Entry}
}

// Object is the screen.
func (f *meetingForm) Object() fyne.CanvasObject { return f.root }

// Refresh has nothing to read: the form holds only what is typed.
func (f *meetingForm) Refresh() {}

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
	meeting := forum.NewMeeting{Title: title, At: at.UnixMilli(), Place: strings.TrimSpace(f.place.Text)}
	agenda, group, st := agendaLines(f.agenda.Text), f.group, f.app.Store
	var id forum.ID
	enable(false, f.send, f.cancel)
	f.app.work(func(ctx context.Context) (err error) {
		id, err = st.NewMeeting(ctx, group, meeting, agenda)
		return err
	}, func(err error) {
		enable(true, f.send, f.cancel)
		if err != nil {
			f.say(errorWords(err))
			return
		}
		f.app.desk.Forget(f.inputs())
		f.made(id)
	})
}

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
