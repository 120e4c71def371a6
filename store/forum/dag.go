package forum

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"
)

// node is an act in its place among the others.
type node struct {
	act     Act
	gen     int     // one more than the greatest of its parents: an order that every device agrees on
	parents []*node // those of the acts it comes straight after that are in no other's past
	judged  judged
	upheld  *node // for an uphold: the act it approves again
}

// compareNodes is the order acts are folded in: by generation, then by id. An act comes after all of its past.
func compareNodes(a, b *node) int {
	return cmp.Or(cmp.Compare(a.gen, b.gen), compareIDs(a.act.ID, b.act.ID))
}

func sortNodes(ns []*node) { slices.SortFunc(ns, compareNodes) }

func idsOf(ns []*node) []ID {
	ids := make([]ID, len(ns))
	for i, n := range ns {
		ids[i] = n.act.ID
	}
	slices.SortFunc(ids, compareIDs)
	return slices.Compact(ids)
}

// keyOf names a set of nodes.
func keyOf(ns ...*node) string {
	if len(ns) == 1 {
		return string(ns[0].act.ID[:])
	}
	var b strings.Builder
	for _, id := range idsOf(ns) {
		b.Write(id[:])
	}
	return b.String()
}

// queue hands out nodes latest first.
type queue []*node

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return compareNodes(q[i], q[j]) > 0 }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(*node)) }
func (q *queue) Pop() any {
	old := *q
	n := old[len(old)-1]
	*q = old[:len(old)-1]
	return n
}

// walk visits nodes and their past, latest first, each once, until visit says to stop. Cut, when not empty, are nodes
// such that everything visited comes after each of them, and everything else is they and their past: the history can
// be folded in two parts there, because nothing of the one part is concurrent with anything of the other.
func walk(from []*node, visit func(n *node, cut []*node) (on bool)) {
	var q queue
	children := make(map[*node][]*node, len(from)) // of each node seen, those visited
	for _, n := range from {
		if _, seen := children[n]; !seen {
			children[n] = nil
			heap.Push(&q, n)
		}
	}
	open := map[*node]int{} // of each node visited, how many parents are not visited yet; no entry for none
	edges := 0              // the sum of those
	for len(q) > 0 {
		n := heap.Pop(&q).(*node)
		for _, c := range children[n] {
			edges--
			if open[c]--; open[c] == 0 {
				delete(open, c)
			}
		}
		if len(n.parents) > 0 {
			open[n] = len(n.parents)
			edges += len(n.parents)
		}
		for _, p := range n.parents {
			if _, seen := children[p]; !seen {
				heap.Push(&q, p)
			}
			children[p] = append(children[p], n)
		}
		// Every visited node with a parent left has all that are left as parents: then all visited come after all.
		var cut []*node
		if edges == len(open)*len(q) {
			cut = q
		}
		if !visit(n, cut) {
			return
		}
	}
}

// maximal keeps the nodes that are in no other's past.
func maximal(ns []*node) []*node {
	if len(ns) < 2 {
		return ns
	}
	least := slices.MinFunc(ns, compareNodes)
	covered := map[*node]bool{}
	var parents []*node
	for _, n := range ns {
		parents = append(parents, n.parents...)
	}
	walk(parents, func(n *node, _ []*node) bool {
		covered[n] = true
		return n.gen >= least.gen
	})
	var top []*node
	seen := map[*node]bool{}
	for _, n := range ns {
		if !covered[n] && !seen[n] {
			seen[n] = true
			top = append(top, n)
		}
	}
	sortNodes(top)
	return top
}

// before says whether a is in b's past.
func before(a, b *node) bool {
	found := false
	walk(b.parents, func(n *node, _ []*node) bool {
		found = found || n == a
		return !found && n.gen >= a.gen
	})
	return found
}
