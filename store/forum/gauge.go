package forum

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// A gauge is something the group measures: what it was at first, what it should come to, and the readings between. A
// service is tracked by gauges too: "repairs opened this month", "repairs closed", "hours the library was open".

// The kinds of record about gauges.
const (
	KindGauge   Kind = "gauge"         // makes a gauge
	KindReading Kind = "gauge-reading" // a reading of Subject, a gauge
)

// FieldReview is the day a gauge is to be looked at again: Number, milliseconds since 1970 UTC; 0 when none is set.
const FieldReview Field = "review"

// Decimal is an exact decimal number: N × 10^-Scale.
type Decimal struct {
	N     int64 `cbor:"1,keyasint"`
	Scale uint8 `cbor:"2,keyasint,omitempty"` // digits after the point, 0 to 6
}

const (
	maxScale   = 6
	maxDecimal = 1_000_000_000_000 // of N: at the same scale any two can be compared in 64 bits
)

// ParseDecimal reads a number such as "12", "-0.5" or "1250.75".
func ParseDecimal(s string) (Decimal, error) {
	whole, part, point := strings.Cut(s, ".")
	digits := strings.TrimPrefix(whole, "-")
	n, err := strconv.ParseInt(whole+part, 10, 64)
	d := Decimal{n, uint8(min(len(part), maxScale+1))}
	if err != nil || digits == "" || point && part == "" || strings.Trim(digits+part, "0123456789") != "" || d.check() != nil {
		return Decimal{}, bad("%q is not a number such as 12 or 0.75, with at most %d digits after the point", s, maxScale)
	}
	return d, nil
}

// String writes the number as it was given: with all its digits after the point.
func (d Decimal) String() string {
	s := strconv.FormatInt(d.N, 10)
	if d.Scale == 0 {
		return s
	}
	sign := ""
	if d.N < 0 {
		sign, s = "-", s[1:]
	}
	if short := int(d.Scale) + 1 - len(s); short > 0 {
		s = strings.Repeat("0", short) + s
	}
	return sign + s[:len(s)-int(d.Scale)] + "." + s[len(s)-int(d.Scale):]
}

// Compare is -1, 0 or 1 as d is below, equal to or above e.
func (d Decimal) Compare(e Decimal) int { return cmp.Compare(d.fine(), e.fine()) }

// fine is the number in millionths.
func (d Decimal) fine() int64 {
	n := d.N
	for range maxScale - d.Scale {
		n *= 10
	}
	return n
}

func (d Decimal) check() error {
	if d.Scale > maxScale {
		return bad("a number has more than %d digits after the point", maxScale)
	}
	return within("a number", d.N, -maxDecimal, maxDecimal)
}

// NewGauge is the payload of a gauge record. Whoever may minute makes gauges and reads them.
type NewGauge struct {
	Title    string  `cbor:"1,keyasint"`           // the measure
	Unit     string  `cbor:"2,keyasint,omitempty"` // such as "days" or "young people"
	Baseline Decimal `cbor:"3,keyasint"`
	Target   Decimal `cbor:"4,keyasint"`
	Due      int64   `cbor:"5,keyasint,omitempty"` // when the target is to be met, milliseconds since 1970 UTC; 0 when no day is set
	Review   int64   `cbor:"6,keyasint,omitempty"` // when to look at it again, milliseconds since 1970 UTC; 0 when no day is set
	Decision ID      `cbor:"7,keyasint,omitzero"`  // the proposal it measures, or zero
}

// NewReading is the payload of a gauge-reading record.
type NewReading struct {
	Value   Decimal `cbor:"1,keyasint"`
	At      int64   `cbor:"2,keyasint"`           // when it was so, milliseconds since 1970 UTC
	Note    string  `cbor:"3,keyasint,omitempty"` // where the figure comes from; at most 2,000 bytes
	Instead ID      `cbor:"4,keyasint,omitzero"`  // a reading that was wrong, which this one replaces, or zero
}

func (g *NewGauge) check() error {
	return first(
		line("a measure", g.Title, MaxTitle), optional("a unit", g.Unit, MaxName), g.Baseline.check(), g.Target.check(),
		within("a day", g.Due, 0, MaxTime), within("a day", g.Review, 0, MaxTime),
	)
}

func (r *NewReading) check() error {
	return first(r.Value.check(), within("a time", r.At, 0, MaxTime), text("a note", r.Note, 0, MaxReason))
}

func (g *NewGauge) rule(c *check) error {
	if g.Decision.Zero() {
		return nil
	}
	_, err := c.named("a gauge", g.Decision, KindProposal)
	return err
}

// rule: a reading that was wrong is replaced by whoever took it, or by an officer.
func (r *NewReading) rule(c *check) error {
	if _, err := c.about("a reading", KindGauge); err != nil || r.Instead.Zero() {
		return err
	}
	wrong, err := c.named("a reading", r.Instead, KindReading)
	if err != nil {
		return err
	}
	if wrong.Subject != c.Subject {
		return forged("it replaces a reading of another gauge")
	}
	return c.mine(wrong, "replace a reading")
}

// Trend is how a gauge stands to its target.
type Trend string

// The trends. They compare the latest reading with the one before it, or the baseline when it is the first.
const (
	TrendNone    Trend = ""        // nothing was read yet
	TrendNearer  Trend = "nearer"  // nearer to the target than before
	TrendFurther Trend = "further" // further from it
	TrendSame    Trend = "same"
	TrendReached Trend = "reached" // at the target, or past it as seen from the baseline
)

// Gauge is one gauge as people see it.
type Gauge struct {
	ID       ID
	Title    string
	Unit     string
	Baseline Decimal
	Target   Decimal
	Due      int64 // ms
	Review   int64 // ms
	Decision ID
	Author   Person
	Made     int64     // claimed, ms
	Readings []Reading // every one, by when it was so
	Trend    Trend
	Comments []Comment
	Settings []Setting
	Now      map[Field][]ID
}

// Reading is one reading of a gauge.
type Reading struct {
	ID       ID
	Value    Decimal
	At       int64 // ms
	Note     string
	By       Person
	Time     int64 // claimed, ms
	Replaced bool  // another stands in its place
}

// Latest gives the reading that counts as the gauge's value now.
func (g *Gauge) Latest() (Reading, bool) {
	for i := range slices.Backward(g.Readings) {
		if !g.Readings[i].Replaced {
			return g.Readings[i], true
		}
	}
	return Reading{}, false
}

// FoldGauge makes the view of a gauge from records that stand, in any order and with any repeats. Others among them are
// passed over. ok is false when the gauge's own record is not among them.
func FoldGauge(id ID, records []Record) (g Gauge, ok bool) {
	rs := distinct(records)
	r, b, ok := madeAs[NewGauge](rs, id)
	if !ok {
		return Gauge{}, false
	}
	g = Gauge{ID: id, Title: b.Title, Unit: b.Unit, Baseline: b.Baseline, Target: b.Target, Due: b.Due, Review: b.Review,
		Decision: b.Decision, Author: r.Person, Made: r.Time, Comments: comments(rs, id)}
	replaced := map[ID]bool{}
	for _, r := range ofKind(rs, KindReading, id) {
		b := r.Body.(*NewReading)
		replaced[b.Instead] = true
		g.Readings = append(g.Readings, Reading{r.ID, b.Value, b.At, b.Note, r.Person, r.Time, false})
	}
	slices.SortFunc(g.Readings, func(a, b Reading) int { return cmp.Or(cmp.Compare(a.At, b.At), byTime(a.Time, b.Time, a.ID, b.ID)) })
	for i := range g.Readings {
		g.Readings[i].Replaced = replaced[g.Readings[i].ID]
	}
	var last map[Field]Setting
	last, g.Settings, g.Now = fields(ofKind(rs, KindSet, id))
	if s, ok := last[FieldReview]; ok {
		g.Review = s.Number
	}
	g.Trend = g.trend()
	return g, true
}

func (g *Gauge) trend() Trend {
	before, last, n := g.Baseline, Decimal{}, 0
	for _, r := range g.Readings {
		if r.Replaced {
			continue
		}
		if n > 0 {
			before = last
		}
		last, n = r.Value, n+1
	}
	if n == 0 {
		return TrendNone
	}
	way := g.Target.Compare(g.Baseline)
	if at := last.Compare(g.Target); at == 0 || way != 0 && at == way {
		return TrendReached
	}
	return trendOf(cmp.Compare(g.apart(last), g.apart(before)))
}

// apart is how far a value is from the target, in millionths.
func (g *Gauge) apart(d Decimal) int64 {
	n := d.fine() - g.Target.fine() // each is at most 10¹⁸, and 2⁶³ is above 9 × 10¹⁸
	return max(n, -n)
}

func trendOf(apart int) Trend {
	switch {
	case apart < 0:
		return TrendNearer
	case apart > 0:
		return TrendFurther
	}
	return TrendSame
}
