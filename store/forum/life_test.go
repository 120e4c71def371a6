package forum

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func init() { goldenFiles[filepath.Join("testdata", "v1", "life.txt")] = goldenLife }

// goldenLife has what came with the life of a proposal.
func goldenLife() []goldenRow {
	ann, zed := PersonOf(testKey("Ann")), PersonOf(testKey("Zed"))
	s, words := testID("subject"), []ID{{1}, {2}}
	after := []ID{testID("a")}
	holders := slices.SortedFunc(slices.Values([]Person{zed, ann}), comparePersons)
	rules := &Rules{Capacities: []Capacity{
		{Name: "councillor", For: "the ward's", Signs: 2, Kinds: []string{"budget", "special"}, Over: 1_000_000, Holders: holders},
		{Name: "planner", Advises: true},
	}}
	return []goldenRow{
		{KindFound, ID{}, Found{Name: "Mill Lane", Secret: []byte("sixteen secret b"), Person: ann, Cert: CertifyDevice(testKey("Ann"), DeviceOf(testKey("Ann's laptop"))), Called: "Ann", Rules: rules}},
		{KindCharter, ID{}, Charter{Rules: rules}},
		{KindProposal, ID{}, NewProposal{Title: "A crossing", Draft: true}},
		{KindSet, s, Set{Field: FieldState, Text: string(StateDraft), After: after}},
		{KindServes, s, Serves{Aims: []string{"Safe crossings", "Green verges"}, After: after}},
		{KindServes, s, Serves{}},
		{KindAdvice, s, NewAdvice{Capacity: "planner", Says: AdviseFor, Text: "It *fits*.", Conditions: "No lights.", Words: words, After: after}},
		{KindAdvice, s, NewAdvice{Capacity: "planner", Says: AdviseNeutral, Text: "Nothing to say."}},
		{KindAmendment, s, NewAmendment{Title: "With lights", From: words}},
		{KindAdopt, s, Adopt{Words: words}},
		{KindVote, s, OpenVote{Title: "A title", Method: MethodRanked, Wording: words, Options: []Option{{Title: "Lights"}, {Title: "Original"}, {Title: "Neither"}},
			Between: []Rival{{0, testID("amendment"), words}, {1, s, words}}}},
		{KindSignOff, s, NewSignOff{Capacity: "councillor", Close: testID("close"), Refuse: true, Reason: "No money.", After: after}},
		{KindSignOff, s, NewSignOff{Capacity: "councillor", Close: testID("close")}},
		{KindStatement, s, NewStatement{Close: testID("close"), Ballot: testID("ballot"), Text: "It was too dear.", After: after}},
	}
}

// council is a group with a planner who only reads, and councillors who sign what costs over 1,000 pence.
type council struct {
	*hall
	ann, bob, cat, pat, sid *neighbour
}

func newCouncil(t *testing.T) *council {
	w := newTown(t)
	c := &council{hall: nil, ann: w.founder, bob: w.join("Bob", RoleMember), cat: w.join("Cat", RoleMember), pat: w.join("Pat", RoleReader), sid: w.join("Sid", RoleReader)}
	c.hall = newHall(w)
	c.appoint([]Person{c.pat.id()}, []Person{c.cat.id(), c.sid.id()})
	return c
}

func (c *council) appoint(planners, councillors []Person) {
	slices.SortFunc(councillors, comparePersons)
	c.act(c.ann, KindCharter, ID{}, &Charter{Rules: &Rules{Capacities: []Capacity{
		{Name: "councillor", Signs: 2, Over: 1000, Holders: councillors}, {Name: "planner", Advises: true, Holders: planners},
	}}}, c.now())
}

func (c *council) close(vote Record, by *neighbour, ballots ...ID) Record {
	c.t.Helper()
	slices.SortFunc(ballots, compareIDs)
	return c.must(by, KindClose, vote.ID, (&poll{hall: c.hall, vote: vote}).certificate(ballots...))
}

func (c *council) fold(id ID) Proposal {
	c.t.Helper()
	return (&poll{hall: c.hall, proposal: Record{ID: id}}).view()
}

func (p *poll) view() Proposal {
	var rs []Record
	for id, r := range p.records {
		if p.states[id] == Shown {
			rs = append(rs, r)
		}
	}
	v, ok := FoldProposal(p.proposal.ID, rs, func(heads []ID) Electorate {
		r, _ := p.RollAt(heads)
		return r.Electorate()
	})
	if !ok {
		p.t.Fatal("no proposal")
	}
	return v
}

// TestLifeIsChecked: who may do what to a proposal, and each refusal with its reason.
func TestLifeIsChecked(t *testing.T) {
	c := newCouncil(t)
	c.act(c.ann, KindCharter, ID{}, &Charter{Aims: "- Safe crossings\n- Green verges"}, c.now())
	eve := newNeighbour("Eve")
	p := c.must(c.bob, KindProposal, ID{}, NewProposal{Title: "Crossing", Cost: 5000}).ID
	other := c.must(c.cat, KindProposal, ID{}, NewProposal{Title: "Fence"}).ID
	amend := c.must(c.cat, KindAmendment, p, NewAmendment{Title: "Lights"}).ID
	elsewhere := c.must(c.cat, KindAmendment, other, NewAmendment{Title: "Lights"}).ID
	vote := c.must(c.bob, KindVote, p, OpenVote{Title: "Crossing", Cost: 5000, Method: MethodYesNo})
	cheap := c.must(c.cat, KindVote, other, OpenVote{Title: "Fence", Method: MethodYesNo})
	yes := c.must(c.bob, KindBallot, vote.ID, NewBallot{Voter: c.bob.id(), Choice: Yes}).ID
	yes2 := c.must(c.ann, KindBallot, vote.ID, NewBallot{Voter: c.ann.id(), Choice: Yes}).ID
	no := c.must(c.cat, KindBallot, vote.ID, NewBallot{Voter: c.cat.id(), Choice: No}).ID
	closed := c.close(vote, c.bob, yes, yes2, no).ID
	late := c.must(c.cat, KindBallot, vote.ID, NewBallot{Voter: c.cat.id(), Choice: No}).ID
	cheapClosed := c.close(cheap, c.cat, c.must(c.cat, KindBallot, cheap.ID, NewBallot{Voter: c.cat.id(), Choice: Yes}).ID).ID
	lost := c.must(c.bob, KindVote, p, OpenVote{Title: "Crossing", Cost: 5000, Method: MethodYesNo})
	lostClosed := c.close(lost, c.bob, c.must(c.bob, KindBallot, lost.ID, NewBallot{Voter: c.bob.id(), Choice: No}).ID).ID
	two := []Option{{Title: "A"}, {Title: "B"}}
	between := func(rivals ...Rival) OpenVote {
		return OpenVote{Title: "Crossing", Cost: 5000, Method: MethodRanked, Options: two, Between: rivals}
	}
	missing := testID("missing")

	for name, x := range map[string]struct {
		by      *neighbour
		kind    Kind
		subject ID
		body    any
		words   string // in the refusal; empty when it stands; "wait" when it must wait
	}{
		"a planner's advice, who only reads":    {c.pat, KindAdvice, p, NewAdvice{Capacity: "planner", Says: AdviseFor, Text: "x"}, ""},
		"advice by somebody else":               {c.bob, KindAdvice, p, NewAdvice{Capacity: "planner", Says: AdviseFor, Text: "x"}, "was not appointed as planner"},
		"advice in no capacity of the charter":  {c.pat, KindAdvice, p, NewAdvice{Capacity: "police", Says: AdviseFor, Text: "x"}, `no capacity called "police"`},
		"advice of those who do not advise":     {c.cat, KindAdvice, p, NewAdvice{Capacity: "councillor", Says: AdviseFor, Text: "x"}, "does not have the councillor give advice"},
		"advice by a stranger":                  {eve, KindAdvice, p, NewAdvice{Capacity: "planner", Says: AdviseFor, Text: "x"}, "not a member of this group"},
		"advice on a vote":                      {c.pat, KindAdvice, vote.ID, NewAdvice{Capacity: "planner", Says: AdviseFor, Text: "x"}, "cannot be about that"},
		"a planner's comment":                   {c.pat, KindComment, p, NewComment{Body: "x"}, "readers only read"},
		"a planner's ballot":                    {c.pat, KindBallot, vote.ID, NewBallot{Voter: c.pat.id(), Choice: Yes}, "readers only read"},
		"an amendment":                          {c.cat, KindAmendment, p, NewAmendment{Title: "x"}, ""},
		"an amendment by a reader":              {c.pat, KindAmendment, p, NewAmendment{Title: "x"}, "readers only read"},
		"an amendment of an amendment":          {c.cat, KindAmendment, amend, NewAmendment{Title: "x"}, "cannot be about that"},
		"words of an amendment":                 {c.bob, KindChange, amend, nil, ""},
		"words of an amendment, by a reader":    {c.pat, KindChange, amend, nil, "readers only read"},
		"taken in by the mover":                 {c.bob, KindAdopt, amend, Adopt{}, ""},
		"taken in by an officer":                {c.ann, KindAdopt, amend, Adopt{}, ""},
		"taken in by its own author":            {c.cat, KindAdopt, amend, Adopt{}, "only whoever made it, or an officer, may take an amendment into it"},
		"a proposal taken in":                   {c.bob, KindAdopt, p, Adopt{}, "cannot be about that"},
		"withdrawn by its author":               {c.cat, KindSet, amend, Set{Field: FieldState, Text: AmendmentWithdrawn}, ""},
		"withdrawn by another":                  {c.bob, KindSet, amend, Set{Field: FieldState, Text: AmendmentWithdrawn}, "only whoever made it"},
		"an amendment that is being done":       {c.cat, KindSet, amend, Set{Field: FieldState, Text: "doing"}, `cannot be "doing"`},
		"the title of an amendment":             {c.cat, KindSet, amend, Set{Field: FieldTitle, Text: "x"}, "has no title"},
		"a vote between wordings":               {c.bob, KindVote, p, between(Rival{0, amend, []ID{{1}}}, Rival{1, p, nil}), ""},
		"between wordings of two proposals":     {c.bob, KindVote, p, between(Rival{0, elsewhere, []ID{{1}}}, Rival{1, p, nil}), "different proposals"},
		"between other words than it froze":     {c.bob, KindVote, p, between(Rival{0, amend, []ID{{1}}}, Rival{1, p, []ID{{7}}}), "other words to the vote than it froze"},
		"between what is not here":              {c.bob, KindVote, p, between(Rival{0, missing, nil}), "wait"},
		"between a proposal and another":        {c.bob, KindVote, p, between(Rival{0, other, nil}), "cannot be about that"},
		"a councillor signs":                    {c.cat, KindSignOff, vote.ID, NewSignOff{Capacity: "councillor", Close: closed}, ""},
		"a councillor who only reads signs":     {c.sid, KindSignOff, vote.ID, NewSignOff{Capacity: "councillor", Close: closed}, ""},
		"somebody else signs":                   {c.bob, KindSignOff, vote.ID, NewSignOff{Capacity: "councillor", Close: closed}, "was not appointed as councillor"},
		"a planner signs":                       {c.pat, KindSignOff, vote.ID, NewSignOff{Capacity: "planner", Close: closed}, "did not ask the planner to sign this off"},
		"what is cheap":                         {c.cat, KindSignOff, cheap.ID, NewSignOff{Capacity: "councillor", Close: cheapClosed}, "did not ask the councillor to sign this off"},
		"what was lost":                         {c.cat, KindSignOff, lost.ID, NewSignOff{Capacity: "councillor", Close: lostClosed}, "nothing was decided by this vote"},
		"another vote's certificate":            {c.cat, KindSignOff, vote.ID, NewSignOff{Capacity: "councillor", Close: cheapClosed}, "the certificate of another vote"},
		"a certificate that is not here":        {c.cat, KindSignOff, vote.ID, NewSignOff{Capacity: "councillor", Close: missing}, "wait"},
		"a ballot signed off":                   {c.cat, KindSignOff, vote.ID, NewSignOff{Capacity: "councillor", Close: yes}, "cannot be about that"},
		"a statement by who voted no":           {c.cat, KindStatement, vote.ID, NewStatement{Close: closed, Ballot: no, Text: "x"}, ""},
		"a statement by who voted yes":          {c.bob, KindStatement, vote.ID, NewStatement{Close: closed, Ballot: yes, Text: "x"}, "voted for what was decided"},
		"a statement with another's ballot":     {c.bob, KindStatement, vote.ID, NewStatement{Close: closed, Ballot: no, Text: "x"}, "somebody else's ballot"},
		"a statement with a ballot not counted": {c.cat, KindStatement, vote.ID, NewStatement{Close: closed, Ballot: late, Text: "x"}, "was not counted"},
		"a statement with another vote's paper": {c.cat, KindStatement, vote.ID, NewStatement{Close: cheapClosed, Ballot: no, Text: "x"}, "the certificate of another vote"},
		"a statement on a proposal":             {c.cat, KindStatement, p, NewStatement{Close: closed, Ballot: no, Text: "x"}, "cannot be about that"},
		"aims":                                  {c.bob, KindServes, p, Serves{Aims: []string{"Green verges"}}, ""},
		"no aim of the group":                   {c.bob, KindServes, p, Serves{Aims: []string{"Parking"}}, "no such aim: Parking"},
		"another's aims":                        {c.cat, KindServes, p, Serves{Aims: []string{"Green verges"}}, "only whoever made it"},
		"a draft again":                         {c.bob, KindSet, p, Set{Field: FieldState, Text: string(StateDraft)}, ""},
		"set to be signed off":                  {c.bob, KindSet, other, Set{Field: FieldState, Text: AmendmentOpen}, "only whoever made it"},
	} {
		_, err := c.say(x.by, x.kind, x.subject, x.body)
		var refused *RefusedError
		var wait *WaitError
		switch {
		case x.words == "":
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		case x.words == "wait":
			if !errors.As(err, &wait) || wait.For != missing {
				t.Errorf("%s: %v; want it to wait", name, err)
			}
		case !errors.As(err, &refused) || !strings.Contains(err.Error(), x.words):
			t.Errorf("%s: %v; want a refusal with %q", name, err, x.words)
		}
	}
}

// TestLifeLimits: what is outside the limits is refused by every device alike, before anything else is asked.
func TestLifeLimits(t *testing.T) {
	id, two := testID("a"), []Option{{Title: "A"}, {Title: "B"}}
	vote := func(method string, seats int, rivals ...Rival) OpenVote {
		return OpenVote{Title: "x", Method: method, Options: two, Seats: seats, Between: rivals}
	}
	charter := func(all ...Capacity) Charter { return Charter{Rules: &Rules{Capacities: all}} }
	for name, c := range map[string]struct {
		kind  Kind
		body  any
		words string
	}{
		"advice that says nothing":          {KindAdvice, NewAdvice{Capacity: "p", Says: AdviseFor}, "advice is empty"},
		"advice neither way":                {KindAdvice, NewAdvice{Capacity: "p", Says: "perhaps", Text: "x"}, `no way of advising called "perhaps"`},
		"advice in no capacity":             {KindAdvice, NewAdvice{Says: AdviseFor, Text: "x"}, "a capacity's name is empty"},
		"an amendment without a title":      {KindAmendment, NewAmendment{}, "a title is empty"},
		"a refusal without a reason":        {KindSignOff, NewSignOff{Capacity: "c", Close: id, Refuse: true}, "a reason is empty"},
		"a sign-off of nothing":             {KindSignOff, NewSignOff{Capacity: "c"}, "names no certificate"},
		"a statement for no ballot":         {KindStatement, NewStatement{Close: id, Text: "x"}, "must name the certificate and the ballot"},
		"an empty statement":                {KindStatement, NewStatement{Close: id, Ballot: id}, "a statement is empty"},
		"the same aim twice":                {KindServes, Serves{Aims: []string{"A", "A"}}, "the same aim twice"},
		"too many aims":                     {KindServes, Serves{Aims: make([]string, maxAims+1)}, "the most is 32"},
		"between wordings, two to win":      {KindVote, vote(MethodApproval, 2, Rival{0, id, nil}), "one must win"},
		"between wordings, yes or no":       {KindVote, OpenVote{Title: "x", Method: MethodYesNo, Between: []Rival{{0, id, nil}}}, "one must win"},
		"a wording that is no option":       {KindVote, vote(MethodRanked, 0, Rival{2, id, nil}), "do not fit its options"},
		"two wordings of one option":        {KindVote, vote(MethodRanked, 0, Rival{0, id, nil}, Rival{0, testID("b"), nil}), "do not fit its options"},
		"the same wording twice":            {KindVote, vote(MethodRanked, 0, Rival{0, id, nil}, Rival{1, id, nil}), "the same wording twice"},
		"capacities out of order":           {KindCharter, charter(Capacity{Name: "b"}, Capacity{Name: "a"}), "not in the order of their names"},
		"holders out of order":              {KindCharter, charter(Capacity{Name: "a", Holders: []Person{{2}, {1}}}), "not sorted"},
		"a cost of what signs nothing":      {KindCharter, charter(Capacity{Name: "a", Over: 5}), "signs nothing off"},
		"no kind of proposal":               {KindCharter, charter(Capacity{Name: "a", Signs: 1, Kinds: []string{"loud"}}), `no kind of proposal called "loud"`},
		"more signatures than can be given": {KindCharter, charter(Capacity{Name: "a", Signs: 33}), "how many must sign is out of range"},
	} {
		if _, err := Encode(c.kind, c.body); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v; want a refusal with %q", name, err, c.words)
		}
	}
}

// TestSignOff follows a decision through its sign-off: who is asked is fixed when the vote opens, who may sign is not.
func TestSignOff(t *testing.T) {
	c := newCouncil(t)
	p := c.must(c.bob, KindProposal, ID{}, NewProposal{Title: "Crossing", Cost: 5000}).ID
	vote := c.must(c.bob, KindVote, p, OpenVote{Title: "Crossing", Cost: 5000, Method: MethodYesNo})
	yes := c.must(c.bob, KindBallot, vote.ID, NewBallot{Voter: c.bob.id(), Choice: Yes}).ID
	state := func(want ProposalState) Proposal {
		t.Helper()
		v := c.fold(p)
		if v.State != want || !v.Frozen() {
			t.Fatalf("it is %s, want %s", v.State, want)
		}
		return v
	}
	closed := c.close(vote, c.bob, yes)
	state(StateAwaiting)
	// The group changes its rules: what was asked of this decision stays, and a councillor appointed since may sign.
	c.appoint(nil, []Person{c.bob.id(), c.sid.id()})
	sign := func(n *neighbour, refuse bool, after ...ID) ID {
		return c.must(n, KindSignOff, vote.ID, NewSignOff{Capacity: "councillor", Close: closed.ID, Refuse: refuse, Reason: "x", After: after}).ID
	}
	if _, err := c.say(c.cat, KindSignOff, vote.ID, NewSignOff{Capacity: "councillor", Close: closed.ID}); err == nil {
		t.Error("a councillor of before signed")
	}
	one := sign(c.sid, false)
	state(StateAwaiting)
	sign(c.sid, false) // the same person twice is one
	state(StateAwaiting)
	doing := c.must(c.bob, KindSet, p, Set{Field: FieldState, Text: "doing", After: []ID{closed.ID}})
	state(StateAwaiting) // nobody begins on it by saying so
	no := sign(c.bob, true)
	v := state(StateRefused) // of two, two are needed
	if a := v.Votes[0].Asked[0]; a.Signed != 1 || a.Refused != 1 || a.Need != 2 || a.Holders != 2 || a.Met() || !a.Lost() {
		t.Errorf("%+v", a)
	}
	sign(c.bob, false, no)
	v = state(StateDoing)
	var states []string
	for _, s := range v.Life {
		states = append(states, string(s.State))
	}
	if got := strings.Join(states, ", "); got != "open, voting, passed, awaiting sign-off, doing, decided" {
		t.Errorf("its life: %s", got)
	}
	_, _ = one, doing
	c.must(c.bob, KindSet, p, Set{Field: FieldState, Text: "open", After: append(v.Now[FieldState], closed.ID)})
	if v := c.fold(p); v.State != StateOpen || v.Frozen() {
		t.Errorf("reopened it is %s", v.State)
	}
}

// TestSignOffOfAnotherCertificate: of two certificates of one vote, only what was said of the one that counts does.
func TestSignOffOfAnotherCertificate(t *testing.T) {
	ann, bob, cat := Person{1}, Person{2}, Person{3}
	e := Electorate{Eligible: 3, Officers: []Person{ann, bob}, Signing: []Capacity{{Name: "c", Signs: 1, Holders: []Person{cat}}}}
	p := rec(0, KindProposal, ID{}, ann, 1, &NewProposal{Title: "T"})
	vote := rec(1, KindVote, p.ID, ann, 2, &OpenVote{Title: "T", Method: MethodYesNo})
	one, two := rec(2, KindClose, vote.ID, ann, 3, &Certificate{Outcome: StatePassed}), rec(3, KindClose, vote.ID, bob, 3, &Certificate{Outcome: StatePassed, Heard: []ID{{1}}})
	one.Device, two.Device = Device{1}, Device{2}
	rs := []Record{p, vote, one, two}
	fold := func(rs ...Record) (Proposal, *Vote) {
		v, _ := FoldProposal(p.ID, rs, func([]ID) Electorate { return e })
		return v, &v.Votes[0]
	}
	_, v := fold(rs...)
	counts, other := v.Closings[0].Records[0], v.Closings[1].Records[0]
	wrong := rec(4, KindSignOff, vote.ID, cat, 4, &NewSignOff{Capacity: "c", Close: other})
	if view, v := fold(append(rs, wrong)...); view.State != StateAwaiting || v.SignOffs[0].Counts || v.Asked[0].Signed != 0 {
		t.Errorf("%s, %+v", view.State, v.SignOffs)
	}
	right := rec(5, KindSignOff, vote.ID, cat, 5, &NewSignOff{Capacity: "c", Close: counts, After: []ID{wrong.ID}})
	if view, v := fold(append(rs, wrong, right)...); view.State != StateDecided || !v.SignOffs[0].Counts {
		t.Errorf("%s, %+v", view.State, v.SignOffs)
	}
}

// TestDissents: whose statement travels with a decision.
func TestDissents(t *testing.T) {
	for name, x := range map[string]struct {
		method  string
		ballot  Ballot
		outcome ProposalState
		winners []int
		want    bool
	}{
		"yes to what passed":         {MethodYesNo, Ballot{Choice: Yes}, StatePassed, nil, false},
		"no to what passed":          {MethodYesNo, Ballot{Choice: No}, StatePassed, nil, true},
		"abstained":                  {MethodYesNo, Ballot{Choice: Abstain}, StatePassed, nil, true},
		"yes to what was lost":       {MethodYesNo, Ballot{Choice: Yes}, StateNotPassed, nil, true},
		"no to what was lost":        {MethodYesNo, Ballot{Choice: No}, StateNotPassed, nil, false},
		"a concern":                  {MethodConsent, Ballot{Choice: Concern}, StatePassed, nil, true},
		"blocked, and it passed":     {MethodConsent, Ballot{Choice: Block}, StatePassed, nil, true},
		"blocked, and it did not":    {MethodConsent, Ballot{Choice: Block}, StateNotPassed, nil, false},
		"the winner first":           {MethodRanked, Ballot{Prefs: []int{1, 0}}, StateDecided, []int{1}, false},
		"the winner second":          {MethodRanked, Ballot{Prefs: []int{0, 1}}, StateDecided, []int{1}, true},
		"no option":                  {MethodRanked, Ballot{Choice: Abstain}, StateDecided, []int{1}, true},
		"approved of the winner":     {MethodApproval, Ballot{Prefs: []int{1}}, StateDecided, []int{1}, false},
		"approved of another too":    {MethodApproval, Ballot{Prefs: []int{0, 1}}, StateDecided, []int{1}, true},
		"all their projects paid":    {MethodBudget, Ballot{Prefs: []int{0, 2}}, StateDecided, []int{2, 0, 1}, false},
		"a project of theirs is not": {MethodBudget, Ballot{Prefs: []int{0, 3}}, StateDecided, []int{2, 0, 1}, true},
	} {
		if got := Dissents(x.method, &x.ballot, x.outcome, x.winners); got != x.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestOutvoted: who is offered to state another view: never somebody whose statement would be refused, nor whose answer won.
func TestOutvoted(t *testing.T) {
	for name, x := range map[string]struct {
		method  string
		ballot  Ballot
		winners []int
		want    bool
	}{
		"approved of the winner and of another": {MethodApproval, Ballot{Prefs: []int{0, 1}}, []int{1}, false},
		"approved of others":                    {MethodApproval, Ballot{Prefs: []int{0, 2}}, []int{1}, true},
		"approved of the winner":                {MethodApproval, Ballot{Prefs: []int{1}}, []int{1}, false},
		"approved of none":                      {MethodApproval, Ballot{Choice: Abstain}, []int{1}, true},
		"one of their projects is paid":         {MethodBudget, Ballot{Prefs: []int{0, 3}}, []int{2, 0, 1}, false},
		"none of their projects is":             {MethodBudget, Ballot{Prefs: []int{3, 4}}, []int{2, 0, 1}, true},
		"most points to the winner":             {MethodScore, Ballot{Prefs: []int{0, 1}, Points: []int64{2, 5}}, []int{1}, false},
		"most points to two, one of which won":  {MethodScore, Ballot{Prefs: []int{0, 1}, Points: []int64{5, 5}}, []int{1}, false},
		"few points to the winner":              {MethodScore, Ballot{Prefs: []int{0, 1}, Points: []int64{5, 1}}, []int{1}, true},
		"the winner second":                     {MethodRanked, Ballot{Prefs: []int{0, 1}}, []int{1}, true},
		"the winner first":                      {MethodRanked, Ballot{Prefs: []int{1, 0}}, []int{1}, false},
	} {
		got := Outvoted(x.method, &x.ballot, StateDecided, x.winners)
		if got != x.want {
			t.Errorf("%s: %v", name, got)
		}
		if got && !Dissents(x.method, &x.ballot, StateDecided, x.winners) {
			t.Errorf("%s: offered, and would be refused", name)
		}
	}
	no := Ballot{Choice: No}
	if !Outvoted(MethodYesNo, &no, StatePassed, nil) || Outvoted(MethodYesNo, &no, StateNotPassed, nil) {
		t.Error("a no")
	}
}

// TestSteps: for every state and step there is a way on or a reason in words, and no state that people can set is a trap.
func TestSteps(t *testing.T) {
	states := []ProposalState{StateDraft, StateOpen, StateVoting, StatePassed, StateNotPassed, StateDecided, StateAwaiting, StateRefused, StateWithdrawn, StateDoing, StateDone}
	for _, s := range states {
		ways := 0
		for step := range leads {
			err := (Progress{State: s}).May(step)
			var no *RefusedError
			if err == nil {
				ways++
			} else if !errors.As(err, &no) || no.Reason == nil || strings.Contains(no.Error(), "does not know") {
				t.Errorf("%s from %s: %v", step, s, err)
			}
		}
		if ways == 0 {
			t.Errorf("nothing leads on from %s", s)
		}
		if err := (Progress{State: s, Decided: true}).May(StepEdit); err == nil {
			t.Errorf("decided words can be changed while it is %s", s)
		}
		if step, ok := StepTo(s); ok != slices.Contains(proposalStates, string(s)) || ok && leads[step] == nil {
			t.Errorf("to %s by %q, %v", s, step, ok)
		}
	}
	for step, from := range map[Step][]ProposalState{
		StepVote: {StateOpen}, StepAmend: {StateDraft, StateOpen}, StepSignOff: {StateAwaiting, StateRefused, StateDecided},
	} {
		for _, s := range states {
			if err := (Progress{State: s}).May(step); (err == nil) != slices.Contains(from, s) {
				t.Errorf("%s from %s: %v", step, s, err)
			}
		}
	}
	if err := (Progress{State: "sung"}).May(StepVote); err == nil {
		t.Error("a state of a newer version can be voted on")
	}
	if err := (Progress{State: StateDoing}).May(StepDissent); err == nil {
		t.Error("a statement on what no vote decided")
	}
}
