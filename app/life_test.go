package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const streetCharter = `aims = """
For the people of Mill Lane:

- Children walk to school safely
- The verges are green
"""

[capacity.planner]
for = "the council's planning officer"
advises = true

[capacity.police]
advises = true

[capacity.councillor]
for = "the two members for the ward"
signs = 2
over = 10000000
`

// lane is a group of six: residents who decide, and a planner and two councillors who read, advise and sign off.
type lane struct {
	t                             *testing.T
	group, proposal               string
	ann, bob, cat, pat, kim, siân *home
}

// TestStoryStreet: £1.2m of street improvements, with the planner's advice and the councillors' sign-off. Half of it is
// done with no network; in the end all six devices show the same, and the exported record holds all of it.
func TestStoryStreet(t *testing.T) {
	t.Parallel()
	s := foundStreet(t)
	s.propose()
	s.wordApart()
	s.vote()
	s.signOff()
	same(t, s.group, s.everybody()...)
	sound(t, s.group, s.everybody()...)
	s.record()
}

func (s *lane) everybody() []*home { return []*home{s.ann, s.bob, s.cat, s.pat, s.kim, s.siân} }

// meet has devices catch up with Ann's, one after another: each has what those before it brought.
func (s *lane) meet(homes ...*home) {
	s.t.Helper()
	for _, h := range homes {
		h.must("sync")
	}
}

func (s *lane) says(h *home, path, want string) {
	s.t.Helper()
	if got := text(h.must("proposal", "show", s.proposal), path); got != want {
		s.t.Errorf("%s is %q on the device of %s, want %q", path, got, filepath.Base(h.dir), want)
	}
}

func (s *lane) refused(h *home, words string, args ...string) {
	s.t.Helper()
	if r := h.run("", args...); r.code != 1 || !strings.Contains(r.err.Error.Message, words) {
		s.t.Errorf("moot %v: %+v, want a refusal with %q", args, r, words)
	}
}

func foundStreet(t *testing.T) *lane {
	s := &lane{t: t, ann: newHome(t, "Ann"), bob: newHome(t, "Bob"), cat: newHome(t, "Cat"), pat: newHome(t, "Pat"), kim: newHome(t, "Kim"), siân: newHome(t, "Siân")}
	file := filepath.Join(t.TempDir(), "charter.toml")
	if err := os.WriteFile(file, []byte(streetCharter), 0o600); err != nil {
		t.Fatal(err)
	}
	s.group = text(s.ann.must("group", "create", "Mill Lane", "--charter", file), "group")
	s.ann.serve()
	members := text(s.ann.must("invite", s.group, "--uses", "2"), "invite")
	readers := text(s.ann.must("invite", s.group, "--uses", "3", "--role", "reader"), "invite")
	for h, invite := range map[*home]string{s.bob: members, s.cat: members, s.pat: readers, s.kim: readers, s.siân: readers} {
		if got := text(h.must("join", invite), "state"); got != "joined" {
			t.Fatalf("%s is %s", h.dir, got)
		}
	}
	s.ann.must("group", "appoint", s.group, "Pat", "--as", "planner")
	s.ann.must("group", "appoint", s.group, "Kim", "--as", "councillor")
	s.ann.must("group", "appoint", s.group, "Siân", "--as", "councillor")
	return s
}

// propose: a draft that nobody votes on, put forward with the aims it serves.
func (s *lane) propose() {
	s.proposal = text(s.ann.feed("Wider pavements.\n\nA crossing by the school.\n\nTwenty trees.\n",
		"proposal", "new", s.group, "--title", "Mill Lane rebuilt", "--body", "-", "--cost", "120000000", "--draft", "--aim", "children"), "proposal")
	s.meet(s.bob)
	s.says(s.bob, "state", "draft")
	s.refused(s.ann, "still a draft", "vote", "open", s.proposal)
	s.ann.must("proposal", "state", s.proposal, "open")
	s.meet(s.everybody()[1:]...)
	s.says(s.kim, "aims.0", "Children walk to school safely")
}

// wordApart: with no network, Ann and Bob word the crossing each in their own way, Cat proposes fewer trees, and the
// planner gives advice on the words as they were.
func (s *lane) wordApart() {
	s.ann.stop()
	s.ann.feed("Wider pavements.\n\nA zebra crossing by the school.\n\nTwenty trees.\n", "proposal", "edit", s.proposal, "--body", "-")
	s.bob.feed("Wider pavements.\n\nA crossing with lights by the school.\n\nTwenty trees.\n", "proposal", "edit", s.proposal, "--body", "-")
	s.cat.feed("Wider pavements.\n\nA crossing by the school.\n\nTwelve trees.\n", "proposal", "amend", s.proposal, "--body", "-", "--title", "Fewer trees")
	s.pat.feed("The road is wide enough.\n", "proposal", "advise", s.proposal, "for", "--body", "-", "--conditions", "The bus stop stays.")
	s.refused(s.pat, "readers only read", "proposal", "amend", s.proposal, "--title", "Mine", "--body", phrase(s.t, "Something else."))
	s.refused(s.bob, "not been appointed", "proposal", "advise", s.proposal, "for", "--body", phrase(s.t, "Good."))

	stick := filepath.Join(s.t.TempDir(), "advice.moot") // the planner has no network at all
	s.pat.must("bundle", "write", s.group, stick)
	s.bob.must("bundle", "read", stick)
	s.ann.serve()
	for _, h := range s.everybody()[1:] {
		h.must("peer", "add", s.ann.addr)
	}
	s.meet(s.everybody()[1:]...)
	s.says(s.siân, "advice.0.capacity", "planner")
	s.says(s.siân, "advice.0.current", "false")

	// Ann takes Cat's amendment in: the trees change, and nobody's crossing is lost.
	trees := text(s.ann.must("proposal", "amendments", s.proposal), "amendments.0.amendment")
	apart := s.ann.must("proposal", "amendments", s.proposal)["apart"].([]any)
	if len(apart) != 2 {
		s.t.Fatalf("written apart: %v", apart)
	}
	for _, v := range apart {
		s.ann.must("proposal", "amend", s.proposal, "--version", text(v, "version"))
	}
	s.refused(s.cat, "Only whoever made it", "proposal", "adopt", trees)
	merged := text(s.ann.must("proposal", "adopt", trees), "body")
	if !strings.Contains(merged, "Twelve trees.") || !strings.Contains(merged, "zebra") || !strings.Contains(merged, "with lights") {
		s.t.Errorf("merged: %q", merged)
	}
	s.meet(s.everybody()[1:]...)
}

// vote: between the two wordings that were written apart and the one that holds both; Cat votes with no network.
func (s *lane) vote() {
	var lights, zebra string
	for _, a := range s.ann.must("proposal", "amendments", s.proposal)["amendments"].([]any) {
		switch body := text(a, "body"); {
		case text(a, "state") != "open":
		case strings.Contains(body, "with lights"):
			lights = text(a, "amendment")
		default:
			zebra = text(a, "amendment")
		}
	}
	s.ann.must("vote", "open", s.proposal, "--method", "ranked", "--between", zebra+","+lights+",original")
	s.meet(s.bob, s.cat)
	s.refused(s.bob, "voting on this", "proposal", "reword", lights, "--body", phrase(s.t, "Something else."))
	s.ann.must("vote", "cast", s.proposal, "2,1")
	s.bob.must("vote", "cast", s.proposal, "2")
	s.meet(s.bob)
	s.ann.stop()
	s.cat.must("vote", "cast", s.proposal, "1,original")
	s.ann.serve()
	for _, h := range s.everybody()[1:] {
		h.must("peer", "add", s.ann.addr)
	}
	s.meet(s.cat)
	s.ann.must("vote", "close", s.proposal)
	s.meet(s.everybody()[1:]...)
	for _, h := range s.everybody() {
		s.says(h, "state", "awaiting sign-off")
		s.says(h, "decided.of", lights)
		s.says(h, "decided.body", "Wider pavements.\n\nA crossing with lights by the school.\n\nTwenty trees.\n")
	}
	s.refused(s.ann, "until it is signed off", "proposal", "state", s.proposal, "doing")
	s.refused(s.bob, "voted for what was decided", "proposal", "statement", s.proposal, "--body", phrase(s.t, "Hm."))
	s.cat.must("proposal", "statement", s.proposal, "--body", phrase(s.t, "Lights will keep me awake."))
}

// signOff: one councillor signs and one refuses, each with no network; that stops it, until she is answered.
func (s *lane) signOff() {
	if needs := s.kim.rows("needs", s.group); len(needs) != 1 || text(needs[0], "what") != "sign-off" || text(needs[0], "detail") != "councillor" {
		s.t.Errorf("Kim needs to %v", needs)
	}
	s.ann.stop()
	s.siân.must("proposal", "signoff", s.proposal)
	s.refused(s.kim, "say why", "proposal", "signoff", s.proposal, "--refuse")
	s.kim.must("proposal", "signoff", s.proposal, "--refuse", "--reason", "Who pays for the lights?")
	s.refused(s.pat, "not been appointed", "proposal", "signoff", s.proposal)
	s.ann.serve()
	for _, h := range s.everybody()[1:] {
		h.must("peer", "add", s.ann.addr)
	}
	s.meet(s.siân, s.kim, s.cat, s.bob, s.pat, s.siân)
	for _, h := range s.everybody() {
		s.says(h, "state", "sign-off refused")
	}
	if needs := s.kim.rows("needs", s.group); len(needs) != 0 {
		s.t.Errorf("Kim has had her say, and still needs %v", needs)
	}
	s.ann.feed("The county does, from its road fund.\n", "comment", s.proposal, "--body", "-")
	s.meet(s.kim)
	s.kim.must("proposal", "signoff", s.proposal, "--reason", "Answered.")
	s.meet(s.kim, s.cat, s.bob, s.pat, s.siân)
	for _, h := range s.everybody() {
		s.says(h, "state", "decided")
	}
	s.ann.must("proposal", "state", s.proposal, "doing")
	s.meet(s.everybody()[1:]...)
}

// record: what a councillor, who only reads, can hand on of all this.
func (s *lane) record() {
	dir := s.t.TempDir()
	s.kim.must("export", s.group, "--format", "json", "--out", dir)
	b, err := os.ReadFile(filepath.Join(dir, "moot.json"))
	var all map[string]any
	if err == nil {
		err = json.Unmarshal(b, &all)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	for path, want := range map[string]string{
		"state": "doing", "advice.0.author": "Pat", "advice.0.conditions": "The bus stop stays.", "advice.0.says": "for",
		"statements.0.author": "Cat", "votes.0.statements.0.body": "Lights will keep me awake.\n", "asked.0.signed": "2", "asked.0.met": "true",
		"amendments.0.state": "adopted", "amendments.0.author": "Cat", "aims.0": "Children walk to school safely",
		"decided.options.0": "Bob’s wording", "signoffs.1.capacity": "councillor", "life.0.state": "draft",
	} {
		if got := text(all, "proposals.0."+path); got != want {
			s.t.Errorf("%s in the exported record is %q, want %q", path, got, want)
		}
	}
}
