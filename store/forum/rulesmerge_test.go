package forum

import (
	"reflect"
	"testing"
)

// TestRulesChangedApart: officers who change different parts of the rules while they are apart, or appoint different
// people, all get what they meant, whoever is heard first.
func TestRulesChangedApart(t *testing.T) {
	w := newTown(t)
	ann, bob := w.founder, w.join("Bob", RoleOfficer)
	cat := w.join("Cat", RoleMember)
	was := Rules{
		Sections:   []Section{{Name: "Elm House"}},
		Capacities: []Capacity{{Name: "planner", Advises: true}, {Name: "police", Advises: true}},
	}
	w.act(ann, KindCharter, ID{}, &Charter{Rules: &was}, w.now())
	apart := w.now()
	annsRules, _ := was.Appoint("planner", []Person{ann.id()})
	annsRules.Voting = &Voting{Blocks: 2}
	bobsRules, _ := was.Appoint("planner", []Person{bob.id()})
	bobsRules, _ = bobsRules.Appoint("police", []Person{cat.id()})
	bobsRules.Sections = []Section{{Name: "Elm House", For: "numbers 1 to 9"}}
	anns := w.act(ann, KindCharter, ID{}, &Charter{Rules: &annsRules}, apart)
	bobs := w.act(bob, KindCharter, ID{}, &Charter{Rules: &bobsRules}, apart)
	w.wantCounts(anns)
	w.wantCounts(bobs)
	r := w.roll().Rules
	if c, _ := r.Capacity("planner"); len(c.Holders) != 2 {
		t.Errorf("%d planners: one of two appointments is lost", len(c.Holders))
	}
	if c, _ := r.Capacity("police"); len(c.Holders) != 1 || r.Voting == nil || r.Voting.Blocks != 2 || r.Sections[0].For == "" {
		t.Errorf("a change made apart is lost: %+v", r)
	}
	// Later, one takes back what both know.
	none, _ := r.Appoint("planner", []Person{bob.id()})
	none.Voting = nil
	w.act(bob, KindCharter, ID{}, &Charter{Rules: &none}, w.now())
	r = w.roll().Rules
	if c, _ := r.Capacity("planner"); len(c.Holders) != 1 || c.Holders[0] != bob.id() || r.Voting != nil {
		t.Errorf("what a later change takes away is still there: %+v", r)
	}
}

// TestAmendedRules: every part of the rules is looked at when changes made apart come together.
func TestAmendedRules(t *testing.T) {
	full := Rules{
		Sections: []Section{{Name: "a"}}, Voting: &Voting{Blocks: 1}, Meeting: &MeetingRules{Notice: 7}, Bodies: []Body{{Name: "board", Seats: 3, Term: 1}},
		Files: &Files{Most: 1}, Cards: 2, Capacities: []Capacity{{Name: "planner", Advises: true, Holders: []Person{{1}}}},
	}
	for i := range reflect.TypeFor[Rules]().NumField() {
		if reflect.ValueOf(full).Field(i).IsZero() {
			t.Fatalf("this test leaves out %s", reflect.TypeFor[Rules]().Field(i).Name)
		}
	}
	if err := full.check(); err != nil {
		t.Fatal(err)
	}
	var none Rules
	if got := full.amended(&none, &none); !reflect.DeepEqual(got, full) {
		t.Errorf("a change that is about nothing took something away: %+v", got)
	}
	if got := full.amended(&full, &none); !reflect.DeepEqual(got, none) {
		t.Errorf("a change that takes everything away left %+v", got)
	}
	if got := none.amended(&none, &full); !reflect.DeepEqual(got, full) {
		t.Errorf("a change that puts everything in gave %+v", got)
	}
}
