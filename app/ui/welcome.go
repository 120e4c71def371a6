package ui

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/assets"
	"moot/store"
	"moot/store/forum"
)

var errNoGroup = errors.New("there is no group yet")

// columnWidth is how wide a page of few words gets on a wide window: longer lines are hard to read.
const columnWidth = 520

// column keeps a page of few words in the middle.
func column(things ...fyne.CanvasObject) fyne.CanvasObject {
	return scrolling(container.New(&columnLayout{}, container.New(layout.NewCustomPaddedLayout(24, 24, 16, 16), container.NewVBox(things...))))
}

type columnLayout struct{}

// Layout is Fyne's.
func (columnLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := min(size.Width, columnWidth*theme.TextSize()/14)
	o[0].Move(fyne.NewPos((size.Width-w)/2, 0))
	o[0].Resize(fyne.NewSize(w, max(size.Height, o[0].MinSize().Height)))
}

// MinSize is Fyne's.
func (columnLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(280, o[0].MinSize().Height)
}

// wrapped makes a label of running text.
func wrapped(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	return l
}

func title(text string) *widget.Label {
	l := wrapped(text)
	l.SizeName = theme.SizeNameHeadingText
	l.TextStyle.Bold = true
	return l
}

// welcome asks a new person their name.
type welcome struct {
	app  *App
	name *lineEntry
	next *widget.Button
	note *widget.Label
	done func()
	form fyne.CanvasObject
	root *fyne.Container // the form, or what is there instead for who has used Moot before
}

func newWelcome(app *App, done func()) *welcome {
	w := &welcome{app: app, name: newLineEntry(""), done: done, note: wrapped("")}
	w.note.Importance = widget.DangerImportance
	w.note.Hide()
	w.name.OnSubmitted = func(string) { w.save() }
	app.desk.Bind(w.typed())
	w.next = widget.NewButtonWithIcon(t("welcome.next"), icon("check"), w.save)
	w.next.Importance = widget.HighImportance
	picture := canvas.NewImageFromResource(fyne.NewStaticResource("moot.png", assets.ApplicationIcon()))
	picture.FillMode = canvas.ImageFillContain
	picture.SetMinSize(fyne.NewSquareSize(72))
	before := widget.NewButton(t("comeback.before"), w.comeBack)
	top := inset(bordered(nil, nil, picture, nil, container.NewVBox(layout.NewSpacer(), title(t("welcome.title")), layout.NewSpacer())))
	w.form = column(top, languageChoice(app), wrapped(t("welcome.what")), field(t("welcome.your_name"), w.name), small(t("welcome.your_name_why")),
		w.note, gap(), buttonRow(w.next), gap(), inset(widget.NewSeparator()), gap(), small(t("comeback.before_what")), buttonRow(before))
	w.root = container.NewStack(w.form)
	return w
}

// Object is the screen.
func (w *welcome) Object() fyne.CanvasObject { return w.root }

// Refresh has nothing to read.
func (w *welcome) Refresh() {}

// Focus puts the keyboard in the name.
func (w *welcome) Focus() { w.app.focus(w.name) }

// comeBack shows the ways in for who has used Moot before.
func (w *welcome) comeBack() {
	c := newComeback(w.app, w.done, func() {
		w.put(w.form)
		w.Focus()
	})
	w.put(c.Object())
	c.Focus()
}

func (w *welcome) put(o fyne.CanvasObject) {
	w.root.Objects = []fyne.CanvasObject{o}
	w.root.Refresh()
}

func (w *welcome) save() {
	if w.next.Disabled() { // Enter was pressed again while it is under way
		return
	}
	name := w.name.Text
	enable(false, w.next)
	w.app.work(func(ctx context.Context) error {
		_, err := w.app.Store.CreateMe(ctx, name)
		return err
	}, func(err error) {
		enable(true, w.next)
		if err != nil {
			w.note.SetText(sentence(errorWords(err)))
			w.note.Show()
			return
		}
		w.app.desk.Forget(w.typed())
		w.done()
	})
}

// typed is what may be filled in here and not sent.
func (w *welcome) typed() map[string]*widget.Entry {
	return map[string]*widget.Entry{"welcome.name": &w.name.Entry}
}

// doorway has the two ways into a group: start one, or join one by an invite.
type doorway struct {
	app      *App
	enter    func(forum.ID)
	name     *lineEntry
	template *widget.Select // the charter to start from
	joint    *jointChoice
	start    *widget.Button
	ticket   *area
	join     *widget.Button
	stop     *widget.Button
	note     *widget.Label
	others   []fyne.CanvasObject // what is of no use to somebody who has clicked on an invite
	cancel   context.CancelFunc
	root     fyne.CanvasObject
}

// newInvited is the doorway for somebody who has clicked on an invite: it is filled in, and there is nothing else to choose.
func newInvited(app *App, enter func(forum.ID), ticket string) *doorway {
	d := newDoorway(app, enter)
	d.ticket.SetText(ticket)
	show(false, d.others...)
	return d
}

func newDoorway(app *App, enter func(forum.ID)) *doorway {
	d := &doorway{app: app, enter: enter, name: newLineEntry(""), ticket: newArea(forum.TicketPrefix+"…", 4), note: wrapped("")}
	d.note.Hide()
	d.ticket.send = d.joinGroup
	d.name.OnSubmitted = func(string) { d.startGroup() }
	d.template = widget.NewSelect(append([]string{t("charter.no_template")}, templateNames()...), nil)
	d.template.SetSelectedIndex(0)
	d.joint = newJointChoice()
	app.desk.Bind(d.typed())
	app.desk.BindTick("doorway/joint", d.joint.is)
	d.start = widget.NewButtonWithIcon(t("group.start"), icon("plus"), d.startGroup)
	d.join = widget.NewButtonWithIcon(t("action.join"), icon("check"), d.joinGroup)
	d.join.Importance = widget.HighImportance
	d.stop = widget.NewButton(t("action.cancel"), func() { d.cancel() })
	d.stop.Hide()
	picture := widget.NewButtonWithIcon(t("invite.open_picture"), icon("qr"), d.openPicture)
	paste, how := wrapped(t("invite.paste")), small(t("invite.paste_how"))
	start := container.NewVBox(gap(), newCard(container.NewVBox(container.New(closely(), heading(t("welcome.start_group")), wrapped(t("welcome.start_what"))),
		field(t("group.name"), d.name), field(t("charter.template"), d.template), d.joint.root, gap(), buttonRow(d.start))), gap(), practiceOffer(app))
	d.others = []fyne.CanvasObject{paste, how, picture, start}
	d.root = column(newCard(container.NewVBox(container.New(closely(), heading(t("welcome.join_group")), paste), inset(d.ticket), how, d.note,
		buttonRow(d.join, picture, d.stop))), start)
	return d
}

// Object is the screen.
func (d *doorway) Object() fyne.CanvasObject { return d.root }

// Refresh reads which groups a joint group can be made of.
func (d *doorway) Refresh() {
	var cards []store.GroupCard
	d.app.work(func(ctx context.Context) (err error) {
		cards, err = d.app.Store.Groups(ctx)
		return err
	}, func(err error) {
		d.app.tell(err)
		d.joint.Show(cards)
		d.root.Refresh()
	})
}

// Focus puts the keyboard where an invite goes.
func (d *doorway) Focus() { d.app.focus(d.ticket) }

// Close leaves off waiting on the screen; the asking itself goes on.
func (d *doorway) Close() {
	if d.cancel != nil {
		d.cancel()
	}
}

// typed is what may be typed of a new group and not sent. An invite is not kept: it lets in whoever has it.
func (d *doorway) typed() map[string]*widget.Entry {
	return map[string]*widget.Entry{"doorway/name": &d.name.Entry, "doorway/others": &d.joint.others.Entry}
}

func (d *doorway) startGroup() {
	if d.start.Disabled() {
		return
	}
	charter, _ := templateAt(d.template.SelectedIndex() - 1)
	charter.Name = d.name.Text
	groups := d.joint.Groups()
	if d.joint.On() && len(groups) == 0 {
		d.app.tell(errorText(t("joint.needs_groups")))
		d.app.focus(d.joint.others)
		return
	}
	enable(false, d.start)
	var made forum.ID
	d.app.work(func(ctx context.Context) (err error) {
		if len(groups) > 0 {
			made, err = d.app.Store.CreateJoint(ctx, charter, groups)
		} else {
			made, err = d.app.Store.CreateGroup(ctx, charter)
		}
		return err
	}, func(err error) {
		enable(true, d.start)
		if err != nil {
			d.app.tell(err)
			return
		}
		d.app.desk.Forget(d.typed())
		d.app.desk.Keep("doorway/joint", "")
		d.enter(made)
	})
}

func (d *doorway) joinGroup() {
	if d.join.Disabled() {
		return
	}
	ticket, err := forum.ParseTicket(d.ticket.Text)
	if err != nil {
		d.say(sentence(errorWords(err)))
		return
	}
	var ctx context.Context
	ctx, d.cancel = context.WithCancel(d.app.ctx)
	d.say(t("invite.looking", "Group", ticket.Name))
	enable(false, d.join)
	d.stop.Show()
	var standing forum.Standing
	d.app.work(func(context.Context) (err error) {
		standing, err = d.app.Net.Join(ctx, ticket)
		return err
	}, func(err error) {
		enable(true, d.join)
		d.stop.Hide()
		switch {
		case errors.Is(err, context.Canceled):
			d.say(t("invite.waiting", "Group", ticket.Name))
		case err != nil:
			d.say(sentence(errorWords(err)))
		case standing != forum.StandingMember:
			d.say(t("invite.approval", "Group", ticket.Name))
		default:
			d.enter(ticket.Group)
		}
	})
}

func (d *doorway) say(words string) {
	d.note.SetText(words)
	d.note.Show()
}

func (d *doorway) openPicture() {
	d.app.openPath(func(path string) {
		readFile(d.app, path, d.say, func(ticket string) { d.ticket.SetText(ticket) })
	})
}

// readFile takes a file in: a bundle's contents go into the store, the invite in a picture goes to found.
func readFile(app *App, path string, done, found func(string)) {
	if !isPicture(path) {
		readBundle(app, path, done, app.tell)
		return
	}
	var ticket string
	app.work(func(context.Context) (err error) {
		ticket, err = ticketInPicture(path)
		return err
	}, func(err error) {
		if err != nil {
			app.tell(err)
			return
		}
		found(ticket)
	})
}

// readBundle takes what a stick carries into the store, and says what it brought. What had been taken in when it was stopped is
// whole, and kept.
func readBundle(app *App, path string, done func(string), failed func(error)) {
	var said string
	app.slow(t("slow.stick_read"), func(ctx context.Context) error {
		group, report, err := app.Net.ReadBundle(ctx, path)
		if err != nil {
			return err
		}
		card, err := app.Store.Group(ctx, group)
		said = bundleWords(card.Name, report)
		return err
	}, func(err error) {
		switch {
		case err == error(stopped{}):
			failed(errors.New(t("slow.stick_stopped")))
		case err != nil:
			failed(err)
		default:
			done(said)
		}
	})
}

func isPicture(path string) bool {
	switch strings.ToLower(path[strings.LastIndexByte(path, '.')+1:]) {
	case "png", "jpg", "jpeg", "gif":
		return true
	}
	return false
}

// bundleWords says what a file brought.
func bundleWords(group string, r forum.Report) string {
	words := t("stick.read_done", "Group", group, "New", tn("stick.new", r.New), "Known", tn("stick.known", r.Known))
	if r.Refused > 0 {
		words += " " + tn("stick.refused", r.Refused)
	}
	return words
}
