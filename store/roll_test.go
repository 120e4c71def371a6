package store

import (
	"testing"

	"moot/store/forum"
)

// TestForgedAdmissionStaysOut: an admission whose inner signatures are false lets nobody in, and still does not after the
// home was closed and opened again, when acts that were checked before are not checked again.
func TestForgedAdmissionStaysOut(t *testing.T) {
	home := t.TempDir()
	ann := must[*Store](t)(Open(home, Options{}))
	must[Me](t)(ann.CreateMe(ctx, "Ann"))
	g := must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Mill Lane"}))
	bob, eve := device(t, "Bob"), device(t, "Eve")
	join(t, ann, bob, g)
	text := must[string](t)(bob.Invite(ctx, g, InviteTerms{}, nil))
	ask := must[forum.Ask](t)(eve.Ask(ctx, must[forum.Ticket](t)(forum.ParseTicket(text))))
	ask.Called = "Mallory" // signed as Eve
	payload := must[[]byte](t)(forum.Encode(forum.KindAdmit, forum.Admit{Ask: ask}))
	e := forge(t, bob, g, forum.Header{Lane: forum.RollLane, Kind: forum.KindAdmit}, payload, bob.deviceKey())
	give(t, bob, ann, g)
	must[forum.Report](t)(ann.Apply(ctx, g, "peer:bob", []forum.Entry{e}))
	check := func(s *Store) {
		t.Helper()
		roll := must[*forum.Roll](t)(s.Roll(ctx, g))
		if _, there := roll.Find(ask.Person); there {
			t.Error("Mallory is in the group")
		}
		if why, no := roll.Refused(e.ID); !no {
			t.Errorf("the forged admission counts: %q", why)
		}
	}
	check(ann)
	ok(t, ann.Close())
	ann = must[*Store](t)(Open(home, Options{}))
	defer func() { ok(t, ann.Close()) }()
	check(ann)
}
