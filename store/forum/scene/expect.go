package scene

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"moot/store/forum"
)

// expect brings together everything that was ever said, checks that every device on the roll has come to the same, and
// compares what is there with what is expected.
func (w *World) expect(r *reading) error {
	var wants []Expectation
	for {
		var clause []string
		for len(r.words) > 0 && !r.has(",") {
			clause = append(clause, r.next())
		}
		if len(clause) > 0 {
			check, err := w.reads(clause)
			if err != nil {
				return err
			}
			wants = append(wants, Expectation{strings.Join(clause, " "), check})
		}
		if len(r.words) == 0 {
			break
		}
	}
	all, err := w.archive()
	if err != nil {
		return err
	}
	if all.history == nil {
		return errors.New("no group was founded")
	}
	st := Stage{Digest: all.history.Now().Digest(), Expect: wants}
	for _, e := range w.entries {
		if all.kept[e.ID] != nil {
			st.Entries = append(st.Entries, e)
		}
	}
	w.tape.Stages = append(w.tape.Stages, st)
	errs := []error{st.Check(all.View())}
	for _, d := range w.order {
		if all.knows(d.id()) && (d.history == nil || d.history.Now().Digest() != st.Digest) {
			errs = append(errs, fmt.Errorf("%s has not come to the same roll: heal the cut first", d.name))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return &unexpected{err}
	}
	return nil
}

type check = func(View) error

// reads turns a clause into a check.
func (w *World) reads(clause []string) (check, error) {
	r := &reading{words: clause}
	first := r.next()
	make := expectations[first]
	if make == nil {
		return nil, fmt.Errorf("nothing called %q can be expected", first)
	}
	c := make(w, r)
	return c, r.end()
}

// expectations are what can be expected, by their first word.
var expectations = map[string]func(*World, *reading) check{
	"members": list(func(m forum.Member) bool { return m.Standing == forum.StandingMember }),
	"officers": list(func(m forum.Member) bool {
		return m.Standing == forum.StandingMember && m.Role == forum.RoleOfficer
	}),
	"readers": list(func(m forum.Member) bool {
		return m.Standing == forum.StandingMember && m.Role == forum.RoleReader
	}),
	"waiting": list(func(m forum.Member) bool { return m.Standing == forum.StandingWaiting }),
	"removed": list(func(m forum.Member) bool { return m.Standing == forum.StandingRemoved && !m.Left }),
	"left":    list(func(m forum.Member) bool { return m.Standing == forum.StandingRemoved && m.Left }),

	"role":     aboutMember(func(m forum.Member) string { return string(m.Role) }),
	"standing": aboutMember(func(m forum.Member) string { return string(m.Standing) }),
	"section":  aboutMember(func(m forum.Member) string { return orNone(m.Section) }),
	"devices":  aboutMember(func(m forum.Member) string { return fmt.Sprint(len(m.Devices)) }),
	"called":   aboutMember(func(m forum.Member) string { return m.Name }),

	"name": aboutRoll(func(v View) string { return v.Roll.Name }),
	"aims": aboutRoll(func(v View) string { return v.Roll.Aims }),

	"removers": expectRemovers, "retired": expectRetired, "rules": expectRules, "used": expectUsed, "eligible": expectEligible,
	"matter": expectMatter, "no": expectNoMatter, "undone": expectUndone, "refused": expectRefused, "counts": expectCounts,
	"shown": expectShown(true), "hidden": expectShown(false), "said": expectSaid, "explains": expectExplains,
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// Letter gives the letter of a person of a story.
func Letter(p forum.Person) string {
	for c := 'a'; c <= 'z'; c++ {
		if Person(string(c)) == p {
			return string(c)
		}
	}
	return "somebody"
}

func lettersOf(people []forum.Person) string {
	var out []string
	for _, p := range people {
		out = append(out, Letter(p))
	}
	slices.Sort(out)
	return orNone(strings.Join(out, " "))
}

func compare(what, got, want string) error {
	if got != want {
		return fmt.Errorf("%s: %s, not %s", what, got, want)
	}
	return nil
}

// list makes an expectation of exactly who is such a person.
func list(is func(forum.Member) bool) func(*World, *reading) check {
	return func(_ *World, r *reading) check {
		want := r.people()
		slices.Sort(want)
		return func(v View) error {
			var got []forum.Person
			for _, m := range v.Roll.Members {
				if is(m) {
					got = append(got, m.Person)
				}
			}
			return compare("they are", lettersOf(got), orNone(strings.Join(want, " ")))
		}
	}
}

// aboutMember makes an expectation of one thing about one person.
func aboutMember(what func(forum.Member) string) func(*World, *reading) check {
	return func(_ *World, r *reading) check {
		who, want := r.who(), strings.Trim(r.must("it"), `"`)
		return func(v View) error {
			m, ok := v.Roll.Find(Person(who))
			if !ok {
				return fmt.Errorf("%s was never in the group", who)
			}
			return compare("it is", what(m), want)
		}
	}
}

func aboutRoll(what func(View) string) func(*World, *reading) check {
	return func(_ *World, r *reading) check {
		want := r.quoted()
		return func(v View) error { return compare("it is", what(v), want) }
	}
}

func expectRemovers(_ *World, r *reading) check {
	who, by := r.who(), r.people()
	slices.Sort(by)
	return func(v View) error {
		m, _ := v.Roll.Find(Person(who))
		return compare("they are", lettersOf(m.Removers), orNone(strings.Join(by, " ")))
	}
}

func expectRetired(_ *World, r *reading) check {
	name := r.who()
	return func(v View) error {
		m, _ := v.Roll.ByDevice(forum.DeviceOf(DeviceKey(name)))
		return compare("it stands as", string(m.Standing), string(forum.StandingRetired))
	}
}

func expectRules(_ *World, r *reading) check {
	want := r.rules()
	return func(v View) error {
		return compare("they are", fmt.Sprint(v.Roll.Rules.Sections), fmt.Sprint(want.Sections))
	}
}

func expectUsed(w *World, r *reading) check {
	id, n := w.labelled(r), r.number(r.must("used"), 0)
	return func(v View) error { return compare("uses", fmt.Sprint(v.Roll.Invites[id].Used), fmt.Sprint(n)) }
}

func expectEligible(_ *World, r *reading) check {
	n := r.number(r.must("eligible"), 0)
	return func(v View) error { return compare("they are", fmt.Sprint(v.Roll.Eligible()), fmt.Sprint(n)) }
}

// isAbout says whether a matter is about a person, the charter or a recovery.
func isAbout(m *forum.Matter, what string) bool {
	switch what {
	case "":
		return true
	case "charter":
		return m.Kind == forum.KindCharter
	case "recovery":
		return m.Kind == forum.KindRecover
	}
	return person.MatchString(what) && m.Person == Person(what)
}

func expectMatter(_ *World, r *reading) check {
	about, words := r.must("matter"), r.quoted()
	return func(v View) error {
		var said []string
		for i := range v.Roll.Matters {
			if m := &v.Roll.Matters[i]; isAbout(m, about) {
				if said = append(said, m.Sentence().String()); strings.Contains(m.Sentence().String(), words) {
					return nil
				}
			}
		}
		return fmt.Errorf("there is none with those words, only %q", said)
	}
}

func expectNoMatter(_ *World, r *reading) check {
	if !r.has("matter") {
		r.fail("expect no matter")
	}
	about := r.next()
	return func(v View) error {
		for i := range v.Roll.Matters {
			if m := &v.Roll.Matters[i]; isAbout(m, about) {
				return fmt.Errorf("there is one: %s", m.Sentence())
			}
		}
		return nil
	}
}

func expectUndone(w *World, r *reading) check {
	if r.has("none") {
		return func(v View) error { return compare("undone", fmt.Sprint(len(v.Roll.Undone)), "0") }
	}
	id := w.labelled(r)
	return func(v View) error {
		if !slices.ContainsFunc(v.Roll.Undone, func(u forum.Undone) bool { return u.Act == id }) {
			return fmt.Errorf("it is not among the %d that can be approved again", len(v.Roll.Undone))
		}
		return nil
	}
}

// unheldReason stands for an act that nobody even took in.
const unheldReason = "it was made on a device that belongs to nobody in the group"

func (w *World) refusal(v View, id forum.ID) (string, bool) {
	for _, e := range w.entries {
		if e.ID == id && !v.Roll.Known(e.Device) {
			return unheldReason, true
		}
	}
	why, no := v.Roll.Refused(id)
	return why.String(), no
}

func expectRefused(w *World, r *reading) check {
	id, words := w.labelled(r), r.quoted()
	return func(v View) error {
		why, no := w.refusal(v, id)
		if !no || !strings.Contains(why, words) {
			return fmt.Errorf("refused %v, because %q", no, why)
		}
		return nil
	}
}

func expectCounts(w *World, r *reading) check {
	id := w.labelled(r)
	return func(v View) error {
		if why, no := w.refusal(v, id); no {
			return fmt.Errorf("refused, because %q", why)
		}
		return nil
	}
}

func expectShown(want bool) func(*World, *reading) check {
	return func(w *World, r *reading) check {
		id := w.labelled(r)
		return func(v View) error { return compare("shown", fmt.Sprint(v.Shown(id)), fmt.Sprint(want)) }
	}
}

func expectSaid(_ *World, r *reading) check {
	who, words := r.who(), r.quoted()
	return func(v View) error {
		m, _ := v.Roll.Find(Person(who))
		said := slices.Clone(m.Said)
		for i := range v.Roll.Matters {
			said = append(said, v.Roll.Matters[i].Said...)
		}
		if !slices.ContainsFunc(said, func(s forum.Said) bool { return s.By == Person(who) && strings.Contains(s.Words, words) }) {
			return fmt.Errorf("they did not, of %d who said something", len(said))
		}
		return nil
	}
}

func expectExplains(_ *World, r *reading) check {
	who, words := r.who(), r.quoted()
	return func(v View) error {
		if got := v.Roll.Explain(Person(who)).String(); !strings.Contains(got, words) {
			return fmt.Errorf("it says: %s", got)
		}
		return nil
	}
}
