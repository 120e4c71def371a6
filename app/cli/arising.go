package cli

import (
	"fmt"
	"strings"
	"time"

	"moot/app/paper"
	"moot/store"
	"moot/store/forum"
)

// mattersArising is the agenda item under which open actions and reviews are shown, where a meeting has it.
const mattersArising = "Matters arising"

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
		views[i] = arisingView{string(a.Kind), a.ID, a.Title, a.Name, stamp(a.Due), a.From.Title, arisingWords(&a)}
	}
	return views, err
}

func arisingWords(a *store.Arising) string {
	when := ""
	if a.Due != 0 {
		when = time.UnixMilli(a.Due).Format("2 January 2006")
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
		if !shown && strings.EqualFold(item.Title, mattersArising) {
			lines()
		}
	}
	if !shown {
		b.WriteString(mattersArising + ":\n")
		lines()
	}
	return b.String()
}

// fillArising puts what arises under its item in a draft, until something has been written there.
func fillArising(p *paper.Minutes, arising []arisingView) {
	for i := range p.Items {
		item := &p.Items[i]
		if !strings.EqualFold(item.Title, mattersArising) || item.Body != "" {
			continue
		}
		for _, a := range arising {
			item.Body += "- " + a.Words + "\n"
		}
		item.Body = strings.TrimSpace(item.Body)
	}
}
