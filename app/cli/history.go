package cli

import (
	"fmt"
	"slices"

	"moot/store"
	"moot/store/forum"
)

// eventView is one step in a proposal's life.
type eventView struct {
	Time   string       `json:"time"`
	Author string       `json:"author"`
	Person forum.Person `json:"person"`
	What   string       `json:"what"` // "made", "wording", "title", "cost", "state", "vote", "closed", "elsewhere"
	Text   string       `json:"text"` // what it was set to; empty for a change of wording

	Version string `json:"version"` // of a change of wording: what moot proposal amend --version takes; empty otherwise
}

// history puts together everything that happened to a proposal, oldest first by the times claimed.
func (c *call) history(page store.ProposalPage) ([]eventView, error) {
	versions, err := c.session.store.TextHistory(c.ctx, page.Group, page.ID)
	if err != nil {
		return nil, err
	}
	type event struct {
		at   int64
		view eventView
	}
	var all []event
	add := func(at int64, by forum.Person, what, text string) {
		all = append(all, event{at, eventView{Time: stamp(at), Author: page.Names[by], Person: by, What: what, Text: text}})
	}
	add(page.Made, page.Author, "made", "")
	for _, v := range versions {
		if v.By.Zero() { // the empty text every document starts from
			continue
		}
		add(v.Time, v.By, "wording", "")
		all[len(all)-1].view.Author, all[len(all)-1].view.Version = v.Name, v.Heads[0].String()
	}
	for _, s := range page.Settings {
		text := s.Text
		if s.Field == forum.FieldCost {
			text = fmt.Sprint(s.Number)
		}
		add(s.Time, s.By, string(s.Field), text)
	}
	for _, v := range page.Votes {
		add(v.Opened, v.Opener, "vote", v.Method)
		if final := v.Final(); final != nil {
			add(final.Time, final.Tellers[0], "closed", string(final.Outcome))
		}
	}
	if in := page.Elsewhere; in != nil {
		add(in.Time, in.By, "elsewhere", in.Said.Rule)
	}
	slices.SortStableFunc(all, func(a, b event) int { return int(min(1, max(-1, a.at-b.at))) })
	views := make([]eventView, len(all))
	for i, e := range all {
		views[i] = e.view
	}
	return views, nil
}
