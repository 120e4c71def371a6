package store

import (
	"context"
	"crypto/rand"
	"math/big"
	"slices"
	"time"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
	"moot/store/forum/ring"
)

// ballotDelay is within how long a secret ballot leaves the device it was cast on, unless [Options] say otherwise.
const ballotDelay = 30 * time.Minute

// holdSteps is how many moments there are in that time at which ballots leave, the same on every device: those of
// neighbours then leave together.
const holdSteps = 6

// holdUntil picks when a ballot cast now in a vote with this deadline (0: none) is handed on: at a random one of the
// moments ahead, and at the latest half-way to the deadline.
func (s *Store) holdUntil(closes int64) int64 {
	delay := s.delay.Milliseconds()
	if delay <= 0 {
		return 0
	}
	now, step := s.clock(), max(delay/holdSteps, 1)
	n, err := rand.Int(rand.Reader, big.NewInt(holdSteps))
	if err != nil { // crypto/rand ends the process rather than fail
		return 0
	}
	until := (now/step + 1 + n.Int64()) * step
	if closes > now {
		until = min(until, now+(closes-now)/2)
	}
	return until
}

// HeldBallot is a secret ballot that waits on this device.
type HeldBallot struct {
	Proposal forum.ID
	Title    string
	Until    int64 // ms: no other device is given it before
}

// HeldBack lists this person's secret ballots that this device has not begun to hand on, by proposal. Whoever writes a
// bundle is told: they are not in it.
func (s *Store) HeldBack(ctx context.Context, id forum.ID) (out []HeldBallot, err error) {
	g, err := s.group(id)
	if err != nil {
		return nil, err
	}
	now := s.clock()
	err = s.db.View(func(txn *badger.Txn) error {
		all, err := g.boxes(txn, groupKey(prefixBoxOf, g.num))
		if err != nil {
			return err
		}
		for _, x := range all {
			held, err := g.heldBack(txn, &x, now)
			if err != nil {
				return err
			}
			if !held {
				continue
			}
			vote, _, err := g.find(txn, x.vote)
			if err != nil {
				return err
			}
			_, c, _, err := g.cardOf(txn, vote.Subject)
			if err != nil {
				return err
			}
			out = append(out, HeldBallot{vote.Subject, c.Title, x.until})
		}
		return checkCtx(ctx)
	})
	slices.SortFunc(out, func(a, b HeldBallot) int { return slices.Compare(a.Proposal[:], b.Proposal[:]) })
	return out, err
}

// CastSecret casts or replaces this person's ballot in the secret vote that is open on a proposal. Of b the caller gives
// what the ballot says. It is durable when this returns, and handed on after a random delay; with atOnce without one, and
// then whoever this device meets first can guess whose it is. It gives the ballot's id, and when it is handed on, ms.
func (s *Store) CastSecret(ctx context.Context, g, proposal forum.ID, b forum.NewBallot, atOnce bool) (id forum.ID, until int64, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		_, v, err := w.votingOn(proposal)
		if err != nil {
			return err
		}
		if !v.Secret {
			return refuse(CodeRefused, "this vote is not secret")
		}
		if !atOnce {
			until = s.holdUntil(v.Closes)
		}
		id, err = w.castSecret(v, b, until)
		return err
	})
	return id, until, err
}

// castSecret signs a ballot and puts it into the box.
func (w *writer) castSecret(v *forum.Vote, b forum.NewBallot, until int64) (id forum.ID, err error) {
	opened, state := w.Record(v.ID)
	if state != forum.Shown || !w.g.roll().Votes(w.me()) {
		return id, refuse(CodeRefused, "you cannot vote in this group now")
	}
	keys, err := w.ring(opened)
	if err != nil {
		return id, err
	}
	mine, _, err := w.g.ownBallot(w.txn, v.ID, w.s.ownTag(v.ID))
	if err != nil {
		return id, err
	}
	if mine.Revision >= forum.MaxRevision {
		return id, refuse(CodeRefused, "you have changed this ballot %d times, and it cannot be changed any more", mine.Revision-1)
	}
	entropy := make([]byte, 32)
	rand.Read(entropy) // never fails
	x, err := forum.SealBallot(forum.SecretBallot{Vote: v.ID, Revision: mine.Revision + 1, Choice: b.Choice, Prefs: b.Prefs, Points: b.Points, Reason: b.Reason},
		keys, w.s.personKey(), entropy)
	if err == nil {
		err = x.Verify(opened, keys) // what others would refuse is refused here
	}
	if err != nil {
		return id, &RefusedError{CodeRefused, ReasonOf(err).Capital()}
	}
	return x.ID, w.box(&x, until)
}

// ring is [Store.ringOf] for whoever holds the gate.
func (b *batch) ring(vote forum.Record) (*ring.Ring, error) {
	b.s.checks.Lock()
	r, ok := b.s.rings[vote.ID]
	b.s.checks.Unlock()
	if ok {
		return r, nil
	}
	roll, missing := b.g.history.At(vote.Roll)
	if len(missing) > 0 {
		return nil, errDamaged
	}
	return b.s.rememberRing(vote.ID, roll)
}

// ownTag gives the link tag of this person's ballots in a vote; the zero tag, which no ballot has, before there is a person.
func (s *Store) ownTag(vote forum.ID) ring.Tag {
	k := s.personKey()
	if k == nil {
		return ring.Tag{}
	}
	return ring.TagOf(k.Seed(), forum.SecretScope(vote))
}

// ownBallot gives the ballot of a tag that counts; ok is false when there is none.
func (g *group) ownBallot(txn *badger.Txn, vote forum.ID, tag ring.Tag) (b forum.Boxed, ok bool, err error) {
	all, err := g.boxes(txn, append(groupKey(prefixBoxOf, g.num).id(vote), tag[:]...))
	for _, x := range all {
		one, here, err := g.ballot(txn, x.id)
		if err != nil {
			return b, false, err
		}
		if here && (!ok || one.Beats(b.Revision, b.ID)) {
			b, ok = one, true
		}
	}
	return b, ok, err
}

// findMine fills in which of the ballots in secret votes is this person's, and gives that in the last vote.
func (s *Store) findMine(p *forum.Proposal, records []forum.Record) (last *forum.Ballot) {
	for i := range p.Votes {
		v := &p.Votes[i]
		last = nil
		if !v.Secret {
			continue
		}
		tag := s.ownTag(v.ID)
		var best *forum.Boxed
		for j := range records {
			b, ok := records[j].Body.(*forum.Boxed)
			if ok && b.Vote == v.ID && b.Tag == tag && (best == nil || b.Beats(best.Revision, best.ID)) {
				best = b
			}
		}
		if best != nil {
			v.Mine = best.ID
			last = &forum.Ballot{ID: best.ID, Choice: best.Choice, Prefs: best.Prefs, Points: best.Points, Reason: best.Reason, Tag: best.Tag}
		}
	}
	return last
}

// secretBallots checks the ring signature of every secret ballot again.
func (v *verifier) secretBallots(ctx context.Context) error {
	var all []boxed
	err := v.s.db.View(func(txn *badger.Txn) (err error) {
		all, err = v.g.boxes(txn, groupKey(prefixBoxOf, v.g.num))
		return err
	})
	for i := range all {
		if err := checkCtx(ctx); err != nil {
			return err
		}
		if why := v.secretBallot(&all[i]); why != nil {
			v.problem("secret ballot %s does not hold: %v", all[i].id.String()[:8], why)
		}
		v.report.SecretBallots++
	}
	return err
}

func (v *verifier) secretBallot(x *boxed) error {
	var b forum.Boxed
	var vote forum.Record
	err := v.s.db.View(func(txn *badger.Txn) error {
		var ok bool
		var err error
		if b, ok, err = v.g.ballot(txn, x.id); err != nil || !ok || b.Vote != x.vote || b.Tag != x.tag || b.Revision != x.revision {
			return errDamaged
		}
		k, ok, err := v.g.find(txn, x.vote)
		if err != nil || !ok {
			return errDamaged
		}
		vote, err = recordOf(&k.Entry, v.g.state().roll)
		return err
	})
	if err != nil {
		return err
	}
	keys, err := v.s.ringOf(v.g, vote)
	if err != nil {
		return err
	}
	return b.Verify(vote, keys)
}

// Ring says among how many people the ballots of a secret vote are hidden, and who may vote and cannot be one of them.
// Errors: *RefusedError (not_found).
func (s *Store) Ring(ctx context.Context, in, vote forum.ID) (people int, without []forum.Person, err error) {
	g, err := s.group(in)
	if err != nil {
		return 0, nil, err
	}
	var opened forum.Record
	err = s.db.View(func(txn *badger.Txn) error {
		k, ok, err := g.find(txn, vote)
		if err != nil || !ok || k.Kind != forum.KindVote {
			return refuse(CodeNotFound, "there is no such vote on this device")
		}
		opened, err = recordOf(&k.Entry, g.state().roll)
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	r, err := s.ringOf(g, opened)
	if err != nil {
		return 0, nil, err
	}
	s.gate.Lock() // the history belongs to the gate
	roll, _ := g.history.At(opened.Roll)
	s.gate.Unlock()
	return r.Len(), roll.Unringed(r), nil
}
