package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"moot/store"
	peersync "moot/sync"
)

// StartConfig says how to keep a home open.
type StartConfig struct {
	Home     string   // absolute
	Listen   []string // multiaddrs; empty: every network this device is on, at a port that stays the same
	Discover bool     // look for neighbours on the local network
	Peers    []string // multiaddrs, with peer id, to connect to and remember
	Log      *slog.Logger
	// Show brings this process's window to the front, at links and files; nil when it has none. Any goroutine may call it.
	Show func(what []string)
}

// Server keeps a home open: its store, its node on the network and its control socket. The window and `moot serve` each
// hold one.
type Server struct {
	Store   *store.Store
	Node    *peersync.Node
	control *control
}

// Start opens a home for as long as the process runs. It fails with [store.ErrInUse] when another process has it open.
// The caller calls Close; the network is left already when ctx ends.
func Start(ctx context.Context, c StartConfig) (*Server, error) {
	s, err := store.Open(c.Home, store.Options{Log: c.Log})
	if err != nil {
		return nil, err
	}
	node, err := peersync.Start(ctx, s, peersync.Config{Listen: c.Listen, Discover: c.Discover, Peers: c.Peers, Log: c.Log})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	held := &session{store: s, node: node, show: c.Show}
	control, err := openControl(c.Home, held, c.Log)
	if err != nil {
		return nil, errors.Join(err, held.close())
	}
	return &Server{Store: s, Node: node, control: control}, nil
}

// Close stops the commands being carried out, leaves the network and closes the store, in this order, and waits.
func (s *Server) Close() error {
	return errors.Join(s.control.Close(), s.Node.Close(), s.Store.Close())
}

type serveCmd struct {
	Listen      []string `help:"Address to listen on, such as /ip4/0.0.0.0/tcp/4001. May be given more than once." placeholder:"MULTIADDR" sep:"none"`
	NoDiscovery bool     `help:"Do not look for neighbours on the local network."`
	Peer        []string `help:"A neighbour's address to connect to. May be given more than once." placeholder:"MULTIADDR" sep:"none"`
}

func (serveCmd) local() {}

func (s serveCmd) run(c *call) error {
	server, err := Start(c.ctx, StartConfig{
		Home: c.home, Listen: s.Listen, Discover: !s.NoDiscovery && mayDiscover(c.env), Peers: s.Peer, Log: serveLog(c),
	})
	if errors.Is(err, store.ErrInUse) {
		return refuse("in_use", "Moot is running with this folder already (%s): "+
			"stop that one first, or give this one a folder of its own with --home", c.home)
	}
	if err != nil {
		return err
	}
	err = s.ready(c, server)
	if err == nil {
		<-c.ctx.Done()
	}
	return errors.Join(err, server.Close())
}

func (serveCmd) ready(c *call, s *Server) error {
	type line struct {
		Ready bool     `json:"ready"`
		Peer  string   `json:"peer"`
		Addrs []string `json:"addrs"`
	}
	addrs := s.Node.Addrs()
	text := fmt.Sprintf("Moot is running. Stop it with Ctrl+C.\nNeighbours reach this device at:\n  %s\n", strings.Join(addrs, "\n  "))
	return c.reply(line{true, s.Node.PeerID(), list(addrs)}, text)
}

// serveLog goes to standard error: standard output holds the ready line and nothing else.
func serveLog(c *call) *slog.Logger {
	options := &slog.HandlerOptions{Level: slog.LevelInfo}
	if c.json {
		return slog.New(slog.NewJSONHandler(c.env.Stderr, options))
	}
	return slog.New(slog.NewTextHandler(c.env.Stderr, options))
}

// list makes an empty JSON list of nothing, where nil would be null.
func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}
