package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// widestQuestion is how wide the words of a question are at most.
const widestQuestion = 420

// question asks whether to do something that matters, and does it if so. The keyboard is on the safe answer. The toolkit's own
// has its words from the left, each on one line however long.
func (a *App) question(title, ask string, do func()) {
	canvas := a.window.Canvas()
	room := min(widestQuestion, canvas.Size().Width-8*theme.InnerPadding())
	var over *widget.PopUp
	no := widget.NewButtonWithIcon(t("toolkit.no"), theme.CancelIcon(), func() { over.Hide() })
	yes := widget.NewButtonWithIcon(t("toolkit.yes"), theme.ConfirmIcon(), func() {
		over.Hide()
		do()
	})
	yes.Importance = widget.HighImportance
	over = widget.NewModalPopUp(container.NewPadded(container.NewVBox(
		widget.NewLabelWithStyle(inLines(title, room), fyne.TextAlignLeading, fyne.TextStyle{Bold: true}),
		widget.NewLabel(inLines(ask, room)),
		abreast(layout.NewSpacer(), no, yes, layout.NewSpacer()))), canvas)
	over.Show()
	canvas.Focus(no)
}
