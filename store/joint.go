package store

import (
	"context"
	"slices"
	"strings"

	"moot/store/forum"
)

// A joint group is a group of people from several groups, each of which is a section that the others cannot outvote or
// shut out. Each member group knows it as a neighbour, which is how its decisions come back.

// jointGuard is what a member group is owed where the charter does not say: half of its people in the joint group agree.
var jointGuard = forum.Guard{Kind: forum.GuardConsent, Percent: 50}

// JointMember is a group that a joint group is made of: one of this person's, or only its name. One that this person is not in is
// introduced to the joint group by somebody who is in both.
type JointMember struct {
	ID   forum.ID // zero when this person is not in it
	Name string   // of its section
}

// CreateJoint makes a joint group of some groups, with a section for each that the charter has not got, puts the founder in the section of
// the first group of theirs, and tells each group of theirs of it. Errors: *RefusedError.
func (s *Store) CreateJoint(ctx context.Context, c forum.Charter, groups []JointMember) (joint forum.ID, err error) {
	rules := forum.Rules{}
	if c.Rules != nil {
		rules = *c.Rules
	}
	rules.Sections = slices.Clone(rules.Sections)
	for i, m := range groups {
		if slices.ContainsFunc(groups[:i], func(o JointMember) bool { return o.Name == m.Name }) {
			return joint, refuse(CodeBadInput, "%s is named twice", m.Name)
		}
		if _, there := rules.Section(m.Name); !there {
			rules.Sections = append(rules.Sections, forum.Section{Name: m.Name, Removal: jointGuard, Charter: jointGuard, Closing: jointGuard})
		}
	}
	slices.SortFunc(rules.Sections, func(a, b forum.Section) int { return strings.Compare(a.Name, b.Name) })
	c.Rules = &rules
	if joint, err = s.CreateGroup(ctx, c); err != nil {
		return joint, err
	}
	return joint, s.joinUp(ctx, joint, groups)
}

func (s *Store) joinUp(ctx context.Context, joint forum.ID, groups []JointMember) error {
	if err := s.OpenToNeighbours(ctx, joint); err != nil {
		return err
	}
	placed := false
	for _, m := range groups {
		if m.ID.Zero() {
			continue
		}
		if me, ok := s.MeIn(joint); ok && !placed {
			placed = true
			if err := s.SetRole(ctx, joint, me.Person, me.Role, m.Name); err != nil {
				return err
			}
		}
		if _, err := s.Introduce(ctx, m.ID, joint, "", m.Name); err != nil {
			return err
		}
	}
	return nil
}
