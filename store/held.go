package store

import (
	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/forum"
)

// The held pool: runs that cannot be kept yet, because their chain has a gap here or because nobody we know has admitted
// their device. It is bounded as a whole and by source, so that no peer can fill a disk or crowd out another.
const (
	heldRuns       = 4096     // runs in a group
	heldBytes      = 16 << 20 // bytes in a group
	heldRunsBySrc  = 1024     // runs from one source
	heldBytesBySrc = 4 << 20  // bytes from one source
)

// heldRun is a held run in the database.
type heldRun struct {
	From    string   `cbor:"1,keyasint"`
	Entries [][]byte `cbor:"2,keyasint"`
}

// heldInfo is what memory keeps of it.
type heldInfo struct {
	chain       forum.Chain
	first, last uint64
	lastID      forum.ID
	from        string
	bytes       int
}

type heldPool struct {
	runs    map[uint64]heldInfo
	byChain map[forum.Chain][]uint64
	sources map[string]quota
	total   quota
	next    uint64
}

type quota struct{ runs, bytes int }

func (p *heldPool) init() {
	p.runs, p.byChain, p.sources = map[uint64]heldInfo{}, map[forum.Chain][]uint64{}, map[string]quota{}
}

func (p *heldPool) load(txn *badger.Txn, group uint32) error {
	return each(txn, groupKey(prefixHeld, group), func(k, v []byte) error {
		run, from, err := decodeHeld(v)
		if err != nil {
			return err
		}
		p.add(tailU64(k), run, from, len(v))
		return nil
	})
}

func decodeHeld(v []byte) (run []forum.Entry, from string, err error) {
	var h heldRun
	if cbor.Unmarshal(v, &h) != nil || len(h.Entries) == 0 {
		return nil, "", errDamaged
	}
	for _, b := range h.Entries {
		e, err := forum.DecodeEntry(b)
		if err != nil {
			return nil, "", errDamaged
		}
		run = append(run, e)
	}
	return run, h.From, nil
}

func (p *heldPool) add(num uint64, run []forum.Entry, from string, bytes int) {
	last := &run[len(run)-1]
	info := heldInfo{chain: run[0].Chain(), first: run[0].Seq, last: last.Seq, lastID: last.ID, from: from, bytes: bytes}
	p.runs[num] = info
	p.byChain[info.chain] = append(p.byChain[info.chain], num)
	p.count(info, 1)
	p.next = max(p.next, num+1)
}

func (p *heldPool) count(h heldInfo, sign int) {
	q := p.sources[h.from]
	q.runs, q.bytes = q.runs+sign, q.bytes+sign*h.bytes
	p.sources[h.from] = q
	p.total.runs, p.total.bytes = p.total.runs+sign, p.total.bytes+sign*h.bytes
	if q == (quota{}) {
		delete(p.sources, h.from)
	}
}

func (p *heldPool) remove(num uint64) {
	h := p.runs[num]
	delete(p.runs, num)
	p.count(h, -1)
	nums := p.byChain[h.chain][:0]
	for _, n := range p.byChain[h.chain] {
		if n != num {
			nums = append(nums, n)
		}
	}
	if p.byChain[h.chain] = nums; len(nums) == 0 {
		delete(p.byChain, h.chain)
	}
}

// room says whether one more run of that size from that source may be held.
func (p *heldPool) room(from string, bytes int) bool {
	q := p.sources[from]
	return p.total.runs < heldRuns && p.total.bytes+bytes <= heldBytes &&
		q.runs < heldRunsBySrc && q.bytes+bytes <= heldBytesBySrc
}

// hold puts a verified run aside until it connects.
func (b *batch) hold(run []forum.Entry) error {
	pool := &b.g.held
	last := run[len(run)-1].ID
	for _, n := range pool.byChain[run[0].Chain()] {
		if pool.runs[n].lastID == last && pool.runs[n].first <= run[0].Seq {
			b.report.Known += len(run)
			return nil
		}
	}
	h := heldRun{From: b.from}
	for i := range run {
		enc, err := run[i].Encode()
		if err != nil {
			return err
		}
		h.Entries = append(h.Entries, enc)
	}
	v, err := cbor.Marshal(h)
	if err != nil {
		return err
	}
	if !pool.room(b.from, len(v)) {
		b.report.refuse(run, "too much is already waiting here for earlier entries; send it again later")
		return nil
	}
	num := pool.next
	pool.add(num, run, b.from, len(v))
	b.heldNow = append(b.heldNow, num)
	b.report.Waiting += len(run)
	return b.txn.Set(groupKey(prefixHeld, b.g.num).u64(num), v)
}

// connects says whether a held run can be taken in now.
func (b *batch) connects(h heldInfo) bool {
	if h.first == 1 && len(b.g.chains) == 0 {
		return false // only the founding act starts a group, and it is never held
	}
	if !b.g.roll().Known(h.chain.Device) {
		return false
	}
	c := b.g.chains[h.chain]
	return c == nil && h.first == 1 || c != nil && (c.meta.Forked || h.first <= c.meta.Seq+1)
}

// ready says whether a held run connects now; pick finds it.
func (p *heldPool) ready(b *batch) bool { _, ok := p.pick(b); return ok }

func (p *heldPool) pick(b *batch) (uint64, bool) {
	for id, nums := range p.byChain {
		for _, n := range nums {
			if b.connects(p.runs[n]) {
				return n, id == p.runs[n].chain
			}
		}
	}
	return 0, false
}

// takeHeld takes in one held run that connects, if there is one.
func (b *batch) takeHeld() error {
	num, ok := b.g.held.pick(b)
	if !ok {
		return nil
	}
	item, err := b.txn.Get(groupKey(prefixHeld, b.g.num).u64(num))
	if err != nil {
		return err
	}
	v, err := item.ValueCopy(nil)
	if err != nil {
		return err
	}
	run, _, err := decodeHeld(v)
	if err != nil {
		return err
	}
	b.settled += len(run)
	b.g.held.remove(num)
	if err := b.txn.Delete(groupKey(prefixHeld, b.g.num).u64(num)); err != nil {
		return err
	}
	return b.takeRun(run)
}
