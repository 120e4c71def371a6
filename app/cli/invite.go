package cli

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"moot/app/qr"
	"moot/store"
	"moot/store/forum"
	peersync "moot/sync"
)

type inviteCmd struct {
	New    inviteNewCmd    `cmd:"" default:"withargs" help:"Make an invite to a group."`
	List   inviteListCmd   `cmd:"" help:"List a group's invites."`
	Revoke inviteRevokeCmd `cmd:"" help:"Withdraw an invite: your own, or as an officer anybody's."`
}

type inviteNewCmd struct {
	Group   string        `arg:"" help:"The group to invite to."`
	Role    string        `help:"What the person may do: member or reader; officers may also offer officer." enum:"member,reader,officer" default:"member"`
	Uses    int           `help:"How many people it may let in." default:"1"`
	Expires time.Duration `help:"How long it is good for." default:"168h"`
	Approve bool          `help:"An officer must let each person in."`
	Section string        `help:"The section of the group they will belong to."`
	QR      string        `name:"qr" help:"Also save it as a picture of a QR code." placeholder:"FILE.png"`
}

func (i inviteNewCmd) run(c *call) error {
	if i.Uses < 1 || i.Expires <= 0 {
		return usage("--uses must be at least 1 and --expires longer than nothing")
	}
	id, err := c.group(i.Group)
	if err != nil {
		return err
	}
	addrs, err := c.ownAddrs()
	if err != nil {
		return err
	}
	terms := store.InviteTerms{Role: forum.Role(i.Role), Uses: i.Uses, Expires: i.Expires, Approve: i.Approve, Section: strings.TrimSpace(i.Section)}
	text, err := c.session.store.Invite(c.ctx, id, terms, addrs)
	if err != nil {
		return err
	}
	ticket, err := forum.ParseTicket(text)
	if err != nil {
		return fmt.Errorf("the new invite cannot be read back: %w", err)
	}
	if i.QR != "" {
		if err := writeQR(c.env.abs(i.QR), text); err != nil {
			return err
		}
	}
	if c.session.node == nil && !c.json {
		c.note("Moot is not running on this device: nobody can join until this device or another member's runs moot serve or has the window open.")
	}
	type view struct {
		Invite  string   `json:"invite"`
		Group   forum.ID `json:"group"`
		Name    string   `json:"name"`
		Role    string   `json:"role"`
		Uses    int      `json:"uses"`
		Expires string   `json:"expires"`
		Approve bool     `json:"approve"`
		Addrs   []string `json:"addrs"`
		ID      forum.ID `json:"id"` // to list and withdraw it by
		Section string   `json:"section"`
	}
	return c.reply(view{text, id, ticket.Name, i.Role, i.Uses, stamp(ticket.Expires), i.Approve, list(ticket.Addrs), ticket.Invite, terms.Section}, text)
}

// ownAddrs says where this device can be reached; when nothing runs, where it will be when it does.
func (c *call) ownAddrs() ([]string, error) {
	if c.session.node != nil {
		return c.session.node.Addrs(), nil
	}
	return peersync.UsualAddrs(c.session.store.NetworkKey())
}

// writeQR saves text as a picture of a QR code.
func writeQR(path, text string) error {
	png, err := qr.PNG(text)
	if errors.Is(err, qr.ErrTooLong) {
		return refuse("too_big", "%s", qr.ErrTooLong)
	}
	if err != nil {
		return fmt.Errorf("could not draw the QR code: %w", err)
	}
	return WriteWhole(path, func(f *os.File) error {
		_, err := f.Write(png)
		return err
	})
}

type inviteListCmd struct {
	Group string `arg:"" help:"The group."`
}

type invitedView struct {
	ID      forum.ID     `json:"id"`
	By      forum.Person `json:"by"`
	Name    string       `json:"name"` // of who made it
	Role    forum.Role   `json:"role"`
	Section string       `json:"section"`
	Uses    int          `json:"uses"`
	Used    int          `json:"used"`
	Expires string       `json:"expires"`
	Approve bool         `json:"approve"`
	State   string       `json:"state"` // open, used_up, expired or withdrawn
}

func (i inviteListCmd) run(c *call) error {
	g, err := c.group(i.Group)
	if err != nil {
		return err
	}
	roll, err := c.session.store.Roll(c.ctx, g)
	if err != nil {
		return err
	}
	views := []invitedView{}
	for _, v := range roll.Invites {
		views = append(views, viewInvite(roll, v))
	}
	slices.SortFunc(views, func(a, b invitedView) int {
		return cmp.Or(cmp.Compare(a.Expires, b.Expires), slices.Compare(a.ID[:], b.ID[:]))
	})
	rows := make([][]string, len(views))
	for i, v := range views {
		rows[i] = []string{v.ID.String()[:10], "by " + v.Name, string(v.Role), fmt.Sprintf("used %d of %d", v.Used, v.Uses), inviteWords[v.State], v.Expires}
	}
	text := table(rows)
	if len(views) == 0 {
		text = "There are no invites to this group."
	}
	return c.reply(views, text)
}

var inviteWords = map[string]string{
	"open": "good until", "used_up": "used up: who comes now waits to be let in, until", "expired": "ran out on", "withdrawn": "withdrawn; it was good until",
}

func viewInvite(roll *forum.Roll, v forum.Invite) invitedView {
	by, _ := roll.Find(v.By)
	state := "open"
	switch {
	case v.Revoked:
		state = "withdrawn"
	case v.Offer.Expires < time.Now().UnixMilli():
		state = "expired"
	case v.Used >= v.Offer.Uses:
		state = "used_up"
	}
	return invitedView{v.ID, v.By, by.Name, v.Offer.Role, v.Offer.Section, v.Offer.Uses, v.Used, stamp(v.Offer.Expires), v.Offer.Approve, state}
}

type inviteRevokeCmd struct {
	Group  string `arg:"" help:"The group."`
	Invite string `arg:"" help:"The invite: six characters or more of its id (see moot invite list), or its text."`
}

func (i inviteRevokeCmd) run(c *call) error {
	g, err := c.group(i.Group)
	if err != nil {
		return err
	}
	id, err := c.session.store.FindInvite(c.ctx, g, i.Invite)
	if err != nil {
		return err
	}
	if err := c.session.store.Revoke(c.ctx, g, id); err != nil {
		return err
	}
	return c.reply(struct {
		ID forum.ID `json:"id"`
	}{id}, "Withdrawn. Nobody who hears of this can be let in with it any more.")
}
