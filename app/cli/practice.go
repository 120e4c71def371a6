package cli

import (
	"errors"
	"fmt"
	"os"
	"time"

	"moot/app/practice"
)

type practiceCmd struct {
	Dir  string `arg:"" help:"A folder that does not exist yet."`
	Name string `help:"Your name among the made-up neighbours." default:"You"`
}

func (practiceCmd) local() {}

// run makes a home to explore: nothing in it ever leaves this device.
func (p practiceCmd) run(c *call) error {
	dir := c.env.abs(p.Dir)
	if _, err := os.Lstat(dir); err == nil {
		return refuse("refused", "%s is there already: name a folder that does not exist yet", p.Dir)
	}
	if err := practice.Make(c.ctx, dir, p.Name, time.Now()); err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	return c.reply(struct {
		Home string `json:"home"`
	}{dir}, fmt.Sprintf("A made-up estate is in %s, for you to explore; it stays there. To look round it: moot --home %s", p.Dir, p.Dir))
}
