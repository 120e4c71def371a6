package ui

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// besideProse shows a text to read, and beside its paragraphs the names of those who write there now, in a margin like that of
// the editor, which is as wide with names as without. Where it is narrow there is no margin but a bar at the paragraph:
// the line above says who it is.
type besideProse struct {
	prose *prose
	marks []besideMark
	tags  []*chip
	bars  []*canvas.Rectangle
	root  *fyne.Container
}

// besideMark is who writes at a byte of a text.
type besideMark struct {
	name string
	at   int
}

func newBesideProse(p *prose) *besideProse {
	b := &besideProse{prose: p}
	b.root = &fyne.Container{Layout: b, Objects: []fyne.CanvasObject{p}}
	return b
}

// Mark takes who writes where in the text that is shown. Whose place is not known stands only in the line above.
func (b *besideProse) Mark(text string, all []writer) {
	runes := []rune(text)
	b.marks = nil
	for _, w := range all {
		if w.known {
			b.marks = append(b.marks, besideMark{w.name, len(printable(string(runes[:min(max(0, w.at), len(runes))])))})
		}
	}
	slices.SortStableFunc(b.marks, func(x, y besideMark) int { return x.at - y.at })
	b.place()
	canvas.Refresh(b.root)
}

// Layout is Fyne's.
func (b *besideProse) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	margin := marginOf(size.Width)
	b.prose.Resize(fyne.NewSize(size.Width-margin, size.Height))
	b.prose.Move(fyne.NewPos(0, 0))
	if widget.FromRight() {
		b.prose.Move(fyne.NewPos(margin, 0))
	}
	b.place()
}

// MinSize is Fyne's.
func (b *besideProse) MinSize([]fyne.CanvasObject) fyne.Size { return b.prose.MinSize() }

// besideLine is a paragraph at which people write.
type besideLine struct {
	top, bottom float32
	names       string
}

// lines gives the paragraphs at which people write, each once.
func (b *besideProse) lines() (all []besideLine) {
	for _, mark := range b.marks {
		top, bottom := b.prose.Beside(mark.at)
		last := len(all) - 1
		switch {
		case last < 0 || all[last].top != top:
			all = append(all, besideLine{top, bottom, mark.name})
		case all[last].names != mark.name:
			all[last].names = inRow(all[last].names, mark.name)
		}
	}
	return all
}

// place puts the names, or the bars, at their paragraphs.
func (b *besideProse) place() {
	width, all := b.root.Size().Width, b.lines()
	margin := marginOf(width)
	for len(b.tags) < len(all) {
		tag, bar := newChip(), canvas.NewRectangle(color.Transparent)
		b.tags, b.bars = append(b.tags, tag), append(b.bars, bar)
		b.root.Objects = append(b.root.Objects, tag, bar)
	}
	line := fyne.MeasureText("M", theme.TextSize(), fyne.TextStyle{}).Height
	for i, tag := range b.tags {
		bar := b.bars[i]
		show(i < len(all) && margin > 0, tag)
		show(i < len(all) && margin == 0, bar)
		if i >= len(all) {
			continue
		}
		putNames(tag, all[i].names)
		tag.Move(fyne.NewPos(width-margin+theme.Padding(), all[i].top+(line-tag.MinSize().Height)/2))
		bar.FillColor = themed(theme.ColorNamePrimary)
		bar.Resize(fyne.NewSize(3, all[i].bottom-all[i].top))
		bar.Move(fyne.NewPos(1, all[i].top))
		turnRound([]fyne.CanvasObject{tag, bar}, width)
	}
}
