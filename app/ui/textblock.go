package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// textBlock shows one shared text to read, and lets it be written: a proposal's wording, or the minutes of one item.
type textBlock struct {
	app        *App
	group, doc forum.ID
	reread     func() // has the screen read the store again
	turned     func() // to writing, or back to reading; may be nil

	text     string                   // as last read
	segments []widget.RichTextSegment // of it
	can      bool
	none     string // said where there is no text
	rest     string // or said in a few words on the line over it, so that an empty text takes no room
	shown    bool
	prose    *prose
	beside   *besideProse
	here     *hereLine
	others   []writer    // who write here, as last shown
	editor   *textEditor // nil while reading
	write    *widget.Button
	retry    *widget.Button
	status   *widget.Label
	edit     *fyne.Container // holds the editor
	root     *fyne.Container
	past     *historyView // put on the screen by whoever has the block
	frame    fyne.CanvasObject
}

// reading is a text as read from the store, formatted off the UI thread, with what [textBlock.Reading] gave before.
type reading struct {
	text     string
	segments []widget.RichTextSegment
	turn     int
}

func newTextBlock(app *App, group, doc forum.ID, title fyne.CanvasObject, none string, reread func()) *textBlock {
	b := &textBlock{app: app, group: group, doc: doc, none: none, reread: reread, prose: newProse(), here: newHereLine()}
	b.beside = newBesideProse(b.prose)
	b.write = quietButton(t("write.write"), icon("edit"), b.toggle)
	b.status = small("")
	b.retry = quietButton(t("action.try_again"), nil, func() { b.editor.session.Flush() })
	b.retry.Hide()
	b.edit = container.NewVBox()
	b.edit.Hide()
	top := beside(title, b.write, 6, false)
	b.root = container.New(layout.NewCustomPaddedVBoxLayout(0), container.New(closely(), top, b.here.root), b.beside.root, b.edit)
	b.write.Hide()
	b.past = newHistory(app, group, doc, reread)
	app.here.blocks[b] = true
	return b
}

// Reading says which turn of the text a reading that begins now belongs to.
func (b *textBlock) Reading() int {
	if b.editor == nil {
		return 0
	}
	return b.editor.session.Reading()
}

// Show takes a reading; can says whether this person may write.
func (b *textBlock) Show(r reading, can bool) {
	b.can = can
	b.past.Show(r.text, can)
	if b.editor != nil {
		b.editor.session.Offer(r.text, r.turn)
		if !can && !b.editor.session.Unsaved() {
			b.toggle()
		}
	} else {
		show(can, b.write)
		if b.app.desk.Unsaved(b.doc) { // left before it could be saved: take it up again
			b.text = r.text
			b.start()
		}
	}
	if r.text == b.text && b.shown {
		return
	}
	if !b.shown || len(b.others) > 0 {
		defer b.app.here.Hear() // where they write, in these words
	}
	b.text, b.segments, b.shown = r.text, r.segments, true
	if b.editor != nil { // a long text takes a tenth of a second to set: not while somebody types
		b.sayHere()
		return
	}
	b.read()
}

// Base is the text of the store that is shown, or that is being written in.
func (b *textBlock) Base() string {
	if b.editor != nil {
		return b.editor.session.doc.Base()
	}
	return b.text
}

// ShowWriters says who else writes here, at places in the base.
func (b *textBlock) ShowWriters(all []writer) {
	b.others = all
	b.sayHere()
	if b.editor != nil {
		b.editor.margin.Mark(all)
		return
	}
	b.beside.Mark(b.Base(), all)
}

// Rest says in a few words that there is no text, in the place of none.
func (b *textBlock) Rest(words string) {
	b.rest = words
	b.sayHere()
}

func (b *textBlock) sayHere() {
	rest := ""
	if b.Base() == "" && b.editor == nil {
		rest = b.rest
	}
	b.here.Say(b.Base(), b.others, rest)
}

// read sets the words to be read, as they were last shown.
func (b *textBlock) read() {
	b.sayHere()
	show(b.text != "" || b.none != "", b.beside.root)
	segments := b.segments
	if b.text == "" && b.none != "" {
		style := widget.RichTextStyleParagraph
		style.ColorName = theme.ColorNamePlaceHolder
		segments = []widget.RichTextSegment{&widget.TextSegment{Text: b.none, Style: style}}
	}
	showMarkdown(b.prose, segments)
	b.root.Refresh()
}

// toggle changes between reading and writing.
func (b *textBlock) toggle() {
	if b.editor == nil {
		b.start()
		b.app.focus(b.editor)
	} else {
		b.stop()
		b.reread()
	}
	if b.turned != nil {
		b.turned()
	}
}

func (b *textBlock) start() {
	session := b.app.desk.Session(b.group, b.doc, b.text)
	session.reread = b.reread
	session.state = b.tell
	b.editor = newTextEditor(session)
	b.editor.SetPlaceHolder(b.none)
	b.edit.Objects = []fyne.CanvasObject{inset(b.editor.Object()), bordered(nil, nil, nil, b.retry, b.status), small(t("write.marks"))}
	b.edit.Show()
	b.beside.root.Hide()
	b.write.Show()
	b.write.SetText(t("write.done"))
	b.write.SetIcon(icon("check"))
	b.tell()
	b.root.Refresh()
	session.Offer(b.text, session.Reading())
	b.editor.OnCursorChanged = b.app.here.Moved
	b.sayHere()
	b.app.here.Tell()
	b.app.here.Hear()
}

func (b *textBlock) stop() {
	b.editor.session.Detach()
	b.editor = nil
	b.edit.Objects = nil
	b.edit.Hide()
	b.write.SetText(t("write.write"))
	b.write.SetIcon(icon("edit"))
	show(b.can, b.write)
	b.read()
	b.shown = false
	b.app.here.Tell()
}

// tell says in words how far the saving is.
func (b *textBlock) tell() {
	if b.editor == nil {
		return
	}
	s := b.editor.session
	show(s.err != nil && !s.doc.sent, b.retry)
	b.status.Importance = widget.LowImportance
	switch {
	case s.err != nil && !s.doc.sent:
		b.status.Importance = widget.DangerImportance
		b.status.SetText(t("write.not_saved", "Reason", sentence(errorWords(s.err))))
	case s.Unsaved():
		b.status.SetText(t("write.saving"))
	default:
		b.status.SetText(t("write.saved"))
	}
}

// Close leaves the text; what is not saved yet is saved.
func (b *textBlock) Close() {
	if b.editor != nil {
		b.editor.session.Detach()
		b.editor = nil
		b.app.here.Tell()
	}
	b.past.Close()
	delete(b.app.here.blocks, b)
}

// card is the block on a card of its own.
func (b *textBlock) card() fyne.CanvasObject {
	if b.frame == nil {
		b.frame = newCard(b.root)
	}
	return b.frame
}
