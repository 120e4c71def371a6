package ui

import (
	"context"
	"errors"
	"image"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"moot/store"
	"moot/store/forum"
)

// The choices of an invite: how many it lets in, and for how long it works.
var (
	inviteUses = []int{1, 5, 30}
	inviteDays = []int{1, 7, 30}
)

// inviteScreen makes an invite and shows it, as a picture to scan and a text to send.
type inviteScreen struct {
	app     *App
	group   forum.ID
	uses    *widget.Select
	days    *widget.Select
	approve *widget.Check
	make    *widget.Button
	result  *fyne.Container
	root    fyne.CanvasObject
}

func newInvite(app *App, group forum.ID) *inviteScreen {
	s := &inviteScreen{app: app, group: group, result: container.NewVBox()}
	var uses, days []string
	for _, n := range inviteUses {
		uses = append(uses, tn("invite.uses", n))
	}
	for _, n := range inviteDays {
		days = append(days, tn("invite.days", n))
	}
	s.uses, s.days = widget.NewSelect(uses, nil), widget.NewSelect(days, nil)
	s.uses.SetSelectedIndex(0)
	s.days.SetSelectedIndex(1)
	s.approve = widget.NewCheck(t("invite.approve"), nil)
	s.make = widget.NewButtonWithIcon(t("invite.make"), icon("invite"), s.create)
	s.make.Importance = widget.HighImportance
	s.root = column(title(t("invite.title")), wrapped(t("invite.how")), inset(s.uses), inset(s.days), inset(s.approve), buttonRow(s.make), s.result)
	return s
}

// Object is the screen.
func (s *inviteScreen) Object() fyne.CanvasObject { return s.root }

// Refresh has nothing to read.
func (s *inviteScreen) Refresh() {}

func (s *inviteScreen) create() {
	terms := store.InviteTerms{Uses: inviteUses[s.uses.SelectedIndex()], Expires: time.Duration(inviteDays[s.days.SelectedIndex()]) * 24 * time.Hour, Approve: s.approve.Checked}
	enable(false, s.make)
	var text string
	var picture image.Image
	s.app.work(func(ctx context.Context) (err error) {
		if text, err = s.app.Store.Invite(ctx, s.group, terms, s.app.Net.Addrs()); err == nil {
			picture, err = qrPicture(text)
		}
		return err
	}, func(err error) {
		enable(true, s.make)
		if err != nil {
			s.app.tell(err)
			return
		}
		s.show(text, picture, s.app.Now().Add(terms.Expires))
	})
}

// codeThings shows a text that another device takes in: as a picture to scan, and to be copied. Buttons are what else can
// be done with it.
func codeThings(text string, picture image.Image, buttons ...fyne.CanvasObject) []fyne.CanvasObject {
	code := canvas.NewImageFromImage(picture)
	code.FillMode, code.ScaleMode = canvas.ImageFillContain, canvas.ImageScalePixels
	code.SetMinSize(fyne.NewSquareSize(300))
	words := newArea("", 4)
	words.SetText(text)
	words.OnChanged = func(string) { words.SetText(text) } // to select and copy, not to change
	words.Wrapping = fyne.TextWrapBreak
	send := widget.NewButtonWithIcon(t("action.copy"), icon("attach"), func() { fyne.CurrentApp().Clipboard().SetContent(text) })
	return []fyne.CanvasObject{container.NewHBox(layout.NewSpacer(), container.NewPadded(code), layout.NewSpacer()), inset(words),
		buttonRow(append([]fyne.CanvasObject{send}, buttons...)...)}
}

func (s *inviteScreen) show(text string, picture image.Image, until time.Time) {
	save := widget.NewButtonWithIcon(t("invite.save_picture"), icon("qr"), func() { s.save(text) })
	s.result.Objects = codeThings(text, picture, save)
	s.result.Add(small(t("invite.expires", "Time", dayAndTime(until.UnixMilli()))))
}

func (s *inviteScreen) save(text string) {
	d := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
		if err != nil || w == nil {
			s.app.tell(err)
			return
		}
		s.app.work(func(context.Context) error {
			b, err := qrFile(text)
			if err == nil {
				_, err = w.Write(b)
			}
			return errors.Join(err, w.Close())
		}, s.app.tell)
	}, s.app.window)
	d.SetFileName("moot-invite.png")
	d.Show()
}
