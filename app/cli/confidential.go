package cli

import (
	"fmt"

	"moot/app/paper"
	"moot/store"
	"moot/store/forum"
)

type groupConfidentialCmd struct {
	Group string `arg:"" help:"The group."`
}

// Help adds to the command's own help.
func (groupConfidentialCmd) Help() string {
	return "The first time it makes a group of the officers' own, whose words never reach another device, and leaves one line in the " +
		"main group's record: that there is a confidential part. Invite the other officers to it with moot invite. Later it says who is missing there and who should leave."
}

func (g groupConfidentialCmd) run(c *call) error {
	id, err := c.group(g.Group)
	if err != nil {
		return err
	}
	o, err := c.session.store.Confide(c.ctx, id)
	if err != nil {
		return err
	}
	type view struct {
		Group   forum.ID    `json:"group"` // the officers' own
		Name    string      `json:"name"`
		Main    forum.ID    `json:"main"`
		Lacking []namedView `json:"lacking"` // officers who are not in it
		Surplus []namedView `json:"surplus"` // who is in it and should not be
	}
	v := view{o.ID, o.Name, id, viewNamed(o.Lacking), viewNamed(o.Surplus)}
	text := fmt.Sprintf("%s  (%s)\n", o.Name, short(o.ID))
	for _, m := range o.Lacking {
		text += fmt.Sprintf("%s is an officer and not in it: moot invite %s --role officer --approve\n", m.Name, quote(o.Name))
	}
	for _, m := range o.Surplus {
		text += fmt.Sprintf("%s is no officer any more: moot member remove %s %s\n", m.Name, quote(o.Name), quote(m.Name))
	}
	return c.reply(v, text)
}

type namedView struct {
	Person forum.Person `json:"person"`
	Name   string       `json:"name"`
}

func viewNamed(all []forum.Member) []namedView {
	views := []namedView{}
	for _, m := range all {
		views = append(views, namedView{m.Person, m.Name})
	}
	return views
}

type meetingConfidentialCmd struct {
	Meeting string `arg:"" help:"The meeting."`
	Title   string `help:"What it is about: only officers in their own group will see it." required:""`
}

func (m meetingConfidentialCmd) run(c *call) error {
	page, err := c.meeting(m.Meeting)
	if err != nil {
		return err
	}
	item, err := c.session.store.AddConfidential(c.ctx, page.Group, page.ID, m.Title)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Item    forum.ID `json:"item"`
		Group   forum.ID `json:"group"`   // the officers' own
		Meeting forum.ID `json:"meeting"` // its meeting, whose minutes are the confidential ones
		Own     forum.ID `json:"own_item"`
	}{item.Item, item.Group, item.Meeting, item.Own},
		fmt.Sprintf("On the agenda as %q. Write its minutes with: moot minutes edit %s", forum.ConfidentialTitle, short(item.Meeting)))
}

// whole puts both parts of a meeting's minutes on one paper, which says whom it is for.
func (c *call) whole(page *store.MeetingPage, in paper.Tongue) (paper.Minutes, error) {
	w, err := c.session.store.WholeMeeting(c.ctx, page.Group, page.ID)
	if err != nil {
		return paper.Minutes{}, err
	}
	if w.Own == nil {
		return paper.Minutes{}, refuse("not_found", "%s has no confidential part", page.Title)
	}
	name, err := c.groupName(page.Group)
	if err != nil {
		return paper.Minutes{}, err
	}
	return paper.Whole(name, &w, in), nil
}
