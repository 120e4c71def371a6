package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"moot/store/forum"
	peersync "moot/sync"
)

type peerCmd struct {
	Add    peerAddCmd    `cmd:"" help:"Remember a neighbour's address, and connect to it if Moot is running."`
	List   peerListCmd   `cmd:"" help:"List the neighbours this device remembers."`
	Forget peerForgetCmd `cmd:"" help:"Forget a neighbour's addresses."`
}

type peerAddCmd struct {
	Address string `arg:"" help:"The address, with its /p2p/ part: moot status on the other device shows it." placeholder:"MULTIADDR"`
}

func (p peerAddCmd) run(c *call) error {
	info, err := peersync.ParseAddr(p.Address)
	if err != nil {
		return refuse("bad_address", "%s", err)
	}
	if c.session.node != nil {
		err = c.session.node.AddPeer(c.ctx, p.Address)
	} else {
		err = c.remember(info.ID.String(), info.Addrs[0].String())
	}
	if err != nil {
		return err
	}
	return c.reply(struct {
		Peer string `json:"peer"`
	}{info.ID.String()}, "Remembered.")
}

// remember keeps a typed address for the next time this device is on the network.
func (c *call) remember(id, addr string) error {
	known, err := c.peer(id)
	if err != nil && !isCode(err, "not_found") {
		return err
	}
	known.ID, known.Typed = id, true
	for _, a := range known.Addrs {
		if a == addr {
			return c.session.store.SavePeer(c.ctx, known)
		}
	}
	known.Addrs = append([]string{addr}, known.Addrs...)
	return c.session.store.SavePeer(c.ctx, known)
}

// peer finds a remembered neighbour by its id, or the start of it.
func (c *call) peer(ref string) (forum.Peer, error) {
	peers, err := c.session.store.Peers(c.ctx)
	if err != nil {
		return forum.Peer{}, err
	}
	var found []forum.Peer
	for _, p := range peers {
		if p.ID == ref {
			return p, nil
		}
		if len(ref) >= 6 && (strings.HasPrefix(p.ID, ref) || strings.HasSuffix(p.ID, ref)) {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 0:
		return forum.Peer{}, refuse("not_found", "no neighbour %s is remembered: moot peer list shows those that are", ref)
	case 1:
		return found[0], nil
	}
	return forum.Peer{}, refuse("ambiguous", "more than one neighbour's id fits %s: give more of it", ref)
}

func isCode(err error, code string) bool {
	got, _ := describe(err)
	return got == code
}

type peerListCmd struct{}

func (peerListCmd) run(c *call) error {
	peers, err := c.session.store.Peers(c.ctx)
	if err != nil {
		return err
	}
	type view struct {
		Peer   string   `json:"peer"`
		Addrs  []string `json:"addrs"`
		Typed  bool     `json:"typed"`
		Person string   `json:"person"`
		Seen   string   `json:"seen"`
	}
	views := make([]view, len(peers))
	var rows [][]string
	for i, p := range peers {
		views[i] = view{p.ID, list(p.Addrs), p.Typed, personText(p.Person), stamp(p.Seen)}
		for _, a := range p.Addrs {
			rows = append(rows, []string{day(p.Seen), a + "/p2p/" + p.ID})
		}
	}
	text := table(rows)
	if len(peers) == 0 {
		text = "No neighbours are remembered yet."
	}
	return c.reply(views, text)
}

func personText(p forum.Person) string {
	if p == (forum.Person{}) {
		return ""
	}
	return p.String()
}

type peerForgetCmd struct {
	Peer string `arg:"" help:"The neighbour's id, or six characters or more of its start or end."`
}

func (p peerForgetCmd) run(c *call) error {
	known, err := c.peer(p.Peer)
	if err != nil {
		return err
	}
	if c.session.node != nil {
		err = c.session.node.ForgetPeer(c.ctx, known.ID)
	} else {
		err = c.session.store.ForgetPeer(c.ctx, known.ID)
	}
	if err != nil {
		return err
	}
	return c.reply(struct {
		Peer string `json:"peer"`
	}{known.ID}, "Forgotten.")
}

type syncCmd struct {
	Timeout     time.Duration `help:"How long to take at most." default:"60s"`
	NoDiscovery bool          `help:"Only use addresses that are known: do not look on the local network."`
	Peer        []string      `help:"A neighbour's address to connect to as well." placeholder:"MULTIADDR" sep:"none"`
}

func (s syncCmd) run(c *call) error {
	node, done, err := c.network(s.Peer, !s.NoDiscovery)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.ctx, s.Timeout)
	defer cancel()
	received, sent, peers, err := node.CatchUp(ctx)
	status := node.Status()
	if closing := done(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	text := fmt.Sprintf("Caught up with %s: %d received, %d sent.", count(peers, "neighbour", "neighbours"), received, sent)
	if peers == 0 {
		text = "No neighbour could be reached."
	}
	if !c.json {
		c.noteTurnedAway(status)
	}
	return c.reply(struct {
		Received int `json:"received"`
		Sent     int `json:"sent"`
		Peers    int `json:"peers"`
	}{received, sent, peers}, text)
}

// noteTurnedAway tells what neighbours have refused this device.
func (c *call) noteTurnedAway(n peersync.Status) {
	cards, err := c.session.store.Groups(c.ctx)
	if err != nil {
		return // it is beside the answer
	}
	v := statusView{}
	for _, g := range cards {
		v.Groups = append(v.Groups, groupStatus(c.session.store, g, nil, 0))
	}
	v.hear(n)
	if text := turnedAwayText(v.Groups); text != "" {
		c.note("%s", strings.TrimSpace(text))
	}
}
