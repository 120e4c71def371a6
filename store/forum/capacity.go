package forum

import (
	"bytes"
	"slices"
	"strings"

	"moot/store/saying"
)

// A capacity is something people sign as: planner, police, business, councillor. The charter names it, says what it is
// for, and has whoever holds it. Holding one needs no vote: an adviser may be a reader.

// Limits of capacities.
const (
	maxCapacities = 32
	maxHolders    = 32
)

// Capacity is one capacity as the charter has it.
type Capacity struct {
	Name    string   `cbor:"1,keyasint"`
	For     string   `cbor:"2,keyasint,omitempty"` // who it is, in a line
	Advises bool     `cbor:"3,keyasint,omitempty"` // its holders give advice on proposals
	Signs   int      `cbor:"4,keyasint,omitempty"` // how many of its holders must sign a decision off before it holds; 0: they do not
	Kinds   []string `cbor:"5,keyasint,omitempty"` // only of proposals of these types, sorted; none: of all
	Over    int64    `cbor:"6,keyasint,omitempty"` // only of proposals that cost more than this, pence
	Holders []Person `cbor:"7,keyasint,omitempty"` // by person
}

// Capacity gives a capacity by its name.
func (r *Rules) Capacity(name string) (Capacity, bool) {
	i := slices.IndexFunc(r.Capacities, func(c Capacity) bool { return c.Name == name })
	if i < 0 {
		return Capacity{}, false
	}
	return r.Capacities[i], true
}

// Appoint gives the rules with these people as the holders of a capacity. ok is false when there is no such capacity.
func (r Rules) Appoint(capacity string, holders []Person) (_ Rules, ok bool) {
	r.Capacities = slices.Clone(r.Capacities)
	for i := range r.Capacities {
		if r.Capacities[i].Name == capacity {
			holders = slices.Clone(holders)
			slices.SortFunc(holders, comparePersons)
			r.Capacities[i].Holders, ok = slices.Compact(holders), true
		}
	}
	return r, ok
}

// Held gives the capacities that somebody holds, by name.
func (r *Rules) Held(p Person) (all []Capacity) {
	for _, c := range r.Capacities {
		if c.heldBy(p) {
			all = append(all, c)
		}
	}
	return all
}

func (c *Capacity) heldBy(p Person) bool { return slices.Contains(c.Holders, p) }

// signing gives the capacities that sign decisions off.
func (r *Rules) signing() (all []Capacity) {
	for _, c := range r.Capacities {
		if c.Signs > 0 {
			all = append(all, c)
		}
	}
	return all
}

// asks says whether the charter asks this capacity to sign off a proposal of this type and cost.
func (c *Capacity) asks(proposalType string, cost int64) bool {
	if proposalType == "" {
		proposalType = "ordinary"
	}
	return c.Signs > 0 && (c.Over == 0 || cost > c.Over) && (len(c.Kinds) == 0 || slices.Contains(c.Kinds, proposalType))
}

// Sentence says in plain words what a capacity does.
func (c *Capacity) Sentence() *saying.Sentence {
	advises, signs := saying.New("gives advice on proposals"), c.signsOff()
	switch {
	case c.Advises && signs != nil:
		return saying.New("%s %s, and %s", c.Name, advises, signs)
	case c.Advises:
		return saying.New("%s %s", c.Name, advises)
	case signs != nil:
		return saying.New("%s %s", c.Name, signs)
	}
	return saying.New("%s signs nothing", c.Name)
}

// signsOff says what it signs off; nil where that is nothing.
func (c *Capacity) signsOff() *saying.Sentence {
	if c.Signs == 0 {
		return nil
	}
	what := saying.New("a decision")
	if len(c.Kinds) > 0 {
		kinds := saying.New("%s", c.Kinds[0])
		for _, k := range c.Kinds[1:] {
			kinds = saying.New("%s or %s", kinds, k)
		}
		what = saying.New("a decision on a proposal of the kind %s", kinds)
	}
	if c.Over > 0 {
		what = saying.New("%s that costs over %s", what, saying.Pence(c.Over))
	}
	return saying.New("signs off: %s of them must sign before %s holds", somePeople(c.Signs), what)
}

// CapacityChanges says what a change of the rules would make of the capacities, a sentence each.
func (r *Roll) CapacityChanges(to *Rules) (all []*saying.Sentence) {
	if to == nil {
		return nil
	}
	for _, c := range to.Capacities {
		if was, _ := r.Rules.Capacity(c.Name); ViewDigest(was) == ViewDigest(c) {
			continue
		}
		names := make([]string, len(c.Holders))
		for i, p := range c.Holders {
			m, _ := r.Find(p)
			names[i] = m.Name
		}
		who := saying.New("nobody is appointed")
		if len(names) > 0 {
			who = saying.New("appointed: %s", strings.Join(names, ", "))
		}
		all = append(all, saying.All([]*saying.Sentence{c.Sentence(), who}))
	}
	for _, c := range r.Rules.Capacities {
		if _, stays := to.Capacity(c.Name); !stays {
			all = append(all, saying.New("nobody is %s any more", c.Name))
		}
	}
	return all
}

func capacities(all []Capacity) error {
	if len(all) > maxCapacities {
		return bad("it names %d capacities; the most is %d", len(all), maxCapacities)
	}
	for i := range all {
		if i > 0 && all[i-1].Name >= all[i].Name {
			return bad("its capacities are not in the order of their names")
		}
		if err := all[i].check(); err != nil {
			return err
		}
	}
	return nil
}

func (c *Capacity) check() error {
	if len(c.Holders) > maxHolders {
		return bad("%d people hold the capacity %q; the most is %d", len(c.Holders), c.Name, maxHolders)
	}
	for i, p := range c.Holders {
		if p.Zero() || i > 0 && bytes.Compare(c.Holders[i-1][:], p[:]) >= 0 {
			return bad("the people who hold a capacity are not sorted")
		}
	}
	if c.Signs == 0 && (len(c.Kinds) > 0 || c.Over > 0) {
		return bad("the capacity %q signs nothing off, and says of what kind or cost", c.Name)
	}
	for i, k := range c.Kinds {
		if k == "" || known("type of proposal", k, proposalTypes...) != nil {
			return bad("there is no kind of proposal called %q", k)
		}
		if i > 0 && c.Kinds[i-1] >= k {
			return bad("the kinds of proposal a capacity signs are not sorted")
		}
	}
	return first(
		line("a capacity's name", c.Name, MaxName), optional("what a capacity is for", c.For, MaxTitle),
		within("how many must sign", int64(c.Signs), 0, maxHolders), within("a cost", c.Over, 0, MaxNumber),
	)
}
