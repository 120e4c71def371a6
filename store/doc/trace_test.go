package doc

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// trace is an editing trace of josephg/editing-traces: each patch is [position, characters deleted, text inserted].
type trace struct {
	EndContent string `json:"endContent"`
	NumAgents  int    `json:"numAgents"`
	Txns       []struct {
		Parents     []int   `json:"parents"`
		NumChildren int     `json:"numChildren"`
		Agent       int     `json:"agent"`
		Patches     [][]any `json:"patches"`
	} `json:"txns"`
}

func readTrace(t testing.TB, name string) trace {
	t.Helper()
	f, err := os.Open(filepath.Join(sharedData(t, "traces"), name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var tr trace
	if err := json.NewDecoder(z).Decode(&tr); err != nil {
		t.Fatal(err)
	}
	return tr
}

func patches(in [][]any) (out []Splice) {
	for _, p := range in {
		out = append(out, Splice{Pos: int(p[0].(float64)), Del: int(p[1].(float64)), Ins: p[2].(string)})
	}
	return out
}

// typed commits splices one after another as a single change, at exactly the positions given (a difference of two
// texts cannot tell which of two equal letters was typed), then admits and applies it as the store would.
func typed(t tester, d *Doc, s Session, splices []Splice) sent {
	t.Helper()
	if err := d.settled(); err != nil {
		t.Fatal(err)
	}
	w := d.writer(s, testTime)
	if err := w.commit(d.in, splices); err != nil {
		t.Fatal(err)
	}
	c := sent{w.raw[0], s.device}
	receive(t, d, c)
	return c
}

// Two people typing at once, as they really did: everything is admitted, on both sides and by a newcomer, and all end
// with the words the trace ends with.
func TestTwoPeopleTyping(t *testing.T) {
	e := native(t)
	tr := readTrace(t, "friendsforever.json.gz")
	lim := DefaultLimits()
	docs := make([]*Doc, tr.NumAgents)
	for i := range docs {
		docs[i] = create(t, e, lim, testID(1))
	}
	var all []sent
	changeOf := make([]int, len(tr.Txns)) // the change that holds a txn
	needs := map[int][]int{}              // a change's direct past
	has := make([]map[int]bool, tr.NumAgents)
	for i := range has {
		has[i] = map[int]bool{}
	}
	for i := 0; i < len(tr.Txns); {
		agent := tr.Txns[i].Agent
		n := len(all)
		for _, p := range tr.Txns[i].Parents {
			needs[n] = append(needs[n], changeOf[p])
		}
		receive(t, docs[agent], missing(needs, has[agent], all, needs[n])...)
		var run []Splice
		for begin := i; i < len(tr.Txns); i++ { // what one person typed on end, until the other hears of it
			x := tr.Txns[i]
			if i > begin && (x.Agent != agent || !slices.Equal(x.Parents, []int{i - 1}) || tr.Txns[i-1].NumChildren > 1 || len(run) > 40) {
				break
			}
			run = append(run, patches(x.Patches)...)
			changeOf[i] = n
		}
		all = append(all, typed(t, docs[agent], person(byte(agent+1)), run))
		has[agent][n] = true
	}
	newcomer := create(t, e, lim, testID(1))
	start := time.Now()
	receive(t, newcomer, all...)
	t.Logf("%d changes, %d operations, admitted and applied in %v", len(all), newcomer.Ops(), time.Since(start))
	for i := range docs {
		receive(t, docs[i], all...)
	}
	for i, d := range append(docs, newcomer) {
		if got := text(t, d); got != tr.EndContent {
			t.Fatalf("replica %d ends with %d characters, the trace with %d", i, runeCount(got), runeCount(tr.EndContent))
		}
	}
	again(t, e, newcomer)
}

// missing lists, in order, the changes under these that an agent does not have, and marks them as had.
func missing(needs map[int][]int, has map[int]bool, all []sent, want []int) []sent {
	var found []int
	for todo := slices.Clone(want); len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !has[n] {
			has[n] = true
			found = append(found, n)
			todo = append(todo, needs[n]...)
		}
	}
	slices.Sort(found)
	var out []sent
	for _, n := range found {
		out = append(out, all[n])
	}
	return out
}
