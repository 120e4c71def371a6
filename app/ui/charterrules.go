package ui

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
	"moot/assets"
	"moot/store/forum"
)

// rulesDraft is what is typed and chosen of how a group decides and meets, as it is kept when it is not sent.
type rulesDraft struct {
	Household, Opener, Delegation bool
	Ordinary, Special             string // as a charter file has them
	Quorum, Proxies, Blocks       string
	Present, Adjourned            string
	Active, Notice                string
	Nation                        forum.Nation
}

func draftOf(r *forum.Rules) rulesDraft {
	ordinary, special := r.Terms("ordinary"), r.Terms("special")
	proxies := ordinary.Proxies
	if r.Voting != nil && r.Voting.Proxies > 0 { // also while nobody may name another
		proxies = r.Voting.Proxies
	}
	d := rulesDraft{
		Household: r.ByHousehold(), Opener: ordinary.Casting == forum.CastingOpener, Delegation: ordinary.Proxies > 0,
		Ordinary: ordinary.Majority.String(), Special: special.Majority.String(), Quorum: quorumText(ordinary.Quorum),
		Proxies: count(proxies), Blocks: count(ordinary.Blocks), Nation: r.Meeting.Holidays(),
	}
	if m := r.Meeting; m != nil {
		d.Present, d.Adjourned, d.Active, d.Notice = quorumText(m.Quorum), quorumText(m.Adjourned), count(m.Active), count(m.Notice)
	}
	return d
}

// Put puts what is typed into rules; of voting or of meetings what comes to the same stays as it was written.
func (d *rulesDraft) Put(r *forum.Rules) (problem string) {
	drafted, problem := d.Rules()
	if problem != "" {
		return problem
	}
	voting, meeting := *r, *r
	voting.Voting, meeting.Meeting = drafted.Voting, drafted.Meeting
	if !sameRules(&voting, r) {
		r.Voting = drafted.Voting
	}
	if !sameRules(&meeting, r) {
		r.Meeting = drafted.Meeting
	}
	return ""
}

// quorumText writes a quorum to be typed over; nothing for none.
func quorumText(q forum.Quorum) string {
	if q == (forum.Quorum{}) {
		return ""
	}
	return quorumWords(q)
}

// bothParts finds the share and the number in a quorum that is both.
var bothParts = regexp.MustCompile(`^\D*(\d+/\d+)\D+(\d+)\D*$`)

// readQuorum reads what is typed as the screens say it, or as a charter file has it. Errors: any, when it is neither.
func readQuorum(typed string) (forum.Quorum, error) {
	if parts := bothParts.FindStringSubmatch(typed); parts != nil {
		q, err := forum.ParseQuorum(parts[1] + ", at least " + parts[2])
		if err == nil && strings.EqualFold(strings.Join(strings.Fields(typed), " "), quorumWords(q)) {
			return q, nil
		}
	}
	return forum.ParseQuorum(typed)
}

// quorumWords says a quorum.
func quorumWords(q forum.Quorum) string {
	if q.Share.Num == 0 || q.Number == 0 {
		return q.String()
	}
	least := q.Number
	q.Number = 0
	return t("charter.share_at_least", "Share", q.String(), "Number", least)
}

// Rules gives what is typed as rules, with nothing said of sections, or what is wrong with it in words.
func (d *rulesDraft) Rules() (r forum.Rules, problem string) {
	read := func(typed, what string) (q forum.Quorum) {
		var err error
		if typed = strings.TrimSpace(typed); typed != "" {
			if q, err = readQuorum(typed); err != nil && problem == "" {
				problem = t("charter.needs_quorum", "What", what)
			}
		}
		return q
	}
	number := func(typed, what string) int {
		n, good := readCount(typed)
		if !good && problem == "" {
			problem = t("charter.needs_whole", "What", what)
		}
		return n
	}
	majority := func(words string) forum.Majority {
		m, err := forum.ParseMajority(words)
		if err != nil { // it is one of those offered
			return forum.DefaultTerms.Majority
		}
		return m
	}
	v := forum.Voting{
		Ordinary: majority(d.Ordinary), Special: majority(d.Special), Quorum: read(d.Quorum, t("charter.vote_quorum")),
		Blocks: number(d.Blocks, t("charter.blocks")), Delegation: d.Delegation,
		Proxies: number(d.Proxies, t("charter.proxies")),
	}
	if d.Household {
		v.Who = forum.WhoHousehold
	}
	if d.Opener {
		v.Casting = forum.CastingOpener
	}
	m := forum.MeetingRules{
		Quorum: read(d.Present, t("charter.meeting_quorum")), Adjourned: read(d.Adjourned, t("charter.adjourned")),
		Active: number(d.Active, t("charter.active")), Notice: number(d.Notice, t("charter.notice")),
	}
	if d.Nation != forum.EnglandWales {
		m.Nation = d.Nation
	}
	r.Voting, r.Meeting = &v, &m
	return r, problem
}

// rulesEditor chooses how a group decides and meets.
type rulesEditor struct {
	template, who, ordinary, special, tie, nation *widget.Select
	quorum, present, adjourned                    *lineEntry
	proxies, blocks, active, notice               *lineEntry
	delegation                                    *tick
	majorities                                    []string // as a charter file has them, in the order of what is offered
	limit                                         *fyne.Container
	changed                                       func()
	root                                          *fyne.Container
	meet                                          *fyne.Container // those of meetings
}

var nations = []forum.Nation{forum.EnglandWales, forum.Scotland, forum.NorthernIreland}

// newRulesEditor makes an editor. Take is called with a charter that a person chooses to start from.
func newRulesEditor(changed func(), take func(forum.Charter)) *rulesEditor {
	e := &rulesEditor{changed: changed}
	entry := func(hint string) *lineEntry {
		l := newLineEntry(hint)
		l.OnChanged = func(string) { e.changed() }
		return l
	}
	choice := func(words ...string) *widget.Select {
		return widget.NewSelect(words, func(string) { e.changed() })
	}
	e.template = widget.NewSelect(templateNames(), func(string) {
		if c, ok := templateAt(e.template.SelectedIndex()); ok {
			take(c)
		}
	})
	e.template.PlaceHolder = t("charter.template_hint")
	e.who = choice(t("charter.each_person"), t("charter.each_household"))
	e.ordinary, e.special = choice(), choice()
	e.tie = choice(t("charter.tie_lost"), t("charter.tie_opener"))
	e.nation = choice(t("charter.england_wales"), t("charter.scotland"), t("charter.northern_ireland"))
	e.quorum, e.present, e.adjourned = entry(t("charter.quorum_hint")), entry(t("charter.quorum_hint")), entry(t("charter.adjourned_hint"))
	e.proxies, e.blocks, e.active, e.notice = entry(""), entry(""), entry(""), entry("")
	e.delegation = newTick(func() {
		show(e.delegation.box.Checked, e.limit)
		e.changed()
	})
	e.delegation.words.SetText(t("charter.delegation"))
	e.limit = container.NewVBox(numberLine(t("charter.proxies"), e.proxies))
	e.root = container.NewVBox(
		field(t("charter.template"), e.template),
		heading(t("charter.decide")),
		field(t("charter.who"), e.who), field(t("charter.ordinary"), e.ordinary), field(t("charter.special"), e.special),
		field(t("charter.vote_quorum"), e.quorum), field(t("charter.tie"), e.tie), numberLine(t("charter.blocks"), e.blocks),
		e.delegation, e.limit)
	e.meet = container.NewVBox(
		field(t("charter.meeting_quorum"), e.present), field(t("charter.adjourned"), e.adjourned),
		numberLine(t("charter.active"), e.active), numberLine(t("charter.notice"), e.notice), field(t("charter.holidays"), e.nation))
	return e
}

// Fill shows a draft.
func (e *rulesEditor) Fill(d rulesDraft) {
	told := e.changed
	e.changed = func() {}
	e.majorities = nil
	for _, m := range offered {
		e.majorities = append(e.majorities, m.String())
	}
	for _, own := range []string{d.Ordinary, d.Special} {
		if own != "" && !slices.Contains(e.majorities, own) {
			e.majorities = append(e.majorities, own)
		}
	}
	for _, x := range []struct {
		s   *widget.Select
		now string
	}{{e.ordinary, d.Ordinary}, {e.special, d.Special}} {
		x.s.SetOptions(majorityNames(e.majorities))
		x.s.SetSelectedIndex(max(0, slices.Index(e.majorities, x.now)))
	}
	e.who.SetSelectedIndex(asIndex(d.Household))
	e.tie.SetSelectedIndex(asIndex(d.Opener))
	e.nation.SetSelectedIndex(max(0, slices.Index(nations, d.Nation)))
	for l, words := range map[*lineEntry]string{
		e.quorum: d.Quorum, e.present: d.Present, e.adjourned: d.Adjourned, e.proxies: d.Proxies, e.blocks: d.Blocks, e.active: d.Active, e.notice: d.Notice,
	} {
		l.SetText(words)
	}
	e.delegation.box.SetChecked(d.Delegation)
	show(d.Delegation, e.limit)
	e.changed = told
}

func asIndex(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Draft gives what is typed and chosen.
func (e *rulesEditor) Draft() rulesDraft {
	majority := func(s *widget.Select) string {
		if i := s.SelectedIndex(); i >= 0 && i < len(e.majorities) {
			return e.majorities[i]
		}
		return ""
	}
	return rulesDraft{
		Household: e.who.SelectedIndex() == 1, Opener: e.tie.SelectedIndex() == 1, Delegation: e.delegation.box.Checked,
		Ordinary: majority(e.ordinary), Special: majority(e.special), Quorum: e.quorum.Text, Proxies: e.proxies.Text, Blocks: e.blocks.Text,
		Present: e.present.Text, Adjourned: e.adjourned.Text, Active: e.active.Text, Notice: e.notice.Text,
		Nation: nations[max(0, e.nation.SelectedIndex())],
	}
}

// offered are the majorities that the form offers; a charter may have others, which it then offers too.
var offered = []forum.Majority{
	{Need: forum.Fraction{Num: 1, Den: 2}, Of: "votes"},
	{Need: forum.Fraction{Num: 1, Den: 2}, Of: "voters"},
	{Need: forum.Fraction{Num: 1, Den: 2}, Of: "eligible"},
	{Need: forum.Fraction{Num: 2, Den: 3}, AtLeast: true, Of: "votes"},
	{Need: forum.Fraction{Num: 3, Den: 4}, AtLeast: true, Of: "votes"},
	{Need: forum.Fraction{Num: 3, Den: 4}, AtLeast: true, Of: "eligible"},
}

func majorityNames(all []string) []string {
	names := make([]string, len(all))
	for i, m := range all {
		names[i] = majorityWords(m)
	}
	return names
}

// majorityWords says a majority, written as in a charter file, in words.
func majorityWords(words string) string {
	m, err := forum.ParseMajority(words)
	if err != nil {
		return words
	}
	part := strconv.Itoa(int(m.Need.Num)) + "/" + strconv.Itoa(int(m.Need.Den))
	if m.Need.Num == 1 && m.Need.Den == 2 {
		part = t("charter.half")
	}
	of := t("charter.of_votes")
	switch string(m.Of) {
	case "voters":
		of = t("charter.of_voters")
	case "eligible":
		of = t("charter.of_all")
	}
	if m.AtLeast {
		return t("charter.at_least", "Part", part, "Of", of)
	}
	return t("charter.more_than", "Part", part, "Of", of)
}

// templateNames lists the charters there are to start from, for people.
func templateNames() (names []string) {
	for _, one := range assets.Charters() {
		names = append(names, one.What)
	}
	return names
}

// templateAt reads one of them; ok is false for none.
func templateAt(index int) (c forum.Charter, ok bool) {
	all := assets.Charters()
	if index < 0 || index >= len(all) {
		return c, false
	}
	c, err := forum.ParseCharter(all[index].Text)
	return c, err == nil
}

// sameRules says whether rules of voting and meeting come to the same, however they are put.
func sameRules(a, b *forum.Rules) bool { return draftOf(a) == draftOf(b) }
