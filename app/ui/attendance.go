package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// attendanceCard shows who was at a meeting and who sent apologies, and takes it down: each person themselves, and
// officers for everyone, people without a device by name.
type attendanceCard struct {
	app            *App
	group, meeting forum.ID
	changed        func()

	title, summary *widget.Label
	open           *widget.Button
	rows           *fyne.Container
	byPerson       map[forum.Person]*attendanceRow
	byName         map[string]*attendanceRow
	guest          *lineEntry
	addGuest       *widget.Button
	spans          *spanSheet
	guests, sheet  *fyne.Container
	root           fyne.CanvasObject
	opened         bool
	stage          forum.MeetingStage
}

func newAttendance(app *App, group, meeting forum.ID, changed func()) *attendanceCard {
	a := &attendanceCard{app: app, group: group, meeting: meeting, changed: changed,
		byPerson: map[forum.Person]*attendanceRow{}, byName: map[string]*attendanceRow{}}
	a.title = heading(t("meeting.attendance"))
	a.summary = widget.NewLabel("")
	a.summary.Wrapping = fyne.TextWrapWord
	a.open = quietButton(t("meeting.take_attendance"), icon("members"), a.toggle)
	a.rows = container.NewVBox()
	a.guest = newLineEntry(t("meeting.guest_hint"))
	app.desk.Bind(map[string]*widget.Entry{"guest/" + meeting.String(): &a.guest.Entry})
	a.guest.OnSubmitted = func(string) { a.submitGuest() }
	a.addGuest = widget.NewButtonWithIcon(t("action.add"), icon("plus"), a.submitGuest)
	a.guests = inset(beside(a.guest, a.addGuest, 14, false))
	a.spans = newSpanSheet(func(who forum.Attender, from, to forum.ID) {
		a.note(forum.Attend{Person: who.Person, Name: who.Name, As: forum.Present, From: from, To: to})
	})
	a.sheet = container.NewVBox(a.rows, gap(), a.guests, a.spans.root)
	a.sheet.Hide()
	a.root = container.NewVBox(beside(a.title, a.open, 10, false), a.summary, a.sheet)
	return a
}

func (a *attendanceCard) toggle() {
	a.opened = !a.opened
	show(a.opened, a.sheet)
	show(!a.opened, a.summary) // the rows say it
	a.name()
	a.root.Refresh()
	a.changed()
}

// name says what the card is about at this stage of the meeting, and what its button does.
func (a *attendanceCard) name() {
	title, does := "meeting.attendance", "meeting.take_attendance"
	switch a.stage {
	case forum.StageAhead:
		title, does = "meeting.apologies_title", "meeting.note_apologies"
	case forum.StageDue, forum.StageGoing:
		title = "meeting.who_is_here"
	}
	picture := "members"
	if a.opened {
		does, picture = "write.done", "check"
	}
	setText(a.title, t(title))
	if a.open.Text != t(does) {
		a.open.SetText(t(does))
		a.open.SetIcon(icon(picture))
	}
}

// Show takes what was read.
func (a *attendanceCard) Show(v *meetingView) {
	a.stage = v.Stage
	a.name()
	noted := map[forum.Person]*forum.Attender{}
	var guests, here []forum.Attender
	var names []string
	for i, at := range v.Attended {
		if at.Person.Zero() {
			guests = append(guests, at)
		} else {
			noted[at.Person] = &v.Attended[i]
		}
		if at.As == forum.Present {
			name := printable(attenderName(v, &at))
			for slices.Contains(names, name) { // two of one name
				name += " (2)"
			}
			here, names = append(here, at), append(names, name)
		}
	}
	a.spans.Show(v.Agenda, here, names)
	show(a.spans.root.Visible() && v.Can.Attend, a.spans.root)
	a.summarise(v)
	_, member := noted[v.me]
	for i := range v.members {
		member = member || v.members[i].Person == v.me
	}
	show(v.Can.Attend || member && v.Can.Comment, a.open)
	show(v.Can.Attend, a.guests)
	var rows []fyne.CanvasObject
	members := slices.Clone(v.members)
	slices.SortStableFunc(members, func(x, y forum.Member) int { return strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)) })
	for _, m := range members {
		if !v.Can.Attend && m.Person != v.me {
			continue
		}
		row, ok := a.byPerson[m.Person]
		if !ok {
			row = newAttendanceRow(func(as forum.Attendance) { a.set(m.Person, "", as) })
			a.byPerson[m.Person] = row
		}
		row.Set(m.Name, v, noted[m.Person])
		rows = append(rows, row.root)
	}
	for _, g := range guests {
		if !v.Can.Attend {
			break
		}
		row, ok := a.byName[g.Name]
		if !ok {
			row = newAttendanceRow(func(as forum.Attendance) { a.set(forum.Person{}, g.Name, as) })
			a.byName[g.Name] = row
		}
		row.Set(printable(g.Name), v, &g)
		rows = append(rows, row.root)
	}
	setThings(a.rows, rows)
}

// summarise says who was there in a sentence.
func (a *attendanceCard) summarise(v *meetingView) {
	var here, sorry []string
	for _, at := range v.Attended {
		name := printable(attenderName(v, &at))
		switch at.As {
		case forum.Present:
			here = append(here, name)
		case forum.Apologies:
			sorry = append(sorry, name)
		}
	}
	var parts []string
	if len(here) > 0 {
		parts = append(parts, t("meeting.here", "Names", inRow(here...)))
	}
	if len(sorry) > 0 {
		parts = append(parts, t("meeting.sorry", "Names", inRow(sorry...)))
	}
	if len(parts) == 0 && v.Stage == forum.StageAhead {
		parts = append(parts, t("meeting.no_apologies"))
	} else if len(parts) == 0 {
		parts = append(parts, t("meeting.nobody"))
	}
	setText(a.summary, strings.Join(parts, "\n"))
}

func attenderName(v *meetingView, at *forum.Attender) string {
	if at.Person.Zero() {
		return at.Name
	}
	return nameOf(v.Names, at.Person)
}

func (a *attendanceCard) submitGuest() {
	name := strings.TrimSpace(a.guest.Text)
	if name == "" {
		return
	}
	a.guest.SetText("")
	as := forum.Present
	if a.stage == forum.StageAhead {
		as = forum.Apologies
	}
	a.set(forum.Person{}, name, as)
}

func (a *attendanceCard) set(p forum.Person, name string, as forum.Attendance) {
	a.app.work(func(ctx context.Context) error {
		return a.app.Store.Attend(ctx, a.group, a.meeting, p, name, as)
	}, func(err error) {
		if err != nil {
			a.app.tell(err)
			if p.Zero() && a.guest.Text == "" {
				a.guest.SetText(name)
			}
			return
		}
		a.changed()
	})
}

// note says at which items somebody came and went.
func (a *attendanceCard) note(n forum.Attend) {
	a.app.work(func(ctx context.Context) error { return a.app.Store.NoteAttendance(ctx, a.group, a.meeting, n) }, func(err error) {
		a.app.tell(err)
		a.changed()
	})
}

// attendanceRow is one person's name with what can be said of them; tapping what is already said takes it back.
type attendanceRow struct {
	name            *widget.Label
	here, apologies *widget.Button
	as              forum.Attendance
	drawn           bool
	span            *widget.Label // at which items they came and went, if that is noted
	line            *fyne.Container
	root            fyne.CanvasObject
}

func newAttendanceRow(say func(forum.Attendance)) *attendanceRow {
	r := &attendanceRow{name: widget.NewLabel(""), span: small("")}
	r.name.Truncation = fyne.TextTruncateEllipsis
	tap := func(as forum.Attendance) func() {
		return func() {
			if r.as == as {
				as = forum.Absent
			}
			say(as)
		}
	}
	r.here = widget.NewButton(t("meeting.is_here"), nil)
	r.here.OnTapped = func() { tap(forum.Present)() }
	r.apologies = widget.NewButton(t("meeting.apologies"), nil)
	r.apologies.OnTapped = func() { tap(forum.Apologies)() }
	r.line = container.New(&callLayout{}, r.name, r.here, r.apologies)
	r.root = container.New(layout.NewCustomPaddedVBoxLayout(0), r.line, r.span)
	return r
}

// Set shows what is known of somebody, which is nothing where at is nil; a tick says it too, so that colour is not the only
// sign. Before the meeting people can only send apologies.
func (r *attendanceRow) Set(name string, v *meetingView, at *forum.Attender) {
	as, span := forum.Absent, ""
	if at != nil && at.As != forum.Absent {
		as = at.As
	}
	if as == forum.Present {
		span = spanWords(v.Agenda, at)
	}
	setOrHide(r.span, span)
	if ahead := v.Stage == forum.StageAhead && as != forum.Present; ahead == r.here.Visible() {
		show(!ahead, r.here)
		r.line.Refresh()
	}
	if setText(r.name, name); r.as == as && r.drawn {
		return
	}
	r.as, r.drawn = as, true
	mark := func(b *widget.Button, on bool) {
		b.Importance = widget.MediumImportance
		b.SetIcon(nil)
		if on {
			b.Importance = widget.HighImportance
			b.SetIcon(icon("check"))
		}
		b.Refresh()
	}
	mark(r.here, as == forum.Present)
	mark(r.apologies, as == forum.Apologies)
}
