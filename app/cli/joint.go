package cli

import (
	"strings"

	"moot/store"
)

// memberGroups finds the groups that a joint group is to be made of. One that this person is not in is named, and
// somebody who is in both introduces the joint group there.
func (c *call) memberGroups(refs []string) (all []store.JointMember, err error) {
	for _, ref := range refs {
		id, err := c.session.store.FindGroup(c.ctx, ref)
		m := store.JointMember{ID: id, Name: strings.TrimSpace(ref)}
		switch {
		case err == nil:
			if m.Name, err = c.groupName(id); err != nil {
				return nil, err
			}
		case !notFound(err):
			return nil, err
		}
		for _, o := range all {
			if o.Name == m.Name {
				return nil, usage("%s is named twice", m.Name)
			}
		}
		all = append(all, m)
	}
	return all, nil
}
