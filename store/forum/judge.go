package forum

import (
	"errors"

	"moot/store/saying"
)

// judged is what is settled about an act for ever, by the roll of its own past.
type judged struct {
	reason  *saying.Sentence // why it does not count; nil when it does
	author  Person           // zero when the device was nobody's
	basis   []*node          // acts this one's authority stands on: the author's admission, role and device, and an admit's invite
	needs   int              // people who must ask for it
	owed    []owed           // answers that sections are owed first
	service int              // the generation in which the author became a member: the less, the longer the service
	key     Person           // for a device: the key that certified it
	section string           // of the person it is about, who may lose by it
	rules   *Rules           // of a change of the rules: as its author knew them
}

// judge gives the verdict on an act by the roll of its own past: the acts it cites and the act before it in its
// chain. Nothing else may enter into it, so that it is the same on every device and never changes.
func judge(n *node, past *state) judged {
	if f, ok := n.act.Body.(*Found); ok {
		return judged{author: f.Person} // it vouches for itself, and History.Add has checked that
	}
	t := past.people[past.devices[n.act.Device]]
	v := judged{needs: 1}
	if t != nil {
		v.author, v.basis, v.service = t.Person, t.basisOf(n.act.Device), t.joinedIn()
	}
	switch {
	case n.act.Body == nil:
		v.reason = saying.Of(ErrNewer)
	case t == nil:
		v.reason = saying.New("it was made on a device that belongs to nobody in the group")
	case past.lost[n.act.Device]:
		v.reason = saying.New("%s had given up the device it was made on", t.Name)
	case t.Standing == StandingWaiting:
		v.reason = saying.New("%s was still waiting to be let in", t.Name)
	case !t.active():
		v.reason = reasonOf(ruleLastWord(n, t))
	default:
		v.reason = reasonOf(rule(n, n.act.Body, t, past, &v))
	}
	return v
}

func reasonOf(err error) *saying.Sentence {
	if err == nil {
		return nil
	}
	if said := saying.Of(err); said != nil {
		return said
	}
	return saying.Plain("%s", err)
}

// rule applies the rule of an act's kind to an act by an active member. The body is apart from the act, because an
// officer may approve again what another did: then it is judged as if the officer had done it.
func rule(n *node, body any, by *seat, past *state, v *judged) error {
	switch b := body.(type) {
	case *Offer:
		return ruleInvite(by, b)
	case *Revoke:
		return ruleRevoke(by, past, n.act.Subject)
	case *Admit:
		return ruleAdmit(n, by, b.Ask, past, v)
	case *Approve:
		return ruleApprove(by, past.people[b.Person], past)
	case *Grant:
		return ruleRole(by, past.people[b.Person], b, past, v)
	case *House:
		return ruleHouse(by, past.people[b.Person], b, past, v)
	case *Remove:
		return ruleRemove(n, by, past.people[b.Person], past, v)
	case *Rename:
		return nil // everybody may say what they are called, and nobody can say it for them: the author is the person
	case *Charter:
		return ruleCharter(by, b, past, v)
	case *Link:
		return ruleLink(n, by, b.Ask, past, v)
	case *Retire:
		return ruleRetire(by, b, v)
	case *Answer:
		return ruleAnswer(n, by, past)
	case *Uphold:
		return ruleUphold(n, by, past, v)
	case *Accept:
		return ruleAccept(by, past.people[b.Person])
	case *Readmit:
		return ruleReadmit(by, b, past, v)
	case *Recover:
		return ruleRecover(by, b, past, v)
	}
	return errors.New(ErrNewer.Error())
}

// office refuses what only officers may do. The group chose its officers to answer for these things.
func office(by *seat, what saying.Text) error {
	if by.can(PowerOffice) {
		return nil
	}
	return refuse("only an officer may %s, and %s was not one", what, by.Name)
}

// ruleInvite: a member may bring in neighbours as members or readers; who brings in an officer must be one, or anybody
// could make themselves a second, more powerful self.
func ruleInvite(by *seat, o *Offer) error {
	if o.Role == RoleOfficer {
		return office(by, "invite somebody to be an officer")
	}
	if !by.can(PowerInvite) {
		return refuse("%s was a reader, and readers cannot invite", by.Name)
	}
	return nil
}

// ruleRevoke: who made an invite may take it back, and so may an officer. An officer may also put away what was undone
// and nobody wants back.
func ruleRevoke(by *seat, past *state, subject ID) error {
	v := past.invites[subject]
	switch {
	case v == nil && past.undone[subject] != nil:
		return office(by, "put away what was undone")
	case v == nil:
		return refuse("there is no such invite to withdraw")
	case v.By == by.Person:
		return nil
	}
	return office(by, "withdraw somebody else's invite")
}

// ruleAdmit: whoever holds a good invite may come in by any member they meet, so that one neighbour's device being
// off keeps nobody out. The member adds no judgement of their own: the invite carries the inviter's.
func ruleAdmit(n *node, by *seat, a Ask, past *state, v *judged) error {
	if !by.can(PowerInvite) {
		return refuse("%s was a reader, and readers cannot let people in", by.Name)
	}
	inv := past.invites[a.Invite]
	switch {
	case inv == nil:
		return refuse("there is no such invite")
	case inv.Revoked && !inv.apart: // by an invite that a fork made void people wait for approval
		return refuse("the invite had been withdrawn")
	case past.lost[a.Device]:
		return refuse("that device had been given up")
	}
	if owner, taken := past.devices[a.Device]; taken && owner != a.Person {
		return refuse("that device already belongs to somebody else in the group")
	}
	v.basis = append(v.basis[:len(v.basis):len(v.basis)], inv.node)
	if n.act.Checked {
		return checkTerms(a, inv.Offer)
	}
	return CheckAsk(a, past.group, inv.Offer)
}

// ruleApprove: an officer lets in who is waiting. Into a section that has a say about its people, one of that section
// does, or the section could be filled with other people's friends until its consent means nothing.
func ruleApprove(by, whom *seat, past *state) error {
	if whom == nil || whom.Standing != StandingWaiting {
		return refuse("that person was not waiting to be let in")
	}
	if whom.outside && past.guarded(whom.Section) {
		if by.Section == whom.Section && by.can(PowerInvite) {
			return nil
		}
		return refuse("only somebody of %s may let a newcomer into it, and %s was not", whom.Section, by.Name)
	}
	return office(by, "let in somebody who is waiting")
}

// ruleRole: an officer gives and takes roles. The last officer keeps the office until there is another, or nobody
// could ever let anyone in again. With three officers or more, taking another's office needs two, just as removing
// them does: otherwise taking the office first would be the way round that rule. Taking somebody's vote, or their place
// in their section, is a removal by another name: the section is owed the same.
func ruleRole(by, whom *seat, g *Grant, past *state, v *judged) error {
	if err := office(by, "give or take roles"); err != nil {
		return err
	}
	if !whom.active() {
		return refuse("that person was not a member, so they could be given no role")
	}
	if whom.officer() && g.Role != RoleOfficer {
		if past.officer == 1 {
			return refuse("%s was the only officer; make somebody else an officer first", whom.Name)
		}
		if past.officer >= 3 && whom.Person != by.Person {
			v.needs = 2
		}
	}
	if v.owed = past.owedForRole(by, whom, g); by != whom {
		v.section = whom.Section
	}
	return nil
}

// ruleRemove: everybody may leave. Removing another needs an officer; removing an officer, when there are three or
// more, needs two, so that no one person can take a group over. The person's section is owed what the charter says.
func ruleRemove(n *node, by, whom *seat, past *state, v *judged) error {
	if whom == nil || whom.Standing == StandingRemoved {
		return refuse("that person was not in the group")
	}
	if whom.Person == by.Person {
		return nil
	}
	if err := office(by, "remove somebody"); err != nil {
		return err
	}
	if whom.officer() && past.officer >= 3 {
		v.needs = 2
	}
	v.owed, v.section = past.owedForPerson(whom), whom.Section
	m := past.motions[removalKey(whom.Person)]
	if m == nil || m.asks[by.Person] == nil {
		return nil
	}
	for _, o := range v.owed {
		if m.waited(n, by.Person, o.guard, past.officer) {
			return nil
		}
	}
	return refuse("%s had asked for this already; it still lacks something", by.Name)
}

// ruleCharter: officers keep the group's name and aims. The rules bind everybody, so with three officers or more it
// takes two to change them, and every section is owed what the rules as they stand give it.
func ruleCharter(by *seat, c *Charter, past *state, v *judged) error {
	if err := office(by, "change the charter"); err != nil || c.Rules == nil {
		return err
	}
	if past.officer >= 3 {
		v.needs = 2
	}
	was := past.rules
	v.owed, v.rules = owedByAll(was), &was
	return nil
}

// ruleLink: a person's key says which devices are theirs; any member may pass that on. But whoever has had to give up
// a lost device may have lost their key with it: then a new device is added from another of their own, or by officers.
func ruleLink(n *node, by *seat, a Ask, past *state, v *judged) error {
	whom := past.people[a.Person]
	if !whom.active() {
		return refuse("that person was not a member, so no device could be added for them")
	}
	if by != whom && len(whom.Lost) > 0 {
		return refuse("%s has given up a device before, so a new one is added from another of theirs, or two officers re-admit them", whom.Name)
	}
	if past.lost[a.Device] {
		return refuse("that device had been given up")
	}
	if _, taken := past.devices[a.Device]; taken {
		return refuse("that device already belongs to somebody in the group")
	}
	v.key = whom.Key
	if n.act.Checked {
		return nil
	}
	return CheckLink(a, past.group, whom.Key)
}

// ruleRetire: only the person themself gives up a device of theirs; for anybody else to do it would be a removal by
// another name. What a retirement rests on is the device that made it, and nothing an officer could take away.
func ruleRetire(by *seat, r *Retire, v *judged) error {
	v.basis = v.basis[len(by.basis):]
	for _, d := range by.Devices {
		if d == r.Device {
			return nil
		}
	}
	return refuse("that is not a device %s uses", by.Name)
}

// ruleAnswer: who is owed an answer may give one, whatever their role: the person concerned, and the people of the
// sections that must be asked.
func ruleAnswer(n *node, by *seat, past *state) error {
	m := past.motions[past.asked[n.act.Subject]]
	if m == nil {
		return refuse("there is nothing to answer: it was decided, or has lapsed")
	}
	if m.person() == by.Person {
		return nil
	}
	for _, o := range past.owedFor(m) {
		if o.section == by.Section {
			return nil
		}
	}
	return refuse("it is for the person concerned to answer, and for the sections that must be asked")
}

// ruleLastWord: somebody who has been removed may say one thing about it, to be shown with the removal for ever; nothing
// else of theirs counts.
func ruleLastWord(n *node, t *seat) error {
	_, ok := n.act.Body.(*Answer)
	if !ok || t.Standing != StandingRemoved || t.Left || !t.removedBy(n.act.Subject) {
		return refuse("%s was no longer a member of the group", t.Name)
	}
	if t.said[t.Person] != nil {
		return refuse("%s had said something about it already", t.Name)
	}
	return nil
}

// ruleUphold: what an officer approves again is judged as if they did it.
func ruleUphold(n *node, by *seat, past *state, v *judged) error {
	was := past.undone[n.act.Subject]
	if was == nil {
		return refuse("there is nothing to approve again")
	}
	if err := office(by, "approve again what was undone"); err != nil {
		return err
	}
	n.upheld = was
	if a, ok := was.act.Body.(*Admit); ok {
		return ruleApprove(by, past.people[a.Ask.Person], past)
	}
	return rule(was, was.act.Body, by, past, v)
}

// ruleAccept: officers answer for what the group shows.
func ruleAccept(by, whom *seat) error {
	if whom == nil || whom.Standing != StandingRemoved && len(whom.Lost) == 0 {
		return refuse("nothing of that person is hidden")
	}
	return office(by, "show what somebody wrote after they were removed")
}

// ruleReadmit: two who know the person must say so, or one officer could put a stranger in a member's place. Where there
// is only one officer besides the person, any other voting member is the second. The person's section is owed what it is
// owed for a removal, because to be replaced is to be removed.
func ruleReadmit(by *seat, r *Readmit, past *state, v *judged) error {
	whom, now := past.people[r.Person], past.people[r.New]
	switch {
	case !whom.active():
		return refuse("that person was not a member, so nobody can be taken for them")
	case now == nil || now.Standing != StandingWaiting:
		return refuse("the newcomer must be waiting to be let in: invite them with an invite that asks for approval")
	case by == whom:
		return refuse("%s still has a device, and can add the new one from it", by.Name)
	}
	others := past.officer
	if whom.officer() {
		others--
	}
	switch {
	case by.officer():
	case others == 1 && by.can(PowerVote) && past.motions[keyOfMatter(r)] != nil:
	default:
		return office(by, "say that a newcomer is somebody who lost their device")
	}
	v.needs, v.owed, v.section = 2, past.owedForPerson(whom), whom.Section
	return nil
}

// ruleRecover: when no officer is left, the members choose new ones: more than half of those who could vote when the last
// officer went. Those who came in since do not count, or whoever is left could outvote the rest with newcomers.
func ruleRecover(by *seat, r *Recover, past *state, v *judged) error {
	if past.officer > 0 {
		return refuse("the group has an officer; only a group with none is recovered like this")
	}
	if !past.electors[by.Person] {
		return refuse("%s could not vote when the last officer went", by.Name)
	}
	for _, p := range r.Officers {
		if !past.people[p].active() {
			return refuse("somebody named as an officer was not a member")
		}
	}
	v.needs = past.majority()
	return nil
}
