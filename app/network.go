//go:build !nowindow

package main

import (
	"context"
	"errors"
	"os"

	"moot/app/cli"
	"moot/app/ui"
	"moot/store"
	"moot/store/forum"
	peersync "moot/sync"
)

// neighbours gives the screens the network they ask for.
type neighbours struct {
	store *store.Store
	*peersync.Node
}

// Status is described at ui.Network.
func (n neighbours) Status() (out []ui.Neighbour) {
	for _, p := range n.Node.Status().Peers {
		out = append(out, ui.Neighbour{ID: p.ID, Person: p.Person, Connected: p.Connected, InSync: p.InSync,
			Since: p.Since, Contact: p.Contact, Typed: p.Typed, Addrs: p.Addrs})
	}
	return out
}

// OfferLink is described at ui.Network.
func (n neighbours) OfferLink(ctx context.Context) (ui.LinkOffer, error) {
	offer, err := n.Node.OfferLink(ctx)
	if err != nil {
		return ui.LinkOffer{}, err
	}
	return ui.LinkOffer{Code: offer.Code, Wait: func(ctx context.Context) (int, error) {
		got, err := offer.Wait(ctx)
		return len(got.Groups), err
	}}, nil
}

// Link is described at ui.Network.
func (n neighbours) Link(ctx context.Context, code forum.LinkCode) error {
	_, err := n.Node.Link(ctx, code)
	return err
}

// WriteBundle is described at ui.Network.
func (n neighbours) WriteBundle(ctx context.Context, g forum.ID, path string) (entries int, err error) {
	err = cli.WriteWhole(path, func(f *os.File) error {
		entries, _, err = peersync.WriteBundle(ctx, n.store, g, f, nil)
		return err
	})
	return entries, err
}

// ReadBundle is described at ui.Network.
func (n neighbours) ReadBundle(ctx context.Context, path string) (g forum.ID, r forum.Report, err error) {
	f, err := os.Open(path)
	if err != nil {
		return g, r, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return peersync.ReadBundle(ctx, n.store, f)
}
