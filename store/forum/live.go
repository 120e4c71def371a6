package forum

import (
	"encoding/binary"
	"slices"
)

// Live is a proposal whose last vote is open, in a form that takes in one more ballot for the same cost however many there
// are. What it comes to is what [FoldProposal] gives of the same records. It is for the goroutine that made it.
type Live struct {
	p     Proposal // its last vote without the ballots
	vote  *Vote
	e     Electorate
	heard map[Person]bool
	cast  map[Person][]setting[Ballot] // by voice
	now   map[Person]Ballot            // those that count, by voice
	parts *parts

	paper   ID              // digest of what was voted on paper; zero where the vote takes no papers
	onPaper map[Person]bool // by voice
}

// NewLive makes one of the records that a proposal was folded from. Ok is false where it can be of no use: no vote is open,
// votes are cast for others, or some came late.
func NewLive(p *Proposal, records []Record, electorate func([]ID) Electorate) (l *Live, ok bool) {
	n := len(p.Votes) - 1
	if n < 0 || len(p.Votes[n].Closings) > 0 || len(p.Votes[n].Proxied) > 0 || len(p.Votes[n].Late) > 0 || p.Votes[n].Unseen > 0 {
		return nil, false
	}
	l = &Live{p: *p, heard: map[Person]bool{}, cast: map[Person][]setting[Ballot]{}, now: map[Person]Ballot{}}
	l.p.Votes = slices.Clone(p.Votes)
	l.vote = &l.p.Votes[n]
	for i := range p.Comments {
		l.heard[p.Comments[i].Author] = true
	}
	for _, r := range distinct(records) {
		if r.ID == l.vote.ID {
			l.e = electorate(r.Roll)
		}
		if r.Kind != KindBallot || r.Subject != l.vote.ID || r.Body == nil {
			continue
		}
		b := r.Body.(*NewBallot)
		if len(b.For) > 0 {
			return nil, false
		}
		voice := l.vote.of.voice(b.Voter)
		l.cast[voice] = append(l.cast[voice], setting[Ballot]{r.ID, r.Time, b.After, ballotOf(r, b)})
	}
	for _, b := range l.vote.Ballots {
		l.now[l.vote.of.voice(b.Voter)] = b
	}
	l.parts = partsOf(l.vote.Ballots)
	l.vote.Ballots = nil
	if l.vote.Paper != nil {
		paper := *l.vote.Paper
		paper.Instead = slices.Clone(paper.Instead)
		l.vote.Paper, l.onPaper, l.paper = &paper, l.vote.paperVoices(), ViewDigest(&paper)
	}
	return l, true
}

// aside takes in a ballot of somebody who voted on paper, whose ballots were these: it is shown and does not count.
func (l *Live) aside(voice Person, said []setting[Ballot]) {
	p := l.vote.Paper
	p.Instead = slices.DeleteFunc(p.Instead, func(b Ballot) bool { return l.vote.of.voice(b.Voter) == voice })
	if b, ok := standingOf(said, voice, l.vote.of); ok {
		p.Instead = append(p.Instead, b)
		slices.SortFunc(p.Instead, byVoter)
	}
	if len(p.Instead) == 0 {
		p.Instead = nil
	}
	l.paper = ViewDigest(p)
}

// Add takes in a ballot. Ok is false where the proposal must be folded again instead: then this is of no use any more.
func (l *Live) Add(r Record) (ok bool) {
	b, isBallot := r.Body.(*NewBallot)
	if !isBallot || r.Subject != l.vote.ID || len(b.For) > 0 || l.vote.Closes > 0 && r.Time > l.vote.Closes {
		return false
	}
	voice := l.vote.of.voice(b.Voter)
	said := l.cast[voice]
	if slices.ContainsFunc(said, func(s setting[Ballot]) bool { return s.id == r.ID }) {
		return true
	}
	said = append(said, setting[Ballot]{r.ID, r.Time, b.After, ballotOf(r, b)})
	l.cast[voice] = said
	if l.onPaper[voice] {
		l.aside(voice, said)
		return true
	}
	was, had := l.now[voice]
	next, ok := standingOf(said, voice, l.vote.of)
	if had {
		l.weigh(&was, -1)
		l.parts.remove(&was)
	}
	if ok {
		l.weigh(&next, 1)
		l.parts.add(&next)
		l.now[voice] = next
	} else {
		delete(l.now, voice)
	}
	return true
}

// weigh counts a ballot into the tally and the totals, or with -1 out of them.
func (l *Live) weigh(b *Ballot, by int) {
	one := Vote{Method: l.vote.Method, Options: l.vote.Options, Ballots: []Ballot{*b}}
	one.add()
	t := &l.vote.Tally
	t.Yes += by * one.Tally.Yes
	t.No += by * one.Tally.No
	t.Abstain += by * one.Tally.Abstain
	t.Concern += by * one.Tally.Concern
	t.Block += by * one.Tally.Block
	for i := range one.Totals {
		l.vote.Totals[i] += int64(by) * one.Totals[i]
	}
}

// Tally gives the tally of the open vote, as it is shown to somebody: see [Vote.Blinded].
func (l *Live) Tally(p Person) Tally {
	t := l.vote.Tally
	if !l.vote.Blind(p) {
		return t
	}
	paper := Vote{Paper: l.vote.Paper}
	on, instead := tally(paper.everyVote(), 0), tally(l.vote.Paper.Instead, 0)
	return Tally{
		Eligible: t.Eligible, Yes: t.Yes - on.Yes + instead.Yes, No: t.No - on.No + instead.No, Abstain: t.Abstain - on.Abstain + instead.Abstain,
		Concern: t.Concern - on.Concern + instead.Concern, Block: t.Block - on.Block + instead.Block,
	}
}

// BallotOf gives somebody's ballot that counts.
func (l *Live) BallotOf(p Person) (b Ballot, ok bool) {
	b, ok = l.now[l.vote.of.voice(p)]
	return b, ok && b.Voter == p
}

// Shown gives what is shown of the proposal, for a digest: as [ShownOf] does of one that was folded.
func (l *Live) Shown() ShownProposal {
	l.vote.Sections = l.e.sharesOf(l.vote, l.heard, func(p Person) *Ballot {
		if b, ok := l.BallotOf(p); ok {
			return &b
		}
		return nil
	})
	s := ShownProposal{P: l.p}
	for i := range l.p.Votes[:len(l.p.Votes)-1] {
		s.Ballots = append(s.Ballots, partsOf(l.p.Votes[i].Ballots).digest())
	}
	s.Ballots = append(s.Ballots, l.parts.digest())
	s.Papers = papersDigests(l.p.Votes)
	if n := len(s.Papers); n > 0 {
		s.Papers[n-1] = l.paper
	}
	return s.stripped()
}

// ShownProposal is everything shown of a proposal, with the ballots that count given by a digest for each vote.
type ShownProposal struct {
	P       Proposal
	Ballots []ID
	Papers  []ID `cbor:",omitempty"` // of what was voted on paper in each vote; none where no vote takes papers
}

// papersDigests gives the digests of what was voted on paper, without that of the last vote, which is left zero.
func papersDigests(votes []Vote) (all []ID) {
	if !slices.ContainsFunc(votes, func(v Vote) bool { return v.Paper != nil }) {
		return nil
	}
	all = make([]ID, len(votes))
	for i := range votes[:len(votes)-1] {
		all[i] = paperDigest(&votes[i])
	}
	return all
}

func paperDigest(v *Vote) ID {
	if v.Paper == nil {
		return ID{}
	}
	return ViewDigest(v.Paper)
}

// ShownOf gives what is shown of a proposal, for a digest.
func ShownOf(p *Proposal) ShownProposal {
	s := ShownProposal{P: *p}
	for i := range p.Votes {
		s.Ballots = append(s.Ballots, partsOf(p.Votes[i].Ballots).digest())
	}
	if s.Papers = papersDigests(p.Votes); len(s.Papers) > 0 {
		s.Papers[len(s.Papers)-1] = paperDigest(&p.Votes[len(p.Votes)-1])
	}
	return s.stripped()
}

func (s ShownProposal) stripped() ShownProposal {
	s.P.Votes = slices.Clone(s.P.Votes)
	for i := range s.P.Votes {
		s.P.Votes[i].Paper = nil
		if !s.P.Votes[i].Secret { // which has no voters to put its ballots in parts by, and few ballots
			s.P.Votes[i].Ballots = nil
		}
	}
	return s
}

// partCount is into how many parts the ballots of a vote are put by their voters, so that one more changes the digest of
// a few only.
const partCount = 1024

// parts are the ballots of a vote by voter, with the digest of each part that has been asked for.
type parts struct {
	ballots map[uint16][]Ballot // by person in each
	sums    map[uint16]ID
}

func partOf(p Person) uint16 { return binary.BigEndian.Uint16(p[:]) % partCount }

func partsOf(all []Ballot) *parts {
	s := &parts{map[uint16][]Ballot{}, map[uint16]ID{}}
	for i := range all {
		s.add(&all[i])
	}
	return s
}

func (s *parts) place(b *Ballot) (part uint16, at int, there bool) {
	part = partOf(b.Voter)
	at, there = slices.BinarySearchFunc(s.ballots[part], b.Voter, func(x Ballot, p Person) int { return comparePersons(x.Voter, p) })
	return part, at, there
}

func (s *parts) add(b *Ballot) {
	part, at, _ := s.place(b)
	s.ballots[part] = slices.Insert(s.ballots[part], at, *b)
	delete(s.sums, part)
}

func (s *parts) remove(b *Ballot) {
	if part, at, there := s.place(b); there {
		s.ballots[part] = slices.Delete(s.ballots[part], at, at+1)
		delete(s.sums, part)
	}
}

// digest hashes the digests of all parts that have ballots, in order.
func (s *parts) digest() ID {
	type sum struct {
		Part uint16
		Sum  ID
	}
	var all []sum
	for part := range uint16(partCount) {
		ballots := s.ballots[part]
		if len(ballots) == 0 {
			continue
		}
		d, ok := s.sums[part]
		if !ok {
			d = ViewDigest(ballots)
			s.sums[part] = d
		}
		all = append(all, sum{part, d})
	}
	return ViewDigest(all)
}
