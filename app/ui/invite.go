package ui

import (
	"cmp"
	"context"
	"errors"
	"image"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/qr"
	"moot/app/ui/widget"
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
	app        *App
	group      forum.ID
	uses       *widget.Select
	days       *widget.Select
	role       *widget.Select
	section    *widget.Select
	sectionBox *fyne.Container // its place
	approve    *tick
	make       *widget.Button
	out        parts[forum.ID, *inviteRow]
	outBox     *fyne.Container
	load       loader[rollView]
	names      []string // of the sections to choose from; the first is none
	result     *fyne.Container
	root       fyne.CanvasObject
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
	s.approve = newTick(func() {})
	s.approve.words.SetText(t("invite.approve"))
	s.role = widget.NewSelect([]string{t("invite.as_member"), t("invite.as_reader")}, nil)
	s.role.SetSelectedIndex(0)
	s.section = widget.NewSelect(nil, nil)
	s.sectionBox = inset(framed(s.section))
	s.sectionBox.Hide()
	s.out = parts[forum.ID, *inviteRow]{box: container.NewVBox(), create: s.newRow, object: func(r *inviteRow) fyne.CanvasObject { return r.root }}
	s.outBox = container.NewVBox(heading(t("invite.out")), s.out.box)
	s.outBox.Hide()
	s.load = loader[rollView]{app: app, show: s.showRoll, begin: func() func(context.Context) (rollView, error) {
		return func(ctx context.Context) (rollView, error) { return readRoll(ctx, app, group) }
	}}
	s.make = widget.NewButtonWithIcon(t("invite.make"), icon("invite"), s.create)
	s.make.Importance = widget.HighImportance
	s.root = page(title(t("invite.title")), wrapped(t("invite.how")), inset(framed(s.uses)), inset(framed(s.days)), inset(framed(s.role)), s.sectionBox, s.approve, buttonRow(s.make), s.result, s.outBox)
	return s
}

// Object is the screen.
func (s *inviteScreen) Object() fyne.CanvasObject { return s.root }

// Refresh reads the sections to choose from, and the invites that are out.
func (s *inviteScreen) Refresh() { s.load.Refresh() }

// Close ends the screen.
func (s *inviteScreen) Close() { s.load.Close() }

// inviteRoles are the choices of what an invite lets people be.
var inviteRoles = []forum.Role{forum.RoleMember, forum.RoleReader, forum.RoleOfficer}

func (s *inviteScreen) showRoll(v rollView) {
	if names := append([]string{""}, v.sections()...); !slices.Equal(names, s.names) {
		s.names = names
		labels := make([]string, len(names))
		for i, n := range names {
			labels[i] = sectionWords(n)
		}
		s.section.SetOptions(labels)
		s.section.SetSelectedIndex(0)
	}
	show(len(s.names) > 1, s.sectionBox)
	roles := []string{t("invite.as_member"), t("invite.as_reader"), t("invite.as_officer")}
	if !v.can.Approve { // only an officer brings in officers
		roles = roles[:2]
	}
	if !slices.Equal(s.role.Options, roles) {
		s.role.SetOptions(roles)
	}
	var ids []forum.ID
	now := s.app.Now().UnixMilli()
	for id, i := range v.roll.Invites {
		if !i.Revoked && i.Used < i.Offer.Uses && i.Offer.Expires > now && (i.By == v.me.Person || v.can.Approve) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b forum.ID) int {
		return cmp.Or(cmp.Compare(v.roll.Invites[b].Offer.Expires, v.roll.Invites[a].Offer.Expires), slices.Compare(a[:], b[:]))
	})
	s.out.Show(ids, func(r *inviteRow, i int) {
		of := v.roll.Invites[ids[i]]
		setText(r.words, inviteWords(&v, &of))
	})
	show(len(ids) > 0, s.outBox)
}

// inviteWords says whose invite it is, what it lets people be, and how much of it is left.
func inviteWords(v *rollView, i *forum.Invite) string {
	words := []string{t("invite.by", "Name", v.name(i.By), "Role", roleWords(i.Offer.Role)), tn("invite.left", i.Offer.Uses-i.Used), t("invite.until", "Date", day(i.Offer.Expires))}
	if i.Offer.Section != "" {
		words = append(words, printable(i.Offer.Section))
	}
	if i.Offer.Approve {
		words = append(words, t("invite.approve"))
	}
	return strings.Join(words, " · ")
}

// inviteRow is one invite that is out.
type inviteRow struct {
	words    *widget.Label
	withdraw *widget.Button
	root     fyne.CanvasObject
}

func (s *inviteScreen) newRow(id forum.ID) *inviteRow {
	r := &inviteRow{words: wrapped("")}
	r.withdraw = widget.NewButton(t("invite.withdraw"), func() {
		s.app.work(func(ctx context.Context) error { return s.app.Store.Revoke(ctx, s.group, id) }, func(err error) {
			s.app.tell(err)
			s.Refresh()
		})
	})
	r.root = newCard(beside(r.words, inset(r.withdraw), 16, false))
	return r
}

func (s *inviteScreen) create() {
	terms := store.InviteTerms{Uses: inviteUses[s.uses.SelectedIndex()], Expires: time.Duration(inviteDays[s.days.SelectedIndex()]) * 24 * time.Hour, Approve: s.approve.box.Checked,
		Role: inviteRoles[s.role.SelectedIndex()]}
	if at := s.section.SelectedIndex(); at > 0 && at < len(s.names) {
		terms.Section = s.names[at]
	}
	enable(false, s.make)
	var text string
	var picture image.Image
	s.app.work(func(ctx context.Context) (err error) {
		if text, err = s.app.Store.Invite(ctx, s.group, terms, s.app.Net.Addrs()); err == nil {
			picture, err = qr.Draw(text)
		}
		return err
	}, func(err error) {
		enable(true, s.make)
		if err != nil {
			s.app.tell(err)
			return
		}
		s.show(text, picture, s.app.Now().Add(terms.Expires))
		s.Refresh()
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
	send := widget.NewButtonWithIcon(t("action.copy"), icon("copy"), func() { fyne.CurrentApp().Clipboard().SetContent(text) })
	return []fyne.CanvasObject{container.NewHBox(layout.NewSpacer(), container.NewPadded(code), layout.NewSpacer()), inset(words),
		buttonRow(append([]fyne.CanvasObject{send}, buttons...)...)}
}

func (s *inviteScreen) show(text string, picture image.Image, until time.Time) {
	save := widget.NewButtonWithIcon(t("invite.save_picture"), icon("qr"), func() { s.save(text) })
	s.result.Objects = codeThings(text, picture, save)
	s.result.Add(small(t("invite.expires", "Time", dayAndTime(until.UnixMilli()))))
}

func (s *inviteScreen) save(text string) {
	s.app.saveFile("moot-invite.png", func(w fyne.URIWriteCloser) {
		s.app.work(func(context.Context) error {
			b, err := qr.PNG(text)
			if err == nil {
				_, err = w.Write(b)
			}
			return errors.Join(err, w.Close())
		}, s.app.tell)
	})
}
