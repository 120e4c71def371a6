package ui

import (
	"context"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// commentsShown is how many comments are shown before asking for earlier ones: a long column is slow to lay out.
const commentsShown = 60

// commentsView shows the comments on a proposal or a meeting, replies under what they reply to, and takes new ones.
type commentsView struct {
	app       *App
	group, on forum.ID
	changed   func() // has the screen read the store again

	all     []comment
	most    int
	rows    map[forum.ID]*commentRow
	replyTo forum.ID

	title    *widget.Label
	earlier  *widget.Button
	list     *fyne.Container
	composer *area
	lines    int // that it has room for
	naming   *naming
	send     *widget.Button
	replying *widget.Label
	replyBox *fyne.Container
	under    fyne.CanvasObject // the composer, for the foot of the screen
	root     fyne.CanvasObject
}

// comment is one comment ready to be shown.
type comment struct {
	forum.Comment
	name     string
	depth    int // 0 for a comment, 1 for a reply
	segments []widget.RichTextSegment
}

// commentFormatter formats comments off the UI thread, each once: a comment never changes.
type commentFormatter struct {
	done map[forum.ID][]widget.RichTextSegment
}

// threads puts replies under the comment whose thread they belong to, in order of time, and formats them.
func (f *commentFormatter) threads(comments []forum.Comment, names map[forum.Person]string, follow func(*url.URL), log *slog.Logger) []comment {
	if f.done == nil {
		f.done = map[forum.ID][]widget.RichTextSegment{}
	}
	parent := map[forum.ID]forum.ID{}
	for i := range comments {
		parent[comments[i].ID] = comments[i].ReplyTo
	}
	root := func(id forum.ID) forum.ID {
		for range len(parent) { // a chain of replies is no longer than that, even if it bites its own tail
			if _, known := parent[parent[id]]; !known {
				return id
			}
			id = parent[id]
		}
		return id
	}
	under := map[forum.ID][]comment{}
	var roots []forum.ID
	for _, c := range comments {
		if _, ok := f.done[c.ID]; !ok {
			f.done[c.ID] = formatMarkdown(c.Body, follow, log)
		}
		r := root(c.ID)
		item := comment{Comment: c, name: nameOf(names, c.Author), segments: f.done[c.ID]}
		if r != c.ID {
			item.depth = 1
		}
		if len(under[r]) == 0 {
			roots = append(roots, r)
		}
		under[r] = append(under[r], item)
	}
	var out []comment
	for _, r := range roots {
		slices.SortStableFunc(under[r], func(a, b comment) int { return a.depth - b.depth })
		out = append(out, under[r]...)
	}
	return out
}

// nameOf is what a person is called, or the start of their key where the name is not known yet.
func nameOf(names map[forum.Person]string, p forum.Person) string {
	if n := names[p]; n != "" {
		return n
	}
	return p.String()[:8]
}

func newComments(app *App, group, on forum.ID, changed func()) *commentsView {
	v := &commentsView{app: app, group: group, on: on, changed: changed, most: commentsShown, rows: map[forum.ID]*commentRow{}}
	v.title = heading("")
	v.title.Hide()
	v.earlier = quietButton("", nil, func() {
		v.most += commentsShown
		v.arrange()
	})
	v.earlier.Hide()
	v.list = container.NewVBox()
	v.root = container.NewVBox(v.title, v.earlier, v.list)
	v.makeComposer()
	return v
}

func (v *commentsView) makeComposer() {
	key := "comment/" + v.on.String()
	v.composer = newArea(t("comment.write"), 1)
	v.composer.SetText(v.app.desk.Draft(key))
	v.naming = newNaming(v.app, v.group, v.composer)
	v.composer.OnChanged = func(words string) {
		v.app.desk.Keep(key, words)
		v.ready()
		v.naming.Follow(words)
	}
	v.composer.send = v.submit
	v.composer.paste = func(words string) bool { return v.app.files != nil && v.app.files(words) }
	v.send = widget.NewButtonWithIcon(t("action.send"), theme.MailSendIcon(), v.submit)
	v.send.Importance = widget.HighImportance
	v.replying = small("")
	v.replying.Truncation = fyne.TextTruncateEllipsis
	v.replying.Wrapping = fyne.TextWrapOff
	v.replyBox = bordered(nil, nil, nil, quietButton("", icon("cross"), func() { v.answer(forum.ID{}, "") }), v.replying)
	v.replyBox.Hide()
	box := bordered(container.NewVBox(v.replyBox, v.naming.root), nil, nil, container.NewVBox(layout.NewSpacer(), v.send), v.composer)
	v.under = container.NewBorder(widget.NewSeparator(), nil, nil, nil, container.NewPadded(box))
	v.ready()
}

// ready gives the composer room, and the button beside it, once something is written: until then the page has it.
func (v *commentsView) ready() {
	rows := 1
	if v.composer.Text != "" {
		rows = 3
	}
	if v.lines != rows {
		v.lines = rows
		v.composer.SetMinRowsVisible(rows)
	}
	show(rows > 1, v.send)
	enable(strings.TrimSpace(v.composer.Text) != "", v.send)
}

// Show takes what was read; can says whether this person may comment.
func (v *commentsView) Show(all []comment, can bool) {
	v.all = all
	show(can, v.under)
	show(len(all) > 0, v.title)
	setText(v.title, tn("comment.total", len(all)))
	v.arrange()
}

// arrange puts the newest comments in the column, making only the rows that are new.
func (v *commentsView) arrange() {
	first := max(0, len(v.all)-v.most)
	for first > 0 && v.all[first].depth > 0 { // never a reply without what it replies to
		first--
	}
	show(first > 0, v.earlier)
	v.earlier.SetText(tn("comment.earlier", first))
	now := v.app.Now()
	var rows []fyne.CanvasObject
	for i := first; i < len(v.all); i++ {
		c := &v.all[i]
		row, ok := v.rows[c.ID]
		if !ok {
			row = newCommentRow(c, func() { v.answer(c.ID, c.name) })
			v.rows[c.ID] = row
		}
		row.Set(c, now)
		rows = append(rows, row.root)
	}
	setThings(v.list, rows)
}

// answer makes the next comment a reply; a zero id makes it a comment of its own.
func (v *commentsView) answer(to forum.ID, name string) {
	v.replyTo = to
	v.replying.SetText(t("comment.replying", "Name", name))
	show(!to.Zero(), v.replyBox)
	v.under.Refresh()
	v.app.focus(v.composer)
}

func (v *commentsView) submit() {
	body := strings.TrimSpace(v.composer.Text)
	if body == "" || v.composer.Disabled() {
		return
	}
	group, on, to, st := v.group, v.on, v.replyTo, v.app.Store
	enable(false, v.send, v.composer)
	v.app.work(func(ctx context.Context) error {
		_, err := st.Comment(ctx, group, on, body, to)
		return err
	}, func(err error) {
		enable(true, v.composer)
		if err != nil {
			v.ready()
			v.app.tell(err) // the words stay in the composer
			return
		}
		v.composer.SetText("")
		v.replyTo = forum.ID{}
		v.replyBox.Hide()
		v.changed()
	})
}

// commentRow is one comment.
type commentRow struct {
	name, when *widget.Label
	root       fyne.CanvasObject
}

func newCommentRow(c *comment, reply func()) *commentRow {
	r := &commentRow{when: small(""), name: widget.NewLabel("")}
	r.when.Wrapping = fyne.TextWrapOff
	r.name.TextStyle.Bold = true
	r.name.SizeName = theme.SizeNameCaptionText
	r.name.Truncation = fyne.TextTruncateEllipsis
	prose := newProse()
	showMarkdown(prose, c.segments)
	answer := quietButton(t("comment.reply"), icon("comment"), reply)
	top := beside(r.name, abreast(r.when, answer), 10, false)
	card := newCard(container.New(layout.NewCustomPaddedVBoxLayout(-8), top, prose))
	left := float32(0)
	if c.depth > 0 {
		left = 28
	}
	r.root = container.New(padding(0, 0, left, 0), card)
	return r
}

// Set brings the name and the time up to date.
func (r *commentRow) Set(c *comment, now time.Time) {
	setText(r.name, printable(c.name))
	setText(r.when, ago(now, c.Time))
}
