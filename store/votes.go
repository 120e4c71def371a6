package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"moot/store/forum"
)

// OpenVote opens a yes/no vote on a proposal's words as they stand here. closes may be zero.
func (s *Store) OpenVote(ctx context.Context, g, proposal forum.ID, closes time.Time, grace time.Duration) (forum.ID, error) {
	return s.NewVote(ctx, g, proposal, forum.OpenVote{Method: forum.MethodYesNo, Closes: msOf(closes), Grace: grace.Milliseconds()})
}

// NewVote opens a vote of any kind on a proposal's words as they stand here. Of v the caller gives the method with its
// options, the times, and the tellers; the words, title, cost and rules are frozen from what is here.
func (s *Store) NewVote(ctx context.Context, g, proposal forum.ID, v forum.OpenVote) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error { id, err = w.openVote(proposal, v); return err })
	return id, err
}

func (w *writer) openVote(proposal forum.ID, v forum.OpenVote) (forum.ID, error) {
	p, err := w.proposal(proposal, "only a proposal can be voted on")
	if err != nil {
		return forum.ID{}, err
	}
	if err := w.mayOpen(&p, &v); err != nil {
		return forum.ID{}, err
	}
	v.Title, v.Cost = p.Title, p.Cost
	for i := range p.Votes {
		v.After = append(v.After, p.Votes[i].ID)
	}
	v.After = v.After[max(0, len(v.After)-forum.MaxIDs):]
	slices.SortFunc(v.Tellers, func(a, b forum.Person) int { return slices.Compare(a[:], b[:]) })
	v.Tellers = slices.Compact(v.Tellers)
	if terms := w.g.roll().Rules.Terms(p.Type); terms != forum.DefaultTerms {
		v.Terms = &terms
	}
	if v.Wording, err = w.wording(proposal); err != nil {
		return forum.ID{}, err
	}
	if err := w.between(&p, &v); err != nil {
		return forum.ID{}, err
	}
	return w.say(proposal, forum.KindVote, v)
}

// mayOpen refuses a vote that would do no good. Others' devices do not ask this: see [forum.Check] for what they do.
func (w *writer) mayOpen(p *forum.Proposal, v *forum.OpenVote) error {
	if err := p.Progress().May(forum.StepVote); err != nil {
		return plainly(err)
	}
	if n := w.g.roll().Eligible(); n > forum.MaxVoters {
		return refuse(CodeRefused, "%d people could vote, and one vote has room for %d", n, forum.MaxVoters)
	}
	if v.Closes > 0 && v.Closes <= w.s.clock() {
		return refuse(CodeBadInput, "that time has gone by already: say when voting is to end, or leave it out")
	}
	return nil
}

// Cast casts or replaces this person's ballot in the yes/no or consent vote that is open on a proposal.
func (s *Store) Cast(ctx context.Context, g, proposal forum.ID, c forum.Choice, reason string) (forum.ID, error) {
	return s.NewBallot(ctx, g, proposal, forum.NewBallot{Choice: c, Reason: reason})
}

// NewBallot casts or replaces this person's ballot in the vote that is open on a proposal. Of b the caller gives what
// the ballot says. In a secret vote it is as [Store.CastSecret] with the delay.
func (s *Store) NewBallot(ctx context.Context, g, proposal forum.ID, b forum.NewBallot) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		p, v, err := w.votingOn(proposal)
		if err != nil {
			return err
		}
		if v.Secret {
			id, err = w.castSecret(v, b, s.holdUntil(v.Closes))
			return err
		}
		me := w.me()
		b.Voter, b.Wording = me, v.Wording
		opened, _ := w.Record(v.ID)
		sharing := []forum.Person{me}
		if at, missing := w.g.history.At(opened.Roll); len(missing) == 0 {
			sharing = at.Sharing(me)
		}
		cast := v.Ballots
		if v.Paper != nil {
			cast = slices.Concat(cast, v.Paper.Instead)
		}
		for i := range cast {
			if slices.Contains(sharing, cast[i].Voter) {
				b.After = cast[i].Now
			}
		}
		if b.For, err = w.proxies(p, v, opened.Roll); err != nil {
			return err
		}
		id, err = w.say(v.ID, forum.KindBallot, b)
		return err
	})
	return id, err
}

// votingOn gives a proposal, and its vote that this person can cast a ballot in.
func (w *writer) votingOn(proposal forum.ID) (*forum.Proposal, *forum.Vote, error) {
	p, err := w.proposal(proposal, "no vote is open on this")
	if err != nil {
		return nil, nil, err
	}
	if p.State != forum.StateVoting {
		return nil, nil, refuse(CodeRefused, "no vote is open on this")
	}
	v := &p.Votes[len(p.Votes)-1]
	if v.Closes > 0 && w.s.clock() > v.Closes {
		return nil, nil, refuse(CodeRefused, "this vote closed on %s", moment(v.Closes))
	}
	return &p, v, nil
}

// moment says a time as people here read it.
func moment(ms int64) string { return time.UnixMilli(ms).Format("2 January 2006 at 15:04") }

// Closed is what closing a vote has come to.
type Closed struct {
	Vote        forum.ID
	Certificate forum.ID
	Outcome     forum.ProposalState
	Result      forum.ID // digest
	Signed      int      // tellers who have signed this certificate
	Sign        int      // how many must: it is final from then on
}

// CloseVote signs, as a teller, the certificate of the vote that is open on a proposal. It counts the latest ballot of
// each person that is here and on time: its claimed time is not after the deadline, and nothing that it builds on is. It
// refuses before the deadline, and in the time that ballots have to travel, unless everybody has voted; now is for
// closing without waiting for that time to be over. A vote with no deadline can be closed at any time.
func (s *Store) CloseVote(ctx context.Context, g, proposal forum.ID, now bool) (out Closed, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		me := w.me()
		p, v, e, err := w.toClose(proposal, me)
		if err != nil {
			return err
		}
		if err := w.over(v, now); err != nil {
			return err
		}
		if err := w.papersLacking(v); err != nil && !now {
			return err
		}
		waits := w.s.clock() - v.Opened
		if len(e.Officers) > 1 && me == v.Opener {
			waits = 0
		}
		b, err := v.Certify(e, p.Comments, waits)
		if err != nil {
			return notCertified(err)
		}
		if b, err = w.inLists(v, b); err != nil {
			return err
		}
		out = Closed{Vote: v.ID, Certificate: b.ID(), Outcome: b.Outcome, Result: b.Result, Signed: 1, Sign: v.Sign}
		for _, c := range v.Closings {
			if c.ID != out.Certificate {
				continue
			}
			if slices.Contains(c.Tellers, me) {
				return refuse(CodeRefused, "you have signed this certificate already; it becomes final when %d of the tellers have signed it (%d so far)", v.Sign, len(c.Tellers))
			}
			out.Signed += len(c.Tellers)
		}
		_, err = w.say(v.ID, forum.KindClose, b)
		return err
	})
	return out, err
}

// inLists gives a certificate as it is signed: where its ballots do not fit, with lists of them, which are those that
// another teller has signed the same with, if one has, or made now.
func (w *writer) inLists(v *forum.Vote, b *forum.Certificate) (*forum.Certificate, error) {
	short, lists := b.Split()
	if len(lists) == 0 {
		return b, nil
	}
	for i := range v.Closings {
		c := &v.Closings[i]
		if c.Result == b.Result && slices.Equal(c.Ballots, b.Ballots) && slices.Equal(c.Proxies, b.Proxies) && slices.Equal(c.Heard, b.Heard) {
			short.Lists = c.Lists
			return short, nil
		}
	}
	for _, l := range lists {
		id, err := w.say(v.ID, forum.KindCloseList, l)
		if err != nil {
			return nil, err
		}
		short.Lists = append(short.Lists, id)
	}
	return short, nil
}

// notCertified says why a vote cannot be closed.
func notCertified(err error) error {
	var no *forum.RefusedError
	if errors.As(err, &no) {
		return refuse(CodeRefused, "%s", sentence(no.Reason))
	}
	return refuse(CodeRefused, "the ballots cannot be counted: %v", err)
}

// toClose gives the proposal and its open vote as a teller counts them, without ballots that build on something from
// after the deadline.
func (w *writer) toClose(proposal forum.ID, me forum.Person) (*forum.Proposal, *forum.Vote, forum.Electorate, error) {
	var none forum.Electorate
	p, err := w.proposal(proposal, "no vote is open on this")
	if err != nil {
		return nil, nil, none, err
	}
	if p.State != forum.StateVoting {
		return nil, nil, none, refuse(CodeRefused, "no vote is open on this")
	}
	v := &p.Votes[len(p.Votes)-1]
	if !slices.Contains(v.Tellers, me) {
		return nil, nil, none, refuse(CodeRefused, "only a teller of this vote can close it: %s", w.namesOf(v.Tellers))
	}
	opened, _ := w.Record(v.ID)
	records, err := w.g.readAbout(w.read, p.ID)
	if err != nil {
		return nil, nil, none, err
	}
	exempt, err := w.seenBefore(v.Closes)
	if err != nil {
		return nil, nil, none, err
	}
	exempt = append(exempt, opened.Roll...)
	records = slices.DeleteFunc(records, func(r forum.Record) bool {
		return r.Kind == forum.KindBallot && r.Subject == v.ID && w.buildsOnLater(r, v.Closes, exempt)
	})
	again, _ := forum.FoldProposal(p.ID, records, w.electorate)
	for i := range again.Votes {
		if again.Votes[i].ID == v.ID {
			v = &again.Votes[i]
		}
	}
	return &again, v, w.electorate(opened.Roll), nil
}

func (w *writer) namesOf(people []forum.Person) string {
	text := ""
	for i, p := range people {
		if i > 0 {
			text += ", "
		}
		text += nameOf(w.g.roll(), p)
	}
	return text
}

// buildsOnLater says whether a ballot comes after something that was done when the vote was over: an earlier ballot of
// the same person, or a change of the membership that it cites. An entry's own chain never runs backwards, so its claimed
// time stands for all of that. A time that has not come yet proves nothing but a wrong clock, and so does a change that
// this device had built on before the deadline: nobody can make others' ballots late by putting their own clock forward.
func (w *writer) buildsOnLater(r forum.Record, closes int64, exempt []forum.ID) bool {
	if closes == 0 {
		return false
	}
	now := w.s.clock()
	later := func(t int64) bool { return t > closes && t <= now }
	for _, id := range r.Body.(*forum.NewBallot).After {
		if before, state := w.Record(id); state != forum.Missing && later(before.Time) {
			return true
		}
	}
	return slices.ContainsFunc(w.g.history.Since(r.Roll, exempt), func(a forum.Act) bool { return later(a.Time) })
}

// seenBefore gives the roll heads that this device had cited by some time, by its own clock.
func (w *writer) seenBefore(t int64) ([]forum.ID, error) {
	c, ok := w.g.chains[forum.Chain{Device: w.device, Lane: forum.ContentLane}]
	if !ok || t == 0 {
		return nil, nil
	}
	for seq := c.meta.Seq; seq > 0; seq-- {
		k, err := w.g.readPlace(w.txn, place{c.num, seq})
		if err != nil {
			return nil, err
		}
		if k.Time <= t {
			return k.Header.Roll, nil
		}
	}
	return nil, nil
}

// over refuses to close a vote while ballots are still to be waited for.
func (w *writer) over(v *forum.Vote, now bool) error {
	clock := w.s.clock()
	switch {
	case v.Closes == 0 || v.Turnout() >= v.Tally.Eligible:
		return nil
	case clock <= v.Closes:
		return refuse(CodeRefused, "voting goes on until %s; before that it can only be closed when everybody has voted (%d of %d so far)",
			moment(v.Closes), v.Turnout(), v.Tally.Eligible)
	case clock < v.Closes+v.Grace && !now:
		return refuse(CodeRefused, "ballots may still be on their way until %s; wait for them, or say that it is to be closed now", moment(v.Closes+v.Grace))
	}
	return nil
}

// CurrentVote gives the vote of a proposal that counts, and false when none was ever opened.
func (p *ProposalPage) CurrentVote() (*forum.Vote, bool) {
	if len(p.Votes) == 0 {
		return nil, false
	}
	return &p.Votes[len(p.Votes)-1], true
}
