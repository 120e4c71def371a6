package forum

import (
	"slices"
	"strings"
	"testing"
)

// TestAims: which lines of a group's aims are aims.
func TestAims(t *testing.T) {
	for in, want := range map[string][]string{
		"": nil, "Keep it green.": {"Keep it green."}, "One.\n\nTwo.\n": {"One.", "Two."},
		"# Aims\nWe are for:\n- One\n* Two\n3. Three\n4) Four\n-\n+ Five": {"One", "Two", "Three", "Four", "Five"},
		"2026 is our year\n-5 degrees":                                    {"2026 is our year", "-5 degrees"},
	} {
		if got := AimsIn(in); !slices.Equal(got, want) {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// TestCapacityFile: a charter file gives capacities, keeps who holds them, and says what is wrong in its own line.
func TestCapacityFile(t *testing.T) {
	file := "[capacity.planner]\nadvises = true\nfor = 'the planning officer'\n[capacity.\"Ward councillor\"]\nsigns = 2\nkinds = 'special, budget'\nover = 1000\n[section.North]\n"
	got, err := ParseCharter([]byte(file))
	if err != nil || len(got.Rules.Capacities) != 2 || len(got.Rules.Sections) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	if c, ok := got.Rules.Capacity("Ward councillor"); !ok || c.Signs != 2 || c.Over != 1000 || !slices.Equal(c.Kinds, []string{"budget", "special"}) {
		t.Errorf("%+v", c)
	}
	rules, ok := got.Rules.Appoint("planner", []Person{{2}, {1}, {2}})
	if !ok || len(rules.Held(Person{2})) != 1 || rules.check() != nil || len(got.Rules.Held(Person{2})) != 0 {
		t.Errorf("%+v", rules)
	}
	again, err := ParseCharter(FormatCharter("Street", "", rules))
	if err != nil {
		t.Fatal(err)
	}
	roll := &Roll{Name: "Street", Rules: rules}
	if change, any := again.Change(roll); any {
		t.Errorf("what was printed changes %+v", change.Rules)
	}
	change, any := Charter{Rules: &Rules{Capacities: []Capacity{{Name: "planner", Advises: true, For: "anew"}}}, keepSections: true}.Change(roll)
	if !any || len(change.Rules.Capacities) != 1 || len(change.Rules.Capacities[0].Holders) != 2 || len(change.Rules.Sections) != 1 {
		t.Errorf("%+v", change.Rules)
	}
	for text, want := range map[string]string{
		"[capacity.a]\nadvises = 'yes'": "line 2: write true or false", "[capacity.a]\nsigns = 'two'": "line 2: write how many of them must sign",
		"[capacity.a]\nover = -1": "line 2: write an amount in pence", "[capacity.a]\nholds = 'Ann'": "nothing called \"holds\" in a capacity",
		"[capacity.a]\nsigns = 1\nkinds = 'loud'": "no kind of proposal called \"loud\"", "capacity = 5": "write it as [capacity.planner]",
	} {
		if _, err := ParseCharter([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestCapacityChanges: whoever agrees to a change of the charter is told whom it appoints.
func TestCapacityChanges(t *testing.T) {
	w := newTown(t)
	pat := w.join("Pat", RoleReader)
	w.act(w.founder, KindCharter, ID{}, &Charter{Rules: &Rules{Capacities: []Capacity{
		{Name: "business", Advises: true}, {Name: "planner", Advises: true}, {Name: "police", Advises: true},
	}}}, w.now())
	roll := w.roll()
	to, _ := roll.Rules.Appoint("planner", []Person{pat.id()})
	to.Capacities = append(to.Capacities[:2:2], Capacity{Name: "warden", Signs: 1, Over: 250})
	want := "planner gives advice on proposals; appointed: Pat | " +
		"warden signs off: one person of them must sign before a decision that costs over 2.50 holds; nobody is appointed | nobody is police any more"
	var got []string
	for _, change := range roll.CapacityChanges(&to) {
		got = append(got, change.String())
	}
	if got := strings.Join(got, " | "); got != want {
		t.Errorf("%q", got)
	}
	if got := roll.CapacityChanges(nil); got != nil {
		t.Errorf("%q", got)
	}
}
