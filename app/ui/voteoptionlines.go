package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// optionsEditor makes the list of what is voted on: a line for each option, in a budget with what it costs.
type optionsEditor struct {
	keep    func(string) // keeps what is typed, to be filled in again
	changed func()
	cost    bool
	lines   []*optionLine
	rows    *fyne.Container
	add     *widget.Button
	root    *fyne.Container
}

type optionLine struct {
	title, cost *lineEntry
	drop        *widget.Button
	root        *fyne.Container
}

func newOptionsEditor(kept string, keep func(string), changed func()) *optionsEditor {
	e := &optionsEditor{keep: keep, changed: changed, rows: container.New(layout.NewCustomPaddedVBoxLayout(2 * theme.Padding()))}
	e.add = widget.NewButtonWithIcon(t("vote.option_add"), icon("plus"), func() { e.more(true) })
	e.root = container.NewVBox(e.rows, abreast(e.add))
	e.Fill(kept)
	return e
}

// Fill fills in what was kept: a line for each option, with what it costs after a tab.
func (e *optionsEditor) Fill(kept string) {
	e.lines = nil
	for line := range strings.SplitSeq(kept, "\n") {
		e.more(false)
		l := e.lines[len(e.lines)-1]
		title, cost, _ := strings.Cut(line, "\t")
		l.title.SetText(title)
		l.cost.SetText(cost)
	}
	for len(e.lines) < 2 {
		e.more(false)
	}
	e.typed()
}

// typed keeps what is typed.
func (e *optionsEditor) typed() {
	var lines []string
	for _, l := range e.lines {
		lines = append(lines, strings.TrimRight(l.title.Text+"\t"+l.cost.Text, "\t"))
	}
	words := strings.Join(lines, "\n")
	if strings.TrimSpace(words) == "" {
		words = ""
	}
	e.keep(words)
}

// more adds an empty line.
func (e *optionsEditor) more(focus bool) {
	l := &optionLine{title: newLineEntry(t("vote.option_hint", "Number", len(e.lines)+1)), cost: newLineEntry(t("vote.option_cost_hint"))}
	l.title.OnSubmitted = func(string) { e.more(true) }
	l.cost.OnSubmitted = l.title.OnSubmitted
	l.title.OnChanged = func(string) { e.typed() }
	l.cost.OnChanged = l.title.OnChanged
	l.drop = quietButton(t("vote.option_drop"), icon("cross"), func() { e.take(l) })
	l.root = container.NewVBox(container.New(&columnsLayout{gap: theme.Padding()}, l.title, l.cost), abreast(l.drop))
	e.lines = append(e.lines, l)
	e.arrange()
	if c := fyne.CurrentApp().Driver().CanvasForObject(e.add); focus && c != nil {
		c.Focus(l.title)
	}
}

func (e *optionsEditor) take(l *optionLine) {
	e.lines = slices.DeleteFunc(e.lines, func(x *optionLine) bool { return x == l })
	e.arrange()
	e.typed()
}

// Cost says whether options have a cost.
func (e *optionsEditor) Cost(on bool) {
	e.cost = on
	e.arrange()
}

func (e *optionsEditor) arrange() {
	rows := make([]fyne.CanvasObject, len(e.lines))
	for i, l := range e.lines {
		l.title.SetPlaceHolder(t("vote.option_hint", "Number", i+1))
		show(e.cost, l.cost)
		show(len(e.lines) > 2, l.drop)
		show(len(e.lines) > 2, l.root.Objects[1])
		rows[i] = l.root
	}
	setThings(e.rows, rows)
	show(len(e.lines) < forum.MaxOptions, e.add)
	if e.root != nil && e.changed != nil {
		e.root.Refresh()
	}
}

// Options gives what is filled in, without empty lines; wrong is what is to be put right, and at where.
func (e *optionsEditor) Options() (out []forum.Option, wrong string, at fyne.Focusable) {
	for _, l := range e.lines {
		o := forum.Option{Title: trimmed(&l.title.Entry)}
		if o.Title == "" && (!e.cost || trimmed(&l.cost.Entry) == "") {
			continue
		}
		if o.Title == "" {
			return nil, t("vote.option_untitled"), l.title
		}
		if slices.ContainsFunc(out, func(p forum.Option) bool { return p.Title == o.Title }) {
			return nil, t("vote.option_twice", "Title", o.Title), l.title
		}
		if e.cost {
			var err error
			if o.Cost, err = readMoney(l.cost.Text); err != nil || o.Cost == 0 {
				return nil, t("vote.option_cost_bad", "Title", o.Title), l.cost
			}
		}
		out = append(out, o)
	}
	if len(out) < 2 {
		return nil, t("vote.option_two"), e.lines[0].title
	}
	return out, "", nil
}
