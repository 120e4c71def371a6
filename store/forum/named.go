package forum

import "slices"

// Named gives the entries that a record names beside its subject, and rests on: whether it stands depends on them too.
// The settings, ballots and signatures it replaces are not among them: it stands whatever becomes of those.
func Named(r *Record) (ids []ID) {
	switch b := r.Body.(type) {
	case *NewComment:
		ids = []ID{b.ReplyTo}
	case *NewTask:
		ids = []ID{b.From}
	case *TaskUpdate:
		ids = []ID{b.On}
	case *PageSign:
		ids = []ID{b.By}
	case *PageChange:
		ids = []ID{b.Decision}
	case *NewLine:
		ids = []ID{b.Decision}
	case *CorrectLine:
		ids = []ID{b.Line}
	case *NewGauge:
		ids = []ID{b.Decision}
	case *NewReading:
		ids = []ID{b.Instead}
	case *CarriedCard:
		ids = []ID{b.By}
	case *CardOut:
		return b.Closes
	case *NewElection:
		return b.After
	case *Slate:
		for _, c := range b.Candidates {
			ids = append(ids, c.Proposed, c.Seconded, c.Stands)
		}
		if !b.Proposal.Zero() {
			ids = append(ids, b.Proposal)
		}
		return ids
	case *Elected:
		ids = []ID{b.List}
		for _, s := range b.Signed {
			ids = append(ids, s.Record)
		}
	case *LeaveSeat:
		ids = []ID{b.Seat}
	case *OpenVote:
		for _, rival := range b.Between {
			if rival.Of != r.Subject {
				ids = append(ids, rival.Of)
			}
		}
	case *NewSignOff:
		ids = []ID{b.Close}
	case *NewStatement:
		return []ID{b.Close, b.Ballot}
	case *Certificate:
		return slices.Concat(b.Ballots, b.Heard, b.Proxies, b.Lists, b.Papers)
	case *CloseList:
		return slices.Concat(b.Ballots, b.Proxies)
	case *NewBallot:
		for i := range b.For {
			ids = append(ids, b.For[i].Delegation)
		}
	case *Attend:
		ids = slices.DeleteFunc([]ID{b.From, b.To}, ID.Zero)
	case *ActiveMembers:
		for i := range b.Seen {
			ids = append(ids, b.Seen[i].Entry)
		}
	case *NewMeeting:
		if b.Adjourned {
			ids = []ID{b.Follows}
		}
	case *Sign:
		for i := range b.Words.Items {
			ids = append(ids, b.Words.Items[i].Item)
		}
	}
	if len(ids) == 1 && ids[0].Zero() {
		return nil
	}
	return ids
}

// WordsNamed gives the words that a record is about exactly as they stood, a vote on them or a signature: heads by the
// document they are of.
func WordsNamed(r *Record) map[ID][]ID {
	switch b := r.Body.(type) {
	case *OpenVote:
		words := map[ID][]ID{r.Subject: b.Wording}
		for _, rival := range b.Between {
			words[rival.Of] = rival.Words
		}
		return words
	case *NewAdvice:
		return map[ID][]ID{r.Subject: b.Words}
	case *NewAmendment:
		return map[ID][]ID{r.Subject: b.From}
	case *Adopt:
		return map[ID][]ID{r.Subject: b.Words}
	case *PageSign:
		return map[ID][]ID{r.Subject: b.Words}
	case *Sign:
		words := make(map[ID][]ID, len(b.Words.Items))
		for i := range b.Words.Items {
			words[b.Words.Items[i].Item] = b.Words.Items[i].Heads
		}
		return words
	}
	return nil
}
