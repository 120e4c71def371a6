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
	switch rapid.SampledFrom([]string{"meet", "meet", "meet", "invite", "admit", "admit", "approve", "role", "remove", "revoke", "rename", "charter"}).Draw(t, "deed") {
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
		v.act(me, KindRole, ID{}, &Grant{Person: other.id(), Role: role}, heads)
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
	}
	if err := h.Add(v.acts[before:]...); err != nil {
		t.Fatal(err)
	}
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

// TestEveryOrderGivesOneRoll is convergence (design §7.1) for the roll: shuffled, repeated, in batches, one by one with
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
