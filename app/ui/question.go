package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// widestQuestion is how wide the words of a question are at most.
const widestQuestion = 420

// question asks whether to do something that matters, and does it if so. The toolkit's own has its words on one line each, from
// the left.
func (a *App) question(title, ask string, do func()) {
	room := min(widestQuestion, a.window.Canvas().Size().Width-8*theme.InnerPadding())
	heading := widget.NewLabelWithStyle(inLines(title, room), fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	words := container.NewVBox(heading, widget.NewLabel(inLines(ask, room)))
	dialog.NewCustomConfirm("", t("toolkit.yes"), t("toolkit.no"), words, func(yes bool) {
		if yes {
			do()
		}
	}, a.window).Show()
}
