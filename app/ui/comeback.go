package ui

import (
	"context"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// comeback makes a new device that of somebody who has used Moot before: by a code from their other device, or from a
// backup.
type comeback struct {
	app  *App
	done func()
	stop context.CancelFunc

	code          *area
	link, restore *widget.Button
	phrase        *widget.Entry
	note          *widget.Label
	root          fyne.CanvasObject
}

func newComeback(app *App, done, back func()) *comeback {
	c := &comeback{app: app, done: done, code: newArea(forum.LinkPrefix+"…", 4), phrase: widget.NewPasswordEntry(), note: wrapped("")}
	c.note.Importance = widget.DangerImportance
	c.note.Hide()
	c.code.send = c.linkUp
	c.link = widget.NewButtonWithIcon(t("comeback.link"), icon("check"), c.linkUp)
	c.link.Importance = widget.HighImportance
	picture := widget.NewButtonWithIcon(t("invite.open_picture"), icon("qr"), c.openPicture)
	c.restore = widget.NewButtonWithIcon(t("comeback.choose"), icon("stick"), c.choose)
	leave := quietButton(t("comeback.back"), backIcon(), func() {
		c.Close()
		back()
	})
	c.root = column(abreast(leave, layout.NewSpacer()), c.note,
		newCard(container.NewVBox(container.New(closely(), heading(t("comeback.link_title")), wrapped(t("comeback.link_what"))), inset(c.code), gap(), buttonRow(c.link, picture))),
		gap(),
		newCard(container.NewVBox(container.New(closely(), heading(t("comeback.file_title")), wrapped(t("comeback.file_what"))),
			field(t("backup.phrase"), c.phrase), gap(), buttonRow(c.restore))))
	return c
}

// Object is the screen.
func (c *comeback) Object() fyne.CanvasObject { return c.root }

// Refresh has nothing to read.
func (c *comeback) Refresh() {}

// Focus puts the keyboard where the code goes.
func (c *comeback) Focus() { c.app.focus(c.code) }

// Close gives up a linking under way.
func (c *comeback) Close() {
	if c.stop != nil {
		c.stop()
	}
}

func (c *comeback) linkUp() {
	if c.link.Disabled() {
		return
	}
	code, err := forum.ParseLink(c.code.Text)
	if err != nil {
		say(c.note, sentence(errorWords(err)))
		return
	}
	var ctx context.Context
	ctx, c.stop = context.WithCancel(c.app.ctx)
	c.begin(c.app.work, func(context.Context) error { return c.app.Net.Link(ctx, code) })
}

// begin does what makes this device the person's, and goes on to their groups.
func (c *comeback) begin(work worker, do func(context.Context) error) {
	c.note.Hide()
	enable(false, c.link, c.restore)
	work(do, func(err error) {
		enable(true, c.link, c.restore)
		if _, ok := c.app.Store.Me(); ok && err == nil {
			c.done()
			return
		}
		if err != nil {
			say(c.note, sentence(errorWords(err)))
		}
	})
}

func (c *comeback) openPicture() {
	c.app.openPath(func(path string) {
		var text string
		c.app.work(func(context.Context) (err error) {
			text, err = ticketInPicture(path)
			return err
		}, func(err error) {
			if err != nil {
				say(c.note, sentence(errorWords(err)))
				return
			}
			c.code.SetText(text)
		})
	})
}

func (c *comeback) choose() {
	if c.restore.Disabled() {
		return
	}
	c.app.openFile(func(r fyne.URIReadCloser) { c.from(r) })
}

// from restores from a backup, and closes it.
func (c *comeback) from(r io.ReadCloser) {
	phrase := c.phrase.Text
	c.begin(c.app.slowly(t("slow.restore")), func(ctx context.Context) error {
		_, err := c.app.Store.Restore(ctx, r, phrase)
		if closing := r.Close(); err == nil {
			err = closing
		}
		if err == nil {
			err = c.app.Net.Reload(ctx)
		}
		return err
	})
}
