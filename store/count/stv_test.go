package count

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func readBLT(t testing.TB, file string) *Election {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	e, err := ReadBLT(b)
	if err != nil || len(e.Notes) > 0 {
		t.Fatalf("%s: %v, %v", file, err, e.Notes)
	}
	return e
}

// standing is a stage of a reference: how everybody stands at its end.
type standing struct {
	votes           map[string]string
	elected         map[string]bool
	exhausted, lost string
}

var (
	standingLine = regexp.MustCompile(`^\t(Hopeful|Pending|Elected|Defeated): +(.*) \(([0-9.]+)\)$`)
	noSurplus    = regexp.MustCompile(`^Action: Surplus transferred: .* \(0\.00000\)$`)
)

// reference reads the stages of a reference count. Its rounds are the stages after the first, but for the "transfer" of
// a surplus of nothing, which the rules do not know: only who has more than the quota has a surplus.
func reference(t *testing.T, file string) (quota string, stages []standing) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var s standing
	empty := false
	end := func() {
		if !empty && s.votes != nil {
			stages = append(stages, s)
		}
		empty = false
	}
	for line := range strings.SplitSeq(string(b), "\n") {
		if text, ok := strings.CutPrefix(line, "\tQuota: "); ok {
			quota = text
		}
		if strings.HasPrefix(line, "Round ") {
			end()
		}
		empty = empty || noSurplus.MatchString(line)
		if strings.HasPrefix(line, "Action: ") {
			s.votes, s.elected = map[string]string{}, map[string]bool{}
		}
		if text, ok := strings.CutPrefix(line, "\tNontransferable votes: "); ok {
			s.exhausted = text
		}
		if text, ok := strings.CutPrefix(line, "\tResidual: "); ok {
			s.lost = text
		}
		if m := standingLine.FindStringSubmatch(line); m != nil {
			for name := range strings.SplitSeq(m[2], ", ") {
				s.votes[name] = m[3]
				s.elected[name] = m[1] == "Elected" || m[1] == "Pending"
			}
		}
	}
	end()
	return quota, stages
}

// TestScottishReferences compares every stage of every reference count.
func TestScottishReferences(t *testing.T) {
	for _, file := range shared(t, "stv/*.blt") {
		e := readBLT(t, file)
		if len(e.Order) == 0 { // the references draw lots in the order of nomination
			for i := range e.Candidates {
				e.Order = append(e.Order, i)
			}
		}
		table, err := Scottish(e, Seed{})
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		quota, stages := reference(t, strings.TrimSuffix(file, ".blt")+".expected.txt")
		if len(stages) != len(table.Stages) || len(stages) < 2 {
			t.Fatalf("%s: %d stages, want %d", file, len(table.Stages), len(stages))
		}
		for i, want := range stages {
			got := table.Stages[i]
			if table.Amount(got.Quota) != quota || table.Amount(got.Exhausted) != want.exhausted || table.Amount(got.Lost) != want.lost {
				t.Errorf("%s, stage %d: quota %d, exhausted %d, lost %d; want %s, %+v", file, i+1, got.Quota, got.Exhausted, got.Lost, quota, want)
			}
			for c, name := range table.Names {
				if table.Amount(got.Votes[c]) != want.votes[name] || (got.Status[c] == Elected) != want.elected[name] {
					t.Errorf("%s, stage %d: %s has %s and is %s; want %s, elected %v", file, i+1, name,
						table.Amount(got.Votes[c]), got.Status[c], want.votes[name], want.elected[name])
				}
			}
		}
	}
}

// anyElection draws an election with many ties, gaps, repeats and withdrawals.
func anyElection(t *rapid.T) *Election {
	n := rapid.IntRange(1, 6).Draw(t, "candidates")
	e := &Election{Title: "Board", Seats: rapid.IntRange(1, 4).Draw(t, "seats")}
	for i := range n {
		e.Candidates = append(e.Candidates, Candidate{
			Name: fmt.Sprintf("Candidate %q", 'A'+rune(i)), Withdrawn: rapid.IntRange(0, 9).Draw(t, "withdrawn") == 0,
		})
	}
	for range rapid.IntRange(1, 12).Draw(t, "papers") {
		p := Paper{Count: rapid.IntRange(1, 9).Draw(t, "count")}
		all := make([]int, n)
		for i := range all {
			all[i] = i
		}
		for i, c := range rapid.Permutation(all).Draw(t, "order")[:rapid.IntRange(0, n).Draw(t, "ranked")] {
			if rapid.IntRange(0, 30).Draw(t, "gap") == 0 {
				p.Marks = append(p.Marks, Mark{Candidate: Gap})
			}
			equal := i > 0 && p.Marks[len(p.Marks)-1].Candidate != Gap && rapid.IntRange(0, 30).Draw(t, "equal") == 0
			p.Marks = append(p.Marks, Mark{c, equal})
		}
		e.Papers = append(e.Papers, p)
	}
	return e
}

var ranked = map[Method]func(*Election, Seed) (*Table, error){MethodScottish: Scottish, MethodMeek: Meek, MethodRunoff: Runoff}

// TestRankedMethodsAddUp holds for every ranked method: no vote is lost or made, as many are elected as can be, and
// nobody who withdrew; everything can be said in words; and neither the order of papers nor whether those marked alike
// are counted together makes a difference.
func TestRankedMethodsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := anyElection(t)
		seed := Seed{byte(rapid.IntRange(0, 255).Draw(t, "seed"))}
		other := *e
		other.Papers = nil
		for _, p := range rapid.Permutation(e.Papers).Draw(t, "other") {
			for range p.Count {
				other.Papers = append(other.Papers, Paper{1, p.Marks})
			}
		}
		for method, count := range ranked {
			table, err := count(e, seed)
			again, errAgain := count(&other, seed)
			if errors.Is(err, ErrNoPapers) && errors.Is(errAgain, ErrNoPapers) {
				continue
			}
			if err != nil || errAgain != nil {
				t.Fatal(err, errAgain)
			}
			if a, b := fmt.Sprintf("%+v", table), fmt.Sprintf("%+v", again); a != b {
				t.Fatalf("%s: the order of papers changes the count:\n%s\n%s", method, a, b)
			}
			checkTable(t, e, table)
		}
	})
}

func checkTable(t *rapid.T, e *Election, table *Table) {
	one := int64(1)
	for range table.Places {
		one *= 10
	}
	standing, withdrawn := 0, 0
	for _, c := range e.Candidates {
		standing++
		if c.Withdrawn {
			withdrawn++
		}
	}
	if want := min(table.Seats, standing-withdrawn); len(table.Elected) != want {
		t.Fatalf("%s: %d elected, want %d", table.Method, len(table.Elected), want)
	}
	for i, s := range table.Stages {
		sum := s.Exhausted + s.Lost
		for c, v := range s.Votes {
			if sum += v; v < 0 || v > 0 && e.Candidates[c].Withdrawn {
				t.Fatalf("%s: stage %d gives %d votes to %d", table.Method, i+1, v, c)
			}
			if i > 0 && table.Stages[i-1].Status[c] == Elected && s.Status[c] != Elected {
				t.Fatalf("%s: stage %d takes a seat away", table.Method, i+1)
			}
			if i > 0 && s.Votes[c]-table.Stages[i-1].Votes[c] != s.Change[c] {
				t.Fatalf("%s: stage %d: the change is wrong", table.Method, i+1)
			}
		}
		if sum != table.Valid*one {
			t.Fatalf("%s: stage %d has %d units of %d papers", table.Method, i+1, sum, table.Valid)
		}
		for _, sentence := range table.Explain(i) {
			if strings.Contains(sentence, "Something") || !strings.HasSuffix(sentence, ".") {
				t.Fatalf("no words: %q", sentence)
			}
		}
	}
}

// TestFirstOfAll: whoever is first on more than half of all papers is elected by every ranked method.
func TestFirstOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := anyElection(t)
		e.Candidates[0].Withdrawn = false
		total := 1
		for _, p := range e.Papers {
			total += p.Count
		}
		e.Papers = append(e.Papers, Paper{total, []Mark{{Candidate: 0}}})
		for method, count := range ranked {
			table, err := count(e, Seed{})
			if err != nil || !slices.Contains(table.Elected, 0) {
				t.Fatalf("%s: %v %v", method, table, err)
			}
		}
	})
}

// TestMeekByFractions works out again, with exact fractions, what candidates hold when they keep what the table says.
func TestMeekByFractions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := anyElection(t)
		table, err := Meek(e, Seed{})
		if errors.Is(err, ErrNoPapers) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		papers, _, _ := e.papers()
		for i, s := range table.Stages {
			votes := make([]*big.Rat, len(s.Votes))
			for c := range votes {
				votes[c] = new(big.Rat)
			}
			for _, p := range papers {
				weight := big.NewRat(p.count, 1)
				for _, c := range p.prefs {
					keep := s.Keep[c]
					if s.Status[c] == Excluded && (i == 0 || table.Stages[i-1].Status[c] != Excluded) {
						keep = meekUnit // until the end of this stage
					}
					part := new(big.Rat).Mul(weight, big.NewRat(keep, meekUnit))
					votes[c].Add(votes[c], part)
					weight = new(big.Rat).Sub(weight, part)
				}
			}
			for c := range votes {
				off := new(big.Rat).Sub(votes[c], big.NewRat(s.Votes[c], meekUnit))
				if off.Abs(off).Cmp(big.NewRat(table.Valid*10, meekUnit)) > 0 {
					t.Fatalf("stage %d: %d holds %d, by fractions %s", i+1, c, s.Votes[c], votes[c].FloatString(12))
				}
				// Where nearly all papers have run out, rounding up to a billionth is coarse.
				if s.Status[c] == Elected && s.Quota > meekUnit/10 && slices.ContainsFunc(s.Events, func(e Event) bool { return e.What == Exclusion }) &&
					(s.Votes[c] < s.Quota-1_000 || s.Votes[c] > s.Quota+1_000) {
					t.Fatalf("stage %d: %d is elected and holds %d with a quota of %d", i+1, c, s.Votes[c], s.Quota)
				}
			}
		}
	})
}

// TestMeekByHand is small enough for pencil and paper. Adam has 6 of 9 votes and the quota is 3: he keeps half of each.
// Half of his three go to Beth, and with 1.5 of those and her own one she stays below; Carl has 2.
func TestMeekByHand(t *testing.T) {
	e := election("Adam Beth Carl", 2, "3 1 2", "3 1 3", "1 2", "2 3")
	table, err := Meek(e, Seed{})
	if err != nil || !slices.Equal(table.Elected, []int{0, 2}) {
		t.Fatalf("%+v %v", table, err)
	}
	second := table.Stages[1]
	for c, want := range []int64{3 * meekUnit, 2.5 * meekUnit, 3.5 * meekUnit} {
		if got := second.Votes[c]; got < want-10 || got > want+10 {
			t.Errorf("%s holds %s", table.Names[c], table.Amount(got))
		}
	}
}

// election makes one from names and papers such as "3 1 2": three papers, first candidate 1, then 2.
func election(names string, seats int, papers ...string) *Election {
	e := &Election{Seats: seats}
	for name := range strings.FieldsSeq(names) {
		e.Candidates = append(e.Candidates, Candidate{Name: name})
	}
	for _, p := range papers {
		var numbers []int
		for word := range strings.FieldsSeq(p) {
			n, _ := number(word)
			numbers = append(numbers, n)
		}
		paper := Paper{Count: numbers[0]}
		for _, c := range numbers[1:] {
			paper.Marks = append(paper.Marks, Mark{Candidate: c - 1})
		}
		e.Papers = append(e.Papers, paper)
	}
	return e
}

func TestRunoff(t *testing.T) {
	e := election("Adam Beth Carl", 1, "4 1 3", "3 2 3", "2 3 2")
	table, err := Runoff(e, Seed{})
	if err != nil || !slices.Equal(table.Elected, []int{1}) || len(table.Stages) != 2 {
		t.Fatalf("%+v %v", table, err)
	}
	want := "Carl has the fewest votes (2) and is out; those papers go to the next preference on them. " +
		"Beth has more than half of the papers still in the count (5) and is elected."
	if got := strings.Join(table.Explain(1), " "); got != want {
		t.Errorf("said %q", got)
	}
	// The last two are level, and Adam had more first preferences: Beth goes out.
	e = election("Adam Beth Carl", 1, "4 1", "3 2", "1 3 2")
	table, err = Runoff(e, Seed{})
	if err != nil || !slices.Equal(table.Elected, []int{0}) {
		t.Fatalf("%+v %v", table, err)
	}
	want = "Adam and Beth are level; at stage 1 they were not, and by that Beth goes out."
	if got := table.Explain(2)[0]; got != want {
		t.Errorf("said %q", got)
	}
}

// TestLookBack: three are level, and the last stage at which they differed leaves two of them level.
func TestLookBack(t *testing.T) {
	s := &stages{votes: []int64{5, 5, 5}, table: Table{Stages: []Stage{
		{Votes: []int64{1, 2, 0}}, {Votes: []int64{3, 3, 4}}, {Votes: []int64{5, 5, 5}},
	}}}
	if got := s.extreme([]int{0, 1, 2}, -1, Exclusion); got != 0 {
		t.Errorf("excluded %d: stage 2 leaves 0 and 1, and stage 1 parts those", got)
	}
	if e := s.events[0]; e.What != TieBefore || e.Stage != 1 || len(e.Among) != 3 {
		t.Errorf("said %+v", e)
	}
	if got := s.extreme([]int{0, 1, 2}, 1, SurplusMoved); got != 2 {
		t.Errorf("took %d first", got)
	}
}

// TestLargestSurplusFirst: two have a surplus at once, and the larger goes first, alone.
func TestLargestSurplusFirst(t *testing.T) {
	table, err := Scottish(election("Adam Beth Carl Dora", 3, "6 1 3", "9 2 4", "2 3", "1 4"), Seed{})
	if err != nil {
		t.Fatal(err)
	}
	var moved []int
	for _, s := range table.Stages {
		for _, e := range s.Events {
			if e.What == SurplusMoved {
				moved = append(moved, e.Who)
			}
		}
	}
	if !slices.Equal(moved, []int{1, 0}) || table.Stages[1].Votes[0] != 600_000 {
		t.Errorf("surpluses went in the order %v: %+v", moved, table.Stages)
	}
}

// TestLot repeats a draw as the documentation says, and sees that it is fair enough.
func TestLot(t *testing.T) {
	seed := Seed{1, 2, 3}
	l := lot{seed: seed, drawn: 4}
	want, lowest := 0, []byte{255}
	for _, c := range []int{1, 4, 6} {
		message := append(append([]byte("moot lot 1"), seed[:]...), 0, 0, 0, 5, 0, 0, 0, byte(c+1))
		if h := sha256.Sum256(message); bytes.Compare(h[:], lowest) < 0 {
			want, lowest = c, h[:]
		}
	}
	if got := l.draw([]int{1, 4, 6}); got != want || l.drawn != 5 {
		t.Errorf("drew %d, want %d", got, want)
	}
	drawn := map[int]int{}
	for i := range 3000 {
		l := lot{seed: Seed{byte(i), byte(i >> 8)}}
		drawn[l.draw([]int{0, 1, 2})]++
	}
	for c, times := range drawn {
		if times < 850 || times > 1150 {
			t.Errorf("%d was drawn %d times of 3000", c, times)
		}
	}
	l = lot{order: []int{2, 0, 1}}
	if got := l.draw([]int{0, 1}); got != 0 {
		t.Errorf("an order drawn beforehand gives %d", got)
	}
}

// TestTieByLot: with nothing to tell candidates apart, the seed decides, and the table says so.
func TestTieByLot(t *testing.T) {
	e := election("Adam Beth", 1, "1 1", "1 2")
	won := map[int]bool{}
	for i := range 20 {
		table, err := Scottish(e, Seed{byte(i)})
		if err != nil {
			t.Fatal(err)
		}
		won[table.Elected[0]] = true
		said := table.Explain(1)[0]
		if !strings.HasPrefix(said, "Adam and Beth are level and cannot be told apart; the lot decides that ") {
			t.Fatalf("said %q", said)
		}
	}
	if len(won) != 2 {
		t.Error("the seed makes no difference")
	}
}

func TestPapersGoodUpTo(t *testing.T) {
	e := election("Adam Beth Carl Dora", 1)
	e.Candidates[3].Withdrawn = true
	for _, c := range []struct {
		marks []Mark
		want  []int32
	}{
		{[]Mark{{0, false}, {1, false}}, []int32{0, 1}},
		{[]Mark{{0, false}, {1, false}, {2, true}}, []int32{0}},
		{[]Mark{{0, false}, {1, true}, {2, false}}, nil},
		{[]Mark{{0, false}, {Gap, false}, {2, false}}, []int32{0}},
		{[]Mark{{0, false}, {0, false}, {2, false}}, []int32{0, 2}},
		{[]Mark{{3, false}, {1, false}}, []int32{1}},
		{[]Mark{{0, false}, {3, true}, {2, false}}, []int32{0, 2}}, // level only with who withdrew
		{nil, nil},
	} {
		e.Papers = []Paper{{1, c.marks}}
		papers, valid, invalid := e.papers()
		var got []int32
		for _, p := range papers {
			got = p.prefs
		}
		if !slices.Equal(got, c.want) || valid+invalid != 1 {
			t.Errorf("%v is read as %v, want %v", c.marks, got, c.want)
		}
	}
	if _, err := Scottish(e, Seed{}); !errors.Is(err, ErrNoPapers) {
		t.Errorf("no valid paper: %v", err)
	}
}

func TestTooManySeats(t *testing.T) {
	for method, count := range ranked {
		if method == MethodRunoff {
			continue
		}
		table, err := count(election("Adam Beth", 3, "2 1 2", "1 2"), Seed{})
		if err != nil || len(table.Elected) != 2 || len(table.Stages) != 1 {
			t.Fatalf("%s: %+v %v", method, table, err)
		}
		said := strings.Join(table.Explain(0), " ")
		if !strings.Contains(said, "1 of the seats stay empty") {
			t.Errorf("%s said %q", method, said)
		}
	}
}

func TestElectionLimits(t *testing.T) {
	for name, spoil := range map[string]func(*Election){
		"nobody":    func(e *Election) { e.Candidates = nil },
		"no seats":  func(e *Election) { e.Seats = 0 },
		"a billion": func(e *Election) { e.Papers[0].Count = 1_000_000_000 },
		"negative":  func(e *Election) { e.Papers[0].Count = -1 },
		"stranger":  func(e *Election) { e.Papers[0].Marks[0].Candidate = 7 },
		"order":     func(e *Election) { e.Order = []int{0, 0} },
	} {
		e := election("Adam Beth", 1, "2 1 2", "1 2")
		spoil(e)
		for method, count := range ranked {
			if _, err := count(e, Seed{}); err == nil && (name != "no seats" || method != MethodRunoff) {
				t.Errorf("%s: %s counts it", name, method)
			}
		}
	}
}

func BenchmarkScottish(b *testing.B) {
	e := manyPapers(10_000, 12)
	for b.Loop() {
		if _, err := Scottish(e, Seed{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMeek(b *testing.B) {
	e := manyPapers(10_000, 12)
	for b.Loop() {
		if _, err := Meek(e, Seed{}); err != nil {
			b.Fatal(err)
		}
	}
}

// manyPapers makes papers that are all counted one by one, for four seats.
func manyPapers(papers, candidates int) *Election {
	e := &Election{Seats: 4}
	for i := range candidates {
		e.Candidates = append(e.Candidates, Candidate{Name: fmt.Sprint(i)})
	}
	state := uint32(1)
	next := func(n int) int { // a plain generator, so that every run counts the same papers
		state = state*1664525 + 1013904223
		return int(state>>8) % n
	}
	for range papers {
		order := make([]int, candidates)
		for i := range order {
			order[i] = i
			j := next(i + 1)
			order[i], order[j] = order[j], order[i]
		}
		p := Paper{Count: 1}
		for _, c := range order[:1+next(candidates)] {
			p.Marks = append(p.Marks, Mark{Candidate: c})
		}
		e.Papers = append(e.Papers, p)
	}
	return e
}
