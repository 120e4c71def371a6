package forum

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"moot/store/count"
)

const boardBLT = "4 2\n-4\n3 1 2 0\n(secret-id) 2 3 0\n3 3 1 0\n1 2 0\n0\n\"Ann\" \"North\"\n\"Bob\"\n\"Cat\"\n\"Dee\"\n\"The board\"\n"

const streetPB = "META\nkey;value\ndescription;Our street\nbudget;900\nvote_type;approval\ncountry;Wales\nPROJECTS\nproject_id;cost;name\na1;500;Bench\nb2;400.50;Trees\nc3;300;Bins\nVOTES\nvoter_id;age;vote\nx;34;a1,c3\ny;71;b2\nz;20;c3,a1\n"

// stored packs bytes with no compression, which is the same in every version of every packer.
func stored(b []byte) []byte {
	head := binary.LittleEndian.AppendUint16([]byte{1}, uint16(len(b)))
	return append(binary.LittleEndian.AppendUint16(head, ^uint16(len(b))), b...)
}

// TestElsewhere: what is kept of a file says whose no ballot is, comes to the same result, and the same from whatever order.
func TestElsewhere(t *testing.T) {
	e, err := NewElsewhere(FormatBLT, "scottish", []byte(boardBLT))
	if err != nil {
		t.Fatal(err)
	}
	r, err := e.Count()
	if err != nil || !slices.Equal(r.Winners(), []string{"Ann", "Cat"}) || e.Ballots != 8 || r.Title() != "The board" {
		t.Errorf("%+v %v", r, err)
	}
	plain, err := e.Plain()
	if err != nil || bytes.Contains(plain, []byte("secret-id")) {
		t.Errorf("%s %v", plain, err)
	}
	b, err := NewElsewhere(FormatPB, "equalshares", []byte(streetPB))
	if err != nil {
		t.Fatal(err)
	}
	r, err = b.Count()
	if err != nil || !slices.Equal(r.Winners(), []string{"Bins", "Bench"}) || b.Ballots != 3 {
		t.Errorf("%+v %v", r, err)
	}
	if plain, err = b.Plain(); err != nil || bytes.Contains(plain, []byte("71")) || bytes.Contains(plain, []byte("Wales")) || bytes.Contains(plain, []byte("x;")) {
		t.Errorf("%s %v", plain, err)
	}
	turned := strings.Replace(strings.Replace(streetPB, "x;34;a1,c3\n", "", 1), "z;20;c3,a1\n", "z;20;c3,a1\nx;34;a1,c3\n", 1)
	other, err := NewElsewhere(FormatPB, "equalshares", []byte(turned))
	if err != nil || !bytes.Equal(other.Votes, b.Votes) || other.File == b.File {
		t.Errorf("the order of the voters shows, %v", err)
	}
	for name, c := range map[string]struct{ format, rule, file, words string }{
		"no ballots":        {FormatBLT, "scottish", "1 1\n0\n\"A\"\n", "no valid ballot paper"},
		"not a file":        {FormatPB, "greedy", "hello", "line 1"},
		"crowds":            {FormatBLT, "meek", "201 1\n1 1 0\n0\n", "more than 200 candidates"},
		"many sorts of one": {FormatBLT, "meek", manySorts(), "more different ballots than one record can hold"},
	} {
		if _, err := NewElsewhere(c.format, c.rule, []byte(c.file)); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// manySorts is an election of some 100,000 papers, each marked unlike any other.
func manySorts() string {
	var b strings.Builder
	b.WriteString("9 1\n")
	order := []int{1, 2, 3, 4, 5, 6, 7, 8, 9}
	var permute func(k int)
	permute = func(k int) {
		if b.Len() > 1_000_000 {
			return
		}
		if k == len(order) {
			b.WriteString("1")
			for _, c := range order {
				b.WriteString(" ")
				b.WriteByte(byte('0' + c))
			}
			b.WriteString(" 0\n")
			return
		}
		for i := k; i < len(order); i++ {
			order[k], order[i] = order[i], order[k]
			permute(k + 1)
			order[k], order[i] = order[i], order[k]
		}
	}
	permute(0)
	b.WriteString("0\n")
	return b.String()
}

// TestCheckElsewhere: only an officer brings a result in, for a proposal of their own, and only what its ballots come to.
func TestCheckElsewhere(t *testing.T) {
	w := newTown(t)
	ann, bob := w.founder, w.join("Bob", RoleMember)
	h := newHall(w)
	mine := h.must(ann, KindProposal, ID{}, NewProposal{Title: "The board", Type: "election"}).ID
	bobs := h.must(bob, KindProposal, ID{}, NewProposal{Title: "A bench"}).ID
	second := h.must(ann, KindProposal, ID{}, NewProposal{Title: "Another"}).ID
	e, err := NewElsewhere(FormatBLT, "scottish", []byte(boardBLT))
	if err != nil {
		t.Fatal(err)
	}
	with := func(change func(*Elsewhere)) Elsewhere {
		c := *e
		change(&c)
		return c
	}
	first := h.must(ann, KindElsewhere, mine, *e).ID
	bomb, err := packVotes(bytes.Repeat([]byte("# nothing\n"), maxVotesFile))
	if err != nil || len(bomb) > maxPackedVotes {
		t.Fatal(len(bomb), err)
	}
	for name, c := range map[string]struct {
		by      *neighbour
		subject ID
		body    Elsewhere
		words   string
	}{
		"a member's":              {bob, bobs, *e, "may not do that"},
		"for another's proposal":  {ann, bobs, *e, "that the same person made for it"},
		"another winner":          {ann, mine, with(func(e *Elsewhere) { e.Winners = []int{1, 2} }), "not what its ballots come to"},
		"another digest":          {ann, mine, with(func(e *Elsewhere) { e.Result = testID("x") }), "not what its ballots come to"},
		"more ballots":            {ann, mine, with(func(e *Elsewhere) { e.Ballots++ }), "not what its ballots come to"},
		"another seed of lots":    {ann, mine, with(func(e *Elsewhere) { e.File = testID("x") }), "not what its ballots come to"},
		"counted otherwise":       {ann, mine, with(func(e *Elsewhere) { e.Rule = "meek" }), "not what its ballots come to"},
		"a file as it was":        {ann, mine, with(func(e *Elsewhere) { e.Votes = stored([]byte(boardBLT)) }), "not in the form in which they are kept"},
		"no packed bytes":         {ann, mine, with(func(e *Elsewhere) { e.Votes = []byte("hello") }), "cannot be unpacked"},
		"a bomb":                  {ann, mine, with(func(e *Elsewhere) { e.Votes = bomb }), "cannot be unpacked"},
		"in the place of nothing": {ann, mine, with(func(e *Elsewhere) { e.After = []ID{testID("missing")} }), "wait"},
		"in another's place":      {ann, second, with(func(e *Elsewhere) { e.After = []ID{first} }), "result of something else"},
		"again":                   {ann, mine, with(func(e *Elsewhere) { e.After = []ID{first} }), ""},
	} {
		_, err := h.say(c.by, KindElsewhere, c.subject, c.body)
		wantVerdict(t, name, err, c.words, testID("missing"))
	}
	for name, spoil := range map[string]func(*Elsewhere){
		"a rule of the other format": func(e *Elsewhere) { e.Rule = "greedy" },
		"an unknown format":          func(e *Elsewhere) { e.Format = "csv" },
		"no votes":                   func(e *Elsewhere) { e.Votes = nil },
		"too many":                   func(e *Elsewhere) { e.Votes = make([]byte, maxPackedVotes+1) },
		"negative":                   func(e *Elsewhere) { e.Ballots = -1 },
	} {
		if _, err := Encode(KindElsewhere, with(spoil)); err == nil {
			t.Errorf("%s can be said", name)
		}
	}
}

// TestFoldElsewhere: it decides its proposal until it is reopened, and then the group's own vote does.
func TestFoldElsewhere(t *testing.T) {
	w := newTown(t)
	ann := w.founder
	h := newHall(w)
	p := h.must(ann, KindProposal, ID{}, NewProposal{Title: "The board", Type: "election"}).ID
	e, err := NewElsewhere(FormatBLT, "scottish", []byte(boardBLT))
	if err != nil {
		t.Fatal(err)
	}
	none := *e
	fold := func() Proposal {
		t.Helper()
		var rs []Record
		for id, r := range h.records {
			if h.states[id] == Shown {
				rs = append(rs, r)
			}
		}
		v, ok := FoldProposal(p, rs, func([]ID) Electorate { return h.history.Now().Electorate() })
		if !ok {
			t.Fatal("no proposal")
		}
		return v
	}
	first := h.must(ann, KindElsewhere, p, none).ID
	v := fold()
	if v.State != StateDecided || !v.Frozen() || v.Elsewhere == nil || v.Elsewhere.By != ann.id() || !slices.Equal(v.Now[FieldState], []ID{first}) {
		t.Errorf("%+v", v)
	}
	meek, err := NewElsewhere(FormatBLT, "meek", []byte(boardBLT))
	if err != nil {
		t.Fatal(err)
	}
	meek.After = v.Elsewhere.Now
	h.must(ann, KindElsewhere, p, *meek)
	if v = fold(); v.Elsewhere.Said.Rule != "meek" || v.State != StateDecided {
		t.Errorf("replaced: %+v", v.Elsewhere)
	}
	h.must(ann, KindSet, p, Set{Field: FieldState, Text: string(StateDoing)}) // unseeing: it had not heard of the result
	if v = fold(); v.State != StateDoing || !v.Frozen() {
		t.Errorf("%s, frozen %v", v.State, v.Frozen())
	}
	h.must(ann, KindSet, p, Set{Field: FieldState, Text: string(StateOpen), After: v.Now[FieldState]})
	if v = fold(); v.State != StateOpen || v.Frozen() || v.Elsewhere == nil {
		t.Errorf("reopened: %s, frozen %v", v.State, v.Frozen())
	}
	h.must(ann, KindVote, p, OpenVote{Title: "The board", Method: MethodYesNo, Wording: []ID{{1}}})
	if v = fold(); v.State != StateVoting {
		t.Errorf("the group's own vote: %s", v.State)
	}
}

// goldenElsewhere has the results that were brought in from elsewhere. Their ballots are packed without compression, so that
// the bytes do not depend on a packer.
func goldenElsewhere() []goldenRow {
	ann, s := PersonOf(testKey("Ann")), testID("subject")
	return []goldenRow{
		{KindFound, ID{}, Found{Name: "Mill Lane", Secret: []byte("sixteen secret b"), Person: ann, Cert: CertifyDevice(testKey("Ann"), DeviceOf(testKey("Ann's laptop"))), Called: "Ann"}},
		{KindElsewhere, s, Elsewhere{Format: FormatBLT, Rule: "scottish", File: testID("file"), Votes: stored([]byte("2 1\n3 1 2 0\n0\n\"Ann\"\n\"Bob\"\n\"\"\n")), Ballots: 3, Winners: []int{0}, Result: testID("result"), After: []ID{testID("a")}}},
		{KindElsewhere, s, Elsewhere{Format: FormatPB, Rule: "equalshares", File: testID("file"), Votes: stored([]byte("META\n")), Result: testID("result")}},
	}
}

// TestGoldenElsewhere pins what kept ballots come to: a changed count or digest would refuse what is on people's devices.
func TestGoldenElsewhere(t *testing.T) {
	blt, pb := "4 2\n-4\n2 2 0\n3 1 2 0\n2 3 1 0\n0\n\"Ann\"\n\"Bob\"\n\"Cat\"\n\"Dee\"\n\"The board\"\n", ""
	if b, err := plainVotes(FormatPB, []byte(streetPB)); err == nil {
		pb = string(b)
	}
	for _, c := range []struct{ format, rule, file, want string }{
		{FormatBLT, "scottish", blt, "543604a3acefdbf6"},
		{FormatBLT, "meek", blt, "bc71f8f128581708"},
		{FormatPB, string(count.RuleEqualShares), pb, "002e5aeaae9194d4"},
		{FormatPB, string(count.RuleKnapsack), pb, "6a1f1b6278ccd1b3"},
	} {
		e := Elsewhere{Format: c.format, Rule: c.rule, Votes: stored([]byte(c.file))}
		r, err := e.Count()
		if err != nil {
			t.Fatal(err)
		}
		if got := r.digest(&e).String()[:16]; got != c.want {
			t.Errorf("%s: %s", c.rule, got)
		}
	}
}
