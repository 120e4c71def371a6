package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/ui/widget"
	"moot/store"
)

// question is something to be asked before it is done.
type question struct {
	title, what string // what the question is, and what a yes means
	yes         string // the word on the button
	grave       bool   // takes something from somebody
	inputs      []fyne.CanvasObject
	first       fyne.Focusable                                        // of the inputs: where the keyboard goes
	foresee     func(context.Context) (store.Foresight, error)        // what the group's rules will say; may be nil
	do          func(context.Context) error                           // off the UI thread: what is filled in may change meanwhile, and is for read
	read        func() (do func(context.Context) error, wrong string) // gives do for what is filled in, or says what is wrong with that; nil where nothing is
	done        func()                                                // once it has been done and the question is still there; may be nil
	left        func()                                                // once it has been answered or given up; may be nil
	again       bool                                                  // it was open when the screen was left: the keyboard stays where it is
	slow        string                                                // what is under way while do goes on, if that may take long
}

// asking asks in place, on the page, before something is done to or about somebody: what it means, what the group's
// rules will need for it, and the asker's own words where they belong.
type asking struct {
	app     *App
	changed func() // has the screen read the store again
	q       question
	back    fyne.Focusable    // where the keyboard was
	instead fyne.CanvasObject // what the question takes the place of: what was tapped
	turn    int               // of questions and of their inputs: an answer of the store belongs to one

	typed map[string]*widget.Entry // into the question that is asked, by what it is kept under
	next  map[string]*widget.Entry // the same of the question to come
	days  []*dateEntry             // of the question that is asked
	soon  []*dateEntry             // of the question to come

	title, what, needs *widget.Label
	inputs             *fyne.Container
	yes, no            *widget.Button
	root               *fyne.Container
}

func newAsking(app *App, instead fyne.CanvasObject, changed func()) *asking {
	a := &asking{app: app, instead: instead, changed: changed, title: heading(""), what: wrapped(""), needs: wrapped(""), inputs: container.NewVBox()}
	a.needs.TextStyle.Bold = true
	a.yes = widget.NewButtonWithIcon("", icon("check"), a.submit)
	a.no = widget.NewButton(t("action.cancel"), a.leave)
	card := newCard(container.NewVBox(a.title, a.what, a.inputs, a.needs, buttonRow(a.yes, a.no)))
	a.root = container.New(layout.NewCustomPaddedLayout(8, 8, 0, 0), card)
	a.root.Hide()
	return a
}

// Ask puts a question in the place of the one before it.
func (a *asking) Ask(q question) {
	a.q = q
	a.typed, a.next = a.next, nil
	a.days, a.soon = a.soon, nil
	a.app.desk.Bind(a.typed)
	a.title.SetText(q.title)
	a.what.SetText(q.what)
	show(q.what != "", a.what)
	a.inputs.Objects = q.inputs
	show(len(q.inputs) > 0, a.inputs)
	a.yes.Importance = widget.HighImportance
	if q.grave {
		a.yes.Importance = widget.DangerImportance
	}
	a.yes.SetText(q.yes)
	a.Foresee()
	if !a.Open() {
		a.back = a.app.window.Canvas().Focused()
	}
	a.instead.Hide()
	a.root.Show()
	a.root.Refresh()
	switch {
	case q.again:
	case q.first != nil:
		a.app.focus(q.first)
	default:
		a.app.focus(a.no)
	}
}

// Foresee says again what a yes would need: what is chosen in the question has changed.
func (a *asking) Foresee() {
	a.turn++
	turn := a.turn
	a.needs.SetText("")
	a.needs.Hide()
	enable(a.q.foresee == nil, a.yes)
	if a.q.foresee == nil {
		return
	}
	var f store.Foresight
	a.app.work(func(ctx context.Context) (err error) {
		f, err = a.q.foresee(ctx)
		return err
	}, func(err error) {
		if turn != a.turn {
			return
		}
		if err != nil {
			f.Refused = store.ReasonOf(err)
		}
		a.tell(f)
	})
}

func (a *asking) tell(f store.Foresight) {
	enable(f.Refused == nil, a.yes)
	words := t("asking.at_once")
	switch {
	case f.Refused != nil:
		words = t("asking.refused", "Reason", sentence(inWords(f.Refused)))
	case f.Lacks != nil:
		words = t("asking.needs", "Lacks", sentence(inWords(f.Lacks)))
	}
	a.needs.SetText(words)
	a.needs.Show()
	a.root.Refresh()
}

// shut takes the question away.
func (a *asking) shut() {
	a.turn++
	a.q = question{}
	a.root.Hide()
	a.instead.Show()
}

// leave takes the question away, answered or given up, and the keyboard to where it was.
func (a *asking) leave() {
	a.app.desk.Forget(a.typed)
	for _, e := range a.days {
		e.SetText("")
	}
	left := a.q.left
	a.shut()
	if a.back != nil {
		a.app.focus(a.back)
	}
	if left != nil {
		left()
	}
}

// Open says whether a question is being asked.
func (a *asking) Open() bool { return a.root.Visible() }

func (a *asking) submit() {
	if a.yes.Disabled() || !a.Open() {
		return
	}
	if wrong, at := wrongDay(a.days...); wrong != "" {
		a.app.tell(errorText(wrong))
		a.app.focus(at)
		return
	}
	do := a.q.do
	if a.q.read != nil {
		var wrong string
		if do, wrong = a.q.read(); wrong != "" {
			a.app.tell(errorText(wrong))
			return
		}
	}
	a.turn++
	turn := a.turn
	enable(false, a.yes, a.no)
	var work worker = a.app.work
	if a.q.slow != "" {
		work = a.app.slowly(a.q.slow)
	}
	work(do, func(err error) {
		enable(true, a.yes, a.no)
		if err != nil {
			a.app.tell(err)
			return
		}
		if turn != a.turn {
			a.changed()
			return
		}
		done := a.q.done
		a.leave()
		a.changed()
		if done != nil {
			done()
		}
	})
}

// words is where the reason for what is asked is written, or other words of the asker's. Made before the question is asked, they
// are kept under key until it has been answered or given up: the same question takes them up again. An empty key keeps nothing.
func (a *asking) words(key, placeholder string) *area {
	e := newArea(placeholder, 2)
	e.send = a.submit
	a.keep(key, &e.Entry)
	return e
}

// line is words of one line.
func (a *asking) line(key, placeholder string) *lineEntry {
	e := newLineEntry(placeholder)
	e.OnSubmitted = func(string) { a.submit() }
	a.keep(key, &e.Entry)
	return e
}

// day is a day, kept as words are. Words that are no date are not sent; needed is said where nothing is typed, and empty where that is right.
func (a *asking) day(key, needed string) *dateEntry {
	e := a.app.newDay()
	e.needed = needed
	e.OnSubmitted = func(string) { a.submit() }
	a.app.desk.BindDay(key, e)
	a.soon = append(a.soon, e)
	return e
}

func (a *asking) keep(key string, e *widget.Entry) {
	if a.next == nil {
		a.next = map[string]*widget.Entry{}
	}
	if key != "" {
		a.next[key] = e
	}
}
