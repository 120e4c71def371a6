package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"moot/store"
	"moot/store/forum"
)

// versionsShown bounds the history shown: the latest versions.
const versionsShown = 50

// historyView shows who changed a shared text and when, and the text as it stood then. It reads nothing until opened.
type historyView struct {
	app        *App
	group, doc forum.ID
	open       *widget.Button
	list       *fyne.Container
	text       *prose
	shownOf    *widget.Label
	root       *fyne.Container
	opened     bool
}

// sitting is a run of changes by one person with no one else's and no long pause between: what people call one version.
type sitting struct {
	store.Version
	changes int
}

// sittingPause parts two sittings of one person, in milliseconds.
const sittingPause = 30 * 60 * 1000

func newHistory(app *App, group, doc forum.ID) *historyView {
	h := &historyView{app: app, group: group, doc: doc, list: container.NewVBox(), text: newProse(), shownOf: heading("")}
	h.open = quietButton(t("history.show"), icon("clock"), h.toggle)
	h.shownOf.Hide()
	h.list.Hide()
	h.text.Hide()
	h.root = container.NewVBox(buttonRow(h.open), h.list, h.shownOf, h.text)
	return h
}

// Show brings an open history up to date.
func (h *historyView) Show(map[forum.Person]string) {
	if h.opened {
		h.read()
	}
}

func (h *historyView) toggle() {
	h.opened = !h.opened
	show(h.opened, h.list)
	h.text.Hide()
	h.shownOf.Hide()
	if h.opened {
		h.open.SetText(t("history.hide"))
		h.read()
	} else {
		h.open.SetText(t("history.show"))
	}
	h.root.Refresh()
}

func (h *historyView) read() {
	var versions []store.Version
	h.app.work(func(ctx context.Context) (err error) {
		versions, err = h.app.Store.TextHistory(ctx, h.group, h.doc)
		return err
	}, func(err error) {
		if err != nil {
			h.app.tell(err)
			return
		}
		h.show(sittings(versions))
	})
}

// sittings joins the changes one person made in one go; newest first.
func sittings(versions []store.Version) []sitting {
	var out []sitting
	for _, v := range versions {
		if v.By.Zero() { // the empty document, which nobody wrote
			continue
		}
		if n := len(out); n > 0 && out[n-1].By == v.By && v.Time-out[n-1].Time < sittingPause {
			out[n-1].Version = v
			out[n-1].changes++
			continue
		}
		out = append(out, sitting{Version: v, changes: 1})
	}
	slices.Reverse(out)
	return out
}

func (h *historyView) show(all []sitting) {
	h.list.Objects = nil
	for _, v := range all[:min(len(all), versionsShown)] {
		label := t("history.version", "Name", v.Name, "Time", dayAndTime(v.Time))
		link := widget.NewHyperlink(label, nil)
		link.Wrapping = fyne.TextWrapWord
		link.OnTapped = func() { h.showAt(v, label) }
		h.list.Add(link)
	}
	if len(all) == 0 {
		h.list.Add(small(t("history.none")))
	}
	h.root.Refresh()
}

func (h *historyView) showAt(v sitting, label string) {
	var segments []widget.RichTextSegment
	h.app.work(func(ctx context.Context) error {
		text, err := h.app.Store.TextAt(ctx, h.group, h.doc, v.Heads)
		segments = formatMarkdown(text, h.app.follow, h.app.Log)
		return err
	}, func(err error) {
		if err != nil {
			h.app.tell(err)
			return
		}
		h.shownOf.SetText(t("history.as_it_stood", "Version", label))
		h.shownOf.Show()
		showMarkdown(h.text, segments)
		h.text.Show()
		h.root.Refresh()
	})
}
