package ui

import (
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/app/wording"
)

// banner says something across the top without getting in the way: what went wrong and what to do, or that something
// was done.
type banner struct {
	good bool // it says that something was done
	mark *widget.Icon
	text *widget.Label
	root *fyne.Container
}

func newBanner() *banner {
	b := &banner{mark: widget.NewIcon(icon("warning")), text: widget.NewLabel("")}
	b.text.Wrapping = fyne.TextWrapWord
	b.root = container.NewVBox()
	b.root.Hide()
	return b
}

// arrange sets its parts as the language is read, which another may have been chosen for.
func (b *banner) arrange() {
	shut := quietButton("", icon("cross"), b.hide)
	setThings(b.root, []fyne.CanvasObject{newSurface(colorSurface, 0, bordered(nil, widget.NewSeparator(), container.NewPadded(b.mark), shut, b.text))})
}

// fail says what went wrong.
func (b *banner) fail(err error) {
	b.good = false
	b.mark.SetResource(theme.NewErrorThemedResource(icon("warning")))
	b.say(sentence(errorWords(err)))
}

// done says that something was done.
func (b *banner) done(words string) {
	b.good = true
	b.mark.SetResource(theme.NewSuccessThemedResource(icon("check")))
	b.say(words)
}

func (b *banner) say(words string) {
	b.text.SetText(words)
	b.root.Show()
	b.root.Refresh()
}

func (b *banner) hide() { b.root.Hide() }

// left takes away what was done somewhere else; what went wrong stays until somebody has shut it.
func (b *banner) left() {
	if b.good {
		b.hide()
	}
}

// sentence begins with a capital and ends with a full stop.
func sentence(s string) string {
	s = wording.Capital(s)
	if last, _ := utf8.DecodeLastRuneInString(s); unicode.IsLetter(last) || unicode.IsMark(last) || unicode.IsDigit(last) || last == ')' {
		if catalogue().Language() == "bn" {
			return s + "।"
		}
		return s + "."
	}
	return s
}
