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

// historyView shows the past of a shared text: a slider goes through its moments, and for each it shows who wrote, what
// changed and how the text stood then, and offers to put these words back. It reads nothing until opened.
type historyView struct {
	app        *App
	group, doc forum.ID
	reread     func() // has the screen read the store again

	open           *widget.Button
	slider         *widget.Slider
	earlier, later *widget.Button
	who, place     *widget.Label
	changed        *widget.Label // how much
	changes        *prose
	shownOf        *widget.Label
	text           *prose
	back, undo     *widget.Button
	note           *widget.Label // what became of putting back
	none           *widget.Label
	panel, root    *fyne.Container

	opened, can bool
	now         string // the text as the screen last read it
	moments     []store.Moment
	at          int // the one shown
	load        loader[[]store.Moment]
	draw        loader[momentView]
	put         *rewording // the last words put back, for undo
}

// momentView is one moment as it is drawn, made off the UI thread.
type momentView struct {
	at            int
	changes, text []widget.RichTextSegment
	in, out       int // words
}

// rewording is an edit: from which words to which, whatever others write meanwhile.
type rewording struct{ was, now string }

func newHistory(app *App, group, doc forum.ID, reread func()) *historyView {
	h := &historyView{app: app, group: group, doc: doc, reread: reread}
	h.open = quietButton(t("history.show"), icon("clock"), h.toggle)
	h.slider = widget.NewSlider(0, 1)
	h.slider.Step = 1
	h.slider.OnChanged = func(v float64) {
		if int(v) != h.at {
			h.show(int(v))
		}
	}
	h.earlier = widget.NewButton(t("history.earlier"), func() { h.step(-1) })
	h.later = widget.NewButton(t("history.later"), func() { h.step(1) })
	h.who, h.place = heading(""), small("")
	h.changed, h.changes = small(""), newProse()
	h.shownOf, h.text = heading(t("history.whole")), newProse()
	h.back = widget.NewButtonWithIcon(t("history.put_back"), icon("back"), h.putBack)
	h.undo = widget.NewButton(t("history.undo"), h.undoPutBack)
	h.note, h.none = wrapped(""), small(t("history.none"))
	steps := container.NewGridWithColumns(2, tall(h.earlier), tall(h.later))
	close := layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding())
	h.panel = container.NewVBox(newCard(container.NewVBox(container.New(close, h.who, h.place),
		inset(container.NewStack(spot(thumb), newTrack(h.slider))), inset(steps),
		container.New(close, heading(t("history.changed")), h.changed, h.changes), container.New(close, h.shownOf, h.text),
		container.New(close, h.note, buttonRow(h.back, h.undo)))))
	for _, o := range []fyne.CanvasObject{h.panel, h.none, h.undo, h.note} {
		o.Hide()
	}
	h.root = container.NewVBox(buttonRow(h.open), h.none, h.panel)
	h.load = loader[[]store.Moment]{app: app, begin: h.reading, show: h.take}
	h.draw = loader[momentView]{app: app, begin: h.drawing, show: h.drawn}
	return h
}

// apart takes the button out, to stand at the foot of the text.
func (h *historyView) apart() fyne.CanvasObject {
	setThings(h.root, []fyne.CanvasObject{h.none, h.panel})
	return buttonRow(h.open)
}

// tall gives a button the height of a thumb at least.
func tall(b *widget.Button) fyne.CanvasObject { return container.NewStack(spotOf(0, thumb), b) }

// Show brings an open history up to date: text is the latest, and can says whether this person may write.
func (h *historyView) Show(text string, can bool) {
	news := text != h.now
	h.now, h.can = text, can
	if h.opened && news {
		h.load.Refresh()
	}
	h.offer()
}

// Close gives up what is being read.
func (h *historyView) Close() {
	h.load.Close()
	h.draw.Close()
}

func (h *historyView) toggle() {
	h.opened = !h.opened
	if h.opened {
		h.open.SetText(t("history.hide"))
		h.load.Refresh()
	} else {
		h.open.SetText(t("history.show"))
		show(false, h.panel, h.none)
	}
	h.root.Refresh()
}

func (h *historyView) reading() func(context.Context) ([]store.Moment, error) {
	return func(ctx context.Context) ([]store.Moment, error) { return h.app.Store.TextPast(ctx, h.group, h.doc) }
}

// take shows a reading. Who looked at the latest words goes on to those; who looked at others stays there.
func (h *historyView) take(moments []store.Moment) {
	if !h.opened {
		return
	}
	at := len(moments) - 1
	if h.at < len(h.moments)-1 {
		seen := h.moments[h.at].To
		if i := slices.IndexFunc(moments, func(m store.Moment) bool { return m.To >= seen }); i >= 0 {
			at = i
		}
	}
	h.moments = moments
	show(len(moments) > 0, h.panel)
	show(len(moments) == 0, h.none)
	if len(moments) > 0 {
		h.slider.Max = float64(max(1, len(moments)-1))
		h.show(at)
	}
	h.root.Refresh()
}

func (h *historyView) step(by int) { h.show(min(max(0, h.at+by), len(h.moments)-1)) }

// show goes to a moment. What it looks like is made off the UI thread, the latest asked for last.
func (h *historyView) show(at int) {
	if at < 0 || at >= len(h.moments) {
		h.slider.SetValue(float64(h.at)) // a slider with one stop cannot be drawn
		return
	}
	h.at = at
	h.slider.SetValue(float64(at))
	m := &h.moments[at]
	setText(h.who, t("history.version", "Name", printable(inRow(m.Names...)), "Time", dayAndTime(m.To)))
	setText(h.place, t("history.place", "Number", at+1, "All", len(h.moments)))
	enable(at > 0, h.earlier)
	enable(at < len(h.moments)-1, h.later)
	show(len(h.moments) > 1, h.slider)
	h.offer()
	h.draw.Refresh()
}

func (h *historyView) drawing() func(context.Context) (momentView, error) {
	v, was, now := momentView{at: h.at}, "", ""
	if h.at < len(h.moments) {
		now = h.moments[h.at].Text
	}
	if h.at > 0 && h.at <= len(h.moments) {
		was = h.moments[h.at-1].Text
	}
	return func(context.Context) (momentView, error) {
		if was != now {
			v.changes = wordChanges(was, now)
			v.in, v.out = wordsChanged(was, now)
		}
		v.text = formatMarkdown(now, h.app.follow, h.app.Log)
		return v, nil
	}
}

func (h *historyView) drawn(v momentView) {
	if v.at != h.at {
		return // another is on its way
	}
	words := t("history.same")
	if len(v.changes) > 0 {
		var parts []string
		if v.in > 0 {
			parts = append(parts, tn("history.put_in", v.in))
		}
		if v.out > 0 {
			parts = append(parts, tn("history.taken_out", v.out))
		}
		words = strings.Join(append([]string{strings.Join(parts, " · ")}, t("history.legend")), "\n")
	}
	setText(h.changed, words)
	showMarkdown(h.changes, v.changes)
	showMarkdown(h.text, v.text)
	h.root.Refresh()
}

// offer offers what can be done with the moment that is shown.
func (h *historyView) offer() {
	if h.at >= len(h.moments) {
		return
	}
	latest := h.moments[h.at].Text == h.now
	show(h.can && !latest, h.back)
	show(h.can && h.put != nil, h.undo)
	words := ""
	switch {
	case h.put != nil:
		words = t("history.put_back_done")
	case latest:
		words = t("history.now")
	}
	setText(h.note, words)
	show(words != "", h.note)
}

// putBack writes the words of a moment again: an edit like any other, so that nothing of what they replace is lost.
func (h *historyView) putBack() {
	edit := &rewording{h.now, h.moments[h.at].Text}
	h.edit(edit, edit, h.back)
}

// undoPutBack takes that back, and nothing that others wrote since.
func (h *historyView) undoPutBack() { h.edit(&rewording{h.put.now, h.put.was}, nil, h.undo) }

// edit writes a rewording; put is what can be undone then.
func (h *historyView) edit(e, put *rewording, by *widget.Button) {
	enable(false, by)
	h.app.work(func(ctx context.Context) error {
		_, err := h.app.Store.EditText(ctx, h.group, h.doc, e.was, e.now)
		return err
	}, func(err error) {
		enable(true, by)
		if err != nil {
			h.app.tell(err)
			return
		}
		h.put = put
		h.at = len(h.moments) - 1 // and on to the moment this made
		h.offer()
		h.reread()
	})
}
