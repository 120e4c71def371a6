package ui

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// spanLine says at which items of the agenda somebody came and went, and lets it be noted.
type spanLine struct {
	items    []forum.ID // the first is zero: from the start, to the end
	from, to *widget.Select
	open     *widget.Button
	fields   *fyne.Container
	root     *fyne.Container
	shown    [2]forum.ID
}

func newSpanLine(say func(from, to forum.ID)) *spanLine {
	l := &spanLine{from: widget.NewSelect(nil, nil), to: widget.NewSelect(nil, nil)}
	told := func(string) {
		from, to := l.items[max(0, l.from.SelectedIndex())], l.items[max(0, l.to.SelectedIndex())]
		if now := [2]forum.ID{from, to}; now != l.shown {
			l.shown = now
			say(from, to)
		}
	}
	l.from.OnChanged, l.to.OnChanged = told, told
	l.fields = container.NewVBox(field(t("presence.from"), l.from), field(t("presence.to"), l.to))
	l.open = quietButton(t("presence.moved"), icon("clock"), func() {
		show(!l.fields.Visible(), l.fields)
		l.root.Refresh()
	})
	l.fields.Hide()
	l.root = container.NewVBox(buttonRow(l.open), l.fields)
	l.root.Hide()
	return l
}

// Show brings the line up to date; it is there for whoever was present at a meeting with more than one item.
func (l *spanLine) Show(agenda []forum.Item, a *forum.Attender) {
	show(a != nil && a.As == forum.Present && len(agenda) > 1, l.root)
	if a == nil {
		return
	}
	items, starts, ends := []forum.ID{{}}, []string{t("presence.from_start")}, []string{t("presence.to_end")}
	for i := range agenda {
		words := fmt.Sprintf("%d. %s", i+1, printable(agenda[i].Title))
		items, starts, ends = append(items, agenda[i].ID), append(starts, words), append(ends, words)
	}
	l.items, l.shown = items, [2]forum.ID{a.From, a.To}
	for _, side := range []struct {
		choice *widget.Select
		words  []string
		at     forum.ID
	}{{l.from, starts, a.From}, {l.to, ends, a.To}} {
		if !slices.Equal(side.choice.Options, side.words) {
			side.choice.SetOptions(side.words)
		}
		side.choice.SetSelectedIndex(max(0, slices.Index(items, side.at)))
	}
	if !a.From.Zero() || !a.To.Zero() {
		show(true, l.fields)
	}
}

// callLayout sets a name and two buttons on one line, or where that is too narrow the buttons under the name, and under each other.
type callLayout struct{ width float32 }

// nameLetters is how many letters of a name are seen beside the buttons at least.
const nameLetters = 12

// places gives where the things go at a width, and how high they are together.
func (l *callLayout) places(things []fyne.CanvasObject, width float32) (at [3]fyne.Position, size [3]fyne.Size, height float32) {
	name, here, sorry := things[0].MinSize(), things[1].MinSize(), things[2].MinSize()
	gap := theme.Padding()
	letter := fyne.MeasureText("n", theme.TextSize(), fyne.TextStyle{}).Width
	both := here.Width + gap + sorry.Width
	size = [3]fyne.Size{{Width: width, Height: name.Height}, here, sorry}
	switch {
	case width-both-gap >= nameLetters*letter:
		height = max(name.Height, here.Height, sorry.Height)
		size[0] = fyne.NewSize(width-both-gap, height)
		at[1], at[2] = fyne.NewPos(width-both, 0), fyne.NewPos(width-sorry.Width, 0)
	case both <= width:
		at[1], at[2] = fyne.NewPos(0, name.Height), fyne.NewPos(here.Width+gap, name.Height)
		height = name.Height + max(here.Height, sorry.Height)
	default:
		at[1], at[2] = fyne.NewPos(0, name.Height), fyne.NewPos(0, name.Height+here.Height+gap)
		height = name.Height + here.Height + gap + sorry.Height
	}
	return at, size, height
}

// Layout is Fyne's.
func (l *callLayout) Layout(things []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	at, sizes, _ := l.places(things, size.Width)
	for i, thing := range things {
		thing.Move(at[i])
		thing.Resize(sizes[i])
	}
	turnRound(things, size.Width)
}

// MinSize is Fyne's: the height is that for the width last had.
func (l *callLayout) MinSize(things []fyne.CanvasObject) fyne.Size {
	_, _, height := l.places(things, l.width)
	if l.width == 0 {
		height = things[0].MinSize().Height
	}
	return fyne.NewSize(max(things[0].MinSize().Width, things[1].MinSize().Width, things[2].MinSize().Width), height)
}
