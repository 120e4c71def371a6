package store

import (
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"strconv"
	"testing"

	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/forum"
)

// derivedOf reads everything derived of a group, in a form in which two ways of making it can be compared: how far a
// document is folded may differ, and in which order what waits was found.
func derivedOf(t testing.TB, s *Store, id forum.ID) map[string]string {
	t.Helper()
	g := must[*group](t)(s.group(id))
	out := map[string]string{}
	ok(t, s.db.View(func(txn *badger.Txn) error {
		for _, p := range []byte{prefixAbout, prefixText, prefixDoc, prefixCard, prefixWait, prefixHidden, prefixReason, prefixBeside,
			prefixLog, prefixID} {
			err := each(txn, groupKey(p, g.num), func(k, v []byte) error {
				val := string(v)
				if p == prefixDoc {
					var m docMeta
					if err := cbor.Unmarshal(v, &m); err != nil {
						return err
					}
					m.Changes, m.Tail, m.Folded = m.Changes+m.Tail, 0, 0
					val = fmt.Sprint(m)
				}
				out[string(p)+" "+fmt.Sprintf("%x", k[5:])] = val
				return nil
			})
			if err != nil {
				return err
			}
		}
		return each(txn, groupKey(prefixEntry, g.num), func(k, v []byte) error {
			e, err := decodeKept(v)
			out[fmt.Sprintf("verdict %x", k[5:])] = fmt.Sprint(e.verdict, e.pos, e.Kind)
			return err
		})
	}))
	out["counts"] = fmt.Sprint(g.meta.Kept, g.meta.Waiting, g.meta.Refused, g.meta.Rebuild)
	for c, h := range s.Heights(id) {
		out["height "+c.Device.String()+strconv.Itoa(int(c.Lane))] = fmt.Sprintf("%d %x", h.Seq, h.Head)
	}
	return out
}

// asRebuilt compares what a device holds with what it would hold if all of it were made again from the entries.
func asRebuilt(t testing.TB, s *Store, g forum.ID) {
	t.Helper()
	before := derivedOf(t, s, g)
	s.gate.Lock()
	err := s.rebuild(must[*group](t)(s.group(g)))
	s.gate.Unlock()
	ok(t, err)
	after := derivedOf(t, s, g)
	for _, k := range slices.Sorted(maps.Keys(before)) {
		if a, there := after[k]; !there || a != before[k] {
			t.Errorf("%s: %q, and made again %q (%v)", k, before[k], a, there)
		}
	}
	for k, v := range after {
		if _, there := before[k]; !there {
			t.Errorf("%s: only when made again: %q", k, v)
		}
	}
}

// unrest is a village in which people are removed and come back, and folders are copied.
type unrest struct {
	*village
	twins   map[int]bool
	removed map[int]bool
}

// upset removes somebody, lets them in again, or has a device sign a second history.
func (u *unrest) upset() {
	switch i := 1 + u.r.Intn(len(u.devices)-1); u.r.Intn(4) {
	case 0:
		if me, ok := u.devices[i].Me(); ok && u.devices[0].Remove(ctx, u.g, me.Person, "") == nil {
			u.removed[i] = true
		}
	case 1:
		u.letBackIn()
	default:
		u.split(i)
	}
}

func (u *unrest) letBackIn() {
	for i := range u.removed {
		text, err := u.devices[0].Invite(ctx, u.g, InviteTerms{}, nil)
		if err != nil {
			return
		}
		ticket := must[forum.Ticket](u.t)(forum.ParseTicket(text))
		d := u.devices[i]
		me, _ := d.Me()
		ask := must[forum.Ask](u.t)(d.Ask(ctx, ticket))
		if _, err := u.devices[0].Admit(ctx, u.g, ask); err == nil {
			u.devices[0].Approve(ctx, u.g, me.Person)
			delete(u.removed, i)
		}
		return
	}
}

// split signs second versions of some of a device's latest entries, and has one other device hear of them: words that
// others go on from.
func (u *unrest) split(i int) {
	d := u.devices[i]
	c := forum.Chain{Device: d.Identity(), Lane: forum.ContentLane}
	h := d.Heights(u.g)[c]
	if h.Seq < 4 || u.twins[i] {
		return
	}
	u.twins[i] = true
	g := must[*group](u.t)(d.group(u.g))
	num, _ := g.numOf(c)
	var run []forum.Entry
	from := h.Seq - uint64(u.r.Intn(3))
	var prev kept
	ok(u.t, d.db.View(func(txn *badger.Txn) (err error) { prev, err = g.readPlace(txn, place{num, from - 1}); return err }))
	last := prev.Entry
	for n := range 1 + u.r.Intn(4) {
		on := pick1(u.r, u.proposals)
		hd := forum.Header{Kind: forum.KindComment, Subject: on, Group: u.g, Device: c.Device, Lane: c.Lane, Seq: last.Seq + 1, Prev: last.ID,
			Time: last.Time + 1, Roll: last.Roll}
		e, err := forum.Seal(hd, body(u.t, forum.KindComment, forum.NewComment{Body: "twin " + strconv.Itoa(n)}), d.keys.device)
		ok(u.t, err)
		run, last = append(run, e), e
	}
	hears := pick1(u.r, u.devices)
	if hears == d {
		return
	}
	must[forum.Report](u.t)(hears.Apply(ctx, u.g, "peer:twin", run))
	if err := commentOn(hears, u.g, &run[0]); err != nil && u.r.Intn(2) == 0 {
		u.t.Log(err)
	}
}

func commentOn(s *Store, g forum.ID, e *forum.Entry) error {
	_, err := s.Comment(ctx, g, e.Subject, "a reply", e.ID)
	return err
}

// TestAsRebuilt: after removals, re-admissions and forks that arrive late, in any order, every device holds exactly what
// it would hold if everything were made again from its entries; and devices that have the same show the same.
func TestAsRebuilt(t *testing.T) {
	for seed := range rounds(t, "MOOT_CONVERGE", 8) {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			u := &unrest{village: newVillage(t, rand.New(rand.NewSource(int64(seed))), 4), twins: map[int]bool{}, removed: map[int]bool{}}
			text := must[string](t)(u.devices[0].Invite(ctx, u.g, InviteTerms{}, nil))
			for i := range 80 {
				u.act()
				if i%12 == 11 {
					u.upset()
				}
			}
			for range 4 {
				for _, a := range u.devices {
					for _, b := range u.devices {
						if a != b {
							give(t, a, b, u.g)
						}
					}
				}
			}
			for _, d := range u.devices {
				asRebuilt(t, d, u.g)
			}
			sameAgain(t, u.g, u.devices...)
			runs := u.all()
			for range 2 {
				o := u.observer(text)
				u.deliver(o, runs)
				for range 3 {
					give(t, u.devices[0], o, u.g)
				}
				asRebuilt(t, o, u.g)
				sameAgain(t, u.g, u.devices[0], o)
			}
		})
	}
}

// sameAgain is same, and heights too.
func sameAgain(t testing.TB, g forum.ID, stores ...*Store) {
	t.Helper()
	same(t, g, stores...)
	for _, s := range stores[1:] {
		a, b := stores[0].Heights(g), s.Heights(g)
		if !maps.Equal(a, b) {
			t.Errorf("heights differ: %v %v", a, b)
		}
	}
}
