package ui

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

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
