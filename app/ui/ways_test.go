package ui

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

var enter = &fyne.KeyEvent{Name: fyne.KeyReturn}

// inviteFrom gives an invite to a group on another device.
func (b *bench) inviteFrom(group string) forum.Ticket {
	ctx := context.Background()
	other, err := store.Open(b.t.TempDir(), store.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return b.now }})
	b.ok(err)
	_, err = other.CreateMe(ctx, "Ben")
	b.ok(err)
	g, err := other.CreateGroup(ctx, forum.Charter{Name: group})
	b.ok(err)
	text, err := other.Invite(ctx, g, store.InviteTerms{}, nil)
	b.ok(err)
	b.ok(other.Close())
	ticket, err := forum.ParseTicket(text)
	b.ok(err)
	return ticket
}

// TestEnterTwice: Enter pressed again while a group is being started starts no second one, and joins none twice.
func TestEnterTwice(t *testing.T) {
	b := newBench(t)
	u := b.house(1280, 800)
	d := newDoorway(u.app, func(forum.ID) {})
	d.name.SetText("Elm Row")
	d.name.TypedKey(enter)
	d.name.TypedKey(enter)
	b.settle()
	groups, err := b.store.Groups(context.Background())
	b.ok(err)
	if len(groups) != 2 { // the bench's own and this one
		t.Errorf("there are %d groups", len(groups))
	}
	text, err := b.inviteFrom("Block C tenants").Encode()
	b.ok(err)
	d.ticket.SetText(text)
	for range 2 {
		d.ticket.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierControl})
	}
	if len(b.queue) != 1 {
		t.Errorf("%d requests to join are under way", len(b.queue))
	}
	b.noErrors()
}

// TestJoiningIsNotInterrupted: a group that is being joined is listed, and news of it neither takes the page away where
// its invite was pasted nor opens it before there is anything to see.
func TestJoiningIsNotInterrupted(t *testing.T) {
	b := newBench(t)
	u := b.house(1280, 800)
	u.shell.group = forum.ID{} // as on a device that was in no group
	u.shell.visit(sectionGroups)
	d := newDoorway(u.app, u.shell.enter)
	u.shell.open(d)
	b.settle()
	ticket := b.inviteFrom("Block C tenants")
	b.ok(b.store.BeginJoin(context.Background(), ticket)) // what the network does before anybody answers
	u.shell.Refresh()
	b.settle()
	if u.shell.detail != Screen(d) {
		t.Fatalf("the page was replaced by %T", u.shell.detail)
	}
	u.shell.open(nil)
	b.settle()
	if u.shell.group == ticket.Group || u.shell.group.Zero() {
		t.Error("the group to open is the one whose record is here")
	}
	before := u.shell.group
	for _, o := range u.shell.rail.groups.Objects {
		if item, ok := o.(*navItem); ok && item.text.Text == "Block C tenants" {
			test.Tap(item)
		}
	}
	b.settle()
	if waiting, ok := u.shell.detail.(*doorway); !ok || !waiting.note.Visible() || u.shell.group != before {
		t.Errorf("choosing it says how joining stands, and shows %T", u.shell.detail)
	}
	b.noErrors()
}

// TestNameBeingTyped: news does not put back a name that is being changed.
func TestNameBeingTyped(t *testing.T) {
	b := newBench(t)
	u := b.house(1280, 800)
	u.shell.visit(sectionSettings)
	b.settle()
	s := u.shell.list.(*settingsScreen)
	s.name.SetText("")
	u.shell.Refresh()
	b.settle()
	if s.name.Text != "" {
		t.Errorf("the field was emptied and holds %q", s.name.Text)
	}
	test.Type(s.name, " Ada King ")
	s.name.TypedKey(enter)
	b.settle()
	if me, _ := b.store.Me(); me.Name != "Ada King" || s.name.Text != "Ada King" {
		t.Errorf("called %q, the field holds %q", me.Name, s.name.Text)
	}
	b.noErrors()
}

// TestLeavingAListEndsIt: going to the groups ends the list that was open, like going to any other section.
func TestLeavingAListEndsIt(t *testing.T) {
	b := newBench(t)
	u := b.house(390, 844)
	for _, next := range []section{sectionGroups, sectionSettings} {
		u.shell.visit(sectionMeetings)
		b.settle()
		list := u.shell.list.(*meetingsScreen)
		u.shell.visit(next)
		if !list.load.ended {
			t.Errorf("the list goes on after going to %s", next)
		}
	}
}

// TestNewsKeepsTheKeyboard: news of the neighbours leaves the button that has the keyboard where it is, for the same
// neighbour, also when another one has come.
func TestNewsKeepsTheKeyboard(t *testing.T) {
	b := newBench(t)
	b.house(1280, 800)
	s := newNeighbours(b.app, b.group)
	s.showPeople([]Neighbour{{ID: "m"}, {ID: "z"}}, nil)
	line := s.people.Objects[0].(*neighbourLine)
	s.showPeople([]Neighbour{{ID: "a"}, {ID: "m"}}, nil)
	if len(s.people.Objects) != 2 || s.people.Objects[1] != fyne.CanvasObject(line) || line.id != "m" {
		t.Error("the neighbour's line was replaced")
	}
}

// TestHintFits: a hint too long for its field loses its last words and comes back whole where there is room.
func TestHintFits(t *testing.T) {
	b := newBench(t)
	e := newLineEntry("Name of someone without a device")
	b.window.SetContent(e)
	for _, c := range []struct {
		width float32
		want  string
	}{{400, "Name of someone without a device"}, {140, "Name of…"}, {400, "Name of someone without a device"}, {20, "Name…"}} {
		e.Resize(fyne.NewSize(c.width, 40))
		if e.PlaceHolder != c.want {
			t.Errorf("at %v it says %q", c.width, e.PlaceHolder)
		}
	}
}

// TestSharingLooks: what is rarely wanted of sharing is folded away, and the record says in words whether it holds.
func TestSharingLooks(t *testing.T) {
	s := newStreet(t, "Ben Okri")
	s.app.Net = quietLane{s.now}
	page := func() Screen { return newNeighbours(s.app, s.group) }
	s.looks("sharing", page)
	s.looks("sharing-record", page, func(p Screen) {
		p.(*neighboursScreen).more.OpenAll()
		p.(*neighboursScreen).verify()
	}, func(p Screen) {
		if !p.(*neighboursScreen).checked.Visible() {
			t.Error("the record is not said to hold")
		}
	})
	s.noErrors()
}

// TestLeavingWaitsForEveryWord: what was typed while a save was under way is saved before the window goes.
func TestLeavingWaitsForEveryWord(t *testing.T) {
	b := newBench(t)
	id := b.proposal("Mend the light", "The light is broken.", 0)
	u := New(fyne.CurrentApp(), b.window, b.store, quietLane{b.now}, Options{Log: b.app.Log})
	thread := make(chan func(), 100) // the UI thread, which here is the test's
	u.app.onUI = func(f func()) { thread <- f }
	u.app.laterFn = func(time.Duration, func()) func() { return func() {} }
	session := u.app.desk.Session(b.group, id, "The light is broken.")
	session.Typed("The light is badly broken.", 0)
	session.Flush()
	session.Typed("The light is badly broken now.", 0)
	left := false
	u.Leave(func() { left = true })
	for deadline := time.After(time.Minute); !left; {
		select {
		case f := <-thread:
			f()
		case <-deadline:
			t.Fatal("the window does not go")
		}
	}
	text, err := b.store.Text(context.Background(), b.group, id)
	b.ok(err)
	if text != "The light is badly broken now." {
		t.Errorf("kept %q", text)
	}
}

// TestLeavingKeepsWhatWasSent: a comment sent as the window closes is kept, and a reading is given up.
func TestLeavingKeepsWhatWasSent(t *testing.T) {
	b := newBench(t)
	id := b.proposal("Mend the light", "The light is broken.", 0)
	u := New(fyne.CurrentApp(), b.window, b.store, quietLane{b.now}, Options{Log: b.app.Log})
	thread := make(chan func(), 100)
	u.app.onUI = func(f func()) { thread <- f }
	closing := make(chan struct{}) // holds both back until the window closes, as a busy machine does
	var sent, read error
	u.app.work(func(ctx context.Context) error {
		<-closing
		_, err := u.app.Store.Comment(ctx, b.group, id, "I have a ladder.", forum.ID{})
		return err
	}, func(err error) { sent = err })
	reading := loader[bool]{app: u.app, show: func(bool) {}, begin: func() func(context.Context) (bool, error) {
		return func(ctx context.Context) (bool, error) {
			<-closing
			read = ctx.Err()
			return true, read
		}
	}}
	reading.Refresh()
	left := false
	u.Leave(func() { left = true })
	close(closing)
	for deadline := time.After(time.Minute); !left; {
		select {
		case f := <-thread:
			f()
		case <-deadline:
			t.Fatal("the window does not go")
		}
	}
	page, err := b.store.Proposal(context.Background(), b.group, id)
	b.ok(err)
	if sent != nil || len(page.Comments) != 1 {
		t.Errorf("%d comments are kept, and sending ended with: %v", len(page.Comments), sent)
	}
	if read == nil {
		t.Error("the reading was not given up")
	}
}

// crowd adds what needs room: someone with a long name who waits to be let in, and a group with a long name.
func (b *bench) crowd() {
	ctx := context.Background()
	text, err := b.store.Invite(ctx, b.group, store.InviteTerms{Approve: true}, nil)
	b.ok(err)
	ticket, err := forum.ParseTicket(text)
	b.ok(err)
	other, err := store.Open(b.t.TempDir(), store.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return b.now }})
	b.ok(err)
	_, err = other.CreateMe(ctx, "Mrs Florence Adeyemi-Richardson")
	b.ok(err)
	ask, err := other.Ask(ctx, ticket)
	b.ok(err)
	b.ok(other.Close())
	_, err = b.store.Admit(ctx, b.group, ask)
	b.ok(err)
	_, err = b.store.CreateGroup(ctx, forum.Charter{Name: "Allotment society of the lower valley and the old railway"})
	b.ok(err)
}

// TestRowFits: the row of someone waiting is no wider than a phone with large text, and all of a long name is shown.
func TestRowFits(t *testing.T) {
	b := newBench(t)
	b.crowd()
	fyne.CurrentApp().Settings().SetTheme(&look{mode: "light", scale: 2})
	s := newMembers(b.app, b.group, func(Screen) {}, func() {})
	b.show(s, 390, 844)
	waits := false
	for i := range s.lines {
		row := newMemberRow()
		row.Set(&s.lines[i], false)
		waits = waits || strings.Contains(row.note.Text, "Asked to join")
		if w := row.MinSize().Width; w > 390 {
			t.Errorf("the row of %s is %v wide", s.lines[i].title, w)
		}
		if one, all := row.HeightFor(&s.lines[i], 2000), row.HeightFor(&s.lines[i], 390); s.lines[i].title != "" && all <= one {
			t.Errorf("the row of %s is %v high, and %v where there is room", s.lines[i].title, all, one)
		}
	}
	if !waits {
		t.Error("nobody waits")
	}
	item := newNavItem("", icon("group"), false, nil)
	item.Set("Allotment society of the lower valley and the old railway", "1 member", true)
	if w := item.MinSize().Width; w > railWidth {
		t.Errorf("a group of a long name is %v wide", w)
	}
}

// squeezed lists the words on the screen that have less room than they need: on buttons, beside ticks, in chips, in
// the places to go, and in the rows of the list of members.
func squeezed(o fyne.CanvasObject) (found []string) {
	if !o.Visible() {
		return nil
	}
	words, cut := "", o.Size().Width+1 < o.MinSize().Width
	switch x := o.(type) {
	case *widget.Button:
		words = x.Text
	case *widget.Check:
		words = x.Text
	case *chip:
		words = x.text.Text
	case *navItem:
		words, cut = x.text.Text, x.under && fyne.MeasureText(x.text.Text, x.text.TextSize, x.text.TextStyle).Width > x.Size().Width
	case *container.Scroll: // what is wider than the room that scrolls up and down is cut at the side
		if x.Direction == container.ScrollVerticalOnly && x.Content.MinSize().Width > x.Size().Width+1 {
			found = append(found, fmt.Sprintf("a page of %v units in %v: %s", x.Content.MinSize().Width, x.Size().Width, widest(x.Content)))
		}
		return append(found, squeezed(x.Content)...)
	case fyne.Widget:
		if row, ok := x.(*memberRow); ok && row.Size().Height+1 < row.root.MinSize().Height {
			found = append(found, row.heading.Text+row.name.Text)
		}
		for _, part := range test.WidgetRenderer(x).Objects() {
			found = append(found, squeezed(part)...)
		}
		return found
	case *fyne.Container:
		for _, part := range x.Objects {
			found = append(found, squeezed(part)...)
		}
		return found
	}
	if words != "" && cut {
		found = append(found, words)
	}
	return found
}

// widest names what of a page needs the most width.
func widest(o fyne.CanvasObject) string {
	parts := []fyne.CanvasObject{}
	switch x := o.(type) {
	case *widget.Label, *widget.Button, *widget.Select, *widget.Check:
	case *fyne.Container:
		parts = x.Objects
	case fyne.Widget:
		parts = test.WidgetRenderer(x).Objects()
	}
	var most fyne.CanvasObject
	for _, p := range parts {
		if p.Visible() && p.MinSize().Width > 200 && (most == nil || p.MinSize().Width > most.MinSize().Width) {
			most = p
		}
	}
	if most != nil {
		return widest(most)
	}
	switch x := o.(type) {
	case *widget.Label:
		return x.Text
	case *widget.Button:
		return x.Text
	case *widget.Select:
		return x.Selected
	}
	return fmt.Sprintf("%T", o)
}
