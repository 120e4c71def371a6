package cli

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"moot/app/paper"
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
	return c.bringIn(i.Group, i.File, i.Title, forum.FormatBLT, i.Rule)
}

func (i importPbCmd) run(c *call) error {
	return c.bringIn(i.Group, i.File, i.Title, forum.FormatPB, i.Rule)
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
func (c *call) bringIn(group, name, title, format, rule string) error {
	g, err := c.group(group)
	if err != nil {
		return err
	}
	file, err := c.input(name, rules.MaxFile)
	if err != nil {
		return err
	}
	id, err := c.session.store.BringInFile(c.ctx, g, store.BallotFile{Name: filepath.Base(name), Title: title, Format: format, Rule: rule, File: file})
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
	}{id, page.Title, page.State, v, viewNotes(fileNotes(format, file))}, fmt.Sprintf("%s  (%s)\n%s\n%s", page.Title, short(id), v.Words, notesText(viewNotes(fileNotes(format, file)))))
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
	return func(c *call, g forum.ID, _ paper.Tongue) (map[string][]byte, error) {
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
