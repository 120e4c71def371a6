package paper

import (
	"slices"
	"strings"
	"testing"
	"time"

	"moot/store"
	"moot/store/forum"
)

// committee is a meeting of three items with its words: Ada there throughout, Ben until the second item, Cem from it.
func committee() *store.MeetingPage {
	items := []forum.ID{{1}, {2}, {3}}
	who := func(n byte, name string) forum.Who { return forum.Who{Person: forum.Person{n}, Name: name} }
	page := &store.MeetingPage{Names: map[forum.Person]string{{1}: "Ada", {2}: "Ben", {3}: "Cem"}, Minutes: forum.MinutesDraft, Texts: map[forum.ID]string{}}
	page.Words = forum.Words{Title: "Committee", Quorum: 3, Attended: []forum.Attended{
		{Who: who(1, "Ada"), As: forum.Present}, {Who: who(2, "Ben"), As: forum.Present, To: items[1]},
		{Who: who(3, "Cem"), As: forum.Present, From: items[1]}, {Who: forum.Who{Name: "Mrs Jones"}, As: forum.Apologies}}}
	for i, id := range items {
		page.Words.Items = append(page.Words.Items, forum.ItemWords{Item: id, Title: []string{"Minutes", "The gate", "Any other business"}[i], Votes: 2 + i%2})
		page.Texts[id] = ""
	}
	return page
}

// TestPresencePerItem: who came late and who left early stand under the items where that changes, with the quorum, and nowhere when
// everybody was there throughout.
func TestPresencePerItem(t *testing.T) {
	page := committee()
	m := Of("Street", page, English(time.UTC))
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
	page.Words.Attended[2].To = forum.ID{1} // they went before they came
	if p := PresenceOf(&page.Words); len(p[0].Here)+len(p[0].Came) != 2 || len(p[1].Here) != 2 {
		t.Errorf("somebody who left before they came: %+v", p)
	}
	page.Words.Attended = page.Words.Attended[:1]
	if m := Of("Street", page, English(time.UTC)); strings.Contains(m.Markdown(), "Present for this item") {
		t.Errorf("nobody came or went, and the minutes say\n%s", m.Markdown())
	}
}

// TestSignedPrint: what is signed is printed from the signed words alone, whatever has changed since, and a change of who
// came and went is told as a correction.
func TestSignedPrint(t *testing.T) {
	page := committee()
	page.Signed = forum.Signature{ID: forum.ID{9}, By: forum.Person{1}, Name: "Ada", Words: page.Words}
	page.SignedTexts, page.Minutes = page.Texts, forum.MinutesSigned
	before := Of("Street", page, English(time.UTC))
	page.Names = map[forum.Person]string{{1}: "Adele"}
	page.Words.Attended = slices.Clone(page.Words.Attended)
	page.Words.Attended[0].Who.Name = "Adele" // she took another name; nothing else has changed
	if now := Of("Street", page, English(time.UTC)); now.Markdown() != before.Markdown() || now.Draft != "" {
		t.Errorf("the signed print has changed:\n%s", now.Markdown())
	}
	page.Words.Attended[1].To, page.Minutes = forum.ID{}, forum.MinutesCorrected // Ben stayed after all
	was, ok := Signed("Street", page, English(time.UTC))
	if !ok || was.Markdown() != before.Markdown() {
		t.Errorf("what was signed has changed:\n%s", was.Markdown())
	}
	now := Of("Street", page, English(time.UTC))
	if changes := Changes(was, now); now.Signed != "" || !strings.Contains(changes, "- *Left the meeting: Ben.") {
		t.Errorf("the correction says:\n%s", changes)
	}
}
