package ui

import (
	"context"
	"strings"

	"moot/store"
	"moot/store/forum"
)

// voteWords says how the vote on a proposal stands, besides the counts: what each option has, what it comes to, what
// sections are owed, its certificate, and what was not counted. It may take a while: it counts.
func voteWords(p *store.ProposalPage) (lines []string) {
	vote, ok := p.CurrentVote()
	if !ok {
		return nil
	}
	for i, o := range vote.Options {
		if vote.Sealed() {
			break
		}
		lines = append(lines, t("vote.option_count", "Title", o.Title, "Total", vote.Totals[i]))
	}
	lines = append(lines, outcomeWords(vote)...)
	for _, s := range vote.Sections {
		if !s.Met() {
			lines = append(lines, sentence(inWords(s.Sentence())))
		}
	}
	if final := vote.Final(); final != nil {
		lines = append(lines, t("vote.certificate", "ID", final.ID.String()[:8], "Names", namesOf(p.Names, final.Tellers)))
	} else {
		for _, c := range vote.Closings {
			lines = append(lines, t("vote.signed", "Names", namesOf(p.Names, c.Tellers), "Sign", vote.Sign))
		}
	}
	if n := len(vote.Late); n > 0 {
		lines = append(lines, tn("vote.late", n))
	}
	if len(vote.Late)+len(vote.LateCounts()) > 0 {
		if would, err := vote.WouldChange(); err == nil && would {
			lines = append(lines, t("vote.would_change"))
		}
	}
	if len(vote.Rivals()) > 0 {
		lines = append(lines, t("vote.rivals"))
	}
	return lines
}

// outcomeWords says what a vote has come to, or would come to if it ended now.
func outcomeWords(vote *forum.Vote) []string {
	final := vote.Final()
	if vote.Sealed() {
		return nil
	}
	if final == nil {
		result, err := vote.Result()
		switch {
		case err != nil:
			return []string{sentence(errorWords(err))}
		case forum.HasOptions(vote.Method):
			return []string{t("vote.would", "Outcome", inWords(result.Says))}
		}
		return nil
	}
	lines := []string{t("vote.result", "Outcome", stateName(final.Outcome))}
	if len(final.Winners) > 0 {
		names := make([]string, len(final.Winners))
		for i, w := range final.Winners {
			names[i] = vote.Options[w].Title
		}
		lines = append(lines, t("vote.result_chosen", "Names", strings.Join(names, ", ")))
	}
	return lines
}

func namesOf(names map[forum.Person]string, people []forum.Person) string {
	all := make([]string, len(people))
	for i, p := range people {
		all[i] = nameOf(names, p)
	}
	return strings.Join(all, ", ")
}

// ballotName says a ballot in words.
func ballotName(vote *forum.Vote, b *forum.Ballot) string {
	if len(b.Prefs) == 0 {
		return choiceName(b.Choice)
	}
	all := make([]string, len(b.Prefs))
	for i, o := range b.Prefs {
		all[i] = vote.Options[o].Title
		if len(b.Points) > 0 {
			all[i] = t("vote.option_points", "Title", all[i], "Points", b.Points[i])
		}
	}
	return strings.Join(all, ", ")
}

// close signs the certificate, once the person has said that they mean it.
func (v *voteCard) close() {
	if v.app.window == nil {
		v.sign()
		return
	}
	sure := t("vote.close_sure")
	if v.papers.unsettled() {
		sure += " " + t("paper.close_sure")
	}
	v.app.question(t("vote.close"), sure, v.sign)
}

func (v *voteCard) sign() {
	group, proposal, st := v.group, v.proposal, v.app.Store
	enable(false, v.end)
	v.app.work(func(ctx context.Context) error {
		_, err := st.CloseVote(ctx, group, proposal, true)
		return err
	}, func(err error) {
		enable(true, v.end)
		if err != nil {
			v.app.tell(err)
			return
		}
		v.changed()
	})
}
