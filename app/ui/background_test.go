package ui

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// loginFile stands for the file of a desktop's autostart.
type loginFile struct {
	on   bool
	sets int
	err  error
}

// On is described at LoginEntry.
func (l *loginFile) On() (bool, error) { return l.on, nil }

// Set is described at LoginEntry.
func (l *loginFile) Set(on bool) error {
	l.sets++
	if l.err == nil {
		l.on = on
	}
	return l.err
}

// TestBackground: neither the tray nor starting at login is on until it is asked for; each is kept, can be taken back, and
// shows what is so when it could not be done.
func TestBackground(t *testing.T) {
	s := newStreet(t)
	u := s.house(1280, 800)
	file := &loginFile{}
	u.app.background, u.app.login = true, file
	open := func() (tray, login *tick) {
		screen := newSettingsScreen(u.app, func(Screen) {})
		s.show(screen, 600, 1200)
		each(screen.Object(), func(o fyne.CanvasObject) {
			if box, ok := o.(*tick); ok {
				switch box.words.Text {
				case catalogue().Text("background.tray"):
					tray = box
				case catalogue().Text("background.login"):
					login = box
				}
			}
		})
		return tray, login
	}
	tray, login := open()
	if tray.box.Checked || login.box.Checked || u.InTray() || file.sets > 0 {
		t.Fatal("something is on that nobody asked for")
	}
	test.Tap(tray)
	test.Tap(login)
	s.settle()
	if !u.InTray() || !file.on || file.sets != 1 || !login.box.Checked {
		t.Errorf("asked for: in the tray %v, at login %v after %d times", u.InTray(), file.on, file.sets)
	}
	tray, login = open()
	if !tray.box.Checked || !login.box.Checked || file.sets != 1 {
		t.Error("what was asked for is not shown the next time")
	}
	file.err = errors.New("the folder cannot be written")
	test.Tap(login)
	s.settle()
	if !login.box.Checked || !file.on || len(s.told) != 1 {
		t.Errorf("after it failed the box is %v, and was told %v", login.box.Checked, s.told)
	}
	file.err, s.told = nil, nil
	test.Tap(login)
	test.Tap(tray)
	s.settle()
	if u.InTray() || file.on {
		t.Error("it cannot be taken back")
	}
	s.looks("settings", func() Screen { return newSettingsScreen(u.app, func(Screen) {}) })
	u.app.login = nil
	s.looks("settings-how", func() Screen { return newSettingsScreen(u.app, func(Screen) {}) })
	s.noErrors()
}

// TestTrayQuits: the tray's last item is what leaves with everything saved, and the toolkit adds none of its own.
func TestTrayQuits(t *testing.T) {
	done := ""
	menu := TrayMenu(func() { done += "open " }, func() { done += "quit" })
	for _, item := range menu.Items {
		item.Action()
	}
	if done != "open quit" || !menu.Items[len(menu.Items)-1].IsQuit {
		t.Errorf("the tray does %q", done)
	}
}

// TestWindowSizeIsKept: a window comes back as large as it was closed; a size that no window has is not believed.
func TestWindowSizeIsKept(t *testing.T) {
	b := newBench(t)
	p, usual := fyne.CurrentApp().Preferences(), fyne.NewSize(1280, 800)
	if got := WindowSize(p, usual); got != usual {
		t.Errorf("the first window is %v", got)
	}
	u := b.house(700, 650)
	u.Leave(func() {})
	if got := WindowSize(p, usual); got != fyne.NewSize(700, 650) {
		t.Errorf("it comes back as %v", got)
	}
	for _, size := range [][2]float64{{10, 10}, {1e9, 700}, {-1, 700}} {
		p.SetFloat(prefWidth, size[0])
		p.SetFloat(prefHeight, size[1])
		if got := WindowSize(p, usual); got != usual {
			t.Errorf("kept as %v it comes back as %v", size, got)
		}
	}
}
