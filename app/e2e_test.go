package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const someMinutes = `# 2024-03-05 Street: Board

Present: Ann, Bob

## Roof

We agreed to mend it.

## Money

There is some.
`

// minutesFiles are the co-op's, or one of our own where they are not.
func minutesFiles(t *testing.T) []string {
	if dir := sharedData(); dir != "" {
		files, err := filepath.Glob(filepath.Join(dir, "minutes", "*.md"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no minutes in %s: %v", dir, err)
		}
		return files
	}
	file := filepath.Join(t.TempDir(), "2024-03-05-board.md")
	if err := os.WriteFile(file, []byte(someMinutes), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{file}
}

// TestNeighbours is the whole path between three devices with no server: found, invite, join, import, edit the same
// minutes apart, propose, comment, vote, meet again.
func TestNeighbours(t *testing.T) {
	ann, bob := newHome(t, "Ann"), newHome(t, "Bob")
	g := text(ann.must("group", "create", "Street"), "group")
	ann.serve()
	invite := text(ann.must("invite", "Street", "--uses", "2"), "invite")
	if got := text(bob.must("join", invite), "state"); got != "joined" {
		t.Fatalf("Bob is %s", got)
	}
	files := minutesFiles(t)
	if got := ann.must(append([]string{"import", "minutes", g}, files...)...); int(got["imported"].(float64)) != len(files) {
		t.Fatalf("import: %v", got)
	}
	bob.must("sync")
	same(t, g, ann, bob)
	if got := text(bob.must("sync"), "received"); got != "0" {
		t.Errorf("catching up again received %s entries", got)
	}

	ann.stop()
	apart(t, ann, bob, g)
	ann.serve()
	bob.must("peer", "add", ann.addr)
	bob.serve()
	same(t, g, ann, bob)
	together(t, ann, bob, g)

	ann.stop()
	third(t, invite, g, ann, bob)
}

// apart has both devices work with no network, on the same words too.
func apart(t *testing.T, ann, bob *home, g string) {
	meeting := text(ann.rows("meeting", "list", g)[0], "meeting")
	was := text(ann.must("minutes", "show", meeting), "items.0.body")
	ann.feed("Ann was first.\n"+was, "minutes", "edit", meeting, "--body", "-")
	bob.feed(was+"\nBob was last.\n", "minutes", "edit", meeting, "--body", "-")
	ann.feed("An oak.\n", "proposal", "new", g, "--title", "Tree", "--body", "-")
	bob.feed("Fifty pounds.\n", "proposal", "new", g, "--title", "Paint", "--body", "-", "--cost", "5000")
	if ann.must("digest", g)["digest"] == bob.must("digest", g)["digest"] {
		t.Error("two devices that show different things have the same digest")
	}
}

// together checks that every edit made apart is there, and has a comment and a vote travel while both are on.
func together(t *testing.T, ann, bob *home, g string) {
	meeting := text(ann.rows("meeting", "list", g)[0], "meeting")
	for _, h := range []*home{ann, bob} {
		merged := text(h.must("minutes", "show", meeting), "items.0.body")
		if !strings.HasPrefix(merged, "Ann was first.\n") || !strings.HasSuffix(merged, "\nBob was last.\n") {
			t.Errorf("an edit is missing: %q", merged)
		}
	}
	bob.feed("Not an oak.\n", "comment", "Tree", "--body", "-")
	ann.must("vote", "open", "Tree")
	same(t, g, ann, bob)
	ann.must("vote", "cast", "Tree", "yes")
	bob.must("vote", "cast", "Tree", "no", "--reason", "too big")
	same(t, g, ann, bob)
	sound(t, g, ann, bob)
	counted := ann.must("vote", "count", "Tree")
	if text(counted, "tally.yes") != "1" || text(counted, "tally.no") != "1" || text(counted, "outcome") != "tied" {
		t.Errorf("the count is %v", counted)
	}
	if other := bob.must("vote", "count", "Tree"); other["digest"] != counted["digest"] {
		t.Errorf("two devices count differently: %v and %v", counted, other)
	}
	if got := text(ann.must("proposal", "show", "Tree"), "comments.0.author"); got != "Bob" {
		t.Errorf("the comment is %s's", got)
	}
	status := ann.must("status")
	if text(status, "peers.0.name") != "Bob" || text(status, "running") != "true" {
		t.Errorf("status: %v", status)
	}
}

// third joins through Bob while Ann, who made the invite, is off; a fourth finds the invite used up, and waits.
func third(t *testing.T, invite, g string, ann, bob *home) {
	cleo := newHome(t, "Cleo")
	cleo.must("peer", "add", bob.addr)
	if got := text(cleo.must("join", invite), "state"); got != "joined" {
		t.Fatalf("Cleo is %s", got)
	}
	same(t, g, bob, cleo)
	sound(t, g, cleo)
	ann.serve()
	bob.must("peer", "add", ann.addr)
	same(t, g, ann, bob, cleo)
	if got := len(ann.rows("member", "list", g)); got != 3 {
		t.Errorf("Ann sees %d members", got)
	}

	dev := newHome(t, "Dev")
	dev.must("peer", "add", bob.addr)
	if got := text(dev.must("join", invite, "--wait", "30s"), "state"); got != "waiting" {
		t.Errorf("with a used up invite: %s", got)
	}
	states := map[string]int{}
	for _, m := range bob.rows("member", "list", g) {
		states[text(m, "state")]++
	}
	if states["member"] != 3 || states["waiting"] != 1 {
		t.Errorf("Bob sees %v", states)
	}
}

// TestBundles carries a group on a stick, and refuses half a file and somebody else's.
func TestBundles(t *testing.T) {
	ann, bob, eve := newHome(t, "Ann"), newHome(t, "Bob"), newHome(t, "Eve")
	g := text(ann.must("group", "create", "Street"), "group")
	ann.serve()
	bob.must("join", text(ann.must("invite", "Street"), "invite"))
	ann.feed("An oak.\n", "proposal", "new", g, "--title", "Tree", "--body", "-")
	stick := filepath.Join(t.TempDir(), "street.moot")
	wrote := ann.must("bundle", "write", g, stick) // through the serving process
	ann.stop()
	if text(wrote, "entries") == "0" {
		t.Fatalf("wrote %v", wrote)
	}
	whole, err := os.ReadFile(stick)
	if err != nil || text(wrote, "bytes") != text(map[string]any{"n": float64(len(whole))}, "n") {
		t.Fatalf("%d bytes on the stick, %v said; %v", len(whole), wrote, err)
	}
	half := filepath.Join(t.TempDir(), "half.moot")
	if err := os.WriteFile(half, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []struct {
		who        *home
		file, code string
	}{
		{bob, half, "cut_short"}, {eve, stick, "not_member"}, {bob, os.Args[0], "not_bundle"},
		{bob, t.TempDir(), "file"}, {bob, "nowhere.moot", "file"}, {bob, "/dev/zero", "file"},
	} {
		if r := bad.who.run("", "bundle", "read", bad.file); r.code != 1 || r.err.Error.Code != bad.code {
			t.Errorf("%s: %+v, want %s", bad.file, r, bad.code)
		}
	}
	if got := bob.must("bundle", "read", stick); text(got, "new") == "0" || text(got, "refused") != "0" {
		t.Errorf("read %v", got)
	}
	if got := bob.must("bundle", "read", stick); text(got, "new") != "0" {
		t.Errorf("read again %v", got)
	}
	same(t, g, ann, bob)
	sound(t, g, bob)
	ann.feed("Acorns.\n", "comment", "Tree", "--body", "-")
	second := filepath.Join(filepath.Dir(stick), "second.moot")
	if got := ann.must("bundle", "write", g, second, "--since", stick); text(got, "entries") != "1" {
		t.Errorf("since the first: %v", got)
	}
	if got := bob.must("bundle", "read", second); text(got, "new") != "1" {
		t.Errorf("read the second: %v", got)
	}
	same(t, g, ann, bob)
	if r := ann.run("", "bundle", "write", g, second, "--since", half); r.code != 1 || r.err.Error.Code != "cut_short" {
		t.Errorf("since half a bundle: %+v", r)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(stick), ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left beside the stick's file: %v %v", left, err)
	}
}

// TestOneHome has two processes want one home.
func TestOneHome(t *testing.T) {
	ann := newHome(t, "Ann")
	g := text(ann.must("group", "create", "Street"), "group")
	ann.serve()
	if r := ann.run("", "serve", "--listen", "/ip4/127.0.0.1/tcp/0"); r.code != 1 || r.err.Error.Code != "in_use" {
		t.Errorf("a second serve: %+v", r)
	}
	// Commands go through the serving process, all at once if need be.
	done := make(chan result)
	const many = 12
	for range many {
		go func() { done <- ann.run("words\n", "proposal", "new", g, "--title", "Tree", "--body", "-") }()
	}
	for range many {
		if r := <-done; r.code != 0 {
			t.Errorf("beside others: %+v", r)
		}
	}
	if got := len(ann.rows("proposal", "list", g)); got != many {
		t.Errorf("%d proposals of %d", got, many)
	}
	// A socket left by a killed process stands in nobody's way.
	ann.kill()
	if _, err := os.Stat(filepath.Join(ann.dir, "control.sock")); err != nil {
		t.Fatalf("the socket is gone already: %v", err)
	}
	ann.must("digest", g)
	ann.serve()
	ann.must("digest", g)
	ann.stop()
	// Without a serving process they take turns.
	for range many {
		go func() { done <- ann.run("words\n", "proposal", "new", g, "--title", "Tree", "--body", "-") }()
	}
	for range many {
		if r := <-done; r.code != 0 {
			t.Errorf("taking turns: %+v", r)
		}
	}
	if got := len(ann.rows("proposal", "list", g)); got != 2*many {
		t.Errorf("%d proposals of %d", got, 2*many)
	}
	sound(t, g, ann)
}

// TestCopiedHome: somebody copies their folder to a second computer, against the README, and uses both. The device has
// then signed two histories: everybody else ends in the same state whichever they saw first, and goes on.
func TestCopiedHome(t *testing.T) {
	ann, bob, cleo := newHome(t, "Ann"), newHome(t, "Bob"), newHome(t, "Cleo")
	g := text(ann.must("group", "create", "Street"), "group")
	ann.serve()
	invite := text(ann.must("invite", "Street", "--uses", "2"), "invite")
	bob.must("join", invite)
	cleo.must("join", invite)
	ann.feed("An oak.\n", "proposal", "new", g, "--title", "Tree", "--body", "-")
	bob.must("sync")
	bob.feed("Before.\n", "comment", "Tree", "--body", "-")
	bob.must("sync")
	cleo.must("sync")
	same(t, g, ann, bob, cleo)

	twin := &home{t: t, dir: filepath.Join(t.TempDir(), "twin")}
	if err := os.CopyFS(twin.dir, os.DirFS(bob.dir)); err != nil {
		t.Fatal(err)
	}
	bob.feed("Left.\n", "comment", "Tree", "--body", "-")
	bob.must("sync")
	ann.stop()
	cleo.serve()
	twin.feed("Right.\n", "comment", "Tree", "--body", "-")
	twin.feed("And more.\n", "comment", "Tree", "--body", "-")
	twin.must("peer", "add", cleo.addr)
	twin.must("sync")
	if ann.must("digest", g)["digest"] == cleo.must("digest", g)["digest"] {
		t.Fatal("the two have not seen different things")
	}
	ann.serve()
	ann.must("peer", "add", cleo.addr)
	same(t, g, ann, cleo)
	ann.feed("Life goes on.\n", "comment", "Tree", "--body", "-")
	same(t, g, ann, cleo)
	sound(t, g, ann, cleo)
	comments, _ := cleo.must("proposal", "show", "Tree")["comments"].([]any)
	if len(comments) != 2 {
		t.Errorf("%d comments: %v", len(comments), comments)
	}
	said := 0
	for _, row := range cleo.rows("member", "list", g) {
		m := row.(map[string]any)
		for _, fork := range m["forks"].([]any) {
			if said++; m["name"] != "Bob" || !strings.Contains(fork.(string), "signed two different histories") {
				t.Errorf("%s: %s", m["name"], fork)
			}
		}
	}
	if said != 1 {
		t.Errorf("the copied folder is told of %d times", said)
	}
}
