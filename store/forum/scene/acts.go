package scene

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"slices"

	"moot/store/forum"
)

// deed is one thing somebody does.
type deed struct {
	w     *World
	by    *device
	at    string // the mark it pretends to be done at; empty for now
	label string
}

func (d *deed) act(k forum.Kind, subject forum.ID, body any) (forum.ID, error) {
	return d.w.act(d.by, k, subject, body, d.at)
}

func (d *deed) view() (*forum.Roll, error) { return d.w.view(d.by, d.at) }

// member gives somebody as the doer sees them; a stranger has no devices, and is given the role of a member.
func (d *deed) member(name string) (forum.Member, error) {
	roll, err := d.view()
	if err != nil {
		return forum.Member{}, err
	}
	m, ok := roll.Find(Person(name))
	if !ok {
		m = forum.Member{Person: Person(name), Role: forum.RoleMember}
	}
	return m, nil
}

type verb func(d *deed, r *reading) (forum.ID, error)

// verbs are what somebody may try to do; whether it counts is for the resolver to say.
var verbs = map[string]verb{
	"founds": founds, "admits": admits, "invites": invites, "joins": joins, "revokes": revokes, "approves": approves,
	"makes": makes, "moves": moves, "removes": removes, "leaves": leaves, "renames": renames, "names": names, "aims": aims,
	"links": links, "retires": retires, "agrees": answers(forum.StanceAgree), "objects": answers(forum.StanceObject),
	"speaks": answers(forum.StanceSpeak), "upholds": upholds, "accepts": accepts, "readmits": readmits,
	"recovers": recovers, "sets": sets, "posts": posts,
}

func founds(d *deed, r *reading) (forum.ID, error) {
	f := forum.Found{
		Name: d.w.name, Secret: d.w.secret, Person: forum.PersonOf(d.by.person),
		Cert: forum.CertifyDevice(d.by.person, d.by.id()), Called: called(d.by.name),
	}
	if r.has("with") {
		r.has("sections")
		f.Rules = r.rules()
	}
	id, err := d.act(forum.KindFound, forum.ID{}, f)
	if err != nil {
		return id, err
	}
	d.w.group, d.w.tape.Group = id, id
	d.w.board, err = d.w.say(d.by, forum.ContentLane, forum.KindProposal, forum.ID{}, forum.NewProposal{Title: "The notice board"}, "")
	d.w.tape.Board = d.w.board
	return id, err
}

// offer reads the terms of an invite.
func (d *deed) offer(r *reading, uses int) (forum.Offer, int) {
	o := forum.Offer{Role: forum.RoleMember, Uses: uses}
	days := 30
	for {
		switch {
		case r.has("as"):
			o.Role = forum.Role(r.must("as"))
		case r.has("in"):
			o.Section = r.must("in")
		case r.has("uses"):
			o.Uses = r.number(r.must("uses"), 1)
		case r.has("approve"):
			o.Approve = true
		case r.has("expires"):
			days = r.number(r.must("expires"), 0)
		default:
			return o, days
		}
	}
}

// invite makes an invite; the ticket is kept under its name.
func (d *deed) invite(o forum.Offer, days int, name string) (forum.ID, error) {
	seed := sha256.Sum256(fmt.Appendf(nil, "%s seed %d", d.w.name, len(d.w.entries)))
	t := forum.Ticket{Group: d.w.group, Secret: d.w.secret, Seed: seed[:forum.SecretSize], Name: d.w.name, Expires: d.w.clock + int64(days)*day}
	o.Key, o.Expires = forum.InviteKey(t.Seed).Public().(ed25519.PublicKey), t.Expires
	var err error
	t.Invite, err = d.act(forum.KindInvite, forum.ID{}, o)
	d.w.tickets[name] = t
	return t.Invite, err
}

func invites(d *deed, r *reading) (forum.ID, error) {
	o, days := d.offer(r, 1)
	if d.label == "" {
		return forum.ID{}, fmt.Errorf("give the invite a name")
	}
	return d.invite(o, days, d.label)
}

// admit lets somebody in by an invite; clock is how far their own clock is off, in days.
func (d *deed) admit(name string, t forum.Ticket, clock int) (forum.ID, error) {
	d.w.beside(name, d.by)
	ask, err := forum.NewAsk(t, PersonKey(name), DeviceKey(name), called(name), d.w.clock+int64(clock)*day)
	if err != nil {
		return forum.ID{}, err
	}
	return d.act(forum.KindAdmit, forum.ID{}, forum.Admit{Ask: ask})
}

func admits(d *deed, r *reading) (id forum.ID, err error) {
	people := r.people()
	o, days := d.offer(r, max(1, len(people)))
	if r.err != nil {
		return id, r.err
	}
	if id, err = d.invite(o, days, d.label); err != nil {
		return id, err
	}
	for _, p := range people {
		if id, err = d.admit(p, d.w.tickets[d.label], 0); err != nil {
			return id, err
		}
	}
	return id, nil
}

// joins is told from the side of who comes in; the act is that of who lets them in.
func joins(d *deed, r *reading) (forum.ID, error) {
	who := d.by.name
	if !r.has("by") {
		return forum.ID{}, fmt.Errorf("say by whom: n joins by a with X")
	}
	d.by = d.w.device(r.who())
	t, ok := d.w.tickets[r.after("with")]
	if !ok {
		return forum.ID{}, fmt.Errorf("there is no such invite")
	}
	clock := r.number(r.after("clock"), 0)
	if r.err != nil {
		return forum.ID{}, r.err
	}
	return d.admit(who, t, clock)
}

func revokes(d *deed, r *reading) (forum.ID, error) {
	return d.act(forum.KindRevoke, d.w.labelled(r), forum.Revoke{})
}

func approves(d *deed, r *reading) (forum.ID, error) {
	return d.act(forum.KindApprove, forum.ID{}, forum.Approve{Person: Person(r.who())})
}

func makes(d *deed, r *reading) (forum.ID, error) {
	m, err := d.member(r.who())
	if err != nil {
		return forum.ID{}, err
	}
	g := forum.Grant{Person: m.Person, Role: forum.Role(r.must("makes")), Section: m.Section}
	if r.has("in") {
		g.Section = r.must("in")
	}
	return d.act(forum.KindRole, forum.ID{}, g)
}

func moves(d *deed, r *reading) (forum.ID, error) {
	m, err := d.member(r.who())
	if err != nil {
		return forum.ID{}, err
	}
	g := forum.Grant{Person: m.Person, Role: m.Role, Section: r.after("to")}
	if g.Section == "nowhere" {
		g.Section = ""
	}
	return d.act(forum.KindRole, forum.ID{}, g)
}

func (d *deed) remove(who, why string) (forum.ID, error) {
	m, err := d.member(who)
	if err != nil {
		return forum.ID{}, err
	}
	return d.act(forum.KindRemove, forum.ID{}, forum.Remove{Person: m.Person, Why: why, Pins: d.by.pins(m.Devices...)})
}

func removes(d *deed, r *reading) (forum.ID, error) {
	who := r.who()
	r.has("because")
	return d.remove(who, r.quoted())
}

func leaves(d *deed, _ *reading) (forum.ID, error) { return d.remove(d.by.name, "") }

func renames(d *deed, r *reading) (forum.ID, error) {
	return d.act(forum.KindRename, forum.ID{}, forum.Rename{Name: r.quoted()})
}

func names(d *deed, r *reading) (forum.ID, error) {
	return d.act(forum.KindCharter, forum.ID{}, forum.Charter{Name: r.quoted()})
}

func aims(d *deed, r *reading) (forum.ID, error) {
	return d.act(forum.KindCharter, forum.ID{}, forum.Charter{Aims: r.quoted()})
}

func sets(d *deed, r *reading) (forum.ID, error) {
	r.has("rules")
	return d.act(forum.KindCharter, forum.ID{}, forum.Charter{Rules: r.rules()})
}

// links adds a device: b2 to b, by b or by another. Whose it is says its letter, or, for somebody who was re-admitted
// with a new key, whoever has that key now.
func links(d *deed, r *reading) (forum.ID, error) {
	roll, err := d.view()
	if err != nil {
		return forum.ID{}, err
	}
	name := r.who()
	d.w.beside(name, d.by)
	person := Person(name)
	for _, m := range roll.Members {
		if m.Key == Person(name) {
			person = m.Person
		}
	}
	ask, err := forum.NewLink(d.w.group, person, PersonKey(name), DeviceKey(name), called(name), d.w.clock)
	if err != nil {
		return forum.ID{}, err
	}
	return d.act(forum.KindDevice, forum.ID{}, forum.Link{Ask: ask})
}

func retires(d *deed, r *reading) (forum.ID, error) {
	lost := forum.DeviceOf(DeviceKey(r.who()))
	return d.act(forum.KindRetire, forum.ID{}, forum.Retire{Device: lost, Pins: d.by.pins(lost)})
}

func answers(s forum.Stance) verb {
	return func(d *deed, r *reading) (forum.ID, error) {
		subject, err := d.topic(r.after("about"))
		if err != nil {
			return forum.ID{}, err
		}
		return d.act(forum.KindAnswer, subject, forum.Answer{Stance: s, Words: r.quoted()})
	}
}

// topic finds what somebody speaks about: the matter about a person that they see, or else the last removal of that
// person that they know of; the charter, a recovery, or an act by its name.
func (d *deed) topic(about string) (forum.ID, error) {
	if named(about) {
		return d.w.labels[about], nil
	}
	roll, err := d.view()
	if err != nil {
		return forum.ID{}, err
	}
	for i := range roll.Matters {
		m := &roll.Matters[i]
		if about == string(m.Kind) || about == "recovery" && m.Kind == forum.KindRecover || person.MatchString(about) && m.Person == Person(about) {
			return m.ID, nil
		}
	}
	for _, e := range slices.Backward(d.w.entries) {
		if d.by.kept[e.ID] == nil || e.Kind != forum.KindRemove || !person.MatchString(about) {
			continue
		}
		if a, err := forum.ActOf(e); err == nil && a.Body.(*forum.Remove).Person == Person(about) {
			return e.ID, nil
		}
	}
	return forum.ID{}, fmt.Errorf("%s: %w", about, errUnseen)
}

func upholds(d *deed, r *reading) (forum.ID, error) {
	return d.act(forum.KindUphold, d.w.labelled(r), forum.Uphold{})
}

func accepts(d *deed, r *reading) (forum.ID, error) {
	m, err := d.member(r.who())
	if err != nil {
		return forum.ID{}, err
	}
	return d.act(forum.KindAccept, forum.ID{}, forum.Accept{Person: m.Person, Pins: d.by.pins(slices.Concat(m.Devices, m.Lost)...)})
}

func readmits(d *deed, r *reading) (forum.ID, error) {
	m, err := d.member(r.who())
	if err != nil {
		return forum.ID{}, err
	}
	return d.act(forum.KindReadmit, forum.ID{}, forum.Readmit{Person: m.Person, New: Person(r.after("as")), Pins: d.by.pins(m.Devices...)})
}

func recovers(d *deed, r *reading) (forum.ID, error) {
	r.has("naming")
	var officers []forum.Person
	for _, p := range r.people() {
		officers = append(officers, Person(p))
	}
	slices.SortFunc(officers, func(a, b forum.Person) int { return bytes.Compare(a[:], b[:]) })
	return d.act(forum.KindRecover, forum.ID{}, forum.Recover{Officers: slices.Compact(officers)})
}

func posts(d *deed, _ *reading) (forum.ID, error) {
	body := fmt.Sprintf("%s says number %d", called(d.by.name), len(d.w.entries))
	return d.w.say(d.by, forum.ContentLane, forum.KindComment, d.w.board, forum.NewComment{Body: body}, d.at)
}
