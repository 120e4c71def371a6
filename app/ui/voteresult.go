package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// voteSays is how a vote stands in words, besides the counts.
type voteSays struct {
	options []string // what each has
	result  string   // in a line, once there is one
	lines   []string // what it would come to, what sections are owed, and what was not counted
	signed  []string // the certificate
}

// All is all of it, a line each.
func (s *voteSays) All() []string {
	lines := slices.Clone(s.options)
	if s.result != "" {
		lines = append(lines, s.result)
	}
	return slices.Concat(lines, s.lines, s.signed)
}

// voteWords says how the vote on a proposal stands. It may take a while: it counts.
func voteWords(p *store.ProposalPage) (s voteSays) {
	vote, ok := p.CurrentVote()
	if !ok {
		return s
	}
	for i, o := range vote.Options {
		if vote.Sealed() || vote.Turnout() == 0 {
			break
		}
		s.options = append(s.options, t("vote.option_count", "Title", o.Title, "Total", vote.Totals[i]))
	}
	s.outcome(vote)
	for _, section := range vote.Sections {
		if !section.Met() {
			s.lines = append(s.lines, sentence(inWords(section.Sentence())))
		}
	}
	if final := vote.Final(); final != nil {
		s.signed = append(s.signed, t("vote.certificate", "ID", final.ID.String()[:8], "Names", namesOf(p.Names, final.Tellers)))
	} else {
		for _, c := range vote.Closings {
			s.signed = append(s.signed, t("vote.signed", "Names", namesOf(p.Names, c.Tellers), "Sign", vote.Sign))
		}
	}
	if n := len(vote.Late); n > 0 {
		s.lines = append(s.lines, tn("vote.late", n))
	}
	if len(vote.Late)+len(vote.LateCounts()) > 0 {
		if would, err := vote.WouldChange(); err == nil && would {
			s.lines = append(s.lines, t("vote.would_change"))
		}
	}
	if len(vote.Rivals()) > 0 {
		s.lines = append(s.lines, t("vote.rivals"))
	}
	return s
}

// outcome says what a vote has come to, or would come to if it ended now.
func (s *voteSays) outcome(vote *forum.Vote) {
	final := vote.Final()
	if vote.Sealed() {
		return
	}
	if final == nil {
		result, err := vote.Result()
		switch {
		case err != nil:
			s.lines = append(s.lines, sentence(errorWords(err)))
		case forum.HasOptions(vote.Method) && vote.Turnout() > 0:
			s.lines = append(s.lines, t("vote.would", "Outcome", inWords(result.Says)))
		}
		return
	}
	s.result = t("vote.result", "Outcome", stateName(final.Outcome))
	if len(final.Winners) > 0 {
		names := make([]string, len(final.Winners))
		for i, w := range final.Winners {
			names[i] = vote.Options[w].Title
		}
		s.result = t("vote.result_chosen", "Names", inRow(names...))
	}
}

// optionTotals shows what each option of a vote has, in words and as a bar of the one that has most.
type optionTotals struct {
	words []*widget.Label
	bars  []*tallyBar
	box   *fyne.Container
}

func newOptionTotals() *optionTotals { return &optionTotals{box: container.NewVBox()} }

// Show brings it up to date; there are no words where nothing can be said yet.
func (o *optionTotals) Show(vote *forum.Vote, words []string) {
	if len(o.bars) != len(words) {
		o.words, o.bars = nil, nil
		var rows []fyne.CanvasObject
		for range words {
			label, bar := wrapped(""), newTallyBar(8)
			o.words, o.bars = append(o.words, label), append(o.bars, bar)
			rows = append(rows, container.New(layout.NewCustomPaddedVBoxLayout(-4), label, container.New(padding(0, 4, 8, 8), bar)))
		}
		setThings(o.box, rows)
	}
	if len(words) == 0 {
		return
	}
	most := max(1, slices.Max(vote.Totals))
	for i, bar := range o.bars {
		setText(o.words[i], printable(words[i]))
		yes, others := int(vote.Totals[i]), 0
		if final := vote.Final(); final != nil && len(final.Winners) > 0 && !slices.Contains(final.Winners, i) {
			yes, others = 0, yes
		}
		bar.Set(yes, 0, others, int(most))
	}
}

func namesOf(names map[forum.Person]string, people []forum.Person) string {
	all := make([]string, len(people))
	for i, p := range people {
		all[i] = nameOf(names, p)
	}
	return inRow(all...)
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
	return inRow(all...)
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
