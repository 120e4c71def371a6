package store

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"moot/store/forum"
)

// second makes a new device of a's person by a backup, added to the group by a member.
func second(t testing.TB, a, by *Store, g forum.ID) *Store {
	t.Helper()
	s := cheap(t)
	must[Restored](t)(s.Restore(ctx, bytes.NewReader(backup(t, a)), phrase))
	if st := linkBy(t, s, by, g); st != forum.StandingMember {
		t.Fatalf("standing %q", st)
	}
	give(t, by, s, g)
	return s
}

// linkBy has a member's store take a new device's ask.
func linkBy(t testing.TB, s, by *Store, g forum.ID) forum.Standing {
	t.Helper()
	for _, ticket := range must[[]forum.Ticket](t)(s.Joining(ctx)) {
		if ticket.Group == g {
			return must[forum.Standing](t)(by.Admit(ctx, g, must[forum.Ask](t)(s.Ask(ctx, ticket))))
		}
	}
	t.Fatal("the device does not ask for the group")
	return forum.StandingNone
}

// TestSecondDevice: a restored device is added by any member, is the same person, and the old one works on beside it.
func TestSecondDevice(t *testing.T) {
	ann, bob, g := pair(t)
	give(t, ann, bob, g)
	new := second(t, ann, bob, g)
	if st := linkAgain(t, new, bob, g); st != forum.StandingMember {
		t.Errorf("asking again: %s", st)
	}
	was, _ := ann.MeIn(g)
	me, known := new.MeIn(g)
	if !known || me.Person != was.Person || me.Standing != forum.StandingMember || len(me.Devices) != 2 || len(new.Linking()) != 0 {
		t.Fatalf("the new device is %+v", me)
	}
	p := must[forum.ID](t)(new.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six."))
	give(t, new, bob, g)
	give(t, bob, ann, g)
	give(t, ann, new, g)
	same(t, g, ann, bob, new)
	if page := must[ProposalPage](t)(ann.Proposal(ctx, g, p)); page.Author != was.Person || !page.Can.SetTitle {
		t.Errorf("on the old device the proposal is by %s, %+v", page.Author, page.Can)
	}
	all := must[[]OwnDevice](t)(new.Devices(ctx))
	if len(all) != 2 || all[0].Here == all[1].Here || all[0].Seen == 0 || all[1].Seen == 0 || all[0].Retired || all[1].Retired {
		t.Errorf("devices %+v", all)
	}
}

// linkAgain asks as a device that is on the roll already.
func linkAgain(t testing.TB, s, by *Store, g forum.ID) forum.Standing {
	t.Helper()
	me, _ := s.MeIn(g)
	ask := must[forum.Ask](t)(forum.NewLink(g, me.Person, s.personKey(), s.deviceKey(), me.Name, s.clock()))
	return must[forum.Standing](t)(by.Admit(ctx, g, ask))
}

// TestRetiredDevice: it can write no more once it knows, what it wrote unseen is not shown, it is not let in again, and
// nobody but another device of the person adds a new one after that.
func TestRetiredDevice(t *testing.T) {
	ann, bob, g := pair(t)
	give(t, ann, bob, g)
	old := ann
	new := second(t, ann, bob, g)
	p := must[forum.ID](t)(bob.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six."))
	give(t, bob, old, g)
	give(t, bob, new, g)
	refusedWith(t, failure(new.RetireEverywhere(ctx, bob.Identity(), "")), "not a device of yours")
	if done := must[[]forum.ID](t)(new.RetireEverywhere(ctx, old.Identity(), "lost on the tram")); !slices.Equal(done, []forum.ID{g}) {
		t.Errorf("retired in %v", done)
	}
	refusedWith(t, failure(new.RetireEverywhere(ctx, old.Identity(), "")), "already")
	refusedWith(t, failure(new.RetireEverywhere(ctx, new.Identity(), "")), "only device")
	must[forum.ID](t)(old.Comment(ctx, g, p, "Whoever found it writes this.", forum.ID{}))
	give(t, new, bob, g)
	give(t, old, bob, g)
	if page := must[ProposalPage](t)(bob.Proposal(ctx, g, p)); len(page.Comments) != 0 {
		t.Errorf("a retired device is heard: %+v", page.Comments)
	}
	give(t, bob, old, g) // on a stick
	_, err := old.Comment(ctx, g, p, "Hello?", forum.ID{})
	refusedWith(t, err, "has been retired from Elm Row")
	if c := must[GroupCard](t)(old.Group(ctx, g)); c.Standing != forum.StandingRetired {
		t.Errorf("the old device stands as %s", c.Standing)
	}
	if can := old.GroupCan(g); can != (Can{}) {
		t.Errorf("the old device offers %+v", can)
	}
	give(t, bob, new, g)
	same(t, g, bob, new)
	for _, d := range must[[]OwnDevice](t)(new.Devices(ctx)) {
		if d.Retired != (d.Device == old.Identity()) {
			t.Errorf("%+v", d)
		}
	}

	// The same device again, and a third made by whoever has the lost one's key.
	me, _ := old.Me()
	_, err = bob.Admit(ctx, g, must[forum.Ask](t)(forum.NewLink(g, me.Person, old.personKey(), old.deviceKey(), "Ann", old.clock())))
	refusedForGood(t, err, "retired")
	thief := cheap(t)
	must[Restored](t)(thief.Restore(ctx, bytes.NewReader(backup(t, old)), phrase))
	ask := must[forum.Ask](t)(thief.Ask(ctx, must[[]forum.Ticket](t)(thief.Joining(ctx))[0]))
	_, err = bob.Admit(ctx, g, ask)
	refusedForGood(t, err, "given up a device before")
	if st := must[forum.Standing](t)(new.Admit(ctx, g, ask)); st != forum.StandingMember {
		t.Errorf("by their own other device: %s", st)
	}
}

func failure[T any](_ T, err error) error { return err }

// refusedForGood expects words for whoever asked to be let in.
func refusedForGood(t testing.TB, err error, words string) {
	t.Helper()
	var no *forum.RefusedError
	if !errors.As(err, &no) || !strings.Contains(no.Error(), words) {
		t.Errorf("%v, want %q", err, words)
	}
}

// TestLinkAskRefused: what a stranger, a removed or waiting person's device, or a forged certificate can be told.
func TestLinkAskRefused(t *testing.T) {
	ann, bob, g := pair(t)
	give(t, ann, bob, g)
	_, key, err := ed25519.GenerateKey(nil)
	ok(t, err)
	_, person, err := ed25519.GenerateKey(nil)
	ok(t, err)
	me, _ := ann.Me()
	link := func(who forum.Person, cert ed25519.PrivateKey) error {
		_, err := bob.Admit(ctx, g, must[forum.Ask](t)(forum.NewLink(g, who, cert, key, "Ann", bob.clock())))
		return err
	}
	refusedForGood(t, link(forum.PersonOf(person), person), "not known here")
	refusedForGood(t, link(me.Person, person), "certificate")
	theirs, _ := bob.Me()
	ok(t, ann.Remove(ctx, g, theirs.Person, ""))
	_, err = ann.Admit(ctx, g, must[forum.Ask](t)(forum.NewLink(g, theirs.Person, bob.personKey(), key, "Bob", ann.clock())))
	refusedForGood(t, err, "no longer in the group")
	if _, known := must[*forum.Roll](t)(bob.Roll(ctx, g)).ByDevice(forum.DeviceOf(key)); known {
		t.Error("a refused device is on the roll")
	}
}

// TestReadmittedIsWhoTheyWere: with a new key somebody writes, votes and is counted as who they were before.
func TestReadmittedIsWhoTheyWere(t *testing.T) {
	ann, bob, g := pair(t)
	give(t, ann, bob, g)
	p := must[forum.ID](t)(bob.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six."))
	was, _ := bob.Me()
	give(t, bob, ann, g)

	cat := device(t, "Cat")
	join(t, ann, cat, g)
	other, _ := cat.Me()
	ok(t, ann.SetRole(ctx, g, other.Person, forum.RoleOfficer, ""))
	fresh := device(t, "Bob again") // who lost everything, and comes by an invite that asks for approval
	text := must[string](t)(ann.Invite(ctx, g, InviteTerms{Approve: true}, nil))
	ticket := must[forum.Ticket](t)(forum.ParseTicket(text))
	ok(t, fresh.BeginJoin(ctx, ticket))
	must[forum.Standing](t)(ann.Admit(ctx, g, must[forum.Ask](t)(fresh.Ask(ctx, ticket))))
	mine, _ := fresh.Me()
	give(t, ann, cat, g)
	ok(t, ann.Readmit(ctx, g, was.Person, mine.Person, "a fire"))
	ok(t, cat.Readmit(ctx, g, was.Person, mine.Person, "a fire"))
	give(t, ann, cat, g)
	give(t, cat, ann, g)
	give(t, ann, fresh, g)
	me, known := fresh.MeIn(g)
	if !known || me.Person != was.Person || me.Key != mine.Person || me.Standing != forum.StandingMember {
		t.Fatalf("readmitted as %+v", me)
	}
	page := must[ProposalPage](t)(fresh.Proposal(ctx, g, p))
	if page.Author != was.Person || !page.Can.SetTitle {
		t.Errorf("their own proposal is not theirs: %+v", page.Can)
	}
	must[forum.ID](t)(fresh.OpenVote(ctx, g, p, time.Time{}, 0))
	must[forum.ID](t)(fresh.Cast(ctx, g, p, forum.Yes, ""))
	row := must[[]ProposalCard](t)(fresh.Proposals(ctx, g, Filter{}))[0]
	if row.MyChoice != forum.Yes || row.Tally.Yes != 1 {
		t.Errorf("their vote shows as %+v", row)
	}
	ok(t, fresh.Rename(ctx, "Bob"))
	if m, _ := must[*forum.Roll](t)(fresh.Roll(ctx, g)).Find(was.Person); m.Name != "Bob" {
		t.Errorf("renamed to %s", m.Name)
	}
	// A backup made now links as who they were, with the new key.
	new := second(t, fresh, fresh, g)
	if m, _ := new.MeIn(g); m.Person != was.Person {
		t.Errorf("a device from a backup is %+v", m)
	}
}

// TestSurplusIsBounded: whoever has the text of a used up invite cannot fill the waiting list with people they make up.
func TestSurplusIsBounded(t *testing.T) {
	ann, _, g := pair(t)
	ticket := must[forum.Ticket](t)(forum.ParseTicket(must[string](t)(ann.Invite(ctx, g, InviteTerms{}, nil))))
	waiting := 0
	for range maxSurplus + 5 {
		_, person, err := ed25519.GenerateKey(nil)
		ok(t, err)
		_, key, err := ed25519.GenerateKey(nil)
		ok(t, err)
		st, err := ann.Admit(ctx, g, must[forum.Ask](t)(forum.NewAsk(ticket, person, key, "Sybil", ann.clock())))
		if err != nil {
			refusedForGood(t, err, "too many people are waiting")
		}
		if st == forum.StandingWaiting {
			waiting++
		}
	}
	if waiting != maxSurplus {
		t.Errorf("%d made-up people wait", waiting)
	}
}
