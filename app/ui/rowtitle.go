package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// largeText is how many times the usual size text has to be for the rows of lists to be arranged for it.
const largeText = 1.4

// textIsLarge says whether it is: a line of a phone then has room for two or three words.
func textIsLarge() bool { return theme.TextSize() >= largeText*textSize }

// rowTitle is the title in a row of a list, cut where there is no room: after one line, or after two where the text is
// large. Its height goes by the size of the text and not by the title, so that all rows of a list are of one height.
type rowTitle struct {
	widget.BaseWidget
	text        string
	first, rest *widget.Label
}

func newRowTitle() *rowTitle {
	r := &rowTitle{first: widget.NewLabel(""), rest: widget.NewLabel("")}
	for _, l := range []*widget.Label{r.first, r.rest} {
		l.Truncation, l.TextStyle.Bold = fyne.TextTruncateEllipsis, true
	}
	r.ExtendBaseWidget(r)
	return r
}

// SetText says the title.
func (r *rowTitle) SetText(text string) {
	if text != r.text {
		r.text = text
		r.place(r.Size())
	}
}

// place folds the title and sets its lines: one alone stands in the middle. It is done for new words as well, for a row that shows
// another thing than it did keeps its size and is not laid out again.
func (r *rowTitle) place(size fyne.Size) {
	r.fold(size.Width)
	line := r.first.MinSize().Height
	top := float32(0)
	if !r.rest.Visible() {
		top = (size.Height - line) / 2
	}
	r.first.Move(fyne.NewPos(0, top))
	r.first.Resize(fyne.NewSize(size.Width, line))
	r.rest.Move(fyne.NewPos(0, line-2*theme.InnerPadding()))
	r.rest.Resize(fyne.NewSize(size.Width, line))
}

// fold puts as many words on the first line as it has room for, and the others on the second.
func (r *rowTitle) fold(width float32) {
	first, rest := r.text, ""
	if textIsLarge() && width > 0 {
		first, rest = firstLine(r.text, width-2*theme.InnerPadding())
	}
	setText(r.first, first)
	setText(r.rest, rest)
	show(rest != "", r.rest)
}

// firstLine parts a title after the words that one line has room for; a first word too long for it is cut there.
func firstLine(text string, width float32) (first, rest string) {
	words := strings.Fields(text)
	for n := len(words); n > 1; n-- {
		first = strings.Join(words[:n], " ")
		if fyne.MeasureText(first, theme.TextSize(), fyne.TextStyle{Bold: true}).Width <= width {
			return first, strings.Join(words[n:], " ")
		}
	}
	if len(words) == 0 {
		return "", ""
	}
	return words[0], strings.Join(words[1:], " ")
}

// CreateRenderer is Fyne's.
func (r *rowTitle) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(rowTitleLayout{r}, r.first, r.rest))
}

type rowTitleLayout struct{ of *rowTitle }

// Layout is Fyne's.
func (l rowTitleLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) { l.of.place(size) }

// MinSize is Fyne's.
func (l rowTitleLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	size := l.of.first.MinSize()
	if textIsLarge() {
		size.Height += size.Height - 2*theme.InnerPadding()
	}
	return size
}
