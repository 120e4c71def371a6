package cli

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"moot/app/paper"
	"moot/store/forum"
)

// exportCSV writes a table each (RFC 4180, UTF-8) of members, decisions, tasks, ledgers and readings. The first row names the
// columns; columns may be added at the end.
func exportCSV(c *call, g forum.ID, _ paper.Tongue) (map[string][]byte, error) {
	x, err := c.everything(g)
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for name, rows := range map[string][][]string{
		"members.csv": memberRows(x), "decisions.csv": decisionRows(x), "tasks.csv": taskRows(x), "ledger.csv": ledgerRows(x), "readings.csv": readingRows(x),
	} {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		if err := w.WriteAll(rows); err != nil {
			return nil, err
		}
		out[name] = b.Bytes()
	}
	return out, nil
}

// cell is text that somebody wrote, for a table: a spreadsheet would run one that begins like a formula, so those get an
// apostrophe in front.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func pence(n int64) string { return strconv.FormatInt(n, 10) }

func memberRows(x exported) [][]string {
	rows := [][]string{{"person", "name", "role", "section", "state", "since", "devices"}}
	for _, m := range x.Members {
		rows = append(rows, []string{m.Person.String(), cell(m.Name), string(m.Roles[0]), cell(m.Section), string(m.State), m.Since, strconv.Itoa(len(m.Devices))})
	}
	return rows
}

// decisionRows has every vote that has a result, the earliest of a proposal first.
func decisionRows(x exported) [][]string {
	rows := [][]string{{"proposal", "title", "method", "opened", "outcome", "chosen", "yes", "no", "abstain", "concern", "block", "voted", "on_devices", "on_paper", "eligible", "certificate"}}
	n := strconv.Itoa
	for i := range x.Proposals {
		for _, v := range x.Proposals[i].Votes {
			if len(v.Certificates) == 0 || !v.Certificates[0].Final {
				continue
			}
			t := v.Tally
			rows = append(rows, []string{x.Proposals[i].Proposal.String(), cell(v.Title), v.Method, v.Opened, v.Outcome, cell(strings.Join(v.Winners, "; ")),
				n(t.Yes), n(t.No), n(t.Abstain), n(t.Concern), n(t.Block), n(v.Turnout), n(v.Turnout - v.OnPaper), n(v.OnPaper), n(t.Eligible), v.Certificates[0].Certificate.String()})
		}
	}
	return rows
}

func taskRows(x exported) [][]string {
	rows := [][]string{{"task", "title", "state", "who", "person", "due", "overdue", "from", "from_title", "note", "author", "made", "updated"}}
	for _, t := range x.Tasks {
		rows = append(rows, []string{t.Task.String(), cell(t.Title), t.State, cell(t.Who), t.Person, t.Due, strconv.FormatBool(t.Overdue), t.From.ID,
			cell(t.From.Title), cell(t.Note), cell(t.Author), t.Made, t.Updated})
	}
	return rows
}

func ledgerRows(x exported) [][]string {
	rows := [][]string{{"fund", "fund_title", "line", "time", "what", "amount_pence", "entered_pence", "balance_pence", "who", "person", "decision", "note", "rule", "author"}}
	for _, f := range x.Funds {
		for _, l := range f.Lines {
			rows = append(rows, []string{f.Fund.String(), cell(f.Title), l.Line.String(), l.Time, l.What, pence(l.Amount), pence(l.Entered), pence(l.Balance),
				cell(l.Who), l.Person, l.Decision, cell(l.Note), l.Rule, cell(l.Author)})
			for _, s := range l.Shares {
				rows = append(rows, []string{f.Fund.String(), cell(f.Title), l.Line.String(), l.Time, "share", pence(s.Amount), "", "",
					cell(s.Name), s.Person, l.Decision, "", l.Rule, cell(l.Author)})
			}
		}
	}
	return rows
}

func readingRows(x exported) [][]string {
	rows := [][]string{{"gauge", "gauge_title", "unit", "baseline", "target", "reading", "at", "value", "note", "author", "replaced"}}
	for _, g := range x.Gauges {
		for _, r := range g.History {
			rows = append(rows, []string{g.Gauge.String(), cell(g.Title), cell(g.Unit), g.Baseline, g.Target, r.Reading.String(), r.At, r.Value,
				cell(r.Note), cell(r.Author), strconv.FormatBool(r.Replaced)})
		}
	}
	return rows
}
