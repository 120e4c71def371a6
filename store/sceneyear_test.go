package store

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"moot/store/forum"
	"moot/store/forum/scene"
)

// year is a group of which one officer is away for a year. Ann and Bob keep it going; Cat, at sea, goes on as an officer
// of what she remembers.
type year struct {
	t   testing.TB
	w   *scene.World
	r   *rand.Rand
	all int // what was done
}

func (y *year) say(format string, args ...any) {
	if err := y.w.Do(fmt.Sprintf(format, args...)); scene.Unheard(err) {
		return
	} else if err != nil {
		y.t.Fatal(err)
	}
	y.all++
}

func (y *year) pick(s ...string) string { return s[y.r.IntN(len(s))] }

// day is what happens at home in a day: people come, go and are removed, change places, devices and names, and the
// rules change now and then.
func (y *year) day(n int) {
	neighbours := "defghijklmnopqrstuvwxyz"
	who := func() string { return string(neighbours[y.r.IntN(len(neighbours))]) }
	officer := func() string { return y.pick("a", "b") }
	p := who()
	y.say("%s admits %s in %s", officer(), p, y.pick("north", "south"))
	y.say("%s approves %s", officer(), p)
	y.say("%s renames \"Neighbour %d\"", officer(), n)
	y.say("%s makes %s %s", officer(), who(), y.pick("officer", "member", "member", "reader"))
	y.say("%s removes %s", officer(), who())
	y.say("%s links %s2", officer(), who())
	y.say("%s agrees about %s", officer(), who())
	y.say("P%d: %s posts", n, officer())
	if n%9 == 0 {
		y.say("%s sets rules %s", officer(), y.pick("none", "north:removal=consent:1", "north:removal=hearing:7 south:charter=hearing:3"))
		y.say("%s aims \"As of day %d.\"", officer(), n)
	}
	if n%5 == 0 {
		y.say("a2 retires a%d", 3+n%2)
		y.say("a links a%d", 3+n%2)
	}
}

// atSea is what Cat does now and then.
func (y *year) atSea(n int) {
	y.say("c renames \"Cat of day %d\"", n)
	y.say("Q%d: c posts", n)
	if n%40 == 0 {
		y.say("c makes %s officer", y.pick("d", "e", "f"))
		y.say("c removes %s", y.pick("g", "h", "i"))
		y.say("c names \"The lane, day %d\"", n)
	}
}

// TestAwayForAYear: one of three devices is away for a year of days, thousands of acts with removals, new rules and
// devices on one side and a life of its own on the other. When it is back, all three come to one state, through the gate.
func TestAwayForAYear(t *testing.T) {
	days := rounds(t, "MOOT_YEAR_DAYS", 365)
	if testing.Short() {
		days = 20
	}
	y := &year{t: t, w: scene.NewWorld("a year"), r: rand.New(rand.NewPCG(7, 7))}
	y.w.Quiet = true
	y.say("a founds")
	y.say("a admits b c as officer; a links a2; a admits d e f g h i in north; cut aa2b|c")
	for n := range days {
		y.say("days 1")
		y.day(n)
		if n%4 == 0 {
			y.atSea(n)
		}
	}
	if err := y.w.Do("heal; a removes d; c renames \"Home\"; expect"); err != nil {
		t.Fatal(err)
	}
	tape := y.w.Tape()
	home, boat := tape.Apart["a"], tape.Apart["c"]
	t.Logf("%d entries: %d at home, %d at sea", len(tape.Last().Entries), len(home), len(boat))

	ann, bob, cat := listener(t, tape), listener(t, tape), listener(t, tape)
	pick := rand.New(rand.NewPCG(1, 1)).IntN
	for from := 0; from < len(home); from += 60 { // a week at a time
		week := home[from:min(len(home), from+60)]
		through(t, ann, tape.Group, week, pick)
		give(t, ann, bob, tape.Group)
	}
	through(t, cat, tape.Group, boat, pick)
	if a, c := must[forum.ID](t)(ann.Digest(ctx, tape.Group)), must[forum.ID](t)(cat.Digest(ctx, tape.Group)); a == c {
		t.Fatal("nobody was away")
	}
	give(t, cat, bob, tape.Group)
	give(t, bob, cat, tape.Group)
	give(t, bob, ann, tape.Group)
	same(t, tape.Group, ann, bob, cat)
	for _, s := range []*Store{ann, bob, cat} { // and so does somebody who hears it all again, in any order
		through(t, s, tape.Group, tape.Last().Entries, pick)
		if err := tape.Last().Check(viewOf(t, s, tape)); err != nil {
			t.Error(err)
		}
	}
	same(t, tape.Group, ann, bob, cat)
}
