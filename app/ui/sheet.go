package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
)

// sheet is something to fill in and send: what is typed and chosen is kept when it is left, what is wrong is said under its field,
// and it is sent once.
type sheet struct {
	app          *App
	key          string // what its words are kept under
	inputs       map[string]*widget.Entry
	days         []*dateEntry
	unchoose     []func() // each chooses what is chosen at first
	send, cancel *widget.Button
	note         *widget.Label
	first        fyne.Focusable
	// read gives what to do with what is filled in, off the UI thread; or what is wrong with it, and where.
	read func() (do func(context.Context) error, wrong string, at fyne.Focusable)
	done func() // it has been sent
	gone func() // it was given up
	box  *fyne.Container
}

func newSheet(app *App, key, send string) *sheet {
	s := &sheet{app: app, key: key, inputs: map[string]*widget.Entry{}, note: small(""), box: container.NewVBox()}
	s.note.Importance = widget.DangerImportance
	s.note.Hide()
	s.send = widget.NewButtonWithIcon(send, icon("check"), s.submit)
	s.send.Importance = widget.HighImportance
	s.cancel = widget.NewButton(t("action.cancel"), func() {
		s.Clear()
		s.gone()
	})
	return s
}

// line adds an entry of one line to what is kept; the caller puts it on the sheet.
func (s *sheet) line(name, hint string) *lineEntry {
	e := newLineEntry(hint)
	e.OnSubmitted = func(string) { s.submit() }
	s.keep(name, e, &e.Entry)
	return e
}

// words adds an entry of several lines.
func (s *sheet) words(name, hint string, rows int) *area {
	e := newArea(hint, rows)
	e.send = s.submit
	s.keep(name, e, &e.Entry)
	return e
}

// day adds a day to what is kept. Words that are no date are not sent; needed is said where nothing is typed, and empty where that is right.
func (s *sheet) day(name, needed string) *dateEntry {
	e := s.app.newDay()
	e.needed = needed
	e.OnSubmitted = func(string) { s.submit() }
	s.app.desk.BindDay(s.key+"/"+name, e)
	s.days = append(s.days, e)
	return e
}

// choice adds a list to choose from to what is kept, with what is chosen at first. What it gives is to be called when there is more in the list.
func (s *sheet) choice(name string, c *widget.Select) (again func()) {
	first := c.Selected
	s.unchoose = append(s.unchoose, func() {
		if first == "" {
			c.ClearSelected()
		}
		c.SetSelected(first)
	})
	return s.app.desk.BindSelect(s.key+"/"+name, c)
}

// few adds a choice of a few.
func (s *sheet) few(name string, c *widget.RadioGroup) {
	first := c.Selected
	s.unchoose = append(s.unchoose, func() { c.SetSelected(first) })
	s.app.desk.BindRadio(s.key+"/"+name, c)
}

func (s *sheet) keep(name string, self fyne.Focusable, e *widget.Entry) {
	s.inputs[s.key+"/"+name] = e
	if s.first == nil {
		s.first = self
	}
}

// lay puts the parts under each other, with the note and the buttons at the end, and takes up what was typed before.
func (s *sheet) lay(parts ...fyne.CanvasObject) *fyne.Container {
	s.app.desk.Bind(s.inputs)
	s.box.Objects = append(parts, s.note, gap(), buttonRow(s.send, s.cancel))
	return s.box
}

// Clear empties the sheet.
func (s *sheet) Clear() {
	for _, e := range s.inputs {
		e.SetText("")
	}
	s.app.desk.Forget(s.inputs)
	for _, e := range s.days {
		e.SetText("")
	}
	for _, one := range s.unchoose {
		one()
	}
	s.note.Hide()
}

// Focus puts the keyboard in the first thing to fill in.
func (s *sheet) Focus() {
	if s.first != nil {
		s.app.focus(s.first)
	}
}

func (s *sheet) submit() {
	if s.send.Disabled() {
		return
	}
	if wrong, at := wrongDay(s.days...); wrong != "" {
		s.app.sayUnder(s.box, s.note, wrong, at)
		return
	}
	do, wrong, at := s.read()
	if wrong != "" {
		s.app.sayUnder(s.box, s.note, wrong, at)
		return
	}
	s.note.Hide()
	enable(false, s.send, s.cancel)
	s.app.work(do, func(err error) {
		enable(true, s.send, s.cancel)
		if err != nil {
			s.app.sayUnder(s.box, s.note, sentence(errorWords(err)), nil)
			return
		}
		s.Clear()
		s.done()
	})
}

// sayUnder says what is wrong with a form under the field that it is about, with the keyboard in that and both in sight; where it is about
// none, over the buttons at the end.
func (a *App) sayUnder(form *fyne.Container, note *widget.Label, wrong string, at fyne.Focusable) {
	parts := slices.DeleteFunc(slices.Clone(form.Objects), func(o fyne.CanvasObject) bool { return o == note })
	under := len(parts) - 2
	if field, ok := at.(fyne.CanvasObject); ok {
		if i := slices.IndexFunc(parts, func(o fyne.CanvasObject) bool { return holds(o, field) }); i >= 0 {
			under = i + 1
		}
	}
	setThings(form, slices.Insert(parts, under, fyne.CanvasObject(note)))
	note.SetText(wrong)
	note.Show()
	form.Refresh()
	if at != nil {
		a.focus(at)
		widget.IntoSight(note)
	}
}

// holds says whether a thing is part of another.
func holds(whole, part fyne.CanvasObject) bool {
	return whole == part || slices.ContainsFunc(widget.Within(whole), func(o fyne.CanvasObject) bool { return holds(o, part) })
}

// sheetScreen is a sheet on a screen of its own.
type sheetScreen struct {
	*sheet
	root fyne.CanvasObject
	load loader[rollView] // of what is chosen from; zero when there is nothing to choose
}

// screen puts a sheet on a page of its own; people, when it is not nil, is given the group's members to choose from.
func (s *sheet) screen(called string, people func(rollView), read func(context.Context) (rollView, error), parts ...fyne.CanvasObject) *sheetScreen {
	screen := &sheetScreen{sheet: s}
	screen.root = page(title(called), s.lay(parts...))
	if people != nil {
		screen.load = loader[rollView]{app: s.app, show: people, begin: func() func(context.Context) (rollView, error) { return read }}
	}
	return screen
}

// Object is the screen.
func (s *sheetScreen) Object() fyne.CanvasObject { return s.root }

// Refresh reads again what is chosen from. What is filled in stays.
func (s *sheetScreen) Refresh() {
	if s.load.show != nil {
		s.load.Refresh()
	}
}

// Close ends the screen.
func (s *sheetScreen) Close() { s.load.Close() }

// folded is a sheet that a button unfolds on a page.
type folded struct {
	*sheet
	open *widget.Button
	card fyne.CanvasObject
	root *fyne.Container
	away bool // the button stands elsewhere
	may  bool // the button may be seen, there
}

// fold puts a sheet behind a button.
func (s *sheet) fold(words string, picture fyne.Resource, parts ...fyne.CanvasObject) *folded {
	f := &folded{sheet: s}
	f.open = widget.NewButtonWithIcon(words, picture, func() { f.Unfold(true); s.Focus() })
	f.card = newCard(s.lay(parts...))
	f.root = container.NewVBox(buttonRow(f.open), f.card)
	f.box.Hide()
	f.card.Hide()
	s.gone = func() { f.Unfold(false) }
	if s.app.desk.Begun(s.key + "/") {
		f.Unfold(true)
	}
	return f
}

// Unfold shows the sheet, or the button.
func (f *folded) Unfold(on bool) {
	show(!on && (f.may || !f.away), f.open)
	show(on, f.card, f.box)
	f.root.Refresh()
}

// apart takes the button out, to stand in a row with others.
func (f *folded) apart() *widget.Button {
	f.away = true
	f.open.Hide()
	setThings(f.root, []fyne.CanvasObject{f.card})
	return f.open
}

// within takes the ground away from under the sheet: it stands on a card already.
func (f *folded) within() *folded {
	f.card = f.box
	setThings(f.root, []fyne.CanvasObject{f.root.Objects[0], f.box})
	return f
}

// Offer says whether this may be done at all.
func (f *folded) Offer(may bool) {
	f.may = may
	show(may, f.root)
	show(may && !f.box.Visible(), f.open)
}

// endOf is the last millisecond of the day chosen; 0 when none is, and of words that are no date, which are to be refused before.
func endOf(d *dateEntry) int64 {
	at, _ := d.When()
	if at == nil {
		return 0
	}
	return time.Date(at.Year(), at.Month(), at.Day(), 23, 59, 59, 999e6, time.Local).UnixMilli()
}

func trimmed(e *widget.Entry) string { return strings.TrimSpace(e.Text) }
