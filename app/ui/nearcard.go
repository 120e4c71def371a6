package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// nearTiles says what neighbouring groups tell this one.
func nearTiles(cards []store.Near, open func(*store.Near)) columnWords {
	column := columnWords{key: "near", heading: t("near.title")}
	for i := range cards {
		c := &cards[i]
		w := tileWords{key: "near/" + c.Hash.String(), title: nearTitle(c), open: func() { open(c) }}
		w.meta = strings.Join([]string{c.From, t("notice.until", "Day", day(c.Card.Until))}, " · ")
		w.state, w.ink = nearSort(c), theme.ColorNameForeground
		column.tiles = append(column.tiles, w)
	}
	return column
}

func nearTitle(c *store.Near) string {
	if c.Card.Title == "" {
		return c.From
	}
	return c.Card.Title
}

// nearSort names the sort of a card; one from a newer version is shown as it is.
func nearSort(c *store.Near) string {
	if c.Card.Decision != nil {
		return t("near.decision")
	}
	return noticeSort(c.Card.Sort)
}

// nearCardScreen shows what a neighbouring group tells this one. Nothing of it changes: a card is signed.
type nearCardScreen struct{ root fyne.CanvasObject }

func newNearCard(app *App, c *store.Near) *nearCardScreen {
	sort := newChip()
	sort.Set(nearSort(c), theme.ColorNamePrimary)
	meta := strings.Join([]string{t("near.from", "Group", printable(c.From)), day(c.Card.Made), t("notice.until", "Day", day(c.Card.Until))}, " · ")
	parts := []fyne.CanvasObject{title(printable(nearTitle(c))), chipLine(sort, small(meta))}
	if d := c.Card.Decision; d != nil {
		parts = append(parts, wrapped(t("near.outcome", "State", stateName(d.Outcome))))
	}
	if c.Card.Body != "" {
		body := newProse()
		var segments []widget.RichTextSegment
		app.work(func(context.Context) error {
			segments = formatMarkdown(c.Card.Body, app.follow, app.Log)
			return nil
		}, func(error) { showMarkdown(body, segments) })
		parts = append(parts, newCard(body))
	}
	if c.Card.Contact != "" {
		how, contact := wrapped(t("near.contact")), wrapped(printable(c.Card.Contact))
		how.TextStyle.Bold = true
		parts = append(parts, newCard(container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()), how, contact)))
	}
	return &nearCardScreen{root: page(append(parts, small(t("near.what")))...)}
}

// Object is the screen.
func (s *nearCardScreen) Object() fyne.CanvasObject { return s.root }

// Refresh has nothing to read.
func (s *nearCardScreen) Refresh() {}

// delegationWords says who votes for a person, and for whom that person votes, as far as it holds.
func delegationWords(v *rollView, who forum.Person, now int64) string {
	var lines []string
	for i := range v.proxies {
		d := &v.proxies[i]
		if d.Ended || d.Until < now || d.From != who && d.To != who {
			continue
		}
		lines = append(lines, delegationLine(v, d))
	}
	return strings.Join(lines, "\n")
}
