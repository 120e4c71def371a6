package cli

import (
	"fmt"
	"strings"

	"moot/store"
	"moot/store/forum"
)

type waitingCmd struct {
	Group   string `arg:"" help:"The group."`
	Release string `help:"Let this source go over its share once (officers)." placeholder:"SOURCE" xor:"do"`
	Forget  string `help:"Throw away what is held from this source, on this device only." placeholder:"SOURCE" xor:"do"`
}

type waitView struct {
	Source  string       `json:"source"` // "peer:…" or "bundle"; empty for what is kept, and waits for something it builds on
	Device  forum.Device `json:"device"`
	Person  string       `json:"person"`
	Name    string       `json:"name"`
	Entries int          `json:"entries"`
	Bytes   int          `json:"bytes"`
	Why     string       `json:"why"`
	Since   string       `json:"since"`
}

func (w waitingCmd) run(c *call) error {
	g, err := c.group(w.Group)
	if err != nil {
		return err
	}
	switch {
	case w.Release != "":
		if err := c.session.store.Release(c.ctx, g, w.Release); err != nil {
			return err
		}
		return c.reply(map[string]string{"released": w.Release}, "As much again as one source's share may be held from it, until Moot is closed. What was turned away comes with its next exchange.")
	case w.Forget != "":
		n, err := c.session.store.ForgetHeld(c.ctx, g, w.Forget)
		if err != nil {
			return err
		}
		return c.reply(map[string]any{"forgotten": w.Forget, "entries": n}, fmt.Sprintf("Threw away %s.", count(n, "entry", "entries")))
	}
	views, err := waitViews(c, g)
	if err != nil {
		return err
	}
	return c.reply(views, waitText(views))
}

func waitViews(c *call, g forum.ID) ([]waitView, error) {
	all, err := c.session.store.Waits(c.ctx, g)
	if err != nil {
		return nil, err
	}
	views := make([]waitView, len(all))
	for i, w := range all {
		views[i] = viewWait(w)
	}
	return views, nil
}

func viewWait(w store.Wait) waitView {
	return waitView{w.Source, w.Device, personText(w.Person), w.Name, w.Entries, w.Bytes, w.Why.String(), stamp(w.Since)}
}

func waitText(views []waitView) string {
	if len(views) == 0 {
		return "Nothing is waiting."
	}
	var text strings.Builder
	for _, v := range views {
		who, from := v.Name, v.Source
		if who == "" {
			who = "an unknown device " + v.Device.String()[:10]
		}
		if from == "" {
			from = "kept"
		}
		fmt.Fprintf(&text, "%s by %s (%s", count(v.Entries, "entry", "entries"), who, from)
		if v.Since != "" {
			fmt.Fprintf(&text, ", since %s", v.Since)
		}
		fmt.Fprintf(&text, "): %s\n", v.Why)
	}
	return text.String()
}

type groupForgetCmd struct {
	Group string `arg:"" help:"The group you asked to join and have not reached."`
}

func (g groupForgetCmd) run(c *call) error {
	id, err := c.group(g.Group)
	if err != nil {
		return err
	}
	if err := c.session.store.CancelJoin(c.ctx, id); err != nil {
		return err
	}
	return c.reply(struct {
		Group forum.ID `json:"group"`
	}{id}, "Forgotten. This device no longer asks to be let in.")
}
