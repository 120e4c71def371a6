package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const boardCharter = `
aims = "Look after the estate."

[body.board]
seats = 2
term = 3
retire = "1/3"
vacancy = "co-opt"
`

// estate is a residents' association of three devices that are mostly off, and meet at Ann's.
type estate struct {
	t     *testing.T
	g     string
	homes map[string]*home
}

func newEstate(t *testing.T) *estate {
	x := &estate{t: t, homes: map[string]*home{}}
	for _, n := range []string{"Ann", "Bob", "Cat"} {
		x.homes[n] = newHome(t, n)
	}
	charter := filepath.Join(t.TempDir(), "charter.toml")
	if err := os.WriteFile(charter, []byte(boardCharter), 0o600); err != nil {
		t.Fatal(err)
	}
	ann := x.homes["Ann"]
	x.g = text(ann.must("group", "create", "Estate", "--charter", charter), "group")
	ann.serve()
	invite := text(ann.must("invite", "Estate", "--uses", "2"), "invite")
	for _, n := range []string{"Bob", "Cat"} {
		if got := text(x.homes[n].must("join", invite), "state"); got != "joined" {
			t.Fatalf("%s is %s", n, got)
		}
	}
	ann.stop()
	return x
}

func (x *estate) does(name string, args ...string) map[string]any {
	x.t.Helper()
	return x.homes[name].must(args...)
}

// meet has the three exchange what they did apart, and checks that all show the same.
func (x *estate) meet() {
	x.t.Helper()
	ann, bob, cat := x.homes["Ann"], x.homes["Bob"], x.homes["Cat"]
	ann.serve()
	for _, h := range []*home{bob, cat} {
		h.must("peer", "add", ann.addr)
		h.must("sync")
	}
	bob.must("sync")
	ann.stop()
	same(x.t, x.g, ann, bob, cat)
}

// putUp has somebody proposed and seconded by the other two, and stand, each on their own device.
func (x *estate) putUp(election, who string) {
	x.t.Helper()
	for _, n := range []string{"Ann", "Bob", "Cat"} {
		if n != who {
			x.does(n, "election", "nominate", election, who)
		}
	}
	x.homes[who].feed("I am "+who+".\n", "election", "stand", election, "--statement", "-")
}

// board gives who sits, and who retires next, as a device shows it.
func (x *estate) board(name string) (sits, retiring []string) {
	x.t.Helper()
	board := x.homes[name].rows("election", "board", x.g)[0].(map[string]any)
	for _, s := range board["sitting"].([]any) {
		sits = append(sits, text(s, "name"))
	}
	for _, n := range board["retiring"].([]any) {
		retiring = append(retiring, n.(string))
	}
	slices.Sort(sits)
	return sits, retiring
}

func (x *estate) needs(name string) (what []string) {
	x.t.Helper()
	for _, n := range x.homes[name].rows("needs", x.g) {
		what = append(what, text(n, "what"))
	}
	slices.Sort(what)
	return what
}

func (x *estate) agenda(meeting map[string]any) string {
	x.t.Helper()
	var items []string
	for _, i := range x.does("Cat", "meeting", "show", text(meeting, "meeting"))["agenda"].([]any) {
		items = append(items, text(i, "title"))
	}
	return strings.Join(items, "|")
}

// TestStoryResidentsBoard: a residents' board is elected yearly and repairs are tracked, on three devices that are mostly off. The first
// year three stand for two seats; the next year a third of the board retires, by lot; one resigns and another is co-opted; and
// what the board was elected to do is on record. All show the same, and the record is taken out.
func TestStoryResidentsBoard(t *testing.T) {
	t.Parallel()
	x := newEstate(t)
	x.firstYear()
	x.repairs()
	x.secondYear()
	x.exported()
}

func (x *estate) firstYear() {
	t := x.t
	agm := x.does("Ann", "meeting", "new", x.g, "--template", "agm", "--at", "2026-05-14T19:00Z")
	election := text(x.does("Ann", "election", "new", x.g, "board", "--at", "2026-05-14T19:00Z"), "election")
	x.meet()
	if got := x.agenda(agm); got != "Apologies|Minutes of the last annual general meeting|Matters arising|Chair's report|Treasurer's report and accounts|Election of the board: 2 seats|Motions|Any other business" {
		t.Errorf("the agenda is %s", got)
	}
	if got := x.needs("Cat"); !slices.Equal(got, []string{"nominate"}) {
		t.Errorf("Cat needs to %v", got)
	}
	// Nobody is on line: each puts up the other two.
	for _, n := range []string{"Ann", "Bob", "Cat"} {
		x.putUp(election, n)
	}
	x.meet()
	closed := x.does("Ann", "election", "close", election)
	proposal := text(closed, "vote.id")
	if text(closed, "state") != "voting" || proposal == "" {
		t.Fatalf("%v", closed)
	}
	x.meet()
	x.does("Ann", "vote", "cast", proposal, "Bob,Cat")
	x.does("Bob", "vote", "cast", proposal, "Bob,Cat")
	x.does("Cat", "vote", "cast", proposal, "Cat,Bob")
	if r := x.homes["Ann"].run("", "election", "declare", election); r.code != 1 || !strings.Contains(r.err.Error.Message, "has not been decided") {
		t.Errorf("%+v", r)
	}
	x.meet()
	certificate := text(x.does("Ann", "vote", "close", proposal), "certificate")
	x.meet()
	declared := x.does("Cat", "election", "declare", election) // any member may
	if text(declared, "certificate") != certificate {
		t.Errorf("declared by %s, not %s", text(declared, "certificate"), certificate)
	}
	x.meet()
	if sits, _ := x.board("Bob"); !slices.Equal(sits, []string{"Bob", "Cat"}) {
		t.Errorf("%v sit", sits)
	}
	if got := x.needs("Ann"); !slices.Equal(got, []string{"seat"}) {
		t.Errorf("Ann needs to %v", got)
	}
	if got := x.does("Bob", "verify", x.g)["seats"].([]any); len(got) != 2 {
		t.Errorf("verify says %v", got)
	}
	x.does("Ann", "election", "seat", election)
	x.meet()
	if got := x.does("Bob", "verify", x.g)["seats"].([]any); len(got) != 0 || len(x.needs("Ann")) != 0 {
		t.Errorf("verify says %v", got)
	}
}

// repairs tracks repairs apart: a task for one, and a gauge for how long they take.
func (x *estate) repairs() {
	task := text(x.does("Bob", "task", "new", x.g, "--title", "Mend the lift", "--who", "Cat", "--due", "2026-09-01"), "task")
	gauge := text(x.does("Ann", "gauge", "new", x.g, "--title", "Days to mend", "--unit", "days", "--baseline", "30", "--target", "7"), "gauge")
	x.meet()
	x.does("Cat", "task", "update", task, "--state", "done", "--note", "new cable")
	x.does("Ann", "gauge", "read", gauge, "21", "--at", "2026-08-01T12:00Z")
	x.does("Bob", "gauge", "read", gauge, "9", "--at", "2027-02-01T12:00Z")
	x.meet()
	if got := text(x.does("Cat", "gauge", "show", gauge), "latest"); got != "9" {
		x.t.Errorf("it takes %s days", got)
	}
}

func (x *estate) secondYear() {
	t := x.t
	_, retiring := x.board("Cat")
	if len(retiring) != 1 {
		t.Fatalf("%v retire", retiring)
	}
	out, stays := retiring[0], "Bob"
	if out == "Bob" {
		stays = "Cat"
	}
	agm := x.does(stays, "meeting", "new", x.g, "--template", "agm", "--at", "2027-05-13T19:00Z")
	election := text(x.does(stays, "election", "new", x.g, "board", "--at", "2027-05-13T19:00Z"), "election")
	x.meet()
	if got := x.agenda(agm); !strings.Contains(got, "Election of the board: 1 seat; retiring: "+out+"|") {
		t.Errorf("the agenda is %s", got)
	}
	if r := x.homes["Ann"].run("", "election", "nominate", election, stays); r.code != 1 || !strings.Contains(r.err.Error.Message, "sits on the board already") {
		t.Errorf("%+v", r)
	}
	x.putUp(election, "Ann")
	x.meet()
	if got := text(x.does(stays, "election", "close", election), "state"); got != "elected" {
		t.Errorf("an uncontested election is %s", got)
	}
	x.meet()
	if sits, _ := x.board("Cat"); slices.Contains(sits, out) || !slices.Contains(sits, "Ann") || len(sits) != 2 {
		t.Errorf("%v sit, and %s retired", sits, out)
	}
	// It takes two officers to take somebody's office, and these two are apart.
	if left := x.does("Ann", "election", "seat", election)["left"].([]any); len(left) != 1 {
		t.Errorf("%v", left)
	}
	x.does(stays, "election", "seat", election)
	x.meet()
	for _, m := range x.homes["Cat"].rows("member", "list", x.g) {
		if got, want := text(m, "roles.0") == "officer", text(m, "name") != out; got != want {
			t.Errorf("%s is %s", text(m, "name"), text(m, "roles.0"))
		}
	}

	// A casual vacancy: who stayed resigns, and who retired is co-opted.
	x.does(stays, "election", "resign", x.g, "board", "--why", "a new baby")
	if r := x.homes["Cat"].run("", "election", "new", x.g, "board", "--at", "2027-09-01", "--how", "casual"); r.code != 1 {
		t.Errorf("%+v", r)
	}
	x.meet()
	coopt := text(x.does("Ann", "election", "new", x.g, "board", "--at", "2027-09-01", "--how", "co-option"), "election")
	x.meet()
	x.putUp(coopt, out)
	x.meet()
	x.does("Ann", "election", "close", coopt)
	x.meet()
	if sits, retiring := x.board(stays); slices.Contains(sits, stays) || !slices.Contains(sits, out) || !slices.Contains(retiring, out) {
		t.Errorf("%v sit, %v retire next", sits, retiring)
	}
	x.does("Ann", "election", "seat", coopt)
	x.meet()
	x.does(out, "election", "seat", coopt)
	x.meet()
	if got := x.does("Ann", "verify", x.g); text(got, "ok") != "true" || len(got["seats"].([]any)) != 0 || text(got, "certificates") != "3" {
		t.Errorf("%v", got)
	}
}

// exported takes the record out of each device, and finds everything in it.
func (x *estate) exported() {
	digests := map[string]bool{}
	for _, n := range []string{"Ann", "Bob", "Cat"} {
		dir := filepath.Join(x.t.TempDir(), n)
		x.does(n, "export", x.g, "--format", "json", "--out", dir)
		b, err := os.ReadFile(filepath.Join(dir, "moot.json"))
		if err != nil {
			x.t.Fatal(err)
		}
		var record struct {
			Digest                             string
			Elections, Tasks, Gauges, Meetings []any
			Bodies                             []struct{ Sitting []any }
		}
		if err := json.Unmarshal(b, &record); err != nil {
			x.t.Fatal(err)
		}
		if len(record.Elections) != 3 || len(record.Tasks) != 1 || len(record.Gauges) != 1 || len(record.Meetings) != 2 || len(record.Bodies[0].Sitting) != 2 {
			x.t.Errorf("%s: %d elections, %d tasks, %d gauges, %d meetings", n, len(record.Elections), len(record.Tasks), len(record.Gauges), len(record.Meetings))
		}
		digests[record.Digest] = true
	}
	if len(digests) != 1 {
		x.t.Errorf("the records taken out differ: %v", digests)
	}
}
