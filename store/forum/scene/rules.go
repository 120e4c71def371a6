package scene

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"moot/store/forum"
)

// rules reads what follows "rules" or "sections": none, or sections with what each is owed.
func (r *reading) rules() *forum.Rules {
	rules := &forum.Rules{}
	if r.has("none") {
		return rules
	}
	for len(r.words) > 0 && strings.Contains(r.words[0], ":") {
		rules.Sections = append(rules.Sections, r.section(r.next()))
	}
	if len(rules.Sections) == 0 {
		r.fail("no sections are given")
	}
	slices.SortFunc(rules.Sections, func(a, b forum.Section) int { return strings.Compare(a.Name, b.Name) })
	return rules
}

func (r *reading) section(word string) forum.Section {
	name, owed, _ := strings.Cut(word, ":")
	s := forum.Section{Name: name}
	for _, part := range strings.Split(owed, ",") {
		if part == "" {
			continue
		}
		before, what, _ := strings.Cut(part, "=")
		kind, amount, _ := strings.Cut(what, ":")
		g, err := guard(forum.GuardKind(kind), amount)
		if err != nil {
			r.fail("%s: %w", word, err)
		}
		switch before {
		case "removal":
			s.Removal = g
		case "charter":
			s.Charter = g
		case "closing":
			s.Closing = g
		default:
			r.fail("%s: there is no guard before %q", word, before)
		}
	}
	return s
}

func guard(kind forum.GuardKind, amount string) (g forum.Guard, err error) {
	g.Kind = kind
	switch kind {
	case forum.GuardHearing:
		g.Days, err = strconv.Atoi(amount)
		return g, err
	case forum.GuardConsent, forum.GuardQuorum:
	default:
		return g, fmt.Errorf("there is no guard called %q", kind)
	}
	for _, part := range strings.Split(amount, "/") {
		if share, ok := strings.CutSuffix(part, "%"); ok {
			g.Percent, err = strconv.Atoi(share)
		} else {
			g.Number, err = strconv.Atoi(part)
		}
		if err != nil {
			return g, err
		}
	}
	return g, nil
}
