package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"moot/store"
	"moot/store/forum"
)

// onPaperView is what was voted on paper, in the result of a vote; null where it takes no papers.
type onPaperView struct {
	People  []string     `json:"people"` // who voted on paper, as far as two tellers agree
	Papers  []paperView  `json:"papers"` // those that count
	Spoilt  int          `json:"spoilt"`
	Over    bool         `json:"over"`    // more papers than people handed in, so that none counts
	Instead []ballotView `json:"instead"` // ballots cast on a device by people who voted on paper, and not counted
	Counts  []forum.ID   `json:"counts"`  // the two counts it goes by
	HandIn  []string     `json:"handed_in"`
	Late    []string     `json:"late"` // tellers whose latest count the certificate does not go by
	Words   []string     `json:"words"`
}

func viewOnPaper(page store.ProposalPage, vote *forum.Vote) *onPaperView {
	p := vote.Paper
	if p == nil {
		return nil
	}
	view := &onPaperView{People: namesIn(page, p.People), Papers: viewPapers(vote, p.Papers), Spoilt: p.Spoilt, Over: p.Over,
		Instead: []ballotView{}, Counts: list(p.Used), HandIn: []string{}, Late: []string{}, Words: onPaperWords(page, vote)}
	for i := range p.Instead {
		view.Instead = append(view.Instead, viewBallot(page, vote, &p.Instead[i]))
	}
	for _, n := range p.Counts {
		view.HandIn = append(view.HandIn, page.Names[n.Teller])
	}
	for _, n := range vote.LateCounts() {
		view.Late = append(view.Late, page.Names[n.Teller])
	}
	return view
}

// howCast says how people voted: "31 on devices, 12 on paper"; nothing where a vote takes no papers.
func howCast(v *forum.Vote) string {
	if v.Paper == nil {
		return ""
	}
	return fmt.Sprintf("%d on devices, %d on paper", v.OnDevices(), v.Turnout()-v.OnDevices())
}

// paperNote warns somebody who votes on a device that two tellers have them down as having voted on paper.
func (c *call) paperNote(g forum.ID, vote *forum.Vote) string {
	me, _ := c.session.store.MeIn(g)
	if !vote.OnPaper(me.Person) {
		return ""
	}
	return "\nTwo tellers say that you voted on paper, so this vote is not counted. If you did not, tell them at once: " +
		"they can correct it until the vote is closed."
}

// onPaperWords says in sentences what was voted on paper.
func onPaperWords(page store.ProposalPage, vote *forum.Vote) (all []string) {
	say := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	p := vote.Paper
	switch {
	case p == nil:
		return nil
	case p.Missing:
		say("How %s voted on paper cannot be shown here, because of a removal since; the result stands.", count(vote.Final().OnPaper, "person", "people"))
	case len(p.Used) == 0 && vote.Final() != nil:
		say("No papers were counted.")
	case len(p.Used) == 0 && len(p.Counts) == 0:
		say("Papers are counted when two tellers have handed in what they found. None has yet.")
	case len(p.Used) == 0:
		names := []string{}
		for _, n := range p.Counts {
			names = append(names, page.Names[n.Teller])
		}
		say("Papers have been handed in, and count when two tellers agree on them. So far there is a count by: %s.", strings.Join(names, ", "))
	case p.Over:
		say("More papers were found than people who handed one in. Which of them are nobody's cannot be told, so no paper counts.")
	default:
		say("Voted: %s. Two tellers agree on %s%s.", howCast(vote), count(len(p.Papers)+p.Spoilt, "paper", "papers"),
			cond(p.Spoilt > 0, fmt.Sprintf(", %d of them spoilt", p.Spoilt), ""))
	}
	for i := range p.Instead {
		b := &p.Instead[i]
		say("%s voted on paper instead: their ballot on a device is not counted%s.", page.Names[b.Voter],
			cond(len(b.For) > 0, ", and neither are the votes it was to cast for others", ""))
	}
	if len(p.People) > 0 && vote.Terms.Proxies > 0 {
		say("Nobody votes for others on paper: who has named somebody who voted on paper has a vote only if they cast it themselves.")
	}
	for _, n := range vote.LateCounts() {
		say("%s has handed in another count of the papers since, and it is not counted.", page.Names[n.Teller])
	}
	return all
}

// paperCountsView is two counts of papers side by side.
type paperCountsView struct {
	Proposal  forum.ID          `json:"proposal"`
	Vote      forum.ID          `json:"vote"`
	Code      string            `json:"code"`
	Count     forum.ID          `json:"count"`     // handed in just now; zeros when only shown
	HandedIn  []string          `json:"handed_in"` // tellers
	Blind     bool              `json:"blind"`     // you are to count them yourself before you see what others found
	Between   []string          `json:"between"`   // the two that are compared; empty until there are two
	Agreed    []paperView       `json:"agreed"`
	Differ    []differView      `json:"differ"`
	Only      []onlyView        `json:"only"` // papers that one alone entered
	People    []string          `json:"people"`
	OnlyNamed []namedByOne      `json:"only_named"` // people whom one alone has on the list
	Over      bool              `json:"over"`
	Clean     bool              `json:"clean"` // nothing is left to be put right
	History   []paperCountsTime `json:"history"`
}

type differView struct {
	Paper int      `json:"paper"`
	Found []string `json:"found"` // by each of the two, in words
}

type onlyView struct {
	Paper int    `json:"paper"`
	By    string `json:"by"`
	Found string `json:"found"`
}

type namedByOne struct {
	Name string `json:"name"`
	By   string `json:"by"`
}

type paperCountsTime struct {
	Teller string   `json:"teller"`
	Count  forum.ID `json:"count"`
	Time   string   `json:"time"`
	Used   bool     `json:"used"`
}

func viewPaperCounts(page store.ProposalPage, vote *forum.Vote) paperCountsView {
	v := paperCountsView{Proposal: page.ID, Vote: vote.ID, Code: forum.PaperCode(vote.ID), HandedIn: []string{}, Between: []string{}, Agreed: []paperView{},
		Differ: []differView{}, Only: []onlyView{}, People: []string{}, OnlyNamed: []namedByOne{}, History: []paperCountsTime{}}
	for _, n := range vote.Paper.Counts {
		v.HandedIn = append(v.HandedIn, page.Names[n.Teller])
		v.History = append(v.History, paperCountsTime{page.Names[n.Teller], n.ID, stamp(n.Time), slices.Contains(vote.Paper.Used, n.ID)})
	}
	v.Blind = page.PapersBlind
	a, b := vote.Paper.Pair()
	if b == nil || v.Blind {
		return v
	}
	pair := forum.ComparePapers(&a.PaperCount, &b.PaperCount)
	v.Between = namesIn(page, []forum.Person{a.Teller, b.Teller})
	v.Agreed, v.People, v.Over, v.Clean = viewPapers(vote, pair.Agreed), namesIn(page, pair.People), pair.Over(), pair.Clean()
	for i := range pair.Differ {
		d := &pair.Differ[i]
		v.Differ = append(v.Differ, differView{d.No, []string{paperWords(vote, &d.Two[0]), paperWords(vote, &d.Two[1])}})
	}
	for i, name := range v.Between {
		for j := range pair.Only[i] {
			v.Only = append(v.Only, onlyView{pair.Only[i][j].No, name, paperWords(vote, &pair.Only[i][j])})
		}
		for _, p := range pair.PeopleOnly[i] {
			v.OnlyNamed = append(v.OnlyNamed, namedByOne{page.Names[p], name})
		}
	}
	slices.SortFunc(v.Only, func(a, b onlyView) int { return cmp.Compare(a.Paper, b.Paper) })
	return v
}

func paperCountsText(v *paperCountsView) string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	if len(v.HandedIn) == 0 {
		say("No teller has handed in a count of the papers yet.")
		return b.String()
	}
	say("Handed in by: %s.", strings.Join(v.HandedIn, ", "))
	switch {
	case v.Blind:
		say("You see what they found when you have handed in your own count: papers are counted twice, and neither teller goes by the other.")
		return b.String()
	case len(v.Between) == 0:
		say("Papers count when a second teller has counted them too.")
		return b.String()
	}
	one, two := v.Between[0], v.Between[1]
	say("%s and %s agree on %s, and on %s who handed one in.", one, two, count(len(v.Agreed), "paper", "papers"), count(len(v.People), "person", "people"))
	for _, d := range v.Differ {
		say("  Paper %d differs. %s has: %s. %s has: %s.", d.Paper, one, d.Found[0], two, d.Found[1])
	}
	for _, o := range v.Only {
		say("  Paper %d is in the count of %s alone: %s.", o.Paper, o.By, o.Found)
	}
	for _, o := range v.OnlyNamed {
		say("  %s is on the list of %s alone.", o.Name, o.By)
	}
	switch {
	case v.Over:
		say("There are more papers than people who handed one in, so no paper counts. Look for who is missing on the list, and for papers of another vote.")
	case v.Clean:
		say("Nothing is left to be put right.")
	default:
		say("Look at these together. Whoever was wrong corrects their sheet and hands it in again.")
	}
	return b.String()
}
