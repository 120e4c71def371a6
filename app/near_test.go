package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"moot/store"
	"moot/store/forum"
)

// joins lets somebody into a group by an invite of a device that serves.
func (h *home) joins(invite string) {
	h.t.Helper()
	if got := text(h.must("join", invite), "state"); got != "joined" {
		h.t.Fatalf("joined as %q", got)
	}
}

// invites makes an invite.
func (h *home) invites(args ...string) string {
	h.t.Helper()
	return text(h.must(append([]string{"invite"}, args...)...), "invite")
}

// near is the one card that neighbours show a group.
func (h *home) near(g string) any {
	h.t.Helper()
	all := h.rows("notice", "list", g, "--near")
	if len(all) != 1 {
		h.t.Fatalf("neighbours show %d cards: %v", len(all), all)
	}
	return all[0]
}

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %q; want %q", what, got, want)
	}
}

// exported is a group's whole record as a file.
func (h *home) exported(g string) string {
	h.t.Helper()
	dir := h.t.TempDir()
	h.must("export", g, "--format", "json", "--out", dir)
	b, err := os.ReadFile(filepath.Join(dir, "moot.json"))
	if err != nil {
		h.t.Fatal(err)
	}
	return string(b)
}

// TestMealSharing is a seed story: neighbours in two streets share meals. Eve lives in both; her device carries what the
// streets show each other, and everybody else only ever meets people of their own street, by a stick.
func TestMealSharing(t *testing.T) {
	t.Parallel()
	ann, bob, dan, fay, eve := newHome(t, "Ann"), newHome(t, "Bob"), newHome(t, "Dan"), newHome(t, "Fay"), newHome(t, "Eve")
	oak := text(ann.must("group", "create", "Oak Street"), "group")
	elm := text(dan.must("group", "create", "Elm Row"), "group")
	ann.serve()
	dan.serve()
	invite := ann.invites(oak, "--uses", "2")
	bob.joins(invite)
	eve.joins(invite)
	invite = dan.invites(elm, "--uses", "2")
	fay.joins(invite)
	eve.joins(invite)
	refused := eve.run("", "neighbour", "add", elm, oak)
	if !strings.Contains(refused.err.Error.Message, "moot neighbour open") {
		t.Errorf("introduced a group that is not open: %+v", refused)
	}
	ann.must("neighbour", "open", oak)
	dan.must("neighbour", "open", elm)
	eve.must("sync")
	ann.stop()
	dan.stop()

	// From here on nobody is on a network.
	eve.must("neighbour", "add", elm, "Oak Street")
	eve.must("neighbour", "add", oak, "Elm Row")
	eve.rows("neighbour", "carry", oak, elm)
	eve.rows("neighbour", "carry", elm, oak)
	eve.carry(elm, dan, fay)
	eve.carry(oak, ann)

	offer := text(bob.feed("Lentil soup for six on Friday.", "notice", "post", oak, "--kind", "offer", "--title", "Soup on Friday",
		"--body", "-", "--share", "--contact", "Number 7, green door"), "notice")
	bob.must("notice", "post", oak, "--title", "The wheelbarrow is with Bob")
	bob.carry(oak, ann)
	needs := ann.rows("needs", oak)
	want(t, "what needs Ann", text(needs, "0.what"), "share")
	want(t, "out", text(ann.must("notice", "share", offer), "out"), "true")
	ann.carry(oak, eve) // Eve calls on Ann: her device takes the card to Elm Row by itself
	eve.carry(elm, fay)
	card := fay.near(elm)
	for path, is := range map[string]string{"title": "Soup on Friday", "from": "Oak Street", "contact": "Number 7, green door", "carrier": "Eve", "body": "Lentil soup for six on Friday."} {
		want(t, path, text(card, path), is)
	}

	answer := text(fay.must("notice", "post", elm, "--kind", "need", "--title", "Two bowls, please", "--share", "--reply-to", text(card, "card")), "notice")
	fay.carry(elm, dan)
	dan.must("notice", "share", answer)
	dan.carry(elm, eve)
	eve.carry(oak, bob, ann)
	back := bob.near(oak)
	want(t, "the answer", text(back, "title"), "Two bowls, please")
	want(t, "what it answers", text(back, "answers"), offer)

	bob.must("notice", "withdraw", offer, "--why", "eaten")
	bob.carry(oak, ann)
	ann.must("notice", "recall", offer)
	ann.carry(oak, eve, bob)
	eve.carry(elm, fay, dan)
	if left := fay.rows("notice", "list", elm, "--near"); len(left) != 0 {
		t.Errorf("still shown: %v", left)
	}
	eve.carry(oak, ann, bob)
	same(t, oak, ann, bob, eve)
	same(t, elm, dan, fay, eve)
	sound(t, oak, ann, bob, eve)
	sound(t, elm, dan, fay, eve)
	record := bob.exported(oak)
	for _, words := range []string{"Two bowls, please", `"name": "Elm Row"`, `"introduced": "Eve"`} {
		if !strings.Contains(record, words) {
			t.Errorf("the exported record has no %q", words)
		}
	}
	if strings.Contains(fay.exported(elm), "wheelbarrow") {
		t.Error("a notice that was not shared is with the neighbours")
	}
}

// TestJointChildcare is a seed story: three streets do childcare together. Each is a section that the others can neither
// outvote nor shut out, and each is told the decision by a card it can check.
func TestJointChildcare(t *testing.T) {
	t.Parallel()
	ann, bob, dan, fay, gus := newHome(t, "Ann"), newHome(t, "Bob"), newHome(t, "Dan"), newHome(t, "Fay"), newHome(t, "Gus")
	oak := text(ann.must("group", "create", "Oak Street"), "group")
	elm := text(dan.must("group", "create", "Elm Row"), "group")
	fir := text(gus.must("group", "create", "Fir Close"), "group")
	ann.serve()
	dan.serve()
	bob.joins(ann.invites(oak))
	fay.joins(dan.invites(elm))
	joint := text(ann.must("group", "create", "Childcare", "--joint-of", "Oak Street", "--joint-of", "Elm Row", "--joint-of", "Fir Close"), "group")
	ann.wantMember(joint, "Ann", "section", "Oak Street")
	bob.joins(ann.invites(joint, "--section", "Oak Street"))
	for h, section := range map[*home]string{dan: "Elm Row", gus: "Fir Close"} {
		h.joins(ann.invites(joint, "--section", section))
		ann.wantMember(joint, map[*home]string{dan: "Dan", gus: "Gus"}[h], "section", section)
	}
	bob.must("sync")
	if all := bob.rows("neighbour", "list", oak); len(all) != 1 || text(all[0], "part") != "Oak Street" {
		t.Errorf("Bob is not told that Oak Street takes part: %v", all)
	}
	dan.must("neighbour", "add", elm, "Childcare", "--part", "Elm Row")
	gus.must("neighbour", "add", fir, "Childcare", "--part", "Fir Close")
	fay.must("sync")
	all := fay.rows("neighbour", "list", elm)
	want(t, "Fay is told", text(all, "0.name")+", "+text(all, "0.part"), "Childcare, Elm Row")
	fay.feed("May I join for Elm Row?", "comment", text(all, "0.neighbour"))
	fay.must("sync")
	// Nobody but Elm Row says who speaks for Elm Row.
	want(t, "joined", text(fay.must("join", ann.invites(joint, "--section", "Elm Row")), "state"), "waiting")
	dan.must("sync")
	dan.must("member", "approve", joint, "Fay")
	dan.must("sync")
	for _, h := range []*home{fay, gus, bob} {
		h.must("sync")
	}
	ann.wantMember(joint, "Fay", "section", "Elm Row")
	ann.stop()
	dan.stop()

	// Offline: Oak Street and Elm Row are of one mind, four people against one.
	p := text(ann.feed("Three afternoons a week, in turn.", "proposal", "new", joint, "--title", "Care after school", "--body", "-"), "proposal")
	ann.must("vote", "open", p)
	ann.must("vote", "cast", p, "yes")
	ann.carry(joint, bob, dan, fay, gus)
	for h, choice := range map[*home]string{bob: "yes", dan: "yes", fay: "yes", gus: "no"} {
		h.must("vote", "cast", p, choice)
		h.carry(joint, ann)
	}
	r := ann.run("", "vote", "close", p)
	if r.code == 0 || !strings.Contains(r.err.Error.Message, "Fir Close") {
		t.Fatalf("Fir Close was outvoted: %+v", r)
	}
	gusID := text(ann.member(joint, "Gus"), "person")
	ann.must("member", "remove", joint, gusID)
	ann.wantMember(joint, "Gus", "state", "member")
	ann.carry(joint, gus)
	gus.must("vote", "cast", p, "yes", "--reason", "If Fir Close has Mondays.")
	gus.carry(joint, ann)
	closed := ann.must("vote", "close", p)
	want(t, "outcome", text(closed, "outcome"), "passed")
	want(t, "out", text(ann.must("vote", "share", p), "out"), "true")
	ann.carry(joint, bob, dan, fay, gus)
	for h, g := range map[*home]string{ann: oak, dan: elm, gus: fir} {
		h.rows("neighbour", "carry", joint, g)
		card := h.near(g)
		for path, is := range map[string]string{"title": "Care after school", "kind": "decision", "from": "Childcare", "outcome": "passed", "result": text(closed, "digest"), "certificate": text(closed, "certificate")} {
			want(t, path, text(card, path), is)
		}
	}
	ann.carry(oak, bob)
	dan.carry(elm, fay)
	want(t, "what Fay is told in Elm Row", text(fay.near(elm), "outcome"), "passed")
	same(t, joint, ann, bob, dan, fay, gus)
	same(t, oak, ann, bob)
	same(t, elm, dan, fay)
	sound(t, joint, ann, bob, dan, fay, gus)
	sound(t, elm, dan, fay)
	if record := fay.exported(elm); !strings.Contains(record, text(closed, "certificate")) {
		t.Error("the exported record does not have the certificate of the decision")
	}
}

// TestConfidentialPart: a meeting with an item that only officers may read, on three devices, partly by a stick. Both parts
// come together on an officer's paper only.
func TestConfidentialPart(t *testing.T) {
	t.Parallel()
	g, ann, others := street(t, "", "Bob", "Cat")
	bob, cat := others[0], others[1]
	ann.must("member", "role", g, "Bob", "officer")
	own := text(ann.must("group", "confidential", g), "group")
	bob.joins(ann.invites(own, "--role", "officer"))
	bob.must("sync")
	cat.must("sync")
	ann.stop()

	m := text(ann.feed("Money\n", "meeting", "new", g, "--title", "Spring", "--at", "2026-03-01T19:00Z", "--agenda", "-"), "meeting")
	item := ann.must("meeting", "confidential", m, "--title", "The complaint about Zephyrine")
	part := text(item, "meeting")
	ann.feed("Spent: nothing.", "minutes", "edit", m, "--body", "-")
	ann.feed("Zephyrine did not do it.", "minutes", "edit", part, "--body", "-")
	r := ann.run("Zephyrine again.", "minutes", "edit", m, "--item", "2", "--body", "-")
	if !strings.Contains(r.err.Error.Message, "confidential") {
		t.Errorf("confidential words were let into the main group: %+v", r)
	}
	ann.carry(g, bob, cat)
	ann.carry(own, bob)

	paper := filepath.Join(t.TempDir(), "whole.md")
	bob.must("minutes", "show", m, "--confidential", "--format", "md", "--out", paper)
	whole, err := os.ReadFile(paper)
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"Spent: nothing.", "Confidential: The complaint about Zephyrine", "Zephyrine did not do it.", "for officers only", "DRAFT"} {
		if !strings.Contains(string(whole), words) {
			t.Errorf("the officers' paper has no %q:\n%s", words, whole)
		}
	}
	if !strings.Contains(text(cat.must("minutes", "show", m), "markdown"), forum.ConfidentialTitle) {
		t.Error("Cat is not told that there is a confidential item")
	}
	if r := cat.run("", "minutes", "show", m, "--confidential"); r.code == 0 {
		t.Error("Cat was shown the confidential part")
	}
	same(t, g, ann, bob, cat)
	same(t, own, ann, bob)
	sound(t, g, ann, bob, cat)
	sound(t, own, ann, bob)
	if !strings.Contains(cat.exported(g), `"confidential": true`) {
		t.Error("the record does not say that there is a confidential part")
	}
	if n := cat.entriesWith("Zephyrine"); n != 0 {
		t.Errorf("%d entries on Cat's device have the confidential words", n)
	}
	if bob.entriesWith("Zephyrine") == 0 {
		t.Error("the search does not find the words where they are")
	}

	ann.must("member", "role", g, "Bob", "member")
	needs := ann.rows("needs", own)
	want(t, "what Ann must do", text(needs, "0.what")+" "+text(needs, "0.title"), "remove Bob")
	ann.must("member", "remove", own, "Bob")
	if left := ann.rows("needs", own); len(left) != 0 {
		t.Errorf("left to do: %v", left)
	}
}

// entriesWith counts the entries on a device, of any group, that have some words in them.
func (h *home) entriesWith(words string) (n int) {
	h.t.Helper()
	ctx := context.Background()
	s, err := store.Open(h.dir, store.Options{})
	if err != nil {
		h.t.Fatal(err)
	}
	groups, err := s.Groups(ctx)
	for _, g := range groups {
		if err == nil {
			_, err = s.Tail(ctx, g.ID, nil, 0, func(run []forum.Entry) error {
				for i := range run {
					if bytes.Contains(run[i].Payload, []byte(words)) {
						n++
					}
				}
				return nil
			})
		}
	}
	if err != nil {
		h.t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		h.t.Fatal(err)
	}
	return n
}
