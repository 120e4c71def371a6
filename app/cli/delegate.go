package cli

import (
	"fmt"
	"time"

	"moot/store/forum"
)

type delegateCmd struct {
	Give delegateGiveCmd `cmd:"" default:"withargs" help:"Name somebody to vote for you until some time, or take that back."`
	List delegateListCmd `cmd:"" help:"List who votes for whom in a group."`
}

// Help adds to the command's own help.
func (delegateCmd) Help() string {
	return "Whom you name casts a vote for you with their own, while that holds, unless you vote yourself: your own vote always counts instead. They cannot hand it on."
}

type delegateGiveCmd struct {
	Group  string    `arg:"" help:"The group."`
	Person string    `arg:"" optional:"" help:"Who votes for you; with --revoke, whose delegation to take back (default: all you have given)."`
	Until  *deadline `help:"The last day it holds, such as 2026-12-01, at most 366 days on (default: a year from now)." placeholder:"DATE"`
	Kind   string    `help:"Only on proposals of this kind: ordinary, special, page, budget or election." enum:",ordinary,special,page,budget,election" default:""`
	Revoke bool      `help:"Take back what you have given."`
}

type delegationView struct {
	Delegation forum.ID     `json:"delegation"`
	From       string       `json:"from"`
	FromPerson forum.Person `json:"from_person"`
	To         string       `json:"to"`
	ToPerson   forum.Person `json:"to_person"`
	Kind       string       `json:"kind"` // of proposals; empty for all
	Given      string       `json:"given"`
	Until      string       `json:"until"`
	Holds      bool         `json:"holds"` // not taken back, and not past its last moment by this device's clock
	Ended      bool         `json:"ended"` // taken back
}

func viewDelegation(roll *forum.Roll, d *forum.Delegation) delegationView {
	return delegationView{
		d.ID, nameOf(roll, d.From), d.From, nameOf(roll, d.To), d.To, d.Type, stamp(d.Given), stamp(d.Until),
		d.Holds(time.Now().UnixMilli(), d.Type), d.Ended,
	}
}

func (v *delegationView) words() string {
	s := fmt.Sprintf("%s votes for %s", v.To, v.From)
	if v.Kind != "" {
		s += fmt.Sprintf(" on proposals of the kind %q", v.Kind)
	}
	switch {
	case v.Ended:
		return s + " (taken back)"
	case !v.Holds:
		return s + " (ended " + v.Until[:10] + ")"
	}
	return s + " until " + v.Until[:10]
}

func (d delegateGiveCmd) run(c *call) error {
	g, err := c.group(d.Group)
	if err != nil {
		return err
	}
	var to forum.Person
	if d.Person != "" {
		if to, err = c.person(g, d.Person); err != nil {
			return err
		}
	}
	switch {
	case d.Revoke:
		return c.undelegate(g, to)
	case d.Person == "":
		return usage("say who is to vote for you: moot delegate GROUP PERSON")
	}
	until := time.Now().AddDate(0, 0, 365)
	if d.Until != nil {
		until = d.Until.Time
	}
	id, err := c.session.store.Delegate(c.ctx, g, to, until, d.Kind)
	if err != nil {
		return err
	}
	views, err := c.delegations(g, func(one *forum.Delegation) bool { return one.ID == id })
	if err != nil {
		return err
	}
	return c.reply(views[0], views[0].words()+". In a vote where you vote yourself, your own vote counts instead.")
}

func (c *call) undelegate(g forum.ID, to forum.Person) error {
	ended, err := c.session.store.Undelegate(c.ctx, g, to)
	if err != nil {
		return err
	}
	views, err := c.delegations(g, func(one *forum.Delegation) bool {
		for i := range ended {
			if ended[i].ID == one.ID {
				return true
			}
		}
		return false
	})
	if err != nil {
		return err
	}
	text := "Taken back. What has been cast for you in a vote that is still open stays until you vote yourself.\n"
	for i := range views {
		text += "  " + views[i].words() + "\n"
	}
	return c.reply(views, text)
}

// delegations lists those wanted, the latest given first.
func (c *call) delegations(g forum.ID, want func(*forum.Delegation) bool) ([]delegationView, error) {
	roll, err := c.session.store.Roll(c.ctx, g)
	if err != nil {
		return nil, err
	}
	all, err := c.session.store.Delegations(c.ctx, g)
	views := []delegationView{}
	for i := range all {
		if want(&all[i]) {
			views = append(views, viewDelegation(roll, &all[i]))
		}
	}
	return views, err
}

type delegateListCmd struct {
	Group string `arg:"" help:"The group."`
	All   bool   `help:"Those that have ended too."`
}

func (d delegateListCmd) run(c *call) error {
	g, err := c.group(d.Group)
	if err != nil {
		return err
	}
	views, err := c.delegations(g, func(one *forum.Delegation) bool {
		return d.All || one.Holds(time.Now().UnixMilli(), one.Type)
	})
	if err != nil {
		return err
	}
	text := ""
	for i := range views {
		text += views[i].words() + "\n"
	}
	if text == "" {
		text = "Nobody votes for anybody else."
	}
	return c.reply(views, text)
}
