package store

import (
	"maps"
	"sync"
	"sync/atomic"

	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/forum"
)

// group is one group in memory. All fields but view belong to the gate; readers use state().
type group struct {
	num     uint32
	id      forum.ID
	meta    groupMeta
	history *forum.History
	chains  map[forum.Chain]*chain
	nums    []forum.Chain            // by local number
	sides   map[forum.Chain][]*chain // other branches of forked chains: see fork.go
	moved   bool                     // what others hold has grown since meta was saved
	waits   map[forum.ID][]uint64    // need → log positions of entries waiting for it
	places  map[uint64]waitingAt     // the waiting entries, by position
	again   *rejudging               // what is to be judged again, while it is: see rejudge.go
	held    heldPool
	records map[forum.ID]known // a bounded memory of entries looked up
	live    map[forum.ID]liveVote
	view    atomic.Pointer[groupState]
	numbers sync.Map // forum.Chain → its local number, for readers
	digest  atomic.Pointer[digestAt]
	forked  uint64        // log position at which the last fork was found, since this program runs
	boxesAt atomic.Uint64 // grows with what the boxes of secret votes may hand on
	named   atomic.Pointer[namedAt]
}

// waitingAt is where a waiting entry is and what for it waits.
type waitingAt struct {
	place
	need forum.ID
}

// digestAt remembers a digest and the log position it was made at.
type digestAt struct {
	at  uint64
	sum forum.ID
}

// homeForm is the present arrangement of what is derived from entries: one of an earlier version of Moot is made again.
const homeForm = 5

// groupMeta is a group's line in the database.
type groupMeta struct {
	ID      forum.ID      `cbor:"1,keyasint"`
	Ticket  *forum.Ticket `cbor:"2,keyasint,omitempty"` // while joining
	Kept    int           `cbor:"3,keyasint,omitempty"`
	Waiting int           `cbor:"4,keyasint,omitempty"`
	Refused int           `cbor:"5,keyasint,omitempty"`
	Shared  [2]uint64     `cbor:"6,keyasint"`           // by lane: how much of this device's chain another device is known to hold
	Rebuild bool          `cbor:"7,keyasint,omitempty"` // everything derived must be made again: see rejudge.go
	Form    int           `cbor:"8,keyasint,omitempty"` // how what is derived is arranged
	Person  forum.Person  `cbor:"9,keyasint,omitzero"`  // while a ticket without an invite asks for this device to be added: whose it is
	// RetiredBy is the person's other device that has proved to have retired this one: see retired.go.
	RetiredBy forum.Device `cbor:"10,keyasint,omitzero"`
}

// chain is how far one chain goes here.
type chain struct {
	num  uint32
	meta chainMeta
}

// chainMeta is a chain's line in the database.
type chainMeta struct {
	Device forum.Device `cbor:"1,keyasint"`
	Lane   forum.Lane   `cbor:"2,keyasint"`
	Seq    uint64       `cbor:"3,keyasint"`
	Head   forum.ID     `cbor:"4,keyasint"`
	Time   int64        `cbor:"5,keyasint"`
	Forked bool         `cbor:"6,keyasint,omitempty"`  // what comes after Seq is set aside: see fork.go
	Top    uint64       `cbor:"7,keyasint,omitempty"`  // of a forked chain: the last entry of the branch kept under this number
	Leaned []forum.ID   `cbor:"8,keyasint,omitempty"`  // of a forked chain: what is not set aside after Seq, sorted
	Side   bool         `cbor:"9,keyasint,omitempty"`  // another branch of a forked chain, up to Seq
	Since  int64        `cbor:"10,keyasint,omitempty"` // of a forked chain: the earliest time its first disputed entries claim, ms
	Aside  int          `cbor:"11,keyasint,omitempty"` // of a forked chain: how much of other branches is kept
}

func (c *chain) id() forum.Chain { return forum.Chain{Device: c.meta.Device, Lane: c.meta.Lane} }

// groupState is what readers see of a group: never changed once published.
type groupState struct {
	roll    *forum.Roll // nil until the founding act is here
	heights map[forum.Chain]forum.Height
	meta    groupMeta
	held    int
	forked  uint64
}

func (g *group) state() *groupState { return g.view.Load() }

// publish shows readers the gate's state after a commit.
func (g *group) publish() {
	st := &groupState{heights: make(map[forum.Chain]forum.Height, len(g.chains)), meta: g.meta, held: len(g.held.runs), forked: g.forked}
	if len(g.chains) > 0 {
		st.roll = g.history.Now()
	}
	for id, c := range g.chains {
		st.heights[id] = c.height()
	}
	g.view.Store(st)
}

// secret is what members prove knowledge of the group with.
func (st *groupState) secret() []byte {
	if st.roll != nil && len(st.roll.Secret) > 0 {
		return st.roll.Secret
	}
	if st.meta.Ticket != nil {
		return st.meta.Ticket.Secret
	}
	return nil
}

func newGroup(num uint32, meta groupMeta) *group {
	g := &group{num: num, id: meta.ID, meta: meta, history: forum.NewHistory(meta.ID),
		chains: map[forum.Chain]*chain{}, sides: map[forum.Chain][]*chain{}, waits: map[forum.ID][]uint64{},
		places: map[uint64]waitingAt{}, records: map[forum.ID]known{}}
	g.held.init()
	g.publish()
	return g
}

// loadGroups reads every group's state at start-up.
func (s *Store) loadGroups() error {
	metas := map[uint32]groupMeta{}
	err := s.db.View(func(txn *badger.Txn) error {
		return each(txn, newKey(prefixGroup), func(k []byte, v []byte) error {
			var m groupMeta
			if err := cbor.Unmarshal(v, &m); err != nil || len(k) != 5 {
				return errDamaged
			}
			metas[uint32(k[1])<<24|uint32(k[2])<<16|uint32(k[3])<<8|uint32(k[4])] = m
			return nil
		})
	})
	if err != nil {
		return err
	}
	loaded := map[forum.ID]*group{}
	for num, m := range metas {
		g, err := s.loadGroup(num, m)
		if err != nil {
			return err
		}
		loaded[g.id] = g
		if g.meta.Rebuild || g.meta.Form < homeForm {
			if err := s.rebuild(g); err != nil {
				return err
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groups = loaded
	return nil
}

func (s *Store) loadGroup(num uint32, meta groupMeta) (*group, error) {
	g := newGroup(num, meta)
	err := s.db.View(func(txn *badger.Txn) error {
		if err := g.loadChains(txn); err != nil {
			return err
		}
		if !g.meta.Rebuild { // else what verdicts say of the acts is not to be relied on
			if err := g.loadRoll(txn); err != nil {
				return err
			}
		}
		if err := g.loadWaits(txn); err != nil {
			return err
		}
		return g.held.load(txn, num)
	})
	g.publish()
	return g, err
}

func (g *group) loadChains(txn *badger.Txn) error {
	return each(txn, groupKey(prefixChain, g.num), func(k, v []byte) error {
		c := &chain{num: uint32(len(g.nums))}
		if err := cbor.Unmarshal(v, &c.meta); err != nil {
			return errDamaged
		}
		g.addChain(c)
		return nil
	})
}

func (g *group) addChain(c *chain) {
	g.nums = append(g.nums, c.id())
	if c.meta.Side {
		g.sides[c.id()] = append(g.sides[c.id()], c)
		return
	}
	g.chains[c.id()] = c
	g.numbers.Store(c.id(), c.num)
}

// numOf gives a chain's local number.
func (g *group) numOf(id forum.Chain) (uint32, bool) {
	n, ok := g.numbers.Load(id)
	if !ok {
		return 0, false
	}
	return n.(uint32), true
}

// loadRoll reads the acts into the history.
func (g *group) loadRoll(txn *badger.Txn) error {
	var acts []forum.Act
	for _, lane := range []byte{byte(forum.RollLane), asideLane} {
		err := each(txn, groupKey(prefixLog, g.num).byte(lane), func(_, v []byte) error {
			p, err := readPlace(v)
			if err != nil {
				return err
			}
			k, err := g.readPlace(txn, p)
			// What waits is not in the history. What was refused is, except a founding act, which starts another group.
			if err == nil && k.Lane == forum.RollLane && k.verdict != waiting && (k.verdict != refused || k.Kind != forum.KindFound) {
				act := g.actOf(&k.Entry)
				act.Checked = k.verdict == shown // what is signed inside it was checked when it was taken in
				acts = append(acts, act)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return g.history.Add(acts...)
}

func (g *group) loadWaits(txn *badger.Txn) error {
	return each(txn, groupKey(prefixWait, g.num), func(k, v []byte) error {
		p, err := readPlace(v)
		if err != nil || len(k) != 1+4+32+8 {
			return errDamaged
		}
		need, pos := forum.ID(k[5:37]), tailU64(k)
		g.waits[need] = append(g.waits[need], pos)
		g.places[pos] = waitingAt{p, need}
		return nil
	})
}

// each calls f for every key with the prefix, in order.
func each(txn *badger.Txn, prefix key, f func(k, v []byte) error) error {
	return eachFrom(txn, prefix, prefix, f)
}

// eachFrom is each, starting at a key. f may keep neither k nor v.
func eachFrom(txn *badger.Txn, prefix, from key, f func(k, v []byte) error) error {
	o := badger.DefaultIteratorOptions
	o.Prefix = prefix
	it := txn.NewIterator(o)
	defer it.Close()
	for it.Seek(from); it.Valid(); it.Next() {
		item := it.Item()
		if err := item.Value(func(v []byte) error { return f(item.Key(), v) }); err != nil {
			return err
		}
	}
	return nil
}

// addGroup makes a group's place in the database. The gate must be held.
func (s *Store) addGroup(meta groupMeta) (*group, error) {
	s.mu.RLock()
	num := uint32(0)
	for _, g := range s.groups {
		num = max(num, g.num+1)
	}
	s.mu.RUnlock()
	meta.Form = homeForm
	g := newGroup(num, meta)
	err := s.db.Update(func(txn *badger.Txn) error { return g.saveMeta(txn) })
	if err != nil {
		return nil, err
	}
	s.setGroups(func(m map[forum.ID]*group) { m[g.id] = g })
	return g, nil
}

// setGroups replaces the map, so that readers who hold the old one are not disturbed.
func (s *Store) setGroups(change func(map[forum.ID]*group)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := maps.Clone(s.groups)
	change(m)
	s.groups = m
}

func (g *group) saveMeta(txn *badger.Txn) error {
	return put(txn, groupKey(prefixGroup, g.num), g.meta)
}

// put writes a value as CBOR.
func put(txn *badger.Txn, k key, v any) error {
	b, err := cbor.Marshal(v)
	if err != nil {
		return err
	}
	return txn.Set(k, b)
}

// get reads a CBOR value; ok is false when there is none.
func get(txn *badger.Txn, k key, v any) (ok bool, err error) {
	item, err := txn.Get(k)
	if err == badger.ErrKeyNotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, item.Value(func(b []byte) error {
		if cbor.Unmarshal(b, v) != nil {
			return errDamaged
		}
		return nil
	})
}
