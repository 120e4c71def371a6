package forum_test

import (
	"fmt"
	"slices"
	"testing"

	"moot/store/forum"
	"moot/store/forum/scene"
)

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
		was := o.act(a.Subject)
		if was == nil || !o.office(a) {
			return false
		}
		if in, ok := was.Body.(*forum.Admit); ok {
			return in.Ask.Person == p // who came in by somebody removed waits, and this approves them
		}
		return o.letsIn(was, p)
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
	case *forum.Approve:
		return b.Person == p && o.office(a) && o.invitedAsOfficer(p)
	case *forum.Recover:
		return slices.Contains(b.Officers, p) && o.majority(b.Officers)
	case *forum.Uphold:
		was := o.act(a.Subject)
		if was == nil || !o.office(a) {
			return false
		}
		switch b := was.Body.(type) {
		case *forum.Admit:
			return b.Ask.Person == p && o.invitedAsOfficer(p)
		case *forum.Approve:
			return b.Person == p && o.invitedAsOfficer(p)
		case *forum.Grant:
			return b.Person == p && b.Role == forum.RoleOfficer
		}
		return o.gives(was, p)
	}
	return false
}

// invitedAsOfficer says whether somebody came with an officer's invite to be an officer; then whoever lets them in makes
// them one, also when whoever had honoured the invite was removed at the time.
func (o *oracle) invitedAsOfficer(p forum.Person) bool {
	return slices.ContainsFunc(o.acts, func(a forum.Act) bool {
		b, ok := a.Body.(*forum.Admit)
		if !ok || b.Ask.Person != p {
			return false
		}
		offer, ok := o.offer(b.Ask.Invite)
		return ok && offer.Role == forum.RoleOfficer
	})
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

// claimed gives the person a device was added for by an act of their own that came to nothing. The post is theirs.
func (o *oracle) claimed(d forum.Device) (m forum.Member) {
	for _, e := range o.tape.Last().Entries {
		a, err := forum.ActOf(e)
		if err != nil || e.Kind != forum.KindDevice {
			continue
		}
		if l := a.Body.(*forum.Link); l.Ask.Device == d {
			m, _ = o.roll.Find(l.Ask.Person)
		}
	}
	return m
}

// removedStayHidden: what is shown of a removed person's device, or of one that was given up, is no further than
// somebody who could say so had seen it, or accepted it.
func (o *oracle) removedStayHidden() {
	view := o.all.View()
	for _, e := range o.tape.Last().Entries {
		m, there := o.roll.ByDevice(e.Device)
		if !there {
			m = o.claimed(e.Device)
		}
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
