package ui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"moot/store"
	"moot/store/forum"
)

// blank is a device that nobody has used.
func (s *street) blank() *store.Store {
	st, err := store.Open(s.t.TempDir(), store.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return s.now }})
	s.ok(err)
	s.t.Cleanup(func() {
		if err := st.Close(); err != nil {
			s.t.Error(err)
		}
	})
	return st
}

// on is an App on a device, with a network.
func (s *street) on(st *store.Store, net Network) *App {
	s.of["here"] = st
	app := s.as("here")
	app.Net = net
	return app
}

// laptop makes a device one more of Ada's, added by Ada.
func (s *street) laptop() *store.Store {
	ctx := context.Background()
	st := s.blank()
	pack, err := s.store.Package(ctx)
	s.ok(err)
	s.ok(st.Adopt(ctx, pack))
	tickets, err := st.Joining(ctx)
	s.ok(err)
	ask, err := st.Ask(ctx, tickets[0])
	s.ok(err)
	_, err = s.store.Admit(ctx, s.group, ask)
	s.ok(err)
	s.all = append(s.all, st)
	s.meet()
	return st
}

// TestGiveUpADevice: one of several devices is given up by keyboard; the last one is not.
func TestGiveUpADevice(t *testing.T) {
	s := newStreet(t, "Ben")
	lost := s.laptop().Identity()
	d := newDevices(s.app)
	s.show(d, 390, 844)
	if len(d.rows.made) != 2 {
		t.Fatalf("%d devices are shown", len(d.rows.made))
	}
	row := d.rows.made[lost]
	s.press(row.retire)
	test.Type(s.window.Canvas().Focused(), "left on the bus")
	s.press(d.asking.yes)
	if row.side.Visible() || row.state.text.Text != t2text("device.gone") {
		t.Errorf("given up, it is %q and can be given up (%v)", row.state.text.Text, row.side.Visible())
	}
	roll, err := s.store.Roll(context.Background(), s.group)
	s.ok(err)
	if m, _ := roll.ByDevice(lost); m.Standing != forum.StandingRetired {
		t.Errorf("the device is %s", m.Standing)
	}
	s.noErrors()
	s.press(d.rows.made[s.store.Identity()].retire)
	s.press(d.asking.yes)
	if len(s.told) != 1 || !strings.Contains(s.told[0].Error(), "only device") {
		t.Errorf("giving up the last device says %v", s.told)
	}
}

// lane is a network whose linking the test decides.
type lane struct {
	quietLane
	waits   chan int // how many groups the other device was added to
	voided  bool
	linking func(forum.LinkCode) error
}

func (l *lane) OfferLink(ctx context.Context) (LinkOffer, error) {
	offer, err := l.quietLane.OfferLink(ctx)
	offer.Wait = func(ctx context.Context) (int, error) {
		select {
		case n := <-l.waits:
			return n, nil
		default:
			l.voided = ctx.Err() != nil
			return 0, errors.Join(ctx.Err(), errors.New("nobody used the code"))
		}
	}
	return offer, err
}

func (l *lane) Link(_ context.Context, code forum.LinkCode) error { return l.linking(code) }

// TestLinkOffer: a code is shown until it has been used, and what became of it is said; leaving voids it.
func TestLinkOffer(t *testing.T) {
	s := newStreet(t)
	net := &lane{quietLane: quietLane{s.now}, waits: make(chan int, 1)}
	app := s.on(s.store, net)
	d := newDevices(app)
	s.show(d, 390, 844)
	net.waits <- 2
	s.press(d.offer.start)
	if got := d.offer.state.Text; !strings.Contains(got, "is in 2 groups") || len(d.offer.shown.Objects) > 0 || d.offer.start.Disabled() {
		t.Errorf("after linking it says %q, shows %d things, and can be done again (%v)", got, len(d.offer.shown.Objects), !d.offer.start.Disabled())
	}
	s.press(d.offer.start)
	if got := d.offer.state.Text; got != "Nobody used the code." {
		t.Errorf("after a code that was not used it says %q", got)
	}
	d.offer.begin()
	next := s.queue[0]
	s.queue = s.queue[1:]
	next()
	if len(d.offer.shown.Objects) == 0 || !d.offer.stop.Visible() {
		t.Error("the code is not shown")
	}
	d.Close()
	s.settle()
	if !net.voided || d.offer.state.Visible() {
		t.Error("leaving does not void the code")
	}
	s.noErrors()
}

// TestComeBackByCode: a new device takes the code of the other one, and says what is wrong with one that is none.
func TestComeBackByCode(t *testing.T) {
	s := newStreet(t)
	st := s.blank()
	offer, err := quietLane{s.now}.OfferLink(context.Background())
	s.ok(err)
	text, err := offer.Code.Encode()
	s.ok(err)
	net := &lane{quietLane: quietLane{s.now}, linking: func(code forum.LinkCode) error {
		if !bytes.Equal(code.Seed, offer.Code.Seed) {
			return errors.New("another code was given")
		}
		pack, err := s.store.Package(context.Background())
		s.ok(err)
		return st.Adopt(context.Background(), pack)
	}}
	home := false
	w := newWelcome(s.on(st, net), func() { home = true })
	s.show(w, 390, 844)
	w.comeBack()
	c, ok := s.window.Canvas().Focused().(*area)
	if !ok {
		t.Fatalf("the keyboard is in %T", s.window.Canvas().Focused())
	}
	test.Type(c, "moot:join/abc")
	c.TypedShortcut(ctrlEnter)
	s.settle()
	if home {
		t.Fatal("an invite was taken for a code")
	}
	c.SetText(text)
	c.TypedShortcut(ctrlEnter)
	s.settle()
	if me, _ := st.Me(); !home || me.Name != "Ada Lovelace" {
		t.Errorf("home is shown (%v), for %q", home, me.Name)
	}
	s.noErrors()
}

// TestBackupAndComeBack: a passphrase that is too short is refused before any file is asked for; a file brings the
// person back on a new device; what is no backup is said to be none.
func TestBackupAndComeBack(t *testing.T) {
	s := newStreet(t)
	b := newBackup(s.app)
	b.phrase.SetText("short")
	b.seal()
	s.settle()
	if !b.state.Visible() || !strings.Contains(b.state.Text, "at least 12") {
		t.Errorf("a short passphrase: %q", b.state.Text)
	}
	phrase := "plum kettle ladder north"
	var file bytes.Buffer
	s.ok(s.store.Backup(context.Background(), &file, phrase))
	st := s.blank()
	home := false
	c := newComeback(s.on(st, quietLane{s.now}), func() { home = true }, func() {})
	s.show(c, 390, 844)
	c.phrase.SetText(phrase)
	c.from(io.NopCloser(strings.NewReader("holiday photographs")))
	s.settle()
	if home || !strings.Contains(c.note.Text, "not a Moot backup") {
		t.Errorf("what is no backup: %q", c.note.Text)
	}
	c.from(io.NopCloser(&file))
	s.settle()
	if me, _ := st.Me(); !home || me.Name != "Ada Lovelace" {
		t.Errorf("home is shown (%v), for %q; it says %q", home, me.Name, c.note.Text)
	}
	s.noErrors()
}
