package scene

import (
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	"moot/store/forum"
)

// Start is the claimed time at which every story begins: 1 March 2026, noon UTC, in milliseconds.
const Start = int64(1772366400000)

const (
	minute = int64(60_000)
	day    = 24 * 60 * minute
)

// World is the devices of a story while it is played.
type World struct {
	// Quiet leaves out the devices of people who never do anything, for very long stories.
	Quiet   bool
	name    string
	group   forum.ID
	board   forum.ID // the proposal that posts are comments on
	secret  []byte
	clock   int64
	devices map[string]*device // those that ever acted, or were spoken of as being somewhere
	order   []*device
	parts   map[string]int // by the name of a device: those with the same number are in touch
	entries []*forum.Entry // in the order made
	labels  map[string]forum.ID
	tickets map[string]forum.Ticket
	marks   map[string]mark
	tape    Tape
}

// mark is a moment somebody may later pretend to act in.
type mark struct {
	time  int64
	heads map[*device][]forum.ID
}

// device is one device of one person.
type device struct {
	*Reader
	name   string // b, or b2 for b's second
	person ed25519.PrivateKey
	key    ed25519.PrivateKey
	prev   map[forum.Lane]forum.ID
	time   map[forum.Lane]int64
}

// NewWorld gives a world in which nothing has happened. Worlds with different names have different groups.
func NewWorld(name string) *World {
	secret := sha256.Sum256([]byte("secret of " + name))
	return &World{
		name: name, secret: secret[:forum.SecretSize], clock: Start, devices: map[string]*device{}, parts: map[string]int{},
		labels: map[string]forum.ID{}, tickets: map[string]forum.Ticket{}, marks: map[string]mark{},
		tape: Tape{Name: name, Secret: secret[:forum.SecretSize]},
	}
}

// key is the same in every run.
func key(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("moot scene key " + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

// Person gives the key of a person of any story.
func Person(name string) forum.Person { return forum.PersonOf(key("person " + name[:1])) }

// DeviceKey gives the key of a device of any story.
func DeviceKey(name string) ed25519.PrivateKey { return key("device " + name) }

// PersonKey gives the key of a person of any story.
func PersonKey(name string) ed25519.PrivateKey { return key("person " + name[:1]) }

// called is what a person says their name is.
func called(name string) string {
	names := strings.Fields("Ann Bob Cat Dan Eve Fay Guy Hal Ivy Joe Kay Liz Max Nan Oli Pam Quin Ray Sue Tom Una Val Wim Xan Yas Zoe")
	return names[name[0]-'a']
}

// device finds a device, making it when it is first needed: it then has what those in touch with it have.
func (w *World) device(name string) *device {
	d := w.devices[name]
	if d == nil {
		d = &device{
			Reader: NewReader(), name: name, person: PersonKey(name), key: DeviceKey(name),
			prev: map[forum.Lane]forum.ID{}, time: map[forum.Lane]int64{},
		}
		d.known[d.id()] = true
		w.devices[name] = d
		w.order = append(w.order, d)
		w.spread(w.parts[name])
	}
	return d
}

func (d *device) id() forum.Device { return forum.DeviceOf(d.key) }

// spread brings everybody in a part to the same state. Parts are always so, but for a moment.
func (w *World) spread(part int) {
	var in []*device
	for _, d := range w.order {
		if w.parts[d.name] == part {
			in = append(in, d)
		}
	}
	w.exchange(in)
}

// regroup puts devices in parts and lets those in each hear of what the others there have.
func (w *World) regroup(parts map[string]int) {
	w.tape.Apart = w.seen()
	w.parts = parts
	for p := range len(parts) + 1 {
		w.spread(p)
	}
}

// beside puts a device nobody has spoken of where another is.
func (w *World) beside(name string, d *device) {
	if _, placed := w.parts[name]; placed || w.devices[name] != nil {
		return
	}
	w.parts[name] = w.parts[d.name]
	if !w.Quiet {
		w.device(name)
	}
}

func (w *World) exchange(in []*device) {
	for _, e := range w.entries {
		if slices.ContainsFunc(in, func(d *device) bool { return d.seen[e.ID] }) {
			w.hand(e, in)
		}
	}
}

// hand gives an entry to devices.
func (w *World) hand(e *forum.Entry, to []*device) {
	for _, d := range to {
		if err := d.Take(e); err != nil {
			panic(err) // every entry was made here, after those it comes after
		}
	}
}

// errUnseen means that somebody spoke of what they have not heard of.
var errUnseen = errors.New("they have not heard of that")

// say seals an entry of a device and tells those in touch with it. At, when not empty, is the mark it pretends to act at.
func (w *World) say(d *device, lane forum.Lane, k forum.Kind, subject forum.ID, body any, at string) (forum.ID, error) {
	payload, err := forum.Encode(k, body)
	if err != nil {
		return forum.ID{}, err
	}
	w.clock += minute
	h := forum.Header{
		Group: w.group, Device: d.id(), Lane: lane, Seq: d.heights[forum.Chain{Device: d.id(), Lane: lane}] + 1,
		Prev: d.prev[lane], Time: w.clock, Subject: subject, Kind: k,
	}
	if k != forum.KindFound {
		if d.history == nil {
			return forum.ID{}, fmt.Errorf("%s has not heard of the group: %w", d.name, errUnseen)
		}
		h.Roll = d.history.Now().Cite()
	}
	if at != "" {
		m := w.marks[at]
		if h.Roll, h.Time = m.heads[d], max(m.time, d.time[lane]); h.Roll == nil {
			return forum.ID{}, fmt.Errorf("%s had heard of nothing at %s: %w", d.name, at, errUnseen)
		}
	}
	e, err := forum.Seal(h, payload, d.key)
	if err != nil {
		return forum.ID{}, err
	}
	w.entries = append(w.entries, &e)
	d.prev[lane], d.time[lane] = e.ID, e.Time
	for _, other := range w.order {
		if w.parts[other.name] == w.parts[d.name] {
			w.hand(&e, []*device{other})
		}
	}
	if d.kept[e.ID] == nil {
		return forum.ID{}, fmt.Errorf("%s cannot place their own entry", d.name)
	}
	return e.ID, nil
}

func (w *World) act(d *device, k forum.Kind, subject forum.ID, body any, at string) (forum.ID, error) {
	return w.say(d, forum.RollLane, k, subject, body, at)
}

// view gives the roll a device acts under.
func (w *World) view(d *device, at string) (*forum.Roll, error) {
	if d.history == nil {
		return nil, errUnseen
	}
	if at == "" {
		return d.history.Now(), nil
	}
	heads := w.marks[at].heads[d]
	if heads == nil {
		return nil, errUnseen
	}
	r, _ := d.history.At(heads)
	return r, nil
}

// Sees gives the roll as a device has it; nil when it has heard of nothing.
func (w *World) Sees(device string) *forum.Roll {
	if d := w.devices[device]; d != nil && d.history != nil {
		return d.history.Now()
	}
	return nil
}

// NameOf gives the name that an act was given; empty when it was given none.
func (w *World) NameOf(act forum.ID) string {
	for name, id := range w.labels {
		if id == act {
			return name
		}
	}
	return ""
}

// labelled takes the name of an act and gives its id.
func (w *World) labelled(r *reading) forum.ID {
	name := r.label()
	id, ok := w.labels[name]
	if !ok {
		r.fail("nothing was called %s", name)
	}
	return id
}

// archive gives a reader of everything that was ever made.
func (w *World) archive() (*Reader, error) {
	all := NewReader()
	return all, all.Take(w.entries...)
}
