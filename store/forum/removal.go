package forum

import (
	"cmp"
	"maps"
	"slices"

	"moot/store/saying"
)

// Removals cancel what the removed person did at the same time, unseen by the removers. Otherwise whoever is about to
// be removed could date a dozen grants to the day before. Removals can be of each other, singly or in a ring, so which
// of them take effect is settled first, like this:
//
//   - A removal is opposed by another when that one removes somebody whose concurrent act it needs: its own author,
//     or whoever let the author in or gave them their role.
//   - A removal that nobody opposes takes effect, and what it opposes does not; and so on.
//   - Of a ring of removals that all oppose one another, the one that more officers asked for takes effect; then that
//     of the officer who has served longer; then that with the lesser hash.
//   - A device that its owner gives up cancels what was done on it at the same time in the same way; giving up is never
//     cancelled itself, so two devices that give each other up are both out of use.
//   - A removal whose person's section has not been given what it is owed takes no effect and opposes nothing. It stays
//     asked for.

// outcome is what settling gives of acts that are folded together.
type outcome struct {
	effective map[*node]bool             // acts with which a removal takes effect
	undone    map[*node]*saying.Sentence // acts that are cancelled, and why
	charters  []*node                    // those that change the rules
	apart     map[*node]map[*node]bool   // of each of those, the acts made without knowing of it or it of them
}

// ousting is one removal with the officers it needs (one act, or two by different officers), or one device given up.
type ousting struct {
	target  Person
	device  Device  // given up; zero for a removal
	acts    []*node // in order
	answers []*node // of the same part, in order
	used    []*node // those of them that it took to complete it
	needs   map[*node]bool
	votes   int // officers who asked for it, seconded or not
	service int
	lacks   bool // it has not got what it needs, so it is out of the contest
	state   verdict
}

type verdict int

const (
	undecided verdict = iota
	standing
	outweighed
)

// settle says which removals among acts in order take effect and which acts they cancel. Past is the state before them.
func settle(ns []*node, past *state) *outcome {
	o := &outcome{effective: map[*node]bool{}, undone: map[*node]*saying.Sentence{}, apart: map[*node]map[*node]bool{}}
	for _, n := range ns {
		if c, ok := n.body().(*Charter); ok && c.Rules != nil && n.judged.reason == nil && !n.act.Apart {
			o.charters = append(o.charters, n)
			o.apart[n] = apartFrom(n, ns)
		}
	}
	all := contest(ns, past)
	for _, x := range all {
		x.complete(past, nil, o)
	}
	for round := 0; ; round++ {
		weigh(slices.DeleteFunc(slices.Clone(all), func(x *ousting) bool { return x.lacks }))
		changed := false
		for _, x := range all {
			if x.state == standing && x.complete(past, all, o) {
				changed = true
				x.lacks = x.lacks || round > len(all) // answers that cancel each other in a ring: none of them counts
			}
		}
		if !changed {
			break
		}
	}
	for _, x := range all {
		if x.state == standing && x.device == (Device{}) {
			o.effective[slices.MaxFunc(slices.Concat(x.acts, x.used), compareNodes)] = true
		}
	}
	for _, n := range ns {
		if why := undoing(n, all, o.undone); why != nil {
			o.undone[n] = why
		}
	}
	return o
}

// complete finds the answers with which a removal has everything it needs, or that it lacks something. Answers that
// another removal cancels do not count. It says whether that has changed.
func (x *ousting) complete(past *state, all []*ousting, o *outcome) (changed bool) {
	if x.device != (Device{}) {
		return false
	}
	m := &motion{kind: KindRemove, first: x.acts[0], asks: map[Person]*node{}, answers: map[Person]*node{}}
	if was := past.motions[removalKey(x.target)]; was != nil {
		m.first = was.first
		maps.Copy(m.answers, was.answers)
	}
	for _, n := range x.acts {
		m.asks[n.judged.author] = n
	}
	cancelled := func(n *node) bool {
		return slices.ContainsFunc(all, func(y *ousting) bool { return y.state == standing && y.cancels(n) })
	}
	last, beside := x.acts[len(x.acts)-1], o.owedBeside(m)
	lacking := func() bool { return len(past.lacks(m, last, beside, cancelled)) > 0 }
	var used []*node
	lacks := lacking()
	for _, n := range x.answers {
		if !lacks {
			break
		}
		m.answers[n.judged.author] = n
		used = append(used, n)
		lacks = lacking()
	}
	changed = lacks != x.lacks || !slices.Equal(used, x.used)
	x.lacks, x.used = lacks, used
	return changed
}

// apartFrom gives those of the acts, which are in order, that are neither in an act's past nor come after it.
func apartFrom(c *node, ns []*node) map[*node]bool {
	after, past, apart := map[*node]bool{c: true}, map[*node]bool{c: true}, map[*node]bool{}
	for _, n := range ns {
		if slices.ContainsFunc(n.parents, func(p *node) bool { return after[p] }) {
			after[n] = true
		}
	}
	for _, n := range slices.Backward(ns) {
		if !past[n] {
			continue
		}
		for _, p := range n.parents {
			past[p] = true
		}
	}
	for _, n := range ns {
		if !after[n] && !past[n] {
			apart[n] = true
		}
	}
	return apart
}

// owedBeside gives what is owed for a motion by rules that somebody asked for at the same time, in force yet or not: so
// a removal that was made to seem older than a safeguard does not get round it.
func (o *outcome) owedBeside(m *motion) (all []owed) {
	for _, c := range o.charters {
		if o.undone[c] != nil {
			continue
		}
		for _, ask := range m.asks {
			more := ask.judged.beside(*c.body().(*Charter).Rules, m)
			if len(more) > 0 && o.apart[c][ask] {
				all = append(all, more...)
			}
		}
	}
	return all
}

// beside gives what rules made at the same time owe for a motion.
func (v judged) beside(r Rules, m *motion) []owed {
	if m.kind == KindCharter || m.kind == KindRecover {
		return nil // the rules made at the same time will stand beside these, and either can be changed again
	}
	sec, ok := r.Section(v.section)
	if !ok || sec.Removal.Kind == GuardNone {
		return nil
	}
	return []owed{{sec.Name, sec.Removal}}
}

// undoing says why an act is cancelled, if it is. Those it may rest on have been asked about before.
func undoing(n *node, all []*ousting, undone map[*node]*saying.Sentence) *saying.Sentence {
	if n.judged.reason != nil {
		return nil
	}
	for _, x := range all {
		if x.state != standing || !x.cancels(n) {
			continue
		}
		if x.device != (Device{}) {
			return saying.New("it was done on a device that was given up at the same time")
		}
		return saying.New("whoever did it was removed from the group at the same time")
	}
	if isLeaving(n) {
		return nil // leaving needs nobody's leave
	}
	for _, b := range n.judged.basis {
		if undone[b] != nil {
			return saying.New("it rested on something that was undone when somebody was removed")
		}
	}
	if _, ok := n.body().(*Remove); !ok {
		return nil
	}
	outdone := false
	for _, x := range all {
		if slices.Contains(x.acts, n) {
			if x.state == standing || x.lacks {
				return nil
			}
			outdone = true
		}
	}
	if outdone {
		return saying.New("another removal at the same time outweighed it")
	}
	return nil
}

func isLeaving(n *node) bool {
	r, ok := n.act.Body.(*Remove)
	return ok && r.Person == n.judged.author
}

// contest makes the oustings of a part: the devices given up, and of every removal that the part adds something to, the
// acts of one officer or of two.
func contest(ns []*node, past *state) (all []*ousting) {
	within := make(map[*node]bool, len(ns))
	asks := map[Person][]*node{}
	about := map[ID]Person{} // whose removal an act asks for
	answers := map[Person][]*node{}
	for _, n := range ns {
		within[n] = true
		if n.judged.reason != nil || n.act.Apart {
			continue
		}
		switch b := n.body().(type) {
		case *Retire:
			all = append(all, retiring(n, b, within))
		case *Remove:
			if !isLeaving(n) {
				asks[b.Person] = append(asks[b.Person], n)
				about[n.act.ID] = b.Person
			}
		case *Answer:
			p, ok := about[n.act.Subject]
			if m := past.motions[past.asked[n.act.Subject]]; m != nil && m.kind == KindRemove {
				p, ok = m.person(), true
			}
			if ok {
				answers[p] = append(answers[p], n)
			}
		}
	}
	for p := range answers {
		if _, too := asks[p]; !too {
			asks[p] = nil // the earlier asks are in the contest
		}
	}
	for p, ns := range asks {
		if m := past.motions[removalKey(p)]; m != nil {
			ns = append(slices.Collect(maps.Values(m.asks)), ns...)
		}
		sortNodes(ns)
		all = append(all, oustings(p, ns, answers[p], within)...)
	}
	slices.SortFunc(all, compareOustings)
	return all
}

// compareOustings puts the weightier first: the one that more officers asked for; then that of the officer who has
// served longer; then that with the lesser hash.
func compareOustings(a, b *ousting) int {
	return cmp.Or(
		cmp.Compare(b.votes, a.votes),
		cmp.Compare(a.service, b.service),
		compareIDs(a.acts[len(a.acts)-1].act.ID, b.acts[len(b.acts)-1].act.ID),
		compareIDs(a.acts[0].act.ID, b.acts[0].act.ID),
	)
}

func retiring(n *node, r *Retire, within map[*node]bool) *ousting {
	x := &ousting{target: n.judged.author, device: r.Device, acts: []*node{n}, needs: map[*node]bool{}, votes: 1, service: n.judged.service}
	rests(n, within, x.needs)
	return x
}

// oustings pairs up removals that need two officers. A pair may have been seen, one by the other, or made apart.
func oustings(target Person, asks, answers []*node, within map[*node]bool) (all []*ousting) {
	askers := map[Person]bool{}
	for _, r := range asks {
		askers[r.judged.author] = true
	}
	add := func(acts ...*node) {
		x := &ousting{target: target, acts: acts, answers: answers, needs: map[*node]bool{}, service: acts[0].judged.service, votes: len(askers)}
		for _, a := range acts {
			x.service = min(x.service, a.judged.service)
			rests(a, within, x.needs)
		}
		all = append(all, x)
	}
	for i, r := range asks {
		if r.judged.needs < 2 {
			add(r)
			continue
		}
		for _, q := range asks[:i] {
			if q.judged.author != r.judged.author {
				add(q, r)
			}
		}
	}
	return all
}

// rests collects an act and everything of these that its authority rests on.
func rests(n *node, within, into map[*node]bool) {
	if !within[n] || into[n] {
		return
	}
	into[n] = true
	for _, b := range n.judged.basis {
		rests(b, within, into)
	}
}

// cancels says whether an act is by the person removed, or on the device given up, and concurrent with that. An act made
// by somebody who had not seen all who asked for the removal stays if one of those had seen it; one made after that,
// but not after the answers that completed the removal, stays if one who answered had seen it. What somebody says about
// their own removal is never cancelled by it, nor is giving up a device.
func (x *ousting) cancels(n *node) bool {
	if _, ok := n.act.Body.(*Retire); ok {
		return false
	}
	if x.device != (Device{}) {
		return n.act.Device == x.device && !before(n, x.acts[0]) && !before(x.acts[0], n)
	}
	if n.judged.author != x.target || isLeaving(n) || x.about(n) {
		return false
	}
	if !allBefore(x.acts, n) {
		return !beforeAny(n, x.acts)
	}
	return !allBefore(x.used, n) && !beforeAny(n, x.used)
}

func beforeAny(n *node, ns []*node) bool {
	return slices.ContainsFunc(ns, func(r *node) bool { return before(n, r) })
}

// about says whether an act is an answer to this removal.
func (x *ousting) about(n *node) bool {
	_, ok := n.act.Body.(*Answer)
	return ok && slices.ContainsFunc(x.acts, func(a *node) bool { return a.act.ID == n.act.Subject })
}

// opposes says whether x, if it takes effect, leaves y with nothing to stand on.
func (x *ousting) opposes(y *ousting) bool {
	for n := range y.needs {
		if x.cancels(n) {
			return true
		}
	}
	return false
}
