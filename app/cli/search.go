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

type hitView struct {
	Kind    string   `json:"kind"` // "proposal", "meeting", "task", "page", "notice", "neighbour", "fund" or "gauge"
	ID      forum.ID `json:"id"`
	Title   string   `json:"title"`
	Excerpt string   `json:"excerpt"`
}

func (s searchCmd) run(c *call) error {
	g, err := c.group(s.Group)
	if err != nil {
		return err
	}
	words := strings.Fields(strings.ToLower(strings.Join(s.Words, " ")))
	if len(words) == 0 {
		return usage("say which words to look for")
	}
	hits := []hitView{}
	proposals, err := c.session.store.Proposals(c.ctx, g, store.Filter{Search: strings.Join(words, " ")})
	if err != nil {
		return err
	}
	for _, p := range proposals {
		hits = append(hits, hitView{"proposal", p.ID, p.Title, p.Excerpt})
	}
	meetings, err := c.searchMeetings(g, words)
	if err != nil {
		return err
	}
	hits = append(hits, meetings...)
	others, err := c.searchTitles(g, words)
	if err != nil {
		return err
	}
	hits = append(hits, others...)
	rows := make([][]string, len(hits))
	for i, h := range hits {
		rows[i] = []string{short(h.ID), h.Kind, h.Title, h.Excerpt}
	}
	text := table(rows)
	if len(hits) == 0 {
		text = fmt.Sprintf("Nothing here has %q in it.", strings.Join(words, " "))
	}
	return c.reply(hits, text)
}

// searchMeetings looks in titles, places, agendas and minutes.
func (c *call) searchMeetings(g forum.ID, words []string) ([]hitView, error) {
	cards, err := c.session.store.Meetings(c.ctx, g)
	if err != nil {
		return nil, err
	}
	var hits []hitView
	for _, card := range cards {
		page, err := c.session.store.Meeting(c.ctx, g, card.ID)
		if err != nil {
			return nil, err
		}
		text := card.Title + "\n" + card.Place
		for _, item := range page.Agenda {
			text += "\n" + item.Title + "\n" + page.Texts[item.ID]
		}
		if excerpt, ok := findWords(text, words); ok {
			hits = append(hits, hitView{"meeting", card.ID, card.Title, excerpt})
		}
	}
	return hits, nil
}

// searchTitles looks in the titles of all else, and in the start of its wording.
func (c *call) searchTitles(g forum.ID, words []string) ([]hitView, error) {
	things, err := c.session.store.Headings(c.ctx, g)
	var hits []hitView
	for _, t := range things {
		if t.Kind == forum.KindProposal || t.Kind == forum.KindMeeting {
			continue // looked through above, further than their titles
		}
		if _, ok := findWords(t.Title+"\n"+t.Excerpt, words); ok {
			hits = append(hits, hitView{t.Noun, t.ID, t.Title, t.Excerpt})
		}
	}
	return hits, err
}

// findWords says whether all words (in lower case) occur in text, and gives the line that has most of them.
func findWords(text string, words []string) (excerpt string, ok bool) {
	whole := strings.ToLower(text)
	for _, w := range words {
		if !strings.Contains(whole, w) {
			return "", false
		}
	}
	best := -1
	for line := range strings.Lines(text) {
		n := 0
		for _, w := range words {
			if strings.Contains(strings.ToLower(line), w) {
				n++
			}
		}
		if n > best {
			best, excerpt = n, line
		}
	}
	return clip(strings.TrimSpace(excerpt), 160), true
}

// clip shortens text to at most n characters.
func clip(s string, n int) string {
	letters := []rune(s)
	if len(letters) <= n {
		return s
	}
	return string(letters[:n-1]) + "…"
}
