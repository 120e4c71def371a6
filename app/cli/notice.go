package cli

import (
	"fmt"

	"moot/store"
	"moot/store/forum"
)

type noticeCmd struct {
	List     noticeListCmd     `cmd:"" help:"List a group's notices: offers, needs and news."`
	Show     noticeShowCmd     `cmd:"" help:"Show a notice with its comments."`
	Post     noticePostCmd     `cmd:"" help:"Post a notice."`
	Withdraw noticeWithdrawCmd `cmd:"" help:"Withdraw a notice for good."`
}

type noticeView struct {
	Notice    forum.ID     `json:"notice"`
	Kind      string       `json:"kind"` // "offer", "need" or "news"
	Title     string       `json:"title"`
	Body      string       `json:"body"`
	Until     string       `json:"until"`
	Ended     bool         `json:"ended"` // its day has passed
	Withdrawn bool         `json:"withdrawn"`
	Author    string       `json:"author"`
	Person    forum.Person `json:"person"`
	Made      string       `json:"made"`
}

type noticeListCmd struct {
	Group string `arg:"" help:"The group."`
	Kind  string `help:"Only these: offer, need or news." enum:",offer,need,news" default:""`
	All   bool   `help:"Those withdrawn or past their day too."`
}

func (n noticeListCmd) run(c *call) error {
	g, err := c.group(n.Group)
	if err != nil {
		return err
	}
	cards, err := c.session.store.Notices(c.ctx, g)
	if err != nil {
		return err
	}
	type view struct {
		noticeView
		Comments int `json:"comments"`
	}
	views, rows := []view{}, [][]string{}
	for _, one := range cards {
		v := viewNotice(one)
		if !n.All && (v.Withdrawn || v.Ended) || n.Kind != "" && n.Kind != v.Kind {
			continue
		}
		views = append(views, view{v, one.Comments})
		rows = append(rows, []string{short(v.Notice), v.Kind, v.Author, v.standing(), v.Title})
	}
	return c.reply(views, table(rows))
}

func viewNotice(n store.NoticeCard) noticeView {
	return noticeView{n.ID, n.Sort, n.Title, n.Body, stamp(n.Until), n.Ended, n.State == store.NoticeWithdrawn, n.Name, n.Author, stamp(n.Made)}
}

func (v noticeView) standing() string {
	switch {
	case v.Withdrawn:
		return "withdrawn"
	case v.Ended:
		return "past"
	case v.Until != "":
		return "until " + v.Until[:10]
	}
	return ""
}

type noticePageView struct {
	noticeView
	Group    forum.ID      `json:"group"`
	Why      string        `json:"why"` // it was withdrawn
	Comments []commentView `json:"comments"`
}

type noticeShowCmd struct {
	Notice string `arg:"" help:"The notice."`
}

func (n noticeShowCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindNotice, n.Notice)
	if err != nil {
		return err
	}
	v, err := c.noticePage(g, id)
	if err != nil {
		return err
	}
	return c.reply(v, fmt.Sprintf("%s  (%s)\n%s by %s  %s\n\n%s\n", v.Title, short(v.Notice), v.Kind, v.Author, v.standing(), v.Body))
}

func (c *call) noticePage(g, id forum.ID) (noticePageView, error) {
	p, err := c.session.store.Notice(c.ctx, g, id)
	return noticePageView{
		noticeView{p.ID, p.Sort, p.Title, p.Body, stamp(p.Until), p.Ended, p.Withdrawn, p.Names[p.Author], p.Author, stamp(p.Made)},
		g, p.Why, viewComments(p.Comments, p.Names),
	}, err
}

type noticePostCmd struct {
	Group string   `arg:"" help:"The group."`
	Kind  string   `help:"offer, need or news." enum:"offer,need,news" default:"news"`
	Title string   `help:"The title." required:""`
	Body  string   `help:"A file with the text (Markdown), or - for standard input." placeholder:"FILE|-"`
	Until deadline `help:"The last day it holds, such as 2026-12-01." placeholder:"DATE"`
	Share bool     `help:"Let neighbouring groups see it (not in this version)."`
}

func (n noticePostCmd) run(c *call) error {
	if n.Share {
		return refuse("not_yet", "this version of Moot cannot show notices to neighbouring groups: post it without --share, for this group only")
	}
	g, err := c.group(n.Group)
	if err != nil {
		return err
	}
	made := forum.NewNotice{Sort: n.Kind, Title: n.Title, Until: n.Until.ms()}
	if made.Body, err = c.optional(n.Body); err != nil {
		return err
	}
	id, err := c.session.store.PostNotice(c.ctx, g, made)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Notice forum.ID `json:"notice"`
		Title  string   `json:"title"`
	}{id, n.Title}, fmt.Sprintf("Posted: %s  (%s)", n.Title, short(id)))
}

type noticeWithdrawCmd struct {
	Notice string `arg:"" help:"The notice."`
	Why    string `help:"Why, such as: it has been taken."`
}

func (n noticeWithdrawCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindNotice, n.Notice)
	if err != nil {
		return err
	}
	if err := c.session.store.WithdrawNotice(c.ctx, g, id, n.Why); err != nil {
		return err
	}
	v, err := c.noticePage(g, id)
	if err != nil {
		return err
	}
	return c.reply(v, "Withdrawn: "+v.Title)
}
