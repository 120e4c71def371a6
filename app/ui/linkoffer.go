package ui

import (
	"context"
	"errors"
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/qr"
	"moot/app/ui/widget"
)

// linkOffer shows a code with which another device becomes one of this person's, until it has been used.
type linkOffer struct {
	app    *App
	linked func()
	cancel context.CancelFunc
	turn   int

	start, stop *widget.Button
	shown       *fyne.Container
	state       *widget.Label
	root        *fyne.Container
}

func newLinkOffer(app *App, linked func()) *linkOffer {
	o := &linkOffer{app: app, linked: linked, shown: container.NewVBox(), state: wrapped("")}
	o.start = widget.NewButtonWithIcon(t("device.link"), icon("plus"), o.begin)
	o.stop = widget.NewButton(t("action.cancel"), o.Close)
	o.stop.Hide()
	o.state.Hide()
	o.root = container.NewVBox(heading(t("device.link_title")), wrapped(t("device.link_what")), o.shown, o.state, buttonRow(o.start, o.stop))
	return o
}

// Close voids the code that is shown, if any.
func (o *linkOffer) Close() {
	o.turn++
	if o.cancel != nil {
		o.cancel()
		o.cancel = nil
	}
	o.shown.RemoveAll()
	o.state.Hide()
	o.stop.Hide()
	enable(true, o.start)
}

func (o *linkOffer) begin() {
	o.Close()
	turn := o.turn
	var ctx context.Context
	ctx, o.cancel = context.WithCancel(o.app.ctx)
	enable(false, o.start)
	var offer LinkOffer
	var text string
	var picture image.Image
	o.app.work(func(context.Context) (err error) {
		if offer, err = o.app.Net.OfferLink(ctx); err != nil {
			return err
		}
		if text, err = offer.Code.Encode(); err == nil {
			picture, err = qr.Draw(text)
		}
		return err
	}, func(err error) {
		switch {
		case turn != o.turn:
		case err != nil:
			o.Close()
			o.app.tell(err)
		default:
			o.show(text, picture)
			o.wait(ctx, turn, offer)
		}
	})
}

func (o *linkOffer) show(text string, picture image.Image) {
	o.shown.Objects = codeThings(text, picture)
	o.shown.Refresh()
	say(o.state, t("device.link_waiting"))
	o.stop.Show()
}

// wait says what became of the code.
func (o *linkOffer) wait(ctx context.Context, turn int, offer LinkOffer) {
	var groups int
	o.app.work(func(context.Context) (err error) {
		groups, err = offer.Wait(ctx)
		return err
	}, func(err error) {
		if turn != o.turn || errors.Is(err, context.Canceled) {
			return
		}
		o.Close()
		if err != nil {
			say(o.state, sentence(errorWords(err)))
			return
		}
		say(o.state, tn("device.linked", groups))
		o.linked()
	})
}
