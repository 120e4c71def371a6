package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

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
	guests, sheet  *fyne.Container
	root           fyne.CanvasObject
	opened         bool
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
	a.guest.OnSubmitted = func(string) { a.submitGuest() }
	a.addGuest = widget.NewButtonWithIcon(t("action.add"), icon("plus"), a.submitGuest)
	a.guests = inset(beside(a.guest, a.addGuest, 14, false))
	a.sheet = container.NewVBox(a.rows, a.guests)
	a.sheet.Hide()
	a.root = container.NewVBox(beside(a.title, a.open, 10, false), a.summary, a.sheet)
	return a
}

func (a *attendanceCard) toggle() {
	a.opened = !a.opened
	show(a.opened, a.sheet)
	if a.opened {
		a.open.SetText(t("write.done"))
		a.open.SetIcon(icon("check"))
	} else {
		a.open.SetText(t("meeting.take_attendance"))
		a.open.SetIcon(icon("members"))
	}
	a.root.Refresh()
	a.changed()
}

// Show takes what was read.
func (a *attendanceCard) Show(v *meetingView) {
	known, noted := map[forum.Person]forum.Attendance{}, map[forum.Person]*forum.Attender{}
	var guests []forum.Attender
	for i, at := range v.Attended {
		if at.Person.Zero() {
			guests = append(guests, at)
		} else {
			known[at.Person], noted[at.Person] = at.As, &v.Attended[i]
		}
	}
	a.summarise(v)
	_, member := known[v.me]
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
			row = newAttendanceRow(func(as forum.Attendance) { a.set(m.Person, "", as) }, func(from, to forum.ID) {
				a.note(forum.Attend{Person: m.Person, As: forum.Present, From: from, To: to})
			})
			a.byPerson[m.Person] = row
		}
		row.Set(m.Name, known[m.Person])
		row.span.Show(v.Agenda, noted[m.Person])
		rows = append(rows, row.root)
	}
	for _, g := range guests {
		if !v.Can.Attend {
			break
		}
		row, ok := a.byName[g.Name]
		if !ok {
			row = newAttendanceRow(func(as forum.Attendance) { a.set(forum.Person{}, g.Name, as) }, func(from, to forum.ID) {
				a.note(forum.Attend{Name: g.Name, As: forum.Present, From: from, To: to})
			})
			a.byName[g.Name] = row
		}
		row.Set(printable(g.Name), g.As)
		row.span.Show(v.Agenda, &g)
		rows = append(rows, row.root)
	}
	setThings(a.rows, rows)
}

// summarise says who was there in a sentence.
func (a *attendanceCard) summarise(v *meetingView) {
	var here, sorry []string
	for _, at := range v.Attended {
		name := at.Name
		if !at.Person.Zero() {
			name = nameOf(v.Names, at.Person)
		}
		switch at.As {
		case forum.Present:
			here = append(here, printable(name))
		case forum.Apologies:
			sorry = append(sorry, printable(name))
		}
	}
	var parts []string
	if len(here) > 0 {
		parts = append(parts, t("meeting.here", "Names", strings.Join(here, ", ")))
	}
	if len(sorry) > 0 {
		parts = append(parts, t("meeting.sorry", "Names", strings.Join(sorry, ", ")))
	}
	if len(parts) == 0 {
		parts = append(parts, t("meeting.nobody"))
	}
	setText(a.summary, strings.Join(parts, "\n"))
}

func (a *attendanceCard) submitGuest() {
	name := strings.TrimSpace(a.guest.Text)
	if name == "" {
		return
	}
	a.guest.SetText("")
	a.set(forum.Person{}, name, forum.Present)
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
	span            *spanLine
	root            fyne.CanvasObject
}

func newAttendanceRow(say func(forum.Attendance), moved func(from, to forum.ID)) *attendanceRow {
	r := &attendanceRow{name: widget.NewLabel("")}
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
	r.span = newSpanLine(moved)
	r.root = container.NewVBox(container.New(&callLayout{}, r.name, r.here, r.apologies), r.span.root)
	return r
}

// Set shows what is known; a tick says it too, so that colour is not the only sign.
func (r *attendanceRow) Set(name string, as forum.Attendance) {
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
