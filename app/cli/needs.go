package cli

import (
	"moot/store"
	"moot/store/forum"
)

type needsCmd struct {
	Group string `arg:"" optional:"" help:"The group; all of yours when left out."`
}

type needView struct {
	What    string   `json:"what"` // "task", "sign", "vote", "review", "sign-off", "count", "recount", "nominate", "stand", "close", "declare", "seat", "mention"; of an officer also "share", "recall", "invite" or "remove"
	ID      forum.ID `json:"id"`
	Group   forum.ID `json:"group"`
	Title   string   `json:"title"`
	Detail  string   `json:"detail"` // the party or capacity to sign for, or who is to be seated, or who named you; empty otherwise
	Due     string   `json:"due"`
	Overdue bool     `json:"overdue"`
}

// needWords say what to do.
var needWords = map[string]string{
	"task": "do", "sign": "sign", "vote": "vote on", "review": "look again at", "sign-off": "sign off",
	"count": "count the papers of", "recount": "agree with the other teller on the papers of",
	"share": "sign out to neighbours", "recall": "recall from neighbours", "invite": "invite, an officer", "remove": "remove, no officer now",
	"nominate": "put somebody up for", "stand": "say whether you stand for", "close": "close nominations for", "declare": "declare the result of", "seat": "seat",
	"mention": "answer, who named you:",
}

func (n needsCmd) run(c *call) error {
	var groups []forum.ID
	if n.Group != "" {
		g, err := c.group(n.Group)
		if err != nil {
			return err
		}
		groups = []forum.ID{g}
	} else {
		cards, err := c.session.store.Groups(c.ctx)
		if err != nil {
			return err
		}
		for _, card := range cards {
			if card.Standing == forum.StandingMember {
				groups = append(groups, card.ID)
			}
		}
	}
	if _, ok := c.session.store.Me(); !ok {
		return store.ErrNoMe
	}
	views, rows := []needView{}, [][]string{}
	for _, g := range groups {
		needs, err := c.session.store.Needs(c.ctx, g)
		if err != nil {
			return err
		}
		if needs, err = c.mentions(g, needs); err != nil {
			return err
		}
		for _, one := range needs {
			v := needView{one.What, one.ID, g, one.Title, one.Detail, stamp(one.Due), one.Overdue}
			views = append(views, v)
			rows = append(rows, []string{short(v.ID), needWords[v.What], v.Due[:min(10, len(v.Due))], cond(v.Overdue, "overdue", ""), v.Title, v.Detail})
		}
	}
	text := table(rows)
	if len(views) == 0 {
		text = "Nothing needs you now."
	}
	return c.reply(views, text)
}

// mentions adds what names this person and has not been answered. What was looked at in the window is known there only.
func (c *call) mentions(g forum.ID, needs []forum.Need) ([]forum.Need, error) {
	news, _, err := c.session.store.Since(c.ctx, g, 0)
	for i := range news {
		if n := &news[i]; n.Named {
			needs = append(needs, forum.Need{What: "mention", ID: n.ID, Title: n.Title, Detail: n.NamedBy})
		}
	}
	return needs, err
}
