package paper

import (
	"fmt"
	"strings"
)

// Markdown gives the minutes as one text, as secretaries keep them in a file.
func (m *Minutes) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s", m.Title, m.When)
	if m.Place != "" {
		fmt.Fprintf(&b, ", %s", m.Place)
	}
	b.WriteString("\n")
	if s := m.status(); s != "" {
		fmt.Fprintf(&b, "\n**%s**\n", s)
	}
	for _, n := range m.Names {
		fmt.Fprintf(&b, "\n%s: %s\n", n.Label, strings.Join(n.Names, ", "))
	}
	for i := range m.Items {
		item := &m.Items[i]
		fmt.Fprintf(&b, "\n## %d. %s\n", i+1, item.Title)
		if item.Missing {
			fmt.Fprintf(&b, "\n%s\n", m.In.say(missing))
		}
		if item.Present != "" {
			fmt.Fprintf(&b, "\n*%s*\n", item.Present)
		}
		if item.Body != "" {
			fmt.Fprintf(&b, "\n%s\n", item.Body)
		}
		for _, motion := range item.Motions {
			fmt.Fprintf(&b, "\n**%s** %s\n\n%s **%s**\n", m.In.say("Motion:"), motion.Text, motion.By, motion.Outcome)
		}
	}
	return b.String()
}
