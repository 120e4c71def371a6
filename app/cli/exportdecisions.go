package cli

import (
	"fmt"
	"slices"
	"strings"

	"moot/app/paper"
	"moot/store"
	"moot/store/forum"
)

// exportMarkdown writes the minutes, and what was decided with all that travels with it.
func exportMarkdown(c *call, g forum.ID, in paper.Tongue) (map[string][]byte, error) {
	files, err := exportMinutes("md")(c, g, in)
	if err != nil {
		return nil, err
	}
	text, err := c.decisions(g)
	if text != "" {
		files["decisions.md"] = []byte(text)
	}
	return files, err
}

// decisions writes what a group has decided, earliest first; nothing when that is nothing.
func (c *call) decisions(g forum.ID) (string, error) {
	name, err := c.groupName(g)
	if err != nil {
		return "", err
	}
	cards, err := c.session.store.Proposals(c.ctx, g, store.Filter{})
	if err != nil {
		return "", err
	}
	type decision struct {
		at   int64
		text string
	}
	var all []decision
	for _, card := range cards {
		page, err := c.session.store.Proposal(c.ctx, g, card.ID)
		if err != nil {
			return "", err
		}
		if v, ok := page.CurrentVote(); ok && v.Final() != nil && page.Progress().Decided {
			text, err := c.decisionText(&page, v)
			if err != nil {
				return "", err
			}
			all = append(all, decision{v.Final().Time, text})
		}
	}
	if len(all) == 0 {
		return "", nil
	}
	slices.SortStableFunc(all, func(a, b decision) int { return int(min(1, max(-1, a.at-b.at))) })
	var b strings.Builder
	fmt.Fprintf(&b, "# What %s has decided\n", name)
	for _, d := range all {
		b.WriteString(d.text)
	}
	return b.String(), nil
}

func (c *call) decisionText(page *store.ProposalPage, vote *forum.Vote) (string, error) {
	v, err := c.viewLife(page)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n## %s\n\n%s, %s. %s.\n", vote.Title, sentenceCase(string(page.State)), day(vote.Final().Time), voteLine(vote))
	if vote.Cost > 0 {
		fmt.Fprintf(&b, "\nCost: %d.%02d\n", vote.Cost/100, vote.Cost%100)
	}
	if len(v.Aims) > 0 {
		fmt.Fprintf(&b, "\nAims: %s\n", strings.Join(v.Aims, "; "))
	}
	if d := v.Decided; d != nil {
		if len(d.Options) > 0 {
			fmt.Fprintf(&b, "\nChosen: %s\n", strings.Join(d.Options, ", "))
		}
		b.WriteString(quoted(d.Body))
	}
	for _, a := range v.Advice {
		fmt.Fprintf(&b, "\n**Advice of %s, %s: %s**\n%s", a.Author, a.Capacity, a.Says, quoted(a.Text))
		if a.Conditions != "" {
			fmt.Fprintf(&b, "\nOn condition:\n%s", quoted(a.Conditions))
		}
	}
	for _, s := range v.Signoffs {
		if s.Counts {
			fmt.Fprintf(&b, "\n**%s by %s, %s**, %s\n%s", cond(s.Refused, "Sign-off refused", "Signed off"), s.Author, s.Capacity, s.Time, quoted(s.Reason))
		}
	}
	for _, s := range v.Statements {
		if s.Counts {
			fmt.Fprintf(&b, "\n**Statement of %s, who voted %s**\n%s", s.Author, s.Choice, quoted(s.Body))
		}
	}
	return b.String(), nil
}

func sentenceCase(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// quoted gives somebody's own words as a quotation in Markdown, so that none of them reads as the record's.
func quoted(words string) string {
	if words = strings.TrimSpace(words); words == "" {
		return ""
	}
	return "\n> " + strings.ReplaceAll(words, "\n", "\n> ") + "\n"
}
