package paper

import (
	"strings"

	"moot/store"
	"moot/store/forum"
)

// MattersArising is the agenda item under which open actions and reviews are shown, where a meeting has it.
const MattersArising = "Matters arising"

// ArisingLine says in a line what comes onto an agenda by itself.
func ArisingLine(a *store.Arising, in Tongue) string {
	when := ""
	if a.Due != 0 {
		when = in.day(a.Due)
	}
	if a.Kind == forum.KindGauge {
		return in.say("%s: to be reviewed by %s", a.Title, when)
	}
	var about []string
	if a.Name != "" {
		about = append(about, a.Name)
	}
	if when != "" {
		about = append(about, in.say("by %s", when))
	}
	if len(about) == 0 {
		return a.Title
	}
	return a.Title + " (" + strings.Join(about, ", ") + ")"
}

// Arise puts what arises under its item in a draft, until something has been written there. It is the item with the English title,
// or with the title given.
func (m *Minutes) Arise(all []store.Arising, title string) {
	if m.Signed != "" { // whoever signed was not shown it
		return
	}
	for i := range m.Items {
		item := &m.Items[i]
		if item.Body != "" || !strings.EqualFold(item.Title, MattersArising) && !strings.EqualFold(item.Title, title) {
			continue
		}
		var lines []string
		for j := range all {
			lines = append(lines, "- "+ArisingLine(&all[j], m.In))
		}
		item.Body = strings.Join(lines, "\n")
	}
}
