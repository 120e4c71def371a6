package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"moot/store/forum"
)

// newGauges lists what a group measures.
func newGauges(app *App, group forum.ID, open func(forum.ID), make func()) *shelf {
	return newShelf(app, shelfKind{
		title: t("nav.gauges"), add: t("gauge.new"), none: t("gauge.none"), teach: t("gauge.teach"), picture: icon("gauges"), open: open, make: make,
		read: func(ctx context.Context, _ int) ([]columnWords, bool, error) {
			cards, err := app.Store.Gauges(ctx, group)
			all := columnWords{key: "gauges"}
			now := app.Now().UnixMilli()
			for i := range cards {
				c := &cards[i]
				w := tileWords{key: c.ID.String(), title: c.Title, open: func() { open(c.ID) }}
				w.state, w.ink = trendName(c.Trend)
				w.meta = t("gauge.from_to", "Baseline", amount(c.Baseline, ""), "Target", amount(c.Target, c.Unit))
				if c.Latest != nil {
					w.meta = t("gauge.now", "Value", amount(*c.Latest, c.Unit)) + " · " + w.meta
				}
				if c.Review > 0 && c.Review <= now {
					w.note = t("gauge.review_due")
				}
				all.tiles = append(all.tiles, w)
			}
			return []columnWords{all}, app.Store.GroupCan(group).Minute, err
		},
	})
}

// amount writes a number with its unit.
func amount(d forum.Decimal, unit string) string {
	return strings.TrimSpace(localNumber(strings.Replace(d.String(), "-", "–", 1)) + " " + unit)
}

// trendName says in words how a gauge is going, with the colour that goes with it.
func trendName(trend forum.Trend) (string, fyne.ThemeColorName) {
	switch trend {
	case forum.TrendNone:
		return t("gauge.trend.unread"), theme.ColorNamePlaceHolder
	case forum.TrendReached:
		return t("gauge.trend.reached"), colorYes
	case forum.TrendNearer:
		return t("gauge.trend.nearer"), colorYes
	case forum.TrendFurther:
		return t("gauge.trend.further"), theme.ColorNameWarning
	case forum.TrendSame:
		return t("gauge.trend.same"), theme.ColorNameForeground
	}
	return string(trend), theme.ColorNameForeground
}

// newGaugeForm begins to measure something.
func newGaugeForm(app *App, group forum.ID, made func(forum.ID), cancelled func()) *sheetScreen {
	s := newSheet(app, "gauge/"+group.String(), t("gauge.make"))
	title, unit := s.line("title", t("gauge.title_hint")), s.line("unit", t("gauge.unit_hint"))
	baseline, target := s.line("baseline", t("gauge.number_hint")), s.line("target", t("gauge.number_hint"))
	due, review := s.day("due", ""), s.day("review", "")
	var id forum.ID
	s.done, s.gone = func() { made(id) }, cancelled
	s.read = func() (func(context.Context) error, string, fyne.Focusable) {
		n := forum.NewGauge{Title: trimmed(&title.Entry), Unit: trimmed(&unit.Entry), Due: endOf(due), Review: endOf(review)}
		if n.Title == "" {
			return nil, t("gauge.needs_title"), title
		}
		if n.Review > 0 && n.Review < app.Now().UnixMilli() {
			return nil, t("date.over"), review
		}
		var err error
		if n.Baseline, err = readNumber(baseline.Text); err != nil {
			return nil, t("gauge.bad_number"), baseline
		}
		if n.Target, err = readNumber(target.Text); err != nil {
			return nil, t("gauge.bad_number"), target
		}
		return func(ctx context.Context) (err error) { id, err = app.Store.NewGauge(ctx, group, n); return err }, "", nil
	}
	return s.screen(t("gauge.new"), nil, nil, field(t("gauge.title"), title), field(t("gauge.unit"), unit), field(t("gauge.baseline"), baseline),
		field(t("gauge.target"), target), field(t("gauge.due"), due), field(t("gauge.review"), review))
}

// readNumber reads a number as people type it: "12", "0.75", "1,250".
func readNumber(typed string) (forum.Decimal, error) {
	return forum.ParseDecimal(plainNumber(typed))
}
