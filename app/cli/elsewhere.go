package cli

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"moot/store"
	rules "moot/store/count"
	"moot/store/forum"
)

type importBltCmd struct {
	Group string `arg:"" help:"The group."`
	File  string `arg:"" help:"The file, or - for standard input."`
	Rule  string `help:"How to count: scottish or meek." enum:"scottish,meek" default:"scottish"`
	Title string `help:"What to call it (default: the title in the file, or the file's name)."`
}

type importPbCmd struct {
	Group string `arg:"" help:"The group."`
	File  string `arg:"" help:"The file, or - for standard input."`
	Rule  string `help:"How to decide: equalshares, greedy, greedy-no-skip or knapsack (default: the rule that the file names, or equalshares)." enum:"equalshares,greedy,greedy-no-skip,knapsack," default:""`
	Title string `help:"What to call it (default: the title in the file, or the file's name)."`
}

func (i importBltCmd) run(c *call) error {
	return c.bringIn(i.Group, i.File, i.Title, forum.FormatBLT, func([]byte) (string, error) { return i.Rule, nil })
}

func (i importPbCmd) run(c *call) error {
	return c.bringIn(i.Group, i.File, i.Title, forum.FormatPB, func(file []byte) (string, error) {
		b, err := rules.ReadPB(file)
		if err != nil {
			return "", err
		}
		return cmp.Or(string(countPbCmd{Rule: i.Rule}.rule(b)), string(rules.RuleEqualShares)), nil
	})
}

// elsewhereView is a result that was counted elsewhere.
type elsewhereView struct {
	By      string       `json:"by"` // who brought it in
	Person  forum.Person `json:"person"`
	Time    string       `json:"time"`
	Format  string       `json:"format"` // "blt" or "pb"
	Rule    string       `json:"rule"`
	File    forum.ID     `json:"file"` // SHA-256 of the file as it was
	Ballots int64        `json:"ballots"`
	Winners []string     `json:"winners"`
	Digest  forum.ID     `json:"digest"`
	Words   string       `json:"words"`
}

// bringIn makes a proposal of a file of ballots, with what they come to.
func (c *call) bringIn(group, name, title, format string, rule func([]byte) (string, error)) error {
	g, err := c.group(group)
	if err != nil {
		return err
	}
	file, err := c.input(name, rules.MaxFile)
	if err != nil {
		return err
	}
	by, err := rule(file)
	if err != nil {
		return refuse("bad_input", "%s: %s", name, err)
	}
	e, err := forum.NewElsewhere(format, by, file)
	if err != nil {
		return refuse("bad_input", "%s: %s", name, err)
	}
	r, err := e.Count()
	if err != nil {
		return refuse("not_counted", "%s: %s", name, err)
	}
	base := filepath.Base(name)
	title = clip(cmp.Or(strings.TrimSpace(title), r.Title(), strings.TrimSuffix(base, filepath.Ext(base))), forum.MaxTitle)
	if err := c.notThere(g, title, e); err != nil {
		return err
	}
	made := forum.NewProposal{Title: title, Type: map[string]string{forum.FormatBLT: "election", forum.FormatPB: "budget"}[format]}
	id, err := c.session.store.BringIn(c.ctx, g, made, elsewhereBody(e, &r), e)
	if err != nil {
		return err
	}
	page, err := c.session.store.Proposal(c.ctx, g, id)
	if err != nil {
		return err
	}
	v, err := viewElsewhere(page)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Proposal  forum.ID            `json:"proposal"`
		Title     string              `json:"title"`
		State     forum.ProposalState `json:"state"`
		Elsewhere *elsewhereView      `json:"elsewhere"`
		Notes     []noteView          `json:"notes"`
	}{id, title, page.State, v, viewNotes(fileNotes(format, file))}, fmt.Sprintf("%s  (%s)\n%s\n%s", title, short(id), v.Words, notesText(viewNotes(fileNotes(format, file)))))
}

// fileNotes gives what the reader of a file passed over or made up for. The file has been read before.
func fileNotes(format string, file []byte) []rules.Note {
	if format == forum.FormatBLT {
		if e, err := rules.ReadBLT(file); err == nil {
			return e.Notes
		}
	} else if b, err := rules.ReadPB(file); err == nil {
		return b.Notes
	}
	return nil
}

// notThere refuses a file that was brought in before under the same title.
func (c *call) notThere(g forum.ID, title string, e *forum.Elsewhere) error {
	things, err := c.session.store.Headings(c.ctx, g)
	if err != nil {
		return err
	}
	for _, t := range things {
		if t.Kind != forum.KindProposal || t.Title != title {
			continue
		}
		page, err := c.session.store.Proposal(c.ctx, g, t.ID)
		if err != nil {
			return err
		}
		if page.Elsewhere != nil && page.Elsewhere.Said.File == e.File && page.Elsewhere.Said.Rule == e.Rule {
			return refuse("refused", "this file has been brought in already: %s  (%s)", title, short(t.ID))
		}
	}
	return nil
}

// elsewhereBody is the wording of the proposal that a result is brought in with.
func elsewhereBody(e *forum.Elsewhere, r *forum.Recount) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Voted on elsewhere, and counted here from a file of %s.\n\n", count(int(e.Ballots), "ballot", "ballots"))
	if r.Election != nil {
		fmt.Fprintf(&b, "Elected by %s, for %s:\n\n", ruleNames[e.Rule], count(r.Election.Seats, "seat", "seats"))
	} else {
		fmt.Fprintf(&b, "Funded by %s, out of %s:\n\n", r.Funding.Rule, r.Budget.Money(r.Budget.Limit))
	}
	for _, name := range r.Winners() {
		fmt.Fprintf(&b, "- %s\n", strings.NewReplacer("*", `\*`, "_", `\_`, "[", `\[`, "<", `\<`, "`", "\\`").Replace(name))
	}
	fmt.Fprintf(&b, "\nSHA-256 of the file: %x\n", e.File[:])
	return b.String()
}

// viewElsewhere gives the result that was counted elsewhere, or nil.
func viewElsewhere(page store.ProposalPage) (*elsewhereView, error) {
	in := page.Elsewhere
	if in == nil {
		return nil, nil
	}
	r, err := in.Said.Count()
	if err != nil {
		return nil, err
	}
	v := &elsewhereView{page.Names[in.By], in.By, stamp(in.Time), in.Said.Format, in.Said.Rule, in.Said.File, in.Said.Ballots, list(r.Winners()), in.Said.Result, ""}
	does := cond(in.Said.Format == forum.FormatBLT, "elected", "funded")
	v.Words = fmt.Sprintf("Counted elsewhere, imported by %s: %s %s, from %s by the rule %s. Every device counts the file's ballots again; that they are the ones that were cast is %s's word.",
		v.By, does, cmp.Or(strings.Join(v.Winners, ", "), "nobody"), count(int(v.Ballots), "ballot", "ballots"), v.Rule, v.By)
	return v, nil
}

// elsewhereCount shows the count of a result from elsewhere, step by step, as moot count does for a file.
func (c *call) elsewhereCount(page store.ProposalPage) error {
	v, err := viewElsewhere(page)
	if err != nil {
		return refuse("not_counted", "%s", err)
	}
	r, err := page.Elsewhere.Said.Count()
	if err != nil {
		return refuse("not_counted", "%s", err)
	}
	type common struct {
		Proposal  forum.ID       `json:"proposal"`
		State     string         `json:"state"`
		Elsewhere *elsewhereView `json:"elsewhere"`
	}
	about := common{page.ID, string(page.State), v}
	if r.Table != nil {
		view := viewElection(r.Table)
		view.Rule, view.Seed, view.Notes = v.Rule, fmt.Sprintf("%x", v.File[:]), []noteView{}
		return c.reply(struct {
			electionView
			common
		}{view, about}, v.Words+"\n\n"+electionText(view))
	}
	view := viewFunding(r.Budget, r.Funding)
	return c.reply(struct {
		fundingView
		common
	}{view, about}, v.Words+"\n\n"+fundingText(view))
}

// exportBallots writes every ranked, STV or budget vote that has been held here as a file that other programs count, and
// those brought in from elsewhere as they are kept. No file says who cast a ballot.
func exportBallots(format string) exporter {
	return func(c *call, g forum.ID) (map[string][]byte, error) {
		things, err := c.session.store.Headings(c.ctx, g)
		if err != nil {
			return nil, err
		}
		files := map[string][]byte{}
		for _, t := range things {
			if t.Kind != forum.KindProposal {
				continue
			}
			page, err := c.session.store.Proposal(c.ctx, g, t.ID)
			if err != nil {
				return nil, err
			}
			if err := ballotFiles(files, format, &page); err != nil {
				return nil, err
			}
		}
		return files, nil
	}
}

func ballotFiles(files map[string][]byte, format string, page *store.ProposalPage) error {
	if in := page.Elsewhere; in != nil && in.Said.Format == format {
		plain, err := in.Said.Plain()
		if err != nil {
			return err
		}
		files[fileName(page.Title, in.ID)+"."+format] = plain
	}
	for i := range page.Votes {
		v := &page.Votes[i]
		switch {
		case format == forum.FormatBLT && (v.Method == forum.MethodRanked || v.Method == forum.MethodSTV):
			files[fileName(v.Title, v.ID)+".blt"] = rules.WriteBLT(v.Election().Plain())
		case format == forum.FormatPB && v.Method == forum.MethodBudget:
			b := v.Projects()
			for i := range b.Projects {
				b.Projects[i].ID = strconv.Itoa(i + 1) // a title may have a comma in it
			}
			if final := v.Final(); final != nil {
				for _, w := range final.Winners {
					b.Projects[w].Selected = true
				}
			}
			files[fileName(v.Title, v.ID)+".pb"] = rules.WritePB(b.Plain())
		}
	}
	return nil
}
