package cli

import (
	"fmt"
	"strings"

	"moot/store/forum"
)

type memberCmd struct {
	List    memberListCmd    `cmd:"" help:"List who belongs to a group, and who waits to be let in."`
	Approve memberApproveCmd `cmd:"" help:"Let a waiting person in (officers)."`
	Remove  memberRemoveCmd  `cmd:"" help:"End somebody's membership (officers), or your own."`
	Role    memberRoleCmd    `cmd:"" help:"Say what somebody may do: officer, member or reader (officers)."`
}

type memberView struct {
	Person  forum.Person   `json:"person"`
	Name    string         `json:"name"`
	Roles   []forum.Role   `json:"roles"`
	Section string         `json:"section"`
	Devices []forum.Device `json:"devices"`
	State   forum.Standing `json:"state"`
	Since   string         `json:"since"`
	Why     string         `json:"why"`
}

func viewMember(m forum.Member) memberView {
	return memberView{m.Person, m.Name, []forum.Role{m.Role}, m.Section, list(m.Devices), m.Standing, stamp(m.Since), m.Why}
}

type memberListCmd struct {
	Group string `arg:"" help:"The group."`
}

func (m memberListCmd) run(c *call) error {
	g, err := c.group(m.Group)
	if err != nil {
		return err
	}
	roll, err := c.session.store.Roll(c.ctx, g)
	if err != nil {
		return err
	}
	views := make([]memberView, len(roll.Members))
	rows := make([][]string, len(roll.Members))
	for i, one := range roll.Members {
		views[i] = viewMember(one)
		state := string(one.Role)
		if one.Standing != forum.StandingMember {
			state = string(one.Standing)
		}
		rows[i] = []string{one.Person.String()[:10], one.Name, state, count(len(one.Devices), "device", "devices"), one.Why}
	}
	return c.reply(views, table(rows))
}

// person finds the person an argument means; a name that is not there is answered with the names that are.
func (c *call) person(g forum.ID, ref string) (forum.Person, error) {
	p, err := c.session.store.FindPerson(c.ctx, g, ref)
	if !notFound(err) {
		return p, err
	}
	roll, reading := c.session.store.Roll(c.ctx, g)
	if reading != nil {
		return p, err
	}
	names := make([]string, len(roll.Members))
	for i, m := range roll.Members {
		names[i] = m.Name
	}
	return p, suggest(err, ref, names)
}

// onMember carries out an action on one person of a group and shows how they stand then.
func (c *call) onMember(group, who string, act func(g forum.ID, p forum.Person) error, words func(forum.Member) string) error {
	g, err := c.group(group)
	if err != nil {
		return err
	}
	p, err := c.person(g, who)
	if err != nil {
		return err
	}
	if err := act(g, p); err != nil {
		return err
	}
	roll, err := c.session.store.Roll(c.ctx, g)
	if err != nil {
		return err
	}
	m, ok := roll.Find(p)
	if !ok {
		return refuse("not_found", "%s is not in this group", who)
	}
	return c.reply(viewMember(m), words(m))
}

type memberApproveCmd struct {
	Group  string `arg:"" help:"The group."`
	Person string `arg:"" help:"The waiting person."`
}

func (m memberApproveCmd) run(c *call) error {
	return c.onMember(m.Group, m.Person, func(g forum.ID, p forum.Person) error {
		return c.session.store.Approve(c.ctx, g, p)
	}, func(m forum.Member) string { return m.Name + " is now a member." })
}

type memberRemoveCmd struct {
	Group  string `arg:"" help:"The group."`
	Person string `arg:"" help:"The person."`
	Why    string `help:"The reason, for the record." placeholder:"TEXT"`
}

func (m memberRemoveCmd) run(c *call) error {
	return c.onMember(m.Group, m.Person, func(g forum.ID, p forum.Person) error {
		return c.session.store.Remove(c.ctx, g, p, strings.TrimSpace(m.Why))
	}, func(m forum.Member) string {
		if m.Standing == forum.StandingMember {
			return fmt.Sprintf("Your wish to remove %s is on record. It needs a second officer, who gives the same command.", m.Name)
		}
		return m.Name + " is no longer a member."
	})
}

type memberRoleCmd struct {
	Group  string `arg:"" help:"The group."`
	Person string `arg:"" help:"The person."`
	Role   string `arg:"" help:"officer, member or reader." enum:"officer,member,reader"`
}

func (m memberRoleCmd) run(c *call) error {
	return c.onMember(m.Group, m.Person, func(g forum.ID, p forum.Person) error {
		roll, err := c.session.store.Roll(c.ctx, g)
		if err != nil {
			return err
		}
		now, _ := roll.Find(p) // its section stays as it is; a stranger is refused by SetRole
		return c.session.store.SetRole(c.ctx, g, p, forum.Role(m.Role), now.Section)
	}, func(m forum.Member) string { return fmt.Sprintf("%s is now %s.", m.Name, m.Role) })
}
