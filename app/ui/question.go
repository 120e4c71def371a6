package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// widestQuestion is how wide the words of a question are at most.
const widestQuestion = 420

// question asks whether to do something that matters, and does it if so: title names the deed, and is on the button that does it.
// The keyboard is on the safe answer. The toolkit's own has its words from the left, each on one line however long.
func (a *App) question(title, ask string, do func()) {
	canvas := a.window.Canvas()
	room := min(widestQuestion, canvas.Size().Width-8*theme.InnerPadding())
	var over *widget.PopUp
	no := widget.NewButton(t("action.cancel"), func() { over.Hide() })
	yes := widget.NewButtonWithIcon(title, icon("check"), func() {
		over.Hide()
		do()
	})
	yes.Importance = widget.HighImportance
	answers := buttonRow(yes, no)
	answers.Resize(fyne.NewSize(room, 0)) // they are as high as they need at that width
	over = widget.NewModalPopUp(container.NewPadded(container.NewVBox(
		widget.NewLabelWithStyle(inLines(title, room), fyne.TextAlignLeading, fyne.TextStyle{Bold: true}),
		widget.NewLabel(inLines(ask, room)), answers, spotOf(room, 0))), canvas)
	over.Show()
	canvas.Focus(no)
}
