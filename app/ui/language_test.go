package ui

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"moot/app/ui/widget"
	"moot/assets"
	"moot/store/forum"
)

// speaks lets Moot speak English and a little Welsh, whatever it is shipped with.
func speaks(t *testing.T) {
	english, err := os.ReadFile(filepath.Join("..", "..", "assets", "locales", "en.toml"))
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"locales/en.toml": {Data: english}, "locales/cy.toml": {Data: []byte(`
[nav]
settings = "Gosodiadau"
home = "Hafan"
[welcome]
title = "Croeso i Moot"
[language]
name = "Iaith"
`)}}
	all, load := languages, loadLanguage
	languages = func() []string { return []string{"cy", "en"} }
	loadLanguage = func(tag string) (*assets.Catalogue, error) { return assets.LoadFrom(files, tag) }
	t.Cleanup(func() {
		languages, loadLanguage = all, load
		setLanguage()
	})
}

// each calls f with everything that is part of a thing.
func each(o fyne.CanvasObject, f func(fyne.CanvasObject)) {
	f(o)
	switch x := o.(type) {
	case *fyne.Container:
		for _, part := range x.Objects {
			each(part, f)
		}
	case *container.Scroll:
		each(x.Content, f)
	case fyne.Widget:
		for _, part := range test.WidgetRenderer(x).Objects() {
			each(part, f)
		}
	}
}

// says tells whether a label on the window has these words.
func (b *bench) says(words string) (found bool) {
	each(b.window.Canvas().Content(), func(o fyne.CanvasObject) {
		if l, ok := o.(*widget.Label); ok && l.Text == words {
			found = true
		}
	})
	return found
}

// chooser finds the list of languages on the window.
func (b *bench) chooser() (found *widget.Select) {
	b.t.Helper()
	each(b.window.Canvas().Content(), func(o fyne.CanvasObject) {
		if x, ok := o.(*widget.Select); ok && slices.Equal(x.Options, []string{"Cymraeg", "English"}) {
			found = x
		}
	})
	if found == nil {
		b.t.Fatal("there is no list of languages")
	}
	return found
}

// TestLanguageChosen: a language takes effect at once, where one is, keeps what is typed and is spoken the next time too.
func TestLanguageChosen(t *testing.T) {
	speaks(t)
	b := newBench(t)
	id := b.proposal("Mend the light", "The light is broken.", 0)
	u := b.house(1280, 800)
	u.shell.enter(b.group)
	u.shell.Create()
	b.settle()
	test.Type(u.shell.detail.(*proposalForm).title, "Mend the gate")
	u.shell.visit(sectionSettings)
	u.shell.openProposal(id)
	b.settle()
	name := u.shell.list.(*settingsScreen).name
	test.Type(name, " King")
	b.chooser().SetSelected("Cymraeg")
	b.settle()
	s, ok := u.shell.list.(*settingsScreen)
	if !ok || s.name == name || u.shell.rail.items[sectionSettings].name.Text != "Gosodiadau" || u.shell.group != b.group {
		t.Fatalf("the screens are not made in Welsh: %T", u.shell.list)
	}
	if p, ok := u.shell.detail.(*proposalScreen); !ok || u.shell.looking != id {
		t.Errorf("what was read beside it is not open any more: %T", p)
	}
	if s.name.Text != "Ada Lovelace King" && s.name.Text != " KingAda Lovelace" {
		t.Errorf("the name being typed is %q", s.name.Text)
	}
	u.shell.visit(sectionProposals)
	u.shell.Create()
	b.settle()
	if got := u.shell.detail.(*proposalForm).title.Text; got != "Mend the gate" {
		t.Errorf("the draft has become %q", got)
	}
	if got := day(time.Date(2026, 11, 3, 12, 0, 0, 0, time.Local).UnixMilli()); got != "3 Tachwedd 2026" {
		t.Errorf("a day is %q", got)
	}
	setLanguage()
	again := b.house(1280, 800)
	if got := again.shell.rail.items[sectionSettings].name.Text; got != "Gosodiadau" {
		t.Errorf("the next time it is called %q", got)
	}
	b.noErrors()
}

// TestOtherWindowFollows: a window that was open beside the one in which the language was chosen follows.
func TestOtherWindowFollows(t *testing.T) {
	speaks(t)
	b := newBench(t)
	u := b.house(1280, 800)
	setLanguage("cy")
	u.anew()
	if got := u.shell.rail.items[sectionSettings].name.Text; got != "Gosodiadau" {
		t.Errorf("it says %q", got)
	}
	was := u.shell
	u.anew()
	if u.shell != was {
		t.Error("the screens are made again although nothing has changed")
	}
}

// TestLanguageOfTheDevice: a new device is welcomed in its own language where we have it, can choose another one, and the
// name typed stays.
func TestLanguageOfTheDevice(t *testing.T) {
	speaks(t)
	b := newBench(t)
	u := New(fyne.CurrentApp(), b.window, b.store, quietLane{b.now}, Options{Log: b.app.Log, Language: "cy-GB"})
	u.app.run, u.app.laterFn = b.app.run, b.app.laterFn
	u.greet()
	if !b.says("Croeso i Moot") {
		t.Fatal("it does not welcome in Welsh")
	}
	test.Type(b.window.Canvas().Focused(), "Blodwen")
	b.chooser().SetSelected("English")
	if !b.says("Welcome to Moot") {
		t.Error("it does not welcome in English now")
	}
	if e, ok := b.window.Canvas().Focused().(*lineEntry); !ok || e.Text != "Blodwen" {
		t.Error("the name typed is lost")
	}
	New(fyne.CurrentApp(), b.window, b.store, quietLane{b.now}, Options{Log: b.app.Log, Language: "zu"})
	if got := catalogue().Language(); got != "en" {
		t.Errorf("the person chose English and Moot speaks %s", got)
	}
}

// TestLanguagesFit: at 200 % on a phone, no language is too long for the screens that people are on most. English is held
// to it by TestScreens.
func TestLanguagesFit(t *testing.T) {
	others := slices.DeleteFunc(assets.Languages(), func(tag string) bool { return tag == "en" })
	if len(others) == 0 {
		t.Fatal("there is only English")
	}
	t.Cleanup(func() { setLanguage() })
	b := newBench(t)
	_, meeting := b.lived()
	voted := b.proposal("Plant a tree by the gate", "It would give shade.", 12050)
	_, err := b.store.OpenVote(context.Background(), b.group, voted, time.Time{}, 0)
	b.ok(err)
	for _, tag := range others {
		fyne.CurrentApp().Preferences().SetString(prefLanguage, tag)
		u := b.house(390, 844)
		u.app.settings.look.mode, u.app.settings.look.scale = "light", 2
		u.app.settings.apply()
		for _, s := range []struct {
			at   section
			open forum.ID
		}{{sectionHome, forum.ID{}}, {sectionProposals, forum.ID{}}, {sectionProposals, voted}, {sectionMeetings, meeting}, {sectionSettings, forum.ID{}}} {
			u.shell.group = b.group
			u.shell.visit(s.at)
			switch {
			case s.open == meeting:
				u.shell.openMeeting(meeting)
			case !s.open.Zero():
				u.shell.openProposal(s.open)
			}
			b.settle()
			b.window.Resize(fyne.NewSize(391, 844))
			b.window.Resize(fyne.NewSize(390, 844))
			b.picture("language-" + tag + "-" + string(s.at))
			for _, words := range squeezed(b.window.Canvas().Content()) {
				t.Errorf("%s in %s: no room for %q", s.at, tag, words)
			}
			if got := b.window.Canvas().Content().MinSize().Width; got > 390 {
				t.Errorf("%s in %s needs %v of 390 units", s.at, tag, got)
			}
		}
		u.app.stop()
	}
	b.noErrors()
}

// TestButtonWordsFold: the words of a button that is wider than its row go on several lines, and back on one where there
// is room again.
func TestButtonWordsFold(t *testing.T) {
	b := newBench(t)
	button := widget.NewButtonWithIcon("Let the whole street decide", icon("check"), nil)
	row := buttonRow(button)
	b.window.SetContent(container.NewVScroll(row))
	for _, at := range []struct {
		width float32
		words string
	}{{600, "Let the whole street decide"}, {170, "Let the whole\nstreet decide"}, {600, "Let the whole street decide"}} {
		b.window.Resize(fyne.NewSize(at.width, 300))
		b.relayout()
		if button.Text != at.words || button.MinSize().Width > at.width || row.MinSize().Height < button.MinSize().Height {
			t.Errorf("at %v it says %q and needs %v in a row of %v", at.width, button.Text, button.MinSize(), row.MinSize())
		}
	}
}
