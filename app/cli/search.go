package cli

import (
	"fmt"
	"strings"

	"moot/store"
	"moot/store/forum"
)

type searchCmd struct {
	Group string   `arg:"" help:"The group."`
	Words []string `arg:"" help:"The words; all of them must occur."`
}

// Help adds to the command's own help.
func (searchCmd) Help() string {
	return fmt.Sprintf("Looks in titles, wordings, minutes, and everything that was said about a thing: comments, reasons, notes, motions. Not for who wrote it. Of wordings and minutes it opens the %d with the newest activity, and says so when there are more.", store.MaxRead)
}

type hitView struct {
	Kind    string   `json:"kind"` // "proposal", "meeting", "task", "page", "notice", "fund" or "gauge"
	ID      forum.ID `json:"id"`
	Title   string   `json:"title"`
	Excerpt string   `json:"excerpt"` // the line that has most of the words
}

func (s searchCmd) run(c *call) error {
	g, err := c.group(s.Group)
	if err != nil {
		return err
	}
	words := strings.Join(strings.Fields(strings.Join(s.Words, " ")), " ")
	if words == "" {
		return usage("say which words to look for")
	}
	found, partial, err := c.session.store.Search(c.ctx, g, words)
	if err != nil {
		return err
	}
	if partial && !c.json {
		c.note("There is more than one search opens: of what is older, only titles, comments and the start of the wording were looked through.")
	}
	hits, rows := make([]hitView, len(found)), make([][]string, len(found))
	for i, h := range found {
		hits[i] = hitView{h.Noun, h.ID, h.Title, clip(h.Line, 160)}
		rows[i] = []string{short(h.ID), h.Noun, h.Title, hits[i].Excerpt}
	}
	text := table(rows)
	if len(hits) == 0 {
		text = fmt.Sprintf("Nothing here has %q in it.", words)
	}
	return c.reply(hits, text)
}

// clip shortens text to at most n characters.
func clip(s string, n int) string {
	letters := []rune(s)
	if len(letters) <= n {
		return s
	}
	return string(letters[:n-1]) + "…"
}
