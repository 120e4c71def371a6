package store

import (
	"cmp"
	"context"
	"path"
	"strings"

	"moot/store/forum"
)

// BringIn makes a proposal of a vote that was held elsewhere, with what it came to (officers). Its state is the result: it
// can be reopened, and then the group may vote on it itself.
func (s *Store) BringIn(ctx context.Context, g forum.ID, p forum.NewProposal, body string, e *forum.Elsewhere) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		if id, err = w.say(forum.ID{}, forum.KindProposal, p); err != nil {
			return err
		}
		if _, err := w.edit(id, "", body); err != nil {
			return err
		}
		_, err = w.say(id, forum.KindElsewhere, e)
		return err
	})
	return id, err
}

// BallotFile is a file of ballots of a vote that was held elsewhere.
type BallotFile struct {
	Name   string // of the file, with no folder
	Title  string // what to call it; empty: as the file says, or by its name
	Format string // [forum.FormatBLT] or [forum.FormatPB]
	Rule   string // to count it by, as [forum.Elsewhere] names it; empty: [forum.UsualRule]
	File   []byte
}

// BringInFile counts a file of ballots and makes a proposal of it, as [Store.BringIn] does; once for the same file, rule and
// title. Errors: *RefusedError.
func (s *Store) BringInFile(ctx context.Context, g forum.ID, f BallotFile) (id forum.ID, err error) {
	if f.Rule == "" {
		if f.Rule, err = forum.UsualRule(f.Format, f.File); err != nil {
			return id, refuse(CodeBadInput, "%s: %s", f.Name, err)
		}
	}
	e, err := forum.NewElsewhere(f.Format, f.Rule, f.File)
	if err != nil {
		return id, refuse(CodeBadInput, "%s: %s", f.Name, err)
	}
	r, err := e.Count()
	if err != nil {
		return id, refuse(CodeRefused, "%s: %s", f.Name, err)
	}
	title := []rune(cmp.Or(strings.TrimSpace(f.Title), r.Title(), strings.TrimSuffix(f.Name, path.Ext(f.Name))))
	if len(title) > forum.MaxTitle {
		title = append(title[:forum.MaxTitle-1], '…')
	}
	if err := s.notBroughtIn(ctx, g, string(title), e); err != nil {
		return id, err
	}
	made := forum.NewProposal{Title: string(title), Type: map[string]string{forum.FormatBLT: "election", forum.FormatPB: "budget"}[f.Format]}
	return s.BringIn(ctx, g, made, e.Wording(&r), e)
}

// notBroughtIn refuses a file that was brought in before under the same title.
func (s *Store) notBroughtIn(ctx context.Context, g forum.ID, title string, e *forum.Elsewhere) error {
	things, err := s.Headings(ctx, g)
	if err != nil {
		return err
	}
	for _, t := range things {
		if t.Kind != forum.KindProposal || t.Title != title {
			continue
		}
		page, err := s.Proposal(ctx, g, t.ID)
		if err != nil {
			return err
		}
		if page.Elsewhere != nil && page.Elsewhere.Said.File == e.File && page.Elsewhere.Said.Rule == e.Rule {
			return refuse(CodeRefused, "this file has been brought in already: %s  (%s)", title, t.ID.String()[:10])
		}
	}
	return nil
}
