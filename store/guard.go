package store

import (
	"errors"

	"moot/store/doc"
	"moot/store/forum"
)

// guard is the document engine with the crash marker set while foreign bytes are inside it: its core can end the whole
// process, and then the next run knows which text did it, and at the second time which change (home.go: marker).
type guard struct {
	doc.Engine
	s  *Store
	id forum.ID // the document
}

func (g guard) New() (doc.Document, error) {
	d, err := g.Engine.New()
	return guardedDocument{d, g}, err
}

func (g guard) Load(saved []byte) (d doc.Document, err error) {
	err = g.s.guarded(g.id, func() error { d, err = g.Engine.Load(saved); return err })
	return guardedDocument{d, g}, err
}

type guardedDocument struct {
	doc.Document
	guard
}

func (d guardedDocument) Apply(raw ...[]byte) error {
	if d.s.marker.tries[d.id] == 0 {
		return d.s.guarded(d.id, func() error { return d.Document.Apply(raw...) })
	}
	for _, r := range raw {
		c, err := doc.Parse(r, d.s.limits)
		if err != nil {
			return err
		}
		if err := d.s.guarded(forum.ID(c.Hash), func() error { return d.Document.Apply(r) }); err != nil {
			return err
		}
	}
	return nil
}

// guarded runs f with the marker set.
func (s *Store) guarded(id forum.ID, f func() error) error {
	s.marker.mu.Lock()
	defer s.marker.mu.Unlock()
	if err := s.marker.set(id); err != nil {
		return err
	}
	return errors.Join(f(), s.marker.clear())
}
