package cli

import (
	"fmt"

	"moot/store"
	"moot/store/forum"
)

type meCmd struct {
	Create meCreateCmd `cmd:"" help:"Make yourself known on this device, under the name your neighbours know you by."`
	Show   meShowCmd   `cmd:"" help:"Show who you are here."`
	Rename meRenameCmd `cmd:"" help:"Change your name, here and in every group you are in."`
}

type meView struct {
	Person forum.Person `json:"person"`
	Device forum.Device `json:"device"`
	Name   string       `json:"name"`
}

func (c *call) showMe(me store.Me) error {
	text := table([][]string{{"Name", me.Name}, {"Person", me.Person.String()}, {"Device", me.Device.String()}})
	return c.reply(meView{me.Person, me.Device, me.Name}, text)
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
	return c.reply(meView{me.Person, me.Device, me.Name}, fmt.Sprintf("You are now called %s.", me.Name))
}
