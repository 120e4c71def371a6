package ui

import (
	"cmp"
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// titleLine shows the title of a page, and lets whoever may change it do so in place.
type titleLine struct {
	app   *App
	key   string                                        // what is being typed is kept under
	save  func(ctx context.Context, title string) error // off the UI thread
	saved func()

	words        *widget.RichText
	edit         *widget.Button
	side         *fyne.Container // it, as high as a thumb
	entry        *lineEntry
	ok, cancel   *widget.Button
	shown, form  *fyne.Container
	root         *fyne.Container
	title        string
	can, editing bool
}

func newTitleLine(app *App, of forum.ID, save func(context.Context, string) error, saved func()) *titleLine {
	l := &titleLine{app: app, key: "title/" + of.String(), save: save, saved: saved, words: widget.NewRichText()}
	l.words.Wrapping = fyne.TextWrapWord
	l.edit = quietButton("", icon("edit"), func() { l.turn(true) })
	l.side = container.NewStack(spot(thumb), l.edit)
	l.side.Hide()
	l.entry = newLineEntry("")
	l.entry.OnSubmitted = func(string) { l.submit() }
	l.entry.OnChanged = func(words string) {
		if words == l.title {
			words = ""
		}
		app.desk.Keep(l.key, words)
	}
	l.entry.escape = func() { l.turn(false) }
	l.ok = widget.NewButtonWithIcon(t("action.save"), icon("check"), l.submit)
	l.ok.Importance = widget.HighImportance
	l.cancel = widget.NewButton(t("action.cancel"), l.leave)
	l.shown = bordered(nil, nil, nil, container.NewVBox(l.side), l.words)
	l.form = container.NewVBox(inset(l.entry), buttonRow(l.ok, l.cancel))
	l.form.Hide()
	l.root = container.NewVBox(l.shown, l.form)
	return l
}

// Show takes the title as read; can says whether this person may change it. A change being typed stays, also while another screen is shown.
func (l *titleLine) Show(title string, can bool) {
	l.can = can
	show(can, l.side)
	if title == l.title {
		return
	}
	l.title = title
	l.words.Segments = []widget.RichTextSegment{&widget.TextSegment{Text: printable(title), Style: widget.RichTextStyle{
		SizeName: theme.SizeNameHeadingText, ColorName: theme.ColorNameForeground, TextStyle: fyne.TextStyle{Bold: true}}}}
	l.words.Refresh()
	l.root.Refresh()
}

func (l *titleLine) turn(editing bool) {
	l.editing = editing
	show(!editing, l.shown)
	show(editing, l.form)
	if editing {
		l.entry.SetText(cmp.Or(l.app.desk.Draft(l.key), l.title))
		l.app.focus(l.entry)
	}
	l.root.Refresh()
}

// leave is when the title has been changed, or is not to be.
func (l *titleLine) leave() {
	l.turn(false)
	l.app.desk.Keep(l.key, "")
}

func (l *titleLine) submit() {
	title := strings.TrimSpace(l.entry.Text)
	switch title {
	case "":
		l.app.tell(errorText(t("titleline.needed")))
		l.app.focus(l.entry)
		return
	case l.title:
		l.leave()
		return
	}
	enable(false, l.ok, l.cancel, l.entry)
	l.app.work(func(ctx context.Context) error { return l.save(ctx, title) }, func(err error) {
		enable(true, l.ok, l.cancel, l.entry)
		if err != nil {
			l.app.tell(err)
			return
		}
		l.leave()
		l.saved()
	})
}
