package cli

import (
	"fmt"
	"strings"

	"moot/store"
	"moot/store/forum"
)

type meCmd struct {
	Create  meCreateCmd  `cmd:"" help:"Make yourself known on this device, under the name your neighbours know you by."`
	Show    meShowCmd    `cmd:"" help:"Show who you are here."`
	Rename  meRenameCmd  `cmd:"" help:"Change your name, here and in every group you are in."`
	Backup  meBackupCmd  `cmd:"" help:"Write who you are to a file, sealed with a passphrase, for when this device is lost."`
	Restore meRestoreCmd `cmd:"" help:"Make this device a new one of yours, from a backup."`
	Link    meLinkCmd    `cmd:"" help:"Make another device yours too: show a code here, give it there."`
	Devices meDevicesCmd `cmd:"" help:"List your devices in each group."`
	Retire  meRetireCmd  `cmd:"" help:"Give up a device of yours in every group: lost, sold or broken."`
}

type meView struct {
	Person forum.Person `json:"person"`
	Device forum.Device `json:"device"`
	Name   string       `json:"name"`
	Words  []string     `json:"words"` // of the person's key, to compare aloud
}

func viewMe(me store.Me) meView {
	return meView{me.Person, me.Device, me.Name, forum.KeyWords(me.Person)}
}

func (c *call) showMe(me store.Me) error {
	v := viewMe(me)
	return c.reply(v, table([][]string{
		{"Name", me.Name}, {"Words", strings.Join(v.Words, " ")}, {"Person", me.Person.String()}, {"Device", me.Device.String()},
	}))
}

type meCreateCmd struct {
	Name string `arg:"" help:"Your name."`
}

func (m meCreateCmd) run(c *call) error {
	me, err := c.session.store.CreateMe(c.ctx, m.Name)
	if err != nil {
		return err
	}
	return c.showMe(me)
}

type meShowCmd struct{}

func (meShowCmd) run(c *call) error {
	me, ok := c.session.store.Me()
	if !ok {
		return store.ErrNoMe
	}
	return c.showMe(me)
}

type meRenameCmd struct {
	Name string `arg:"" help:"Your new name."`
}

func (m meRenameCmd) run(c *call) error {
	if err := c.session.store.Rename(c.ctx, m.Name); err != nil {
		return err
	}
	me, ok := c.session.store.Me()
	if !ok {
		return store.ErrNoMe
	}
	return c.reply(viewMe(me), fmt.Sprintf("You are now called %s.", me.Name))
}

type meDevicesCmd struct{}

type deviceView struct {
	Device forum.Device `json:"device"`
	Group  forum.ID     `json:"group"`
	Name   string       `json:"name"` // of the group
	Here   bool         `json:"here"` // it is this one
	State  string       `json:"state"`
	Seen   string       `json:"seen"`
}

func (meDevicesCmd) run(c *call) error {
	if _, ok := c.session.store.Me(); !ok {
		return store.ErrNoMe
	}
	all, err := c.session.store.Devices(c.ctx)
	if err != nil {
		return err
	}
	views := make([]deviceView, len(all))
	rows := make([][]string, len(all))
	for i, d := range all {
		state, where := "in use", ""
		if d.Retired {
			state = "retired"
		}
		if d.Here {
			where = "this device"
		}
		views[i] = deviceView{d.Device, d.Group, d.Name, d.Here, strings.ReplaceAll(state, " ", "_"), stamp(d.Seen)}
		rows[i] = []string{d.Name, d.Device.String()[:10], state, "last seen " + day(d.Seen), where}
	}
	text := table(rows)
	if len(all) == 0 {
		text = "You are in no group yet."
	}
	return c.reply(views, text+c.linkingText())
}

// linkingText says which groups this device still waits to be added to.
func (c *call) linkingText() (text string) {
	for _, g := range c.session.store.Linking() {
		card, err := c.session.store.Group(c.ctx, g)
		if err != nil {
			continue // forgotten in the meantime
		}
		text += fmt.Sprintf("This device waits to be added to %s: keep Moot running where it can reach your other device or any other member.\n", card.Name)
	}
	return text
}

type meRetireCmd struct {
	Device string `arg:"" help:"The device: six characters or more of the start of its key (see moot me devices)."`
	Why    string `help:"The reason, for the record." placeholder:"TEXT"`
}

func (m meRetireCmd) run(c *call) error {
	d, err := c.session.store.FindDevice(c.ctx, m.Device)
	if err != nil {
		return err
	}
	groups, err := c.session.store.RetireEverywhere(c.ctx, d, strings.TrimSpace(m.Why))
	if err != nil {
		return err
	}
	return c.reply(struct {
		Device forum.Device `json:"device"`
		Groups []forum.ID   `json:"groups"`
	}{d, groups}, fmt.Sprintf("Retired in %s. What it wrote and this device has not seen is not shown any more.", count(len(groups), "group", "groups")))
}
