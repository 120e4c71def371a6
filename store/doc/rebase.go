package doc

import "math"

// Rebase moves local splices over remote ones made on the same text, so that they can be applied after them: every
// character either side typed is kept, every character either side deleted is gone. Where both insert at one
// position, the remote text comes first. It is the transformation function of operational transformation (Ellis and
// Gibbs 1989) on whole lists: a walk along the common text, once through both. Both lists must be valid for the same
// text (see [Splice]); the result is then valid for the text that the remote ones leave. Pure.
func Rebase(local, remote []Splice) []Splice {
	return rebase(local, remote, false)
}

func rebase(local, remote []Splice, localFirst bool) []Splice {
	l, r := walk{list: local}, walk{list: remote}
	var out splicer
	l.pass(0)
	r.pass(0)
	for at := 0; ; {
		insL, insR := l.insert(at), r.insert(at)
		if localFirst {
			out.insert(insL)
			out.keep(runeCount(insR))
		} else {
			out.keep(runeCount(insR))
			out.insert(insL)
		}
		if l.done() {
			return out.list
		}
		n := min(l.steady(at), r.steady(at))
		delL, delR := l.deletes(at), r.deletes(at)
		switch {
		case delL && !delR:
			out.delete(n)
		case !delL && !delR:
			out.keep(n)
		}
		at += n
		l.pass(at)
		r.pass(at)
	}
}

// walk moves along the common text through one list of splices.
type walk struct {
	list     []Splice
	inserted bool // the first splice's insertion has been taken
}

func (w *walk) done() bool { return len(w.list) == 0 }

// insert takes the text inserted at a position, once.
func (w *walk) insert(at int) string {
	ins := ""
	for !w.done() && !w.inserted && w.list[0].Pos == at {
		ins += w.list[0].Ins
		w.inserted = true
		w.pass(at)
	}
	return ins
}

// deletes reports whether the character at a position is deleted.
func (w *walk) deletes(at int) bool {
	return !w.done() && w.list[0].Pos <= at && at < w.list[0].Pos+w.list[0].Del
}

// steady is how many characters from a position on are treated alike.
func (w *walk) steady(at int) int {
	switch {
	case w.done():
		return math.MaxInt
	case at < w.list[0].Pos:
		return w.list[0].Pos - at
	default:
		return w.list[0].Pos + w.list[0].Del - at
	}
}

// pass drops splices that the walk is past. A list out of order loses what lies behind the walk: it was invalid.
func (w *walk) pass(at int) {
	for !w.done() && (w.inserted || at > w.list[0].Pos) && at >= w.list[0].Pos+w.list[0].Del {
		w.list, w.inserted = w.list[1:], false
	}
}

// splicer writes a list of splices while walking along a text.
type splicer struct {
	list []Splice
	at   int
	open bool // the last splice ends at at
}

func (s *splicer) last() *Splice {
	if !s.open {
		s.list, s.open = append(s.list, Splice{Pos: s.at}), true
	}
	return &s.list[len(s.list)-1]
}

func (s *splicer) keep(n int) {
	if n > 0 {
		s.at, s.open = s.at+n, false
	}
}

func (s *splicer) insert(ins string) {
	if ins != "" {
		s.last().Ins += ins
	}
}

func (s *splicer) delete(n int) {
	if n > 0 {
		s.last().Del += n
		s.at += n
	}
}
