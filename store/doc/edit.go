package doc

import (
	"errors"
	"fmt"
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
	target, top, err := d.target(s)
	if err != nil {
		return nil, d.broken(err)
	}
	text, err := target.Text()
	if err != nil {
		return nil, d.broken(err)
	}
	splices := Rebase(Diff(was, now), Diff(was, text))
	steps := inSteps(splices, d.room())
	_, _, before := d.adm.lineOf(s.device)
	if !d.adm.fits(top, before, opsOf(steps)) {
		return nil, ErrFull
	}
	raw, err := d.commit(target, s, steps, at)
	if err != nil {
		return nil, d.broken(err)
	}
	return raw, nil
}

// target is the engine's document to edit and the highest operation number in it. It is the document itself unless
// that has more loose ends than one change may tie together; then it is a copy with as many as may be, this signer's
// own line first.
func (d *Doc) target(s Session) (Document, uint32, error) {
	if len(d.adm.heads) <= d.adm.lim.Deps {
		return d.in, d.adm.top(d.adm.heads), nil
	}
	heads := d.adm.headsFor(s.device, d.adm.lim.Deps)
	in, err := d.past(heads)
	return in, d.adm.top(heads), err
}

// step is one commit's worth of splices, in the order to make them.
type step struct {
	splices []Splice
	ops     int
}

func opsOf(steps []step) (n int) {
	for _, s := range steps {
		n += s.ops
	}
	return n
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

// commit makes one change of each step and notes that the engine has it.
func (d *Doc) commit(target Document, s Session, steps []step, at time.Time) ([][]byte, error) {
	actor := s.Actor(d.id)
	message := s.message()
	if _, ok := d.adm.byActor[string(actor[:])]; ok {
		message = ""
	}
	if at.UnixMilli() < 0 {
		at = time.UnixMilli(0)
	}
	var out [][]byte
	for _, st := range steps {
		for _, sp := range st.splices {
			if err := target.Splice(sp.Pos, sp.Del, sp.Ins); err != nil {
				return nil, err
			}
		}
		raw, err := target.Commit(actor, message, at)
		if err != nil {
			return nil, err
		}
		c, err := Parse(raw, d.adm.lim)
		if err != nil {
			return nil, fmt.Errorf("what was written here is not what may be sent: %w", err)
		}
		if target == d.in {
			if d.own == nil {
				d.own = map[Hash]struct{}{}
			}
			d.own[c.Hash] = struct{}{}
		}
		message = ""
		out = append(out, raw)
	}
	return out, nil
}
