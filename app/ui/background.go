package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
)

// LoginEntry has Moot start when the person logs in, or not. Its methods touch the disk.
type LoginEntry interface {
	On() (bool, error)
	Set(on bool) error
}

const (
	prefTray   = "tray"
	prefWidth  = "window.width"
	prefHeight = "window.height"
)

// leastWindow and mostWindow bound the size that a window comes back with.
var leastWindow, mostWindow = fyne.NewSize(320, 400), fyne.NewSize(8000, 8000)

// WindowSize is the size the window had when it was last closed, or usual.
func WindowSize(p fyne.Preferences, usual fyne.Size) fyne.Size {
	w, h := float32(p.Float(prefWidth)), float32(p.Float(prefHeight))
	if !(w >= leastWindow.Width && h >= leastWindow.Height && w <= mostWindow.Width && h <= mostWindow.Height) {
		return usual
	}
	return fyne.NewSize(w, h)
}

// keepSize remembers the size of the window.
func (u *UI) keepSize() {
	if u.window.FullScreen() || u.app.Store.Secluded() {
		return
	}
	size := u.window.Canvas().Size()
	u.app.settings.prefs.SetFloat(prefWidth, float64(size.Width))
	u.app.settings.prefs.SetFloat(prefHeight, float64(size.Height))
}

// InTray says whether the person wants Moot to go on in the system tray when its window is closed.
func (u *UI) InTray() bool { return u.app.background && u.app.settings.prefs.Bool(prefTray) }

// TrayMenu is what the tray offers.
func TrayMenu(open, quit func()) *fyne.Menu {
	last := fyne.NewMenuItem(t("background.quit"), quit)
	last.IsQuit = true // so that the toolkit adds none of its own, which would not save what is being typed
	return fyne.NewMenu("Moot", fyne.NewMenuItem(t("background.open"), open), last)
}

// backgroundChoices are whether Moot goes on without its window, and whether it starts at login: both only when asked for.
func backgroundChoices(app *App) fyne.CanvasObject {
	if !app.background {
		return container.NewWithoutLayout()
	}
	var tray *tick
	tray = newTick(func() { app.settings.prefs.SetBool(prefTray, tray.box.Checked) })
	tray.words.SetText(t("background.tray"))
	tray.box.Checked = app.settings.prefs.Bool(prefTray)
	explained := container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()), tray, small(t("background.tray_how")))
	if app.login == nil {
		return container.NewVBox(explained, small(t("background.login_how")))
	}
	return container.NewVBox(explained, loginChoice(app))
}

func loginChoice(app *App) fyne.CanvasObject {
	var box *tick
	var known bool // what the disk has
	reread := func() {
		var on bool
		app.work(func(context.Context) (err error) { on, err = app.login.On(); return err }, func(err error) {
			app.tell(err)
			known = on
			enable(true, box.box)
			box.box.SetChecked(on)
		})
	}
	box = newTick(func() {
		on := box.box.Checked
		if on == known {
			return
		}
		enable(false, box.box)
		app.work(func(context.Context) error { return app.login.Set(on) }, func(err error) {
			app.tell(err)
			reread()
		})
	})
	box.words.SetText(t("background.login"))
	enable(false, box.box)
	reread()
	return box
}
