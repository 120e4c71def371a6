package cli

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"

	"moot/app/qr"
	"moot/store/forum"
	peersync "moot/sync"
)

type joinCmd struct {
	Invite string        `arg:"" help:"The invite's text, a picture of its QR code, or - to read it from standard input."`
	Wait   time.Duration `help:"How long to look for somebody who can let you in." default:"60s"`
}

func (j joinCmd) run(c *call) error {
	text, err := c.pasted(j.Invite, "bad_invite", func(s string) error { _, err := forum.ParseTicket(s); return err })
	if err != nil {
		return err
	}
	ticket, err := forum.ParseTicket(text)
	if err != nil {
		return refuse("bad_invite", "%s", err)
	}
	if err := c.session.store.BeginJoin(c.ctx, ticket); err != nil {
		return err // before the network is opened, for an invite that cannot be used
	}
	node, done, err := c.network(nil, true)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.ctx, j.Wait)
	defer cancel()
	standing, err := node.Join(ctx, ticket)
	var not *peersync.JoinError
	if errors.As(err, &not) {
		err = notJoined(not)
	}
	if err := errors.Join(err, done()); err != nil {
		return err
	}
	state, words := "joined", "You have joined "+ticket.Name+"."
	if standing == forum.StandingWaiting {
		state, words = "waiting", "You are on the list for "+ticket.Name+": an officer must let you in."
	}
	type view struct {
		Group forum.ID `json:"group"`
		Name  string   `json:"name"`
		State string   `json:"state"`
	}
	return c.reply(view{ticket.Group, ticket.Name, state}, words)
}

// notJoined tells a refusal, which is final, from a wish that stays open.
func notJoined(e *peersync.JoinError) error {
	if e.Pending {
		return refuse("pending", "%s", e.Reason)
	}
	return refuse("refused", "%s", e.Reason)
}

// pasted gives the text of an invite or of a code for linking, whichever way it was handed over: as it is, in a file, as a
// picture, or on standard input. What is wrong with it is refused under a name for programs.
func (c *call) pasted(given, bad string, parse func(string) error) (string, error) {
	if given == "-" {
		return c.text("-")
	}
	if strings.Contains(given, "moot:") || len(given) > 1024 {
		return given, nil
	}
	b, err := c.input(given, qr.MaxFile)
	if err != nil {
		if wrong := parse(given); wrong != nil && !strings.ContainsAny(given, `./\`) {
			return "", refuse(bad, "%s", wrong)
		}
		return "", err
	}
	if bytes.Contains(b, []byte("moot:")) {
		return string(b), nil
	}
	return readQR(b, bad)
}

// readQR finds the QR code in a picture.
func readQR(picture []byte, bad string) (string, error) {
	const retry = "take it again, closer and straight on, or ask for the text"
	text, err := qr.Read(picture)
	switch {
	case errors.Is(err, qr.ErrTooLarge):
		return "", refuse("too_big", "%s: %s", err, retry)
	case errors.Is(err, qr.ErrNotPicture):
		return "", refuse(bad, "that file is neither the text nor a picture of it that can be read (PNG, JPEG or GIF)")
	case err != nil:
		return "", refuse(bad, "%s: %s", err, retry)
	}
	return text, nil
}
