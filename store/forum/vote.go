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
		After: b.After, Between: b.Between,
	}
}

// foldVote makes the view of one vote: the ballots that count, the count of those, and its certificates. Before it is
// closed, the ballots that count are the latest of each person that claims to be in time; afterwards they are those that
// the certificate lists.
func foldVote(r Record, rs []Record, e Electorate, heard map[Person]bool) Vote {
	v := newVote(r, e)
	v.Closings = v.closings(rs)
	ballots := ofKind(rs, KindBallot, r.ID)
	if final := v.Final(); final != nil {
		v.countListed(ballots, final)
	} else {
		v.countInTime(ballots)
	}
	v.add()
	v.Sections = e.shares(&v, heard)
	return v
}

func ballotOf(r Record, n *NewBallot) Ballot {
	return Ballot{ID: r.ID, Voter: n.Voter, Choice: n.Choice, Prefs: n.Prefs, Points: n.Points, Reason: n.Reason, Time: r.Time}
}

// latestOf gives the ballot of each person that no later one replaces, by person.
func latestOf(records []Record) (all []Ballot) {
	cast := map[Person][]setting[Ballot]{}
	for _, x := range records {
		n := x.Body.(*NewBallot)
		cast[n.Voter] = append(cast[n.Voter], setting[Ballot]{x.ID, x.Time, n.After, ballotOf(x, n)})
	}
	for _, ballots := range cast {
		if w, current, ok := register(ballots); ok {
			w.value.Now = current
			all = append(all, w.value)
		}
	}
	slices.SortFunc(all, func(a, b Ballot) int { return comparePersons(a.Voter, b.Voter) })
	return all
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
	v.Ballots, v.Late = latestOf(inTime), latestOf(late)
}

func (v *Vote) countListed(records []Record, final *Closing) {
	var listed []Record
	for _, r := range records {
		if _, ok := slices.BinarySearchFunc(final.Ballots, r.ID, compareIDs); ok {
			listed = append(listed, r)
		}
	}
	v.Ballots = latestOf(listed)
	v.Unseen = len(final.Ballots) - len(v.Ballots)
	for _, b := range latestOf(records) {
		if _, ok := slices.BinarySearchFunc(final.Ballots, b.ID, compareIDs); !ok {
			v.Late = append(v.Late, b)
		}
	}
}

// add counts the ballots into the tally and the totals.
func (v *Vote) add() {
	v.Tally = tally(v.Ballots, v.Tally.Eligible)
	if !HasOptions(v.Method) {
		v.Totals = []int64{int64(v.Tally.Yes), int64(v.Tally.No), int64(v.Tally.Abstain), int64(v.Tally.Concern), int64(v.Tally.Block)}
		return
	}
	v.Totals = make([]int64, len(v.Options))
	for i := range v.Ballots {
		prefs, points := v.Ballots[i].Prefs, v.Ballots[i].Points
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

// counted gives the ids of the ballots that count, sorted.
func (v *Vote) counted() []ID {
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
func (v *Vote) InTime(b *Ballot) bool {
	if v.Closes > 0 {
		return b.Time <= v.Closes
	}
	final := v.Final()
	return final == nil || b.Time <= final.Time
}

// WouldChange says whether the result would be another if the late ballots were counted as well, each in the place of
// the same person's earlier one. Errors are those of [Vote.Result].
func (v *Vote) WouldChange() (bool, error) {
	if len(v.Late) == 0 || v.Unseen > 0 {
		return false, nil
	}
	is, err := v.Result()
	if err != nil {
		return false, err
	}
	all := slices.Clone(v.Late)
	for _, b := range v.Ballots {
		if !slices.ContainsFunc(v.Late, func(l Ballot) bool { return l.Voter == b.Voter }) {
			all = append(all, b)
		}
	}
	slices.SortFunc(all, func(a, b Ballot) int { return comparePersons(a.Voter, b.Voter) })
	with := *v
	with.Ballots = all
	with.add()
	would, err := with.Count(Seed(v.ID, v.counted()))
	return would.Outcome != is.Outcome || !slices.Equal(would.Winners, is.Winners), err
}

// Certify gives the certificate of a vote that has none, of exactly the ballots it shows. Comments are those on its
// proposal, and waits how long ago, in milliseconds, the vote opened, or 0 where that cannot stand for a hearing.
// Errors: [*RefusedError] where a section has not had what it is owed, and those of [Vote.Result].
func (v *Vote) Certify(e Electorate, comments []Comment, waits int64) (*Certificate, error) {
	if len(v.Ballots) > MaxCounted {
		return nil, refuse("a certificate lists at most %d ballots", MaxCounted)
	}
	r, err := v.Result()
	if err != nil {
		return nil, err
	}
	b := &Certificate{Ballots: v.counted(), Outcome: r.Outcome, Winners: r.Winners, Result: r.Digest}
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
