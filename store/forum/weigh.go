package forum

import "slices"

// weigh decides every removal. It goes round until all are: what nobody opposes stands, what a standing one opposes
// falls, and when only rings are left, the weightiest of a ring that nothing else opposes
// stands.
func weigh(all []*ousting) {
	for _, x := range all {
		x.state = undecided
	}
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
