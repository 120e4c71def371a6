package store

import (
	"testing"
	"time"

	"moot/store/forum"
)

// TestCertificateCountsAForkedBallot: a ballot that a certificate counts stays counted when its device turns out to have
// signed two histories, whichever of the three comes first to a device.
func TestCertificateCountsAForkedBallot(t *testing.T) {
	ann, bob, cat, g, p := street(t)
	must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Time{}, 0))
	share(t, g, ann, bob, cat)
	other := forge(t, ann, g, forum.Header{Kind: forum.KindComment, Subject: p}, body(t, forum.KindComment, forum.NewComment{Body: "my other self"}), bob.keys.device)
	must[forum.ID](t)(bob.Cast(ctx, g, p, forum.Yes, ""))
	give(t, bob, ann, g)
	must[Closed](t)(ann.CloseVote(ctx, g, p, false))
	must[forum.Report](t)(cat.Apply(ctx, g, "peer:x", []forum.Entry{other})) // Cat has the other branch first
	must[forum.Report](t)(ann.Apply(ctx, g, "peer:x", []forum.Entry{other})) // and Ann last
	share(t, g, ann, cat)
	agreeOn(t, g, p, forum.StatePassed, 1, ann, cat)
	for _, s := range []*Store{ann, cat} {
		if _, v := seen(t, s, g, p); len(v.Ballots) != 1 || v.Unseen != 0 {
			t.Errorf("%d ballots shown, %d not", len(v.Ballots), v.Unseen)
		}
	}
}

// TestCertificateOutlivesARemoval: who is removed after a vote is closed was counted in it, on every device.
func TestCertificateOutlivesARemoval(t *testing.T) {
	ann, bob, cat, g, p := street(t)
	must[forum.ID](t)(ann.OpenVote(ctx, g, p, time.Time{}, 0))
	share(t, g, ann, bob, cat)
	bobMe, _ := bob.Me()
	ok(t, cat.Rename(ctx, "Kat")) // so that there is something of hers to bring
	must[forum.ID](t)(bob.Cast(ctx, g, p, forum.Yes, ""))
	give(t, bob, ann, g)
	must[Closed](t)(ann.CloseVote(ctx, g, p, false))
	ok(t, ann.Remove(ctx, g, bobMe.Person, "moved away"))
	share(t, g, ann, cat)
	agreeOn(t, g, p, forum.StatePassed, 1, ann, cat)
}
