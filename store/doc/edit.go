package doc

import (
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

// Edit writes what a person made of the text: they began with was and ended with now. The difference is moved over
// whatever has changed in the document meanwhile and committed as one or more changes within the limits, whose exact
// bytes it returns, in order; none if nothing differs.
//
// The engine holds them then, the admission state does not: pass each through Admit and Apply, signed like any other,
// before anything else is edited. After an error the document is unusable, except for texts that are not UTF-8,
// changes still staged, and ErrFull, which are found before anything is touched. The time is the person's clock; a
// time before 1970 is stored as 1970.
func (d *Doc) Edit(s Session, was, now string, at time.Time) ([][]byte, error) {
	if err := d.settled(); err != nil {
		return nil, err
	}
	if !utf8.ValidString(was) || !utf8.ValidString(now) {
		return nil, errors.New("this text holds bytes that are not UTF-8 characters, so it cannot be shared")
	}
	text, err := d.Text()
	if err != nil {
		return nil, d.broken(err)
	}
	steps := inSteps(Rebase(Diff(was, now), Diff(was, text)), d.room())
	if len(steps) == 0 {
		return nil, nil
	}
	ends := d.looseEnds(s.device)
	ops := len(ends) * tieOps
	for _, st := range steps {
		ops += st.ops
	}
	if !d.adm.fits(d.adm.top(d.adm.heads), ops) {
		return nil, ErrFull
	}
	w := d.writer(s, at)
	if err := w.tie(ends); err != nil {
		return nil, d.broken(err)
	}
	for _, st := range steps {
		if err := w.commit(d.in, st.splices); err != nil {
			return nil, d.broken(err)
		}
	}
	return w.raw, nil
}

// looseEnds groups the document's heads when there are more than one change may tie together, this signer's own line
// first; nil when there are not. Two places are kept: the library also names the actor's own last change, and each
// group after the first is tied to the one before.
func (d *Doc) looseEnds(by Signer) (groups [][]uint32) {
	most := d.adm.lim.Deps - 2
	if len(d.adm.heads) <= most {
		return nil
	}
	return slices.Collect(slices.Chunk(d.adm.headsFor(by), most))
}

// tieOps is the cost of a change that only ties heads together: a character typed and deleted.
const tieOps = 2

// writer commits changes in one session's name.
type writer struct {
	d       *Doc
	actor   Actor
	message string // for the next change: the nonce in the actor's first, nothing later
	at      time.Time
	raw     [][]byte
}

func (d *Doc) writer(s Session, at time.Time) *writer {
	w := &writer{d: d, actor: s.Actor(d.id), at: at}
	if _, ok := d.adm.byActor[string(w.actor[:])]; !ok {
		w.message = s.message()
	}
	if at.UnixMilli() < 0 {
		w.at = time.UnixMilli(0)
	}
	return w
}

// commit makes one change of splices in an engine's document, checks that others will take it, and notes it.
func (w *writer) commit(in Document, splices []Splice) error {
	w.d.words = nil
	for _, s := range splices {
		if err := in.Splice(s.Pos, s.Del, s.Ins); err != nil {
			return err
		}
	}
	raw, err := in.Commit(w.actor, w.message, w.at)
	if err != nil {
		return err
	}
	c, err := Parse(raw, w.d.adm.lim)
	if err != nil {
		return fmt.Errorf("what was written here is not what may be sent: %w", err)
	}
	if w.d.own == nil {
		w.d.own = map[Hash]struct{}{}
	}
	w.d.own[c.Hash] = struct{}{}
	w.raw, w.message = append(w.raw, raw), ""
	return nil
}

// tie makes one head of groups of loose ends, by changes that leave the text as it is. Each is made in a copy of the
// document that has only some of the ends yet.
func (w *writer) tie(groups [][]uint32) error {
	if len(groups) == 0 {
		return nil
	}
	all, err := w.d.in.Changes()
	if err != nil {
		return err
	}
	in, err := w.d.engine.New()
	if err != nil {
		return err
	}
	defer in.Close()
	for _, heads := range groups {
		some, err := w.d.adm.filter(all, heads)
		if err != nil {
			return err
		}
		if err := in.Apply(some...); err != nil {
			return err
		}
		if err := w.commit(in, []Splice{{Ins: " "}, {Del: 1}}); err != nil {
			return err
		}
	}
	return w.d.in.Apply(w.raw...)
}

// step is one commit's worth of splices, in the order to make them.
type step struct {
	splices []Splice
	ops     int
}

// room is how many operations one change may have. Each operation names one actor at most besides its own, so in a
// document of more actors than a change may name, fewer operations keep it within that limit. Bytes need no count: an
// operation takes under 20 bytes and an actor 17, so a change of 2,000 stays below 60,000.
func (d *Doc) room() int {
	if n := d.adm.lim.Actors - 2; len(d.adm.authors) > n && n < d.adm.lim.Ops {
		return n
	}
	return d.adm.lim.Ops
}

// inSteps cuts splices into steps of at most room operations. They are made from the text's end to its beginning, so
// that none moves the next one's position; a long one is cut into deletions and insertions that follow each other.
func inSteps(splices []Splice, room int) []step {
	var steps []step
	left := 0
	add := func(s Splice, ops int) {
		if left == 0 {
			steps, left = append(steps, step{}), room
		}
		last := &steps[len(steps)-1]
		last.splices = append(last.splices, s)
		last.ops, left = last.ops+ops, left-ops
	}
	free := func() int {
		if left == 0 {
			return room
		}
		return left
	}
	for i := len(splices) - 1; i >= 0; i-- {
		pos, del, ins := splices[i].Pos, splices[i].Del, splices[i].Ins
		for del > 0 {
			n := min(del, free())
			add(Splice{Pos: pos, Del: n}, n)
			del -= n
		}
		for ins != "" {
			n := min(runeCount(ins), free())
			size, _ := runePrefix(ins, n)
			add(Splice{Pos: pos, Ins: ins[:size]}, n)
			pos, ins = pos+n, ins[size:]
		}
	}
	return steps
}
