//go:build !nowindow

package main

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWindowNewcomer is what a resident does who has never seen Moot and was sent a link: join, read, comment, vote, add
// a photo, take minutes with a neighbour who types at the same time, sign them, save them as a PDF, carry a stick to
// somebody who is on no network. The neighbour's device is another process, moved by commands.
func TestWindowNewcomer(t *testing.T) {
	newcomer(t, visit{name: "Bob", size: "1280x800", practise: true})
}

// TestWindowNewcomerNarrow is the same on a screen as small as a phone's.
func TestWindowNewcomerNarrow(t *testing.T) { newcomer(t, visit{name: "Dora", size: "390x844"}) }

// TestWindowNewcomerArabic and TestWindowNewcomerBengali are the same with the largest text, for who reads those.
func TestWindowNewcomerArabic(t *testing.T) {
	newcomer(t, visit{name: "Hana", size: "1280x800", language: "ar", scale: 2})
}

func TestWindowNewcomerBengali(t *testing.T) {
	newcomer(t, visit{name: "Rupa", size: "390x844", language: "bn", scale: 2})
}

// visit is who comes, and to what window.
type visit struct {
	name, size string
	language   string // English
	scale      float64
	practise   bool // and looks round the made-up estate
}

func newcomer(t *testing.T, v visit) {
	needWindowTools(t)
	n := newNeighbourhood(t)
	own := t.TempDir() // where the file dialogs begin
	if err := os.Mkdir(filepath.Join(own, ".cache"), 0o700); err != nil {
		t.Fatal(err)
	}
	putPhoto(t, filepath.Join(own, "lamp.jpg"))
	temp := t.TempDir()
	w := openWindow(t, v.name, v.size, []string{"HOME=" + own, "TMPDIR=" + temp, "XDG_CONFIG_HOME=" + v.preferences(t)}, "open", n.invite)
	w.speaks(v.language)
	w.fit(v.size)
	n.joinReadVote(w)
	w.addPhoto(n.proposal)
	w.until("the photo is at Ann's", func() bool { return n.ann.listedAt("file", "list", n.proposal) == 1 })
	w.picture("5-photo")

	n.ann.must("member", "role", n.group, v.name, "officer")
	n.takeMinutes(w, v.name)
	w.signAndPrint(n.meeting, filepath.Join(own, "July meeting.pdf"))
	n.carryStick(w, filepath.Join(own, "group.moot"))
	if v.practise {
		w.practise(temp)
	}
	same(t, n.group, n.ann, w.home)
	sound(t, n.group, n.ann, w.home, n.cleo)
	w.leave()
}

// preferences makes the folder of what this person has chosen before: a language and the size of text.
func (v visit) preferences(t *testing.T) string {
	config := t.TempDir()
	kept := filepath.Join(config, "fyne", product.ID)
	if err := os.MkdirAll(kept, 0o700); err != nil {
		t.Fatal(err)
	}
	chosen, err := json.Marshal(map[string]any{"language": v.language, "look.scale": max(1, v.scale)})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(kept, "preferences.json"), chosen, 0o600); err != nil {
		t.Fatal(err)
	}
	return config
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
	w.see(w.m("welcome.title"))
	w.picture("1-welcome")
	name := filepath.Base(w.dir)
	w.begin(name)
	w.see("moot:join") // what was clicked on is filled in
	w.picture("2-join")
	w.tapTo(w.m("action.join"), func() bool { return w.listed("member", "list", n.group) == 3 })
	w.until("the proposal has come", func() bool { return w.listed("proposal", "list", n.group) == 1 })
	n.ann.must("vote", "open", n.proposal)
	w.until("the vote has come", func() bool { return text(w.must("proposal", "show", n.proposal), "state") == "voting" })
	w.see(w.m("home.need_vote"))
	w.picture("3-home")
	w.tapSee("Mend the lamp", "dark since March")
	w.fill(w.m("comment.write"), "Ours went out too.")
	w.tapTo(w.m("action.send"), func() bool { return w.comments(n.proposal) == 2 })
	w.tapTo(w.m("vote.yes"), func() bool { return text(w.must("vote", "count", n.proposal), "tally.yes") == "1" })
	w.see(w.m("vote.yours", "Choice", w.m("vote.yes")))
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
	w.tapSee(w.m("photos.add"), "lamp")
	w.tap("lamp")
	w.tapSee(w.m("toolkit.open"), w.m("photos.caption_hint"))
	w.fill(w.m("photos.caption_hint"), "The dark lamp")
	w.tapTo(w.m("action.add"), func() bool { return w.listed("file", "list", p) == 1 })
	w.see("The dark lamp")
}

// takeMinutes has the newcomer and Ann write in the same minutes.
func (n *neighbourhood) takeMinutes(w *pane, name string) {
	t := n.t
	t.Helper()
	agenda := filepath.Join(t.TempDir(), "agenda")
	if err := os.WriteFile(agenda, []byte("The lamp\nThe hedge\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	n.meeting = text(n.ann.must("meeting", "new", n.group, "--title", "July meeting", "--at", time.Now().Format("2006-01-02T15:04"), "--place", "Community hall", "--agenda", agenda), "meeting")
	w.until("the meeting has come", func() bool { return w.listed("meeting", "list", n.group) == 1 })
	w.attend("July meeting", "1. The lamp")
	w.tapSee(w.m("meeting.start"), w.m("meeting.end"))
	w.minute(n.meeting, name+" read out the letter. ")
	annsBody := func() string { return text(n.ann.must("minutes", "show", n.meeting), "items.0.body") }
	w.until("Ann has the newcomer's words", func() bool { return strings.Contains(annsBody(), "read out the letter.") })
	n.ann.feed("Ann thanked everybody. "+annsBody(), "minutes", "edit", n.meeting, "--item", "1", "--body", "-")
	w.see("Ann thanked everybody.")
	w.write("Agreed by all.")
	w.until("Ann has all of it", func() bool {
		words := annsBody()
		return strings.HasPrefix(words, "Ann thanked everybody.") && strings.HasSuffix(strings.TrimSpace(words), "Agreed by all.")
	})
	w.picture("6-minutes")
	w.tapTo(w.m("write.done"), func() bool { return !w.says(w.m("write.marks")) })
}

// signAndPrint signs the minutes of the meeting whose page is open, and saves them as a PDF.
func (w *pane) signAndPrint(m, file string) {
	w.t.Helper()
	w.tapSee(w.m("meeting.end"), w.m("meeting.sign"))
	w.tapSee(w.m("meeting.sign"), w.m("meeting.sign_sure"))
	w.tapTo(w.m("meeting.sign_yes"), func() bool { return text(w.must("minutes", "show", m), "minutes_state") == "signed" })
	w.tapSee(w.m("meeting.save_pdf"), filepath.Base(file))
	w.tapTo(w.m("action.save"), func() bool { b, err := os.ReadFile(file); return err == nil && bytes.HasPrefix(b, []byte("%PDF")) })
	w.picture("7-signed")
}

// carryStick writes the group to a file, which Cleo's device, on no network, reads.
func (n *neighbourhood) carryStick(w *pane, file string) {
	n.t.Helper()
	w.goTo("nav.neighbours", w.m("stick.write"))
	w.tapSee(w.m("stick.write"), "group.moot")
	w.tapTo(w.m("action.save"), func() bool { return w.says(w.m("stick.written")) })
	w.picture("8-stick")
	n.cleo.must("bundle", "read", file)
	same(n.t, n.group, w.home, n.cleo)
}

// practise opens the window on the made-up estate and closes it: its folder goes with it.
func (w *pane) practise(temp string) {
	w.t.Helper()
	folders := func() int { found, _ := filepath.Glob(filepath.Join(temp, "moot-practice-*")); return len(found) }
	w.tapSee(w.m("group.another"), w.m("practice.open"))
	w.tapTo(w.m("practice.open"), func() bool { return w.says(w.m("practice.here")) })
	if folders() != 1 {
		w.t.Fatalf("%d folders of practice groups", folders())
	}
	w.see(w.m("home.needs"))
	w.picture("9-practice")
	w.shut("Moot: practice")
	w.until("the practice window and its folder are gone", func() bool { return folders() == 0 && !w.says(w.m("practice.here")) })
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
