package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// readAlong shows how what somebody writes will read: beside the field where there is room for both, and else under it when
// they ask for it.
type readAlong struct {
	app   *App
	field *area
	prose *prose
	ask   *widget.Button    // where there is no room beside
	head  *widget.Label     // where there is
	side  fyne.CanvasObject // how it reads
	root  *fyne.Container

	asked, busy, again bool
}

func newReadAlong(app *App, field *area) *readAlong {
	r := &readAlong{app: app, field: field, prose: newProse()}
	r.ask = quietButton(t("write.reads"), icon("pages"), func() {
		r.asked = !r.asked
		r.Read()
		r.root.Refresh()
	})
	r.head = small(t("write.reads"))
	r.side = newCard(container.NewVBox(r.head, r.prose))
	r.root = container.New(&alongLayout{of: r}, field, buttonRow(r.ask), r.side)
	return r
}

// Read formats what is in the field now, off the UI thread, if anybody can see it; once more if it has changed by then.
func (r *readAlong) Read() {
	if r.again = r.busy; r.busy || !r.side.Visible() && !r.asked {
		return
	}
	r.busy = true
	source := r.field.Text
	var segments []widget.RichTextSegment
	r.app.work(func(context.Context) error {
		segments = formatMarkdown(source, r.app.follow, r.app.Log)
		return nil
	}, func(error) {
		r.busy = false
		showMarkdown(r.prose, segments)
		r.root.Refresh()
		if r.again {
			r.Read()
		}
	})
}

// alongLayout sets the field and how it reads side by side, or under each other.
type alongLayout struct {
	of    *readAlong
	width float32
}

func (l *alongLayout) wide(width float32) bool {
	return (width-alongGap())/2 >= leastColumn*room()
}

func alongGap() float32 { return 2 * theme.Padding() }

// Layout is Fyne's.
func (l *alongLayout) Layout(things []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	field, ask, side := things[0], things[1], things[2]
	wide, was := l.wide(size.Width), side.Visible()
	show(!wide, l.of.ask)
	show(wide, l.of.head)
	show(wide || l.of.asked, side)
	if !was && side.Visible() {
		l.of.Read()
	}
	if wide {
		half := (size.Width - alongGap()) / 2
		field.Move(fyne.NewPos(0, 0))
		field.Resize(fyne.NewSize(half, size.Height))
		side.Move(fyne.NewPos(half+alongGap(), 0))
		side.Resize(fyne.NewSize(half, size.Height))
		turnRound(things, size.Width)
		return
	}
	top := field.MinSize().Height
	field.Move(fyne.NewPos(0, 0))
	field.Resize(fyne.NewSize(size.Width, top))
	out := theme.InnerPadding() // as the label over the field, which is further in, its words begin
	ask.Move(fyne.NewPos(-out, top))
	ask.Resize(fyne.NewSize(size.Width+2*out, ask.MinSize().Height))
	side.Move(fyne.NewPos(0, top+ask.MinSize().Height))
	side.Resize(fyne.NewSize(size.Width, side.MinSize().Height))
}

// MinSize is Fyne's: the height is that for the width last had.
func (l *alongLayout) MinSize(things []fyne.CanvasObject) fyne.Size {
	field, ask, side := things[0].MinSize(), things[1].MinSize(), things[2].MinSize()
	width := max(field.Width, ask.Width)
	if l.wide(max(width, l.width)) {
		return fyne.NewSize(width, max(field.Height, side.Height))
	}
	height := field.Height + ask.Height
	if l.of.asked {
		height += side.Height
	}
	return fyne.NewSize(width, height)
}
