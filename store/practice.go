package store

// A home for practice holds a made-up group. Nothing of it may ever reach another device: a neighbour would take it for
// their own record.

// Seclude makes this a home for practice, for good: from now on it hands nothing to any device or file, and nobody can
// be invited into it. Any goroutine.
func (s *Store) Seclude() error {
	s.gate.Lock()
	defer s.gate.Unlock()
	id := s.id
	id.Practice = true
	if err := saveIdentity(s.home, id); err != nil {
		return diskError(err)
	}
	s.setIdentity(id)
	return nil
}

// Secluded says whether this is a home for practice.
func (s *Store) Secluded() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.id.Practice
}

// Outward refuses whatever would hand something out of a home for practice. Errors: *RefusedError.
func (s *Store) Outward() error {
	if s.Secluded() {
		return refuse(CodeRefused, "this is a practice group: everything in it is made up, and it stays on this device")
	}
	return nil
}
