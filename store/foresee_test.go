package store

import (
	"errors"
	"math/rand"
	"reflect"
	"testing"

	"moot/store/forum"
)

// TestForesightIsWhatComes: in a group with sections, what is said of an act before it is made is what comes of it when
// it is made: refused or not, and with what still lacking.
func TestForesightIsWhatComes(t *testing.T) {
	unraced(t)
	r := rand.New(rand.NewSource(7))
	v := newVillage(t, r, 6)
	ann := v.devices[0]
	people := make([]forum.Person, len(v.devices))
	for i, d := range v.devices {
		me, _ := d.MeIn(v.g)
		people[i] = me.Person
		if i > 0 {
			ok(t, ann.SetRole(ctx, v.g, people[i], pick1(r, []forum.Role{forum.RoleOfficer, forum.RoleMember}), pick1(r, []string{"", "North", "South"})))
		}
	}
	rules := func() *forum.Rules {
		guard := func() forum.Guard {
			return forum.Guard{Kind: pick1(r, []forum.GuardKind{forum.GuardNone, forum.GuardHearing, forum.GuardQuorum, forum.GuardConsent}), Number: 1 + r.Intn(2), Days: 3}
		}
		return &forum.Rules{Sections: []forum.Section{{Name: "North", Removal: guard(), Charter: guard()}, {Name: "South", Removal: guard(), Charter: guard()}}}
	}
	ok(t, ann.SetCharter(ctx, v.g, forum.Charter{Rules: rules()}))
	refused, pending, atOnce := 0, 0, 0
	for range 300 {
		d, who := pick1(r, v.devices), pick1(r, people)
		give(t, ann, d, v.g)
		before := must[*forum.Roll](t)(d.Roll(ctx, v.g))
		var k forum.Kind
		var subject forum.ID
		var body any
		switch n := r.Intn(8); {
		case n == 0:
			k, body = forum.KindRemove, forum.Remove{Person: who}
		case n == 1:
			k, body = forum.KindCharter, forum.Charter{Rules: rules()}
		case n <= 4 && len(before.Matters) > 0:
			m := pick1(r, before.Matters)
			k, subject, body = forum.KindAnswer, m.ID, forum.Answer{Stance: pick1(r, []forum.Stance{forum.StanceAgree, forum.StanceObject})}
		case n == 5 && len(before.Matters) > 0:
			m := pick1(r, before.Matters)
			k, body = m.Kind, asked(&m)
		default:
			k, body = forum.KindRole, forum.Grant{Person: who, Role: pick1(r, []forum.Role{forum.RoleOfficer, forum.RoleMember, forum.RoleReader}), Section: pick1(r, []string{"", "North", "South"})}
		}
		f := must[Foresight](t)(d.Foresee(ctx, v.g, subject, k, body))
		_, err := d.act(ctx, v.g, subject, k, body)
		var no *RefusedError
		if errors.As(err, &no) != (f.Refused != nil) || err != nil && no == nil {
			t.Fatalf("%s %+v: foreseen %+v, and came to %v", k, body, f, err)
		}
		if err != nil {
			refused++
			continue
		}
		lacks := ""
		for _, m := range must[*forum.Roll](t)(d.Roll(ctx, v.g)).Matters {
			if m.ID == subject || k == m.Kind && reflect.DeepEqual(asked(&m), body) {
				lacks = m.Sentence().String()
			}
		}
		if lacks != f.Lacks.String() {
			t.Fatalf("%s %+v: foreseen %q, and it lacks %q", k, body, f.Lacks, lacks)
		}
		if lacks != "" {
			pending++
		} else {
			atOnce++
		}
		give(t, d, ann, v.g)
	}
	t.Logf("%d refused, %d waited, %d took effect at once", refused, pending, atOnce)
	if refused < 10 || pending < 10 || atOnce < 10 {
		t.Error("too few of a kind to tell")
	}
}

// TestForeseeingChangesNothing: asking what an act would come to leaves the roll and the record as they were.
func TestForeseeingChangesNothing(t *testing.T) {
	ann, bob, g := pair(t)
	me, _ := bob.MeIn(g)
	before := must[forum.ID](t)(ann.Digest(ctx, g))
	must[Foresight](t)(ann.Foresee(ctx, g, forum.ID{}, forum.KindRemove, forum.Remove{Person: me.Person}))
	must[PersonCan](t)(ann.PersonCan(ctx, g, me.Person))
	if after := must[forum.ID](t)(ann.Digest(ctx, g)); after != before {
		t.Error("the digest changed")
	}
	if _, err := ann.Foresee(ctx, g, forum.ID{}, forum.KindRemove, forum.Remove{}); err != nil {
		t.Errorf("an act that is not one: %v", err)
	}
	ok(t, ann.SetRole(ctx, g, me.Person, forum.RoleReader, ""))
	give(t, ann, bob, g)
	same(t, g, ann, bob)
}
