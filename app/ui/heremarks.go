package ui

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// caretMark is where somebody else writes in the text of an editor: after a character, which it follows.
type caretMark struct {
	device forum.Device
	name   string
	after  *char // nil: at the start
}

// hereMargin is a margin at the end of an editor's lines, in which the names of others stand at the line they write in.
// A narrow editor has none: the line above it says who writes where. It is as wide with names as without.
type hereMargin struct {
	widget.BaseWidget
	editor *textEditor
	marks  []caretMark
	scroll *container.Scroll // in which the editor shows its text
	lines  []int             // rows of the editor at which names stand
	names  map[int]string    // at each
	due    func()            // ends the pause after which they are looked for again
	tags   []*chip
	box    *fyne.Container
}

func newHereMargin(e *textEditor) *hereMargin {
	m := &hereMargin{editor: e, box: container.NewWithoutLayout()}
	m.ExtendBaseWidget(m)
	return m
}

// The least width of an editor that has a margin, and the width of the margin, in letters.
const marginFrom, marginLetters = 64, 13

// lettersWide is the width of so many letters.
func lettersWide(n int) float32 {
	return float32(n) * fyne.MeasureText("n", theme.TextSize(), fyne.TextStyle{}).Width
}

// marginOf is how wide the margin is in a text of some width: none where it is narrow.
func marginOf(width float32) float32 {
	if width < lettersWide(marginFrom) {
		return 0
	}
	return lettersWide(marginLetters)
}

// MinSize is Fyne's: what the editor's text leaves free.
func (m *hereMargin) MinSize() fyne.Size {
	return fyne.NewSize(marginOf(m.editor.Size().Width), 0)
}

// CreateRenderer is Fyne's.
func (m *hereMargin) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(m.box) }

// Mark takes who writes where in the text of the store. Whose place is not known yet stays where they were.
func (m *hereMargin) Mark(all []writer) {
	doc := m.editor.session.doc
	var marks []caretMark
	for _, w := range all {
		mark := caretMark{device: w.device, name: w.name}
		i := slices.IndexFunc(m.marks, func(was caretMark) bool { return was.device == w.device })
		switch {
		case w.known:
			mark.after = doc.MarkBase(w.at)
		case i >= 0:
			mark.after = m.marks[i].after
		default:
			continue
		}
		marks = append(marks, mark)
	}
	m.marks = marks
	m.measure()
}

// measurePause is how long typing must rest before the names follow their lines: to find lines takes time in a long text.
const measurePause = 150 * time.Millisecond

// Moved has the names follow their lines soon: the words or their width have changed.
func (m *hereMargin) Moved() {
	if m.due == nil && len(m.marks) > 0 {
		m.due = m.editor.session.later(measurePause, m.measure)
	}
}

// measure finds the lines of the names.
func (m *hereMargin) measure() {
	if m.due != nil {
		m.due()
		m.due = nil
	}
	m.lines, m.names = nil, map[int]string{}
	if len(m.marks) > 0 && m.MinSize().Width > 0 {
		marks, offsets := m.inHand()
		var rows []int
		if len(marks) > 0 {
			rows, _ = m.editor.rowsOf(offsets...)
		}
		for i, mark := range marks {
			if names, ok := m.names[rows[i]]; !ok {
				m.lines, m.names[rows[i]] = append(m.lines, rows[i]), mark.name
			} else if names != mark.name {
				m.names[rows[i]] = inRow(names, mark.name)
			}
		}
	}
	for len(m.tags) < len(m.lines) {
		tag := newChip()
		m.tags = append(m.tags, tag)
		m.box.Add(tag)
	}
	m.place()
}

// inHand gives the marks in what the entry has, of a long text its part in hand, and how many characters of it lie before each.
func (m *hereMargin) inHand() (marks []caretMark, offsets []int) {
	most := utf8.RuneCountInString(m.editor.Text)
	for _, mark := range m.marks {
		if at := m.editor.session.doc.Caret(mark.after) - m.editor.long.ahead; at >= 0 && at <= most {
			marks, offsets = append(marks, mark), append(offsets, at)
		}
	}
	return marks, offsets
}

// place puts the names at their lines, as far as these are in sight.
func (m *hereMargin) place() {
	line := fyne.MeasureText("M", theme.TextSize(), fyne.TextStyle{}).Height
	for i, tag := range m.tags {
		if i >= len(m.lines) {
			tag.Hide()
			continue
		}
		top := float32(m.lines[i])*line + theme.InnerPadding() - theme.InputBorderSize()
		if m.scroll != nil {
			top -= m.scroll.Offset.Y
		}
		putNames(tag, m.names[m.lines[i]])
		tag.Move(fyne.NewPos(theme.Padding(), top+(line-tag.MinSize().Height)/2))
		show(top >= 0 && top+line <= m.editor.Size().Height, tag)
	}
}

// putNames writes names into a tag, cut to the margin.
func putNames(tag *chip, words string) {
	room := lettersWide(marginLetters) - 2*theme.InnerPadding()
	tag.Set(words, theme.ColorNamePrimary)
	runes := []rune(words)
	for n := len(runes) - 1; n > 0 && tag.MinSize().Width > room; n-- {
		tag.Set(strings.TrimSpace(string(runes[:n]))+"…", theme.ColorNamePrimary)
	}
	tag.Resize(tag.MinSize())
}
