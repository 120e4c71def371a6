package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
)

// practiceOffer is the way into a made-up group, to look round in; nothing where there can be none.
func practiceOffer(app *App) fyne.CanvasObject {
	if app.practice == nil {
		return container.NewWithoutLayout()
	}
	var b *widget.Button
	b = widget.NewButtonWithIcon(t("practice.open"), icon("group"), func() {
		if b.Disabled() {
			return
		}
		enable(false, b)
		me, _ := app.Store.Me()
		app.practice(app.ctx, me.Name, func(err error) {
			enable(true, b)
			app.tell(err)
		})
	})
	return container.NewVBox(small(t("practice.what")), buttonRow(b))
}

// practiceNotice says all the time that nobody here exists; nothing in a window on real groups.
func practiceNotice(app *App) fyne.CanvasObject {
	if !app.Store.Secluded() {
		return container.NewWithoutLayout()
	}
	words := wrapped(t("practice.here"))
	words.TextStyle.Bold = true
	return newSurface(colorSurface, 0, bordered(nil, widget.NewSeparator(), container.NewPadded(widget.NewIcon(icon("group"))), nil, words))
}
