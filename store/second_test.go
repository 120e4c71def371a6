package store

import (
	"strings"
	"testing"

	"moot/store/forum"
)

// block is a group of two sections: Ann, its officer, and Nell and Nick are of North, which must consent to removals and
// to new rules; Sam is of neither.
func block(t *testing.T) (g forum.ID, ann, nell, nick, sam *Store) {
	t.Helper()
	ann, nell, nick, sam = device(t, "Ann"), device(t, "Nell"), device(t, "Nick"), device(t, "Sam")
	consent := forum.Guard{Kind: forum.GuardConsent, Number: 1}
	g = must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Elm Row", Rules: &forum.Rules{
		Sections: []forum.Section{{Name: "North", Removal: consent, Charter: consent}},
	}}))
	ok(t, ann.SetRole(ctx, g, self(ann), forum.RoleOfficer, "North"))
	for _, s := range []*Store{nell, nick, sam} {
		join(t, ann, s, g)
	}
	for _, s := range []*Store{nell, nick} {
		ok(t, ann.SetRole(ctx, g, self(s), forum.RoleMember, "North"))
	}
	for _, s := range []*Store{nell, nick, sam} {
		give(t, ann, s, g)
	}
	return g, ann, nell, nick, sam
}

func self(s *Store) forum.Person { me, _ := s.Me(); return me.Person }

// matter is the one thing that is asked for.
func matter(t *testing.T, s *Store, g forum.ID) forum.Matter {
	t.Helper()
	ms := must[*forum.Roll](t)(s.Roll(ctx, g)).Matters
	if len(ms) != 1 {
		t.Fatalf("matters %+v; want one", ms)
	}
	return ms[0]
}

func settled(t *testing.T, s *Store, g forum.ID) {
	t.Helper()
	if ms := must[*forum.Roll](t)(s.Roll(ctx, g)).Matters; len(ms) != 0 {
		t.Fatalf("still asked for: %+v", ms)
	}
}

func standing(t *testing.T, s *Store, g forum.ID, p forum.Person) forum.Standing {
	t.Helper()
	m, _ := must[*forum.Roll](t)(s.Roll(ctx, g)).Find(p)
	return m.Standing
}

func wantRefused(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(strings.ToLower(err.Error()), words) {
		t.Errorf("%v; want refused for %q", err, words)
	}
}

// TestCreateWithCharter: a group can start with sections.
func TestCreateWithCharter(t *testing.T) {
	g, ann, _, _, sam := block(t)
	for _, s := range []*Store{ann, sam} {
		if r := must[*forum.Roll](t)(s.Roll(ctx, g)); len(r.Rules.Sections) != 1 || r.Rules.Sections[0].Name != "North" {
			t.Errorf("rules %+v", r.Rules)
		}
	}
}

// TestSecondAnswers: for somebody of a section that is owed consent, to second is to agree; for whoever has no part in
// it, it is refused.
func TestSecondAnswers(t *testing.T) {
	g, ann, nell, nick, sam := block(t)
	ok(t, ann.Remove(ctx, g, self(nell), "noise"))
	for _, s := range []*Store{nell, nick, sam} {
		give(t, ann, s, g)
	}
	m := matter(t, ann, g)
	wantRefused(t, sam.Second(ctx, g, m.ID), "person concerned")
	wantRefused(t, sam.Second(ctx, g, g), "nothing with that id")
	ok(t, nell.Second(ctx, g, m.ID)) // counts for nothing, but may be said
	if m := matter(t, nell, g); len(m.Asked) != 1 || len(m.Said) != 1 {
		t.Errorf("the person concerned agreed: %+v", m)
	}
	ok(t, nick.Second(ctx, g, m.ID))
	settled(t, nick, g)
	if got := standing(t, nick, g, self(nell)); got != forum.StandingRemoved {
		t.Errorf("Nell is %s", got)
	}
	if _, err := nick.Removal(ctx, g, self(nell)); err != nil {
		t.Error(err)
	}
	_, err := nick.Removal(ctx, g, self(sam))
	wantRefused(t, err, "has not been removed")
}

// TestSecondAsksAndAnswers: an officer of the section whose consent is owed gives both with one word, and the content is
// that of the first.
func TestSecondAsksAndAnswers(t *testing.T) {
	g, ann, nell, nick, _ := block(t)
	for _, s := range []*Store{nell, nick} { // three officers now, each of North
		ok(t, ann.SetRole(ctx, g, self(s), forum.RoleOfficer, "North"))
	}
	rules := forum.Rules{Sections: []forum.Section{{Name: "South"}}}
	ok(t, ann.SetCharter(ctx, g, forum.Charter{Name: "Elm Lane", Aims: "Green", Rules: &rules}))
	give(t, ann, nell, g)
	give(t, ann, nick, g)
	r := must[*forum.Roll](t)(ann.Roll(ctx, g))
	if r.Name != "Elm Lane" || r.Aims != "Green" || r.Rules.Sections[0].Name != "North" {
		t.Errorf("the name and aims need no consent, the rules do: %q %q %+v", r.Name, r.Aims, r.Rules)
	}
	m := matter(t, nell, g)
	if can := must[MatterCan](t)(nell.MatterCan(ctx, g, &m)); !can.AskToo || !can.Agree {
		t.Errorf("Nell can do %+v", can)
	}
	ok(t, nell.Second(ctx, g, m.ID))
	settled(t, nell, g)
	if r := must[*forum.Roll](t)(nell.Roll(ctx, g)); len(r.Rules.Sections) != 1 || r.Rules.Sections[0].Name != "South" {
		t.Errorf("rules %+v", r.Rules)
	}
}

// TestSecondEveryKind: an officer's removal, an officer's role, a readmission and a recovery.
func TestSecondEveryKind(t *testing.T) {
	g, ann, nell, nick, sam := block(t)
	late := device(t, "Sam")
	text := must[string](t)(ann.Invite(ctx, g, InviteTerms{Approve: true}, nil))
	tk := must[forum.Ticket](t)(forum.ParseTicket(text))
	ok(t, late.BeginJoin(ctx, tk))
	must[forum.Standing](t)(ann.Admit(ctx, g, must[forum.Ask](t)(late.Ask(ctx, tk))))

	ok(t, ann.Readmit(ctx, g, self(sam), self(late), "his voice"))
	m := matter(t, ann, g)
	wantRefused(t, ann.Second(ctx, g, m.ID), "you have agreed to this already; it still lacks this: one more")
	give(t, ann, nick, g) // there is one officer, so any voting member is the second
	ok(t, nick.Second(ctx, g, m.ID))
	settled(t, nick, g)
	if r := must[*forum.Roll](t)(nick.Roll(ctx, g)); !isSame(r, self(sam), self(late)) {
		t.Error("Sam has not come back")
	}
	give(t, nick, ann, g)

	for _, s := range []*Store{nell, nick} {
		ok(t, ann.SetRole(ctx, g, self(s), forum.RoleOfficer, "North"))
	}
	give(t, ann, nell, g)
	ok(t, ann.SetRole(ctx, g, self(nick), forum.RoleMember, "North"))
	give(t, ann, nell, g)
	ok(t, nell.Second(ctx, g, matter(t, nell, g).ID))
	settled(t, nell, g)
	give(t, nell, nick, g)

	ok(t, nell.Remove(ctx, g, self(nell), "")) // both officers leave
	give(t, nell, ann, g)
	ok(t, ann.Remove(ctx, g, self(ann), ""))
	give(t, ann, nick, g)
	ok(t, nick.Recover(ctx, g, []forum.Person{self(sam), self(nick)}))
	m = matter(t, nick, g)
	give(t, ann, late, g)
	give(t, nick, late, g)
	ok(t, late.Second(ctx, g, m.ID))
	settled(t, late, g)
	if r := must[*forum.Roll](t)(late.Roll(ctx, g)); !r.Can(self(sam), forum.PowerOffice) || !r.Can(self(nick), forum.PowerOffice) {
		t.Error("the members' officers are not in office")
	}
}

// isSame says whether somebody has the key of another, who is gone from the roll.
func isSame(r *forum.Roll, old, key forum.Person) bool {
	m, _ := r.Find(old)
	_, there := r.Find(key)
	return m.Key == key && !there
}

// TestFindMatter: by id, by its start, and by the name of whom it is about.
func TestFindMatter(t *testing.T) {
	g, ann, nell, nick, _ := block(t)
	ok(t, ann.Remove(ctx, g, self(nell), ""))
	ok(t, ann.SetCharter(ctx, g, forum.Charter{Rules: &forum.Rules{}}))
	for _, ref := range []string{"nell", "charter"} {
		m := must[*forum.Matter](t)(ann.FindMatter(ctx, g, ref))
		for _, again := range []string{m.ID.String(), m.ID.String()[:12]} {
			if same := must[*forum.Matter](t)(ann.FindMatter(ctx, g, again)); same.ID != m.ID {
				t.Errorf("%s is another", again)
			}
		}
	}
	_, err := ann.FindMatter(ctx, g, "Nick")
	wantRefused(t, err, "no matter")
	ok(t, ann.SetRole(ctx, g, self(nell), forum.RoleReader, "North"))
	_, err = ann.FindMatter(ctx, g, "Nell")
	wantRefused(t, err, "2 different")
	_, err = nick.FindUndone(ctx, g, "Nell")
	wantRefused(t, err, "no undone act")
}
