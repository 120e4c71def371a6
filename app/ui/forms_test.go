package ui

import (
	"context"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"moot/store/forum"
)

// dayFields are all the fields for a day of a screen, wherever they are on it.
func dayFields(s Screen) (found []*dateEntry) {
	each(s.Object(), func(o fyne.CanvasObject) {
		if e, ok := o.(*dateEntry); ok && !slices.Contains(found, e) {
			found = append(found, e)
		}
	})
	return found
}

// digest is of all there is in the group.
func (b *bench) digest() forum.ID {
	d, err := b.store.Digest(context.Background(), b.group)
	b.ok(err)
	return d
}

// TestNoDateIsRefused: whatever is no date, in any field for one of any form, is refused with a sentence that says how to type one, the
// keyboard goes there, nothing is sent, and what was typed stays.
func TestNoDateIsRefused(t *testing.T) {
	sent := func(forum.ID) { t.Error("it was sent") }
	forms := map[string]func(b *furnished) (s Screen, send func(), said func() string){}
	of := func(make func(b *furnished) *sheetScreen, fill func(*sheet)) func(*furnished) (Screen, func(), func() string) {
		return func(f *furnished) (Screen, func(), func() string) {
			s := make(f)
			fill(s.sheet)
			return s, s.submit, func() string { return s.note.Text }
		}
	}
	title := func(s *sheet) { s.inputs[s.key+"/title"].SetText("Words") }
	none := func() {}
	forms["notice"] = of(func(f *furnished) *sheetScreen { return newNoticeForm(f.app, f.group, sent, none) }, title)
	forms["task"] = of(func(f *furnished) *sheetScreen { return newTaskForm(f.app, f.group, sent, none) }, title)
	forms["gauge"] = of(func(f *furnished) *sheetScreen { return newGaugeForm(f.app, f.group, sent, none) }, func(s *sheet) {
		title(s)
		s.inputs[s.key+"/baseline"].SetText("3")
		s.inputs[s.key+"/target"].SetText("4")
	})
	forms["election"] = func(f *furnished) (Screen, func(), func() string) {
		s := newElectionForm(f.app, f.group, sent, none)
		return s, s.submit, func() string { return s.note.Text }
	}
	unfolded := func(s Screen, d *folded) (Screen, func(), func() string) {
		d.Unfold(true)
		return s, d.submit, func() string { return d.note.Text }
	}
	forms["reading"] = func(f *furnished) (Screen, func(), func() string) {
		s := newGauge(f.app, f.group, f.gauge)
		f.show(s, 390, 844)
		s.read.inputs[s.read.key+"/value"].SetText("3")
		return unfolded(s, s.read)
	}
	forms["update"] = func(f *furnished) (Screen, func(), func() string) {
		s := newTask(f.app, f.group, f.task)
		f.show(s, 390, 844)
		s.note.SetText("Done soon.")
		return unfolded(s, s.update)
	}
	forms["close"] = func(f *furnished) (Screen, func(), func() string) {
		s := newElection(f.app, f.group, forum.ID{1}, nil)
		return unfolded(s, s.close)
	}
	forms["vote"] = func(f *furnished) (Screen, func(), func() string) {
		s := newProposal(f.app, f.group, f.proposal("A bench", "By the gate.", 0))
		f.show(s, 390, 844)
		test.Tap(s.vote.opening.start)
		return s, s.vote.opening.submit, func() string { return s.vote.opening.note.Text }
	}
	told := func(f *furnished) func() string {
		return func() string {
			if len(f.told) == 0 {
				return ""
			}
			return f.told[len(f.told)-1].Error()
		}
	}
	forms["delegations"] = func(f *furnished) (Screen, func(), func() string) {
		s := newDelegations(f.app, f.group)
		f.show(s, 390, 844)
		s.whom.SetSelected("Bob")
		return s, s.ask, told(f)
	}
	forms["person"] = func(f *furnished) (Screen, func(), func() string) {
		s := newPerson(f.app, f.group, f.person("Bob"))
		f.show(s, 390, 844)
		s.askDelegate()
		return s, s.asking.submit, told(f)
	}
	forms["meeting"] = func(f *furnished) (Screen, func(), func() string) {
		s := newMeetingForm(f.app, f.group, sent, none)
		s.title.SetText("Words")
		s.clock.SetText("19:00")
		return s, s.submit, func() string { return s.note.Text }
	}
	f := furnish(t)
	ctx := context.Background()
	f.ok(f.store.SetCharter(ctx, f.group, forum.Charter{Rules: &forum.Rules{Voting: &forum.Voting{Delegation: true}}}))
	fields := 0
	for _, name := range slices.Sorted(maps.Keys(forms)) {
		t.Run(name, func(t *testing.T) {
			s, send, said := forms[name](f)
			f.show(s, 390, 844)
			days := dayFields(s)
			if len(days) == 0 {
				t.Fatal("there is no field for a day")
			}
			fields += len(days)
			for i, e := range days {
				if e.PlaceHolder != "31/12/2026" {
					t.Errorf("it does not say how a date is typed: %q", e.PlaceHolder)
				}
				for _, typed := range []string{"next Friday", "31.2.2027", "1/13/2026", "2"} {
					for _, other := range days {
						other.SetText("1/1/2027")
					}
					e.SetText(typed)
					before := f.digest()
					send()
					f.settle()
					if !strings.HasPrefix(said(), "“"+typed+"” is not a date. Write it like 31/12/2026") {
						t.Errorf("field %d, %q: it says %q", i, typed, said())
					}
					if got := f.window.Canvas().Focused(); got != fyne.Focusable(e) {
						t.Errorf("field %d, %q: the keyboard is on %T", i, typed, got)
					}
					if e.Text != typed {
						t.Errorf("field %d: %q is %q now", i, typed, e.Text)
					}
					if f.digest() != before {
						t.Errorf("field %d, %q: something was sent", i, typed)
					}
				}
			}
			f.told = nil
		})
	}
	if fields != 14 {
		t.Errorf("%d fields for a day were looked at", fields)
	}
}

// TestDaysAreKept: a day that is typed into a form stays when one leaves it, also one that is no date yet, and goes when it is given up.
func TestDaysAreKept(t *testing.T) {
	f := furnish(t)
	form := func() (*sheetScreen, *dateEntry) {
		s := newNoticeForm(f.app, f.group, func(forum.ID) {}, func() {})
		f.show(s, 390, 844)
		return s, dayFields(s)[0]
	}
	_, until := form()
	test.Type(until, "1/1/20")
	s, until := form()
	if until.Text != "1/1/20" {
		t.Fatalf("it holds %q", until.Text)
	}
	test.Tap(s.cancel)
	if _, until = form(); until.Text != "" || len(f.app.desk.drafts) > 0 {
		t.Errorf("what was given up is offered again: %q, %v", until.Text, f.app.desk.drafts)
	}
	// One that a button unfolds is unfolded again.
	g := newGauge(f.app, f.group, f.gauge)
	f.show(g, 390, 844)
	test.Tap(g.read.open)
	g.next.SetText("24/12/2026")
	g = newGauge(f.app, f.group, f.gauge)
	f.show(g, 390, 844)
	if !g.read.box.Visible() || g.next.Text != "24/12/2026" || g.next.Date == nil {
		t.Errorf("the reading: %q", g.next.Text)
	}
	f.noErrors()
}

// TestDayThatIsOver: a day that only makes sense to come is refused when it is over, a day to come where something has been read, each with
// the keyboard in its field.
func TestDayThatIsOver(t *testing.T) {
	f := furnish(t)
	over, toCome := "1/1/2020", "1/1/2030"
	refused := func(s *sheet, e *dateEntry, typed, want string) {
		t.Helper()
		e.SetText(typed)
		s.submit()
		f.settle()
		if s.note.Text != t2text(want) || f.window.Canvas().Focused() != fyne.Focusable(e) {
			t.Errorf("it says %q", s.note.Text)
		}
	}
	n := newNoticeForm(f.app, f.group, nil, nil)
	f.show(n, 390, 844)
	n.inputs[n.key+"/title"].SetText("Words")
	refused(n.sheet, dayFields(n)[0], over, "notice.until_past")
	form := newGaugeForm(f.app, f.group, nil, nil)
	f.show(form, 390, 844)
	form.inputs[form.key+"/title"].SetText("Words")
	refused(form.sheet, dayFields(form)[1], over, "date.over")
	g := newGauge(f.app, f.group, f.gauge)
	f.show(g, 390, 844)
	test.Tap(g.read.open)
	g.read.inputs[g.read.key+"/value"].SetText("3")
	refused(g.read.sheet, dayFields(g)[0], toCome, "date.to_come")
	dayFields(g)[0].SetText("")
	refused(g.read.sheet, g.next, over, "date.over")
}

// TestChoiceOfFilesIsKept: files that were chosen and not added yet are asked about again when one comes back, with the captions typed so
// far, more can be dropped on them, and they are forgotten once they are added or given up.
func TestChoiceOfFilesIsKept(t *testing.T) {
	b := newBench(t)
	id := b.proposal("A pond", "By the gate.", 0)
	open := func() *photosView {
		s := newProposal(b.app, b.group, id)
		b.show(s, 500, 800)
		return s.photos
	}
	captions := func(p *photosView) (all []string) {
		for _, path := range p.chosen() {
			all = append(all, p.asking.typed[p.choice()+"/"+path].Text)
		}
		return all
	}
	first := pond(t)
	at := b.files(map[string]string{"plan.pdf": "%PDF-", "notes.csv": "a,b"})
	p := open()
	p.ask(first)
	test.Type(b.window.Canvas().Focused(), "The pond.")
	p.ask(at("plan.pdf")[0].Path(), first)
	if p = open(); !p.asking.Open() || !slices.Equal(captions(p), []string{"The pond.", ""}) {
		t.Fatalf("it asks about %q", captions(p))
	}
	if b.window.Canvas().Focused() != nil {
		t.Error("coming back moves the keyboard")
	}
	b.relayout()
	b.draw("photos-asking-again")
	// Too many more are refused, and leave it as it is.
	p.ask(make20(t.TempDir())...)
	if len(b.told) != 1 || len(p.chosen()) != 2 {
		t.Fatalf("it says %v, and asks about %d", b.told, len(p.chosen()))
	}
	b.told = nil
	test.Tap(p.asking.yes)
	b.settle()
	files, err := b.store.Files(context.Background(), b.group, id)
	b.ok(err)
	if len(files) != 2 || len(b.app.desk.drafts) > 0 || p.asking.Open() {
		t.Fatalf("%d files, kept %q", len(files), b.app.desk.drafts)
	}
	// A file that is taken away in between does not end the choice.
	p.ask(at("notes.csv")[0].Path())
	test.Type(b.window.Canvas().Focused(), "Our notes.")
	for _, f := range files[:1] {
		test.Tap(p.rows[f.ID].drop)
		test.Tap(p.asking.yes)
		b.settle()
	}
	if !p.asking.Open() || !slices.Equal(captions(p), []string{"Our notes."}) {
		t.Fatalf("after another was taken away it asks about %q", captions(p))
	}
	test.Tap(p.asking.no)
	if p = open(); p.asking.Open() || len(b.app.desk.drafts) > 0 {
		t.Errorf("what was given up is asked about again: %q", b.app.desk.drafts)
	}
	b.noErrors()
}

func make20(dir string) (paths []string) {
	for i := range mostAsked {
		paths = append(paths, dir+string(os.PathSeparator)+string(rune('a'+i)))
	}
	return paths
}

// TestEscapeCanBeUndone: Escape empties a field of one line, and undoing brings the words back.
func TestEscapeCanBeUndone(t *testing.T) {
	b := newBench(t)
	f := newMeetingForm(b.app, b.group, nil, nil)
	b.show(f, 500, 700)
	for name, e := range map[string]interface {
		fyne.Focusable
		fyne.Shortcutable
	}{"words": f.title, "a day": f.date} {
		text := func() string { return f.title.Text + f.date.Text }
		f.app.focus(e)
		test.Type(e, "1.12.2026")
		e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if text() != "" {
			t.Fatalf("%s: Escape leaves %q", name, text())
		}
		e.TypedShortcut(&fyne.ShortcutUndo{})
		if text() != "1.12.2026" || name == "a day" && f.date.Date == nil {
			t.Errorf("%s: undoing gives %q", name, text())
		}
		e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	}
}

// TestFormsLooks is for people to look at, and checks that what is wrong with a form fits.
func TestFormsLooks(t *testing.T) {
	f := furnish(t)
	f.looks("no-date", func() Screen { return newNoticeForm(f.app, f.group, func(forum.ID) {}, func() {}) }, func(x Screen) {
		s := x.(*sheetScreen)
		s.inputs[s.key+"/title"].SetText("A ladder, to lend")
		dayFields(s)[0].SetText("next Friday, if it is dry")
		s.submit()
	})
	f.looks("reading-begun", func() Screen { return newGauge(f.app, f.group, f.gauge) }, func(x Screen) {
		test.Tap(x.(*gaugeScreen).read.open)
		f.app.window.Canvas().Unfocus()
	})
}

// TestWrongIsSaidAtTheField: what is wrong stands under the field that it is about, and both are in sight where the form is longer than the window.
func TestWrongIsSaidAtTheField(t *testing.T) {
	f := furnish(t)
	s := newGaugeForm(f.app, f.group, nil, nil)
	f.show(s, 390, 300)
	scroll := s.root.(*container.Scroll)
	seen := func(o fyne.CanvasObject) bool {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
		return o.Visible() && at >= 0 && at+o.Size().Height <= 300
	}
	title := s.first.(*lineEntry)
	scroll.ScrollToBottom()
	test.Tap(s.send)
	f.relayout()
	if !seen(title) || !seen(s.note) || s.note.Text != t2text("gauge.needs_title") {
		t.Errorf("it says %q: the field is in sight: %t, the sentence: %t", s.note.Text, seen(title), seen(s.note))
	}
	title.SetText("Words")
	due := dayFields(s)[0]
	due.SetText("soon")
	scroll.ScrollToTop()
	s.submit() // as Enter in the title does
	f.relayout()
	if !seen(due) || !seen(s.note) {
		t.Errorf("the day is in sight: %t, the sentence: %t", seen(due), seen(s.note))
	}
	due.SetText("")
	s.inputs[s.key+"/baseline"].SetText("many")
	s.submit()
	if i := slices.Index(s.box.Objects, fyne.CanvasObject(s.note)); i != 3 { // after what is measured, in what, and the figure at first
		t.Errorf("it stands at %d", i)
	}
}
