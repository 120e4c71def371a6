package ui

import (
	"runtime"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// shortcut is a key that does something in the whole window.
type shortcut struct {
	key   fyne.KeyName
	plain bool // without Ctrl: heard only where nothing is being typed
	does  string
	part  string // the heading over it and those that follow; empty: that of the one before
	do    func() // nil: what has the keyboard does it
}

// caps is what is printed on the keys to press.
func (s *shortcut) caps() string {
	key := string(s.key)
	switch s.key {
	case fyne.KeyReturn:
		key = "Enter"
	case fyne.KeyEscape:
		key = "Esc"
	}
	if s.plain {
		return key
	}
	if runtime.GOOS == "darwin" {
		return "⌘" + key
	}
	return "Ctrl+" + key
}

// shortcuts are all there are, in the order in which they are listed.
func (u *UI) shortcuts() []shortcut {
	visit := func(key fyne.KeyName, at section) shortcut {
		return shortcut{key: key, does: sectionName(at), do: func() { u.shell.visit(at) }}
	}
	all := []shortcut{
		{key: fyne.KeyF1, plain: true, does: t("keys.help"), part: t("keys.general"), do: u.showKeys},
		{key: fyne.KeySlash, does: t("keys.help"), do: u.showKeys},
		{key: fyne.KeyEscape, plain: true, does: t("keys.back"), do: u.back},
		{key: fyne.KeyN, does: t("keys.new"), do: func() { u.shell.Create() }},
		{key: fyne.KeyF, does: t("keys.search"), do: func() { u.shell.FocusSearch() }},
		{key: fyne.KeyV, does: t("keys.paste")},
		{key: fyne.KeyReturn, does: t("keys.send"), part: t("keys.writing")},
		{key: fyne.KeyZ, does: t("keys.undo")},
		{key: fyne.KeyY, does: t("keys.redo")},
		{key: "Tab", plain: true, does: t("keys.next"), part: t("keys.moving")},
		{key: "Shift+Tab", plain: true, does: t("keys.before")},
		{key: fyne.KeySpace, plain: true, does: t("keys.press")},
		{key: fyne.Key0, does: sectionName(sectionHome), part: t("keys.places"), do: func() { u.shell.visit(sectionHome) }},
	}
	for i, at := range groupSections[:keyedSections] {
		all = append(all, visit(fyne.KeyName(strconv.Itoa(i+1)), at))
	}
	return append(all, visit(fyne.Key9, sectionNeighbours), visit(fyne.KeyComma, sectionSettings))
}

// keys makes the window hear its shortcuts, once there is a shell.
func (u *UI) keys() {
	c := u.window.Canvas()
	plain := map[fyne.KeyName]func(){}
	for _, s := range u.shortcuts() {
		switch {
		case s.do == nil:
		case s.plain:
			plain[s.key] = s.do
		default:
			c.AddShortcut(&desktop.CustomShortcut{KeyName: s.key, Modifier: fyne.KeyModifierShortcutDefault}, func(fyne.Shortcut) {
				if u.shell != nil {
					s.do()
				}
			})
		}
	}
	c.AddShortcut(&fyne.ShortcutPaste{}, func(s fyne.Shortcut) {
		if p, ok := s.(*fyne.ShortcutPaste); ok && u.shell != nil {
			u.pasted(p.Clipboard.Content())
		}
	})
	plain[mobile.KeyBack] = u.back // the gesture of a phone
	c.SetOnTypedKey(func(k *fyne.KeyEvent) {
		if do := plain[k.Name]; do != nil && u.shell != nil {
			do()
		}
	})
	c.SetOnTypedRune(func(r rune) {
		if r == '?' && u.shell != nil {
			u.showKeys()
		}
	})
}

func (u *UI) back() {
	if u.app.leave != nil {
		u.app.leave()
		return
	}
	u.banner.hide()
	u.shell.goBack()
}

func (u *UI) showKeys() { u.shell.open(newKeysScreen(u.shortcuts())) }

// keysScreen lists the shortcuts.
type keysScreen struct{ root fyne.CanvasObject }

func newKeysScreen(all []shortcut) *keysScreen {
	wide := float32(0)
	for i := range all {
		wide = max(wide, fyne.MeasureText(all[i].caps(), theme.TextSize(), fyne.TextStyle{Bold: true}).Width+2*theme.InnerPadding())
	}
	parts := []fyne.CanvasObject{title(t("keys.title")), wrapped(t("keys.what"))}
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].part == "" {
			n++
		}
		rows := []fyne.CanvasObject{heading(all[0].part)}
		for i := range all[:n] {
			caps := container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()), capsLabel(&all[i]))
			if i > 0 && all[i].does == all[i-1].does { // another key for the same
				continue
			}
			for j := i + 1; j < n && all[j].does == all[i].does; j++ {
				caps.Add(capsLabel(&all[j]))
			}
			rows = append(rows, bordered(nil, nil, container.NewStack(spotOf(wide, 0), caps), nil, wrapped(all[i].does)))
		}
		parts, all = append(parts, newCard(container.New(layout.NewCustomPaddedVBoxLayout(-2), rows...))), all[n:]
	}
	return &keysScreen{newSurface(theme.ColorNameBackground, 0, page(parts...))}
}

func capsLabel(s *shortcut) *widget.Label {
	caps := widget.NewLabel(s.caps())
	caps.TextStyle.Bold = true
	return caps
}

// Object is the screen.
func (k *keysScreen) Object() fyne.CanvasObject { return k.root }

// Refresh has nothing to read.
func (k *keysScreen) Refresh() {}
