package sync

import (
	"errors"
	"slices"
	"testing"

	"moot/store/forum"
)

// boxKinds are the frames that only some devices know.
var boxKinds = []kind{kindBoxes, kindHeld, kindBallots, kindTaken}

// A ballot that does not hold was handed on by nobody honest: the conversation is over, and nothing else is harmed.
func TestBadBallotEndsTheConversation(t *testing.T) {
	g, ann, _, n, a := memberBy(t, boxProtocol)
	m := boxBallots{vote: forum.ID{1}, ballots: [][]byte{{0xa0}}}
	if err := a.send(kindBallots, m.encode()); err != nil {
		t.Fatal(err)
	}
	if kinds, last := a.rest(); last != whyAbuse {
		t.Errorf("frames %v, last word %d", kinds, last)
	}
	stillServes(t, g, n, ann)
}

// Frames about boxes without end move nothing, and are not listened to for ever.
func TestEndlessBoxes(t *testing.T) {
	for name, one := range map[string]func() (kind, []byte){
		"sums": func() (kind, []byte) { return kindBoxes, boxSums{sums: []boxSum{{vote: forum.ID{1}}}}.encode() },
		"lists": func() (kind, []byte) {
			return kindHeld, boxHeld{vote: forum.ID{1}, ballots: []forum.ID{{2}}}.encode()
		},
		"no ballots": func() (kind, []byte) { return kindBallots, boxBallots{more: true}.encode() },
		"thanks":     func() (kind, []byte) { return kindTaken, boxHeld{}.encode() },
	} {
		t.Run(name, func(t *testing.T) {
			_, _, _, _, a := memberBy(t, boxProtocol)
			go func() { // what comes back is read, so that only the number of frames counts
				k, body := one()
				for a.send(k, body) == nil {
				}
			}()
			if _, last := a.rest(); last != whyAbuse && last != 0 {
				t.Errorf("last word %d", last)
			}
		})
	}
}

// A device that has no boxes is never sent a frame about them, and may not send one.
func TestOldDevicesHearNothingOfBoxes(t *testing.T) {
	_, _, mal, _, a := member(t)
	list := tips(mal.Heights(a.g.slots[0].ID), func(forum.Lane) bool { return true })
	if err := errors.Join(
		a.send(kindDigest, digest{ask: true, sum: sum(list)}.encode()),
		a.send(kindHeights, heights{mode: modeFull, list: list}.encode()),
		a.send(kindBoxes, boxSums{}.encode())); err != nil {
		t.Fatal(err)
	}
	kinds, last := a.rest()
	if last != whyAbuse || slices.ContainsFunc(kinds, func(k kind) bool { return slices.Contains(boxKinds, k) }) {
		t.Errorf("frames %v, last word %d", kinds, last)
	}
}
