package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"moot/app/paper"
	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// newNoticeboard lists what members and neighbouring groups offer, need and tell, with those over at the end.
func newNoticeboard(app *App, group forum.ID, open func(forum.ID), near func(*store.Near), make func()) *shelf {
	return newShelf(app, shelfKind{
		title: t("nav.notices"), add: t("notice.new"), none: t("notice.none"), teach: t("notice.teach"), picture: icon("notices"),
		filters: []string{t("notice.standing"), t("notice.all")}, open: open, make: make,
		read: func(ctx context.Context, filter int) ([]columnWords, bool, error) {
			cards, err := app.Store.Notices(ctx, group)
			if err != nil {
				return nil, false, err
			}
			others, err := app.Store.NearCards(ctx, group)
			columns := noticeColumns(cards, filter == 1, func(c *store.NoticeCard) tileWords {
				return noticeTile(c, ago(app.Now(), c.Made), open)
			})
			over := len(columns) - 1 // which is last
			return slices.Insert(columns, over, nearTiles(others, near)), app.Store.GroupCan(group).Comment, err
		},
	})
}

// noticeColumns sorts notices by what sort they are; those that no longer hold are in a column of their own, if wanted.
func noticeColumns(cards []store.NoticeCard, over bool, tileOf func(*store.NoticeCard) tileWords) []columnWords {
	columns := []columnWords{{key: "offer", heading: t("notice.offers")}, {key: "need", heading: t("notice.needs")}, {key: "news", heading: t("notice.news")},
		{key: "over", heading: t("notice.over")}}
	for i := range cards {
		c := &cards[i]
		at := 2
		switch {
		case c.Ended || c.State == store.NoticeWithdrawn:
			at = 3
		case c.Sort == "offer":
			at = 0
		case c.Sort == "need":
			at = 1
		}
		if at < 3 || over {
			columns[at].tiles = append(columns[at].tiles, tileOf(c))
		}
	}
	return columns
}

func noticeTile(c *store.NoticeCard, when string, open func(forum.ID)) tileWords {
	w := tileWords{key: c.ID.String(), title: c.Title, open: func() { open(c.ID) }}
	meta := []string{c.Name, when}
	if c.Until > 0 {
		meta = append(meta, t("notice.until", "Day", day(c.Until)))
	}
	if c.Comments > 0 {
		meta = append(meta, tn("comment.total", c.Comments))
	}
	w.meta = strings.Join(meta, " · ")
	if state := noticeOver(c.State == store.NoticeWithdrawn, c.Ended); state != "" {
		w.state, w.ink = state, theme.ColorNamePlaceHolder
	}
	return w
}

// noticeOver says in a word why a notice no longer holds; nothing when it does.
func noticeOver(withdrawn, ended bool) string {
	switch {
	case withdrawn:
		return t("notice.withdrawn")
	case ended:
		return t("notice.ended")
	}
	return ""
}

// noticeSort names a sort of notice; one from a newer version is shown as it is.
func noticeSort(sort string) string {
	switch sort {
	case "offer":
		return t("notice.offer")
	case "need":
		return t("notice.need")
	case "news":
		return t("notice.one_news")
	}
	return sort
}

// noticeScreen shows one notice.
type noticeScreen struct {
	thing[noticeView]
	over     *widget.Label
	body     *prose
	text     string
	withdraw *folded
	notice   *store.NoticePage // as it is shown
}

type noticeView struct {
	store.NoticePage
	body     []widget.RichTextSegment
	comments []comment
}

func newNotice(app *App, group, id forum.ID) *noticeScreen {
	s := &noticeScreen{over: wrapped(""), body: newProse()}
	sheet := newSheet(app, "notice-end/"+id.String(), t("notice.withdraw"))
	why := sheet.line("why", t("notice.why_hint"))
	sheet.read = func() (func(context.Context) error, string, fyne.Focusable) {
		reason := trimmed(&why.Entry)
		return func(ctx context.Context) error { return app.Store.WithdrawNotice(ctx, group, id, reason) }, "", nil
	}
	s.withdraw = sheet.fold(t("notice.withdraw"), icon("cross"), wrapped(t("notice.withdraw_what")), field(t("notice.why"), why))
	sheet.done = func() { s.withdraw.Unfold(false); s.Refresh() }
	s.setUp(app, group, id, s.read, s.show, s.over, s.body, s.withdraw.root, s.withPhotos(app, group, id), s.withPapers(app, s.paper))
	return s
}

func (s *noticeScreen) read(ctx context.Context) (v noticeView, err error) {
	if v.NoticePage, err = s.app.Store.Notice(ctx, s.group, s.id); err != nil {
		return v, err
	}
	v.body = formatMarkdown(v.Body, s.app.follow, s.app.Log)
	v.comments = s.talk(v.Comments, v.Names)
	return v, nil
}

func (s *noticeScreen) paper() *paper.Document {
	if s.notice == nil {
		return nil
	}
	return &paper.Document{Title: s.notice.Title, Under: []string{noticeSort(s.notice.Sort), s.meta.Text, s.over.Text}, Parts: []paper.Part{{Body: s.notice.Body}}}
}

func (s *noticeScreen) show(v noticeView) {
	s.notice = &v.NoticePage
	meta := []string{nameOf(v.Names, v.Author), ago(s.app.Now(), v.Made)}
	if v.Until > 0 {
		meta = append(meta, t("notice.until", "Day", day(v.Until)))
	}
	s.head(v.Title, noticeSort(v.Sort), theme.ColorNamePrimary, meta...)
	over := noticeOver(v.Withdrawn, v.Ended)
	if v.Withdrawn {
		over = t("notice.withdrawn_by", "Name", printable(nameOf(v.Names, v.By)))
		if v.Why != "" {
			over += " " + printable(v.Why)
		}
	}
	setText(s.over, over)
	show(over != "", s.over)
	if v.Body != s.text {
		s.text = v.Body
		showMarkdown(s.body, v.body)
	}
	show(v.Body != "", s.body)
	show(v.Can.SetState, s.withdraw.root)
	s.photos.Show(v.Can.SetState)
	s.comments.Show(v.comments, v.Can.Comment)
}

// newNoticeForm posts a notice.
func newNoticeForm(app *App, group forum.ID, made func(forum.ID), cancelled func()) *sheetScreen {
	s := newSheet(app, "notice/"+group.String(), t("notice.make"))
	title, body := s.line("title", t("notice.title_hint")), s.words("body", t("notice.body_hint"), 6)
	until := s.day("until", "")
	var names []string
	for _, one := range forum.NoticeSorts {
		names = append(names, noticeSort(one))
	}
	sort := widget.NewRadioGroup(names, nil)
	sort.Required = true
	sort.SetSelected(names[0])
	s.few("sort", sort)
	var id forum.ID
	s.done, s.gone = func() { made(id) }, cancelled
	s.read = func() (func(context.Context) error, string, fyne.Focusable) {
		n := forum.NewNotice{Title: trimmed(&title.Entry), Body: body.Text, Until: endOf(until)}
		for i := range names {
			if sort.Selected == names[i] {
				n.Sort = forum.NoticeSorts[i]
			}
		}
		if n.Title == "" {
			return nil, t("notice.needs_title"), title
		}
		if n.Until > 0 && n.Until < app.Now().UnixMilli() {
			return nil, t("notice.until_past"), until
		}
		return func(ctx context.Context) (err error) { id, err = app.Store.PostNotice(ctx, group, n); return err }, "", nil
	}
	return s.screen(t("notice.new"), nil, nil, field(t("notice.sort"), sort), field(t("notice.title"), title),
		field(t("notice.body"), body, t("write.marks")), field(t("notice.until_day"), until))
}
