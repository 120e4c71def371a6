package store

import (
	"context"
	"time"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// gaugeRow is what a list of gauges shows beside the common fields of a card.
type gaugeRow struct {
	Unit     string         `cbor:"1,keyasint,omitempty"`
	Baseline forum.Decimal  `cbor:"2,keyasint"`
	Target   forum.Decimal  `cbor:"3,keyasint"`
	Due      int64          `cbor:"4,keyasint,omitempty"`
	Review   int64          `cbor:"5,keyasint,omitempty"`
	Readings int            `cbor:"6,keyasint,omitempty"` // not counting those replaced
	Latest   *forum.Decimal `cbor:"7,keyasint,omitempty"`
	At       int64          `cbor:"8,keyasint,omitempty"` // of the latest
}

func fillGauge(_ *batch, id forum.ID, records []forum.Record, c *card) (any, error) {
	g, ok := forum.FoldGauge(id, records)
	if !ok {
		return nil, errDamaged
	}
	c.Title, c.State, c.Comments = g.Title, string(g.Trend), len(g.Comments)
	row := gaugeRow{Unit: g.Unit, Baseline: g.Baseline, Target: g.Target, Due: g.Due, Review: g.Review}
	for _, r := range g.Readings {
		if !r.Replaced {
			row.Readings++
		}
	}
	if r, ok := g.Latest(); ok {
		row.Latest, row.At = &r.Value, r.At
	}
	return g, c.setRow(row)
}

// GaugeCard is a row of the list of gauges.
type GaugeCard struct {
	ID       forum.ID
	Title    string
	Unit     string
	Baseline forum.Decimal
	Target   forum.Decimal
	Due      int64 // ms; 0 when no day is set
	Review   int64 // ms; 0 when no day is set
	Trend    forum.Trend
	Latest   *forum.Decimal // nil when nothing was read yet
	At       int64          // of the latest, ms
	Readings int            // not counting those replaced
	Updated  int64          // ms
}

// Gauges lists a group's gauges, newest activity first.
func (s *Store) Gauges(ctx context.Context, in forum.ID) ([]GaugeCard, error) {
	return rows(ctx, s, in, cardGauge, func(_ *badger.Txn, _ *group, id forum.ID, c *card, r *gaugeRow) (GaugeCard, error) {
		return GaugeCard{ID: id, Title: c.Title, Unit: r.Unit, Baseline: r.Baseline, Target: r.Target, Due: r.Due, Review: r.Review,
			Trend: forum.Trend(c.State), Latest: r.Latest, At: r.At, Readings: r.Readings, Updated: c.Updated}, nil
	})
}

// GaugePage is everything shown about one gauge.
type GaugePage struct {
	forum.Gauge
	Group   forum.ID
	Names   map[forum.Person]string
	Decided Link // the proposal it measures
	Can     Can
}

// Gauge reads one gauge. Errors: *RefusedError (not_found).
func (s *Store) Gauge(ctx context.Context, group, id forum.ID) (GaugePage, error) {
	g, names, err := readThing(s, group, id, "gauge", forum.FoldGauge)
	if err != nil {
		return GaugePage{}, err
	}
	of, err := s.Links(ctx, group, g.Decision)
	if err != nil {
		return GaugePage{}, err
	}
	return GaugePage{g, group, names, of[0], s.canOf(group, g.Author)}, nil
}

// NewGauge makes a gauge. Whoever may minute may.
func (s *Store) NewGauge(ctx context.Context, group forum.ID, n forum.NewGauge) (forum.ID, error) {
	return s.act(ctx, group, forum.ID{}, forum.KindGauge, n)
}

// ReadGauge adds a reading. A zero At means now. Whoever may minute may.
func (s *Store) ReadGauge(ctx context.Context, group, gauge forum.ID, r forum.NewReading) (forum.ID, error) {
	if r.At == 0 {
		r.At = s.clock()
	}
	return s.act(ctx, group, gauge, forum.KindReading, r)
}

// ReviewGauge says when to look at a gauge again; a zero time means that no day is set.
func (s *Store) ReviewGauge(ctx context.Context, group, gauge forum.ID, at time.Time) error {
	return s.Set(ctx, group, gauge, forum.FieldReview, "", msOf(at))
}
