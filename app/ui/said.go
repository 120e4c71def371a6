package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// saidRow is what somebody has signed about a proposal: who as what, what that comes to in a word, and their words.
type saidRow struct {
	key   string // of the record: signed words never change
	who   string
	state string // in a chip; empty: none
	ink   fyne.ThemeColorName
	under []string // said small, a line each
	words []widget.RichTextSegment
}

// saidList shows what people have signed, with a line between them. It is made anew only when something of it is new.
type saidList struct {
	box   *fyne.Container
	shown string
}

func newSaidList() *saidList { return &saidList{box: container.NewVBox()} }

// Show brings the list up to date and says whether there is anything in it.
func (l *saidList) Show(rows []saidRow) bool {
	var key strings.Builder
	for i := range rows {
		r := &rows[i]
		key.WriteString(strings.Join(append([]string{r.key, r.who, r.state}, r.under...), "\x00") + "\x01")
	}
	if key.String() != l.shown {
		l.shown = key.String()
		var things []fyne.CanvasObject
		for i := range rows {
			if i > 0 {
				things = append(things, inset(widget.NewSeparator()))
			}
			things = append(things, rows[i].object())
		}
		setThings(l.box, things)
	}
	return len(rows) > 0
}

func (r *saidRow) object() fyne.CanvasObject {
	who := wrapped(printable(r.who))
	who.TextStyle.Bold = true
	state := newChip()
	state.Set(r.state, r.ink)
	place := container.New(layout.NewCustomPaddedLayout(theme.InnerPadding()-2, 0, theme.InnerPadding(), theme.InnerPadding()), state)
	show(r.state != "", place)
	lines := container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()), beside(who, place, 14, false))
	if len(r.words) > 0 {
		words := newProse()
		showMarkdown(words, r.words)
		lines.Add(words)
	}
	for _, under := range r.under {
		lines.Add(small(printable(under)))
	}
	return lines
}

// capacityChoice asks in which capacity somebody signs, where they hold more than one.
type capacityChoice struct {
	choice *widget.Select
	root   *fyne.Container
}

func newCapacityChoice() *capacityChoice {
	c := &capacityChoice{choice: widget.NewSelect(nil, nil)}
	c.root = field(t("advice.capacity"), c.choice)
	c.root.Hide()
	return c
}

// Show offers capacities; what is chosen stays while it is among them.
func (c *capacityChoice) Show(names []string) {
	if strings.Join(names, "\x00") == strings.Join(c.choice.Options, "\x00") {
		return
	}
	c.choice.SetOptions(names)
	if c.choice.SelectedIndex() < 0 && len(names) > 0 {
		c.choice.SetSelectedIndex(0)
	}
	show(len(names) > 1, c.root)
}
