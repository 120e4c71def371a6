package ui

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/store"
	"moot/store/forum"
)

// pond is a photo file: water below, sky above.
func pond(t testing.TB) string {
	m := image.NewRGBA(image.Rect(0, 0, 640, 420))
	for y := range 420 {
		for x := range 640 {
			c := color.RGBA{150, 190, 235, 255}
			if dx, dy := x-320, (y-300)*2; dx*dx+dy*dy < 200*200 {
				c = color.RGBA{40, 90, uint8(130 + y%40), 255}
			} else if y > 200 {
				c = color.RGBA{70, uint8(130 + (x*7+y*3)%30), 60, 255}
			}
			m.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "The pond in March.jpg")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// carry brings what is missing of a file from one device to another, up to so many chunks.
func (s *street) carry(from, to *store.Store, id forum.ID, most int) {
	ctx := context.Background()
	have, err := to.HasChunks(ctx, s.group, id)
	s.ok(err)
	for i := range have {
		if !have[i] && most > 0 {
			b, err := from.FileChunk(ctx, s.group, id, i)
			s.ok(err)
			s.ok(to.KeepChunk(ctx, s.group, id, i, b))
			most--
		}
	}
}

func TestPhotosOnAProposal(t *testing.T) {
	s := newStreet(t, "Bob")
	id := s.proposal("A pond", "By the gate.", 0)
	screen := newProposal(s.app, s.group, id)
	s.show(screen, 700, 800)
	p := screen.photos
	p.ask(filepath.Join(t.TempDir(), "nowhere.jpg"))
	test.Tap(p.asking.yes)
	s.settle()
	if len(s.told) != 1 || len(p.rows) > 0 {
		t.Fatalf("a file that is not there: %v", s.told)
	}
	s.told = nil
	test.Tap(p.asking.no)
	p.ask(pond(t))
	if s.window.Canvas().Focused() == nil || p.add.Visible() {
		t.Error("the keyboard is not where the caption is written")
	}
	test.Type(s.window.Canvas().Focused(), "The pond, with the old willow behind it.")
	test.Tap(p.asking.yes)
	s.settle()
	s.noErrors()
	if len(p.rows) != 1 || !strings.Contains(p.note.Text, "left out") || !p.note.Visible() || !p.add.Visible() {
		t.Fatalf("%d rows, note %q", len(p.rows), p.note.Text)
	}
	for _, row := range p.rows {
		if !row.frame.Visible() || row.caption.Text != "The pond, with the old willow behind it." || !row.open.Visible() || row.fetch.Visible() || !row.drop.Visible() {
			t.Errorf("the row of a photo that is here: %+v", row)
		}
		s.press(row.picture) // by the keyboard alone
		if g := p.gallery; !g.Opened() || g.picture.Image == nil || g.picture.Image.Bounds().Dx() != 640 || g.words.Text != row.caption.Text ||
			g.next.Visible() || g.state.Visible() || !strings.Contains(g.meta.Text, "Ada Lovelace") {
			t.Errorf("the photo does not open: %+v", g)
		}
		if s.window.Canvas().Overlays().Top() == nil {
			t.Fatal("nothing is over the window")
		}
		s.picture("photos-wide-open")
		s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if s.window.Canvas().Overlays().Top() != nil || s.window.Canvas().Focused() != fyne.Focusable(row.picture) {
			t.Error("it does not close, or the keyboard does not go back to where it was")
		}
		test.Tap(row.drop)
		test.Tap(p.asking.yes)
		s.settle()
	}
	if len(p.list.Objects) != 0 {
		t.Error("a file that was taken away is shown")
	}
	s.noErrors()
}

// A photo that is elsewhere says who has it, is fetched with progress, stopped and gone on with, and opens when it is here.
func TestPhotoFromAnotherDevice(t *testing.T) {
	ctx := context.Background()
	s := newStreet(t, "Bob")
	id := s.proposal("A pond", "By the gate.", 0)
	file, err := os.Open(pond(t))
	s.ok(err)
	defer file.Close()
	rest := make([]byte, 3*forum.FileChunk)
	_, _ = rand.NewChaCha8([32]byte{}).Read(rest)
	big := append(must2(os.ReadFile(file.Name())), rest...) // still a photo
	photo, err := s.store.AddFile(ctx, s.group, id, store.NewFile{Name: "pond.jpg", Media: "image/jpeg"}, bytes.NewReader(big))
	s.ok(err)
	s.meet()
	bob := s.as("Bob")
	screen := newProposal(bob, s.group, id)
	s.show(screen, 700, 800)
	row := screen.photos.rows[photo]
	if row == nil || row.open.Visible() || !row.fetch.Visible() || row.stop.Visible() || row.drop.Visible() || !strings.Contains(row.state.Text, "Ada Lovelace put it here") {
		t.Fatalf("the row of a photo that is elsewhere: %+v", row)
	}
	s.ok(s.of["Bob"].NoteHolder(ctx, s.group, s.store.Identity(), map[forum.ID]int{photo: 4}))
	s.now = s.now.Add(2 * time.Hour)
	screen.Refresh()
	s.settle()
	if row.state.Text != "Ada Lovelace had it, 2 hours ago." {
		t.Errorf("it says %q", row.state.Text)
	}
	test.Tap(row.fetch)
	s.settle()
	s.carry(s.store, s.of["Bob"], photo, 2)
	screen.Refresh()
	s.settle()
	if !row.progress.Visible() || row.progress.parts[0] != 2 || row.progress.of != 4 || !row.stop.Visible() || !strings.Contains(row.state.Text, "2 of 4 parts") {
		t.Errorf("half way: %v, %q", row.progress.parts, row.state.Text)
	}
	s.picture("photos-coming")
	test.Tap(row.stop)
	s.settle()
	if s.of["Bob"].WantsFile(s.group, photo) || row.progress.Visible() || !row.fetch.Visible() {
		t.Error("it does not stop")
	}
	g := screen.photos.gallery
	g.Open(photo)
	s.settle()
	if g.drawn == photo || !g.state.Visible() || !strings.Contains(g.state.Text, "had it") || g.fetch.Visible() || !s.of["Bob"].WantsFile(s.group, photo) {
		t.Errorf("a picture that is not here, full screen: %q", g.state.Text)
	}
	s.carry(s.store, s.of["Bob"], photo, 9)
	screen.Refresh()
	s.settle()
	if g.drawn != photo || g.state.Visible() || !row.open.Visible() || row.state.Visible() {
		t.Errorf("it is here and not opened; %+v", row)
	}
	s.noErrors()
	screen.Close()
}

func must2(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

// A damaged small picture, or one that is a bomb, is left out; the file is shown all the same.
func TestPhotoWithBadThumb(t *testing.T) {
	ctx := context.Background()
	s := newStreet(t)
	id := s.proposal("A pond", "", 0)
	for _, thumb := range [][]byte{[]byte("\xFF\xD8\xFF nothing"), []byte("\xFF\xD8\xFF\xC0\x00\x11\x08\xFF\xFF\xFF\xFF\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01")} {
		_, err := s.store.AddFile(ctx, s.group, id, store.NewFile{Name: "a.jpg", Media: "image/jpeg", Thumb: thumb}, strings.NewReader("no picture either"))
		s.ok(err)
	}
	screen := newProposal(s.app, s.group, id)
	s.show(screen, 700, 800)
	if len(screen.photos.rows) != 2 {
		t.Fatalf("%d rows", len(screen.photos.rows))
	}
	for _, row := range screen.photos.rows {
		if row.frame.Visible() {
			t.Error("a picture is shown")
		}
		test.Tap(row.open)
		s.settle()
	}
	if g := screen.photos.gallery; !strings.Contains(g.state.Text, "damaged") || !g.state.Visible() {
		t.Errorf("it says %q of a picture that is none", g.state.Text)
	}
}

// TestPhotosLook draws the block on both screens as people see it, wide and on a phone, in large letters too.
func TestPhotosLook(t *testing.T) {
	ctx := context.Background()
	s := newStreet(t, "Bob")
	id := s.proposal("A pond", "By the gate.", 0)
	m, err := s.store.NewMeeting(ctx, s.group, forum.NewMeeting{Title: "Spring meeting", At: s.now.UnixMilli()}, []string{"Money", "The pond"})
	s.ok(err)
	for _, on := range []forum.ID{id, m} {
		screen := newProposal(s.app, s.group, id)
		s.show(screen, 700, 800)
		screen.photos.on = on
		notes, err := screen.photos.put(ctx, pond(t), "The pond in March, with the old willow behind it and ice at its edge.")
		s.ok(err)
		if len(notes) != 1 {
			t.Error(notes)
		}
		_, err = s.store.AddFile(ctx, s.group, on, store.NewFile{Name: "Plan of the garden, second version.pdf", Media: "application/pdf"}, bytes.NewReader(make([]byte, 2_400_000)))
		s.ok(err)
	}
	page, err := s.store.Meeting(ctx, s.group, m)
	s.ok(err)
	_, err = s.store.AddFile(ctx, s.group, page.Agenda[0].ID, store.NewFile{Name: "accounts.ods", Media: "application/octet-stream"}, strings.NewReader("x"))
	s.ok(err)
	s.meet()
	files, err := s.store.Files(ctx, s.group, id)
	s.ok(err)
	s.ok(s.of["Bob"].NoteHolder(ctx, s.group, s.store.Identity(), map[forum.ID]int{files[0].ID: 1, files[1].ID: 4}))
	s.ok(s.of["Bob"].WantFile(ctx, s.group, files[1].ID))
	s.now = s.now.Add(26 * time.Hour)
	down := func(screen Screen) {
		if p, ok := screen.(*proposalScreen); ok {
			p.scroll.ScrollToOffset(fyne.NewPos(0, 150))
			return
		}
		screen.(*meetingScreen).scroll.ScrollToOffset(fyne.NewPos(0, 560))
	}
	s.looks("photos", func() Screen { return newProposal(s.app, s.group, id) }, down)
	s.looks("photos-missing", func() Screen { return newProposal(s.as("Bob"), s.group, id) }, down)
	s.looks("photos-asking", func() Screen {
		screen := newProposal(s.app, s.group, id)
		screen.photos.ask("/x/The pond in March.jpg")
		return screen
	}, down)
	s.looks("photos-meeting", func() Screen { return newMeeting(s.app, s.group, m) }, down)
	s.noErrors()
}
