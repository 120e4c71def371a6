package forum

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// village makes random histories: several neighbours who act on what they have each seen, and now and then meet.
type village struct {
	*town
	people  []*neighbour
	seen    []*History
	tickets []Ticket
}

func newVillage(t *rapid.T, tb testing.TB, steps int) *village {
	v := &village{town: newTown(tb)}
	v.people = append(v.people, v.founder)
	for i, role := range []Role{RoleOfficer, RoleOfficer, RoleMember, RoleMember} {
		v.people = append(v.people, v.join(fmt.Sprintf("Neighbour %d", i), role))
	}
	v.people = append(v.people, newNeighbour("Newcomer"), newNeighbour("Stranger"))
	for range v.people {
		h := NewHistory(v.group)
		if err := h.Add(v.acts...); err != nil {
			tb.Fatal(err)
		}
		v.seen = append(v.seen, h)
	}
	for range steps {
		v.step(t)
	}
	return v
}

func (v *village) step(t *rapid.T) {
	i := rapid.IntRange(0, len(v.people)-2).Draw(t, "who")
	j := rapid.IntRange(0, len(v.people)-1).Draw(t, "whom")
	me, other, h := v.people[i], v.people[j], v.seen[i]
	before := len(v.acts)
	heads := h.Now().Cite()
	switch rapid.SampledFrom([]string{"meet", "meet", "meet", "invite", "admit", "admit", "approve", "role", "role", "remove", "remove", "revoke", "rename", "charter", "newer", "newer", "newer"}).Draw(t, "deed") {
	case "meet":
		if err := h.Add(past(v.town, v.seen[j].heads)...); err != nil {
			t.Fatal(err)
		}
	case "invite":
		role := rapid.SampledFrom([]Role{RoleMember, RoleOfficer, RoleReader}).Draw(t, "role")
		v.tickets = append(v.tickets, v.invite(me, Offer{Role: role, Uses: rapid.IntRange(1, 2).Draw(t, "uses"), Approve: rapid.Bool().Draw(t, "approve")}, heads))
	case "admit":
		if len(v.tickets) == 0 {
			return
		}
		tk := v.tickets[len(v.tickets)-1-rapid.IntRange(0, min(3, len(v.tickets)-1)).Draw(t, "ticket")]
		v.act(me, KindAdmit, ID{}, &Admit{v.ask(tk, other, start)}, heads)
	case "approve":
		v.act(me, KindApprove, ID{}, &Approve{other.id()}, heads)
	case "role":
		role := rapid.SampledFrom([]Role{RoleMember, RoleOfficer, RoleOfficer, RoleReader}).Draw(t, "role")
		section := rapid.SampledFrom([]string{"", "North", "South"}).Draw(t, "section")
		v.act(me, KindRole, ID{}, &Grant{Person: other.id(), Role: role, Section: section}, heads)
	case "remove":
		v.act(me, KindRemove, ID{}, &Remove{Person: other.id(), Pins: []Pin{{other.dev(), ContentLane, uint64(len(v.acts))}}}, heads)
	case "revoke":
		if len(v.tickets) > 0 {
			v.act(me, KindRevoke, rapid.SampledFrom(v.tickets).Draw(t, "ticket").Invite, &Revoke{}, heads)
		}
	case "rename":
		v.act(me, KindRename, ID{}, &Rename{fmt.Sprintf("%s the %dth", me.name, len(v.acts))}, heads)
	case "charter":
		v.act(me, KindCharter, ID{}, &Charter{Name: fmt.Sprintf("Lane %d", len(v.acts))}, heads)
	default:
		v.newer(t, i, j, heads)
	}
	if err := h.Add(v.acts[before:]...); err != nil {
		t.Fatal(err)
	}
}

// newer does one of the deeds that are about what others have done, with whatever there is to do them to.
func (v *village) newer(t *rapid.T, i, j int, heads []ID) {
	me, other, now := v.people[i], v.people[j], v.seen[i].Now()
	spare := &neighbour{name: other.name, person: other.person, device: testKey(fmt.Sprint("spare ", len(v.acts))), time: start}
	switch rapid.SampledFrom([]string{"rules", "link", "retire", "answer", "uphold", "accept", "readmit", "recover"}).Draw(t, "newer") {
	case "rules":
		guard := rapid.SampledFrom([]Guard{{}, {Kind: GuardConsent, Number: 1}, {Kind: GuardQuorum, Percent: 50}, {Kind: GuardHearing, Days: 1}}).Draw(t, "guard")
		v.act(me, KindCharter, ID{}, &Charter{Rules: &Rules{Sections: []Section{{Name: "North", Removal: guard, Charter: guard}}}}, heads)
	case "link":
		a, err := NewLink(v.group, other.id(), other.person, spare.device, other.name, start)
		if err != nil {
			t.Fatal(err)
		}
		v.act(me, KindDevice, ID{}, &Link{a}, heads)
		if i == j { // and goes on from there
			v.people, v.seen = append(v.people[:len(v.people)-1:len(v.people)-1], spare, v.people[len(v.people)-1]),
				append(v.seen[:len(v.seen)-1:len(v.seen)-1], v.clone(v.seen[i]), v.seen[len(v.seen)-1])
		}
	case "retire":
		v.act(me, KindRetire, ID{}, &Retire{Device: other.dev()}, heads)
	case "answer":
		if len(now.Matters) > 0 {
			m := rapid.SampledFrom(now.Matters).Draw(t, "matter")
			v.act(me, KindAnswer, m.ID, &Answer{rapid.SampledFrom([]Stance{StanceAgree, StanceAgree, StanceObject}).Draw(t, "stance"), ""}, heads)
		}
	case "uphold":
		if len(now.Undone) > 0 {
			v.act(me, KindUphold, rapid.SampledFrom(now.Undone).Draw(t, "undone").Act, &Uphold{}, heads)
		}
	case "accept":
		v.act(me, KindAccept, ID{}, &Accept{Person: other.id(), Pins: []Pin{{other.dev(), ContentLane, 99}}}, heads)
	case "readmit":
		if third := v.people[rapid.IntRange(0, len(v.people)-1).Draw(t, "third")]; third.id() != other.id() {
			v.act(me, KindReadmit, ID{}, &Readmit{Person: other.id(), New: third.id()}, heads)
		}
	case "recover":
		v.act(me, KindRecover, ID{}, &Recover{Officers: []Person{other.id()}}, heads)
	}
}

// clone gives a history with the same acts.
func (v *village) clone(h *History) *History {
	c := NewHistory(v.group)
	if err := c.Add(past(v.town, h.heads)...); err != nil {
		v.t.Fatal(err)
	}
	return c
}

// past gives the acts in the causal past of heads, themselves included, by looking them up and nothing cleverer.
func past(w *town, heads []ID) []Act {
	byID := map[ID]Act{}
	for _, a := range w.acts {
		byID[a.ID] = a
	}
	in := map[ID]bool{}
	todo := slices.Clone(heads)
	for len(todo) > 0 {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if in[id] || id.Zero() {
			continue
		}
		in[id] = true
		todo = append(append(todo, byID[id].Roll...), byID[id].Prev)
	}
	var out []Act
	for _, a := range w.acts {
		if in[a.ID] {
			out = append(out, a)
		}
	}
	return out
}

func shuffled(t *rapid.T, acts []Act) []Act {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 1))
	out := slices.Clone(acts)
	out = append(out, out[:r.IntN(len(out)+1)]...)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// TestEveryOrderGivesOneRoll is convergence for the roll: shuffled, repeated, in batches, one by one with
// questions in between, or all at once.
func TestEveryOrderGivesOneRoll(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v := newVillage(rt, t, rapid.IntRange(5, 60).Draw(rt, "steps"))
		want, err := Resolve(v.acts)
		if err != nil {
			rt.Fatal(err)
		}
		again, err := Resolve(shuffled(rt, v.acts))
		if err != nil {
			rt.Fatal(err)
		}
		if again.Digest() != want.Digest() {
			rt.Fatalf("another order gave another roll:\n%+v\n%+v", want, again)
		}
		h := NewHistory(v.group)
		for rest := v.acts; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(rt, "batch")
			if err := h.Add(shuffled(rt, rest[:n])...); err != nil {
				rt.Fatal(err)
			}
			if rapid.Bool().Draw(rt, "ask") {
				h.Now()
			}
			rest = rest[n:]
		}
		if got := h.Now(); got.Digest() != want.Digest() {
			rt.Fatalf("batches gave another roll:\n%+v\n%+v", want, got)
		}
	})
}

// TestAtIsThePast checks At against resolving just the past, at every act and at random sets of them.
func TestAtIsThePast(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v := newVillage(rt, t, rapid.IntRange(5, 40).Draw(rt, "steps"))
		h := NewHistory(v.group)
		if err := h.Add(v.acts...); err != nil {
			rt.Fatal(err)
		}
		for range 12 {
			heads := []ID{rapid.SampledFrom(v.acts).Draw(rt, "head").ID}
			for range rapid.IntRange(0, 3).Draw(rt, "more") {
				heads = append(heads, rapid.SampledFrom(v.acts).Draw(rt, "head").ID)
			}
			got, missing := h.At(heads)
			if len(missing) > 0 {
				rt.Fatalf("missing %v", missing)
			}
			want, err := Resolve(past(v.town, heads))
			if err != nil {
				rt.Fatal(err)
			}
			if got.Digest() != want.Digest() {
				rt.Fatalf("the roll at %v is\n%+v\nand by itself\n%+v", heads, got, want)
			}
		}
	})
}

// TestKnownOnlyGrows: no act that arrives makes a known device unknown.
func TestKnownOnlyGrows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v := newVillage(rt, t, rapid.IntRange(5, 40).Draw(rt, "steps"))
		h := NewHistory(v.group)
		known := map[Device]bool{}
		for _, a := range v.acts {
			if err := h.Add(a); err != nil {
				rt.Fatal(err)
			}
			r := h.Now()
			for d := range known {
				if !r.Known(d) {
					rt.Fatalf("%s is no longer known after a %s", d, a.Kind)
				}
			}
			for d := range r.known {
				known[d] = true
			}
		}
	})
}
