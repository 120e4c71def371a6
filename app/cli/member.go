package cli

import (
	"fmt"
	"strings"

	"moot/store/forum"
)

type memberCmd struct {
	List    memberListCmd    `cmd:"" help:"List who belongs to a group, who waits to be let in, and what is asked for."`
	Approve memberApproveCmd `cmd:"" help:"Let a waiting person in (officers, or somebody of their section)."`
	Remove  memberRemoveCmd  `cmd:"" help:"End somebody's membership (officers), or your own."`
	Role    memberRoleCmd    `cmd:"" help:"Say what somebody may do: officer, member or reader (officers)."`
	Section memberSectionCmd `cmd:"" help:"Say which section of the charter somebody belongs to (officers)."`

	Household memberHouseholdCmd `cmd:"" help:"Say which household somebody belongs to (officers). Where the charter says so, each has one vote."`

	Matters memberMattersCmd `cmd:"" help:"List what is asked for and still lacks somebody's agreement."`
	Agree   memberAgreeCmd   `cmd:"" help:"Agree to what is asked for: as an officer, or for your section."`
	Object  memberObjectCmd  `cmd:"" help:"Object to what is asked for, for your section or when it is about you."`
	Say     memberSayCmd     `cmd:"" help:"Say your words about what is asked for, or about your own removal."`

	Undone  memberUndoneCmd  `cmd:"" help:"List what was undone when somebody was removed and can be approved again."`
	Uphold  memberUpholdCmd  `cmd:"" help:"Approve again what was undone when somebody was removed (officers)."`
	Accept  memberAcceptCmd  `cmd:"" help:"Show everything a removed person wrote that is here (officers)."`
	Readmit memberReadmitCmd `cmd:"" help:"Say that somebody who waits is a member who lost every device (two officers)."`
	Recover memberRecoverCmd `cmd:"" help:"Name officers for a group that has none left (more than half of the members)."`
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
	Lost    []forum.Device `json:"lost"`    // devices that were given up
	Explain string         `json:"explain"` // how they stand and how that came about, in one sentence
	Said    []saidView     `json:"said"`    // of a removed person: what they and their section said to it
	Pending []matterView   `json:"pending"` // what is asked for about them
	Words   []string       `json:"words"`   // of their key, to compare aloud
	Forks   []string       `json:"forks"`   // of a device of theirs that has signed two histories, a sentence each

	Household  string   `json:"household"`  // empty for none
	Capacities []string `json:"capacities"` // that they hold
}

func viewMember(roll *forum.Roll, m forum.Member) memberView {
	capacities := []string{}
	for _, held := range roll.Rules.Held(m.Person) {
		capacities = append(capacities, held.Name)
	}
	return memberView{
		Capacities: capacities,

		Person: m.Person, Name: m.Name, Roles: []forum.Role{m.Role}, Section: m.Section, Devices: list(m.Devices), State: m.Standing,
		Since: stamp(m.Since), Why: m.Why, Lost: list(m.Lost), Explain: roll.Explain(m.Person).String(), Said: viewSaid(roll, m.Said),
		Pending: mattersOf(roll, func(x *forum.Matter) bool { return x.Person == m.Person }),
		Words:   forum.KeyWords(m.Key), Forks: []string{}, Household: m.Household,
	}
}

type memberListCmd struct {
	Group string `arg:"" help:"The group."`
}

func (m memberListCmd) run(c *call) error {
	g, roll, err := c.roll(m.Group)
	if err != nil {
		return err
	}
	forks, err := c.session.store.Forks(c.ctx, g)
	if err != nil {
		return err
	}
	views := make([]memberView, len(roll.Members))
	rows := make([][]string, len(roll.Members))
	for i, one := range roll.Members {
		views[i] = viewMember(roll, one)
		rows[i] = []string{one.Person.String()[:10], views[i].Explain}
		for _, f := range forks {
			if f.Person == one.Person {
				views[i].Forks = append(views[i].Forks, f.String())
			}
		}
	}
	text := table(rows)
	for _, f := range forks {
		text += "\n" + f.String() + "\n"
	}
	if asked := mattersOf(roll, func(*forum.Matter) bool { return true }); len(asked) > 0 {
		text += "\nAsked for, and not in effect yet:\n" + mattersText(asked)
	}
	if n := len(roll.Undone); n > 0 {
		text += "\n" + count(n, "act was", "acts were") + " undone when somebody was removed, and can be approved again: moot member undone " + quote(roll.Name) + "\n"
	}
	return c.reply(views, text)
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

// onMember carries out an act of a kind on one person of a group and shows how they stand then. Words are for when it
// has taken effect; otherwise people are told what it still lacks.
func (c *call) onMember(group, who string, k forum.Kind, act func(g forum.ID, p forum.Person) error, words func(forum.Member) string) error {
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
	if open := askedFor(roll, k, p); len(open) > 0 {
		return c.reply(viewMember(roll, m), "Your wish is on record. It takes effect when it has everything it needs.\n"+mattersText(open))
	}
	return c.reply(viewMember(roll, m), words(m))
}

// onlyMember shows how one person stands.
func (c *call) onlyMember(g forum.ID, p forum.Person, words string) error {
	roll, err := c.session.store.Roll(c.ctx, g)
	if err != nil {
		return err
	}
	m, _ := roll.Find(p)
	return c.reply(viewMember(roll, m), words)
}

type memberApproveCmd struct {
	Group  string `arg:"" help:"The group."`
	Person string `arg:"" help:"The waiting person."`
}

func (m memberApproveCmd) run(c *call) error {
	return c.onMember(m.Group, m.Person, forum.KindApprove, func(g forum.ID, p forum.Person) error {
		return c.session.store.Approve(c.ctx, g, p)
	}, func(m forum.Member) string { return m.Name + " is now a member." })
}

type memberRemoveCmd struct {
	Group  string `arg:"" help:"The group."`
	Person string `arg:"" help:"The person."`
	Why    string `help:"The reason, for the record." placeholder:"TEXT"`
}

func (m memberRemoveCmd) run(c *call) error {
	return c.onMember(m.Group, m.Person, forum.KindRemove, func(g forum.ID, p forum.Person) error {
		return c.session.store.Remove(c.ctx, g, p, strings.TrimSpace(m.Why))
	}, func(m forum.Member) string { return m.Name + " is no longer a member." })
}

type memberRoleCmd struct {
	Group  string `arg:"" help:"The group."`
	Person string `arg:"" help:"The person."`
	Role   string `arg:"" help:"officer, member or reader." enum:"officer,member,reader"`
}

func (m memberRoleCmd) run(c *call) error {
	return c.onMember(m.Group, m.Person, forum.KindRole, func(g forum.ID, p forum.Person) error {
		return c.grant(g, p, func(_ *forum.Roll, now *forum.Member) error { now.Role = forum.Role(m.Role); return nil })
	}, func(m forum.Member) string { return fmt.Sprintf("%s is now %s.", m.Name, roleWords(m.Role)) })
}

type memberSectionCmd struct {
	Group   string `arg:"" help:"The group."`
	Person  string `arg:"" help:"The person."`
	Section string `arg:"" help:"A section that the charter names, or none."`
}

func (m memberSectionCmd) run(c *call) error {
	return c.onMember(m.Group, m.Person, forum.KindRole, func(g forum.ID, p forum.Person) error {
		return c.grant(g, p, func(roll *forum.Roll, now *forum.Member) (err error) {
			now.Section, err = section(roll, m.Section)
			return err
		})
	}, func(m forum.Member) string { return fmt.Sprintf("%s is now in %s.", m.Name, sectionWords(m.Section)) })
}

type memberHouseholdCmd struct {
	Group     string `arg:"" help:"The group."`
	Person    string `arg:"" help:"The person."`
	Household string `arg:"" help:"The household, such as 'Flat 4', or none."`
}

func (m memberHouseholdCmd) run(c *call) error {
	name := ""
	return c.onMember(m.Group, m.Person, forum.KindHouse, func(g forum.ID, p forum.Person) error {
		roll, err := c.session.store.Roll(c.ctx, g)
		if err != nil {
			return err
		}
		name = household(roll, m.Household)
		return c.session.store.SetHousehold(c.ctx, g, p, name)
	}, func(m forum.Member) string { return fmt.Sprintf("%s is now in %s.", m.Name, householdWords(name)) })
}

// household finds a household that somebody belongs to already, in any case of letters, or takes the words for a new one.
func household(roll *forum.Roll, ref string) string {
	ref = strings.Join(strings.Fields(ref), " ")
	if ref == "" || strings.EqualFold(ref, "none") {
		return ""
	}
	for i := range roll.Members {
		if strings.EqualFold(roll.Members[i].Household, ref) {
			return roll.Members[i].Household
		}
	}
	return ref
}

func householdWords(name string) string {
	if name == "" {
		return "no household"
	}
	return "the household " + name
}

// grant gives somebody another role or section and leaves the other as it is. A stranger is refused by SetRole.
func (c *call) grant(g forum.ID, p forum.Person, change func(*forum.Roll, *forum.Member) error) error {
	roll, err := c.session.store.Roll(c.ctx, g)
	if err != nil {
		return err
	}
	now, _ := roll.Find(p)
	if err := change(roll, &now); err != nil {
		return err
	}
	return c.session.store.SetRole(c.ctx, g, p, now.Role, now.Section)
}
