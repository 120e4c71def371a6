package cli

import (
	"strings"
	"unicode/utf8"

	"moot/store/forum"
)

// agendaOf gives the agenda of a usual meeting of a group. An annual general meeting is: apologies, minutes of the last
// one, the chair's and the treasurer's reports, an election to each body with those who retire named, motions, and any
// other business.
func (c *call) agendaOf(g forum.ID, template string) ([]string, error) {
	if template == "" {
		return nil, nil
	}
	page, err := c.session.store.Boards(c.ctx, g)
	if err != nil {
		return nil, err
	}
	agenda := []string{"Apologies", "Minutes of the last annual general meeting", "Matters arising", "Chair's report", "Treasurer's report and accounts"}
	for i := range page.Boards {
		b := &page.Boards[i]
		if item, any := electionItem(b, page.Names); any {
			agenda = append(agenda, item)
		}
	}
	if len(page.Boards) == 0 {
		agenda = append(agenda, "Election of officers")
	}
	return append(agenda, "Motions", "Any other business"), nil
}

// electionItem words the item of an election: how many seats there are to fill, and who retires. There is none for a body
// with nothing to fill.
func electionItem(b *forum.Board, names map[forum.Person]string) (item string, any bool) {
	retiring, seats := b.Retirees()
	if seats < 1 {
		return "", false
	}
	item = "Election of the " + b.Name + ": " + count(seats, "seat", "seats")
	if len(retiring) == 0 {
		return item, true
	}
	all := item + "; retiring: " + strings.Join(peopleNames(retiring, names), ", ")
	if utf8.RuneCountInString(all) > forum.MaxTitle {
		all = item + "; " + count(len(retiring), "person retires", "people retire")
	}
	return all, true
}
