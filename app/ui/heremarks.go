package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

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

func (m *hereMargin) letters(n int) float32 {
	return float32(n) * fyne.MeasureText("n", theme.TextSize(), fyne.TextStyle{}).Width
}

// MinSize is Fyne's: what the editor's text leaves free.
func (m *hereMargin) MinSize() fyne.Size {
	if m.editor.Size().Width < m.letters(marginFrom) {
		return fyne.Size{}
	}
	return fyne.NewSize(m.letters(marginLetters), 0)
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
	m.Place()
}

// Place puts the names at their lines again, after the words or their width have changed.
func (m *hereMargin) Place() {
	if len(m.marks) == 0 && len(m.tags) == 0 {
		return
	}
	names, tops := map[float32][]string{}, []float32{}
	if m.MinSize().Width > 0 {
		for _, mark := range m.marks {
			top := m.editor.topOf(m.editor.session.doc.Caret(mark.after))
			if m.scroll != nil {
				top -= m.scroll.Offset.Y
			}
			if !slices.Contains(tops, top) {
				tops = append(tops, top)
			}
			if !slices.Contains(names[top], mark.name) {
				names[top] = append(names[top], mark.name)
			}
		}
	}
	for len(m.tags) < len(tops) {
		tag := newChip()
		m.tags = append(m.tags, tag)
		m.box.Add(tag)
	}
	for i, tag := range m.tags {
		show(i < len(tops) && tops[i] >= 0 && tops[i]+tag.MinSize().Height <= m.editor.Size().Height, tag)
		if i < len(tops) {
			m.put(tag, strings.Join(names[tops[i]], ", "), tops[i])
		}
	}
}

// put sets one tag, cut to the margin, in the middle of its line.
func (m *hereMargin) put(tag *chip, words string, top float32) {
	room := m.letters(marginLetters) - 2*theme.InnerPadding()
	tag.Set(words, theme.ColorNamePrimary)
	if runes := []rune(words); tag.MinSize().Width > room {
		for n := len(runes) - 1; n > 0 && tag.MinSize().Width > room; n-- {
			tag.Set(strings.TrimSpace(string(runes[:n]))+"…", theme.ColorNamePrimary)
		}
	}
	line := fyne.MeasureText("M", theme.TextSize(), fyne.TextStyle{}).Height
	size := tag.MinSize()
	tag.Resize(size)
	tag.Move(fyne.NewPos(theme.Padding(), top+(line-size.Height)/2))
}
