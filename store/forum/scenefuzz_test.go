package forum_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"moot/store/forum"
	"moot/store/forum/scene"
)

// author makes stories up: twelve people, six rounds, in each of which the neighbourhood falls into up to six parts that
// act without hearing of each other, and some of whom pretend to act in the past.
type author struct {
	r       *rand.Rand
	w       *scene.World
	script  []string
	devices []string
	labels  map[string][]string // by kind of thing: invites, acts, posts, marks
	n       int
	sad     bool // every officer leaves one day
}

const cast = "abcdefghijkl"

// write makes up one story and plays it. Its text can be put into a file of scenes as it is.
func write(t testing.TB, seed int) (*scene.Tape, *author) {
	a := &author{r: rand.New(rand.NewPCG(uint64(seed), 11)), w: scene.NewWorld(fmt.Sprint("made up ", seed)), labels: map[string][]string{}}
	a.say(t, "a founds")
	a.say(t, pick(a.r, "a admits b c as officer", "a admits b as officer", "a admits b c d as officer", "a renames \"Anna\""))
	a.say(t, "a admits d e f in north", "a admits g h in south", "a admits i", "a admits r as reader")
	if a.r.IntN(3) > 0 {
		rules := a.rules()
		a.say(t, "a sets rules "+rules, "b sets rules "+rules)
	}
	for _, c := range cast + "r" {
		a.devices = append(a.devices, string(c))
	}
	a.sad = seed%4 == 3
	for n := range 6 {
		a.round(t, n)
	}
	a.say(t, "heal", "expect")
	return a.w.Tape(), a
}

func pick[T any](r *rand.Rand, s ...T) T { return s[r.IntN(len(s))] }

// say plays statements; what somebody cannot even say, because they have not heard of it, is left out of the story.
func (a *author) say(t testing.TB, statements ...string) bool {
	for _, s := range statements {
		if err := a.w.Do(s); scene.Unheard(err) {
			name, _, _ := strings.Cut(s, ":")
			for kind, names := range a.labels {
				a.labels[kind] = slices.DeleteFunc(names, func(l string) bool { return l == name })
			}
			return false
		} else if err != nil {
			t.Fatalf("%v\n%s", err, a.text())
		}
		a.script = append(a.script, s)
	}
	return true
}

func (a *author) text() string { return strings.Join(a.script, "\n") }

func (a *author) rules() string {
	guard := func() string {
		return pick(a.r, "consent:1", "consent:2", "consent:50%", "quorum:2", "quorum:50%", "hearing:7")
	}
	north := "north:removal=" + guard()
	if a.r.IntN(2) == 0 {
		north += ",charter=" + guard()
	}
	return pick(a.r, "none", north, north+" south:removal="+guard(), north)
}

func (a *author) round(t testing.TB, n int) {
	parts := make([]string, 1+a.r.IntN(6))
	for _, d := range a.devices {
		i := min(a.r.IntN(len(parts)), a.r.IntN(len(parts))) // one part is the largest
		parts[i] += d
	}
	a.say(t, "cut "+strings.Join(parts, "|"))
	if a.r.IntN(2) == 0 {
		a.say(t, a.name("mark", "M"))
	}
	if a.sad && n == 3 {
		for _, d := range a.devices {
			if m := a.self(d); m.Role == forum.RoleOfficer {
				a.say(t, d+" leaves")
			}
		}
	}
	if n%3 == 1 {
		a.ousting(t)
	}
	for range 8 + a.r.IntN(16) {
		a.act(t)
	}
	if a.r.IntN(3) == 0 {
		a.say(t, fmt.Sprint("meet ", a.who(), " ", a.who()))
	}
	if a.r.IntN(3) == 0 {
		a.say(t, fmt.Sprint("days ", 1+a.r.IntN(9)))
	}
	if a.r.IntN(2) == 0 {
		a.say(t, "heal")
	}
}

// ousting: the officers fall out with one of them, who goes on in office, perhaps without having heard.
func (a *author) ousting(t testing.TB) {
	out := a.leader()
	for _, d := range a.devices {
		if m := a.self(d); m.Role == forum.RoleOfficer && d != out && a.r.IntN(4) > 0 {
			a.say(t, a.name("act", "A")+d+" removes "+out[:1])
		}
	}
	a.say(t, a.name("act", "A")+out+" makes "+a.like(out, active)+" officer", a.name("act", "A")+out+" makes "+a.like(out, active)+" reader",
		a.name("act", "A")+out+` names "Mine"`, a.name("invite", "I")+out+" invites uses 3", a.name("post", "P")+out+" posts")
}

func (a *author) who() string    { return pick(a.r, a.devices...) }
func (a *author) person() string { return string(cast[a.r.IntN(len(cast))]) }

// self gives how somebody stands as their own device has it.
func (a *author) self(device string) forum.Member {
	r := a.w.Sees(device)
	if r == nil {
		return forum.Member{}
	}
	m, _ := r.ByDevice(forum.DeviceOf(scene.DeviceKey(device)))
	return m
}

// leader is mostly somebody who, as far as they know, is an officer.
func (a *author) leader() string {
	for range 6 {
		if d := a.who(); a.self(d).Role == forum.RoleOfficer && a.self(d).Standing == forum.StandingMember {
			return d
		}
	}
	return a.who()
}

// like picks one of the people a device sees who are so; anybody when there is none, or now and then.
func (a *author) like(device string, is func(forum.Member) bool) string {
	var all []string
	if r := a.w.Sees(device); r != nil && a.r.IntN(8) > 0 {
		for _, m := range r.Members {
			if is(m) {
				all = append(all, scene.Letter(m.Person))
			}
		}
	}
	if len(all) == 0 {
		return a.person()
	}
	return pick(a.r, all...)
}

func waits(m forum.Member) bool  { return m.Standing == forum.StandingWaiting }
func active(m forum.Member) bool { return m.Standing == forum.StandingMember }

// topic picks something a device sees that people may speak about.
func (a *author) topic(device string) string {
	r := a.w.Sees(device)
	if r == nil || len(r.Matters) == 0 {
		return a.person()
	}
	switch m := pick(a.r, r.Matters...); m.Kind {
	case forum.KindCharter:
		return "charter"
	case forum.KindRecover:
		return "recovery"
	default:
		return scene.Letter(m.Person)
	}
}

// undone picks an act that a device sees can be approved again.
func (a *author) undone(device string) string {
	if r := a.w.Sees(device); r != nil && len(r.Undone) > 0 {
		return a.w.NameOf(pick(a.r, r.Undone...).Act)
	}
	return a.named("act")
}

// name makes a new name for a thing of a kind, and gives "kind NAME" or "NAME:" as the statement needs.
func (a *author) name(kind, letter string) string {
	a.n++
	l := fmt.Sprint(letter, a.n)
	a.labels[kind] = append(a.labels[kind], l)
	if kind == "mark" {
		return "mark " + l
	}
	return l + ": "
}

func (a *author) named(kind string) string {
	if ls := a.labels[kind]; len(ls) > 0 {
		return ls[a.r.IntN(len(ls))]
	}
	return ""
}

// at makes one act in eight pretend to be done at an earlier moment.
func (a *author) at(who string) string {
	if m := a.named("mark"); m != "" && a.r.IntN(8) == 0 {
		return who + " at " + m
	}
	return who
}

// act makes up one thing that somebody does.
func (a *author) act(t testing.TB) {
	by := a.leader()
	leader := a.at(by)
	whom := a.like(by, active)
	switch a.r.IntN(13) {
	case 0:
		a.enter(t, by, leader)
	case 1:
		a.say(t, a.name("act", "A")+leader+" approves "+a.like(by, waits))
	case 2, 3:
		a.say(t, a.name("act", "A")+leader+pick(a.r, " makes "+whom+" "+pick(a.r, "officer", "officer", "member", "reader"), " moves "+whom+" to "+pick(a.r, "north", "south", "nowhere")))
	case 4:
		if a.r.IntN(2) == 0 {
			whom = a.like(by, func(m forum.Member) bool { return active(m) && m.Section != "" })
		}
		a.say(t, a.name("act", "A")+leader+" removes "+whom+pick(a.r, "", ` because "noise"`))
	case 5:
		a.enter(t, by, leader)
	case 6, 7:
		d := a.who()
		for range 4 { // somebody with something to answer, if there is one
			if r := a.w.Sees(d); r != nil && len(r.Matters) > 0 {
				break
			}
			d = a.who()
		}
		a.say(t, d+pick(a.r, " agrees", " agrees", " objects", " speaks")+" about "+a.topic(d)+pick(a.r, "", ` "my word"`))
	case 8, 9:
		if x := a.undone(by); x != "" {
			a.say(t, leader+" upholds "+x)
		}
	case 10:
		a.office(t, by, leader)
	case 11:
		a.own(t)
	case 12:
		a.say(t, a.name("post", "P")+a.at(a.who())+" posts")
	}
}

// enter is about coming in.
func (a *author) enter(t testing.TB, by, leader string) {
	x := a.named("invite")
	if x == "" || a.r.IntN(3) == 0 {
		a.say(t, a.name("invite", "I")+leader+" invites"+pick(a.r, "", " as reader", " as officer")+pick(a.r, "", " in north", " in south")+pick(a.r, "", " uses 3", " approve uses 3", " approve uses 5"))
		return
	}
	if a.r.IntN(6) == 0 {
		a.say(t, leader+" revokes "+x)
		return
	}
	who := pick(a.r, "m", "n", "o", "p", "q", a.person())
	if a.say(t, a.name("act", "A")+who+" joins by "+a.who()+" with "+x) && !slices.Contains(a.devices, who) {
		a.devices = append(a.devices, who)
	}
}

// office is what else officers do, and members for want of one.
func (a *author) office(t testing.TB, by, leader string) {
	switch a.r.IntN(5) {
	case 0:
		a.say(t, leader+" accepts "+a.like(by, func(m forum.Member) bool { return !active(m) || len(m.Lost) > 0 }))
	case 1:
		old, now, x := a.like(by, active), pick(a.r, "s", "t", "u", "v"), a.name("invite", "I")
		if a.say(t, x+by+" invites approve", now+" joins by "+by+" with "+strings.TrimSuffix(x, ": ")) {
			a.say(t, by+" readmits "+old+" as "+now, a.leader()+" readmits "+old+" as "+now, a.leader()+" readmits "+old+" as "+now)
		}
	case 2:
		for range 3 {
			a.say(t, a.who()+" recovers naming "+pick(a.r, "e", "e", "e f"))
		}
	case 3:
		a.say(t, a.name("act", "A")+leader+" sets rules "+a.rules())
	case 4:
		a.say(t, a.name("act", "A")+leader+pick(a.r, ` names "Lane"`, ` aims "Trees."`, ` renames "Somebody"`))
	}
}

// own is about oneself and one's devices.
func (a *author) own(t testing.TB) {
	d := a.who()
	switch a.r.IntN(12) {
	case 0:
		a.say(t, d+" leaves")
	case 1, 2:
		a.say(t, d+" retires "+pick(a.r, d, d[:1]+"2", d[:1]+"3"))
	default:
		second := d[:1] + pick(a.r, "2", "3")
		if a.say(t, pick(a.r, d, d, a.who())+" links "+second) && !slices.Contains(a.devices, second) {
			a.devices = append(a.devices, second)
		}
	}
}

// TestStoriesMadeUp makes stories up and holds them to what must be true of every group. MOOT_ROLLFUZZ says how many
// stories; a failing one is printed as it would be written in a file of scenes. Together they must have in them what
// they are there to test.
func TestStoriesMadeUp(t *testing.T) {
	stories := times("MOOT_ROLLFUZZ", enoughStories)
	seen := tally{counts: map[string]int{}}
	t.Run("stories", func(t *testing.T) {
		for seed := range stories {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				tape, a := write(t, seed)
				o := newOracle(t, tape)
				o.check()
				seen.add(o)
				for order := range 6 {
					if err := deliver(tape.Last(), order); err != nil {
						t.Errorf("in order %d: %v", order, err)
					}
				}
				if t.Failed() {
					t.Log("\n" + a.text())
				}
			})
		}
	})
	if stories < enoughStories {
		return
	}
	for _, what := range interesting {
		if t.Logf("%5d %s", seen.counts[what], what); seen.counts[what] == 0 {
			t.Errorf("no story has %s", what)
		}
	}
}

// enoughStories have everything interesting in them.
const enoughStories = 20

var interesting = []string{
	"invite acts that count", "admit acts that count", "approve acts that count", "role acts that count", "remove acts that count",
	"rename acts that count", "charter acts that count", "device acts that count", "retire acts that count", "answer acts that count",
	"uphold acts that count", "accept acts that count", "readmit acts that count", "recover acts that count", "revoke acts that count",
	"acts refused", "open matters", "acts that can be approved again", "people removed", "people waiting", "devices given up",
	"people removed from guarded sections", "posts shown", "posts not shown",
}

// tally counts what stories have in them.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func (c *tally) add(o *oracle) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range o.acts {
		if a := &o.acts[i]; o.counts(a.ID) {
			c.counts[string(a.Kind)+" acts that count"]++
		} else {
			c.counts["acts refused"]++
		}
	}
	c.counts["open matters"] += len(o.roll.Matters)
	c.counts["acts that can be approved again"] += len(o.roll.Undone)
	for _, m := range o.roll.Members {
		c.counts["people "+string(m.Standing)]++
		c.counts["devices given up"] += len(m.Lost)
		if s, ok := o.roll.Rules.Section(m.Section); ok && m.Standing == forum.StandingRemoved && s.Removal.Kind != forum.GuardNone {
			c.counts["people removed from guarded sections"]++
		}
	}
	view := o.all.View()
	for _, e := range o.tape.Last().Entries {
		switch {
		case e.Kind != forum.KindComment:
		case view.Shown(e.ID):
			c.counts["posts shown"]++
		default:
			c.counts["posts not shown"]++
		}
	}
}
