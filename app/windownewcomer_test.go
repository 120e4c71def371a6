//go:build !nowindow

package main

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWindowNewcomer is what a resident does who has never seen Moot and was sent a link: join, read, comment, vote, add
// a photo, take minutes with a neighbour who types at the same time, sign them, save them as a PDF, carry a stick to
// somebody who is on no network. The neighbour's device is another process, moved by commands.
func TestWindowNewcomer(t *testing.T) {
	needWindowTools(t)
	n := newNeighbourhood(t)
	own := t.TempDir() // where the file dialogs begin
	if err := os.Mkdir(filepath.Join(own, ".cache"), 0o700); err != nil {
		t.Fatal(err)
	}
	putPhoto(t, filepath.Join(own, "lamp.jpg"))
	temp := t.TempDir()
	bob := openWindow(t, "Bob", "1280x800", []string{"HOME=" + own, "TMPDIR=" + temp}, "open", n.invite)
	n.joinReadVote(bob)
	bob.addPhoto(n.proposal)
	bob.until("the photo is at Ann's", func() bool { return n.ann.listedAt("file", "list", n.proposal) == 1 })
	bob.picture("proposal")

	n.ann.must("member", "role", n.group, "Bob", "officer")
	n.takeMinutes(bob)
	bob.signAndPrint(n.meeting, filepath.Join(own, "Minutes July meeting.pdf"))
	n.carryStick(bob, filepath.Join(own, "group.moot"))
	bob.practise(temp)
	same(t, n.group, n.ann, bob.home)
	sound(t, n.group, n.ann, bob.home, n.cleo)
	bob.leave()
}

// TestWindowNewcomerNarrow is the beginning of it on a screen as small as a phone's.
func TestWindowNewcomerNarrow(t *testing.T) {
	needWindowTools(t)
	n := newNeighbourhood(t)
	dora := openWindow(t, "Dora", "390x844", nil, "open", n.invite)
	dora.again("making the window narrow", func() {
		if err := dora.x("search", "--onlyvisible", "--name", "Moot", "windowsize", "390", "844"); err != nil {
			t.Fatal(err)
		}
	}, func() bool { at, ok := dora.find("Next"); return ok && at.X < 390 })
	n.joinReadVote(dora)
	dora.leave()
}

// neighbourhood is a group with a proposal, on Ann's device, which is on all the time, and on Cleo's, which is on no
// network after it has joined.
type neighbourhood struct {
	t                 *testing.T
	ann, cleo         *home
	group, invite     string
	proposal, meeting string
}

func newNeighbourhood(t *testing.T) *neighbourhood {
	n := &neighbourhood{t: t, ann: newHome(t, "Ann"), cleo: newHome(t, "Cleo")}
	n.group = text(n.ann.must("group", "create", "Elm Row"), "group")
	n.ann.serve()
	n.invite = text(n.ann.must("invite", n.group, "--uses", "3"), "invite")
	n.cleo.must("join", n.invite)
	n.proposal = text(n.ann.feed("The lamp by the steps has been **dark since March**, and somebody slipped.\n\nThe council mends it if twelve homes ask.\n",
		"proposal", "new", n.group, "--title", "Mend the lamp", "--cost", "3800", "--body", "-"), "proposal")
	n.ann.feed("I can write the letter.\n", "comment", n.proposal, "--body", "-")
	return n
}

// joinReadVote is what somebody does in their first two minutes.
func (n *neighbourhood) joinReadVote(w *pane) {
	n.t.Helper()
	w.see("Welcome to Moot")
	w.picture("1-welcome")
	name := filepath.Base(w.dir)
	w.begin(name)
	w.see("moot:join") // what was clicked on is filled in
	w.picture("2-join")
	w.tapTo("Join", func() bool { return w.listed("member", "list", n.group) == 3 })
	w.until("the proposal has come", func() bool { return w.listed("proposal", "list", n.group) == 1 })
	n.ann.must("vote", "open", n.proposal)
	w.until("the vote has come", func() bool { return text(w.must("proposal", "show", n.proposal), "state") == "voting" })
	w.see("You have not voted yet")
	w.picture("3-home")
	w.tapSee("Mend the lamp", "dark since March")
	w.fill("Write a comment", "Ours went out too.")
	w.tapTo("Send", func() bool { return w.comments(n.proposal) == 2 })
	w.tapTo("Yes", func() bool { return text(w.must("vote", "count", n.proposal), "tally.yes") == "1" })
	w.see("You voted")
	w.picture("4-voted")
	w.until("Ann has the vote", func() bool { return text(n.ann.must("vote", "count", n.proposal), "tally.yes") == "1" })
}

// listedAt says how many rows a command lists.
func (h *home) listedAt(args ...string) int {
	h.t.Helper()
	return len(h.run("", args...).list)
}

// addPhoto adds the one photo in this person's folder to the proposal whose page is open.
func (w *pane) addPhoto(p string) {
	w.t.Helper()
	w.tapSee("Add a photo or file", "lamp")
	w.tap("lamp")
	w.tapSee("Open", "What does it show")
	w.fill("What does it show", "The dark lamp")
	w.tapTo("Add", func() bool { return w.listed("file", "list", p) == 1 })
	w.see("The dark lamp")
}

// takeMinutes has the newcomer and Ann write in the same minutes.
func (n *neighbourhood) takeMinutes(w *pane) {
	t := n.t
	t.Helper()
	agenda := filepath.Join(t.TempDir(), "agenda")
	if err := os.WriteFile(agenda, []byte("The lamp\nThe hedge\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	n.meeting = text(n.ann.must("meeting", "new", n.group, "--title", "July meeting", "--at", "2026-07-06T19:00", "--place", "Community hall", "--agenda", agenda), "meeting")
	w.until("the meeting has come", func() bool { return w.listed("meeting", "list", n.group) == 1 })
	w.attend("July meeting", "1. The lamp")
	w.tapSee("Start the meeting", "End the meeting")
	w.minute(n.meeting, "Bob read out the letter. ")
	annsBody := func() string { return text(n.ann.must("minutes", "show", n.meeting), "items.0.body") }
	w.until("Ann has Bob's words", func() bool { return strings.Contains(annsBody(), "read out the letter.") })
	n.ann.feed("Ann thanked everybody. "+annsBody(), "minutes", "edit", n.meeting, "--item", "1", "--body", "-")
	w.see("Ann thanked everybody.")
	w.write("Agreed by all.")
	w.until("Ann has all of it", func() bool {
		words := annsBody()
		return strings.HasPrefix(words, "Ann thanked everybody.") && strings.HasSuffix(strings.TrimSpace(words), "Agreed by all.")
	})
	w.picture("minutes")
	w.tapTo("Done", func() bool { return !w.says("slanted") })
}

// signAndPrint signs the minutes of the meeting whose page is open, and saves them as a PDF.
func (w *pane) signAndPrint(m, file string) {
	w.t.Helper()
	w.tapSee("End the meeting", "Sign as a true record")
	w.tapSee("Sign as a true record", "exactly as you see them")
	w.tapTo("Yes", func() bool { return text(w.must("minutes", "show", m), "minutes_state") == "signed" })
	w.see("Signed as a true record by Bob")
	w.picture("signed")
	w.tapSee("Save as PDF…", filepath.Base(file))
	w.tapTo("Save", func() bool { b, err := os.ReadFile(file); return err == nil && bytes.HasPrefix(b, []byte("%PDF")) })
}

// carryStick writes the group to a file, which Cleo's device, on no network, reads.
func (n *neighbourhood) carryStick(w *pane, file string) {
	n.t.Helper()
	w.tapSee("Neighbours", "Write a file")
	w.tapSee("Write a file", "group.moot")
	w.tapTo("Save", func() bool { return w.says("Take the stick to a neighbour") })
	w.picture("stick")
	n.cleo.must("bundle", "read", file)
	same(n.t, n.group, w.home, n.cleo)
}

// practise opens the window on the made-up estate and closes it: its folder goes with it.
func (w *pane) practise(temp string) {
	w.t.Helper()
	folders := func() int { found, _ := filepath.Glob(filepath.Join(temp, "moot-practice-*")); return len(found) }
	w.tapSee("Start or join a group", "Look round a made-up estate")
	w.tapTo("Look round a made-up estate", func() bool { return w.says("these neighbours are made up") })
	if folders() != 1 {
		w.t.Fatalf("%d folders of practice groups", folders())
	}
	w.see("What needs you")
	w.picture("practice")
	w.shut("Moot: practice")
	w.until("the practice window and its folder are gone", func() bool { return folders() == 0 && !w.says("these neighbours are made up") })
}

// putPhoto makes a photo: a lamp in the dusk.
func putPhoto(t *testing.T, file string) {
	m := image.NewRGBA(image.Rect(0, 0, 800, 600))
	for y := range 600 {
		for x := range 800 {
			glow := 40000 / (1 + (x-520)*(x-520)/8 + (y-190)*(y-190)/8)
			shade := color.RGBA{R: uint8(min(255, 30+y/8+glow)), G: uint8(min(255, 40+y/10+glow*3/4)), B: uint8(min(255, 90-y/12+glow/4)), A: 255}
			if x > 512 && x < 528 && y > 200 && y < 540 || y > 520 {
				shade = color.RGBA{R: 24, G: 26, B: 32, A: 255}
			}
			m.SetRGBA(x, y, shade)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}
