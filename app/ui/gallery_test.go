package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/store"
	"moot/store/forum"
)

// TestGallery: pictures follow each other by the arrow keys and the buttons, those that are no pictures are passed over, and
// Escape and the gesture of a phone leave to where the keyboard was.
func TestGallery(t *testing.T) {
	ctx := context.Background()
	s := newStreet(t, "Bob")
	notice, err := s.store.PostNotice(ctx, s.group, forum.NewNotice{Sort: "news", Title: "The pond is frozen", Body: "Keep off the ice."})
	s.ok(err)
	screen := newNotice(s.app, s.group, notice)
	s.show(screen, 700, 800)
	for _, caption := range []string{"In March", "In May, from the other side, where the path comes down to the water", "In June"} {
		s.now = s.now.Add(time.Minute)
		_, err := screen.photos.put(ctx, pond(t), caption)
		s.ok(err)
		if caption == "In March" {
			_, err = s.store.AddFile(ctx, s.group, notice, store.NewFile{Name: "plan.pdf", Media: "application/pdf"}, strings.NewReader("x"))
			s.ok(err)
		}
	}
	screen.Refresh()
	s.settle()
	g := screen.photos.gallery
	if len(g.files) != 3 {
		t.Fatalf("%d pictures", len(g.files))
	}
	first := screen.photos.rows[g.files[0].ID].picture
	s.press(first)
	key := func(k fyne.KeyName) {
		s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
		s.settle()
	}
	at := func(want string) {
		t.Helper()
		if g.words.Text != want || g.drawn != g.at || g.picture.Image == nil {
			t.Errorf("it shows %q, want %q; drawn %v", g.words.Text, want, g.drawn == g.at)
		}
	}
	at("In March")
	if !g.before.Disabled() || g.count.Text != "1 of 3" {
		t.Errorf("at the first: %q", g.count.Text)
	}
	key(fyne.KeyRight)
	test.Tap(g.next)
	s.settle()
	at("In June")
	if !g.next.Disabled() || s.window.Canvas().Focused() != fyne.Focusable(g.shut) {
		t.Error("at the last the keyboard is on a button that cannot be pressed")
	}
	key(fyne.KeyRight)
	key(fyne.KeyLeft)
	at("In May, from the other side, where the path comes down to the water")
	key(fyne.KeyEscape)
	if g.Opened() || s.window.Canvas().Overlays().Top() != nil || s.window.Canvas().Focused() != fyne.Focusable(first) {
		t.Error("Escape does not leave to where the keyboard was")
	}
	// Taken away while it is looked at.
	g.Open(g.files[2].ID)
	s.settle()
	if s.app.leave == nil {
		t.Fatal("the gesture of a phone would leave the screen under it")
	}
	s.ok(s.store.DropFile(ctx, s.group, g.files[2].ID, ""))
	screen.Refresh()
	s.settle()
	if g.Opened() || s.app.leave != nil {
		t.Error("a picture that was taken away is still shown")
	}
	s.noErrors()
	for _, l := range []struct {
		name string
		look look
		w, h float32
	}{{"wide-light", look{mode: "light", scale: 1}, 1280, 800}, {"phone-light", look{mode: "light", scale: 1}, 390, 844}, {"phone-dark", look{mode: "dark", scale: 1}, 390, 844}, {"phone-200", look{mode: "light", scale: 2}, 390, 844}} {
		fyne.CurrentApp().Settings().SetTheme(&l.look)
		s.window.Resize(fyne.NewSize(l.w, l.h))
		screen := newNotice(s.app, s.group, notice)
		s.show(screen, l.w, l.h)
		screen.photos.gallery.Open(screen.photos.gallery.files[1].ID)
		s.settle()
		s.draw("gallery-" + l.name)
		screen.Close()
	}
}

// TestPhotosOnEverything: pages, tasks, funds, measures and notices take photos and files too, and show them to everybody.
func TestPhotosOnEverything(t *testing.T) {
	ctx := context.Background()
	s := newStreet(t, "Bob")
	made := func(id forum.ID, err error) forum.ID { s.ok(err); return id }
	notice := made(s.store.PostNotice(ctx, s.group, forum.NewNotice{Sort: "news", Title: "The pond is frozen", Body: "Keep off the ice."}))
	page := made(s.store.NewPage(ctx, s.group, forum.NewPage{Title: "House rules"}, "No noise after ten."))
	task := made(s.store.NewTask(ctx, s.group, forum.NewTask{Title: "Mend the gate"}))
	s.meet()
	for _, c := range []struct {
		name string
		on   forum.ID
		make func(*App) (Screen, *photosView)
		bob  bool // may add to what Ada made
	}{
		{"notice", notice, func(a *App) (Screen, *photosView) { x := newNotice(a, s.group, notice); return x, x.photos }, false},
		{"page", page, func(a *App) (Screen, *photosView) { x := newPage(a, s.group, page); return x, x.photos }, true},
		{"task", task, func(a *App) (Screen, *photosView) { x := newTask(a, s.group, task); return x, x.photos }, true},
	} {
		screen, photos := c.make(s.as("Bob"))
		s.show(screen, 700, 800)
		if photos.add.Visible() != c.bob || photos.root.Visible() != c.bob {
			t.Errorf("%s: Bob may add files: %v", c.name, photos.add.Visible())
		}
		screen, photos = c.make(s.app)
		photos.Take([]string{pond(t)}) // dropped on it before it was read
		s.show(screen, 700, 800)
		if !photos.asking.Open() {
			t.Fatalf("%s: what was dropped on it is not asked about", c.name)
		}
		test.Type(s.window.Canvas().Focused(), "How it looks now")
		test.Tap(photos.asking.yes)
		s.settle()
		if len(photos.rows) != 1 {
			t.Errorf("%s: %d rows", c.name, len(photos.rows))
		}
		s.meet()
		screen, photos = c.make(s.as("Bob"))
		s.show(screen, 700, 800)
		if len(photos.rows) != 1 || !photos.root.Visible() {
			t.Errorf("%s: Bob sees %d files", c.name, len(photos.rows))
		}
		photos.Take([]string{pond(t)})
		if c.bob != (len(s.told) == 0) || photos.asking.Open() != c.bob {
			t.Errorf("%s: Bob drops a file and is told %v", c.name, s.told)
		}
		s.told = nil
		s.looks("files-"+c.name, func() Screen { screen, _ := c.make(s.app); return screen })
	}
}
