package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// doorbell notes what is shown outside the window.
type doorbell struct{ rung []string }

// SendNotification is Fyne's.
func (d *doorbell) SendNotification(n *fyne.Notification) { d.rung = append(d.rung, n.Content) }

// heard gives what has been shown since it was last asked for.
func (d *doorbell) heard() string {
	all := strings.Join(d.rung, " / ")
	d.rung = nil
	return all
}

// TestNotifications: what others bring is told by sort and title, in one piece, at most once in a minute and once in all;
// nothing of one's own, of a sort that is muted, of what was looked at, or of what anybody said.
func TestNotifications(t *testing.T) {
	ctx := context.Background()
	s := newStreet(t, "Bob")
	u := s.house(1280, 800)
	bell := &doorbell{}
	begin := func() *notifier { return newNotifier(u.app, bell) }
	n := begin()
	check := func(after time.Duration, want string) {
		t.Helper()
		s.now = s.now.Add(after)
		n.Check()
		s.settle()
		if got := bell.heard(); got != want {
			t.Errorf("told %q, want %q", got, want)
		}
	}
	mine := s.proposal("Mend the light", "It is broken.", 0)
	s.meet()
	check(time.Minute, "")
	bob := s.of["Bob"]
	vote := func(title string, closes time.Duration) forum.ID {
		id, err := bob.NewProposal(ctx, s.group, forum.NewProposal{Title: title}, "")
		s.ok(err)
		_, err = bob.NewVote(ctx, s.group, id, forum.OpenVote{Method: forum.MethodYesNo, Closes: s.now.Add(closes).UnixMilli()})
		s.ok(err)
		return id
	}
	gate := vote("Paint the gate", 30*time.Hour)
	_, err := bob.Comment(ctx, s.group, mine, "A secret word.", forum.ID{})
	s.ok(err)
	s.meet()
	check(30*time.Second, "")
	check(30*time.Second, "Somebody answered you: Mend the light\nA vote is open: Paint the gate")
	check(time.Hour, "")
	u.app.settings.setQuietHours(0, 0)
	check(6*time.Hour, "A vote closes within a day: Paint the gate")
	n = begin() // the next run
	check(time.Minute, "")
	_, err = s.store.Cast(ctx, s.group, gate, forum.Yes, "")
	s.ok(err)
	check(time.Minute, "")

	_, err = bob.Comment(ctx, s.group, mine, "Ada, look at this.", forum.ID{})
	s.ok(err)
	s.meet()
	u.shell.openProposal(mine) // it is being read
	s.settle()
	check(time.Minute, "")
	u.app.settings.mute(store.TellMention, true)
	_, err = bob.Comment(ctx, s.group, gate, "Ada knows.", forum.ID{})
	s.ok(err)
	s.meet()
	check(time.Minute, "")
	u.app.settings.mute(store.TellMention, false)
	check(time.Hour, "")
	for _, title := range []string{"One", "Two", "Three", "Four", "Five"} {
		vote(title, 100*time.Hour)
	}
	s.meet()
	s.now = s.now.Add(time.Minute)
	n.Check()
	s.settle()
	if got := bell.heard(); strings.Count(got, "\n") != notifyShown || !strings.HasSuffix(got, "\nand 2 more things") {
		t.Errorf("told %q", got)
	}
	s.noErrors()
}

// TestQuietHours: nothing is told in them; what came up meanwhile is told when they end.
func TestQuietHours(t *testing.T) {
	s := newStreet(t, "Bob")
	u := s.house(1280, 800)
	night := time.Date(2026, 11, 22, 22, 30, 0, 0, time.Local)
	for at, want := range map[time.Duration]bool{-time.Hour: false, 0: true, 3 * time.Hour: true, 8 * time.Hour: true, 9 * time.Hour: false} {
		if got := u.app.settings.quiet(night.Add(at)); got != want {
			t.Errorf("at %s quiet is %v", night.Add(at), got)
		}
	}
	u.app.settings.setQuietHours(13, 15)
	for hour, want := range map[int]bool{12: false, 13: true, 14: true, 15: false, 2: false} {
		if got := u.app.settings.quiet(time.Date(2026, 11, 22, hour, 0, 0, 0, time.Local)); got != want {
			t.Errorf("at %d quiet is %v", hour, got)
		}
	}
	u.app.settings.prefs.SetString(prefQuiet, "99-x")
	if u.app.settings.quiet(night) {
		t.Error("hours that are none are quiet")
	}
	u.app.settings.setQuietHours(22, 7)
	bell := &doorbell{}
	n := newNotifier(u.app, bell)
	s.now = night.Add(-2 * time.Hour)
	n.Check()
	s.settle()
	_, err := s.of["Bob"].NewTask(context.Background(), s.group, forum.NewTask{Title: "Grit the path", For: forum.Whom{Person: s.person("Ada")}, Due: night.Add(5 * time.Hour).UnixMilli()})
	s.ok(err)
	s.meet()
	for _, at := range []time.Duration{0, time.Hour, 8 * time.Hour} {
		s.now = night.Add(at)
		n.Check()
		s.settle()
		if got := bell.heard(); got != "" {
			t.Errorf("in the night it told %q", got)
		}
	}
	s.now = night.Add(9 * time.Hour)
	n.Check()
	s.settle()
	if got := bell.heard(); got != "A task of yours is due: Grit the path" {
		t.Errorf("in the morning it told %q", got)
	}
	s.noErrors()
}

// TestNotifySettings: each sort can be left out by its box, and the hours chosen; the next run knows.
func TestNotifySettings(t *testing.T) {
	s := newStreet(t)
	u := s.house(1280, 800)
	if u.notify == nil {
		t.Fatal("nothing tells")
	}
	screen := newNotifyScreen(u.app)
	s.show(screen, 600, 900)
	each(screen.Object(), func(o fyne.CanvasObject) {
		switch x := o.(type) {
		case *tick:
			if x.words.Text == "Somebody answered you" {
				test.Tap(x)
			}
		case *widget.Select:
			if x.Selected == "22:00" {
				x.SetSelected("20:00")
			}
		}
	})
	if got := u.app.settings.muted(); len(got) != 1 || got[0] != store.TellComment {
		t.Errorf("left out: %q", got)
	}
	if from, to := u.app.settings.quietHours(); from != 20 || to != 7 {
		t.Errorf("quiet from %d to %d", from, to)
	}
	s.looks("notify", func() Screen { return newNotifyScreen(u.app) })
}
