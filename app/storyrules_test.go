package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// startFrom is a group that Ann founded from a template and serves, and neighbours who came in by her invite.
func startFrom(t *testing.T, template, name string, names ...string) (g string, ann *home, others []*home) {
	t.Helper()
	ann = newHome(t, "Ann")
	g = text(ann.must("group", "create", name, "--template", template), "group")
	ann.serve()
	invite := text(ann.must("invite", g, "--uses", "20"), "invite")
	for _, n := range names {
		h := newHome(t, n)
		if got := text(h.must("join", invite), "state"); got != "joined" {
			t.Fatalf("%s: %s", n, got)
		}
		others = append(others, h)
	}
	return g, ann, others
}

// refuses expects a command to be refused in these words.
func (h *home) refuses(words string, args ...string) {
	h.t.Helper()
	if r := h.run("", args...); r.code != 1 || !strings.Contains(r.err.Error.Message, words) {
		h.t.Errorf("moot %v: exit code %d, %q; want %q", args, r.code, r.err.Error.Message, words)
	}
}

// wants checks a field of an answer.
func wants(t *testing.T, v any, path, want string) {
	t.Helper()
	if got := text(v, path); got != want {
		t.Errorf("%s is %q, want %q", path, got, want)
	}
}

// file writes a file for a command to read.
func file(t *testing.T, words string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "words.md")
	if err := os.WriteFile(name, []byte(words), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// recorded exports a group from a device and reads the record back.
func (h *home) recorded(g string) map[string]any {
	h.t.Helper()
	dir := h.t.TempDir()
	h.must("export", g, "--format", "json", "--out", dir)
	b, err := os.ReadFile(filepath.Join(dir, "moot.json"))
	if err != nil {
		h.t.Fatal(err)
	}
	var x map[string]any
	if err := json.Unmarshal(b, &x); err != nil {
		h.t.Fatal(err)
	}
	return x
}

// agreeAll has every device show the same after sticks went round, with a sound record, and gives the record that each exports.
func agreeAll(t *testing.T, g string, all ...*home) map[string]any {
	t.Helper()
	carryRound(g, all...)
	same(t, g, all...)
	sound(t, g, all...)
	x := all[0].recorded(g)
	for _, h := range all[1:] {
		if text(h.recorded(g), "digest") != text(x, "digest") {
			t.Error("two devices export other records")
		}
	}
	return x
}

// carryRound has a stick go to every device and back to the first.
func carryRound(g string, all ...*home) {
	for _, h := range all[1:] {
		h.carry(g, all[0])
	}
	all[0].carry(g, all[1:]...)
}

// TestTenantsMutual is the story of a tenants' mutual in which each home has one vote: two people of flat 4 vote apart, one
// tenant names a neighbour to vote for her, a meeting loses its quorum and is adjourned, and every device tells the same.
func TestTenantsMutual(t *testing.T) {
	t.Parallel()
	g, ann, others := startFrom(t, "tenants", "Mill Court", "Bob", "Cleo", "Dev", "Eve", "Fay")
	bob, cleo, dev, eve, fay := others[0], others[1], others[2], others[3], others[4]
	shown := ann.must("group", "show", g)
	wants(t, shown, "charter.voting.who", "household")
	wants(t, shown, "charter.meeting.notice", "14")

	// The officer keeps the list of homes; nobody else does.
	ann.must("member", "household", g, "Bob", "Flat 4")
	ann.must("member", "household", g, "Cleo", "flat  4")
	ann.wantMember(g, "Cleo", "household", "Flat 4")
	bob.refuses("Only an officer", "member", "household", g, "Bob", "Flat 5")
	p := text(ann.must("proposal", "new", g, "--title", "New front doors", "--cost", "1200000", "--body", file(t, "Oak doors for every stair.")), "proposal")
	ann.must("vote", "open", p)
	ann.stop()
	all := []*home{ann, bob, cleo, dev, eve, fay}
	carryRound(g, all...)

	// From here on everybody is at home, with no network. Bob and Cleo vote apart; Eve names Dev.
	bob.must("vote", "cast", p, "no", "--reason", "too dear")
	cleo.must("vote", "cast", p, "yes")
	eve.refuses("Nobody can name themselves", "delegate", g, "Eve")
	given := eve.must("delegate", g, "Dev", "--until", time.Now().AddDate(0, 2, 0).Format(time.DateOnly))
	wants(t, given, "to", "Dev")
	eve.carry(g, dev)
	dev.must("vote", "cast", p, "yes")
	fay.must("vote", "cast", p, "no")
	ann.must("vote", "cast", p, "yes")
	carryRound(g, all...)
	for _, h := range all {
		count := h.must("vote", "count", p)
		wants(t, count, "tally.eligible", "5")
		wants(t, count, "turnout", "5")
		wants(t, count, "quorum", "5")
		byProxy, flat := 0, 0
		for i := range 5 {
			b := count["ballots"].([]any)[i]
			if text(b, "by") == "Dev" && text(b, "voter") == "Eve" {
				byProxy++
			}
			if text(b, "household") == "Flat 4" && text(b, "others.0") != "" {
				flat++
			}
		}
		if byProxy != 1 || flat != 1 {
			t.Errorf("%d votes for Eve by Dev, %d of flat 4 with its other ballot", byProxy, flat)
		}
	}
	closed := ann.must("vote", "close", p)
	wants(t, closed, "outcome", "passed")
	wants(t, closed, "final", "true")
	ended := eve.run("", "delegate", g, "--revoke")
	if ended.code != 0 || len(ended.list) != 1 {
		t.Errorf("taken back: %+v", ended)
	}
	eve.refuses("you have named nobody", "delegate", g, "--revoke")

	// The meeting: notice is short, people leave, and what is left of the agenda goes on a week later.
	m := text(ann.must("meeting", "new", g, "--title", "AGM", "--at", time.Now().AddDate(0, 0, 9).Format("2006-01-02 15:04"), "--agenda", file(t, "- Reports\n- Rents\n- Repairs\n")), "meeting")
	notice := ann.must("meeting", "notice", m)
	wants(t, notice, "asked", "14")
	wants(t, notice, "enough", "false")
	ann.must("meeting", "start", m)
	ann.must("meeting", "attend", m, "Ann", "Bob", "Cleo", "Dev", "Eve", "Fay", "Mrs Patel")
	ann.must("meeting", "leave", m, "Dev", "--after", "2")
	ann.must("meeting", "leave", m, "Cleo", "--after", "1") // Bob still speaks for flat 4
	ann.refuses("no item 4", "meeting", "leave", m, "Eve", "--after", "4")
	meeting := ann.must("meeting", "show", m)
	wants(t, meeting, "quorum.need", "5")
	wants(t, meeting, "agenda.0.counted", "5")
	wants(t, meeting, "agenda.1.counted", "5")
	wants(t, meeting, "agenda.2.counted", "4")
	wants(t, meeting, "agenda.2.quorate", "false")
	wants(t, meeting, "quorum.not_quorate_since", "3")
	wants(t, meeting, "warnings.1", "not quorate since item 3 (4 present, and 5 must be)")
	if !strings.Contains(text(meeting, "warnings.0"), "clear days, where 14 are asked for") {
		t.Errorf("of its notice: %s", text(meeting, "warnings.0"))
	}
	next := ann.must("meeting", "adjourn", m, "--to", time.Now().AddDate(0, 0, 20).Format("2006-01-02 15:04"))
	wants(t, next, "agenda.0.title", "Repairs")
	wants(t, next, "adjourned", "true")
	wants(t, next, "quorum.need", "3")
	ann.refuses("ended already", "meeting", "adjourn", m, "--to", "2999-01-01 10:00")

	x := agreeAll(t, g, all...)
	wants(t, x, "charter.voting.who", "household")
	wants(t, x, "delegations.0.ended", "true")
	wants(t, x, "proposals.0.state", "passed")
	if n := len(x["proposals"].([]any)[0].(map[string]any)["votes"].([]any)[0].(map[string]any)["ballots"].([]any)); n != 5 {
		t.Errorf("the record has %d votes", n)
	}
}

// TestLibraryForum is the story of a library forum that changes opening hours and classes: it decides, the page of hours
// follows the decision and says why, and a gauge shows what the change did.
func TestLibraryForum(t *testing.T) {
	t.Parallel()
	g, ann, others := startFrom(t, "library", "Friends of Elm Library", "Bob", "Cleo", "Dev", "Eve")
	bob, cleo, dev, eve := others[0], others[1], others[2], others[3]
	ann.must("member", "section", g, "Dev", "Staff and volunteers")
	hours := text(ann.must("page", "new", g, "--title", "Opening hours", "--body", file(t, "Tuesday to Friday, 10 to 4.\n"), "--party", "Forum=Ann", "--party", "Library=Ann"), "page")
	ann.must("page", "sign", hours, "--as", "Forum")
	ann.must("page", "sign", hours, "--as", "Library")
	gauge := text(ann.must("gauge", "new", g, "--title", "Visits a week", "--unit", "visits", "--baseline", "212", "--target", "300", "--by", "2027-06-30"), "gauge")
	ann.must("gauge", "read", gauge, "212")
	p := text(ann.must("proposal", "new", g, "--title", "Evenings and Saturdays", "--body", file(t, "Tuesday and Thursday until 8; Saturday 10 to 2.")), "proposal")
	classes := text(ann.must("proposal", "new", g, "--title", "Which classes"), "proposal")
	ann.must("vote", "open", p)
	ann.must("vote", "open", classes, "--method", "approval", "--seats", "2", "--option", "Sewing", "--option", "Bengali", "--option", "First steps on a computer")
	all := []*home{ann, bob, cleo, dev, eve}
	for _, h := range others {
		h.must("sync")
	}
	ann.stop()

	// Offline: each at home, and a stick goes round. Cleo is in hospital, and Bob votes for her; Dev of the staff is heard.
	cleo.must("delegate", g, "Bob", "--kind", "ordinary")
	cleo.carry(g, bob)
	bob.must("vote", "cast", p, "yes")
	bob.must("vote", "cast", classes, "Bengali,First steps")
	dev.must("vote", "cast", p, "no", "--reason", "who opens up?")
	dev.must("vote", "cast", classes, "Sewing")
	eve.must("vote", "cast", p, "yes")
	eve.must("vote", "cast", classes, "Bengali")
	ann.must("vote", "cast", p, "yes")
	ann.must("vote", "cast", classes, "First steps")
	ann.refuses("only by a decision", "page", "edit", hours, "--body", file(t, "Always open.\n"))
	carryRound(g, all...)
	wants(t, bob.must("vote", "count", p), "tally.yes", "4")
	wants(t, bob.must("vote", "count", p), "quorum", "5")
	wants(t, ann.must("vote", "close", p), "outcome", "passed")
	wants(t, ann.must("vote", "close", classes), "outcome", "decided")
	wants(t, ann.must("vote", "count", classes), "winners.0", "Bengali")

	// The page follows the decision, and says so; the gauge shows what came of it.
	ann.must("page", "edit", hours, "--body", file(t, "Tuesday to Friday, 10 to 4; Tuesday and Thursday until 8; Saturday 10 to 2.\n"), "--decision", p)
	ann.must("page", "sign", hours, "--as", "Forum")
	ann.must("page", "sign", hours, "--as", "Library")
	carryRound(g, all...)
	eve.must("gauge", "read", gauge, "287", "--note", "counted at the door")
	carryRound(g, all...)
	for _, h := range all {
		page := h.must("page", "show", hours)
		wants(t, page, "state", "signed")
		wants(t, page, "why.0.title", "Evenings and Saturdays")
		wants(t, h.must("gauge", "show", gauge), "trend", "nearer")
	}
	x := agreeAll(t, g, all...)
	wants(t, x, "gauges.0.latest", "287")
	wants(t, x, "delegations.0.to", "Bob")
	wants(t, x, "charter.sections.0.name", "Staff and volunteers")
}
