package sync

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"

	"github.com/libp2p/go-libp2p/core/peer"

	"moot/store/forum"
	"moot/store/saying"
)

// Proving. Two devices find the groups they have in common without naming any: each sends, for every group it knows, a
// tag that only somebody who holds the group's secret can compute or recognise, mixed with random bytes of the same
// size. The tags are bound to fresh nonces from both sides, to who opened the conversation, and to both libp2p
// identities (which TLS has proved), so a tag seen once is worth nothing again or anywhere else.

var errStranger = saying.Error("you and this neighbour have no group in common")

// greeting is what both sides know once the tags have crossed.
type greeting struct {
	opener, answerer peer.ID
	nonceO, nonceA   nonce
	slots            []forum.GroupRef // the groups in common, in an order both sides compute alike
}

// greet does the first two exchanges. It names nothing, and what it sends has the same shape whoever listens and
// however many groups there are (up to eight; then up to sixteen, and so on).
func greet(rw io.ReadWriter, me, other peer.ID, opener bool, refs []forum.GroupRef) (*greeting, error) {
	g := &greeting{opener: me, answerer: other}
	if !opener {
		g.opener, g.answerer = other, me
	}
	if err := g.swapHello(rw, opener); err != nil {
		return nil, err
	}
	theirs, err := g.swapTags(rw, opener, refs)
	if err != nil {
		return nil, err
	}
	g.match(theirs, opener, refs)
	if len(g.slots) == 0 {
		return g, errStranger
	}
	return g, nil
}

func (g *greeting) swapHello(rw io.ReadWriter, opener bool) error {
	mine := hello{version: version}
	if _, err := rand.Read(mine.nonce[:]); err != nil {
		return fmt.Errorf("make a nonce: %w", err)
	}
	body, err := swap(rw, opener, kindHello, mine.encode())
	if err != nil {
		return err
	}
	theirs, err := readHello(body)
	switch {
	case err != nil:
		return err
	case theirs.version != version:
		return saying.Error("this neighbour's Moot speaks version %d and this one %d: update the older", theirs.version, version)
	case opener:
		g.nonceO, g.nonceA = mine.nonce, theirs.nonce
	default:
		g.nonceO, g.nonceA = theirs.nonce, mine.nonce
	}
	return nil
}

func (g *greeting) swapTags(rw io.ReadWriter, opener bool, refs []forum.GroupRef) ([]byte, error) {
	body, err := swap(rw, opener, kindTags, g.tags(opener, refs))
	if err != nil {
		return nil, err
	}
	n := len(body) / tagSize
	if len(body)%tagSize != 0 || n < tagsLeast || n > tagsMost || n&(n-1) != 0 {
		return nil, errFrame
	}
	return body, nil
}

// swap sends one frame and reads one of the same kind; the opener speaks first.
func swap(rw io.ReadWriter, opener bool, k kind, mine []byte) ([]byte, error) {
	if opener {
		if err := writeFrame(rw, k, mine); err != nil {
			return nil, err
		}
	}
	got, theirs, err := readFrame(rw)
	if err != nil {
		return nil, err
	}
	if got != k {
		if got == kindBye && len(theirs) == 1 {
			return nil, &byeError{why(theirs[0])}
		}
		return nil, errFrame
	}
	if !opener {
		return theirs, writeFrame(rw, k, mine)
	}
	return theirs, nil
}

// tag is HMAC-SHA256 under the group's proof key over who speaks, both nonces and both libp2p identities.
func (g *greeting) tag(ref *forum.GroupRef, byOpener bool) (t [tagSize]byte) {
	m := hmac.New(sha256.New, forum.ProofKey(ref.Secret))
	m.Write(g.transcript("moot/sync/1 tag", byOpener))
	m.Sum(t[:0])
	return t
}

// transcript is what tags and claims are bound to. Peer ids carry their length, so no two transcripts run together.
func (g *greeting) transcript(what string, byOpener bool) []byte {
	b := append([]byte(what), 0, flag(byOpener))
	b = append(append(b, g.nonceO[:]...), g.nonceA[:]...)
	for _, p := range []peer.ID{g.opener, g.answerer} {
		b = append(append(b, byte(len(p))), p...)
	}
	return b
}

// tags gives this side's tags, filled up with random ones to a power of two, in the order of their bytes.
func (g *greeting) tags(byOpener bool, refs []forum.GroupRef) []byte {
	refs = refs[:min(len(refs), tagsMost)]
	n := tagsLeast
	for n < len(refs) {
		n *= 2
	}
	all := make([][tagSize]byte, n)
	for i := range all {
		if i < len(refs) {
			all[i] = g.tag(&refs[i], byOpener)
		} else {
			rand.Read(all[i][:]) // never fails: see crypto/rand
		}
	}
	slices.SortFunc(all, func(a, b [tagSize]byte) int { return bytes.Compare(a[:], b[:]) })
	return bytes.Join(slices.Collect(func(yield func([]byte) bool) {
		for i := range all {
			if !yield(all[i][:]) {
				return
			}
		}
	}), nil)
}

// match finds the groups whose tag the other side sent. Slots are numbered in the order of the opener's tags.
func (g *greeting) match(theirs []byte, opener bool, refs []forum.GroupRef) {
	sent := map[[tagSize]byte]bool{}
	for ; len(theirs) >= tagSize; theirs = theirs[tagSize:] {
		sent[[tagSize]byte(theirs)] = true
	}
	for i := range refs {
		if sent[g.tag(&refs[i], !opener)] {
			g.slots = append(g.slots, refs[i])
		}
	}
	slices.SortFunc(g.slots, func(a, b forum.GroupRef) int {
		x, y := g.tag(&a, true), g.tag(&b, true)
		return bytes.Compare(x[:], y[:])
	})
}

// statement is what a device signs to claim its place in a group towards this peer and in this conversation only.
func (g *greeting) statement(group forum.ID, byOpener bool) []byte {
	return append(g.transcript("moot/sync/1 device", byOpener), group[:]...)
}

// byeError is the other side's reason for hanging up.
type byeError struct{ why why }

func (e *byeError) Error() string {
	switch e.why {
	case whyNothing:
		return errStranger.Error()
	case whyTwin, whyAgain:
		return "the conversation is starting over"
	case whyClosing:
		return "the neighbour's Moot is closing"
	case whyNewer:
		return "the neighbour's Moot is of another version: update the older"
	case whyRetired:
		return "the neighbour says that this device has been retired"
	case whyRemoved, whyUnknown, whyDevice:
		return "the neighbour does not have this device on the roll of any group"
	default:
		return "the neighbour has hung up"
	}
}
