package paper

import (
	"fmt"
	"strings"
	"time"

	"moot/store"
	"moot/store/forum"
)

// MattersArising is the agenda item under which open actions and reviews are shown, where a meeting has it.
const MattersArising = "Matters arising"

// ArisingLine says in a line what comes onto an agenda by itself.
func ArisingLine(a *store.Arising, zone *time.Location) string {
	when := ""
	if a.Due != 0 {
		when = time.UnixMilli(a.Due).In(zone).Format("2 January 2006")
	}
	if a.Kind == forum.KindGauge {
		return fmt.Sprintf("%s: to be reviewed by %s", a.Title, when)
	}
	var about []string
	if a.Name != "" {
		about = append(about, a.Name)
	}
	if when != "" {
		about = append(about, "by "+when)
	}
	if len(about) == 0 {
		return a.Title
	}
	return a.Title + " (" + strings.Join(about, ", ") + ")"
}

// Arise puts what arises under its item in a draft, until something has been written there. It is the item with the English title,
// or with the title given.
func (m *Minutes) Arise(all []store.Arising, title string, zone *time.Location) {
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
			lines = append(lines, "- "+ArisingLine(&all[j], zone))
		}
		item.Body = strings.Join(lines, "\n")
	}
}
