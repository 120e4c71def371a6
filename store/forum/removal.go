package forum

import (
	"cmp"
	"slices"
)

// Removals cancel what the removed person did at the same time, unseen by the removers. Otherwise whoever is about to
// be removed could date a dozen grants to the day before. Removals can be of each other, singly or in a ring, so which
// of them take effect is settled first, like this:
//
//   - A removal is opposed by another when that one removes somebody whose concurrent act it needs: its own author,
//     or whoever let the author in or gave them their role.
//   - A removal that nobody opposes takes effect, and what it opposes does not; and so on.
//   - Of a ring of removals that all oppose one another, the one that more officers asked for takes effect; then that
//     of the officer who has served longer; then that with the lesser hash. (Design §3.3.)

// outcome is what settling gives of acts that are folded together.
type outcome struct {
	effective map[*node]bool   // removals that have as many officers as they need and were not outweighed
	undone    map[*node]string // acts that are cancelled, and why
}

// ousting is one removal with the officers it needs: one act, or two by different officers.
type ousting struct {
	target  Person
	acts    []*node // in order; the last completes it
	needs   map[*node]bool
	votes   int // officers who asked for it, seconded or not
	service int
	state   verdict
}

type verdict int

const (
	undecided verdict = iota
	standing
	outweighed
)

// settle says which removals among acts in order take effect and which acts they cancel.
func settle(ns []*node) outcome {
	o := outcome{effective: map[*node]bool{}, undone: map[*node]string{}}
	within := make(map[*node]bool, len(ns))
	var removals []*node
	for _, n := range ns {
		within[n] = true
		if r, ok := n.act.Body.(*Remove); ok && n.judged.reason == "" && !n.act.Apart && r.Person != n.judged.author {
			removals = append(removals, n)
		}
	}
	if len(removals) == 0 {
		return o
	}
	all := oustings(removals, within)
	weigh(all)
	for _, x := range all {
		if x.state == standing {
			o.effective[x.acts[len(x.acts)-1]] = true
		}
	}
	for _, n := range ns {
		if why := undoing(n, all, o.undone); why != "" {
			o.undone[n] = why
		}
	}
	return o
}

// undoing says why an act is cancelled, if it is. Those it may rest on have been asked about before.
func undoing(n *node, all []*ousting, undone map[*node]string) string {
	if r, ok := n.act.Body.(*Remove); ok && r.Person == n.judged.author {
		return "" // leaving needs nobody's leave
	}
	for _, x := range all {
		if x.state == standing && x.cancels(n) {
			return "whoever did it was removed from the group at the same time"
		}
	}
	for _, b := range n.judged.basis {
		if undone[b] != "" {
			return "it rested on something that was undone when somebody was removed"
		}
	}
	if _, ok := n.act.Body.(*Remove); ok {
		for _, x := range all {
			if x.state == outweighed && slices.Contains(x.acts, n) && !slices.ContainsFunc(all, func(y *ousting) bool {
				return y.state == standing && slices.Contains(y.acts, n)
			}) {
				return "another removal at the same time outweighed it"
			}
		}
	}
	return ""
}

// oustings pairs up removals that need two officers. A pair may have been seen, one by the other, or made apart.
func oustings(removals []*node, within map[*node]bool) []*ousting {
	var all []*ousting
	add := func(acts ...*node) {
		sortNodes(acts)
		x := &ousting{target: targetOf(acts[0]), acts: acts, needs: map[*node]bool{}, service: acts[0].judged.service}
		askers := map[Person]bool{}
		for _, a := range acts {
			x.service = min(x.service, a.judged.service)
			rests(a, within, x.needs)
			askers[a.judged.author] = true
		}
		for _, r := range removals {
			if targetOf(r) == x.target {
				askers[r.judged.author] = true
			}
		}
		x.votes = len(askers)
		all = append(all, x)
	}
	for i, r := range removals {
		if r.judged.needs < 2 {
			add(r)
			continue
		}
		for _, p := range r.judged.seconds {
			add(p, r)
		}
		for _, q := range removals[:i] {
			if q.judged.needs > 1 && targetOf(q) == targetOf(r) && q.judged.author != r.judged.author && !before(q, r) {
				add(q, r)
			}
		}
	}
	return all
}

func targetOf(removal *node) Person { return removal.act.Body.(*Remove).Person }

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

// cancels says whether an act is by the person removed and concurrent with the removal: no remover had seen it, and
// its author had not seen the whole removal.
func (x *ousting) cancels(n *node) bool {
	if n.judged.author != x.target {
		return false
	}
	for _, r := range x.acts {
		if before(n, r) {
			return false
		}
	}
	return !allBefore(x.acts, n)
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

// weigh decides every removal. It goes round until all are: what nobody opposes stands, what a standing one opposes
// falls, and when only rings are left, the weightiest of a ring that nothing else opposes
// stands.
func weigh(all []*ousting) {
	slices.SortFunc(all, func(a, b *ousting) int {
		return cmp.Or(
			cmp.Compare(b.votes, a.votes),
			cmp.Compare(a.service, b.service),
			compareIDs(a.acts[len(a.acts)-1].act.ID, b.acts[len(b.acts)-1].act.ID),
			compareIDs(a.acts[0].act.ID, b.acts[0].act.ID),
		)
	})
	against := make(map[*ousting][]*ousting, len(all))
	for _, x := range all {
		for _, y := range all {
			if x != y && x.opposes(y) {
				against[y] = append(against[y], x)
			}
		}
	}
	for {
		moved := false
		for _, x := range all {
			if x.state != undecided {
				continue
			}
			switch now := strongest(against[x]); {
			case now == standing:
				x.state, moved = outweighed, true
			case now == outweighed:
				x.state, moved = standing, true
			}
		}
		if moved {
			continue
		}
		i := slices.IndexFunc(all, func(x *ousting) bool { return x.state == undecided && firstRing(x, against) })
		if i < 0 {
			return
		}
		all[i].state = standing
		for _, y := range against[all[i]] {
			y.state = outweighed
		}
	}
}

// firstRing says whether an undecided ousting is in a ring that nothing outside it opposes: everything that bears on
// it, it bears on too. When nothing else can be decided there is such a ring.
func firstRing(x *ousting, against map[*ousting][]*ousting) bool {
	for y := range bearing(x, against) {
		if !bearing(y, against)[x] {
			return false
		}
	}
	return true
}

// bearing gives the undecided oustings that oppose x, or oppose one that does, and so on.
func bearing(x *ousting, against map[*ousting][]*ousting) map[*ousting]bool {
	found := map[*ousting]bool{}
	todo := []*ousting{x}
	for len(todo) > 0 {
		last := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, y := range against[last] {
			if y.state == undecided && !found[y] {
				found[y] = true
				todo = append(todo, y)
			}
		}
	}
	return found
}

// strongest says how an ousting's opponents stand: standing if one does, undecided if one may yet, and otherwise
// (also when there are none) outweighed.
func strongest(opponents []*ousting) verdict {
	v := outweighed
	for _, x := range opponents {
		if x.state == standing {
			return standing
		}
		if x.state == undecided {
			v = undecided
		}
	}
	return v
}
