package forum

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// Body is a part of a group that people are elected to, as the charter names it: a board, or an office with one seat, such as
// chair or treasurer. Who sits is never written down: it follows from elections ([Boards]).
type Body struct {
	Name    string   `cbor:"1,keyasint"`
	Seats   int      `cbor:"2,keyasint"`
	Term    int      `cbor:"3,keyasint"`           // annual elections that a seat lasts: with 3, it ends at the third after its own
	Retire  Fraction `cbor:"4,keyasint,omitzero"`  // of those elected who retire at each annual election, to the nearest number
	Vacancy string   `cbor:"5,keyasint,omitempty"` // how a seat is filled that falls vacant between annual elections
	Plain   bool     `cbor:"6,keyasint,omitempty"` // its people need not be officers of the group
}

// The ways to fill a seat that falls vacant between annual elections. Whoever fills it sits until the next annual one.
const (
	VacancyLeave = ""       // it stays vacant until then
	VacancyCoopt = "co-opt" // two officers put somebody up, and nobody else does
	VacancyElect = "elect"  // it is elected
)

const (
	maxBodies = 16
	maxSeats  = 40 // of one body
	maxTerm   = 20
)

// Body gives what the charter says of a body, by its name in any case.
func (r *Rules) Body(name string) (Body, bool) {
	i := slices.IndexFunc(r.Bodies, func(b Body) bool { return strings.EqualFold(b.Name, name) })
	if i < 0 {
		return Body{}, false
	}
	return r.Bodies[i], true
}

func checkBodies(all []Body) error {
	if len(all) > maxBodies {
		return bad("it names %d bodies; the most is %d", len(all), maxBodies)
	}
	for i := range all {
		b := &all[i]
		if i > 0 && all[i-1].Name >= b.Name {
			return bad("its bodies are not in the order of their names")
		}
		if slices.ContainsFunc(all[:i], func(other Body) bool { return strings.EqualFold(other.Name, b.Name) }) {
			return bad("two of its bodies have the same name")
		}
		if err := b.check(); err != nil {
			return err
		}
	}
	return nil
}

func (b *Body) check() error {
	if b.Retire.Num > 0 && (b.Retire.Den == 0 || b.Retire.Num > b.Retire.Den || b.Retire.Den > MaxUses) {
		return bad("the share of %s that retires each year is not a part of a whole", b.Name)
	}
	if b.Retire.Num == 0 && b.Retire.Den != 0 {
		return bad("a share of nothing is left out")
	}
	return first(
		line("the name of a body", b.Name, MaxName),
		within("the number of seats", int64(b.Seats), 1, maxSeats),
		within("a term", int64(b.Term), 1, maxTerm),
		known("way to fill a vacancy", b.Vacancy, VacancyLeave, VacancyCoopt, VacancyElect),
	)
}

// share gives how many of so many elected people retire in a year: the number nearest to the share, half upwards.
func (b *Body) share(elected int) int {
	if b.Retire.Num == 0 {
		return 0
	}
	num, den := int(b.Retire.Num), int(b.Retire.Den)
	return (2*elected*num + den) / (2 * den)
}

// Sentence says in plain words what the charter says of a body.
func (b Body) Sentence() string {
	s := people(b.Seats, "seat", "seats") + ", each for " + people(b.Term, "year", "years")
	if b.Retire.Num > 0 {
		s += fmt.Sprintf("; %d/%d of those elected retire each year, the longest-serving first, then by lot", b.Retire.Num, b.Retire.Den)
	}
	switch b.Vacancy {
	case VacancyCoopt:
		s += "; a vacant seat is filled by co-option until the next annual election"
	case VacancyElect:
		s += "; a vacant seat is filled by an election until the next annual one"
	default:
		s += "; a vacant seat stays so until the next annual election"
	}
	if !b.Plain {
		s += "; who sits is an officer of the group"
	}
	return s
}

const bodyExample = "[body.board]"

const bodyHelp = `
# Bodies are what people are elected to, a board or an office such as chair. Each has a block like this:
#   [body.board]
#   seats = 6
#   term = 3                 years: a seat ends at the third annual election after its own
#   retire = "1/3"           of those elected each year, the longest-serving first, then by lot; "none" for nobody early
#   vacancy = "co-opt"       until the next annual election: "co-opt", "elect" or "leave" it vacant
#   officers = true          who sits is an officer of the group; false for a body without powers
`

// bodies reads the tables of bodies. Any body at all, or an empty [body] table, replaces all the bodies.
func (f charterFile) bodies(c *Charter) func(toml.Primitive) error {
	return func(p toml.Primitive) error {
		all, err := f.tables(p, bodyExample)
		if err != nil {
			return err
		}
		c.Rules, c.keepSections = &Rules{Bodies: []Body{}}, true
		for _, name := range slices.Sorted(maps.Keys(all)) {
			b, err := f.body(name, all[name])
			if err != nil {
				return err
			}
			c.Rules.Bodies = append(c.Rules.Bodies, b)
		}
		return f.read(p, func(any) error { return explained(checkBodies(c.Rules.Bodies)) })
	}
}

func (f charterFile) body(name string, p toml.Primitive) (Body, error) {
	b := Body{Name: name, Seats: 1, Term: 1}
	inner, err := f.tables(p, bodyExample)
	if err != nil {
		return b, err
	}
	err = f.table(inner, "a body", keys{
		"seats":   f.number(&b.Seats, 1, maxSeats, "the number of seats"),
		"term":    f.number(&b.Term, 1, maxTerm, "a term in years"),
		"retire":  f.text(func(s string) (err error) { b.Retire, err = parseRetire(s); return err }),
		"vacancy": f.text(func(s string) (err error) { b.Vacancy, err = parseVacancy(s); return err }),
		"officers": func(p toml.Primitive) error {
			return f.read(p, func(v any) error {
				yes, ok := v.(bool)
				if !ok {
					return wrong("write officers = true or officers = false")
				}
				b.Plain = !yes
				return nil
			})
		},
	})
	if err == nil {
		err = f.read(p, func(any) error { return explained(b.check()) })
	}
	return b, err
}

func (f charterFile) number(into *int, least, most int64, what string) func(toml.Primitive) error {
	return func(p toml.Primitive) error {
		return f.read(p, func(v any) error {
			n, ok := v.(int64)
			if !ok || n < least || n > most {
				return wrong("write %s as a number from %d to %d", what, least, most)
			}
			*into = int(n)
			return nil
		})
	}
}

func parseRetire(s string) (Fraction, error) {
	if s == "none" {
		return Fraction{}, nil
	}
	f, ok := parseFraction(strings.TrimSpace(s))
	if !ok || f.Num == 0 {
		return Fraction{}, wrong(`%q is not a share: write one like "1/3", or "none"`, shortened(s))
	}
	return f, nil
}

func parseVacancy(s string) (string, error) {
	switch s {
	case "leave":
		return VacancyLeave, nil
	case VacancyCoopt, VacancyElect:
		return s, nil
	}
	return "", wrong(`%q is not a way to fill a vacancy: write "co-opt", "elect" or "leave"`, shortened(s))
}

// formatBodies writes the tables of bodies.
func formatBodies(w *bytes.Buffer, all []Body) {
	w.WriteString(bodyHelp)
	for _, b := range all {
		fmt.Fprintf(w, "\n[body.%s]\nseats = %d\nterm = %d\n", quotedTOML(b.Name), b.Seats, b.Term)
		if b.Retire.Num > 0 {
			fmt.Fprintf(w, "retire = %s\n", quotedTOML(fmt.Sprintf("%d/%d", b.Retire.Num, b.Retire.Den)))
		}
		if b.Vacancy != VacancyLeave {
			fmt.Fprintf(w, "vacancy = %s\n", quotedTOML(b.Vacancy))
		}
		if b.Plain {
			w.WriteString("officers = " + strconv.FormatBool(false) + "\n")
		}
	}
}
