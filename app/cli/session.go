package cli

import (
	"errors"
	"log/slog"
	"strings"
	"time"

	"moot/store"
	peersync "moot/sync"
)

// session is an open store, with or without a node on the network.
type session struct {
	store *store.Store
	node  *peersync.Node // nil when this process is not on the network
	show  func([]string) // nil when this process has no window
}

// patience is how long a command waits for another command to finish with the home. Commands take milliseconds, so
// whoever still has it after this long is not about to let go.
const patience = 5 * time.Second

// reach sends the command to the process that has the home open (served is then true and the command is done), or
// opens the store here.
func (c *call) reach() (served bool, err error) {
	late := time.After(patience)
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		code, err := askServer(c.ctx, c.home, c.args, c.env)
		if err == nil {
			c.code = code
			return true, nil
		}
		if !errors.Is(err, errNobody) {
			return false, err
		}
		s, err := store.Open(c.home, store.Options{Log: quiet})
		if err == nil {
			c.session = &session{store: s}
			return false, nil
		}
		if !errors.Is(err, store.ErrInUse) {
			return false, err
		}
		select {
		case <-late:
			return false, err
		case <-c.ctx.Done():
			return false, c.ctx.Err()
		case <-again.C:
		}
	}
}

// quiet is the log of a command that runs once: what matters is in its answer or its error.
var quiet = slog.New(slog.DiscardHandler)

func (s *session) close() error {
	if s.node == nil {
		return s.store.Close()
	}
	return errors.Join(s.node.Close(), s.store.Close())
}

// network gives the node, starting one for the rest of this command when the process has none. done closes that one.
func (c *call) network(peers []string, discover bool) (node *peersync.Node, done func() error, err error) {
	if c.session.node != nil {
		for _, p := range peers {
			if err := c.session.node.AddPeer(c.ctx, p); err != nil {
				return nil, nil, err
			}
		}
		return c.session.node, func() error { return nil }, nil
	}
	n, err := peersync.Start(c.ctx, c.session.store, peersync.Config{
		Listen: listening(c.env), Discover: discover && mayDiscover(c.env), Peers: peers, Log: quiet,
	})
	if err != nil {
		return nil, nil, err
	}
	return n, n.Close, nil
}

// anyPort is every network this device is on, at ports the system picks: the device's usual port is for whoever keeps
// its home open.
var anyPort = []string{"/ip4/0.0.0.0/tcp/0", "/ip6/::/tcp/0"}

// listening lets tests keep a command that runs once on the loopback, with addresses separated by spaces.
func listening(e Env) []string {
	if addrs := strings.Fields(e.Getenv("MOOT_LISTEN")); len(addrs) > 0 {
		return addrs
	}
	return anyPort
}

// mayDiscover lets tests keep every command off the local network's multicast.
func mayDiscover(e Env) bool { return e.Getenv("MOOT_NO_DISCOVERY") == "" }
