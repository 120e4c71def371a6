package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// fact is one thing that holds: what it is about, and what it is; or a sentence that says both.
type fact struct{ label, words string }

func labelled(label, words string) fact { return fact{label, words} }

// String is the fact on one line.
func (f fact) String() string {
	if f.label == "" {
		return f.words
	}
	return t("charter.labelled", "Label", f.label, "Words", f.words)
}

func factLines(all []fact) []string {
	lines := make([]string, len(all))
	for i, f := range all {
		lines[i] = f.String()
	}
	return lines
}

// factList shows facts so that one finds the one that is looked for: what each is about on one side, what it is on the other,
// or under it where there is little room.
type factList struct {
	shown []fact
	box   *fyne.Container
}

func newFactList() *factList { return &factList{box: container.New(&factLayout{})} }

// Show draws the facts, if they are others than before.
func (l *factList) Show(all []fact) {
	if slices.Equal(all, l.shown) {
		return
	}
	l.shown = slices.Clone(all)
	var things []fyne.CanvasObject
	for _, f := range all {
		if f.label == "" { // a message that says both, as "Seats: 7" does
			if label, words, both := strings.Cut(f.words, ": "); both {
				f = fact{strings.TrimSpace(label), words}
			}
		}
		about := wrapped(f.label)
		about.SizeName, about.Importance = theme.SizeNameCaptionText, widget.LowImportance
		show(f.label != "", about)
		things = append(things, about, wrapped(f.words))
	}
	setThings(l.box, things)
}

// factLayout sets pairs of things beside each other where that leaves each factLetters of room, and otherwise under each other.
type factLayout struct{ width float32 }

const factLetters = 26

// Layout is Fyne's.
func (l *factLayout) Layout(things []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.each(things, size.Width, func(o fyne.CanvasObject, at fyne.Position, size fyne.Size) {
		o.Resize(size)
		o.Move(at)
	})
	turnRound(things, size.Width)
}

// MinSize is Fyne's: the height is that for the width last had.
func (l *factLayout) MinSize(things []fyne.CanvasObject) fyne.Size {
	width := float32(0)
	for _, o := range things {
		width = max(width, o.MinSize().Width)
	}
	return fyne.NewSize(width, l.each(things, max(width, l.width), func(fyne.CanvasObject, fyne.Position, fyne.Size) {}))
}

func (l *factLayout) each(things []fyne.CanvasObject, width float32, place func(fyne.CanvasObject, fyne.Position, fyne.Size)) (y float32) {
	letter := fyne.MeasureText("n", theme.TextSize(), fyne.TextStyle{}).Width
	half, over := width/2, theme.InnerPadding()
	for i := 0; i+1 < len(things); i += 2 {
		about, words := things[i], things[i+1]
		switch {
		case !about.Visible():
			high := heightAt(words, width)
			place(words, fyne.NewPos(0, y), fyne.NewSize(width, high))
			y += high - over
		case half >= factLetters*letter:
			high := max(heightAt(about, half), heightAt(words, half))
			place(about, fyne.NewPos(0, y+(theme.TextSize()-theme.CaptionTextSize())/2), fyne.NewSize(half, high))
			place(words, fyne.NewPos(half, y), fyne.NewSize(half, high))
			y += high - over
		default:
			first := heightAt(about, width)
			place(about, fyne.NewPos(0, y), fyne.NewSize(width, first))
			y += first - 2*over
			high := heightAt(words, width)
			place(words, fyne.NewPos(0, y), fyne.NewSize(width, high))
			y += high - over
		}
	}
	return y + over
}

// heightAt is how high words that wrap are at a width.
func heightAt(o fyne.CanvasObject, width float32) float32 {
	if o.Size().Width != width {
		o.Resize(fyne.NewSize(width, o.Size().Height))
	}
	return o.MinSize().Height
}
