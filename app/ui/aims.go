package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// aimsCard shows which of the group's aims a proposal serves, and lets whoever made it say so.
type aimsCard struct {
	served *widget.Label
	choose *folded
	ticks  []*tick
	boxes  *fyne.Container
	has    []string // the group's aims, in the order of the ticks
	serves []string // as last read
	root   fyne.CanvasObject
}

func newAimsCard(app *App, group, proposal forum.ID, changed func()) *aimsCard {
	c := &aimsCard{served: wrapped(""), boxes: container.NewVBox()}
	sheet := newSheet(app, "aims/"+proposal.String(), t("action.save"))
	sheet.read = func() (func(context.Context) error, string, fyne.Focusable) {
		var aims []string
		for i, one := range c.ticks {
			if one.box.Checked {
				aims = append(aims, c.has[i])
			}
		}
		return func(ctx context.Context) error { return app.Store.Serve(ctx, group, proposal, aims) }, "", nil
	}
	c.choose = sheet.fold(t("aims.choose"), icon("edit"), wrapped(t("aims.which")), c.boxes).within()
	c.choose.open.OnTapped = func() { c.mark(); c.choose.Unfold(true) }
	sheet.done = func() { c.choose.Unfold(false); changed() }
	c.root = newCard(container.NewVBox(heading(t("aims.title")), c.served, c.choose.root))
	c.root.Hide()
	return c
}

// mark ticks the aims that are served.
func (c *aimsCard) mark() {
	for i, one := range c.ticks {
		one.box.SetChecked(slices.Contains(c.serves, c.has[i]))
	}
}

// Show takes what was read, and the aims the group has. What is being ticked stays.
func (c *aimsCard) Show(p *store.ProposalPage, has []string) {
	var lines []string
	for _, a := range p.Aims {
		lines = append(lines, printable(a))
	}
	setOrHide(c.served, dotted(lines))
	c.serves = p.Aims
	if !slices.Equal(has, c.has) {
		c.has, c.ticks = has, nil
		var boxes []fyne.CanvasObject
		for _, a := range has {
			one := newTick(func() {})
			one.words.SetText(printable(a))
			c.ticks, boxes = append(c.ticks, one), append(boxes, one)
		}
		setThings(c.boxes, boxes)
		c.mark()
	}
	show(p.Can.Serve, c.choose.root)
	show(len(lines) > 0 || p.Can.Serve, c.root)
}
