package cli

import (
	"fmt"
	"strings"

	"moot/store/forum"
)

// undoneView is an act that was undone and can be approved again.
type undoneView struct {
	Act    forum.ID     `json:"act"`
	Kind   forum.Kind   `json:"kind"`
	By     forum.Person `json:"by"`
	ByName string       `json:"by_name"`
	Person string       `json:"person"` // whom it was about; empty for nobody
	Name   string       `json:"name"`
	Time   string       `json:"time"`
	Why    string       `json:"why"`
	Words  string       `json:"words"` // what it did
}

var undoneWords = map[forum.Kind]string{
	forum.KindInvite: "made an invite", forum.KindRevoke: "withdrew an invite", forum.KindAdmit: "let in", forum.KindApprove: "approved",
	forum.KindRole: "gave a role to", forum.KindHouse: "gave a household to", forum.KindCharter: "changed the charter",
}

func viewUndone(roll *forum.Roll, u forum.Undone) undoneView {
	v := undoneView{Act: u.Act, Kind: u.Kind, By: u.By, ByName: nameOf(roll, u.By), Time: stamp(u.Time), Why: u.Reason.String()}
	did := undoneWords[u.Kind]
	if did == "" {
		did = "did something (" + string(u.Kind) + ")"
	}
	v.Words = v.ByName + " " + did
	if !u.Person.Zero() {
		v.Person, v.Name = u.Person.String(), nameOf(roll, u.Person)
		v.Words += " " + v.Name
	}
	return v
}

type memberUndoneCmd struct {
	Group string `arg:"" help:"The group."`
}

func (m memberUndoneCmd) run(c *call) error {
	_, roll, err := c.roll(m.Group)
	if err != nil {
		return err
	}
	views := make([]undoneView, len(roll.Undone))
	var text strings.Builder
	for i, u := range roll.Undone {
		v := viewUndone(roll, u)
		views[i] = v
		fmt.Fprintf(&text, "%s  %s: undone, because %s\n", short(v.Act), v.Words, v.Why)
	}
	if len(views) == 0 {
		text.WriteString("Nothing was undone that can be approved again.")
	}
	return c.reply(views, text.String())
}

type memberUpholdCmd struct {
	Group string `arg:"" help:"The group."`
	Act   string `arg:"" help:"What was undone: its id, or the name of the person it was about."`
}

func (m memberUpholdCmd) run(c *call) error {
	g, roll, err := c.roll(m.Group)
	if err != nil {
		return err
	}
	id, err := c.session.store.FindUndone(c.ctx, g, m.Act)
	if notFound(err) {
		return refuse("not_found", "nothing that was undone is called %q (moot member undone lists what was)", m.Act)
	}
	if err != nil {
		return err
	}
	if err := c.session.store.Uphold(c.ctx, g, id); err != nil {
		return err
	}
	for _, u := range roll.Undone {
		if u.Act == id {
			v := viewUndone(roll, u)
			return c.reply(v, "Approved again: "+v.Words+".")
		}
	}
	return fmt.Errorf("what was approved again is not in the list it was found in: %s", id)
}

type memberAcceptCmd struct {
	Group  string `arg:"" help:"The group."`
	Person string `arg:"" help:"The removed person."`
}

func (m memberAcceptCmd) run(c *call) error {
	return c.onMember(m.Group, m.Person, forum.KindAccept, func(g forum.ID, p forum.Person) error {
		return c.session.store.Accept(c.ctx, g, p)
	}, func(m forum.Member) string { return "Everything of " + m.Name + "'s that this device has is shown." })
}

type memberReadmitCmd struct {
	Group  string `arg:"" help:"The group."`
	Person string `arg:"" help:"The member who lost every device."`
	New    string `arg:"" help:"The same person as they wait to be let in, on a new device: their id, if the names are the same."`
	Why    string `help:"How you know them to be the same, for the record." placeholder:"TEXT"`
}

func (m memberReadmitCmd) run(c *call) error {
	return c.onMember(m.Group, m.Person, forum.KindReadmit, func(g forum.ID, p forum.Person) error {
		now, err := c.person(g, m.New)
		if err != nil {
			return err
		}
		return c.session.store.Readmit(c.ctx, g, p, now, strings.TrimSpace(m.Why))
	}, func(m forum.Member) string { return m.Name + " is here again, on a new device." })
}

type memberRecoverCmd struct {
	Group  string   `arg:"" help:"The group."`
	People []string `arg:"" name:"person" help:"Who should be officers."`
}

func (m memberRecoverCmd) run(c *call) error {
	g, err := c.group(m.Group)
	if err != nil {
		return err
	}
	people := make([]forum.Person, len(m.People))
	for i, ref := range m.People {
		if people[i], err = c.person(g, ref); err != nil {
			return err
		}
	}
	if err := c.session.store.Recover(c.ctx, g, people); err != nil {
		return err
	}
	roll, err := c.session.store.Roll(c.ctx, g)
	if err != nil {
		return err
	}
	type view struct {
		Officers []personView `json:"officers"`
		Pending  []matterView `json:"pending"`
	}
	v := view{[]personView{}, mattersOf(roll, func(x *forum.Matter) bool { return x.Kind == forum.KindRecover })}
	for _, one := range roll.Active() {
		if one.Role == forum.RoleOfficer {
			v.Officers = append(v.Officers, personView{one.Person, one.Name})
		}
	}
	if len(v.Officers) == 0 {
		return c.reply(v, "Your wish is on record. It takes effect when it has everything it needs.\n"+mattersText(v.Pending))
	}
	return c.reply(v, "The group has officers again.")
}
