package store

import (
	"context"
	"errors"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
	"moot/store/forum/ring"
	"moot/store/saying"
)

// PutBallots takes in secret ballots from a peer or a file; from names the source. What is known, or counts no more,
// costs nothing. A ballot of a vote that is not here is passed over: the boxes are compared again. Errors: *forum.BadEntryError and
// *forum.RefusedError for a ballot that no honest device hands on, and what stops the work.
func (s *Store) PutBallots(ctx context.Context, id forum.ID, from string, ballots [][]byte) (fresh int, err error) {
	g, err := s.group(id)
	if err != nil {
		return 0, err
	}
	var good []forum.Boxed
	var wrong error
	for _, raw := range ballots {
		if err := checkCtx(ctx); err != nil {
			return 0, err
		}
		b, take, err := s.checkBallot(g, from, raw)
		if err != nil {
			wrong = err
			break
		}
		if take {
			good = append(good, b)
		}
	}
	if len(good) == 0 {
		return 0, wrong
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	report := forum.Report{Gaps: map[forum.Chain]uint64{}}
	err = s.commit(g, from, &report, func(b *batch) error {
		for i := range good {
			if err := b.box(&good[i], 0); err != nil {
				return err
			}
		}
		return nil
	})
	return report.New, errors.Join(wrong, err)
}

// checkBallot reads a ballot and checks its signature, unless it need not be taken.
func (s *Store) checkBallot(g *group, from string, raw []byte) (b forum.Boxed, take bool, err error) {
	if b, err = forum.ReadBoxed(raw); err != nil {
		return b, false, err
	}
	var vote forum.Record
	err = s.db.View(func(txn *badger.Txn) error {
		k, ok, err := g.find(txn, b.Vote)
		if err != nil || !ok || k.Kind != forum.KindVote || k.verdict != shown {
			return err
		}
		if vote, err = recordOf(&k.Entry, g.state().roll); err != nil {
			return err
		}
		at, err := g.boxPlace(txn, &b)
		take = err == nil && !at.known && !at.passed
		return err
	})
	if err != nil || !take {
		return b, false, err
	}
	open, ok := vote.Body.(*forum.OpenVote)
	if !ok || !open.Secret {
		return b, false, &forum.RefusedError{Reason: saying.Plain("a secret ballot was sent for a vote that is not secret")}
	}
	keys, err := s.ringOf(g, vote)
	if err != nil {
		return b, false, err
	}
	if !s.mayCheck(from, b.Vote, keys.Len()) {
		s.log.Warn("a neighbour has sent more ballots of one vote than people could have cast")
		return b, false, nil
	}
	return b, true, b.Verify(vote, keys)
}

// ringsKept bounds the memory of rings; a ring of 200 takes some 50 KiB.
const ringsKept = 16

// ringOf gives the ring of a secret vote.
func (s *Store) ringOf(g *group, vote forum.Record) (*ring.Ring, error) {
	s.checks.Lock()
	r, ok := s.rings[vote.ID]
	s.checks.Unlock()
	if ok {
		return r, nil
	}
	s.gate.Lock() // the history belongs to the gate
	roll, missing := g.history.At(vote.Roll)
	s.gate.Unlock()
	if len(missing) > 0 {
		return nil, errDamaged // the vote is shown, so it was judged by that roll
	}
	return s.rememberRing(vote.ID, roll)
}

func (s *Store) rememberRing(vote forum.ID, roll *forum.Roll) (*ring.Ring, error) {
	r, err := roll.Ring()
	if err != nil {
		return nil, err
	}
	s.checks.Lock()
	defer s.checks.Unlock()
	if len(s.rings) >= ringsKept {
		clear(s.rings)
	}
	s.rings[vote] = r
	return r, nil
}

// checksEach is how many ballots of one vote are checked for one source while Moot runs, times the people in the ring. Checking
// one takes a tenth of a second when the ring is large, and a voter can make as many as they like.
const (
	checksEach = 4
	checksKept = 4096
)

// source is somebody who sends ballots of a vote.
type source struct {
	from string
	vote forum.ID
}

// mayCheck counts a ballot that is to be checked, and says whether its source may still have one checked.
func (s *Store) mayCheck(from string, vote forum.ID, people int) bool {
	s.checks.Lock()
	defer s.checks.Unlock()
	if len(s.checked) >= checksKept {
		clear(s.checked)
	}
	at := source{from, vote}
	s.checked[at]++
	return s.checked[at] <= checksEach*people
}
