package ui

import (
	"context"
	"image/color"
	"math"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"moot/store/forum"
)

// quietLane is a network with one neighbour near and one away.
type quietLane struct{ now time.Time }

func (q quietLane) Status() []Neighbour {
	return []Neighbour{{ID: "a", Connected: true, InSync: true, Contact: q.now.Add(-2 * time.Minute)}, {ID: "b", Contact: q.now.Add(-50 * time.Hour)}}
}
func (quietLane) Watch() (<-chan struct{}, func())         { return nil, func() {} }
func (quietLane) AddPeer(context.Context, string) error    { return nil }
func (quietLane) ForgetPeer(context.Context, string) error { return nil }
func (quietLane) Addrs() []string                          { return []string{"/ip4/192.168.1.20/tcp/4001/p2p/12D3KooW"} }
func (quietLane) Join(context.Context, forum.Ticket) (forum.Standing, error) {
	return forum.StandingWaiting, nil
}
func (q quietLane) OfferLink(ctx context.Context) (LinkOffer, error) {
	code := forum.LinkCode{Seed: make([]byte, 16), Addrs: q.Addrs(), Expires: q.now.Add(10 * time.Minute).UnixMilli()}
	return LinkOffer{Code: code, Wait: func(ctx context.Context) (int, error) { return 1, ctx.Err() }}, nil
}
func (quietLane) SayHere(forum.ID, []forum.Place)                            {}
func (quietLane) WhoIsHere(forum.ID) []forum.Writer                          { return nil }
func (quietLane) WatchHere() (<-chan struct{}, func())                       { return nil, func() {} }
func (quietLane) Link(context.Context, forum.LinkCode) error                 { return nil }
func (quietLane) Reload(context.Context) error                               { return nil }
func (quietLane) WriteBundle(context.Context, forum.ID, string) (int, error) { return 0, nil }
func (quietLane) ReadBundle(context.Context, string) (g forum.ID, r forum.Report, err error) {
	return g, r, nil
}

// house is the whole window on the bench's store.
func (b *bench) house(width, height float32) *UI {
	u := New(fyne.CurrentApp(), b.window, b.store, quietLane{b.now}, Options{Log: b.app.Log})
	u.app.run, u.app.laterFn, u.app.Now = b.app.run, b.app.laterFn, b.app.Now
	u.app.told = func(err error) { b.told = append(b.told, err); u.banner.fail(err) }
	b.window.SetPadded(false)
	b.window.Resize(fyne.NewSize(width, height))
	u.home()
	b.settle()
	return u
}

// TestScreens draws the whole window, section by section, for people to look at when MOOT_SCREENS names a folder; and
// checks in any case that every screen can be drawn and fits its window.
func TestScreens(t *testing.T) {
	b := newBench(t)
	proposal, meeting := b.lived()
	b.crowd()
	for _, size := range []struct {
		name          string
		width, height float32
		dark          bool
		scale         float32
	}{{"wide-light", 1280, 800, false, 1}, {"wide-dark", 1280, 800, true, 1}, {"medium", 800, 900, false, 1}, {"phone-light", 390, 844, false, 1}, {"phone-dark", 390, 844, true, 1}, {"phone-200", 390, 844, false, 2}, {"wide-200", 1280, 800, false, 2}} {
		u := b.house(size.width, size.height)
		u.app.settings.look.mode, u.app.settings.look.scale = "light", size.scale
		if size.dark {
			u.app.settings.look.mode = "dark"
		}
		u.app.settings.apply()
		u.shell.enter(b.group)
		b.settle()
		for _, s := range []struct {
			name string
			at   section
			open func()
		}{
			{"groups", sectionGroups, nil},
			{"proposals", sectionProposals, nil},
			{"proposal", sectionProposals, func() { u.shell.openProposal(proposal) }},
			{"new-proposal", sectionProposals, u.shell.Create},
			{"meetings", sectionMeetings, nil},
			{"meeting", sectionMeetings, func() { u.shell.openMeeting(meeting) }},
			{"members", sectionMembers, nil},
			{"invite", sectionMembers, func() { i := newInvite(u.app, b.group); u.shell.open(i); i.create() }},
			{"neighbours", sectionNeighbours, nil},
			{"settings", sectionSettings, nil},
			{"doorway", sectionProposals, func() { u.shell.open(newDoorway(u.app, func(forum.ID) {})) }},
		} {
			u.shell.visit(s.at)
			b.settle()
			if s.open != nil {
				s.open()
				b.settle()
			}
			b.window.Resize(fyne.NewSize(size.width+1, size.height))
			b.window.Resize(fyne.NewSize(size.width, size.height))
			b.draw("window-" + size.name + "-" + s.name)
			for _, words := range squeezed(b.window.Canvas().Content()) {
				t.Errorf("%s at %s: no room for %q", s.name, size.name, words)
			}
			if item := u.shell.rail.items[s.at]; s.at == sectionSettings && size.width == 1280 && size.scale == 1 {
				foot := fyne.CurrentApp().Driver().AbsolutePositionForObject(item).Y + item.Size().Height
				page := fyne.CurrentApp().Driver().AbsolutePositionForObject(u.shell.rail.scroll).Y + u.shell.rail.scroll.Size().Height
				if foot > page {
					t.Errorf("%s at %s: the rail shows the place down to %v of %v", s.name, size.name, page, foot)
				}
			}
			if got := b.window.Canvas().Content().MinSize(); got.Width > size.width {
				t.Errorf("%s at %s needs %v of %v units", s.name, size.name, got.Width, size.width)
			}
		}
		u.put(newWelcome(u.app, func() {}).Object())
		b.draw("window-" + size.name + "-welcome")
		u.app.stop()
	}
	b.noErrors()
}

// contrast is the ratio of WCAG 2.2.
func contrast(a, b color.Color) float64 {
	lum := func(c color.Color) float64 {
		r, g, b, _ := c.RGBA()
		lin := func(v uint32) float64 {
			x := float64(v) / 0xFFFF
			if x <= 0.04045 {
				return x / 12.92
			}
			return math.Pow((x+0.055)/1.055, 2.4)
		}
		return 0.2126*lin(r) + 0.7152*lin(g) + 0.0722*lin(b)
	}
	x, y := lum(a), lum(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// mixed is what is seen of a colour of so much strength (to 255) over another.
func mixed(over, under color.Color, strength float64) color.Color {
	r1, g1, b1, _ := over.RGBA()
	r2, g2, b2, _ := under.RGBA()
	part := func(x, y uint32) uint16 { return uint16((float64(x)*strength + float64(y)*(255-strength)) / 255) }
	return color.NRGBA64{R: part(r1, r2), G: part(g1, g2), B: part(b1, b2), A: 0xFFFF}
}

// TestContrast: words can be read on what they stand on, in both variants.
func TestContrast(t *testing.T) {
	for _, l := range []*look{{mode: "light", scale: 1}, {mode: "dark", scale: 1}} {
		for _, ink := range []fyne.ThemeColorName{theme.ColorNameForeground, theme.ColorNameDisabled, theme.ColorNamePlaceHolder, theme.ColorNameHyperlink, theme.ColorNameError, theme.ColorNameWarning, theme.ColorNameSuccess, theme.ColorNamePrimary, colorYes, colorNo} {
			for _, paper := range []fyne.ThemeColorName{theme.ColorNameBackground, colorSurface, theme.ColorNameInputBackground, theme.ColorNameSelection} {
				if c := contrast(l.Color(ink, 0), l.Color(paper, 0)); c < 4.5 {
					t.Errorf("%s: %s on %s is %.2f", l.mode, ink, paper, c)
				}
				if c := contrast(l.Color(ink, 0), mixed(l.Color(ink, 0), l.Color(paper, 0), chipTint)); c < 4.5 {
					t.Errorf("%s: %s in a chip on %s is %.2f", l.mode, ink, paper, c)
				}
			}
		}
		if c := contrast(l.Color(theme.ColorNameForegroundOnPrimary, 0), l.Color(theme.ColorNamePrimary, 0)); c < 4.5 {
			t.Errorf("%s: on primary %.2f", l.mode, c)
		}
	}
}

// TestFirstRun: a new person says their name, starts a group, and is shown what to do.
func TestFirstRun(t *testing.T) {
	b := newBench(t)
	u := b.house(1280, 800)
	entered := forum.ID{}
	d := newDoorway(u.app, func(id forum.ID) { entered = id })
	d.name.SetText("Elm Row")
	test.Tap(d.start)
	b.settle()
	if entered.Zero() {
		t.Fatal("no group was started")
	}
	d.ticket.SetText("moot:join/abc")
	test.Tap(d.join)
	if !d.note.Visible() || d.note.Text == "" {
		t.Error("a cut invite is not explained")
	}
	u.shell.enter(entered)
	b.settle()
	if u.shell.group != entered {
		t.Error("the group is not open")
	}
	b.noErrors()
}

// TestDraftsSurvive: a form that was begun and not sent is there again when the window is opened another time.
func TestDraftsSurvive(t *testing.T) {
	b := newBench(t)
	u := b.house(1280, 800)
	u.shell.enter(b.group)
	b.settle()
	u.shell.Create()
	b.settle()
	test.Type(u.shell.detail.(*proposalForm).title, "Mend the gate")
	u.Leave(func() {})
	again := b.house(1280, 800)
	again.shell.enter(b.group)
	b.settle()
	again.shell.Create()
	b.settle()
	if got := again.shell.detail.(*proposalForm).title.Text; got != "Mend the gate" {
		t.Errorf("the title is %q", got)
	}
	b.noErrors()
}
