package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // the picture formats people's cameras and chat programs make
	_ "image/jpeg"
	_ "image/png"
	"os"
	"strings"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	qr "github.com/skip2/go-qrcode"

	"moot/store"
	"moot/store/forum"
	peersync "moot/sync"
)

type inviteCmd struct {
	Group   string        `arg:"" help:"The group to invite to."`
	Role    string        `help:"What the person may do: member or reader; officers may also offer officer." enum:"member,reader,officer" default:"member"`
	Uses    int           `help:"How many people it may let in." default:"1"`
	Expires time.Duration `help:"How long it is good for." default:"168h"`
	Approve bool          `help:"An officer must let each person in."`
	QR      string        `name:"qr" help:"Also save it as a picture of a QR code." placeholder:"FILE.png"`
}

func (i inviteCmd) run(c *call) error {
	if i.Uses < 1 || i.Expires <= 0 {
		return usage("--uses must be at least 1 and --expires longer than nothing")
	}
	id, err := c.group(i.Group)
	if err != nil {
		return err
	}
	var addrs []string
	if c.session.node != nil {
		addrs = c.session.node.Addrs()
	}
	terms := store.InviteTerms{Role: forum.Role(i.Role), Uses: i.Uses, Expires: i.Expires, Approve: i.Approve}
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
		c.note("Moot is not running on this device, so the invite does not say how to reach it: " +
			"nobody can join with it until this device or another member's runs moot serve or has the window open.")
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
	}
	return c.reply(view{text, id, ticket.Name, i.Role, i.Uses, stamp(ticket.Expires), i.Approve, list(ticket.Addrs)}, text)
}

// writeQR saves text as a picture big enough to be read off a laptop's screen or a printed notice.
func writeQR(path, text string) error {
	code, err := qr.New(text, qr.Low)
	if err != nil {
		return refuse("too_big", "this invite is too long for a QR code: %v", err)
	}
	png, err := code.PNG(-6) // six dots for each of the code's squares
	if err != nil {
		return fmt.Errorf("could not draw the QR code: %w", err)
	}
	return WriteWhole(path, func(f *os.File) error {
		_, err := f.Write(png)
		return err
	})
}

type joinCmd struct {
	Invite string        `arg:"" help:"The invite's text, a picture of its QR code, or - to read it from standard input."`
	Wait   time.Duration `help:"How long to look for somebody who can let you in." default:"60s"`
}

// maxPicture bounds the picture of an invite, and so the memory that decoding it takes.
const (
	maxPicture = 16 << 20 // bytes of the file
	maxPixels  = 50 << 20 // a phone's largest photograph
)

func (j joinCmd) run(c *call) error {
	text, err := j.text(c)
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

// text gives the invite's text, whichever way it was handed over.
func (j joinCmd) text(c *call) (string, error) {
	if j.Invite == "-" {
		return c.text("-")
	}
	if strings.Contains(j.Invite, "moot:") || len(j.Invite) > 1024 {
		return j.Invite, nil
	}
	b, err := c.input(j.Invite, maxPicture)
	if err != nil {
		if _, wrong := forum.ParseTicket(j.Invite); wrong != nil && !strings.ContainsAny(j.Invite, `./\`) {
			return "", refuse("bad_invite", "%s", wrong)
		}
		return "", err
	}
	if bytes.Contains(b, []byte("moot:")) {
		return string(b), nil
	}
	return readQR(b)
}

// readQR finds the QR code in a picture.
func readQR(picture []byte) (string, error) {
	const retry = "take it again, closer and straight on, or ask for the invite as text"
	size, _, err := image.DecodeConfig(bytes.NewReader(picture))
	if err != nil {
		return "", refuse("bad_invite", "that file is neither an invite nor a picture of one (PNG, JPEG or GIF)")
	}
	if size.Width <= 0 || size.Height <= 0 || size.Width > maxPixels/size.Height {
		return "", refuse("too_big", "that picture is too large: %s", retry)
	}
	img, _, err := image.Decode(bytes.NewReader(picture))
	if err != nil {
		return "", refuse("bad_invite", "that picture is damaged: %s", retry)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return "", refuse("bad_invite", "that picture cannot be read: %s", retry)
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	found, err := qrcode.NewQRCodeReader().Decode(bitmap, hints)
	if err != nil {
		return "", refuse("bad_invite", "no QR code can be read in that picture: %s", retry)
	}
	return found.GetText(), nil
}
