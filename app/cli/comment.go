package cli

import (
	"strings"

	"moot/store/forum"
)

type commentCmd struct {
	On      string `arg:"" help:"A proposal, a meeting, a task, a page, a notice, a neighbour, a fund or a gauge."`
	Body    string `help:"A file with the comment (Markdown), or - for standard input." placeholder:"FILE|-" default:"-"`
	ReplyTo string `help:"The comment that this one answers." placeholder:"COMMENT"`
}

func (m commentCmd) run(c *call) error {
	g, on, comments, err := c.commented(m.On)
	if err != nil {
		return err
	}
	var replyTo forum.ID
	if m.ReplyTo != "" {
		if replyTo, err = findComment(comments, m.ReplyTo); err != nil {
			return err
		}
	}
	body, err := c.text(m.Body)
	if err != nil {
		return err
	}
	body = strings.TrimSpace(body)
	if body == "" {
		return refuse("bad_input", "the comment is empty")
	}
	id, err := c.session.store.Comment(c.ctx, g, on, body, replyTo)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Comment forum.ID `json:"comment"`
		On      forum.ID `json:"on"`
	}{id, on}, "Said.  ("+short(id)+")")
}

// commented finds the thing that an argument means, with the comments on it so far.
func (c *call) commented(ref string) (g, id forum.ID, comments []forum.Comment, err error) {
	if g, id, err = c.subject("", ref); err == nil {
		comments, err = c.session.store.Comments(c.ctx, g, id)
	}
	return g, id, comments, err
}

func findComment(comments []forum.Comment, ref string) (forum.ID, error) {
	var found forum.ID
	for _, one := range comments {
		if len(ref) < 6 || !strings.HasPrefix(one.ID.String(), strings.ToLower(ref)) {
			continue
		}
		if !found.Zero() {
			return found, refuse("ambiguous", "more than one comment's id begins with %s: give more of it", ref)
		}
		found = one.ID
	}
	if found.Zero() {
		return found, refuse("not_found", "there is no comment %s here: give its id, or the first six digits of it or more", ref)
	}
	return found, nil
}
