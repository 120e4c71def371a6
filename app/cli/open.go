package cli

import (
	"errors"
	"net/url"
	"os"
	"strings"
)

type windowCmd struct{}

func (windowCmd) local() {}

func (windowCmd) run(c *call) error { return c.window(nil) }

type openCmd struct {
	What []string `arg:"" optional:"" help:"A moot: link, a bundle (.moot), or a picture of an invite."`
}

func (openCmd) local() {}

// run opens the window at what the person clicked on. The desktop calls it for moot: links and .moot files, and with
// nothing for the program's own icon.
func (o openCmd) run(c *call) error {
	var what []string
	for _, w := range o.What {
		if !strings.HasPrefix(w, "moot:") {
			w = c.env.abs(fileOf(w))
			if _, err := os.Stat(w); err != nil {
				return refuse("file", "%s could not be opened: %s", w, plainFileError(err))
			}
		}
		what = append(what, w)
	}
	return c.window(what)
}

// fileOf gives the path of a file: a desktop may give its address instead.
func fileOf(clicked string) string {
	if u, err := url.Parse(clicked); err == nil && u.Scheme == "file" && u.Path != "" {
		return u.Path
	}
	return clicked
}

// window brings the window of this home to the front, or opens one.
func (c *call) window(what []string) error {
	if c.env.Window == nil {
		return refuse("no_window", "this Moot has no window: use moot serve, or see moot --help")
	}
	code, err := askServer(c.ctx, c.home, append([]string{"show"}, what...), c.env)
	if errors.Is(err, errNobody) {
		code, err = c.env.Window(c.ctx, c.home, what), nil
	}
	c.code = code
	return err
}

// showCmd is what a second Moot asks of the first.
type showCmd struct {
	What []string `arg:"" optional:""`
}

func (s showCmd) run(c *call) error {
	if c.session.show == nil {
		return refuse("in_use", "Moot is running with this folder already, without a window (%s): use commands, or stop it first and then open the window", c.home)
	}
	c.session.show(s.What)
	return c.reply(struct {
		Shown bool `json:"shown"`
	}{true}, "Moot was open already: its window is in front.")
}
