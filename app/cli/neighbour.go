package cli

import (
	"errors"
	"fmt"
	"strings"

	"moot/store"
	"moot/store/forum"
)

type nearCmd struct {
	Open  neighbourOpenCmd  `cmd:"" help:"As an officer: make your key for signing cards, so that a group can be introduced to others."`
	Add   neighbourAddCmd   `cmd:"" help:"Introduce another group you are in, or tell what has changed of its officers."`
	List  neighbourListCmd  `cmd:"" help:"List the groups that were introduced to a group."`
	Show  neighbourShowCmd  `cmd:"" help:"Show a neighbouring group with its cards and what was said of it."`
	Mute  neighbourMuteCmd  `cmd:"" help:"As an officer: stop showing a neighbour's cards."`
	Carry neighbourCarryCmd `cmd:"" help:"Let this device carry cards from one of your groups to another, and carry what is out now."`
}

type neighbourOpenCmd struct {
	Group string `arg:"" help:"The group."`
}

// Help adds to the command's own help.
func (neighbourOpenCmd) Help() string {
	return "Nothing leaves the group by this. From now on a member who is in another group too can introduce this one there (moot neighbour add)."
}

func (n neighbourOpenCmd) run(c *call) error {
	g, err := c.group(n.Group)
	if err != nil {
		return err
	}
	if err := c.session.store.OpenToNeighbours(c.ctx, g); err != nil {
		return err
	}
	return c.reply(struct {
		Group forum.ID `json:"group"`
	}{g}, "Your key for signing cards is on record.")
}

type neighbourView struct {
	Neighbour  forum.ID      `json:"neighbour"`
	Group      forum.ID      `json:"group"` // that it was introduced to
	Name       string        `json:"name"`
	Introduced string        `json:"introduced"` // by whom
	Made       string        `json:"made"`
	Keys       []string      `json:"keys"` // of its officers, for cards, in hexadecimal
	Need       int           `json:"need"` // how many of them sign a card
	Part       string        `json:"part"` // of a joint group: the section that this group is in there
	Muted      bool          `json:"muted"`
	Why        string        `json:"why"`   // it was muted
	Rival      bool          `json:"rival"` // another neighbour has the same name or id, and other keys
	Cards      []cardView    `json:"cards"`
	More       int           `json:"more"` // older cards that are not shown
	Comments   []commentView `json:"comments"`
}

type cardView struct {
	Card     forum.ID `json:"card"` // to answer it by
	From     string   `json:"from"`
	Kind     string   `json:"kind"` // "offer", "need", "news" or "decision"
	Title    string   `json:"title"`
	Body     string   `json:"body"`
	Contact  string   `json:"contact"`
	Made     string   `json:"made"`
	Until    string   `json:"until"`
	ReplyTo  string   `json:"reply_to"`    // the card that it answers
	Outcome  string   `json:"outcome"`     // of a decision
	Result   string   `json:"result"`      // of a decision: the digest of the result, as moot vote count has it
	Carrier  string   `json:"carrier"`     // who brought it
	Hops     int      `json:"hops"`        // groups it came through
	Signed   int      `json:"signed"`      // officers of its group who signed it
	Answers  string   `json:"answers"`     // the notice of this group that it answers
	Evidence string   `json:"certificate"` // of a decision: the certificate
}

func viewCard(from string, n forum.NearCard, names map[forum.Person]string) cardView {
	v := cardView{Card: n.Hash, From: from, Kind: n.Card.Sort, Title: n.Card.Title, Body: n.Card.Body, Contact: n.Card.Contact,
		Made: stamp(n.Card.Made), Until: stamp(n.Card.Until), Carrier: names[n.By], Hops: n.Hop, Signed: len(n.Sigs)}
	if !n.Card.Reply.Zero() {
		v.ReplyTo = n.Card.Reply.String()
	}
	if d := n.Card.Decision; d != nil {
		v.Outcome, v.Result, v.Evidence = string(d.Outcome), d.Result.String(), d.Certificate.String()
	}
	return v
}

func viewNeighbour(p store.NeighbourPage) neighbourView {
	v := neighbourView{Neighbour: p.ID, Group: p.Group, Name: p.Name, Introduced: p.Names[p.Author], Made: stamp(p.Made), Keys: []string{}, Need: p.Need,
		Part: p.Part, Muted: p.Muted, Why: p.Why, Rival: p.Rival, Cards: []cardView{}, More: len(p.More), Comments: viewComments(p.Comments, p.Names)}
	for _, k := range p.Keys {
		v.Keys = append(v.Keys, fmt.Sprintf("%x", k))
	}
	for _, card := range p.Cards {
		v.Cards = append(v.Cards, viewCard(p.Name, card, p.Names))
	}
	return v
}

// text says in a line what people should know of a neighbour.
func (v neighbourView) text() string {
	words := []string{"introduced by " + v.Introduced}
	if v.Part != "" {
		words = append(words, "a joint group: we are "+v.Part+" in it; ask "+v.Introduced+" for an invite")
	}
	if v.Muted {
		words = append(words, "muted")
	}
	if v.Rival {
		words = append(words, "WARNING: another neighbour has this name with other keys; ask both who introduced them")
	}
	return strings.Join(words, "; ")
}

type neighbourAddCmd struct {
	Group string `arg:"" help:"The group to introduce it to."`
	Other string `arg:"" help:"The other group; with --via, a neighbour of that one."`
	As    string `help:"What it is to be called here (default: its name)." placeholder:"NAME"`
	Part  string `help:"The other is a joint group, and the first takes part in it as this section." placeholder:"SECTION"`
	Via   string `help:"A group of yours that the other was introduced to, when you are not in the other yourself." placeholder:"GROUP"`
}

func (n neighbourAddCmd) run(c *call) error {
	to, err := c.group(n.Group)
	if err != nil {
		return err
	}
	id, err := n.introduce(c, to)
	if err != nil {
		return err
	}
	page, err := c.session.store.Neighbour(c.ctx, to, id)
	if err != nil {
		return err
	}
	v := viewNeighbour(page)
	return c.reply(v, fmt.Sprintf("%s is a neighbour now.  (%s)\nLet this device carry its cards with: moot neighbour carry %s %s", v.Name, short(id), quote(v.Name), quote(n.Group)))
}

func (n neighbourAddCmd) introduce(c *call, to forum.ID) (forum.ID, error) {
	if n.Via != "" {
		via, err := c.group(n.Via)
		if err != nil {
			return forum.ID{}, err
		}
		_, id, err := c.session.store.FindSubject(c.ctx, via, forum.KindNeighbour, n.Other)
		if err != nil {
			return id, err
		}
		return c.session.store.IntroduceAgain(c.ctx, to, via, id)
	}
	from, err := c.group(n.Other)
	if err != nil {
		return from, err
	}
	if n.Part != "" {
		roll, err := c.session.store.Roll(c.ctx, from)
		if err != nil {
			return from, err
		}
		if _, ok := roll.Rules.Section(n.Part); !ok {
			return from, refuse("not_found", "%s has no section called %q", roll.Name, n.Part)
		}
	}
	return c.session.store.Introduce(c.ctx, to, from, n.As, n.Part)
}

type neighbourListCmd struct {
	Group string `arg:"" help:"The group."`
}

func (n neighbourListCmd) run(c *call) error {
	g, err := c.group(n.Group)
	if err != nil {
		return err
	}
	all, err := c.session.store.Neighbours(c.ctx, g)
	if err != nil {
		return err
	}
	views, rows := make([]neighbourView, len(all)), make([][]string, len(all))
	for i, one := range all {
		views[i] = viewNeighbour(one)
		rows[i] = []string{short(one.ID), one.Name, count(len(one.Cards), "card", "cards"), views[i].text()}
	}
	text := table(rows)
	if len(all) == 0 {
		text = "No neighbouring group has been introduced yet: somebody who is in both can do it with moot neighbour add."
	}
	return c.reply(views, text)
}

type neighbourShowCmd struct {
	Neighbour string `arg:"" help:"The neighbour."`
}

func (n neighbourShowCmd) run(c *call) error {
	page, err := c.neighbour(n.Neighbour)
	if err != nil {
		return err
	}
	v := viewNeighbour(page)
	text := fmt.Sprintf("%s  (%s)\n%s\n", v.Name, short(page.ID), v.text())
	for _, card := range v.Cards {
		text += "\n" + card.text()
	}
	return c.reply(v, text+commentsText(v.Comments, page.Comments))
}

func (c *call) neighbour(ref string) (store.NeighbourPage, error) {
	g, id, err := c.subject(forum.KindNeighbour, ref)
	if err != nil {
		return store.NeighbourPage{}, err
	}
	return c.session.store.Neighbour(c.ctx, g, id)
}

func (v cardView) text() string {
	text := fmt.Sprintf("%s: %s  (%s)\n  %s, until %s; brought by %s\n", v.Kind, v.Title, short(v.Card), v.From, v.Until[:10], v.Carrier)
	for _, line := range []string{v.Outcome, v.Body, v.Contact} {
		if line = strings.TrimSpace(line); line != "" {
			text += "  " + strings.ReplaceAll(line, "\n", "\n  ") + "\n"
		}
	}
	return text
}

type neighbourMuteCmd struct {
	Neighbour string `arg:"" help:"The neighbour."`
	Why       string `help:"The reason, for the record."`
	Off       bool   `help:"Show its cards again."`
}

func (n neighbourMuteCmd) run(c *call) error {
	page, err := c.neighbour(n.Neighbour)
	if err != nil {
		return err
	}
	if err := c.session.store.MuteNeighbour(c.ctx, page.Group, page.ID, !n.Off, n.Why); err != nil {
		return err
	}
	if page, err = c.session.store.Neighbour(c.ctx, page.Group, page.ID); err != nil {
		return err
	}
	return c.reply(viewNeighbour(page), page.Name+cond(n.Off, " is heard again.", " is muted."))
}

type neighbourCarryCmd struct {
	From string `arg:"" optional:"" help:"The group whose cards are carried. With no groups: carry now what is out, every way this device does."`
	To   string `arg:"" optional:"" help:"The group they are carried to."`
	Stop bool   `help:"Do not carry them this way any more."`
}

// Help adds to the command's own help.
func (neighbourCarryCmd) Help() string {
	return "The device does so from now on, whenever it has caught up with others. Cards go one way: carry both ways with two commands."
}

func (n neighbourCarryCmd) run(c *call) error {
	if n.From != "" {
		if n.To == "" {
			return usage("name two groups: the one whose cards are carried, and the one they are carried to")
		}
		from, err := c.group(n.From)
		if err != nil {
			return err
		}
		to, err := c.group(n.To)
		if err != nil {
			return err
		}
		if err := c.session.store.SetRoute(c.ctx, store.Route{From: from, To: to}, !n.Stop); err != nil {
			return err
		}
	}
	carried, err := c.session.store.Carry(c.ctx)
	if err != nil {
		return err
	}
	views, text, err := c.viewCarried(carried)
	if err != nil {
		return err
	}
	if len(views) == 0 {
		text = "This device carries no cards."
	}
	return c.reply(views, text)
}

type carriedView struct {
	From    forum.ID `json:"from"`
	To      forum.ID `json:"to"`
	Cards   int      `json:"cards"`   // brought now
	Unknown int      `json:"unknown"` // signed with keys that the other group has not been told of
}

func (c *call) viewCarried(all []store.Carried) (views []carriedView, text string, err error) {
	views = make([]carriedView, len(all))
	for i, one := range all {
		views[i] = carriedView{one.From, one.To, one.Cards, one.Unknown}
		from, err := c.groupName(one.From)
		if err != nil {
			return nil, "", err
		}
		to, err := c.groupName(one.To)
		if err != nil {
			return nil, "", err
		}
		text += fmt.Sprintf("From %s to %s: %s brought.\n", from, to, count(one.Cards, "card", "cards"))
		if one.Unknown > 0 {
			text += fmt.Sprintf("  %s signed by officers that %s has not been told of: moot neighbour add %s %s\n",
				count(one.Unknown, "card is", "cards are"), to, quote(to), quote(from))
		}
	}
	return views, text, nil
}

// carryOn carries what has come by a command, along the ways this device does. That it may not write in some group is no
// failure of that command: moot neighbour carry says so.
func (c *call) carryOn() error {
	carried, err := c.session.store.Carry(c.ctx)
	var refused *store.RefusedError
	if err != nil && !errors.As(err, &refused) {
		return err
	}
	if c.json {
		return nil
	}
	if err != nil {
		c.note("Cards could not be carried to another group of yours: %s", err)
	}
	for _, one := range carried {
		if one.Cards > 0 {
			c.note("%s carried to another group of yours.", count(one.Cards, "card", "cards"))
		}
	}
	return nil
}
