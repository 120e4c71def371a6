package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// gaugeScreen shows one gauge: where it stands, a chart of its readings, and the same as a table for whoever cannot see
// the chart.
type gaugeScreen struct {
	thing[gaugeView]
	now    *widget.Label
	goal   *widget.Label
	due    *widget.Label // to be looked at again
	chart  *chart
	read   *folded
	next   *dateEntry
	table  *fyne.Container
	shown  int // readings
	boxed  fyne.CanvasObject
	called *widget.Label // what it measures
}

type gaugeView struct {
	store.GaugePage
	comments []comment
}

func newGauge(app *App, group, id forum.ID) *gaugeScreen {
	s := &gaugeScreen{now: title(""), goal: wrapped(""), due: wrapped(t("gauge.review_due")), called: small(""), chart: newChart(), table: container.NewVBox(), shown: -1}
	s.due.Importance = widget.WarningImportance
	s.due.TextStyle.Bold = true
	s.makeReading(app, group, id)
	s.boxed = newCard(container.NewVBox(container.New(layout.NewCustomPaddedVBoxLayout(-10), s.now, s.goal), s.chart))
	s.setUp(app, group, id, s.reading, s.show, s.due, s.called, s.boxed, s.read.root, heading(t("gauge.readings")), s.table, s.withPhotos(app, group, id))
	return s
}

func (s *gaugeScreen) makeReading(app *App, group, id forum.ID) {
	sheet := newSheet(app, "gauge-reading/"+id.String(), t("gauge.read_it"))
	value, note := sheet.line("value", t("gauge.number_hint")), sheet.line("note", t("gauge.note_hint"))
	at := sheet.day("at", "")
	s.next = sheet.day("next", "")
	sheet.read = func() (func(context.Context) error, string, fyne.Focusable) {
		d, err := readNumber(value.Text)
		if err != nil {
			return nil, t("gauge.bad_number"), value
		}
		r, again := forum.NewReading{Value: d, Note: trimmed(&note.Entry)}, endOf(s.next)
		if day, _ := at.When(); day != nil { // noon of that day: a reading belongs to a day
			if midnight := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.Local); midnight.After(app.Now()) {
				return nil, t("date.to_come"), at
			}
			r.At = time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, time.Local).UnixMilli()
		}
		if again > 0 && again < app.Now().UnixMilli() {
			return nil, t("date.over"), s.next
		}
		return func(ctx context.Context) error {
			if _, err := app.Store.ReadGauge(ctx, group, id, r); err != nil || again == 0 {
				return err
			}
			return app.Store.ReviewGauge(ctx, group, id, time.UnixMilli(again))
		}, "", nil
	}
	sheet.done = func() { s.read.Unfold(false); s.Refresh() }
	s.read = sheet.fold(t("gauge.add_reading"), icon("plus"), field(t("gauge.value"), value), field(t("gauge.at"), at), field(t("gauge.note"), note),
		field(t("gauge.next"), s.next))
}

func (s *gaugeScreen) reading(ctx context.Context) (v gaugeView, err error) {
	if v.GaugePage, err = s.app.Store.Gauge(ctx, s.group, s.id); err != nil {
		return v, err
	}
	v.comments = s.talk(v.Comments, v.Names)
	return v, nil
}

func (s *gaugeScreen) show(v gaugeView) {
	state, ink := trendName(v.Trend)
	meta := []string{t("gauge.by", "Name", nameOf(v.Names, v.Author))}
	if v.Review > 0 {
		meta = append(meta, t("gauge.look_again", "Day", day(v.Review)))
	}
	s.head(v.Title, state, ink, meta...)
	due := v.Review > 0 && v.Review <= s.app.Now().UnixMilli()
	show(due, s.due)
	s.read.open.Importance = map[bool]widget.Importance{true: widget.HighImportance}[due]
	s.read.open.Refresh()
	setText(s.called, t("gauge.measures", "Title", printable(v.Decided.Title)))
	show(v.Decided.Title != "", s.called)
	latest := t("gauge.not_read")
	if r, ok := v.Latest(); ok {
		latest = printable(amount(r.Value, v.Unit))
	}
	setText(s.now, latest)
	goal := t("gauge.from_to", "Baseline", amount(v.Baseline, ""), "Target", printable(amount(v.Target, v.Unit)))
	if v.Due > 0 {
		goal = t("gauge.from_to_by", "Baseline", amount(v.Baseline, ""), "Target", printable(amount(v.Target, v.Unit)), "Day", day(v.Due))
	}
	setText(s.goal, goal)
	s.chart.Set(chartOf(&v.Gauge))
	show(v.Can.Minute, s.read.root)
	s.showTable(&v)
	s.photos.Show(v.Can.Comment)
	s.comments.Show(v.comments, v.Can.Comment)
}

// showTable makes the rows, the latest first. A reading is never changed: another stands in its place.
func (s *gaugeScreen) showTable(v *gaugeView) {
	if len(v.Readings) == s.shown {
		return
	}
	s.shown = len(v.Readings)
	var rows []fyne.CanvasObject
	for i := range slices.Backward(v.Readings) {
		r := &v.Readings[i]
		value := wrapped(printable(amount(r.Value, v.Unit)))
		value.TextStyle.Bold = true
		more := []string{day(r.At), nameOf(v.Names, r.By)}
		if r.Note != "" {
			more = append(more, r.Note)
		}
		if r.Replaced {
			more = append(more, t("gauge.replaced"))
		}
		rows = append(rows, container.New(layout.NewCustomPaddedVBoxLayout(-10), value, small(printable(strings.Join(more, " · ")))))
		if len(rows) == tilesShown {
			rows = append(rows, small(tn("list.earlier", i)))
			break
		}
	}
	if len(rows) == 0 {
		rows = append(rows, small(t("gauge.no_readings")))
	}
	setThings(s.table, []fyne.CanvasObject{rowsCard(rows)})
}
