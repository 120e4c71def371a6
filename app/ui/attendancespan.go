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

// spanSheet is where it is noted that somebody came late or left early: one for the whole list, because it is rare.
type spanSheet struct {
	say      func(who forum.Attender, from, to forum.ID)
	here     []forum.Attender // whom it can be said of
	items    []forum.ID       // of the agenda; the first is zero: from the start, to the end
	who      *widget.Select
	from, to *widget.Select
	open     *widget.Button
	fields   *fyne.Container
	root     *fyne.Container
	silent   bool // the choices are being set to what is known
}

func newSpanSheet(say func(who forum.Attender, from, to forum.ID)) *spanSheet {
	l := &spanSheet{say: say, who: widget.NewSelect(nil, nil), from: widget.NewSelect(nil, nil), to: widget.NewSelect(nil, nil)}
	l.who.OnChanged = func(string) { l.known() }
	l.from.OnChanged, l.to.OnChanged = l.told, l.told
	l.fields = container.NewVBox(field(t("presence.who"), l.who), field(t("presence.from"), l.from), field(t("presence.to"), l.to), gap())
	l.open = quietButton(t("presence.moved"), icon("clock"), func() {
		show(!l.fields.Visible(), l.fields)
		l.root.Refresh()
	})
	l.fields.Hide()
	l.root = container.NewVBox(buttonRow(l.open), l.fields)
	l.root.Hide()
	return l
}

// Show brings the sheet up to date with who is there; there is one where the agenda has more than one item.
func (l *spanSheet) Show(agenda []forum.Item, here []forum.Attender, names []string) {
	show(len(here) > 0 && len(agenda) > 1, l.root)
	chosen := l.chosen()
	l.here, l.items = here, []forum.ID{{}}
	starts, ends := []string{t("presence.from_start")}, []string{t("presence.to_end")}
	for i := range agenda {
		l.items = append(l.items, agenda[i].ID)
		starts, ends = append(starts, itemWords(agenda, i)), append(ends, itemWords(agenda, i))
	}
	l.silent = true
	l.who.ClearSelected()
	for choice, words := range map[*widget.Select][]string{l.who: names, l.from: starts, l.to: ends} {
		if !slices.Equal(choice.Options, words) {
			choice.SetOptions(words)
		}
	}
	l.silent = false
	if chosen != nil {
		l.who.SetSelectedIndex(slices.IndexFunc(here, func(a forum.Attender) bool { return a.Person == chosen.Person && a.Name == chosen.Name }))
	}
	l.known()
}

// chosen is of whom it is said; nil of nobody yet.
func (l *spanSheet) chosen() *forum.Attender {
	if i := l.who.SelectedIndex(); i >= 0 && i < len(l.here) {
		return &l.here[i]
	}
	return nil
}

// known sets the choices to what is known of whoever is chosen.
func (l *spanSheet) known() {
	if l.silent {
		return
	}
	a := l.chosen()
	enable(a != nil, l.from, l.to)
	if a == nil {
		return
	}
	l.silent = true
	l.from.SetSelectedIndex(max(0, slices.Index(l.items, a.From)))
	l.to.SetSelectedIndex(max(0, slices.Index(l.items, a.To)))
	l.silent = false
}

func (l *spanSheet) told(string) {
	a := l.chosen()
	if a == nil || l.silent {
		return
	}
	if from, to := l.items[max(0, l.from.SelectedIndex())], l.items[max(0, l.to.SelectedIndex())]; from != a.From || to != a.To {
		l.say(*a, from, to)
	}
}

// itemWords names an item of an agenda, with its number.
func itemWords(agenda []forum.Item, i int) string {
	return fmt.Sprintf("%d. %s", i+1, printable(agenda[i].Title))
}

// spanWords says at which items somebody came and went; nothing of who was there throughout.
func spanWords(agenda []forum.Item, a *forum.Attender) string {
	words := ""
	for i := range agenda {
		if agenda[i].ID == a.From {
			words = t("presence.came_at", "Item", itemWords(agenda, i))
		}
	}
	for i := range agenda {
		if agenda[i].ID == a.To {
			if words != "" {
				words += " · "
			}
			words += t("presence.stayed_to", "Item", itemWords(agenda, i))
		}
	}
	return words
}

// callLayout sets a name and two buttons on one line, or where that is too narrow the buttons under the name, and under each other.
type callLayout struct{ width float32 }

// nameLetters is how many letters of a name are seen beside the buttons at least.
const nameLetters = 12

// places gives where the things go at a width, and how high they are together.
func (l *callLayout) places(things []fyne.CanvasObject, width float32) (at [3]fyne.Position, size [3]fyne.Size, height float32) {
	name, here, sorry := things[0].MinSize(), leastOf(things[1], width), leastOf(things[2], width)
	gap, edge := theme.Padding(), theme.InnerPadding() // the words of the name stand as far in
	letter := fyne.MeasureText("n", theme.TextSize(), fyne.TextStyle{}).Width
	both := here.Width + gap + sorry.Width
	if !things[1].Visible() {
		both, here = sorry.Width, fyne.Size{}
	}
	size = [3]fyne.Size{{Width: width, Height: name.Height}, here, sorry}
	switch {
	case width-both-gap-edge >= nameLetters*letter:
		height = max(name.Height, here.Height, sorry.Height)
		size[0].Width = width - both - gap - edge
		at[0] = fyne.NewPos(0, (height-name.Height)/2)
		at[1], at[2] = fyne.NewPos(width-both-edge, 0), fyne.NewPos(width-sorry.Width-edge, 0)
	case both+2*edge <= width:
		at[1], at[2] = fyne.NewPos(edge, name.Height), fyne.NewPos(edge+both-sorry.Width, name.Height)
		height = name.Height + max(here.Height, sorry.Height)
	default:
		at[1], at[2] = fyne.NewPos(edge, name.Height), fyne.NewPos(edge, name.Height+here.Height+gap)
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
	return fyne.NewSize(max(things[0].MinSize().Width, things[1].MinSize().Width+2*theme.InnerPadding(), things[2].MinSize().Width+2*theme.InnerPadding()), height)
}
