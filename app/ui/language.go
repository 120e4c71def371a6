package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
	"moot/assets"
)

// languageChoice lists the languages Moot speaks, each by its own name; nothing where there is only one.
func languageChoice(app *App) fyne.CanvasObject {
	tags := languages()
	if len(tags) < 2 {
		return container.NewWithoutLayout()
	}
	names := make([]string, len(tags))
	for i, tag := range tags {
		names[i] = assets.LanguageName(tag)
	}
	choice := widget.NewSelect(names, nil)
	choice.SetSelectedIndex(slices.Index(tags, catalogue().Language()))
	choice.OnChanged = func(string) { app.speak(tags[choice.SelectedIndex()]) }
	return field(t("language.name"), choice)
}

// speak changes the language of the screens, now and from now on.
func (a *App) speak(tag string) {
	a.settings.prefs.SetString(prefLanguage, tag)
	setLanguage(tag)
	a.anew()
}

// anew makes the screens again where they are not in the language that was chosen, in this window or another one. What is
// typed and not sent is kept by the desk.
func (u *UI) anew() {
	if u.spoken == catalogue().Language() {
		return
	}
	u.frame()
	if u.shell == nil {
		u.greet()
		return
	}
	was := u.shell
	was.Close()
	u.shell = newShell(u.app)
	u.shell.group = was.group
	u.put(u.shell.Object())
	u.shell.visit(was.section)
	if d, ok := was.detail.(*doorway); ok {
		again := newDoorway(u.app, u.shell.enter)
		if !d.others[0].Visible() {
			again = newInvited(u.app, u.shell.enter, "")
		}
		again.ticket.SetText(d.ticket.Text)
		again.name.SetText(d.name.Text)
		u.shell.open(again)
	} else if !was.looking.Zero() {
		u.shell.openThing(was.kind, was.looking)
	}
}
