package store

import (
	"fmt"
	"maps"
	"math/rand"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/doc"
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
			prefixNames, prefixLog, prefixID, prefixFile, prefixFileDrop} {
			err := each(txn, groupKey(p, g.num), func(k, v []byte) error {
				val := string(v)
				if p == prefixDoc {
					var m docMeta
					if err := cbor.Unmarshal(v, &m); err != nil {
						return err
					}
					m.Changes, m.Tail, m.Folded, m.Late = m.Changes+m.Tail, 0, 0, nil
					val = fmt.Sprint(m)
				}
				if p == prefixCard { // its maps have no order
					var c card
					if err := cbor.Unmarshal(v, &c); err != nil {
						return err
					}
					digest := forum.ViewDigest(c)
					val = string(digest[:])
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
	twins   map[int]*Store
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

// split copies a device's folder and has both go on writing, the copy in touch with one other device only: which goes on
// from what the copy wrote.
func (u *unrest) split(i int) {
	d := u.devices[i]
	if u.twins[i] != nil {
		return
	}
	home := u.t.(interface{ TempDir() string }).TempDir()
	ok(u.t, d.Close())
	ok(u.t, os.CopyFS(home, os.DirFS(d.home)))
	u.devices[i] = open(u.t, d.home)
	twin := open(u.t, home)
	u.twins[i] = twin
	hears := pick1(u.r, u.devices)
	if u.r.Intn(2) == 0 { // the roll chain parts too
		for _, s := range []*Store{u.devices[i], twin} {
			if _, err := s.Invite(ctx, u.g, InviteTerms{}, nil); err != nil {
				u.t.Log(err)
			}
		}
	}
	one := *u.village
	one.devices = []*Store{twin}
	for range 1 + u.r.Intn(3) {
		for range 1 + u.r.Intn(4) {
			one.act()
		}
		if hears == u.devices[i] {
			continue
		}
		give(u.t, twin, hears, u.g)
		for _, p := range must[[]ProposalCard](u.t)(hears.Proposals(ctx, u.g, Filter{Limit: 2})) {
			page := must[ProposalPage](u.t)(hears.Proposal(ctx, u.g, p.ID))
			if u.r.Intn(2) == 0 { // nothing but this rests on the proposal
				hears.NewTask(ctx, u.g, forum.NewTask{Title: "See to it", From: p.ID})
				continue
			}
			u.edit(hears, p.ID, "and so on ")
			if n := len(page.Comments); n > 0 {
				hears.Comment(ctx, u.g, p.ID, "a reply", page.Comments[n-1].ID)
			}
		}
	}
	u.proposals, u.meetings = one.proposals, one.meetings
}

// TestAsRebuilt: after removals, re-admissions and forks that arrive late, in any order, every device holds exactly what
// it would hold if everything were made again from its entries; and devices that have the same show the same.
func TestAsRebuilt(t *testing.T) {
	for seed := range rounds(t, "MOOT_CONVERGE", 4) {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			u := &unrest{village: newVillage(t, rand.New(rand.NewSource(int64(seed))), 4), twins: map[int]*Store{}, removed: map[int]bool{}}
			text := must[string](t)(u.devices[0].Invite(ctx, u.g, InviteTerms{}, nil))
			for _, d := range u.devices[1:3] { // signatures, too, are to be written twice over
				me, _ := d.Me()
				ok(t, u.devices[0].SetRole(ctx, u.g, me.Person, forum.RoleOfficer, ""))
			}
			for i := range 100 {
				u.act()
				if i%12 == 11 {
					u.upset()
				}
			}
			for _, twin := range u.twins {
				u.devices = append(u.devices, twin)
			}
			for range 5 {
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
	for _, s := range stores { // every text is opened from what is stored
		for id := range must[map[forum.ID]docMeta](t)(s.documents(must[*group](t)(s.group(g)))) {
			s.docs.Drop(doc.ID(id))
		}
	}
	same(t, g, stores...)
	for _, s := range stores[1:] {
		a, b := stores[0].Heights(g), s.Heights(g)
		if !maps.Equal(a, b) {
			t.Errorf("heights differ: %v %v", a, b)
		}
	}
}
