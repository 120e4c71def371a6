package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"moot/store"
	"moot/store/forum"
	peersync "moot/sync"
)

const (
	maxBackupFile = 1 << 20 // bytes
	maxPassphrase = 4 << 10
)

type meBackupCmd struct {
	File       string `arg:"" help:"The file to write."`
	Passphrase string `name:"passphrase-file" required:"" placeholder:"FILE" help:"A file whose first line is the passphrase; - for standard input."`
}

func (m meBackupCmd) run(c *call) error {
	phrase, err := c.passphrase(m.Passphrase)
	if err != nil {
		return err
	}
	var size int64
	err = WriteWhole(c.env.abs(m.File), func(f *os.File) error {
		if err := c.session.store.Backup(c.ctx, f, phrase); err != nil {
			return err
		}
		info, err := f.Stat()
		if err == nil {
			size = info.Size()
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.reply(struct {
		File  string `json:"file"`
		Bytes int64  `json:"bytes"`
	}{m.File, size}, fmt.Sprintf("Wrote who you are to %s. Keep it somewhere else than this device, and the passphrase somewhere else than the file.\n"+
		"Make a new one after joining a group: what the groups hold is not in it, and comes from your neighbours.", m.File))
}

// passphrase reads the first line of a file.
func (c *call) passphrase(file string) (string, error) {
	b, err := c.input(file, maxPassphrase)
	if err != nil {
		return "", err
	}
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return strings.TrimSuffix(string(line), "\r"), nil
}

type meRestoreCmd struct {
	File       string `arg:"" help:"The backup."`
	Passphrase string `name:"passphrase-file" required:"" placeholder:"FILE" help:"A file whose first line is the passphrase; - for standard input."`
}

// belonging is who this device became, and how it stands in their groups.
type belonging struct {
	meView
	Groups []linkedView `json:"groups"`
}

type linkedView struct {
	Group forum.ID `json:"group"`
	Name  string   `json:"name"`
	State string   `json:"state"` // joined or waiting
}

func (m meRestoreCmd) run(c *call) error {
	phrase, err := c.passphrase(m.Passphrase)
	if err != nil {
		return err
	}
	file, err := c.input(m.File, maxBackupFile)
	if err != nil {
		return err
	}
	got, err := c.session.store.Restore(c.ctx, bytes.NewReader(file), phrase)
	if err != nil {
		return err
	}
	if c.session.node != nil {
		if err := c.session.node.Reload(c.ctx); err != nil {
			return err
		}
	}
	return c.showBelonging(fmt.Sprintf("You are %s on this device too.", got.Me.Name))
}

// showBelonging tells who this device is now, and what it waits for.
func (c *call) showBelonging(text string) error {
	me, ok := c.session.store.Me()
	if !ok {
		return store.ErrNoMe
	}
	cards, err := c.session.store.Groups(c.ctx)
	if err != nil {
		return err
	}
	v := belonging{viewMe(me), []linkedView{}}
	for _, g := range cards {
		state := "waiting"
		if g.Standing == forum.StandingMember {
			state = "joined"
		}
		v.Groups = append(v.Groups, linkedView{g.ID, g.Name, state})
	}
	return c.reply(v, text+"\n"+c.linkingText())
}

type meLinkCmd struct {
	Code string        `arg:"" optional:"" help:"On the new device: the code the old one shows, a picture of it, or - to read it from standard input. On the old device: nothing."`
	QR   string        `name:"qr" help:"On the old device: also save the code as a picture of a QR code." placeholder:"FILE.png"`
	Wait time.Duration `help:"On the new device: how long to fetch the groups for." default:"60s"`
}

func (m meLinkCmd) run(c *call) error {
	if m.Code == "" {
		return m.offer(c)
	}
	text, err := c.pasted(m.Code, "bad_code", func(s string) error { _, err := forum.ParseLink(s); return err })
	if err != nil {
		return err
	}
	code, err := forum.ParseLink(text)
	if err != nil {
		return refuse("bad_code", "%s", err)
	}
	return m.take(c, code)
}

// offer shows a code and waits until it has been used. It is void when the command ends.
func (m meLinkCmd) offer(c *call) error {
	node, done, err := c.network(nil, false)
	if err != nil {
		return err
	}
	return errors.Join(m.show(c, node), done())
}

func (m meLinkCmd) show(c *call, node *peersync.Node) error {
	offer, err := node.OfferLink(c.ctx)
	if err != nil {
		return err
	}
	defer offer.Close()
	text, err := offer.Code.Encode()
	if err != nil {
		return fmt.Errorf("the code cannot be written: %w", err)
	}
	if m.QR != "" {
		if err := writeQR(c.env.abs(m.QR), text); err != nil {
			return err
		}
	}
	err = c.reply(struct {
		Code    string   `json:"code"`
		Expires string   `json:"expires"`
		Addrs   []string `json:"addrs"`
	}{text, stamp(offer.Code.Expires), list(offer.Code.Addrs)}, text+"\n"+
		"On the other device, in the next ten minutes: moot me link CODE. It works once; show it to nobody else.")
	if err != nil {
		return err
	}
	got, err := offer.Wait(c.ctx)
	if err != nil {
		return linkError(err)
	}
	if !c.json {
		c.note("Linked: the other device was added to %s.", count(len(got.Groups), "group", "groups"))
	}
	return nil
}

// take makes this device one of the person's who shows the code.
func (m meLinkCmd) take(c *call, code forum.LinkCode) error {
	node, done, err := c.network(nil, false)
	if err != nil {
		return err
	}
	got, err := node.Link(c.ctx, code)
	if err == nil {
		ctx, cancel := context.WithTimeout(c.ctx, m.Wait)
		defer cancel()
		_, _, _, err = node.CatchUp(ctx)
	}
	if err := errors.Join(linkError(err), done()); err != nil {
		return err
	}
	me, _ := c.session.store.Me()
	words := fmt.Sprintf("You are %s on this device too.", me.Name)
	for _, g := range got.Groups {
		if g.Reason != "" {
			words += "\n" + g.Reason
		}
	}
	return c.showBelonging(words)
}

// linkCodes are the stable codes of what can go wrong while linking.
var linkCodes = map[error]string{
	peersync.ErrLinkUnreached: "unreachable", peersync.ErrLinkCode: "bad_code", peersync.ErrLinkStranger: "bad_code",
	peersync.ErrLinkGuessed: "bad_code", peersync.ErrLinkExpired: "expired", peersync.ErrLinkReplaced: "stopped", peersync.ErrLinkBroken: "interrupted",
}

func linkError(err error) error {
	for known, code := range linkCodes {
		if errors.Is(err, known) {
			return refuse(code, "%s", known)
		}
	}
	return err
}
