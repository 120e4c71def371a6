package sync

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/host"

	"moot/store/forum"
	"moot/store/forum/scene"
)

// overTheNetwork are stories that end with people who were apart meeting again.
var overTheNetwork = []string{
	"two officers resign apart", "a role given and taken apart", "approved by two at once", "an over-used invite, three ways",
	"two for an officer, apart", "consent, apart", "removed on one side, promoted on the other", "grants of a removed officer, in the dark",
	"re-admitted by two, apart", "the retire race", "recovered by a majority, apart", "approve again",
	"mutual", "mutual, the other first", "mutual, of two who came later", "mutual with a friend each", "mutual, seen by one",
	"more officers outweigh longer service", "a ring in which three stand against the oldest and a friend", "three-way among four",
	"chained", "chained, long", "chained, three links", "a circle through a grant", "removed and removing",
	"a ring of three devices", "a chain of two retirements", "a stolen officer's telephone",
}

// TestScenesOverTheNetwork plays stories to the point where the cut is healed; then each device of them meets the others
// on a simulated network, and what the network has brought them must be what the story expects.
func TestScenesOverTheNetwork(t *testing.T) {
	names := overTheNetwork
	if testing.Short() {
		names = names[:3]
	}
	for _, s := range readScenes(t) {
		if !slices.Contains(names, s.Name) {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			tape, err := scene.Play(s)
			if err != nil {
				t.Fatal(err)
			}
			overNetwork(t, tape)
		})
	}
}

func readScenes(t *testing.T) (all []scene.Scene) {
	dir := "../store/forum/testdata/scenes/"
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(dir + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		some, err := scene.Parse(f.Name(), string(text))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, some...)
	}
	return all
}

func overNetwork(t *testing.T, tape *scene.Tape) {
	var names []string
	for name := range tape.Apart {
		names = append(names, name)
	}
	slices.Sort(names)
	var apart atomic.Bool
	apart.Store(true)
	simulated(t, len(names), func(int, int) bool { return apart.Load() }, func(t *testing.T, hosts []host.Host) {
		var stores []*memStore
		var nodes []*Node
		for i, name := range names {
			stores = append(stores, castMember(t, tape, name))
			nodes = append(nodes, simNode(t, stores[i], hosts[i], hosts[:i]...))
		}
		end := told(t, tape) // what was known when the cut was healed
		inStep := func() bool {
			for _, s := range stores {
				if !knowsPlace(s, tape.Group, end.View().Roll) {
					return false
				}
			}
			return true
		}
		time.Sleep(time.Minute)
		if inStep() {
			t.Error("nobody was apart")
		}
		apart.Store(false)
		virtually(t, fmt.Sprint(strings.Join(names, " "), " in step"), 3*time.Minute, inStep)
		for _, n := range nodes {
			if err := n.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

// castMember is a device of a story, with what it had when the cut was healed.
func castMember(t *testing.T, tape *scene.Tape, name string) *memStore {
	s := newMem(t, name)
	s.person, s.device = scene.PersonKey(name), scene.DeviceKey(name)
	s.groups[tape.Group] = &memGroup{ticket: tape.Ticket(), chains: map[forum.Chain][]forum.Entry{}}
	for _, e := range tape.Apart[name] {
		s.keep(s.groups[tape.Group], *e)
	}
	return s
}

// told is a reader of everything that anybody had when the cut was healed.
func told(t *testing.T, tape *scene.Tape) *scene.Reader {
	r := scene.NewReader()
	for _, entries := range tape.Apart {
		if err := r.Take(entries...); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// knowsPlace says whether a store has what it must have: a member's has come to the same roll as the reader; that of a device
// that is out of the group says so.
func knowsPlace(s *memStore, g forum.ID, want *forum.Roll) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	roll := s.groups[g].roll
	if roll == nil {
		return false
	}
	switch m, _ := want.ByDevice(s.Identity()); m.Standing {
	case forum.StandingMember, forum.StandingWaiting:
		return roll.Digest() == want.Digest()
	default:
		mine, _ := roll.ByDevice(s.Identity())
		return mine.Standing == m.Standing
	}
}
