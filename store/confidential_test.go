package store

import (
	"bytes"
	"testing"
	"time"

	"moot/store/forum"
)

// TestConfidential: the words of the confidential part are on officers' devices and nowhere else, and everybody sees that
// there is one.
func TestConfidential(t *testing.T) {
	ann, bob, cat := device(t, "Ann"), device(t, "Bob"), device(t, "Cat")
	g := must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Mill Lane"}))
	join(t, ann, bob, g)
	join(t, ann, cat, g)
	b, _ := bob.Me()
	ok(t, ann.SetRole(ctx, g, b.Person, forum.RoleOfficer, ""))
	m := must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "Spring", At: time.Now().Add(-time.Hour).UnixMilli()}, []string{"Money"}))
	_, err := ann.AddConfidential(ctx, g, m, "The complaint about Zephyrine")
	refusedWith(t, err, "no officers' group")
	_, err = cat.Confide(ctx, g)
	refusedWith(t, err, "only an officer")
	own := must[OfficersGroup](t)(ann.Confide(ctx, g))
	if again := must[OfficersGroup](t)(ann.Confide(ctx, g)); again.ID != own.ID || len(own.Lacking) != 1 || own.Lacking[0].Name != "Bob" {
		t.Errorf("the officers' group: %+v then %+v", own, again)
	}
	if needs := must[[]forum.Need](t)(ann.Needs(ctx, own.ID)); len(needs) != 1 || needs[0].What != "invite" || needs[0].Title != "Bob" {
		t.Errorf("needs %+v", needs)
	}
	join(t, ann, bob, own.ID)
	item := must[ConfidentialItem](t)(ann.AddConfidential(ctx, g, m, "The complaint about Zephyrine"))
	must[string](t)(ann.EditText(ctx, own.ID, item.Own, "", "Zephyrine did not do it."))
	_, err = ann.EditText(ctx, g, item.Item, "", "Zephyrine did not do it.")
	refusedWith(t, err, "confidential")
	give(t, ann, bob, g)
	give(t, ann, cat, g)
	give(t, ann, bob, own.ID)

	page := must[MeetingPage](t)(cat.Meeting(ctx, g, m))
	if len(page.Agenda) != 2 || page.Agenda[1].Title != forum.ConfidentialTitle {
		t.Errorf("Cat sees %+v", page.Agenda)
	}
	for _, s := range []*Store{ann, bob} {
		w := must[WholeMeeting](t)(s.WholeMeeting(ctx, g, m))
		if w.Words.Items[1].Title != "Confidential: The complaint about Zephyrine" || w.Texts[w.Words.Items[1].Item] != "Zephyrine did not do it." {
			t.Errorf("an officer sees %+v, %v", w.Words.Items, w.Texts)
		}
		if !bytes.Contains(values(t, s), []byte("Zephyrine")) {
			t.Error("the search does not find the words where they are")
		}
	}
	_, err = cat.WholeMeeting(ctx, g, m)
	refusedWith(t, err, "only on the devices of officers")
	if held := values(t, cat); bytes.Contains(held, []byte("Zephyrine")) || bytes.Contains(held, own.ID[:]) || bytes.Contains(held, []byte(own.Name)) {
		t.Error("something of the confidential part is on Cat's device")
	}
	same(t, g, ann, bob, cat)
	same(t, own.ID, ann, bob)

	ok(t, ann.SetRole(ctx, g, b.Person, forum.RoleMember, ""))
	if needs := must[[]forum.Need](t)(ann.Needs(ctx, own.ID)); len(needs) != 1 || needs[0].What != "remove" || needs[0].Title != "Bob" {
		t.Errorf("needs %+v", needs)
	}
	ok(t, ann.Remove(ctx, own.ID, b.Person, "no officer any more"))
	if needs := must[[]forum.Need](t)(ann.Needs(ctx, own.ID)); len(needs) != 0 {
		t.Errorf("needs %+v", needs)
	}
}

// TestConfidentialTakenUpAgain: when the power goes between the two agendas, the silent item that is there is used.
func TestConfidentialTakenUpAgain(t *testing.T) {
	ann := device(t, "Ann")
	g := must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Mill Lane"}))
	m := must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "Spring", At: 1}, nil))
	must[OfficersGroup](t)(ann.Confide(ctx, g))
	left := must[forum.ID](t)(ann.addItem(ctx, g, m, forum.NewItem{Title: forum.ConfidentialTitle, Confidential: true}))
	first := must[ConfidentialItem](t)(ann.AddConfidential(ctx, g, m, "A"))
	second := must[ConfidentialItem](t)(ann.AddConfidential(ctx, g, m, "B"))
	if first.Item != left || second.Item == left || second.Meeting != first.Meeting {
		t.Errorf("left %v, then %+v and %+v", left, first, second)
	}
}

// TestWholePresence: where somebody came or went at a silent item, the whole meeting says it of what that stands for.
func TestWholePresence(t *testing.T) {
	silent, one, two := forum.ID{1}, forum.ID{2}, forum.ID{3}
	main := forum.Words{Quorum: 3, Items: []forum.ItemWords{{Item: silent, Votes: 2}, {Item: forum.ID{4}, Votes: 3}},
		Attended: []forum.Attended{{As: forum.Present, From: silent, To: silent}}}
	own := &MeetingPage{Meeting: forum.Meeting{Agenda: []forum.Item{{ID: one, Part: silent}, {ID: two, Part: silent}}},
		Words: forum.Words{Items: []forum.ItemWords{{Item: one}, {Item: two}}}}
	w := together(main, own)
	if a := w.Attended[0]; len(w.Items) != 3 || a.From != one || a.To != two || w.Items[1].Votes != 2 || w.Items[2].Votes != 3 {
		t.Errorf("%+v", w)
	}
	if main.Attended[0].From != silent {
		t.Error("the words of the main meeting were changed")
	}
}
