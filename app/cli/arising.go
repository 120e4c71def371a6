package cli

import (
	"fmt"
	"strings"
	"time"

	"moot/app/paper"
	"moot/store"
	"moot/store/forum"
)

// arisingView is a line that comes onto an agenda by itself.
type arisingView struct {
	Kind  string   `json:"kind"` // "task" or "gauge"
	ID    forum.ID `json:"id"`
	Title string   `json:"title"`
	Who   string   `json:"who"`  // of a task; empty when it is on nobody
	Due   string   `json:"due"`  // of a task; the day of review of a gauge
	From  string   `json:"from"` // what a task came from
	Words string   `json:"words"`
}

func (c *call) arising(page *store.MeetingPage) ([]arisingView, error) {
	all, err := c.session.store.Arising(c.ctx, page)
	views := make([]arisingView, len(all))
	for i, a := range all {
		views[i] = arisingView{string(a.Kind), a.ID, a.Title, a.Name, stamp(a.Due), a.From.Title, paper.ArisingLine(&a, paper.English(time.Local))}
	}
	return views, err
}

// agendaText gives the agenda with what arises: under its own item where there is one, and otherwise after the last.
func agendaText(page *store.MeetingPage, arising []arisingView) string {
	var b strings.Builder
	shown := len(arising) == 0
	lines := func() {
		for _, a := range arising {
			b.WriteString("   - " + a.Words + "\n")
		}
		shown = true
	}
	for i, item := range page.Agenda {
		fmt.Fprintf(&b, "%d. %s\n", i+1, item.Title)
		if !shown && paper.Arises(item.Title) {
			lines()
		}
	}
	if !shown {
		b.WriteString(paper.MattersArising + ":\n")
		lines()
	}
	return b.String()
}
