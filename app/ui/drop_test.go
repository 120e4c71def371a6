package ui

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"moot/assets"
	"moot/store"
	"moot/store/forum"
)

// stick is a network that reads bundles: those with "good" in their name.
type stick struct {
	quietLane
	group forum.ID
	read  []string
}

func (s *stick) ReadBundle(ctx context.Context, path string) (forum.ID, forum.Report, error) {
	s.read = append(s.read, filepath.Base(path))
	if !strings.Contains(path, "good") {
		return forum.ID{}, forum.Report{}, errors.New("this file is not a Moot bundle")
	}
	return s.group, forum.Report{New: 3}, ctx.Err()
}

// files writes files into a folder and gives their paths.
func (b *bench) files(all map[string]string) func(...string) []fyne.URI {
	dir := b.t.TempDir()
	for name, words := range all {
		b.ok(os.WriteFile(filepath.Join(dir, name), []byte(words), 0o600))
	}
	return func(names ...string) (uris []fyne.URI) {
		for _, name := range names {
			uris = append(uris, storage.NewFileURI(filepath.Join(dir, name)))
		}
		return uris
	}
}

const someBLT = "3 1\n3 1 2 0\n2 2 0\n1 3 1 0\n0\n\"Ann\"\n\"Bob\"\n\"Cat\"\n\"Who keeps the key\"\n"

// TestDropped: bundles are taken in, photos and files go with the thing that is open after a question, and whatever cannot be
// taken in is said, and stops nothing else.
func TestDropped(t *testing.T) {
	b := newBench(t)
	ctx := context.Background()
	id := b.proposal("A pond", "By the gate.", 0)
	u := b.house(1280, 800)
	net := &stick{group: b.group}
	u.app.Net = net
	u.shell.enter(b.group)
	b.settle()
	at := b.files(map[string]string{"good.moot": "x", "bad.moot": "y", "plan.pdf": "%PDF-", "notes.csv": "a,b"})
	pondPath := pond(t)
	// Nothing is open: files have nowhere to go, bundles have.
	u.dropped(fyne.Position{}, append(at("good.moot", "bad.moot", "gone.txt", "plan.pdf"), storage.NewFileURI(t.TempDir())))
	b.settle()
	for _, want := range []string{"Rowan Lane", "“bad.moot” was not taken in. This file is not a Moot bundle.", "“gone.txt” was not taken in.", "This is a folder", "open one first"} {
		if !strings.Contains(u.banner.text.Text, want) {
			t.Errorf("the summary has no %q: %s", want, u.banner.text.Text)
		}
	}
	if strings.Join(net.read, " ") != "good.moot bad.moot" {
		t.Errorf("bundles read: %v", net.read)
	}
	// Something is open.
	u.shell.openProposal(id)
	b.settle()
	u.dropped(fyne.Position{}, append(at("plan.pdf", "notes.csv"), storage.NewFileURI(pondPath)))
	b.settle()
	p := u.shell.detail.(*proposalScreen).photos
	if !p.asking.Open() || !strings.Contains(p.asking.title.Text, "3 files") {
		t.Fatalf("it asks %q", p.asking.title.Text)
	}
	b.relayout()
	b.draw("drop-asking")
	test.Type(b.window.Canvas().Focused(), "The plan of the pond")
	b.ok(os.Remove(at("notes.csv")[0].Path()))
	test.Tap(p.asking.yes)
	b.settle()
	if !strings.HasPrefix(p.note.Text, "2 files were added.") || !strings.Contains(p.note.Text, "“notes.csv” was not taken in.") {
		t.Errorf("the summary is %q", p.note.Text)
	}
	files, err := b.store.Files(ctx, b.group, id)
	b.ok(err)
	for i := range files {
		if f := &files[i]; (f.Name == "plan.pdf") != (f.Caption == "The plan of the pond") {
			t.Errorf("%s is said to show %q", f.Name, f.Caption)
		}
	}
	if len(files) != 2 {
		t.Errorf("%d files", len(files))
	}
	b.noErrors()
	u.app.stop()
}

// TestDroppedChoices: words become a draft, a page or minutes; ballots are counted, and recorded; with a card for each file.
func TestDroppedChoices(t *testing.T) {
	b := newBench(t)
	ctx := context.Background()
	id := b.proposal("A pond", "By the gate.", 0)
	u := b.house(1280, 800)
	u.shell.enter(b.group)
	u.shell.openProposal(id)
	b.settle()
	at := b.files(map[string]string{"idea.md": "Some words\n\n# Plant a tree\n\nAn oak.\n", "rules.md": "# House rules\n\nNo noise.", "2026-03-04 AGM.md": "# Annual meeting, 4 March 2026\n\nPresent: Ann, Bob\n\n## Money\n\nWe have some.\n",
		"vote.blt": someBLT, "broken.blt": "3 x", "empty.md": "", "binary.md": "a\x00b", "plan.pdf": "%PDF"})
	u.dropped(fyne.Position{}, at("idea.md", "rules.md", "2026-03-04 AGM.md", "vote.blt", "broken.blt", "binary.md", "plan.pdf"))
	b.settle()
	p, ok := u.shell.detail.(*dropPage)
	if !ok {
		t.Fatalf("the page is %T: %s", u.shell.detail, u.banner.text.Text)
	}
	if len(p.cards) != 5 || p.with != id {
		t.Fatalf("%d cards", len(p.cards))
	}
	tap := func(card int, words string) *dropCard {
		t.Helper()
		c := p.cards[card]
		test.Tap(b.button(c.root, t2text(words)))
		b.settle()
		return c
	}
	tap(0, "drop.proposal")
	tap(1, "drop.page")
	tap(2, "drop.minutes")
	tap(3, "drop.count")
	if c := p.cards[3]; !strings.Contains(c.note.Text, "Chosen: Ann") || !strings.Contains(c.note.Text, "Stage 1") || c.made != nil {
		t.Errorf("counted: %s", c.note.Text)
	}
	b.relayout()
	b.draw("drop-page")
	tap(3, "drop.record")
	if c := tap(4, "drop.record"); c.made != nil || !strings.Contains(c.note.Text, "ine 1") {
		t.Errorf("a broken file: %s", c.note.Text)
	}
	if p.sum.Text != "4 of 5 done" {
		t.Errorf("the summary is %q", p.sum.Text)
	}
	all, err := b.store.Headings(ctx, b.group)
	b.ok(err)
	made := map[string]store.Heading{}
	for _, h := range all {
		made[h.Title] = h
	}
	if h := made["Plant a tree"]; h.Kind != forum.KindProposal || h.State != string(forum.StateDraft) || h.Excerpt != "Some words An oak." {
		t.Errorf("the draft: %+v", h)
	}
	if made["House rules"].Kind != forum.KindPage || made["Who keeps the key"].State != string(forum.StateDecided) {
		t.Errorf("made: %+v", made)
	}
	m, err := b.store.Meeting(ctx, b.group, p.meeting(t, 2))
	b.ok(err)
	if len(m.Agenda) == 0 || len(m.Attended) != 2 {
		t.Errorf("the minutes: %+v", m.Agenda)
	}
	// Recording the same file again is refused; what was made once cannot be made twice.
	if p.cards[0].choices.Visible() {
		t.Error("a second draft can be made of the same file")
	}
	// The rest goes with what was open.
	test.Tap(b.button(p.cards[4].root, t2text("drop.attach")))
	b.settle()
	if s, ok := u.shell.detail.(*proposalScreen); !ok || s.id != id || !s.photos.asking.Open() {
		t.Errorf("the page is %T", u.shell.detail)
	}
	b.noErrors()
	u.app.stop()
}

func (p *dropPage) meeting(t *testing.T, card int) forum.ID {
	p.cards[card].made()
	m, ok := p.ui.shell.detail.(*meetingScreen)
	if !ok {
		t.Fatalf("it opens %T", p.ui.shell.detail)
	}
	return m.id
}

// TestDroppedHostile: files that are too large for what they say they are, or nothing of the sort, are refused in a sentence.
func TestDroppedHostile(t *testing.T) {
	b := newBench(t)
	dir := t.TempDir()
	for name, size := range map[string]int64{"a.md": 300 << 10, "b.blt": 17 << 20, "c.bin": 300 << 20, "d.pb": 1 << 40} {
		f, err := os.Create(filepath.Join(dir, name))
		b.ok(err)
		b.ok(errors.Join(f.Truncate(size), f.Close())) // it takes no room
		if in := lookAt(filepath.Join(dir, name)); !strings.Contains(in.wrong, "the most that can be taken in") {
			t.Errorf("%s: %+v", name, in)
		}
	}
	for name, words := range map[string]string{"nul.md": "# a\x00b", "latin.md": "# caf\xe9", "white.md": " \n\t\n"} {
		b.ok(os.WriteFile(filepath.Join(dir, name), []byte(words), 0o600))
		if in := lookAt(filepath.Join(dir, name)); in.sort != sortFile || in.wrong != "" {
			t.Errorf("%s: %+v", name, in)
		}
	}
	b.ok(os.WriteFile(filepath.Join(dir, "invite.txt"), append([]byte(forum.TicketPrefix), bytes.Repeat([]byte("x"), 100)...), 0o600))
	if in := lookAt(filepath.Join(dir, "invite.txt")); in.sort != sortLink {
		t.Errorf("an invite: %+v", in)
	}
}

// TestPasted: a list of files is one only when every line is a file of this device; an invite opens the way in.
func TestPasted(t *testing.T) {
	for words, want := range map[string]string{
		"file:///a/b%20c.jpg\nfile:///d.md": "/a/b c.jpg|/d.md", "copy\nfile:///a": "/a", "x-special/nautilus-clipboard\ncopy\nfile:///a\n": "/a",
		"file://localhost/a\r\n": "/a", "file://server/a": "", "see file:///a": "", "https://a/b": "", "": "", "copy": "", "/etc/passwd": "",
		strings.Repeat("file:///a\n", mostPasted+1): "", "file:///%zz": "",
	} {
		if got := strings.Join(pastedFiles(words), "|"); got != want {
			t.Errorf("%.40q gives %q, want %q", words, got, want)
		}
	}
	b := newBench(t)
	id := b.proposal("A pond", "By the gate.", 0)
	u := b.house(1280, 800)
	u.shell.enter(b.group)
	u.shell.openProposal(id)
	b.settle()
	at := b.files(map[string]string{"plan.pdf": "%PDF"})
	clip := fyne.CurrentApp().Clipboard()
	paste := func(words string) {
		u.pasted(words)
		b.settle()
	}
	paste(at("plan.pdf")[0].String())
	s := u.shell.detail.(*proposalScreen)
	if !s.photos.asking.Open() {
		t.Error("a pasted file is not asked about")
	}
	s.photos.asking.leave()
	clip.SetContent(at("plan.pdf")[0].String())
	s.comments.composer.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip})
	b.settle()
	if !s.photos.asking.Open() || s.comments.composer.Text != "" {
		t.Error("a file pasted where a comment is written is not asked about")
	}
	clip.SetContent("only words")
	s.comments.composer.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip})
	if s.comments.composer.Text != "only words" {
		t.Errorf("pasted words: %q", s.comments.composer.Text)
	}
	paste("only words")
	if !strings.Contains(u.banner.text.Text, "a copied picture cannot") {
		t.Errorf("it says %q", u.banner.text.Text)
	}
	paste(forum.TicketPrefix + "abc")
	if d, ok := u.shell.detail.(*doorway); !ok || d.ticket.Text != forum.TicketPrefix+"abc" {
		t.Errorf("an invite opens %T", u.shell.detail)
	}
	u.app.stop()
}

// TestDropFits: the page that offers what to do with files, the question about several, a picture in all of the window and slow
// work have room on a phone at 200 %, in every language.
func TestDropFits(t *testing.T) {
	t.Cleanup(func() { setLanguage() })
	b := newBench(t)
	ctx := context.Background()
	id := b.proposal("A pond", "By the gate.", 0)
	at := b.files(map[string]string{"idea.md": "# Plant a tree\n\nAn oak.\n", "vote.blt": someBLT, "plan.pdf": "%PDF", "notes.csv": "a"})
	for range 2 {
		f, err := os.Open(pond(t))
		b.ok(err)
		_, err = b.store.AddFile(ctx, b.group, id, store.NewFile{Name: "pond.jpg", Media: "image/jpeg", Caption: "The pond"}, f)
		b.ok(errors.Join(err, f.Close()))
	}
	for _, tag := range assets.Languages() {
		fyne.CurrentApp().Preferences().SetString(prefLanguage, tag)
		u := b.house(390, 844)
		u.app.settings.look.mode, u.app.settings.look.scale = "light", 2
		u.app.settings.apply()
		u.shell.enter(b.group)
		u.shell.openProposal(id)
		b.settle()
		fits := func(what string, in fyne.CanvasObject) {
			t.Helper()
			b.relayout()
			b.picture("hands-" + what + "-" + tag)
			for _, words := range squeezed(in) {
				t.Errorf("%s in %s: no room for %q", what, tag, words)
			}
			if got := in.MinSize().Width; got > 390 {
				t.Errorf("%s in %s needs %v of 390 units", what, tag, got)
			}
		}
		photos := u.shell.detail.(*proposalScreen).photos
		u.dropped(fyne.Position{}, at("plan.pdf", "notes.csv"))
		b.settle()
		fits("question", b.window.Canvas().Content())
		s := u.shell.detail.(*proposalScreen)
		if y, ok := depth(s.scroll.Content, photos.root, 0); !ok || y != 0 {
			t.Errorf("the question is at %v, and the page at %v", y, s.scroll.Offset.Y)
		}
		photos.asking.leave()
		photos.gallery.Open(photos.gallery.files[0].ID)
		b.settle()
		fits("gallery", photos.gallery.over.Content)
		photos.gallery.Close()
		u.dropped(fyne.Position{}, at("idea.md", "vote.blt", "plan.pdf"))
		b.settle()
		u.app.slow(t2text("slow.stick_write"), func(context.Context) error { return nil }, func(error) {})
		u.app.slow(t2text("slow.backup"), func(context.Context) error { return nil }, func(error) {})
		for _, p := range b.pauses {
			if p.f != nil {
				p.f()
			}
		}
		b.pauses = nil
		fits("choices", b.window.Canvas().Content())
		b.settle()
		u.app.stop()
	}
	b.noErrors()
}
