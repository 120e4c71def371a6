package paper

import (
	"strings"
	"testing"
	"time"

	"moot/store"
	"moot/store/forum"
)

// TestPresencePerItem: who came late and who left early stand under the items where that changes, with the quorum, and nowhere when
// everybody was there throughout.
func TestPresencePerItem(t *testing.T) {
	items := []forum.ID{{1}, {2}, {3}}
	ada, ben, cem := forum.Person{1}, forum.Person{2}, forum.Person{3}
	page := &store.MeetingPage{Names: map[forum.Person]string{ada: "Ada", ben: "Ben", cem: "Cem"}}
	page.Title = "Committee"
	for i, id := range items {
		page.Agenda = append(page.Agenda, forum.Item{ID: id})
		page.Words.Items = append(page.Words.Items, forum.ItemWords{Item: id, Title: []string{"Minutes", "The gate", "Any other business"}[i]})
	}
	page.Attended = []forum.Attender{{Person: ada, As: forum.Present}, {Person: ben, As: forum.Present}, {Name: "Mrs Jones", As: forum.Apologies}}
	if m := Of("Street", page, time.UTC); strings.Contains(m.Markdown(), "Present for this item") {
		t.Errorf("nobody came or went, and the minutes say\n%s", m.Markdown())
	}
	page.Attended[1].To = items[1]
	page.Attended = append(page.Attended, forum.Attender{Person: cem, As: forum.Present, From: items[1]})
	page.Quorum = &forum.Quorate{Need: 3, Of: 3, Items: []int{2, 3, 2}}
	m := Of("Street", page, time.UTC)
	for i, want := range []string{
		"Present for this item: Ada, Ben. Not quorate: 2 present, and 3 must be.",
		"Joined the meeting: Cem. Present for this item: Ada, Ben, Cem.",
		"Left the meeting: Ben. Present for this item: Ada, Cem. Not quorate: 2 present, and 3 must be.",
	} {
		if got := m.Items[i].Present; got != want {
			t.Errorf("item %d says %q, and not %q", i+1, got, want)
		}
	}
	html, err := m.HTML()
	if err != nil || !strings.Contains(string(html), "Left the meeting: Ben.") || !strings.Contains(m.Markdown(), "*Joined the meeting: Cem.") {
		t.Errorf("%v: it is not on the page or in the text", err)
	}
	if _, err := m.PDF(); err != nil {
		t.Error(err)
	}
	if got := Changes(Of("Street", page, time.UTC), Minutes{Group: "Street", Title: "Committee", Items: []Item{{Title: "Minutes"}, {Title: "The gate"}, {Title: "Any other business"}}}); strings.Contains(got, "Present for") {
		t.Errorf("who was there is shown as a correction: %s", got)
	}
}
