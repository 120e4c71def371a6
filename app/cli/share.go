package cli

import (
	"fmt"

	"moot/store"
	"moot/store/forum"
)

// outgoing are the flags of a card that goes out.
type outgoing struct {
	As    string   `help:"What the group is to be called on the card (default: its name)." placeholder:"NAME"`
	Until deadline `help:"The last day it holds (default: as the notice says, else four weeks)." placeholder:"DATE"`
	Hops  int      `help:"How many groups it may be handed on to in a row: 1 is neighbours only." default:"1"`
}

func (o outgoing) of() store.Outgoing {
	out := store.Outgoing{Name: o.As, Hops: o.Hops}
	if !o.Until.IsZero() {
		out.Until = o.Until.Time
	}
	return out
}

// outView is a card of a group's own on its way to neighbours.
type outView struct {
	Card   forum.ID `json:"card"`
	Title  string   `json:"title"`
	Out    bool     `json:"out"`    // enough officers have signed it
	Signed int      `json:"signed"` // how many have
	Need   int      `json:"need"`   // how many must
	Ended  bool     `json:"ended"`  // it has been withdrawn
	Until  string   `json:"until"`
}

func viewOut(o forum.OutCard) outView {
	return outView{o.Hash, o.Card.Title, o.Out(), len(o.By), o.Need, o.Ended, stamp(o.Card.Until)}
}

func viewOuts(all []forum.OutCard) []outView {
	views := []outView{}
	for _, o := range all {
		if o.Card.Sort != forum.CardEnd {
			views = append(views, viewOut(o))
		}
	}
	return views
}

func (c *call) sentOut(o forum.OutCard) error {
	if err := c.carryOn(); err != nil {
		return err
	}
	v := viewOut(o)
	text := fmt.Sprintf("Signed: %s. Members who carry cards take it to neighbouring groups from now on.", v.Title)
	if !v.Out {
		text = fmt.Sprintf("Signed: %s. It goes out when %d officers have signed it (%d so far).", v.Title, v.Need, v.Signed)
	}
	return c.reply(v, text)
}

type noticeShareCmd struct {
	Notice string `arg:"" help:"The notice, which was posted with --share."`
	outgoing
}

func (n noticeShareCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindNotice, n.Notice)
	if err != nil {
		return err
	}
	card, err := c.session.store.ShareNotice(c.ctx, g, id, n.of())
	if err != nil {
		return err
	}
	return c.sentOut(card)
}

type noticeRecallCmd struct {
	Thing string `arg:"" help:"The notice, or the proposal whose decision was told."`
}

func (n noticeRecallCmd) run(c *call) error {
	g, id, err := c.subject("", n.Thing)
	if err != nil {
		return err
	}
	if err := c.session.store.Recall(c.ctx, g, id); err != nil {
		return err
	}
	if err := c.carryOn(); err != nil {
		return err
	}
	return c.reply(struct {
		Recalled forum.ID `json:"recalled"`
	}{id}, "Recalled. Its cards fade as members carry the news.")
}

type voteShareCmd struct {
	Proposal string `arg:"" help:"The proposal."`
	Note     string `help:"A file with words to go with it (Markdown), or - for standard input." placeholder:"FILE|-"`
	outgoing
}

func (v voteShareCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindProposal, v.Proposal)
	if err != nil {
		return err
	}
	o := v.of()
	if v.Note != "" {
		if o.Note, err = c.text(v.Note); err != nil {
			return err
		}
	}
	card, err := c.session.store.ShareDecision(c.ctx, g, id, o)
	if err != nil {
		return err
	}
	return c.sentOut(card)
}

// nearNotices lists what neighbouring groups show.
func (n noticeListCmd) near(c *call, g forum.ID) error {
	all, err := c.session.store.NearCards(c.ctx, g)
	if err != nil {
		return err
	}
	roll, err := c.session.store.Roll(c.ctx, g)
	if err != nil {
		return err
	}
	views, text := []cardView{}, ""
	for _, one := range all {
		if n.Kind != "" && n.Kind != one.Card.Sort {
			continue
		}
		m, _ := roll.Find(one.By)
		v := viewCard(one.From, one.NearCard, map[forum.Person]string{one.By: m.Name})
		if !one.Notice.Zero() {
			v.Answers = one.Notice.String()
		}
		views = append(views, v)
		text += v.text()
	}
	if len(views) == 0 {
		text = "No neighbouring group shows anything now."
	}
	return c.reply(views, text)
}

// replyTo finds the neighbour's card that a notice answers.
func (n noticePostCmd) replyTo(c *call, g forum.ID) (forum.ID, error) {
	if n.ReplyTo == "" {
		return forum.ID{}, nil
	}
	near, err := c.session.store.FindNear(c.ctx, g, n.ReplyTo)
	return near.Hash, err
}
