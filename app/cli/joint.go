package cli

import (
	"slices"
	"strings"

	"moot/store/forum"
)

// A joint group is a group of people from several groups, each of which is a section that the others cannot outvote or
// shut out. Each member group knows it as a neighbour, which is how its decisions come back.

// jointGuard is what a member group is owed where the charter does not say: half of its people in the joint group agree.
var jointGuard = forum.Guard{Kind: forum.GuardConsent, Percent: 50}

// member is a group that a joint group is made of: one of this person's, or only its name.
type memberGroup struct {
	id      forum.ID // zero when this person is not in it
	section string
}

// memberGroups finds the groups that a joint group is to be made of. One that this person is not in is named, and
// somebody who is in both introduces the joint group there.
func (c *call) memberGroups(refs []string) (all []memberGroup, err error) {
	for _, ref := range refs {
		id, err := c.session.store.FindGroup(c.ctx, ref)
		m := memberGroup{id, strings.TrimSpace(ref)}
		switch {
		case err == nil:
			if m.section, err = c.groupName(id); err != nil {
				return nil, err
			}
		case !notFound(err):
			return nil, err
		}
		if slices.ContainsFunc(all, func(o memberGroup) bool { return o.section == m.section }) {
			return nil, usage("%s is named twice", m.section)
		}
		all = append(all, m)
	}
	return all, nil
}

// jointRules adds a section for each member group to a charter that has none of that name.
func jointRules(charter *forum.Charter, groups []memberGroup) {
	rules := forum.Rules{}
	if charter.Rules != nil {
		rules = *charter.Rules
	}
	for _, m := range groups {
		if _, there := rules.Section(m.section); !there {
			rules.Sections = append(rules.Sections, forum.Section{Name: m.section, Removal: jointGuard, Charter: jointGuard, Closing: jointGuard})
		}
	}
	slices.SortFunc(rules.Sections, func(a, b forum.Section) int { return strings.Compare(a.Name, b.Name) })
	charter.Rules = &rules
}

// joinUp puts the founder in the section of their own group, and tells each member group of this person's of the joint one.
func (c *call) joinUp(joint forum.ID, groups []memberGroup) error {
	s := c.session.store
	if err := s.OpenToNeighbours(c.ctx, joint); err != nil {
		return err
	}
	placed := false
	for _, m := range groups {
		if m.id.Zero() {
			continue
		}
		if me, ok := s.MeIn(joint); ok && !placed {
			placed = true
			if err := s.SetRole(c.ctx, joint, me.Person, me.Role, m.section); err != nil {
				return err
			}
		}
		if _, err := s.Introduce(c.ctx, m.id, joint, "", m.section); err != nil {
			return err
		}
	}
	return nil
}
