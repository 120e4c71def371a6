package store

import (
	"cmp"
	"context"
	"slices"

	"moot/store/doc"
	"moot/store/forum"
)

// Moment is a stop in the past of a shared text: how it stood when somebody, or people who wrote at once, had written for
// a while.
type Moment struct {
	People   []forum.Person // who wrote, in the order of their first words
	Names    []string       // theirs
	From, To int64          // when, by the writers' clocks, ms
	Changes  int
	Text     string // as it stood then
}

const (
	momentPause = 30 * 60 * 1000 // ms without a word, after which one person's next words are another moment
	togetherGap = 60 * 1000      // ms within which the words of different people are of one moment,
	togetherFor = 5 * 60 * 1000  // which lasts so many ms at most
	// MomentsMost bounds the stops of a text's past: of a longer one the older stops are joined.
	MomentsMost = 100
)

// TextPast gives the past of a shared text, oldest first, in at most [MomentsMost] stops; none of a text nobody has
// written in. The last stop is the text as it stands. It takes time by the number of changes (BENCHMARKS.md), most of
// which holds nobody else up: not on the UI thread.
func (s *Store) TextPast(ctx context.Context, group, id forum.ID) ([]Moment, error) {
	g, err := s.group(group)
	if err != nil {
		return nil, err
	}
	if written, err := s.written(g, id); err != nil || !written {
		return nil, err
	}
	var record *doc.Record
	if err := s.readDoc(g, id, func(d *doc.Doc) (err error) { record, err = d.Record(); return err }); err != nil {
		return nil, err
	}
	versions, err := record.Versions()
	if err == nil {
		err = record.Sort(versions)
	}
	if err != nil || ctx.Err() != nil {
		return nil, cmp.Or(err, context.Cause(ctx))
	}
	roll := g.state().roll
	writes := make([]write, len(versions))
	for i := range versions {
		m, _ := roll.ByDevice(forum.Device(versions[i].By))
		writes[i] = write{m.Person, versions[i].Time.UnixMilli()}
	}
	moments := atMost(MomentsMost, momentsOf(writes[1:])) // the first is the empty document, which nobody wrote
	ends, end := make([]int, len(moments)), 1
	for i := range moments {
		end += moments[i].Changes
		ends[i] = end
	}
	texts, err := record.Texts(ends)
	if err != nil {
		return nil, err
	}
	for i := range moments {
		moments[i].Text = texts[i]
		for _, p := range moments[i].People {
			moments[i].Names = append(moments[i].Names, nameOf(roll, p))
		}
	}
	return moments, nil
}

// write is who made one change, and when.
type write struct {
	by forum.Person
	at int64
}

// momentsOf joins the changes that one person made in one go, and those of people who wrote at once.
func momentsOf(writes []write) (out []Moment) {
	for _, w := range writes {
		if n := len(out); n > 0 && out[n-1].goesOn(w) {
			out[n-1].join(Moment{People: []forum.Person{w.by}, From: w.at, To: w.at, Changes: 1})
			continue
		}
		out = append(out, Moment{People: []forum.Person{w.by}, From: w.at, To: w.at, Changes: 1})
	}
	return out
}

func (m *Moment) goesOn(w write) bool {
	if len(m.People) == 1 && m.People[0] == w.by {
		return w.at-m.To < momentPause
	}
	return w.at-m.To < togetherGap && w.at-m.From < togetherFor
}

// join adds what came after.
func (m *Moment) join(next Moment) {
	for _, p := range next.People {
		if !slices.Contains(m.People, p) {
			m.People = append(m.People, p)
		}
	}
	m.From, m.To, m.Changes = min(m.From, next.From), max(m.To, next.To), m.Changes+next.Changes
}

// atMost joins the oldest moments in pairs until there are no more than most.
func atMost(most int, all []Moment) []Moment {
	for len(all) > most {
		pairs := min(len(all)-most, len(all)/2)
		joined := make([]Moment, 0, len(all)-pairs)
		for i := range pairs {
			m := all[2*i]
			m.join(all[2*i+1])
			joined = append(joined, m)
		}
		all = append(joined, all[2*pairs:]...)
	}
	return all
}
