package store

import (
	"cmp"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// What a fork cuts off of the log and of the roll (see rejudge.go).

// cutLog moves what a fork cut off into its own part of the log.
func (r *rejudging) cutLog(c stretch) error {
	places := make([]place, 0, c.to+1-min(c.to+1, c.from))
	for seq := c.from; seq <= c.to; seq++ {
		places = append(places, place{c.chain.num, seq})
	}
	return r.each(places, func(b *batch, k *kept, p place) error {
		if err := b.txn.Delete(groupKey(prefixLog, r.g.num).byte(byte(k.Lane)).u64(k.pos)); err != nil {
			return err
		}
		return b.txn.Set(groupKey(prefixLog, r.g.num).byte(asideLane).u64(k.pos), p.bytes())
	})
}

// laneAgain gives everything of a lane, what forks cut off too, in the order it came.
func (r *rejudging) laneAgain(lane forum.Lane) ([]place, error) {
	type at struct {
		pos uint64
		place
	}
	var all []at
	err := r.s.db.View(func(txn *badger.Txn) error {
		for _, part := range []byte{byte(lane), asideLane} {
			err := each(txn, groupKey(prefixLog, r.g.num).byte(part), func(key, v []byte) error {
				p, err := readPlace(v)
				if err == nil && r.g.nums[p.chain].Lane == lane {
					all = append(all, at{tailU64(key), p})
				}
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortFunc(all, func(a, b at) int { return cmp.Compare(a.pos, b.pos) })
	places := make([]place, len(all))
	for i := range all {
		places[i] = all[i].place
	}
	return places, err
}

// replayRoll makes the roll's history again.
func (r *rejudging) replayRoll() error {
	places, err := r.laneAgain(forum.RollLane)
	if err != nil {
		return err
	}
	r.blind = true
	defer func() { r.blind = false }()
	r.g.history = forum.NewHistory(r.g.id)
	if err := r.judge(places); err != nil {
		return err
	}
	r.g.publish()
	return nil
}

// cutRoll makes the roll's history again after a fork in the roll lane, which only a few acts are in, and collects the
// content that was written under a roll that is another one now.
func (r *rejudging) cutRoll(c stretch) error {
	if err := r.cutLog(c); err != nil {
		return err
	}
	tainted, err := r.tainted(c)
	if err != nil {
		return err
	}
	places, err := r.laneAgain(forum.RollLane)
	if err != nil {
		return err
	}
	if err := r.each(places, func(b *batch, k *kept, p place) error { return b.unrecord(k, p) }); err != nil {
		return err
	}
	before := r.g.state().roll
	if err := r.replayRoll(); err != nil {
		return err
	}
	r.next.moved = append(r.next.moved, r.g.moves(before, r.g.roll())...)
	content, err := r.laneAgain(forum.ContentLane)
	if err != nil {
		return err
	}
	return r.look(func(b *batch) error {
		for _, p := range content {
			k, err := r.g.readPlace(b.txn, p)
			if err != nil {
				return err
			}
			if k.verdict != aside && cites(&k, tainted) {
				if err := r.pull(b, p); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// tainted gives the acts a fork cut off and all that come after one.
func (r *rejudging) tainted(c stretch) (map[forum.ID]bool, error) {
	places, err := r.laneAgain(forum.RollLane)
	if err != nil {
		return nil, err
	}
	out := map[forum.ID]bool{}
	for grown := true; grown; {
		grown = false
		err := r.s.db.View(func(txn *badger.Txn) error {
			for _, p := range places {
				k, err := r.g.readPlace(txn, p)
				if err != nil {
					return err
				}
				cut := p.chain == c.chain.num && c.from <= p.seq && p.seq <= c.to
				if !out[k.ID] && (cut || out[k.Prev] || cites(&k, out)) {
					out[k.ID], grown = true, true
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func cites(k *kept, acts map[forum.ID]bool) bool {
	return slices.ContainsFunc(k.Header.Roll, func(id forum.ID) bool { return acts[id] })
}
