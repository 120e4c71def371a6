package ui

import (
	"context"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// settings are this window's own: how it looks. They are kept where the toolkit keeps a program's preferences.
type settings struct {
	prefs fyne.Preferences
	look  *look
}

const (
	prefMode     = "look.mode"
	prefScale    = "look.scale"
	prefLanguage = "language"
)

// newSettings takes up what was kept. system is the language of the device, for who has chosen none.
func newSettings(p fyne.Preferences, system string) *settings {
	s := &settings{prefs: p, look: &look{}}
	s.look.mode = p.String(prefMode)
	s.look.scale = float32(min(2, max(1, p.FloatWithFallback(prefScale, 1))))
	setLanguage(p.String(prefLanguage), system)
	return s
}

// apply puts the look into force.
func (s *settings) apply() {
	l := *s.look // a new value, so that the toolkit sees a change
	s.look = &l
	fyne.CurrentApp().Settings().SetTheme(s.look)
}

// settingsScreen is where a person changes how Moot looks and what they are called.
type settingsScreen struct {
	app    *App
	name   *lineEntry
	rename *widget.Button
	shown  string // the name last shown: another one is being typed
	root   fyne.CanvasObject
}

func newSettingsScreen(app *App, open func(Screen)) *settingsScreen {
	s := &settingsScreen{app: app, name: newLineEntry("")}
	s.rename = widget.NewButton(t("action.save"), s.save)
	s.name.OnSubmitted = func(string) { s.save() }
	app.desk.Bind(s.form())
	modes := []string{"", "light", "dark"}
	names := []string{t("settings.system"), t("settings.light"), t("settings.dark")}
	mode := widget.NewSelect(names, nil)
	mode.SetSelectedIndex(max(0, slices.Index(modes, app.settings.look.mode)))
	mode.OnChanged = func(string) {
		app.settings.look.mode = modes[mode.SelectedIndex()]
		app.settings.prefs.SetString(prefMode, app.settings.look.mode)
		app.settings.apply()
	}
	keys := widget.NewButtonWithIcon(t("keys.title"), icon("keyboard"), func() { app.keys() })
	show(!fyne.CurrentDevice().IsMobile(), keys)
	s.root = newSurface(theme.ColorNameBackground, 0, page(
		title(t("nav.settings")),
		newCard(container.NewVBox(field(t("welcome.your_name"), beside(s.name, s.rename, 10, true)), languageChoice(app), gap())),
		newCard(container.NewVBox(field(t("settings.colours"), mode), field(t("settings.text_size"), s.sizes()))),
		newCard(container.NewVBox(hereChoice(app), backgroundChoices(app))),
		gap(),
		buttonRow(
			widget.NewButtonWithIcon(t("device.yours"), icon("device"), func() { open(newDevices(app)) }),
			widget.NewButtonWithIcon(t("notify.title"), icon("bell"), func() { open(newNotifyScreen(app)) }), keys),
		practiceOffer(app),
		small(t("settings.promise")),
	))
	return s
}

// sizes offers text from 100 to 200 %.
func (s *settingsScreen) sizes() fyne.CanvasObject {
	label := widget.NewLabel("")
	say := func(v float64) { label.SetText(fmt.Sprintf("%.0f %%", v*100)) }
	slider := widget.NewSlider(1, 2)
	slider.Step = 0.25
	slider.SetValue(float64(s.app.settings.look.scale))
	say(slider.Value)
	slider.OnChanged = say
	slider.OnChangeEnded = func(v float64) {
		s.app.settings.look.scale = float32(v)
		s.app.settings.prefs.SetFloat(prefScale, v)
		s.app.settings.apply()
	}
	return bordered(nil, nil, nil, label, newTrack(slider))
}

// Object is the screen.
func (s *settingsScreen) Object() fyne.CanvasObject { return s.root }

// form is what may be typed here and not sent.
func (s *settingsScreen) form() map[string]*widget.Entry {
	return map[string]*widget.Entry{"settings.name": &s.name.Entry}
}

// Refresh shows the name, unless it is being changed.
func (s *settingsScreen) Refresh() {
	if me, ok := s.app.Store.Me(); ok && s.name.Text == s.shown && s.shown != me.Name {
		s.shown = me.Name
		s.name.SetText(me.Name)
		s.app.desk.Forget(s.form())
	}
}

func (s *settingsScreen) save() {
	name := s.name.Text
	enable(false, s.rename)
	s.app.work(func(ctx context.Context) error { return s.app.Store.Rename(ctx, name) }, func(err error) {
		enable(true, s.rename)
		if err != nil {
			s.app.tell(err)
			return
		}
		s.shown = s.name.Text
		s.app.desk.Forget(s.form())
		s.Refresh()
	})
}
