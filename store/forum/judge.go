package forum

import "errors"

// judged is what is settled about an act for ever, by the roll of its own past.
type judged struct {
	reason  string  // why it does not count; empty when it does
	author  Person  // zero when the device was nobody's
	basis   []*node // acts this one's authority stands on: the author's admission and role, and an admit's invite
	needs   int     // officers a removal, or the taking of an office, needs
	service int     // the generation in which the author became a member: the less, the longer the service
	seconds []*node // for a removal that needs two: those that other officers had already asked for
}

// judge gives the verdict on an act by the roll of its own past: the acts it cites and the act before it in its
// chain. Nothing else may enter into it, so that it is the same on every device and never changes.
func judge(n *node, past *state) judged {
	if f, ok := n.act.Body.(*Found); ok {
		return judged{author: f.Person} // it vouches for itself, and History.Add has checked that
	}
	t, active := past.author(n.act.Device)
	v := judged{needs: 1}
	if t != nil {
		v.author, v.basis, v.service = t.Person, t.basis, t.joinedIn()
	}
	switch {
	case n.act.Body == nil:
		v.reason = ErrNewer.Error()
	case t == nil:
		v.reason = "it was made on a device that belongs to nobody in the group"
	case !active && t.Standing == StandingWaiting:
		v.reason = t.Name + " was still waiting to be let in"
	case !active:
		v.reason = t.Name + " was no longer a member of the group"
	default:
		v.reason = reasonOf(rule(n, t, past, &v))
	}
	return v
}

func reasonOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// rule applies the rule of the act's kind to an act by an active member.
func rule(n *node, by *seat, past *state, v *judged) error {
	switch b := n.act.Body.(type) {
	case *Offer:
		return ruleInvite(by, b)
	case *Revoke:
		return ruleRevoke(by, past.invites[n.act.Subject])
	case *Admit:
		return ruleAdmit(by, b.Ask, past, v)
	case *Approve:
		return ruleApprove(by, past.people[b.Person])
	case *Grant:
		return ruleRole(by, past.people[b.Person], b, past, v)
	case *Remove:
		return ruleRemove(by, past.people[b.Person], past, v)
	case *Rename:
		return nil // everybody may say what they are called, and nobody can say it for them: the author is the person
	case *Charter:
		return office(by, "change the group's name or aims")
	}
	return errors.New(ErrNewer.Error())
}

// office refuses what only officers may do. The group chose its officers to answer for these things.
func office(by *seat, what string) error {
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

// ruleRevoke: who made an invite may take it back, and so may an officer.
func ruleRevoke(by *seat, v *voucher) error {
	if v == nil {
		return refuse("there is no such invite to withdraw")
	}
	if v.By == by.Person {
		return nil
	}
	return office(by, "withdraw somebody else's invite")
}

// ruleAdmit: whoever holds a good invite may come in by any member they meet, so that one neighbour's device being
// off keeps nobody out. The member adds no judgement of their own: the invite carries the inviter's.
func ruleAdmit(by *seat, a Ask, past *state, v *judged) error {
	if !by.can(PowerInvite) {
		return refuse("%s was a reader, and readers cannot let people in", by.Name)
	}
	inv := past.invites[a.Invite]
	switch {
	case inv == nil:
		return refuse("there is no such invite")
	case inv.Revoked && !inv.apart: // by an invite that a fork made void people wait for approval
		return refuse("the invite had been withdrawn")
	}
	if owner, taken := past.devices[a.Device]; taken && owner != a.Person {
		return refuse("that device already belongs to somebody else in the group")
	}
	v.basis = append(v.basis[:len(v.basis):len(v.basis)], inv.node)
	return CheckAsk(a, past.group, inv.Offer)
}

// ruleApprove: an officer lets in who is waiting.
func ruleApprove(by, whom *seat) error {
	if whom == nil || whom.Standing != StandingWaiting {
		return refuse("that person was not waiting to be let in")
	}
	return office(by, "let in somebody who is waiting")
}

// ruleRole: an officer gives and takes roles. The last officer keeps the office until there is another, or nobody
// could ever let anyone in again. With three officers or more, taking another's office needs two, just as removing
// them does: otherwise taking the office first would be the way round that rule.
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
	return nil
}

// ruleRemove: everybody may leave. Removing another needs an officer; removing an officer, when there are three or
// more, needs two, so that no one person can take a group over.
func ruleRemove(by, whom *seat, past *state, v *judged) error {
	if whom == nil || whom.Standing == StandingRemoved {
		return refuse("that person was not in the group")
	}
	if whom.Person == by.Person {
		return nil
	}
	if err := office(by, "remove somebody"); err != nil {
		return err
	}
	if whom.removers[by.Person] != nil {
		return refuse("%s had asked for this already; another officer must ask for it too", by.Name)
	}
	if whom.officer() && past.officer >= 3 {
		v.needs = 2
		for p, n := range whom.removers {
			if p != by.Person {
				v.seconds = append(v.seconds, n)
			}
		}
		sortNodes(v.seconds)
	}
	return nil
}
