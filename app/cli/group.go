package cli

import (
	"errors"
	"fmt"
	"strings"

	"moot/store"
	"moot/store/forum"
)

type groupCmd struct {
	Create    groupCreateCmd    `cmd:"" help:"Start a group. You become its first officer."`
	Templates groupTemplatesCmd `cmd:"" help:"List the charters that a group can start from."`
	List      groupListCmd      `cmd:"" help:"List the groups you are in."`
	Show      groupShowCmd      `cmd:"" help:"Show a group's aims, charter and counts."`
	Charter   groupCharterCmd   `cmd:"" help:"Show a group's charter, or change it from a file."`
	Aims      groupAimsCmd      `cmd:"" help:"Show what a group is for, or change it from a file."`
	Forget    groupForgetCmd    `cmd:"" help:"Forget a group you asked to join and have not reached."`

	Confidential groupConfidentialCmd `cmd:"" help:"As an officer: make the officers' own group, for what is confidential."`
	Capacities   groupCapacitiesCmd   `cmd:"" help:"List in what people advise and sign decisions off, and who they are."`
	Appoint      groupAppointCmd      `cmd:"" help:"Appoint somebody in a capacity that the charter names (officers)."`
}

type groupCreateCmd struct {
	Name     string `arg:"" help:"The group's name."`
	Charter  string `help:"A charter file to start from (TOML: aims, voting, meeting, sections)." placeholder:"FILE.toml" xor:"from"`
	Template string `help:"A charter that comes with Moot to start from: see moot group templates." placeholder:"NAME" xor:"from"`

	JointOf []string `help:"Make it a joint group of this group and others: a group of yours, or the name of one; once for each. Each is a section that the others cannot outvote or shut out." placeholder:"GROUP" sep:"none"`
}

func (g groupCreateCmd) run(c *call) error {
	groups, err := c.memberGroups(g.JointOf)
	if err != nil {
		return err
	}
	var charter forum.Charter
	switch {
	case g.Charter != "":
		charter, err = c.charter(g.Charter)
	case g.Template != "":
		charter, err = templateCharter(g.Template)
	}
	if err != nil {
		return err
	}
	charter.Name = g.Name
	var id forum.ID
	if len(groups) > 0 {
		id, err = c.session.store.CreateJoint(c.ctx, charter, groups)
	} else {
		id, err = c.session.store.CreateGroup(c.ctx, charter)
	}
	if err != nil {
		return err
	}
	card, err := c.session.store.Group(c.ctx, id)
	if err != nil {
		return err
	}
	type view struct {
		Group forum.ID `json:"group"`
		Name  string   `json:"name"`
	}
	text := fmt.Sprintf("Started %s.\nInvite your neighbours with: moot invite %s", card.Name, quote(card.Name))
	for _, m := range groups {
		text += fmt.Sprintf("\nFor people of %s: moot invite %s --section %s", m.Name, quote(card.Name), quote(m.Name))
	}
	return c.reply(view{id, card.Name}, text)
}

// quote makes a name usable as one argument in a shell, for the hints that are printed.
func quote(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r))
	}) {
		return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
	}
	return name
}

// group finds the group an argument means; a name that is not there is answered with the names that are.
func (c *call) group(ref string) (forum.ID, error) {
	id, err := c.session.store.FindGroup(c.ctx, ref)
	if !notFound(err) {
		return id, err
	}
	cards, listing := c.session.store.Groups(c.ctx)
	if listing != nil || len(cards) == 0 {
		return id, err
	}
	names := make([]string, len(cards))
	for i, card := range cards {
		names[i] = card.Name
	}
	return id, suggest(err, ref, names)
}

func notFound(err error) bool {
	var refused *store.RefusedError
	return errors.As(err, &refused) && refused.Code == "not_found"
}

type groupListCmd struct{}

func (groupListCmd) run(c *call) error {
	cards, err := c.session.store.Groups(c.ctx)
	if err != nil {
		return err
	}
	type view struct {
		Group    forum.ID       `json:"group"`
		Name     string         `json:"name"`
		Members  int            `json:"members"`
		Standing forum.Standing `json:"standing"`
	}
	views := make([]view, len(cards))
	rows := make([][]string, len(cards))
	for i, g := range cards {
		views[i] = view{g.ID, g.Name, g.Members, g.Standing}
		rows[i] = []string{short(g.ID), g.Name, count(g.Members, "member", "members"), standingWords(g.Standing)}
	}
	text := table(rows)
	if len(cards) == 0 {
		text = "You are in no group yet. Start one with: moot group create NAME, or join one with: moot join INVITE"
	}
	return c.reply(views, text)
}

// standingWords says how you stand where it is not simply as a member.
func standingWords(s forum.Standing) string {
	switch s {
	case forum.StandingMember:
		return ""
	case forum.StandingWaiting:
		return "waiting for an officer to let you in"
	case forum.StandingRemoved:
		return "you are no longer a member"
	case forum.StandingRetired:
		return "this device has been retired: go on with another of yours"
	default:
		return "not joined yet"
	}
}

// short is the part of an id that people are shown, and may type back.
func short(id forum.ID) string { return id.String()[:10] }

type groupShowCmd struct {
	Group string `arg:"" help:"The group."`
}

type groupCounts struct {
	Members   int `json:"members"`
	Proposals int `json:"proposals"`
	Meetings  int `json:"meetings"`
	Entries   int `json:"entries"`
	Waiting   int `json:"waiting"`
	Refused   int `json:"refused"`
}

func (g groupShowCmd) run(c *call) error {
	id, err := c.group(g.Group)
	if err != nil {
		return err
	}
	s := c.session.store
	card, err1 := s.Group(c.ctx, id)
	roll, err2 := s.Roll(c.ctx, id)
	proposals, err3 := s.Proposals(c.ctx, id, store.Filter{})
	meetings, err4 := s.Meetings(c.ctx, id)
	confidential, err5 := s.HasConfidential(id)
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return err
	}
	counts := groupCounts{card.Members, len(proposals), len(meetings), card.Entries, card.Waiting, card.Refused}
	type view struct {
		Group    forum.ID       `json:"group"`
		Name     string         `json:"name"`
		Aims     string         `json:"aims"`
		Charter  charterView    `json:"charter"`
		Counts   groupCounts    `json:"counts"`
		Standing forum.Standing `json:"standing"`
		Digest   forum.ID       `json:"digest"`

		Confidential bool `json:"confidential"` // there is a confidential part, in the officers' own group
	}
	v := view{id, card.Name, roll.Aims, viewCharter(roll.Name, roll.Aims, roll.Rules, roll), counts, card.Standing, card.Digest, confidential}
	text := fmt.Sprintf("%s  (%s)\n", card.Name, short(id))
	if roll.Aims != "" {
		text += "\n" + roll.Aims + "\n\n"
	}
	text += fmt.Sprintf("%s, %s, %s\n", count(card.Members, "member", "members"),
		count(len(proposals), "proposal", "proposals"), count(len(meetings), "meeting", "meetings"))
	if confidential {
		text += "There is a confidential part, which only officers see.\n"
	}
	return c.reply(v, text)
}
