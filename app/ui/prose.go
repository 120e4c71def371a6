package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// indentSegment is a paragraph set in: an item of a list or a quotation. Fyne's own rich text draws such lines set in
// but breaks them as if they were not, so that they run out of the page; a [prose] gives each a column of its own.
type indentSegment struct {
	widget.ParagraphSegment
	indent int    // lists around it
	quote  int    // quotations around it
	bullet string // before its first line
	from   int    // where it begins in what was written, in bytes
}

// prose shows formatted text.
type prose struct {
	widget.BaseWidget
	segments []widget.RichTextSegment
	rows     []proseRow
	content  *fyne.Container
}

// proseRow is a run of text at one distance from the side.
type proseRow struct {
	set    *indentSegment // nil: not set in
	bullet *widget.RichText
	bar    *canvas.Rectangle // beside a quotation
	words  *widget.RichText  // which may run from right to left
}

// newProse makes the widget that formatted text is shown in.
func newProse() *prose {
	p := &prose{}
	p.content = &fyne.Container{Layout: &proseLayout{prose: p}}
	p.ExtendBaseWidget(p)
	return p
}

// showMarkdown puts segments into p. UI thread only.
func showMarkdown(p *prose, segments []widget.RichTextSegment) {
	p.segments, p.rows, p.content.Objects = segments, nil, nil
	var run []widget.RichTextSegment
	end := func() {
		if len(run) > 0 {
			p.add(nil, run)
			run = nil
		}
	}
	for _, s := range segments {
		if set, ok := s.(*indentSegment); ok {
			end()
			p.add(set, set.Texts)
			continue
		}
		run = append(run, s)
	}
	end()
	p.Refresh()
}

func (p *prose) add(set *indentSegment, segments []widget.RichTextSegment) {
	row := proseRow{set: set, words: widget.NewRichText(segments...)}
	row.words.Wrapping, row.words.People = fyne.TextWrapWord, true
	p.content.Add(row.words)
	if set != nil && set.bullet != "" {
		row.bullet = widget.NewRichText(&widget.TextSegment{Text: set.bullet, Style: widget.RichTextStyleStrong})
		p.content.Add(row.bullet)
	}
	if set != nil && set.quote > 0 {
		row.bar = canvas.NewRectangle(color.Transparent)
		p.content.Add(row.bar)
	}
	p.rows = append(p.rows, row)
}

// Beside gives where the paragraph, or the item of a list, is seen in which a place in what was written is: from its first line
// to where the next begins.
func (p *prose) Beside(at int) (top, bottom float32) {
	pad, found := theme.InnerPadding(), false
	begin := func(from int, y float32) { // 0: it cannot be told where that was written, or at the start
		switch {
		case from > 0 && from > at:
			if !found {
				bottom, found = y, true
			}
		case from > 0:
			top, found = y, false
		}
	}
	top, bottom = pad, p.content.Size().Height-pad
	for _, row := range p.rows {
		y := row.words.Position().Y
		if row.set != nil {
			begin(row.set.from, y+pad)
			continue
		}
		for _, s := range row.words.Segments {
			if gap, ok := s.(*gapSegment); ok && gap.box != nil {
				begin(gap.next, y+gap.box.Position().Y+gap.box.Size().Height)
			}
		}
	}
	return top, bottom
}

// CreateRenderer is Fyne's.
func (p *prose) CreateRenderer() fyne.WidgetRenderer {
	p.paint()
	return widget.NewSimpleRenderer(p.content)
}

// Refresh follows the theme.
func (p *prose) Refresh() {
	p.paint()
	p.content.Refresh()
	p.BaseWidget.Refresh()
}

func (p *prose) paint() {
	for _, row := range p.rows {
		if row.bar != nil {
			row.bar.FillColor = themed(theme.ColorNameInputBorder)
		}
	}
}

// proseLayout sets the rows under each other. Each has Fyne's padding all around, which must not add up between them.
type proseLayout struct{ prose *prose }

// columns says how far in a row's bullet and its words begin.
func (l *proseLayout) columns(row proseRow) (bullet, words float32) {
	if row.set == nil {
		return 0, 0
	}
	step := theme.TextSize() * 1.3
	words = step * float32(row.set.quote+row.set.indent)
	bullet = max(0, words-step)
	if row.bullet != nil {
		words = max(words, bullet+row.bullet.MinSize().Width-2*theme.InnerPadding()+theme.Padding())
	}
	return bullet, words
}

// Layout is Fyne's.
func (l *proseLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	pad, y := theme.InnerPadding(), float32(0)
	for _, row := range l.prose.rows {
		bullet, words := l.columns(row)
		words = min(words, size.Width/2) // however deep it is, half the page is for words
		width := size.Width - words
		row.words.Resize(fyne.NewSize(width, row.words.MinSize().Height))
		height := row.words.MinSize().Height // which depends on the width
		row.words.Resize(fyne.NewSize(width, height))
		row.words.Move(fyne.NewPos(words, y))
		beside := []fyne.CanvasObject{row.words}
		if row.bullet != nil {
			row.bullet.Resize(row.bullet.MinSize())
			row.bullet.Move(fyne.NewPos(min(bullet, words), y))
			beside = append(beside, row.bullet)
		}
		if row.bar != nil {
			row.bar.Resize(fyne.NewSize(3, height-2*pad))
			row.bar.Move(fyne.NewPos(pad, y+pad))
			beside = append(beside, row.bar)
		}
		if row.words.Right() {
			turned(beside, size.Width)
		}
		y += height - 2*pad
	}
}

// MinSize is Fyne's: the height is that for the width last had.
func (l *proseLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	pad, size := theme.InnerPadding(), fyne.NewSize(0, 0)
	for _, row := range l.prose.rows {
		min := row.words.MinSize()
		size.Width = max(size.Width, min.Width)
		size.Height += min.Height - 2*pad
	}
	if len(l.prose.rows) > 0 {
		size.Height += 2 * pad
	}
	return size
}
