package cli

import (
	"fmt"
	"slices"
	"strings"

	"moot/store/forum"
)

// capacityView is one capacity that people sign in.
type capacityView struct {
	Capacity string          `json:"capacity"`
	For      string          `json:"for"`
	Advises  bool            `json:"advises"`
	Signs    int             `json:"signs"` // how many of them must sign a decision off; 0 when they do not
	Kinds    []string        `json:"kinds"` // only of these kinds of proposal; empty: of all
	Over     int64           `json:"over"`  // only of what costs more, pence
	Holders  []appointeeView `json:"holders"`
	Words    string          `json:"words"`
}

type appointeeView struct {
	Name   string       `json:"name"`
	Person forum.Person `json:"person"`
}

func viewCapacities(r forum.Rules, roll *forum.Roll) []capacityView {
	views := make([]capacityView, len(r.Capacities))
	for i, one := range r.Capacities {
		v := capacityView{one.Name, one.For, one.Advises, one.Signs, list(one.Kinds), one.Over, make([]appointeeView, len(one.Holders)), one.Sentence().String()}
		for j, p := range one.Holders {
			v.Holders[j].Person = p
			if m, ok := roll.Find(p); ok {
				v.Holders[j].Name = m.Name
			}
		}
		views[i] = v
	}
	return views
}

type groupCapacitiesCmd struct {
	Group string `arg:"" help:"The group."`
}

func (g groupCapacitiesCmd) run(c *call) error {
	_, roll, err := c.roll(g.Group)
	if err != nil {
		return err
	}
	views := viewCapacities(roll.Rules, roll)
	var b strings.Builder
	for _, v := range views {
		var names []string
		for _, h := range v.Holders {
			names = append(names, h.Name)
		}
		fmt.Fprintf(&b, "%s.\n  %s\n", v.Words, cond(len(names) == 0, "Nobody has been appointed.", "Appointed: "+strings.Join(names, ", ")))
	}
	if len(views) == 0 {
		fmt.Fprintf(&b, "The charter of %s names no capacities. Add some with: moot group charter %s --set FILE.toml", roll.Name, quote(roll.Name))
	}
	return c.reply(views, b.String())
}

type groupAppointCmd struct {
	Group  string `arg:"" help:"The group."`
	Person string `arg:"" help:"Who; a reader of the group is enough."`
	As     string `help:"The capacity, as the charter names it." required:"" placeholder:"CAPACITY"`
	End    bool   `help:"End the appointment."`
}

func (g groupAppointCmd) run(c *call) error {
	id, roll, err := c.roll(g.Group)
	if err != nil {
		return err
	}
	p, err := c.person(id, g.Person)
	if err != nil {
		return err
	}
	var names []string
	as := strings.TrimSpace(g.As)
	for _, one := range roll.Rules.Capacities {
		if names = append(names, one.Name); strings.EqualFold(one.Name, as) {
			as = one.Name
		}
	}
	if _, ok := roll.Rules.Capacity(as); !ok && len(names) > 0 {
		return suggest(refuse("not_found", "the charter has no capacity %q; it has %s", as, strings.Join(names, ", ")), as, names)
	}
	if err := c.session.store.Appoint(c.ctx, id, as, p, g.End); err != nil {
		return err
	}
	if roll, err = c.session.store.Roll(c.ctx, id); err != nil {
		return err
	}
	m, _ := roll.Find(p)
	done := fmt.Sprintf("%s is %s of %s now.", m.Name, as, roll.Name)
	if g.End {
		done = fmt.Sprintf("%s is not %s of %s any more.", m.Name, as, roll.Name)
	}
	held, _ := roll.Rules.Capacity(as)
	pending := mattersOf(roll, func(m *forum.Matter) bool { return m.Kind == forum.KindCharter })
	if slices.Contains(held.Holders, p) == g.End && len(pending) > 0 {
		done = "This changes the charter, and still lacks something: " + pending[len(pending)-1].text()
	}
	return c.reply(struct {
		Group    forum.ID     `json:"group"`
		Capacity capacityView `json:"capacity"`
		Pending  []matterView `json:"pending"`
	}{id, viewCapacities(forum.Rules{Capacities: []forum.Capacity{held}}, roll)[0], pending}, done)
}
