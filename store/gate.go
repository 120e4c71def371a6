package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"moot/store/doc"
	"moot/store/forum"
)

// maxReasons bounds a report.
const maxReasons = 8

// Apply is the gate. It takes entries of one group from a peer or a file, in any order but each chain's own in its order,
// the last of each chain signed. One signature is checked for as many of a chain as it may cover; those that were not
// needed are taken off. from names the source for quotas ("peer:…", "bundle").
// What it keeps is durable when it returns. The error is for what stops the work (a full disk, a closed store); what is
// wrong with single entries is in the report.
func (s *Store) Apply(ctx context.Context, id forum.ID, from string, entries []forum.Entry) (forum.Report, error) {
	g, err := s.group(id)
	if err != nil {
		return forum.Report{}, err
	}
	report := forum.Report{Gaps: map[forum.Chain]uint64{}}
	ctx, stop := context.WithCancel(ctx)
	ready := verifyAhead(ctx, id, entries)
	defer func() {
		stop()
		for range ready { // wait for the verifier: the entries are the caller's again when this returns
		}
	}()
	for v := range ready {
		if err := checkCtx(ctx); err != nil {
			return report, err
		}
		report.Refused += v.refused.Refused
		for _, why := range v.refused.Reasons {
			addReason(&report, why)
		}
		if err := s.applyBatch(g, from, v.in, &report); err != nil {
			return report, err
		}
	}
	return report, checkCtx(ctx)
}

// verifiedBatch is a batch, entry by entry the run it is in, and what was wrong with others.
type verifiedBatch struct {
	in      []*signedRun
	refused forum.Report
}

// verifyAhead cuts entries into batches and checks their signatures, while the batch before is being judged and written:
// most devices have a second core. The channel must be read to its end; when ctx ends, that comes soon.
func verifyAhead(ctx context.Context, group forum.ID, entries []forum.Entry) <-chan verifiedBatch {
	out := make(chan verifiedBatch, 1)
	go func() {
		defer close(out)
		for len(entries) > 0 && ctx.Err() == nil {
			var batch []forum.Entry
			var v verifiedBatch
			batch, entries = cut(entries, batchEntries, false)
			v.in = verify(group, batch, &v.refused)
			select {
			case out <- v:
			case <-ctx.Done():
			}
		}
	}()
	return out
}

// applyBatch takes the gate for one batch only, so that a person's deed never waits for the rest of a catch-up. Entries
// are judged in the order they came in, which goes from chain to chain as one builds on another.
func (s *Store) applyBatch(g *group, from string, in []*signedRun, report *forum.Report) error {
	s.gate.Lock()
	defer s.gate.Unlock()
	return s.commit(g, from, report, func(b *batch) error {
		parsed, stop := parseAhead(in, s.limits)
		defer stop()
		for _, r := range in {
			if r == nil {
				continue
			}
			if err := b.takeNext(r, <-parsed); err != nil {
				return err
			}
		}
		return b.settle()
	})
}

// parsedAhead is how many entries may be parsed before they are judged. A parsed change takes up to some 200 KB.
const parsedAhead = 32

// parseAhead reads what the changes of a batch say, beside the judging. The channel has one for each entry that is in a
// run, in order: nil for records, and for what cannot be read, which is judged in its turn. stop waits for the parser.
func parseAhead(in []*signedRun, lim doc.Limits) (parsed <-chan *doc.Change, stop func()) {
	out, quit := make(chan *doc.Change, parsedAhead), make(chan struct{})
	go func() {
		defer close(out)
		next := map[*signedRun]int{}
		for _, r := range in {
			if r == nil {
				continue
			}
			e := &r.entries[next[r]]
			next[r]++
			var c *doc.Change
			if e.Kind == forum.KindChange {
				c, _ = doc.Parse(e.Payload, lim) // an error comes again when it is judged
			}
			select {
			case out <- c:
			case <-quit:
				return
			}
		}
	}()
	return out, func() {
		close(quit)
		for range out {
		}
	}
}

func refuseSome(report *forum.Report, n int, why string) {
	if n > 0 {
		report.Refused += n
		addReason(report, why)
	}
}

func addReason(report *forum.Report, why string) {
	if len(report.Reasons) < maxReasons && !slices.Contains(report.Reasons, why) {
		report.Reasons = append(report.Reasons, why)
	}
}

// commit runs one batch in one transaction and, if it is committed, shows it to readers. The gate must be held. On an
// error nothing of the batch is kept, in memory or on disk.
func (s *Store) commit(g *group, from string, report *forum.Report, fill func(*batch) error) error {
	if err := s.room(); err != nil {
		return err
	}
	if g.meta.Rebuild { // judging again was cut short, by a full disk
		if err := s.rebuild(g); err != nil {
			return err
		}
	}
	b := s.newBatch(g, from)
	defer b.discard()
	err := fill(b)
	if err == nil {
		err = b.finish()
	}
	if err != nil {
		return errors.Join(err, s.undo(g, b))
	}
	s.reach(g, b.pos)
	b.report.addTo(report)
	if b.appended > 0 {
		s.hint()
	}
	if b.drops {
		if err := s.tidyFiles(g); err != nil {
			s.log.Error("files that were taken away could not be deleted", "err", err)
		}
	}
	if g.meta.Rebuild {
		return s.judgeAgain(g, b)
	}
	return s.foldDocs(g, b)
}

// reach shows readers what a batch has come to. The position comes last: whoever sees it sees all it stands for.
func (s *Store) reach(g *group, pos uint64) {
	g.publish()
	s.position = pos
	s.pos.Store(pos)
}

// undo forgets what a failed batch did to memory: documents it edited are dropped and the group is read again from disk.
func (s *Store) undo(g *group, b *batch) error {
	g.live = nil
	for d := range b.docs {
		s.docs.Drop(doc.ID(d))
	}
	for _, d := range b.edited {
		s.docs.Drop(doc.ID(d))
	}
	if b.appended == 0 && len(b.heldNow) == 0 {
		return nil
	}
	fresh, err := s.loadGroup(g.num, b.metaBefore)
	if err != nil {
		return fmt.Errorf("read the group again after a failed write: %w", err)
	}
	view := fresh.state()
	fresh.held.extra = g.held.extra // what officers have released is not on disk
	g.meta, g.history, g.chains, g.nums, g.sides = fresh.meta, fresh.history, fresh.chains, fresh.nums, fresh.sides
	g.waits, g.places, g.held, g.records = fresh.waits, fresh.places, fresh.held, fresh.records
	g.view.Store(view)
	return nil
}

// takeNext brings the next entry of a verified run into the group (change is what it says, if that has been parsed), if
// the run as a whole connects; if not, the whole run is dealt with at its first entry. While a run is only begun its
// chain here ends without a signature: until all that were begun are through, no held run is taken in (see settle). No
// other run of the same chain comes between, either: what follows each other in a chain is one run.
func (b *batch) takeNext(r *signedRun, change *doc.Change) error {
	if r.taken == 0 {
		ok, err := b.begin(r)
		if err != nil {
			return err
		}
		if !ok {
			r.taken = len(r.entries)
			return b.takeRun(r.entries)
		}
		b.begun++
	}
	if r.chain == nil { // dealt with
		return nil
	}
	e := r.entries[r.taken]
	if r.taken++; r.taken == len(r.entries) {
		b.begun--
	}
	if err := b.keep(r.chain, e, change); err != nil {
		return err
	}
	return b.settle()
}

// connects says whether an entry goes on from exactly where the chain ends.
func (c *chain) connects(e *forum.Entry) bool {
	return !c.meta.Forked && e.Seq == c.meta.Seq+1 && e.Prev == c.meta.Head && e.Time >= c.meta.Time
}

// begin finds the chain that a run goes on from exactly where it ends; ok is false when there is none.
func (b *batch) begin(r *signedRun) (ok bool, err error) {
	first := &r.entries[0]
	if !b.admitted(first) {
		return false, nil
	}
	c := b.g.chains[first.Chain()]
	if c == nil && first.Seq == 1 {
		if c, err = b.chain(first.Chain()); err != nil {
			return false, err
		}
	}
	if c == nil || !c.connects(first) {
		return false, nil
	}
	r.chain = c
	return true, nil
}

// admitted says whether an entry's device was ever let in. The founding act lets in itself.
func (b *batch) admitted(e *forum.Entry) bool {
	return e.Kind == forum.KindFound && e.ID == b.g.id || b.g.roll().Known(e.Device)
}

// takeRun brings one verified run into the group: keeps what is new and connects, holds what does not connect yet.
func (b *batch) takeRun(run []forum.Entry) error {
	if !b.admitted(&run[0]) {
		return b.hold(run)
	}
	c, err := b.chain(run[0].Chain())
	if err != nil {
		return err
	}
	if run, err = b.dropKnown(c, run); err != nil || len(run) == 0 {
		return err
	}
	switch {
	case c.meta.Forked:
		if err := b.setAside(c, run); err != nil { // the device is frozen: see fork.go
			return err
		}
		return b.settle()
	case run[0].Seq > c.meta.Seq+1:
		b.report.gap(c.id(), c.meta.Seq+1)
		return b.hold(run)
	case run[0].Prev != c.meta.Head:
		// The chain here took another turn before this run. Ask for the earlier part: it holds the proof.
		b.report.gap(c.id(), max(1, c.meta.Seq+1-min(c.meta.Seq, forum.RunMax)))
		return nil
	case run[0].Time < c.meta.Time:
		b.report.refuse(run, "its time runs backwards")
		return nil
	}
	for i := range run {
		if err := b.keep(c, run[i], nil); err != nil {
			return err
		}
	}
	return b.settle()
}

// dropKnown cuts off what is already kept. If one differs from what is kept, the device has signed two histories.
func (b *batch) dropKnown(c *chain, run []forum.Entry) ([]forum.Entry, error) {
	for i := range run {
		if run[i].Seq > c.meta.Seq {
			return run[i:], nil
		}
		if run[i].Seq == c.meta.Seq && !c.meta.Forked && run[i].ID == c.meta.Head {
			b.report.Known++
			continue
		}
		k, err := b.g.readPlace(b.txn, place{c.num, run[i].Seq})
		if err != nil {
			return nil, err
		}
		if k.ID != run[i].ID {
			return nil, b.fork(c, k, run[i:])
		}
		b.report.Known++
	}
	return nil, nil
}

// chain finds or starts the chain.
func (b *batch) chain(id forum.Chain) (*chain, error) {
	if c, ok := b.g.chains[id]; ok {
		return c, nil
	}
	c := &chain{num: uint32(len(b.g.nums)), meta: chainMeta{Device: id.Device, Lane: id.Lane}}
	b.g.addChain(c)
	b.chains[c] = struct{}{}
	return c, nil
}

// keep adds one connected entry to its chain, whatever its verdict: the chain must stay whole to be handed on.
func (b *batch) keep(c *chain, e forum.Entry, change *doc.Change) error {
	b.pos++
	b.appended++
	k := kept{Entry: e, pos: b.pos, change: change}
	p := place{c.num, e.Seq}
	c.meta.Seq, c.meta.Head, c.meta.Time = e.Seq, e.ID, e.Time
	b.chains[c] = struct{}{}
	b.g.meta.Kept++
	b.report.New++
	v, err := b.judge(&k)
	if err != nil {
		return err
	}
	if err := b.record(&k, p, v); err != nil {
		return err
	}
	err = b.txn.Set(groupKey(prefixLog, b.g.num).byte(byte(e.Lane)).u64(b.pos), p.bytes())
	if err != nil {
		return err
	}
	return b.txn.Set(groupKey(prefixID, b.g.num).id(e.ID), p.bytes())
}
