package forum

// Cover follows a stream of entries and says which of them a signature covers yet. A stream may go from chain to chain
// and back as it likes: an entry without a signature is covered by the next signed entry of its own chain.
// The zero value is ready.
type Cover struct{ open map[Chain]int }

// Add takes the next entry of the stream and gives the number of its chain's entries, up to this one, that no
// signature covers yet: more than [RunMax] is what no honest device sends.
func (c *Cover) Add(e *Entry) int {
	chain := e.Chain()
	if e.Sig != nil {
		delete(c.open, chain)
		return 0
	}
	if c.open == nil {
		c.open = map[Chain]int{}
	}
	c.open[chain]++
	return c.open[chain]
}

// Closed says that every entry so far is covered: what has come can be checked without what comes next.
func (c *Cover) Closed() bool { return len(c.open) == 0 }
