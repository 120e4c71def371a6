package forum

import (
	"cmp"
	"slices"
)

// OnPaper is what a vote that takes papers has of them, as people see it.
type OnPaper struct {
	Counts  []TellersCount `cbor:",omitempty"` // the latest of each teller, by teller
	Used    []ID           `cbor:",omitempty"` // the two that count, sorted: those of the certificate, or the two that agree on most
	People  []Person       `cbor:",omitempty"` // who voted on paper by both, by person
	Papers  []Paper        `cbor:",omitempty"` // that count, by number
	Spoilt  int            `cbor:",omitempty"` // that both call spoilt
	Over    bool           `cbor:",omitempty"` // there are more papers than people who handed one in, so none counts
	Instead []Ballot       `cbor:",omitempty"` // cast on a device by people who voted on paper, and not counted; by person
	Missing bool           `cbor:",omitempty"` // a count that the certificate names is not shown here, because its author was removed since
}

// TellersCount is one teller's count.
type TellersCount struct {
	ID     ID
	Teller Person
	Time   int64 // claimed, ms
	PaperCount
	Now []ID `cbor:",omitempty"` // what a newer one of this teller names in After
}

func tellersCount(r Record, n *PaperCount) TellersCount {
	return TellersCount{ID: r.ID, Teller: r.Person, Time: r.Time, PaperCount: *n}
}

// PaperPair is two counts side by side.
type PaperPair struct {
	Agreed     []Paper       // by number, spoilt ones among them
	Differ     []PaperDiffer // in both, and not the same
	Only       [2][]Paper    // in the one count alone
	People     []Person      // in both, by person
	PeopleOnly [2][]Person
}

// PaperDiffer is one paper that two tellers read differently.
type PaperDiffer struct {
	No  int
	Two [2]Paper
}

// Over says that both hold more papers than both name people. Which of them were handed in by nobody cannot be told, so
// none of them counts.
func (p *PaperPair) Over() bool { return len(p.Agreed)+len(p.Differ) > len(p.People) }

// Clean says that the two agree on everything.
func (p *PaperPair) Clean() bool {
	return len(p.Differ)+len(p.Only[0])+len(p.Only[1])+len(p.PeopleOnly[0])+len(p.PeopleOnly[1]) == 0 && !p.Over()
}

// ComparePapers puts two counts side by side.
func ComparePapers(a, b *PaperCount) (p PaperPair) {
	merge(a.Papers, b.Papers, func(x, y *Paper) int { return cmp.Compare(x.No, y.No) }, func(x, y *Paper) {
		switch {
		case y == nil:
			p.Only[0] = append(p.Only[0], *x)
		case x == nil:
			p.Only[1] = append(p.Only[1], *y)
		case x.Same(y):
			p.Agreed = append(p.Agreed, *x)
		default:
			p.Differ = append(p.Differ, PaperDiffer{x.No, [2]Paper{*x, *y}})
		}
	})
	merge(a.People, b.People, func(x, y *Person) int { return comparePersons(*x, *y) }, func(x, y *Person) {
		switch {
		case y == nil:
			p.PeopleOnly[0] = append(p.PeopleOnly[0], *x)
		case x == nil:
			p.PeopleOnly[1] = append(p.PeopleOnly[1], *y)
		default:
			p.People = append(p.People, *x)
		}
	})
	return p
}

// merge goes through two sorted lists together; of a pair one is nil where only the other list has it.
func merge[T any](a, b []T, compare func(x, y *T) int, each func(x, y *T)) {
	for len(a) > 0 || len(b) > 0 {
		order := 0
		switch {
		case len(b) == 0:
			order = -1
		case len(a) == 0:
			order = 1
		default:
			order = compare(&a[0], &b[0])
		}
		var x, y *T
		if order <= 0 {
			x, a = &a[0], a[1:]
		}
		if order >= 0 {
			y, b = &b[0], b[1:]
		}
		each(x, y)
	}
}

// Pair gives the two counts of two tellers that agree on most papers, then on most people; of several the first. Nil, nil
// until two have handed one in.
func (p *OnPaper) Pair() (a, b *TellersCount) {
	papers, people := -1, -1
	for i := range p.Counts {
		for j := range p.Counts[:i] {
			pair := ComparePapers(&p.Counts[j].PaperCount, &p.Counts[i].PaperCount)
			if n, m := len(pair.Agreed), len(pair.People); n > papers || n == papers && m > people {
				a, b, papers, people = &p.Counts[j], &p.Counts[i], n, m
			}
		}
	}
	return a, b
}

// pair is Pair as a list, empty or of two.
func (p *OnPaper) pair() []TellersCount {
	if a, b := p.Pair(); b != nil {
		return []TellersCount{*a, *b}
	}
	return nil
}

// use takes what two counts agree on for what was voted on paper; with none nobody voted on paper.
func (p *OnPaper) use(two []TellersCount) {
	p.Used, p.People, p.Papers, p.Spoilt, p.Over = nil, nil, nil, 0, false
	if len(two) != 2 {
		return
	}
	p.Used = []ID{two[0].ID, two[1].ID}
	slices.SortFunc(p.Used, compareIDs)
	pair := ComparePapers(&two[0].PaperCount, &two[1].PaperCount)
	if p.Over = pair.Over(); p.Over {
		return
	}
	p.People = pair.People
	for _, x := range pair.Agreed {
		if x.Choice == Spoilt {
			p.Spoilt++
		} else {
			p.Papers = append(p.Papers, x)
		}
	}
}

// foldPapers takes the counts of papers of a vote: before its certificate those that agree on most, afterwards those that
// it names.
func (v *Vote) foldPapers(records []Record, final *Closing) {
	if v.Paper == nil {
		return
	}
	by, named := map[Person][]setting[TellersCount]{}, []TellersCount(nil)
	for _, r := range records {
		n := tellersCount(r, r.Body.(*PaperCount))
		by[r.Person] = append(by[r.Person], setting[TellersCount]{r.ID, r.Time, n.After, n})
		if final != nil && slices.Contains(final.Papers, r.ID) {
			named = append(named, n)
		}
	}
	for _, all := range by {
		if w, now, ok := register(all); ok {
			w.value.Now = now
			v.Paper.Counts = append(v.Paper.Counts, w.value)
		}
	}
	slices.SortFunc(v.Paper.Counts, func(a, b TellersCount) int { return comparePersons(a.Teller, b.Teller) })
	if final == nil {
		v.Paper.use(v.Paper.pair())
		return
	}
	v.Paper.use(named)
	v.Paper.Missing = len(named) < len(final.Papers)
}

// onPaper gives who voted on paper, as far as two tellers agree.
func (v *Vote) onPaper() []Person {
	if v.Paper == nil {
		return nil
	}
	return v.Paper.People
}

// OnPaper says whether somebody's vote was cast on paper, by them or by one they share it with.
func (v *Vote) OnPaper(p Person) bool {
	voice := v.of.voice(p)
	return slices.ContainsFunc(v.onPaper(), func(q Person) bool { return v.of.voice(q) == voice })
}

func (v *Vote) paperVoices() map[Person]bool {
	on := make(map[Person]bool, len(v.onPaper()))
	for _, p := range v.onPaper() {
		on[v.of.voice(p)] = true
	}
	return on
}

// setAside takes the ballots of people who voted on paper out of a list, and keeps one of each to be shown.
func (v *Vote) setAside(all []Ballot) (rest []Ballot) {
	on := v.paperVoices()
	if len(on) == 0 {
		return all
	}
	for i := range all {
		b := &all[i]
		switch {
		case !on[v.of.voice(b.Voter)]:
			rest = append(rest, *b)
		case !slices.ContainsFunc(v.Paper.Instead, func(x Ballot) bool { return v.sameVoice(&x, b) }):
			v.Paper.Instead = append(v.Paper.Instead, *b)
		}
	}
	slices.SortFunc(v.Paper.Instead, byVoter)
	return rest
}

// everyVote gives [Vote.Cast] and the papers that count, which have a number and no voter.
func (v *Vote) everyVote() []Ballot {
	all := v.Cast()
	if v.Paper == nil || len(v.Paper.Papers) == 0 {
		return all
	}
	all = slices.Clone(all)
	for _, p := range v.Paper.Papers {
		all = append(all, Ballot{Paper: p.No, Choice: p.Choice, Prefs: p.Prefs, Points: p.Points})
	}
	return all
}

// LateCounts gives the counts of papers that came after the certificate, or that it passed over, by teller.
func (v *Vote) LateCounts() (late []TellersCount) {
	if v.Paper == nil || v.Final() == nil {
		return nil
	}
	for _, n := range v.Paper.Counts {
		if !slices.Contains(v.Paper.Used, n.ID) {
			late = append(late, n)
		}
	}
	return late
}

// CountBy gives a teller's own latest count; nil when they have handed none in.
func (v *Vote) CountBy(teller Person) *TellersCount {
	if v.Paper == nil {
		return nil
	}
	for i := range v.Paper.Counts {
		if v.Paper.Counts[i].Teller == teller {
			return &v.Paper.Counts[i]
		}
	}
	return nil
}

// Blind says that somebody is to count the papers without having seen what other tellers found: they are a teller, the
// vote has no certificate, and they have handed in no count.
func (v *Vote) Blind(p Person) bool {
	return v.Paper != nil && v.Final() == nil && slices.Contains(v.Tellers, p) && v.CountBy(p) == nil
}

// Blinded gives the vote as it is shown to such a teller: without what was voted on paper, and with nothing of the counts
// but whose there are.
func (v *Vote) Blinded() Vote {
	open := *v
	paper := OnPaper{}
	for _, n := range v.Paper.Counts {
		paper.Counts = append(paper.Counts, TellersCount{ID: n.ID, Teller: n.Teller, Time: n.Time})
	}
	open.Paper = &paper
	open.Ballots = slices.Concat(v.Ballots, v.Paper.Instead)
	slices.SortFunc(open.Ballots, byVoter)
	open.represent()
	open.add()
	return open
}
