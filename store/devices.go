package store

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// OwnDevice is one of this person's devices in one group.
type OwnDevice struct {
	Device  forum.Device
	Group   forum.ID
	Name    string // of the group
	Here    bool   // it is this one
	Retired bool
	Seen    int64 // claimed time of its last entry known here, ms; zero if none is
}

// Devices lists this person's devices in every group they are in, by the group's name, then those in use first.
func (s *Store) Devices(ctx context.Context) (out []OwnDevice, err error) {
	s.mu.RLock()
	groups := s.groups
	s.mu.RUnlock()
	for id, g := range groups {
		st := g.state()
		me, ok := st.me(s.Identity())
		if !ok {
			continue
		}
		for _, d := range slices.Concat(me.Devices, me.Lost) {
			seen, err := s.lastTime(g, d)
			if err != nil {
				return nil, err
			}
			out = append(out, OwnDevice{Device: d, Group: id, Name: st.roll.Name, Here: d == s.Identity(), Retired: slices.Contains(me.Lost, d), Seen: seen})
		}
	}
	used := func(d OwnDevice) int {
		if d.Retired {
			return 1
		}
		return 0
	}
	slices.SortFunc(out, func(a, b OwnDevice) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), bytes.Compare(a.Group[:], b.Group[:]), used(a)-used(b), bytes.Compare(a.Device[:], b.Device[:]))
	})
	return out, checkCtx(ctx)
}

// lastTime gives the claimed time of a device's last entry here.
func (s *Store) lastTime(g *group, d forum.Device) (last int64, err error) {
	err = s.db.View(func(txn *badger.Txn) error {
		for _, lane := range []forum.Lane{forum.RollLane, forum.ContentLane} {
			id := forum.Chain{Device: d, Lane: lane}
			num, known := g.numOf(id)
			h := g.state().heights[id]
			if !known || h.Seq == 0 {
				continue
			}
			k, err := g.readPlace(txn, place{num, h.Seq})
			if err != nil {
				return err
			}
			last = max(last, k.Time)
		}
		return nil
	})
	return last, err
}

// RetireEverywhere gives up one of this person's own devices in every group that has it: lost, sold, broken. It gives the
// groups in which it is retired now. Doing it again does the groups that are left, after an interruption. Errors:
// *RefusedError, also when no group has such a device of this person.
func (s *Store) RetireEverywhere(ctx context.Context, d forum.Device, why string) (done []forum.ID, err error) {
	known := false
	for _, g := range s.memberOf() {
		me, _ := s.MeIn(g)
		if slices.Contains(me.Lost, d) {
			known = true
			continue
		}
		if !slices.Contains(me.Devices, d) {
			continue
		}
		if len(me.Devices) == 1 {
			card, err := s.Group(ctx, g)
			if err != nil {
				return done, err
			}
			return done, refuse(CodeRefused, "that is your only device in %s, and without one you could do nothing there; link or restore another first", card.Name)
		}
		if err := s.Retire(ctx, g, d, why); err != nil {
			return done, err
		}
		done = append(done, g)
	}
	switch {
	case len(done) > 0:
		return done, nil
	case known:
		return nil, refuseEnglish(CodeRefused, "that device is retired in every group already")
	}
	return nil, refuseEnglish(CodeNotFound, "that is not a device of yours in any of your groups")
}

// FindDevice takes a device's key, or an unambiguous start of it, among this person's own.
func (s *Store) FindDevice(ctx context.Context, ref string) (forum.Device, error) {
	all, err := s.Devices(ctx)
	if err != nil {
		return forum.Device{}, err
	}
	var found []match
	for _, d := range all {
		one := match{id: forum.ID(d.Device), name: d.Device.String()}
		if !slices.Contains(found, one) {
			found = append(found, one)
		}
	}
	m, err := pick("device", ref, found)
	return forum.Device(m.id), err
}
