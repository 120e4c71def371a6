package store

import (
	"bytes"
	"context"
	"slices"

	"moot/store/forum"
)

// Acts of the roll, as deeds of this person. What each needs before it takes effect is the resolver's to say (package
// forum): after one of these, the roll's Matters say what is still missing. Errors of all: *RefusedError with the rule.

// Link adds a person's new device to a group, by the ask it made: NewLink. Anybody in the group may do it; the person's
// own certificate is what counts.
func (s *Store) Link(ctx context.Context, g forum.ID, a forum.Ask) error {
	_, err := s.act(ctx, g, forum.ID{}, forum.KindDevice, forum.Link{Ask: a})
	return err
}

// Retire gives up one of this person's own devices in a group: lost, sold, broken. What it wrote that this device has
// not seen is not shown.
func (s *Store) Retire(ctx context.Context, g forum.ID, d forum.Device, why string) error {
	return s.do(ctx, g, func(w *writer) error {
		_, err := w.say(forum.ID{}, forum.KindRetire, forum.Retire{Device: d, Why: why, Pins: w.pins(d)})
		return err
	})
}

// pins says how far this device has seen the chains of devices.
func (w *writer) pins(devices ...forum.Device) (pins []forum.Pin) {
	for _, d := range devices {
		for _, lane := range []forum.Lane{forum.RollLane, forum.ContentLane} {
			pin := forum.Pin{Device: d, Lane: lane}
			if c, ok := w.g.chains[forum.Chain{Device: d, Lane: lane}]; ok {
				pin.Seq = c.meta.Seq
			}
			pins = append(pins, pin)
		}
	}
	return pins
}

// Answer agrees or objects to a matter, or says this person's own words about it. Matter is its ID, or, for somebody who
// has been removed, the act that removed them.
func (s *Store) Answer(ctx context.Context, g, matter forum.ID, a forum.Answer) error {
	_, err := s.act(ctx, g, matter, forum.KindAnswer, a)
	return err
}

// Uphold approves again what was undone when somebody was removed (officers).
func (s *Store) Uphold(ctx context.Context, g, act forum.ID) error {
	_, err := s.act(ctx, g, act, forum.KindUphold, forum.Uphold{})
	return err
}

// Accept shows everything that this device holds of what a removed person wrote (officers).
func (s *Store) Accept(ctx context.Context, g forum.ID, p forum.Person) error {
	return s.do(ctx, g, func(w *writer) error {
		m, ok := w.g.roll().Find(p)
		if !ok {
			return refuse(CodeNotFound, "there is no such person in this group")
		}
		_, err := w.say(forum.ID{}, forum.KindAccept, forum.Accept{Person: p, Pins: w.pins(slices.Concat(m.Devices, m.Lost)...)})
		return err
	})
}

// Readmit says that somebody who waits to be let in is a member who lost every device. It needs two officers, who must
// know the person: each gives it once.
func (s *Store) Readmit(ctx context.Context, g forum.ID, old, now forum.Person, why string) error {
	return s.do(ctx, g, func(w *writer) error { return w.readmit(old, now, why) })
}

func (w *writer) readmit(old, now forum.Person, why string) error {
	m, ok := w.g.roll().Find(old)
	if !ok {
		return refuse(CodeNotFound, "there is no such person in this group")
	}
	_, err := w.say(forum.ID{}, forum.KindReadmit, forum.Readmit{Person: old, New: now, Why: why, Pins: w.pins(m.Devices...)})
	return err
}

// Recover names officers for a group that has none left: it takes more than half of the members, each of whom gives the
// same names.
func (s *Store) Recover(ctx context.Context, g forum.ID, officers []forum.Person) error {
	officers = slices.Clone(officers)
	slices.SortFunc(officers, func(a, b forum.Person) int { return bytes.Compare(a[:], b[:]) })
	_, err := s.act(ctx, g, forum.ID{}, forum.KindRecover, forum.Recover{Officers: slices.Compact(officers)})
	return err
}
