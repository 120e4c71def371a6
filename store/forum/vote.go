package forum

import (
	"cmp"
	"slices"
)

// newVote gives what a vote's own record says, as people see it; ballots come later.
func newVote(r Record, e Electorate) Vote {
	b := r.Body.(*OpenVote)
	return Vote{
		ID: r.ID, Method: b.Method, Opener: r.Person, Opened: r.Time, Closes: b.Closes, Grace: b.Grace, Wording: b.Wording,
		Title: b.Title, Cost: b.Cost, Options: b.Options, Seats: b.Seats, Most: b.Most, Budget: b.Budget,
		Terms: b.terms(), Tellers: e.tellers(b, r.Person), Sign: max(b.Sign, 1), Tally: Tally{Eligible: e.Eligible},
		After: b.After, Between: b.Between, Secret: b.Secret, of: voicesOf(e.Homes), Paper: takesPaper(b),
	}
}

func takesPaper(b *OpenVote) *OnPaper {
	if !b.Paper {
		return nil
	}
	return &OnPaper{}
}

// foldVote makes the view of one vote: the ballots that count, the count of those, and its certificates. Before it is
// closed, the ballots that count are the latest of each person that claims to be in time; afterwards they are those that
// the certificate lists.
func foldVote(r Record, rs []Record, e Electorate, heard map[Person]bool) Vote {
	v := newVote(r, e)
	v.Closings = v.closings(rs)
	ballots := ofKind(rs, KindBallot, r.ID)
	final := v.Final()
	v.foldPapers(ofKind(rs, KindPaperCount, r.ID), final)
	switch {
	case v.Secret:
		v.foldBox(ofKind(rs, KindSecret, r.ID), final)
	case final != nil:
		v.countListed(ballots, final)
	default:
		v.countInTime(ballots)
	}
	v.add()
	v.Sections = e.shares(&v, heard)
	return v
}

func ballotOf(r Record, n *NewBallot) Ballot {
	return Ballot{ID: r.ID, Voter: n.Voter, Choice: n.Choice, Prefs: n.Prefs, Points: n.Points, Reason: n.Reason, Time: r.Time, For: n.For}
}

// latestOf gives the ballot of each person, or of each household that has one vote, that no later one replaces, by person.
func latestOf(records []Record, of voices) (all []Ballot) {
	cast := map[Person][]setting[Ballot]{}
	for _, x := range records {
		n := x.Body.(*NewBallot)
		voice := of.voice(n.Voter)
		cast[voice] = append(cast[voice], setting[Ballot]{x.ID, x.Time, n.After, ballotOf(x, n)})
	}
	for voice, ballots := range cast {
		if b, ok := standingOf(ballots, voice, of); ok {
			all = append(all, b)
		}
	}
	slices.SortFunc(all, byVoter)
	return all
}

func byVoter(a, b Ballot) int {
	return cmp.Or(comparePersons(a.Voter, b.Voter), compareIDs(a.ID, b.ID))
}

// standingOf gives the ballot that counts of those cast for one vote, whosever that is.
func standingOf(ballots []setting[Ballot], voice Person, of voices) (b Ballot, ok bool) {
	w, current, ok := register(ballots)
	if !ok {
		return b, false
	}
	b = w.value
	b.Now = current
	if home := of.home(voice); home != "" {
		b.Home, b.Others = home, othersIn(ballots, b.Voter)
	}
	return b, true
}

// othersIn gives who else cast one of these, by person.
func othersIn(ballots []setting[Ballot], voter Person) (all []Person) {
	for _, b := range ballots {
		if b.value.Voter != voter {
			all = append(all, b.value.Voter)
		}
	}
	slices.SortFunc(all, comparePersons)
	return slices.Compact(all)
}

func (v *Vote) countInTime(records []Record) {
	var inTime, late []Record
	for _, r := range records {
		if v.Closes > 0 && r.Time > v.Closes {
			late = append(late, r)
		} else {
			inTime = append(inTime, r)
		}
	}
	v.Ballots, v.Late = v.setAside(latestOf(inTime, v.of)), latestOf(late, v.of)
	v.represent()
}

func (v *Vote) countListed(records []Record, final *Closing) {
	var listed []Record
	for _, r := range records {
		if _, ok := slices.BinarySearchFunc(final.Ballots, r.ID, compareIDs); ok {
			listed = append(listed, r)
		}
	}
	v.Ballots = v.setAside(latestOf(listed, v.of))
	v.represent()
	v.Unseen = max(0, max(final.Counted, len(final.Ballots)+len(final.Proxies))-len(v.Ballots)-len(v.Proxied))
	if v.Paper != nil && v.Paper.Missing {
		v.Unseen += max(final.OnPaper, 1)
	}
	if final.Missing {
		return // nobody can tell which were left out
	}
	for _, b := range latestOf(records, v.of) {
		if _, ok := slices.BinarySearchFunc(final.Ballots, b.ID, compareIDs); !ok {
			v.Late = append(v.Late, b)
		}
	}
	v.Late = v.setAside(v.Late)
}

// add counts the ballots into the tally and the totals.
func (v *Vote) add() {
	cast := v.everyVote()
	v.Tally = tally(cast, v.Tally.Eligible)
	if !HasOptions(v.Method) {
		v.Totals = []int64{int64(v.Tally.Yes), int64(v.Tally.No), int64(v.Tally.Abstain), int64(v.Tally.Concern), int64(v.Tally.Block)}
		return
	}
	v.Totals = make([]int64, len(v.Options))
	for i := range cast {
		prefs, points := cast[i].Prefs, cast[i].Points
		if len(prefs) > 0 && (v.Method == MethodRanked || v.Method == MethodSTV) {
			prefs = prefs[:1]
		}
		for j, o := range prefs {
			n := int64(1)
			if len(points) > 0 {
				n = points[j]
			}
			v.Totals[o] += n
		}
	}
}

func tally(ballots []Ballot, eligible int) Tally {
	t := Tally{Eligible: eligible}
	for _, b := range ballots {
		switch b.Choice {
		case Yes:
			t.Yes++
		case No:
			t.No++
		case Abstain:
			t.Abstain++
		case Concern:
			t.Concern++
		case Block:
			t.Block++
		}
	}
	return t
}

// counted gives the ids of what is counted, sorted: the ballots, and the two counts of the papers where there are any.
func (v *Vote) counted() []ID {
	ids := v.listed()
	if v.Paper == nil || len(v.Paper.Used) == 0 {
		return ids
	}
	ids = append(ids, v.Paper.Used...)
	slices.SortFunc(ids, compareIDs)
	return ids
}

// listed gives the ids of the ballots that count, sorted.
func (v *Vote) listed() []ID {
	ids := make([]ID, len(v.Ballots))
	for i := range v.Ballots {
		ids[i] = v.Ballots[i].ID
	}
	slices.SortFunc(ids, compareIDs)
	return ids
}

func (v *Vote) ballotOf(p Person) (*Ballot, bool) {
	i, ok := slices.BinarySearchFunc(v.Ballots, p, func(b Ballot, p Person) int { return comparePersons(b.Voter, p) })
	if !ok {
		return nil, false
	}
	return &v.Ballots[i], true
}

// InTime says whether a ballot claims to have been cast before the vote ended: by its deadline, or where it had none,
// before its certificate was signed. One that does and is not in the certificate reached the tellers too late, or was
// left out by them; nobody else can tell which, and it is shown.
// A secret ballot claims no time.
func (v *Vote) InTime(b *Ballot) bool {
	if v.Secret {
		return false
	}
	if v.Closes > 0 {
		return b.Time <= v.Closes
	}
	final := v.Final()
	return final == nil || b.Time <= final.Time
}

// WouldChange says whether the result would be another if the late ballots were counted as well, each in the place of
// the same person's, or household's, earlier one, and the papers by what tellers have handed in since. Errors are those of
// [Vote.Result].
func (v *Vote) WouldChange() (bool, error) {
	if len(v.Late)+len(v.LateCounts()) == 0 || v.Unseen > 0 {
		return false, nil
	}
	is, err := v.Result()
	if err != nil {
		return false, err
	}
	all := slices.Clone(v.Late)
	for _, b := range v.Ballots {
		if !slices.ContainsFunc(v.Late, func(l Ballot) bool { return v.sameVoice(&l, &b) }) {
			all = append(all, b)
		}
	}
	with := *v
	if v.Paper != nil {
		for _, b := range v.Paper.Instead {
			if !slices.ContainsFunc(all, func(x Ballot) bool { return v.sameVoice(&x, &b) }) {
				all = append(all, b)
			}
		}
		with.Paper = &OnPaper{Counts: v.Paper.Counts}
		with.Paper.use(with.Paper.pair())
	}
	slices.SortFunc(all, byVoter)
	with.Ballots = with.setAside(all)
	with.represent()
	with.add()
	would, err := with.Count(Seed(v.ID, v.counted()))
	return would.Outcome != is.Outcome || !slices.Equal(would.Winners, is.Winners), err
}

// Certify gives the certificate of a vote that has none, of exactly the ballots it shows: see [Certificate.Split]. Comments are those on its
// proposal, and waits how long ago, in milliseconds, the vote opened, or 0 where that cannot stand for a hearing.
// Errors: [*RefusedError] where a section has not had what it is owed, and those of [Vote.Result].
func (v *Vote) Certify(e Electorate, comments []Comment, waits int64) (*Certificate, error) {
	v = v.unsealed()
	if len(v.Ballots)+len(v.Proxied)+len(v.onPaper()) > MaxVoters {
		return nil, refuse("a certificate counts at most %d votes", MaxVoters)
	}
	r, err := v.count(Seed(v.ID, v.counted()))
	if err != nil {
		return nil, err
	}
	b := &Certificate{Ballots: v.listed(), Outcome: r.Outcome, Winners: r.Winners, Result: r.Digest, Proxies: v.delegations(), OnPaper: len(v.onPaper())}
	if v.Paper != nil {
		b.Papers = v.Paper.Used
	}
	heard := map[Person]bool{}
	for _, s := range e.Sections {
		spoke := slices.IndexFunc(comments, func(c Comment) bool { return slices.Contains(s.People, c.Author) })
		if spoke >= 0 && !slices.Contains(b.Heard, comments[spoke].ID) {
			b.Heard = append(b.Heard, comments[spoke].ID)
			heard[comments[spoke].Author] = true
		}
	}
	slices.SortFunc(b.Heard, compareIDs)
	if lack := e.lack(v, heard, r.Outcome, waits); lack != nil {
		return nil, refuse("this vote cannot be closed over the head of a section: %s", lack.Sentence())
	}
	return b, nil
}

// order puts votes in the order they came in: each after those its opener had seen, by claimed time between those, and
// the one that counts last. That is one with a certificate until the proposal is reopened: nobody undoes a decision by
// opening another vote.
func order(votes []Vote, reopened func(*Closing) bool) {
	depth := depths(votes)
	holds := func(v *Vote) int {
		if f := v.Final(); f != nil && !reopened(f) {
			return 1
		}
		return 0
	}
	slices.SortFunc(votes, func(a, b Vote) int {
		return cmp.Or(holds(&a)-holds(&b), depth[a.ID]-depth[b.ID], byTime(a.Opened, b.Opened, a.ID, b.ID))
	})
}

// depths gives how many votes each comes after, one after another.
func depths(votes []Vote) map[ID]int {
	at := make(map[ID]*Vote, len(votes))
	for i := range votes {
		at[votes[i].ID] = &votes[i]
	}
	depth := make(map[ID]int, len(votes))
	var visit func(v *Vote) int
	visit = func(v *Vote) int {
		if d, seen := depth[v.ID]; seen {
			return d
		}
		depth[v.ID] = 0
		for _, id := range v.After {
			if before := at[id]; before != nil {
				depth[v.ID] = max(depth[v.ID], 1+visit(before))
			}
		}
		return depth[v.ID]
	}
	for i := range votes {
		visit(&votes[i])
	}
	return depth
}
