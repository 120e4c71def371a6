package cli

import (
	"cmp"
	"fmt"
	"slices"

	"moot/store"
	"moot/store/forum"
	peersync "moot/sync"
)

type statusCmd struct{}

type statusView struct {
	Device  string            `json:"device"` // empty while nobody is set up here
	Name    string            `json:"name"`
	Running bool              `json:"running"` // the window or moot serve has this home open
	Addrs   []string          `json:"addrs"`
	Groups  []groupStatusView `json:"groups"`
	Peers   []peerStatusView  `json:"peers"` // connected now
}

type groupStatusView struct {
	Group    forum.ID       `json:"group"`
	Name     string         `json:"name"`
	Standing forum.Standing `json:"standing"`
	Entries  int            `json:"entries"`
	Waiting  int            `json:"waiting"`
	Refused  int            `json:"refused"`
	Unshared int            `json:"unshared"` // own entries that no other device is known to have
	Digest   forum.ID       `json:"digest"`
	Waits    []waitView     `json:"waits"`         // what the waiting ones wait for: see moot waiting
	Retired  bool           `json:"retired"`       // this device is retired there, by its own record or by a neighbour's word
	Answer   string         `json:"answer"`        // why a neighbour has not let this device in, if one has said so
	Missing  int            `json:"missing_files"` // photos and files that are not whole on this device
}

type peerStatusView struct {
	Peer   string `json:"peer"`
	Person string `json:"person"`
	Name   string `json:"name"`
	Since  string `json:"since"`
	InSync bool   `json:"insync"`
	Behind int    `json:"behind"` // entries it holds and this device lacks
	Ahead  int    `json:"ahead"`  // entries it has not confirmed
}

func (statusCmd) run(c *call) error {
	s := c.session.store
	cards, err := s.Groups(c.ctx)
	if err != nil {
		return err
	}
	v := statusView{Running: c.session.node != nil, Addrs: []string{}, Groups: []groupStatusView{}, Peers: []peerStatusView{}}
	if me, ok := s.Me(); ok {
		v.Device, v.Name = me.Device.String(), me.Name
	}
	for _, g := range cards {
		waits, err := waitViews(c, g.ID)
		if err != nil {
			return err
		}
		missing, err := c.missingFiles(g.ID)
		if err != nil {
			return err
		}
		v.Groups = append(v.Groups, groupStatus(s, g, waits, missing))
	}
	if c.session.node != nil {
		v.Addrs = list(c.session.node.Addrs())
		v.Peers = c.peerStatus()
		v.hear(c.session.node.Status())
	}
	return c.reply(v, statusText(v))
}

// hear takes in what neighbours have said about this device's place in groups.
func (v *statusView) hear(n peersync.Status) {
	for i := range v.Groups {
		g := &v.Groups[i]
		g.Retired = g.Retired || slices.Contains(n.Retired, g.Group)
		for _, j := range n.Joining {
			if j.Group == g.Group && g.Standing == forum.StandingNone {
				g.Answer = j.Reason
			}
		}
	}
}

func groupStatus(s *store.Store, g store.GroupCard, waits []waitView, missing int) groupStatusView {
	return groupStatusView{g.ID, g.Name, g.Standing, g.Entries, g.Waiting, g.Refused, s.Unshared(g.ID), g.Digest, waits,
		g.Standing == forum.StandingRetired, "", missing}
}

// peerStatus describes the neighbours that are connected now. A neighbour's name is looked up in the groups in common.
func (c *call) peerStatus() []peerStatusView {
	views := []peerStatusView{}
	for _, p := range c.session.node.Status().Peers {
		if !p.Connected {
			continue
		}
		v := peerStatusView{Peer: p.ID, Person: personText(p.Person), Since: stamp(p.Since.UnixMilli()), InSync: p.InSync}
		for _, g := range p.Groups {
			v.Behind, v.Ahead = v.Behind+g.Behind, v.Ahead+g.Ahead
			roll, err := c.session.store.Roll(c.ctx, g.Group)
			if err != nil {
				continue // a group being joined: who is in it is not known yet
			}
			if m, ok := roll.Find(p.Person); ok {
				v.Name = m.Name
			}
		}
		views = append(views, v)
	}
	return views
}

func statusText(v statusView) string {
	text := "Nobody is set up on this device yet: moot me create NAME\n"
	if v.Name != "" {
		text = v.Name + " on this device\n"
	}
	rows := make([][]string, len(v.Groups))
	for i, g := range v.Groups {
		rows[i] = []string{g.Name, count(g.Entries, "entry", "entries"), fmt.Sprintf("%d not shared yet", g.Unshared),
			fmt.Sprintf("%d waiting", g.Waiting), fmt.Sprintf("%d refused", g.Refused),
			notHere(g.Missing), standingWords(g.Standing)}
	}
	text += table(rows)
	text += turnedAwayText(v.Groups)
	if !v.Running {
		return text + "Moot is not running, so nothing is exchanged: moot serve\n"
	}
	for _, a := range v.Addrs {
		text += "Reachable at " + a + "\n"
	}
	for _, p := range v.Peers {
		state := "catching up"
		if p.InSync {
			state = "up to date"
		}
		text += fmt.Sprintf("Connected to %s, %s\n", cmp.Or(p.Name, p.Peer), state)
	}
	return text
}

// turnedAwayText says in which groups neighbours do not take this device for a member, and why.
func turnedAwayText(groups []groupStatusView) (text string) {
	for _, g := range groups {
		if g.Answer != "" {
			text += fmt.Sprintf("%s: %s\n", g.Name, g.Answer)
		}
		if g.Retired {
			text += fmt.Sprintf("This device has been retired from %s: what is written on it is not shown to anybody. Go on with another device of yours.\n", g.Name)
		}
	}
	return text
}
