package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"moot/store"
	"moot/store/forum"
)

// devicesScreen is about this person's own devices in a group.
type devicesScreen struct {
	rollPage
	rows   parts[forum.Device, *deviceRow]
	asking *asking
}

func newDevices(app *App, group forum.ID) *devicesScreen {
	s := &devicesScreen{}
	s.setUp(app, group, nil, s.show)
	s.asking = newAsking(app, s.Refresh)
	s.rows = parts[forum.Device, *deviceRow]{box: container.NewVBox(), create: s.newRow, object: func(r *deviceRow) fyne.CanvasObject { return r.root }}
	s.root = page(heading(t("device.yours")), wrapped(t("device.what")), s.rows.box, s.asking.root)
	return s
}

func (s *devicesScreen) show(v rollView) {
	devices := append(append([]forum.Device{}, v.me.Devices...), v.me.Lost...)
	here := s.app.Store.Identity()
	s.rows.Show(devices, func(r *deviceRow, i int) {
		inUse := i < len(v.me.Devices)
		switch {
		case inUse && devices[i] == here:
			r.state.Set(t("device.here"), theme.ColorNamePrimary)
		case inUse:
			r.state.Set(t("device.used"), theme.ColorNameForeground)
		default:
			r.state.Set(t("device.gone"), theme.ColorNameDisabled)
		}
		show(inUse && v.can.Retire, r.retire)
	})
}

// deviceRow is one device, with what can be done about it.
type deviceRow struct {
	state  *chip
	retire *widget.Button
	root   fyne.CanvasObject
}

func (s *devicesScreen) newRow(d forum.Device) *deviceRow {
	r := &deviceRow{state: newChip()}
	name := wrapped(deviceCode(d))
	name.TextStyle.Bold = true
	r.retire = widget.NewButton(t("device.retire"), func() { s.askRetire(d) })
	state := container.New(layout.NewCustomPaddedLayout(6, 0, 8, 8), container.NewHBox(r.state))
	r.root = newCard(beside(container.New(layout.NewCustomPaddedVBoxLayout(0), name, state), r.retire, 12, false))
	return r
}

func (s *devicesScreen) askRetire(d forum.Device) {
	what := t("device.retire_what")
	if d == s.app.Store.Identity() {
		what = t("device.retire_this")
	}
	why := s.asking.whyEntry(t("device.why"))
	s.asking.Ask(question{title: t("device.retire_title", "Code", deviceCode(d)), what: what, yes: t("device.retire"), grave: true,
		inputs: []fyne.CanvasObject{inset(why)}, first: why,
		foresee: func(ctx context.Context) (store.Foresight, error) {
			return s.app.Store.Foresee(ctx, s.group, forum.ID{}, forum.KindRetire, forum.Retire{Device: d})
		},
		do: func(ctx context.Context) error { return s.app.Store.Retire(ctx, s.group, d, why.Text) }})
}
