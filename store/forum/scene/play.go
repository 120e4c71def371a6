package scene

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"moot/store/forum"
)

// Tape is what a played scene leaves.
type Tape struct {
	Name   string
	Group  forum.ID
	Board  forum.ID // the proposal that posts are comments on
	Secret []byte
	Stages []Stage
	Apart  map[string][]*forum.Entry // by device: what each had when a cut was last made or healed
}

// Ticket is enough for a device to receive the group; nobody is let in by it.
func (t *Tape) Ticket() forum.Ticket {
	return forum.Ticket{
		Group: t.Group, Secret: t.Secret, Invite: t.Group, Seed: make([]byte, forum.SecretSize), Name: t.Name, Expires: forum.MaxTime,
	}
}

// Last gives the end of the story.
func (t *Tape) Last() *Stage { return &t.Stages[len(t.Stages)-1] }

// Stage is one moment at which something is expected, and what had been said by then.
type Stage struct {
	Entries []*forum.Entry // everything from the beginning that a member could place, in the order made
	Digest  forum.ID       // of the roll
	Expect  []Expectation
}

// Expectation is something that ought to be so.
type Expectation struct {
	Says  string
	check func(View) error
}

// Check says what is otherwise than expected.
func (x Expectation) Check(v View) error {
	if err := x.check(v); err != nil {
		return fmt.Errorf("expect %s: %w", x.Says, err)
	}
	return nil
}

// Check compares what a reader would show with everything that is expected at a stage.
func (s *Stage) Check(v View) error {
	var errs []error
	if v.Roll.Digest() != s.Digest {
		errs = append(errs, errors.New("another roll than in the order in which it happened"))
	}
	for _, x := range s.Expect {
		errs = append(errs, x.Check(v))
	}
	return errors.Join(errs...)
}

// Play plays a scene. The error lists everything that was not as expected, as each device sees it in the end; the tape
// is there all the same unless the scene itself makes no sense.
func Play(s Scene) (*Tape, error) {
	w := NewWorld(s.Name)
	var errs []error
	for _, st := range s.steps {
		if err := w.do(st); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", st.text, err))
			if !errors.As(err, new(*unexpected)) {
				return nil, errors.Join(errs...)
			}
		}
	}
	if len(w.tape.Stages) == 0 {
		return nil, errors.New("nothing is expected")
	}
	return &w.tape, errors.Join(errs...)
}

// unexpected is an expectation that does not hold.
type unexpected struct{ error }

var devicesIn = regexp.MustCompile(`[a-z][0-9]?`)

func (u *unexpected) Unwrap() error { return u.error }

// Do plays statements one by one. It is for tests that make stories up.
func (w *World) Do(text string) error {
	steps, err := statements(text)
	if err != nil {
		return err
	}
	for _, s := range steps {
		if err := w.do(s); err != nil {
			return fmt.Errorf("%s: %w", s.text, err)
		}
	}
	return nil
}

// Unheard says whether an error of Do is only that somebody cannot speak of what they have not heard of.
func Unheard(err error) bool { return errors.Is(err, errUnseen) }

// Tape gives what the stages so far leave.
func (w *World) Tape() *Tape { return &w.tape }

func (w *World) do(s statement) error {
	r := &reading{words: slices.Clone(s.words)}
	first := r.next()
	if f := happenings[first]; f != nil {
		return f(w, r)
	}
	if first == "expect" {
		return w.expect(r)
	}
	if !person.MatchString(first) {
		return fmt.Errorf("%q is neither somebody nor a word for what happens", first)
	}
	by := w.device(first)
	at := r.after("at")
	if _, ok := w.marks[at]; at != "" && !ok {
		return fmt.Errorf("there is no mark %s", at)
	}
	verb := r.next()
	f := verbs[verb]
	if f == nil {
		return fmt.Errorf("nobody can %q", verb)
	}
	id, err := f(&deed{w, by, at, s.label}, r)
	if err == nil {
		err = r.end()
	}
	if s.label != "" {
		w.labels[s.label] = id
	}
	return err
}

// seen gives what each device has, in the order made.
func (w *World) seen() map[string][]*forum.Entry {
	all := map[string][]*forum.Entry{}
	for _, d := range w.order {
		for _, e := range w.entries {
			if d.kept[e.ID] != nil {
				all[d.name] = append(all[d.name], e)
			}
		}
	}
	return all
}

// happenings are what happens to everybody.
var happenings = map[string]func(*World, *reading) error{
	"cut": func(w *World, r *reading) error {
		in := map[string]int{}
		for i, part := range strings.Split(r.next(), "|") {
			for _, name := range devicesIn.FindAllString(part, -1) {
				w.device(name)
				in[name] = i + 1
			}
		}
		w.regroup(in)
		return r.end()
	},
	"heal": func(w *World, r *reading) error {
		w.regroup(map[string]int{})
		return r.end()
	},
	"meet": func(w *World, r *reading) error {
		var in []*device
		for _, name := range r.people() {
			in = append(in, w.device(name))
		}
		w.exchange(in)
		for _, d := range in {
			w.spread(w.parts[d.name])
		}
		return r.end()
	},
	"settle": func(w *World, r *reading) error {
		first := map[int]*device{} // by part
		for _, d := range w.order {
			switch other := first[w.parts[d.name]]; {
			case d.history == nil || !d.history.Now().Known(d.id()):
			case other == nil:
				first[w.parts[d.name]] = d
			case other.history.Now().Digest() != d.history.Now().Digest():
				return &unexpected{fmt.Errorf("%s and %s have not come to the same roll", other.name, d.name)}
			}
		}
		return r.end()
	},
	"mark": func(w *World, r *reading) error {
		m := mark{w.clock, map[*device][]forum.ID{}}
		for _, d := range w.order {
			if d.history != nil {
				m.heads[d] = d.history.Now().Cite()
			}
		}
		w.marks[r.label()] = m
		return r.end()
	},
	"days": func(w *World, r *reading) error {
		w.clock += int64(r.number(r.must("days"), 0)) * day
		return r.end()
	},
}
