package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// naming offers the names of members while somebody is being called by an @ and the start of a name at the end of what is typed.
type naming struct {
	app     *App
	group   forum.ID
	to      *area
	names   []string // of the members; nil: not read yet
	reading bool
	shown   string // what is offered
	root    *fyne.Container
}

func newNaming(app *App, group forum.ID, to *area) *naming {
	n := &naming{app: app, group: group, to: to, root: buttonRow()}
	n.root.Hide()
	return n
}

// Follow offers names that go on from what is typed.
func (n *naming) Follow(words string) {
	if n.names == nil && strings.HasSuffix(words, "@") {
		n.read()
	}
	matches, whole := forum.Mentioning(words, n.names)
	show(len(matches) > 0, n.root)
	if now := strings.Join(whole, "\x00"); now == n.shown {
		return
	} else {
		n.shown = now
	}
	var buttons []fyne.CanvasObject
	for i, name := range matches {
		buttons = append(buttons, widget.NewButton("@"+printable(name), func() { n.put(whole[i]) }))
	}
	n.root.Objects = buttons
	n.root.Refresh()
}

func (n *naming) read() {
	if n.reading {
		return
	}
	n.reading = true
	var names []string
	n.app.work(func(ctx context.Context) error {
		roll, err := n.app.Store.Roll(ctx, n.group)
		if err != nil {
			return err
		}
		for i := range roll.Members {
			if m := &roll.Members[i]; m.Standing == forum.StandingMember {
				names = append(names, m.Name)
			}
		}
		return nil
	}, func(err error) {
		n.reading = false
		if err != nil {
			n.app.tell(err)
			return
		}
		n.names = names
		n.Follow(n.to.Text)
	})
}

// put takes a name over, and the keyboard back to the end of the words.
func (n *naming) put(words string) {
	n.to.SetText(words)
	n.app.focus(n.to)
	n.to.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown}) // the end of an entry of several lines
}
