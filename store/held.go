package store

import (
	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/forum"
)

// The held pool: runs that cannot be kept yet, because their chain has a gap here or because nobody we know has admitted
// their device. It is bounded as a whole, by the source that brought a run, and by the device that wrote it: so no peer
// can fill a disk or crowd out another, and no author can do so through many peers.
var (
	heldMost  = quota{4096, 16 << 20} // in a group
	heldShare = quota{1024, 4 << 20}  // of one source, and of one author's device
)

// heldRun is a held run in the database.
type heldRun struct {
	From    string   `cbor:"1,keyasint"`
	Entries [][]byte `cbor:"2,keyasint"`
	Since   int64    `cbor:"3,keyasint,omitempty"` // when it came, ms
}

// heldInfo is what memory keeps of it.
type heldInfo struct {
	chain       forum.Chain
	first, last uint64
	lastID      forum.ID
	from        string
	since       int64
	count       int // entries
	bytes       int
}

type heldPool struct {
	runs    map[uint64]heldInfo
	byChain map[forum.Chain][]uint64
	sources map[string]quota
	devices map[forum.Device]quota
	extra   map[string]quota // what officers have released, beyond a source's share and its authors': until the home is closed
	total   quota
	next    uint64
}

// quota is an amount of held runs.
type quota struct{ runs, bytes int }

func (q quota) plus(o quota) quota { return quota{q.runs + o.runs, q.bytes + o.bytes} }

func (q quota) within(most quota) bool { return q.runs <= most.runs && q.bytes <= most.bytes }

func (p *heldPool) init() {
	p.runs, p.byChain = map[uint64]heldInfo{}, map[forum.Chain][]uint64{}
	p.sources, p.devices, p.extra = map[string]quota{}, map[forum.Device]quota{}, map[string]quota{}
}

func (p *heldPool) load(txn *badger.Txn, group uint32) error {
	return each(txn, groupKey(prefixHeld, group), func(k, v []byte) error {
		run, h, err := decodeHeld(v)
		if err != nil {
			return err
		}
		p.add(tailU64(k), run, h, len(v))
		return nil
	})
}

func decodeHeld(v []byte) (run []forum.Entry, h heldRun, err error) {
	if cbor.Unmarshal(v, &h) != nil || len(h.Entries) == 0 {
		return nil, h, errDamaged
	}
	for _, b := range h.Entries {
		e, err := forum.DecodeEntry(b)
		if err != nil {
			return nil, h, errDamaged
		}
		run = append(run, e)
	}
	return run, h, nil
}

func (p *heldPool) add(num uint64, run []forum.Entry, h heldRun, bytes int) {
	last := &run[len(run)-1]
	info := heldInfo{chain: run[0].Chain(), first: run[0].Seq, last: last.Seq, lastID: last.ID, from: h.From, since: h.Since, count: len(run), bytes: bytes}
	p.runs[num] = info
	p.byChain[info.chain] = append(p.byChain[info.chain], num)
	p.count(info, 1)
	p.next = max(p.next, num+1)
}

func (p *heldPool) count(h heldInfo, sign int) {
	q := quota{sign, sign * h.bytes}
	p.total = p.total.plus(q)
	tally(p.sources, h.from, q)
	tally(p.devices, h.chain.Device, q)
}

func tally[K comparable](m map[K]quota, k K, q quota) {
	if m[k] = m[k].plus(q); m[k] == (quota{}) {
		delete(m, k)
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

// room says whether one more run of that size may be held, and takes it from what has been released if it is past a
// share.
func (p *heldPool) room(from string, by forum.Device, bytes int) bool {
	one := quota{1, bytes}
	if !p.total.plus(one).within(heldMost) {
		return false
	}
	if p.sources[from].plus(one).within(heldShare) && p.devices[by].plus(one).within(heldShare) {
		return true
	}
	if !one.within(p.extra[from]) {
		return false
	}
	tally(p.extra, from, quota{-1, -bytes})
	return true
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
	h := heldRun{From: b.from, Since: b.s.clock()}
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
	if !pool.room(b.from, run[0].Device, len(v)) {
		b.report.refuse(run, "too much is already waiting here for earlier entries; send it again later")
		return nil
	}
	num := pool.next
	pool.add(num, run, h, len(v))
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
