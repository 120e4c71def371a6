package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"moot/store/doc"
	"moot/store/forum"
)

// A batch is one transaction: small enough for Badger with small tables, large enough that one sync serves many entries.
const (
	batchEntries = 512
	batchBytes   = 384 << 10
)

// verifyQueue is how many runs may be verified before they are judged: enough for the next batch.
const verifyQueue = batchEntries

// maxReasons bounds a report.
const maxReasons = 8

// Apply is the gate. It takes entries of one group from a peer or a file, in any order; entries of one chain that belong
// together must be consecutive and the last of them signed; signatures that were not needed are taken off them. from names the source for quotas ("peer:…", "bundle").
// What it keeps is durable when it returns. The error is for what stops the work (a full disk, a closed store); what is
// wrong with single entries is in the report.
func (s *Store) Apply(ctx context.Context, id forum.ID, from string, entries []forum.Entry) (forum.Report, error) {
	g, err := s.group(id)
	if err != nil {
		return forum.Report{}, err
	}
	report := forum.Report{Gaps: map[forum.Chain]uint64{}}
	ctx, stop := context.WithCancel(ctx)
	runs := verifyAhead(ctx, id, entries)
	defer func() {
		stop()
		for range runs { // wait for the verifier: the entries are the caller's again when this returns
		}
	}()
	for next := range batches(runs, &report) {
		if err := checkCtx(ctx); err != nil {
			return report, err
		}
		if err := s.applyBatch(g, from, next, &report); err != nil {
			return report, err
		}
	}
	return report, checkCtx(ctx)
}

// verifiedRun is a run with a good signature, or what is wrong with one.
type verifiedRun struct {
	parts   [][]forum.Entry
	refused forum.Report
}

// verifyAhead cuts entries into runs and checks their signatures, while the batch before is being judged and written:
// that is half of a catch-up's work, and most devices have a second core. The channel must be read to its end; when ctx
// ends, that comes soon.
func verifyAhead(ctx context.Context, group forum.ID, entries []forum.Entry) <-chan verifiedRun {
	out := make(chan verifiedRun, verifyQueue)
	go func() {
		defer close(out)
		for len(entries) > 0 && ctx.Err() == nil {
			run := entries[:runLength(entries)]
			entries = entries[len(run):]
			var v verifiedRun
			if run[0].GroupOf() != group {
				refuseRun(&v.refused, run, "it belongs to another group")
			} else {
				v.parts = verified(run, &v.refused)
			}
			select {
			case out <- v:
			case <-ctx.Done():
			}
		}
	}()
	return out
}

// runLength says how many of the first entries one signature covers: as many as follow each other, up to the last that
// is signed, for the next run may begin in the middle of what one signature may cover.
func runLength(entries []forum.Entry) int {
	n, signed := 1, 0
	for n < len(entries) && n < forum.RunMax && forum.Follows(&entries[n], &entries[n-1]) == nil {
		n++
	}
	for i := range entries[:n] {
		if entries[i].Sig != nil {
			signed = i + 1
		}
	}
	if signed > 0 {
		return signed
	}
	return n
}

// batches gathers verified runs into what fits one transaction; what was refused goes into the report.
func batches(runs <-chan verifiedRun, report *forum.Report) iter.Seq[[][]forum.Entry] {
	return func(yield func([][]forum.Entry) bool) {
		var next [][]forum.Entry
		entries, size := 0, 0
		for v := range runs {
			report.Refused += v.refused.Refused
			for _, why := range v.refused.Reasons {
				addReason(report, why)
			}
			for _, r := range v.parts {
				bytes := sizeOf(r)
				if len(next) > 0 && (entries+len(r) > batchEntries || size+bytes > batchBytes) {
					if !yield(next) {
						return
					}
					next, entries, size = nil, 0, 0
				}
				next, entries, size = append(next, r), entries+len(r), size+bytes
			}
		}
		if len(next) > 0 {
			yield(next)
		}
	}
}

// sizeOf is roughly what a run takes in a transaction, in bytes.
func sizeOf(run []forum.Entry) (n int) {
	for i := range run {
		n += len(run[i].Raw) + len(run[i].Payload) + 128
	}
	return n
}

// applyBatch takes the gate for one batch only, so that a person's deed never waits for the rest of a catch-up.
func (s *Store) applyBatch(g *group, from string, runs [][]forum.Entry, report *forum.Report) error {
	s.gate.Lock()
	defer s.gate.Unlock()
	return s.commit(g, from, report, func(b *batch) error {
		for _, r := range runs {
			if err := b.takeRun(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// verified gives the parts of a run that a good signature covers: normally all of it, for one verification.
func verified(run []forum.Entry, report *forum.Report) [][]forum.Entry {
	last := len(run)
	for last > 0 && run[last-1].Sig == nil {
		last--
	}
	if last < len(run) {
		refuseRun(report, run[last:], "nobody signed it")
	}
	if last == 0 {
		return nil
	}
	run = run[:last]
	if forum.VerifyRun(run) == nil {
		// Only the last signature has been checked. The others are dropped, so that what is handed on is what was verified.
		for i := range run[:last-1] {
			run[i].Sig = nil
		}
		return [][]forum.Entry{run}
	}
	// One of several: find the signed prefix that holds.
	for i := last - 1; i > 0; i-- {
		if run[i-1].Sig != nil && run[i-1].Verify() == nil {
			refuseRun(report, run[i:], "its signature is not its device's")
			return verified(run[:i], report)
		}
	}
	refuseRun(report, run, "its signature is not its device's")
	return nil
}

func refuseRun(report *forum.Report, run []forum.Entry, why string) {
	report.Refused += len(run)
	addReason(report, why)
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
	if g.meta.Rebuild {
		return s.rebuild(g)
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
	g.meta, g.history, g.chains, g.nums = fresh.meta, fresh.history, fresh.chains, fresh.nums
	g.waits, g.places, g.held, g.records = fresh.waits, fresh.places, fresh.held, fresh.records
	g.view.Store(view)
	return nil
}

// takeRun brings one verified run into the group: keeps what is new and connects, holds what does not connect yet.
func (b *batch) takeRun(run []forum.Entry) error {
	founding := run[0].Kind == forum.KindFound && run[0].ID == b.g.id
	if !founding && !b.g.roll().Known(run[0].Device) {
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
		b.report.Known += len(run) // the device is frozen: design §2
		return nil
	case run[0].Seq > c.meta.Seq+1:
		b.report.gap(c)
		return b.hold(run)
	case run[0].Prev != c.meta.Head:
		// The chain here took another turn before this run. Ask for the earlier part: it holds the proof.
		b.report.Gaps[c.id()] = max(1, c.meta.Seq+1-min(c.meta.Seq, forum.RunMax))
		return nil
	case run[0].Time < c.meta.Time:
		b.report.refuse(run, "its time runs backwards")
		return nil
	}
	for i := range run {
		if err := b.keep(c, run[i]); err != nil {
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
func (b *batch) keep(c *chain, e forum.Entry) error {
	b.pos++
	b.appended++
	k := kept{Entry: e, pos: b.pos}
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
