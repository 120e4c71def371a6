package count

import (
	"strconv"
	"strings"
)

// WritePB writes a budget as a .pb file that [ReadPB] reads as the same budget.
func WritePB(b *Budget) []byte {
	var w strings.Builder
	row := func(cells ...string) {
		for i, cell := range cells {
			if i > 0 {
				w.WriteByte(';')
			}
			w.WriteString(pbCell(cell))
		}
		w.WriteByte('\n')
	}
	row("META")
	row("key", "value")
	row("description", b.Title)
	row("num_projects", strconv.Itoa(len(b.Projects)))
	row("num_votes", strconv.Itoa(len(b.Votes)))
	row("budget", b.Money(b.Limit))
	row("vote_type", string(b.Type))
	if b.Rule != "" {
		row("rule", b.Rule)
	}
	if b.MaxLength > 0 {
		row("max_length", strconv.Itoa(b.MaxLength))
	}
	if b.Threshold != 0 {
		row("min_project_score_threshold", b.Points(b.Threshold))
	}
	for _, m := range b.Meta {
		row(m.Key, m.Value)
	}
	b.writeProjects(row)
	b.writeVotes(row)
	return []byte(w.String())
}

func (b *Budget) writeProjects(row func(...string)) {
	row("PROJECTS")
	row("project_id", "cost", "votes", "name", "selected")
	scores := b.Scores()
	for i, p := range b.Projects {
		selected := "0"
		if p.Selected {
			selected = "1"
		}
		row(p.ID, b.Money(p.Cost), b.Points(scores[i]), p.Name, selected)
	}
}

func (b *Budget) writeVotes(row func(...string)) {
	row("VOTES")
	row("voter_id", "vote", "points")
	for _, v := range b.Votes {
		var ids, points []string
		for i, p := range v.Projects {
			ids = append(ids, b.Projects[p].ID)
			if len(v.Points) > 0 {
				points = append(points, b.Points(v.Points[i]))
			}
		}
		row(v.Voter, strings.Join(ids, ","), strings.Join(points, ","))
	}
}

func pbCell(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if strings.ContainsAny(s, `;"`) {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}
