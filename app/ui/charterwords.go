package ui

import (
	"slices"

	"moot/store/forum"
)

// rulesWords says how a group decides and meets, line by line.
func rulesWords(r *forum.Rules) []string { return factLines(rulesFacts(r)) }

// rulesFacts says it as facts.
func rulesFacts(r *forum.Rules) (lines []fact) {
	if r.Voting != nil {
		terms := r.Terms("ordinary")
		who := t("charter.each_person")
		if r.ByHousehold() {
			who = t("charter.each_household")
		}
		lines = append(lines, labelled(t("charter.who"), who), labelled(t("charter.ordinary"), majorityWords(terms.Majority.String())),
			labelled(t("charter.special"), majorityWords(r.Terms("special").Majority.String())))
		if terms.Quorum != (forum.Quorum{}) {
			lines = append(lines, labelled(t("charter.vote_quorum"), quorumWords(terms.Quorum)))
		}
		if terms.Casting == forum.CastingOpener {
			lines = append(lines, labelled(t("charter.tie"), t("charter.tie_opener")))
		} else {
			lines = append(lines, labelled(t("charter.tie"), t("charter.tie_lost")))
		}
		if terms.Proxies > 0 {
			lines = append(lines, fact{words: tn("charter.delegates", terms.Proxies)})
		}
		if terms.Blocks > 0 {
			lines = append(lines, fact{words: tn("charter.bears", terms.Blocks)})
		}
	}
	return append(append(lines, meetingFacts(r.Meeting)...), limitFacts(r)...)
}

// meetingFacts says what the rules of meetings ask for.
func meetingFacts(m *forum.MeetingRules) (lines []fact) {
	if m == nil {
		return nil
	}
	if m.Quorum != (forum.Quorum{}) {
		lines = append(lines, labelled(t("charter.meeting_quorum"), quorumWords(m.Quorum)))
	}
	if m.Active > 0 {
		lines = append(lines, fact{words: tn("charter.of_active", m.Active)})
	}
	if m.Adjourned != (forum.Quorum{}) {
		lines = append(lines, labelled(t("charter.adjourned"), quorumWords(m.Adjourned)))
	}
	if m.Notice > 0 {
		lines = append(lines, fact{words: tn("charter.gives_notice", m.Notice)})
	}
	return lines
}

// charterChanges says what a charter would change of the rules that hold, line by line.
func charterChanges(now *forum.Rules, c *forum.Charter) (lines []string) {
	if c == nil {
		return nil
	}
	if c.Name != "" {
		lines = append(lines, t("charter.new_name", "Name", printable(c.Name)))
	}
	if c.Aims != "" {
		lines = append(lines, t("charter.new_aims", "Aims", printable(c.Aims)))
	}
	if c.Rules == nil {
		return lines
	}
	before := rulesWords(now)
	for _, line := range rulesWords(c.Rules) {
		if !slices.Contains(before, line) {
			lines = append(lines, line)
		}
	}
	if after := rulesWords(c.Rules); len(after) < len(before) {
		lines = append(lines, t("charter.fewer_rules"))
	}
	for i := range c.Rules.Sections {
		s := &c.Rules.Sections[i]
		was, had := now.Section(s.Name)
		switch {
		case !had:
			lines = append(append(lines, t("charter.new_section", "Name", printable(s.Name))), owedWords(s)...)
		case was != *s:
			lines = append(append(lines, t("charter.changed_section", "Name", printable(s.Name))), changedWords(&was, s)...)
		}
	}
	for _, s := range now.Sections {
		if _, has := c.Rules.Section(s.Name); !has {
			lines = append(lines, t("charter.no_section", "Name", printable(s.Name)))
		}
	}
	return append(lines, bodyChanges(now.Bodies, c.Rules.Bodies)...)
}

// capacityChanges says what a charter would change of what people sign as, and of who does, line by line.
func capacityChanges(roll *forum.Roll, c *forum.Charter) (lines []string) {
	if c == nil || c.Rules == nil {
		return nil
	}
	whole := func(c *forum.Capacity) []string { return append(capacityWords(c), holderWords(roll, c)) }
	for i := range c.Rules.Capacities {
		one := &c.Rules.Capacities[i]
		was, had := roll.Rules.Capacity(one.Name)
		switch before := whole(&was); {
		case !had:
			lines = append(append(lines, t("capacity.new", "Name", printable(one.Name))), whole(one)...)
		case !slices.Equal(before, whole(one)):
			lines = append(append(lines, t("charter.changed_section", "Name", printable(one.Name))), whole(one)...)
		}
	}
	for i := range roll.Rules.Capacities {
		if _, stays := c.Rules.Capacity(roll.Rules.Capacities[i].Name); !stays {
			lines = append(lines, t("capacity.gone", "Name", printable(roll.Rules.Capacities[i].Name)))
		}
	}
	return lines
}

// holderWords says who holds a capacity.
func holderWords(roll *forum.Roll, c *forum.Capacity) string {
	if len(c.Holders) == 0 {
		return t("capacity.nobody")
	}
	names := make([]string, len(c.Holders))
	for i, p := range c.Holders {
		m, _ := roll.Find(p)
		names[i] = printable(m.Name)
	}
	return t("capacity.appointed", "Names", listed(names))
}

// changedWords gives those lines about a section that are new.
func changedWords(was, now *forum.Section) (lines []string) {
	if was.For != now.For && now.For != "" {
		lines = append(lines, printable(now.For))
	}
	before := guardsOf(was)
	for i, g := range guardsOf(now) {
		if g != before[i] {
			lines = append(lines, guardWords(now.Name, i, g))
		}
	}
	return lines
}
