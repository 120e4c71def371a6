package sync

import (
	"bytes"
	"context"
	"crypto/sha256"
	"maps"
	"time"

	"moot/store/forum"
)

// gate says what this side accepts from the peer in a slot.
type gate int

const (
	gateShut        gate = iota // nothing but a claim
	gateProvisional             // we are joining: the roll, and nothing else, from whoever knows the secret
	gateOpen                    // the peer's device is on our roll
)

// slot is one group that both sides know, in one conversation. Fields under the first comment belong to the goroutine
// that handles what comes in; the others are guarded by session.mu.
type slot struct {
	ref forum.GroupRef
	num uint16

	// of the handler
	late       bool // opened after the other side had been turned away once: start the exchange from here
	vouched    int  // bytes of acts taken from a device we do not know yet
	pending    []forum.Entry
	pendingLen int // bytes
	cover      forum.Cover
	closed     int  // how many of pending can be checked by themselves
	open       int  // bytes of the others
	applied    bool // something has been applied and not acknowledged yet
	touched    map[forum.Chain]bool
	told       map[forum.Chain]uint64 // acknowledged to the peer: to send it again serves nothing
	taken      uint32                 // entries frames handled
	whole      uint32                 // of them, those with nothing left in pending for want of a signature
	list       []tip                  // of a full list that is still arriving
	wanted     map[forum.Chain]uint64
	mismatch   [2][32]byte // the digests that differed last time

	// guarded by session.mu
	gate     gate
	claims   int  // received
	dead     bool // nothing more will happen in this slot
	rollOnly bool // one of the two waits for approval: the roll is all that passes
	peer     forum.Device
	person   forum.Person
	shutWhy  why
	claimed  bool      // our claim has gone out
	begged   bool      // with a request to be let in
	vouch    bool      // our acts have been shown
	turned   bool      // the peer has closed the group to us once
	parted   time.Time // when the peer was shown that it is out of the group; zero if never
	answer   *answer
	due      due

	known     bool                   // we know what the peer has
	have      map[forum.Chain]uint64 // what the peer has, or has been sent
	acked     map[forum.Chain]uint64 // what the peer is known to have made durable
	target    map[forum.Chain]uint64 // what the peer has said that it has
	after     uint64                 // log position up to which everything the peer lacks has been sent
	reset     bool                   // have went down: look from the start
	sent      uint32                 // entries frames sent
	taking    bool                   // what came is at the gate of the store
	confirmed uint32                 // entries frames the peer has handled
	ackFrames uint32                 // entries frames of the peer's that are durable here
	rounds    int                    // digests and lists compared
	stuck     bool                   // the last comparison differed as the one before did
	asked     *asked
	box       boxState
}

// due is what the writer has to send for a slot, besides entries.
type due struct {
	claim  bool
	vouch  bool
	part   why // show the peer why it is out of the group, and close it for this reason
	closed why
	answer *answer
	ask    time.Duration // send a digest and wait so long for its answer
	reply  *[32]byte     // answer a digest
	full   bool          // send the list of heights
	wantIt bool          // … and ask for theirs
	acks   []tip
	wants  []tip
	taken  []forum.ID // votes of which ballots have been dealt with
}

// asked is a digest on its way: what it covered, so that an equal answer tells exactly what the peer has.
type asked struct {
	sum      [32]byte
	heights  []tip
	at       time.Time
	patience time.Duration // with no word at all
}

// lanes says what passes in the slot. Call with session.mu held.
func (sl *slot) lanes() func(forum.Lane) bool {
	if sl.rollOnly {
		return func(l forum.Lane) bool { return l == forum.RollLane }
	}
	return func(forum.Lane) bool { return true }
}

// ready says whether the exchange may go on. Call with session.mu held.
func (sl *slot) ready() bool { return !sl.dead && sl.gate != gateShut }

// sum is the digest of a sorted list of heights.
func sum(list []tip) (out [32]byte) {
	h := sha256.New()
	h.Write([]byte("moot/sync/1 heights\x00"))
	var b []byte
	for i := range list {
		b = list[i].append(b[:0])
		h.Write(b)
	}
	h.Sum(out[:0])
	return out
}

// note records that the peer has these heights. Call with session.mu held.
func (sl *slot) note(list []tip) {
	if sl.have == nil {
		sl.have = map[forum.Chain]uint64{}
	}
	sl.known = true
	for _, t := range list {
		raise(sl.have, t.chain, t.height.Seq)
		sl.target[t.chain] = t.height.Seq // and no more: what it sent beyond that was the evidence of a fork
		raise(sl.acked, t.chain, t.height.Seq)
	}
}

func raise(m map[forum.Chain]uint64, c forum.Chain, seq uint64) {
	if m[c] < seq {
		m[c] = seq
	}
}

// learn takes in the peer's complete list. While nothing of ours is on its way the list is exactly what the peer has,
// and what it has lost or refused is seen again; otherwise it can only add to what we know. Of a chain that is as long
// on both sides but ends differently, everything is sent: the fork is evidence. Call with session.mu held.
func (sl *slot) learn(list []tip, mine map[forum.Chain]forum.Height) {
	if sl.have == nil || sl.sent == sl.confirmed {
		sl.have = make(map[forum.Chain]uint64, len(list))
	}
	sl.note(list)
	for _, t := range list {
		if m, ok := mine[t.chain]; ok && m.Seq == t.height.Seq && !bytes.Equal(m.Head[:], t.height.Head[:]) {
			sl.have[t.chain] = 0
		}
	}
	sl.rounds++
	sl.again()
}

// again makes the next pass look at everything and not just at what is new. Call with session.mu held.
func (sl *slot) again() { sl.after, sl.reset = 0, true }

// crowded says whether the peer has named more chains than any list may have. Call with session.mu held.
func (sl *slot) crowded() bool { return len(sl.target) > listMost }

// step says how far apart the two sides are.
type step struct {
	behind, ahead int  // entries they have said they hold and we lack; entries we hold that they have not confirmed
	open          bool // the slot is in use
	compared      bool // at least once
	flowing       bool // entries are on their way, or being taken in
	stuck         bool
}

// inStep says that each holds everything the other is known to hold.
func (p step) inStep() bool {
	return p.open && p.compared && p.behind == 0 && p.ahead == 0 && !p.flowing && !p.stuck
}

// settled says that nothing more will happen by itself.
func (p step) settled() bool { return p.inStep() || (p.compared && p.stuck && !p.flowing) }

func (s *session) step(sl *slot) step {
	mine := s.store.Heights(sl.ref.ID)
	s.mu.Lock()
	defer s.mu.Unlock()
	shown := sl.lanes()
	p := step{
		open: sl.ready(), compared: sl.rounds > 0, flowing: sl.sent != sl.confirmed || sl.taking || s.boxing(sl) && !sl.box.settled(),
		stuck: sl.stuck,
	}
	for c, seq := range sl.target {
		if shown(c.Lane) && seq > mine[c].Seq {
			p.behind += int(min(seq-mine[c].Seq, 1<<30))
		}
	}
	for c, h := range mine {
		if shown(c.Lane) && h.Seq > sl.acked[c] {
			p.ahead += int(min(h.Seq-sl.acked[c], 1<<30))
		}
	}
	return p
}

// judge asks our roll who the peer's device belongs to, and opens, narrows or shuts the slot by it. It is asked again
// before anything is taken or sent, so that a removal ends the exchange wherever it came from.
func (s *session) judge(ctx context.Context, sl *slot) (forum.Standing, error) {
	roll, joining, err := s.node.roll(ctx, sl.ref.ID)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if roll == nil {
		if joining && !sl.dead {
			sl.gate = gateProvisional
		}
		return forum.StandingNone, nil
	}
	m, _ := roll.ByDevice(sl.peer)
	me, _ := roll.ByDevice(s.node.store.Identity())
	sl.person = m.Person
	if sl.gate == gateProvisional && m.Standing == forum.StandingNone {
		return m.Standing, nil // the act that let the peer in may be on its way
	}
	if m.Standing != forum.StandingMember && m.Standing != forum.StandingWaiting {
		sl.gate = gateShut
		return m.Standing, nil
	}
	rollOnly := m.Standing == forum.StandingWaiting || me.Standing == forum.StandingWaiting
	if sl.rollOnly && !rollOnly {
		sl.again()
	}
	sl.rollOnly = rollOnly
	if !sl.dead {
		sl.gate = gateOpen
	}
	return m.Standing, nil
}

// shut closes the slot to the peer. For good, unless its device may still show how it came to belong. Nothing that was to
// be said while it was open is said any more.
func (s *session) shut(sl *slot, reason why, final bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sl.gate, sl.shutWhy, sl.asked = gateShut, reason, nil // an answer that comes while it is shut is passed over
	sl.due = due{claim: sl.due.claim, answer: sl.due.answer, vouch: sl.due.vouch, part: sl.due.part, closed: reason}
	if sl.due.part != 0 {
		sl.due.closed = 0 // it comes with the rest
	}
	sl.dead = sl.dead || final
}

// haveNow copies what the peer has, with everything outside the lanes that may pass counted as had.
func (s *session) haveNow(sl *slot, rollOnly bool) map[forum.Chain]uint64 {
	s.mu.Lock()
	have := maps.Clone(sl.have)
	s.mu.Unlock()
	if have == nil {
		have = map[forum.Chain]uint64{}
	}
	if rollOnly {
		for c := range s.store.Heights(sl.ref.ID) {
			if c.Lane != forum.RollLane {
				have[c] = 1 << 62
			}
		}
	}
	return have
}
