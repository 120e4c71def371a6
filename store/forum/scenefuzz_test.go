package forum_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"moot/store/forum"
	"moot/store/forum/scene"
)

// author makes stories up: twelve people, six rounds, in each of which the neighbourhood falls into up to six parts that
// act without hearing of each other, and some of whom pretend to act in the past.
type author struct {
	r       *rand.Rand
	w       *scene.World
	script  []string
	devices []string
	labels  map[string][]string // by kind of thing: invites, acts, posts, marks
	n       int
}

const cast = "abcdefghijkl"

// write makes up one story and plays it. Its text can be put into a file of scenes as it is.
func write(t testing.TB, seed int) (*scene.Tape, *author) {
	a := &author{r: rand.New(rand.NewPCG(uint64(seed), 11)), w: scene.NewWorld(fmt.Sprint("made up ", seed)), labels: map[string][]string{}}
	a.say(t, "a founds")
	a.say(t, pick(a.r, "a admits b c as officer", "a admits b as officer", "a admits b c d as officer", "a renames \"Anna\""))
	a.say(t, "a admits d e f in north", "a admits g h in south", "a admits i", "a admits r as reader")
	if a.r.IntN(3) > 0 {
		a.say(t, "a sets rules "+a.rules())
		a.say(t, pick(a.r, "b", "c", "d")+" sets rules "+a.rules())
	}
	for _, c := range cast + "r" {
		a.devices = append(a.devices, string(c))
	}
	for range 6 {
		a.round(t)
	}
	a.say(t, "heal", "expect")
	return a.w.Tape(), a
}

func pick[T any](r *rand.Rand, s ...T) T { return s[r.IntN(len(s))] }

// say plays statements; what somebody cannot even say, because they have not heard of it, is left out of the story.
func (a *author) say(t testing.TB, statements ...string) bool {
	for _, s := range statements {
		if err := a.w.Do(s); scene.Unheard(err) {
			return false
		} else if err != nil {
			t.Fatalf("%v\n%s", err, a.text())
		}
		a.script = append(a.script, s)
	}
	return true
}

func (a *author) text() string { return strings.Join(a.script, "\n") }

func (a *author) rules() string {
	guard := func() string {
		return pick(a.r, "consent:1", "consent:2", "consent:50%", "quorum:2", "quorum:50%", "hearing:7")
	}
	north := "north:removal=" + guard()
	if a.r.IntN(2) == 0 {
		north += ",charter=" + guard()
	}
	return pick(a.r, "none", north, north+" south:removal="+guard(), north)
}

func (a *author) round(t testing.TB) {
	parts := make([]string, 1+a.r.IntN(6))
	for _, d := range a.devices {
		i := a.r.IntN(len(parts))
		parts[i] += d
	}
	a.say(t, "cut "+strings.Join(parts, "|"))
	if a.r.IntN(2) == 0 {
		a.say(t, a.name("mark", "M"))
	}
	for range 4 + a.r.IntN(10) {
		a.act(t)
	}
	if a.r.IntN(3) == 0 {
		a.say(t, fmt.Sprint("meet ", a.who(), " ", a.who()))
	}
	if a.r.IntN(3) == 0 {
		a.say(t, fmt.Sprint("days ", 1+a.r.IntN(9)))
	}
	if a.r.IntN(2) == 0 {
		a.say(t, "heal")
	}
}

func (a *author) who() string    { return pick(a.r, a.devices...) }
func (a *author) person() string { return string(cast[a.r.IntN(len(cast))]) }

// leader is more often somebody who may do what is being tried.
func (a *author) leader() string {
	if a.r.IntN(4) == 0 {
		return a.who()
	}
	return pick(a.r, "a", "b", "c", "d")
}

// name makes a new name for a thing of a kind, and gives "kind NAME" or "NAME:" as the statement needs.
func (a *author) name(kind, letter string) string {
	a.n++
	l := fmt.Sprint(letter, a.n)
	a.labels[kind] = append(a.labels[kind], l)
	if kind == "mark" {
		return "mark " + l
	}
	return l + ": "
}

func (a *author) named(kind string) string {
	if ls := a.labels[kind]; len(ls) > 0 {
		return ls[a.r.IntN(len(ls))]
	}
	return ""
}

// at makes one act in eight pretend to be done at an earlier moment.
func (a *author) at(who string) string {
	if m := a.named("mark"); m != "" && a.r.IntN(8) == 0 {
		return who + " at " + m
	}
	return who
}

// act makes up one thing that somebody does.
func (a *author) act(t testing.TB) {
	section := func() string { return pick(a.r, "", " in north", " in south") }
	by, whom := a.leader(), a.person()
	leader := a.at(by)
	switch a.r.IntN(24) {
	case 0:
		if a.say(t, a.name("invite", "I")+leader+" invites"+pick(a.r, "", " as reader", " as officer")+section()+pick(a.r, "", " uses 3", " approve")) {
			return
		}
	case 1, 2:
		if x := a.named("invite"); x != "" {
			a.say(t, a.name("act", "A")+whom+" joins by "+a.who()+" with "+x)
		}
	case 3:
		a.say(t, leader+" approves "+whom)
	case 4, 5:
		a.say(t, a.name("act", "A")+leader+" makes "+whom+" "+pick(a.r, "officer", "officer", "member", "reader"))
	case 6:
		a.say(t, a.name("act", "A")+leader+" moves "+whom+" to "+pick(a.r, "north", "south", "nowhere"))
	case 7, 8, 9:
		a.say(t, a.name("act", "A")+leader+" removes "+whom+pick(a.r, "", ` because "noise"`))
	case 10:
		if a.r.IntN(3) == 0 {
			a.say(t, a.who()+" leaves")
		}
	case 11, 12, 13:
		a.say(t, a.who()+pick(a.r, " agrees", " agrees", " objects", " speaks")+" about "+pick(a.r, whom, whom, whom, "charter", "recovery")+pick(a.r, "", ` "my word"`))
	case 14:
		if x := a.named("act"); x != "" {
			a.say(t, leader+" upholds "+x)
		}
	case 15:
		a.say(t, leader+" accepts "+whom)
	case 16:
		if other := a.person(); other != whom {
			a.say(t, leader+" readmits "+whom+" as "+other)
		}
	case 17:
		a.say(t, a.who()+" recovers naming "+pick(a.r, "e", "f", "e f"))
	case 18:
		a.say(t, leader+" sets rules "+a.rules())
	case 19:
		a.say(t, leader+pick(a.r, ` names "Lane"`, ` aims "Trees."`, ` renames "Somebody"`))
	case 20:
		second := whom + pick(a.r, "2", "3")
		if a.say(t, pick(a.r, whom, a.who())+" links "+second) && !slices.Contains(a.devices, second) {
			a.devices = append(a.devices, second)
		}
	case 21:
		if d := a.who(); len(d) > 1 || a.r.IntN(4) == 0 {
			a.say(t, pick(a.r, d[:1], d[:1]+"2", d)+" retires "+d)
		}
	case 22:
		if x := a.named("invite"); x != "" {
			a.say(t, leader+" revokes "+x)
		}
	case 23:
		a.say(t, a.name("post", "P")+a.at(a.who())+" posts")
	}
}

// TestStoriesMadeUp makes stories up and holds them to what must be true of every group. MOOT_ROLLFUZZ says how many
// stories; a failing one is printed as it would be written in a file of scenes.
func TestStoriesMadeUp(t *testing.T) {
	for seed := range times("MOOT_ROLLFUZZ", 20) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			tape, a := write(t, seed)
			o := newOracle(t, tape)
			o.check()
			for order := range 6 {
				if err := deliver(tape.Last(), order); err != nil {
					t.Errorf("in order %d: %v", order, err)
				}
			}
			if t.Failed() {
				t.Log("\n" + a.text())
			}
		})
	}
}

// oracle knows by simple rules of its own what must hold of a group, whatever the resolver does.
type oracle struct {
	t    *testing.T
	tape *scene.Tape
	all  *scene.Reader
	roll *forum.Roll
	acts []forum.Act
	at   map[forum.ID]*forum.Roll // the roll each act was made under: that of everything before it
}

func newOracle(t *testing.T, tape *scene.Tape) *oracle {
	o := &oracle{t: t, tape: tape, all: scene.NewReader(), at: map[forum.ID]*forum.Roll{}}
	if err := o.all.Take(tape.Last().Entries...); err != nil {
		t.Fatal(err)
	}
	o.roll = o.all.View().Roll
	for _, e := range tape.Last().Entries {
		if e.Lane != forum.RollLane {
			continue
		}
		a, err := forum.ActOf(e)
		if err != nil {
			t.Fatal(err)
		}
		o.acts = append(o.acts, a)
		if a.Kind != forum.KindFound {
			o.at[a.ID], _ = o.all.History().At(before(&a))
		}
	}
	return o
}

// before gives what an act comes straight after.
func before(a *forum.Act) []forum.ID {
	ids := slices.Clone(a.Roll)
	if !a.Prev.Zero() {
		ids = append(ids, a.Prev)
	}
	return ids
}

func (o *oracle) check() {
	o.noPowerFromNowhere()
	o.removedStayHidden()
	o.sectionsKeepTheirVoice()
	o.pastIsPast()
	o.knownOnlyGrows()
}

func (o *oracle) counts(id forum.ID) bool { _, no := o.roll.Refused(id); return !no }

// by gives who made an act, as the roll of that moment had them.
func (o *oracle) by(a *forum.Act) forum.Member {
	if f, ok := a.Body.(*forum.Found); ok {
		return forum.Member{Person: f.Person, Standing: forum.StandingMember, Role: forum.RoleOfficer}
	}
	m, _ := o.at[a.ID].ByDevice(a.Device)
	return m
}

// office says whether the author of an act was an officer when they made it.
func (o *oracle) office(a *forum.Act) bool {
	m := o.by(a)
	return m.Standing == forum.StandingMember && m.Role == forum.RoleOfficer
}

// noPowerFromNowhere: every member and every officer is one because of an act that counts, by somebody who could.
func (o *oracle) noPowerFromNowhere() {
	for _, m := range o.roll.Active() {
		if !slices.ContainsFunc(o.acts, func(a forum.Act) bool { return o.counts(a.ID) && o.letsIn(&a, m.Person) }) {
			o.t.Errorf("%s is a member, and nobody let them in", m.Name)
		}
		if m.Role == forum.RoleOfficer && !slices.ContainsFunc(o.acts, func(a forum.Act) bool { return o.counts(a.ID) && o.gives(&a, m.Person) }) {
			o.t.Errorf("%s is an officer, and nobody made them one", m.Name)
		}
	}
}

// letsIn says whether an act could have made somebody a member.
func (o *oracle) letsIn(a *forum.Act, p forum.Person) bool {
	switch b := a.Body.(type) {
	case *forum.Found:
		return b.Person == p
	case *forum.Admit:
		inv, ok := o.offer(b.Ask.Invite)
		m := o.by(a)
		return b.Ask.Person == p && ok && m.Standing == forum.StandingMember && m.Role != forum.RoleReader && !inv.Approve
	case *forum.Approve:
		m := o.by(a)
		whom, _ := o.roll.Find(p)
		return b.Person == p && m.Standing == forum.StandingMember && (o.office(a) || m.Section != "" && m.Section == whom.Section)
	case *forum.Uphold:
		return o.office(a) && o.act(a.Subject) != nil && o.letsIn(o.act(a.Subject), p)
	}
	return false
}

// gives says whether an act could have made somebody an officer.
func (o *oracle) gives(a *forum.Act, p forum.Person) bool {
	switch b := a.Body.(type) {
	case *forum.Found:
		return b.Person == p
	case *forum.Admit:
		inv, ok := o.offer(b.Ask.Invite)
		return b.Ask.Person == p && ok && inv.Role == forum.RoleOfficer
	case *forum.Grant:
		return b.Person == p && b.Role == forum.RoleOfficer && o.office(a)
	case *forum.Recover:
		return slices.Contains(b.Officers, p) && o.majority(b.Officers)
	case *forum.Uphold:
		return o.office(a) && o.act(a.Subject) != nil && o.gives(o.act(a.Subject), p)
	}
	return false
}

// offer gives the terms of an invite that counts and was made by somebody who could make it.
func (o *oracle) offer(id forum.ID) (forum.Offer, bool) {
	a := o.act(id)
	if a == nil || !o.counts(id) {
		return forum.Offer{}, false
	}
	offer := *a.Body.(*forum.Offer)
	m := o.by(a)
	return offer, m.Standing == forum.StandingMember && m.Role != forum.RoleReader && (offer.Role != forum.RoleOfficer || o.office(a))
}

func (o *oracle) act(id forum.ID) *forum.Act {
	for i := range o.acts {
		if o.acts[i].ID == id {
			return &o.acts[i]
		}
	}
	return nil
}

// majority says whether more than half of those who had a vote when some recovery was asked for asked for these names.
func (o *oracle) majority(officers []forum.Person) bool {
	askers := map[forum.Person]bool{}
	voters := 1 << 30
	for i := range o.acts {
		a := &o.acts[i]
		r, ok := a.Body.(*forum.Recover)
		if !ok || !o.counts(a.ID) || !slices.Equal(r.Officers, officers) {
			continue
		}
		for _, m := range o.at[a.ID].Active() {
			if m.Role == forum.RoleOfficer {
				return false // it counts, though there was an officer
			}
		}
		if m := o.by(a); m.Standing == forum.StandingMember && m.Role == forum.RoleMember {
			askers[m.Person] = true
			voters = min(voters, o.at[a.ID].Eligible())
		}
	}
	return 2*len(askers) > voters
}

// removedStayHidden: what is shown of a removed person's device, or of one that was given up, is no further than
// somebody who could say so had seen it, or accepted it.
func (o *oracle) removedStayHidden() {
	view := o.all.View()
	for _, e := range o.tape.Last().Entries {
		m, _ := o.roll.ByDevice(e.Device)
		if e.Kind != forum.KindComment || m.Standing != forum.StandingRemoved && m.Standing != forum.StandingRetired || m.Left {
			continue
		}
		if view.Shown(e.ID) && e.Seq > o.pinned(e.Chain()) {
			o.t.Errorf("post %d of %s, who is %s, is shown; the pins end at %d", e.Seq, m.Name, m.Standing, o.pinned(e.Chain()))
		}
	}
}

// pinned gives the farthest that any act that counts says a chain was seen or accepted.
func (o *oracle) pinned(c forum.Chain) (seq uint64) {
	for i := range o.acts {
		a := &o.acts[i]
		if !o.counts(a.ID) {
			continue
		}
		var pins []forum.Pin
		switch b := a.Body.(type) {
		case *forum.Remove:
			pins = b.Pins
		case *forum.Accept:
			pins = b.Pins
		case *forum.Retire:
			pins = b.Pins
		case *forum.Readmit:
			pins = b.Pins
		}
		for _, p := range pins {
			if p.Device == c.Device && p.Lane == c.Lane {
				seq = max(seq, p.Seq)
			}
		}
	}
	return seq
}

// sectionsKeepTheirVoice: nobody of a guarded section is out, without having left, unless as many of the section
// answered as the charter of that moment asks for.
func (o *oracle) sectionsKeepTheirVoice() {
	for _, m := range o.roll.Members {
		if m.Standing != forum.StandingRemoved || m.Left {
			continue
		}
		heard := false
		var lacks []string
		for i := range o.acts {
			a := &o.acts[i]
			r, ok := a.Body.(*forum.Remove)
			if !ok || r.Person != m.Person || !o.counts(a.ID) || o.by(a).Person == m.Person {
				continue
			}
			if why := o.unheard(a, m.Person); why == "" {
				heard = true
			} else {
				lacks = append(lacks, why)
			}
		}
		if !heard && len(lacks) > 0 {
			o.t.Errorf("%s of %s is out, without what their section is owed: %v", m.Name, m.Section, lacks)
		}
	}
}

// unheard says what the section of somebody was owed and did not get before a removal, by the charter the removal was
// made under; empty when nothing. An answer to any act that asks for the same counts.
func (o *oracle) unheard(a *forum.Act, p forum.Person) string {
	at := o.at[a.ID]
	whom, _ := at.Find(p)
	s, ok := at.Rules.Section(whom.Section)
	if !ok || s.Removal.Kind == forum.GuardNone {
		return ""
	}
	others := 0
	for _, m := range at.Active() {
		if m.Section == s.Name && m.Person != p {
			others++
		}
	}
	agreed, answered := map[forum.Person]bool{}, map[forum.Person]bool{}
	var first, last int64 = 1 << 60, 0
	for i := range o.acts {
		x := &o.acts[i]
		if r, ok := x.Body.(*forum.Remove); ok && r.Person == p && o.counts(x.ID) {
			first, last = min(first, x.Time), max(last, x.Time)
		}
		answer, ok := x.Body.(*forum.Answer)
		by := o.by(x)
		if !ok || !o.counts(x.ID) || by.Section != s.Name {
			continue
		}
		if r := o.act(x.Subject); r == nil || r.Kind != forum.KindRemove || r.Body.(*forum.Remove).Person != p {
			continue
		}
		answered[by.Person] = true
		agreed[by.Person] = agreed[by.Person] || answer.Stance == forum.StanceAgree
	}
	agree := 0
	for _, yes := range agreed {
		if yes {
			agree++
		}
	}
	need := s.Removal.Need(others)
	switch s.Removal.Kind {
	case forum.GuardConsent:
		if agree < need {
			return fmt.Sprintf("%d of %d agreed", agree, need)
		}
	case forum.GuardQuorum:
		if len(answered) < need {
			return fmt.Sprintf("%d of %d answered", len(answered), need)
		}
	case forum.GuardHearing:
		if len(answered) == 0 && last-first < int64(s.Removal.Days)*24*3600*1000 {
			return "nobody was heard"
		}
	}
	return ""
}

// pastIsPast: the roll at an act is that of its past and of nothing else.
func (o *oracle) pastIsPast() {
	for i := 0; i < len(o.acts); i += 1 + len(o.acts)/10 {
		a := &o.acts[i]
		in := map[forum.ID]bool{a.ID: true}
		var past []forum.Act
		for _, x := range slices.Backward(o.acts) {
			if !in[x.ID] {
				continue
			}
			past = append(past, x)
			for _, id := range before(&x) {
				in[id] = true
			}
		}
		got, _ := o.all.History().At([]forum.ID{a.ID})
		want, err := forum.Resolve(past)
		if err != nil {
			o.t.Fatal(err)
		}
		if got.Digest() != want.Digest() {
			o.t.Errorf("the roll at act %d is not that of its past", i)
		}
	}
}

// knownOnlyGrows: no act that arrives makes a device unknown.
func (o *oracle) knownOnlyGrows() {
	r := scene.NewReader()
	known := map[forum.Device]bool{}
	for _, e := range o.tape.Last().Entries {
		if err := r.Take(e); err != nil {
			o.t.Fatal(err)
		}
		now := r.View().Roll
		for d := range known {
			if !now.Known(d) {
				o.t.Fatalf("a device is no longer known after a %s", e.Kind)
			}
		}
		if now.Known(e.Device) {
			known[e.Device] = true
		}
	}
}
