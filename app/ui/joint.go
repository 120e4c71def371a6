package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/store"
	"moot/store/forum"
)

// jointChoice says of which groups a new group is made, when it is a joint one: those of this person's that are ticked, and others by
// name. There is nothing to choose for who is in no group yet.
type jointChoice struct {
	is     *tick
	groups parts[forum.ID, *tick]
	ids    []forum.ID // in the order shown
	names  map[forum.ID]string
	others *area
	choice *fyne.Container
	root   *fyne.Container
}

func newJointChoice() *jointChoice {
	j := &jointChoice{names: map[forum.ID]string{}, others: newArea(t("joint.others_hint"), 2)}
	j.is = tickLine(t("joint.is"), false, func() {
		show(j.is.box.Checked, j.choice)
		j.root.Refresh()
	})
	j.groups = parts[forum.ID, *tick]{box: container.NewVBox(), create: func(forum.ID) *tick { return newTick(func() {}) }, object: func(c *tick) fyne.CanvasObject { return c }}
	j.choice = container.NewVBox(small(t("joint.what")), j.groups.box, field(t("joint.others"), j.others))
	j.choice.Hide()
	j.root = container.NewVBox(j.is, j.choice)
	j.root.Hide()
	return j
}

// Show gives the groups to choose from: those this person is a member of.
func (j *jointChoice) Show(cards []store.GroupCard) {
	j.ids = nil
	for _, c := range cards {
		if c.Standing == forum.StandingMember {
			j.ids = append(j.ids, c.ID)
			j.names[c.ID] = c.Name
		}
	}
	j.groups.Show(j.ids, func(c *tick, i int) { setText(c.words, printable(j.names[j.ids[i]])) })
	show(len(j.ids) > 0, j.root)
}

// On says whether it is to be a joint group.
func (j *jointChoice) On() bool { return j.root.Visible() && j.is.box.Checked }

// Groups gives those chosen; none where it is no joint group.
func (j *jointChoice) Groups() (all []store.JointMember) {
	if !j.On() {
		return nil
	}
	for _, id := range j.ids {
		if j.groups.made[id].box.Checked {
			all = append(all, store.JointMember{ID: id, Name: j.names[id]})
		}
	}
	for name := range strings.Lines(j.others.Text) {
		if name = strings.TrimSpace(name); name != "" {
			all = append(all, store.JointMember{Name: name})
		}
	}
	return all
}
