package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// devicesScreen is about this person's own devices, in all their groups: which they are, one more, one less, and a file
// to come back with if all are lost.
type devicesScreen struct {
	app    *App
	words  *widget.Label
	rows   parts[forum.Device, *deviceRow]
	asking *asking
	offer  *linkOffer
	more   *folds // what is rarely wanted, folded away
	root   fyne.CanvasObject
	load   loader[[]store.OwnDevice]
}

func newDevices(app *App) *devicesScreen {
	s := &devicesScreen{app: app, words: wrapped("")}
	s.words.TextStyle.Bold = true
	s.rows = parts[forum.Device, *deviceRow]{box: container.NewVBox(), create: s.newRow, object: func(r *deviceRow) fyne.CanvasObject { return r.root }}
	s.asking = newAsking(app, s.rows.box, s.Refresh)
	s.offer = newLinkOffer(app, s.Refresh)
	s.more = folding(newFold(t("backup.title"), newBackup(app).root), newFold(t("person.words"), s.words, small(t("person.words_yours"))))
	s.root = newSurface(theme.ColorNameBackground, 0, page(title(t("device.yours")), wrapped(t("device.what")), s.rows.box, s.asking.root,
		newCard(s.offer.root), s.more.root))
	s.load = loader[[]store.OwnDevice]{app: app, show: s.show, begin: func() func(context.Context) ([]store.OwnDevice, error) {
		return func(ctx context.Context) ([]store.OwnDevice, error) { return app.Store.Devices(ctx) }
	}}
	if me, ok := app.Store.Me(); ok {
		s.words.SetText(keyWords(me.Person))
	}
	return s
}

// Object is the screen.
func (s *devicesScreen) Object() fyne.CanvasObject { return s.root }

// Refresh reads the devices again.
func (s *devicesScreen) Refresh() { s.load.Refresh() }

// Close ends the screen, and a code that is shown on it.
func (s *devicesScreen) Close() {
	s.load.Close()
	s.offer.Close()
}

// ownDevice is one device, whatever groups it is in.
type ownDevice struct {
	here, used bool
	groups     []string // that it is in use in
	seen       int64
}

func (s *devicesScreen) show(all []store.OwnDevice) {
	by := map[forum.Device]*ownDevice{}
	var order []forum.Device
	for _, d := range all {
		one := by[d.Device]
		if one == nil {
			one = &ownDevice{}
			by[d.Device] = one
			order = append(order, d.Device)
		}
		one.here, one.seen = d.Here, max(one.seen, d.Seen)
		if !d.Retired {
			one.used, one.groups = true, append(one.groups, printable(d.Name))
		}
	}
	rank := func(d forum.Device) int { // this one first, those given up last
		switch one := by[d]; {
		case one.here && one.used:
			return 0
		case one.used:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(order, func(a, b forum.Device) int { return rank(a) - rank(b) })
	s.rows.Show(order, func(r *deviceRow, i int) { r.Set(by[order[i]], s.app) })
}

// deviceRow is one device, with what can be done about it.
type deviceRow struct {
	state  *chip
	code   string
	name   *widget.Label
	about  *widget.Label
	retire *widget.Button
	side   *fyne.Container // the button, with room beside it
	root   fyne.CanvasObject
}

func (s *devicesScreen) newRow(d forum.Device) *deviceRow {
	r := &deviceRow{state: newChip(), about: small(""), code: deviceCode(d), name: wrapped("")}
	r.name.TextStyle.Bold = true
	r.retire = widget.NewButton(t("device.retire"), func() { s.askRetire(d) })
	r.side = inset(r.retire)
	words := container.New(layout.NewCustomPaddedVBoxLayout(-2), r.name, r.about, container.New(padding(0, 2, theme.InnerPadding(), 0), abreast(r.state)))
	r.root = newCard(beside(words, r.side, 12, false))
	return r
}

// Set brings the row up to date.
func (r *deviceRow) Set(d *ownDevice, app *App) {
	name := t("device.another")
	if d.here {
		name = t("device.here")
	}
	setText(r.name, name)
	switch {
	case d.used:
		r.state.Set(t("device.used"), theme.ColorNameForeground)
	default:
		r.state.Set(t("device.gone"), theme.ColorNameDisabled)
	}
	about := t("device.code", "Code", r.code)
	if len(d.groups) > 0 {
		about += " · " + inRow(d.groups...)
	}
	if d.seen > 0 && !d.here {
		about += " · " + t("sync.seen", "Time", ago(app.Now(), d.seen))
	}
	setText(r.about, about)
	show(d.used, r.side)
}

func (s *devicesScreen) askRetire(d forum.Device) {
	what := t("device.retire_what")
	if d == s.app.Store.Identity() {
		what = t("device.retire_this")
	}
	why := s.asking.words("retire/"+d.String(), t("device.why"))
	s.asking.Ask(question{title: t("device.retire_title", "Code", deviceCode(d)), what: what, yes: t("device.retire"), grave: true,
		inputs: []fyne.CanvasObject{inset(why)}, first: why,
		read: func() (func(context.Context) error, string) {
			why := strings.TrimSpace(why.Text)
			return func(ctx context.Context) error {
				_, err := s.app.Store.RetireEverywhere(ctx, d, why)
				return err
			}, ""
		}})
}

// keyWords writes the words that stand for a key, to be read aloud.
func keyWords(p forum.Person) string { return strings.Join(forum.KeyWords(p), " ") }
