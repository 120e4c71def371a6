package doc

import (
	"container/list"
	"errors"
	"sync"
)

// ErrClosed is With's answer after Close.
var ErrClosed = errors.New("the documents have been closed")

// Cache keeps documents open between uses, within a number of documents and a sum of operations (about 410 bytes
// each in the native engine, and more for a small document). It is safe for concurrent use: one document is used by
// one goroutine at a time, different ones at the same moment.
//
// The engine's memory is outside Go's: only finalizers free it, and Go's collector does not see how much there is. So
// documents are let go in batches, and after each batch the collector is run and the C library told to give pages back.
type Cache struct {
	engine          Engine
	lim             Limits
	maxDocs, maxOps int

	mu     sync.Mutex
	idle   sync.Cond // signalled when a use ends
	slots  map[ID]*slot
	recent list.List // of *slot, most recently used first
	ops    int       // in all open documents
	hot    int       // documents the engine holds
	busy   int       // uses going on
	closed bool
}

// slot is one document's place in the cache.
type slot struct {
	id      ID
	use     sync.Mutex // held while the document is used
	doc     *Doc       // nil while it is not open; only the holder of use touches it
	ops     int        // counted for it; under Cache.mu, like all below
	hot     bool       // the engine holds it, and it is counted so
	users   int        // holding or waiting for use
	dropped bool       // close it when the present use ends
	at      *list.Element
}

// NewCache makes a cache of at most maxDocs documents that the engine holds and maxOps operations; documents in use do not count as too
// many until they are given back. Close it in the end.
func NewCache(e Engine, lim Limits, maxDocs, maxOps int) *Cache {
	c := &Cache{engine: e, lim: lim, maxDocs: maxDocs, maxOps: maxOps, slots: map[ID]*slot{}}
	c.idle.L = &c.mu
	return c
}

// Engine is the engine that documents in this cache are to be opened with.
func (c *Cache) Engine() Engine { return c.engine }

// Limits are the limits that documents in this cache are to be opened with.
func (c *Cache) Limits() Limits { return c.lim }

// With gives f the exclusive use of a document, opened by load if it is not open. It waits for other users of the same
// document. f must not keep the Doc, nor use the cache for the same document. A Doc that f leaves unusable is dropped.
// The error is load's, f's, or ErrClosed.
func (c *Cache) With(id ID, load func() (*Doc, error), f func(*Doc) error) error {
	s, err := c.enter(id)
	if err != nil {
		return err
	}
	whole := false
	defer func() { c.leave(s, whole) }()
	if s.doc == nil {
		d, err := load()
		if err != nil {
			return err
		}
		s.doc = d
	}
	err = f(s.doc)
	whole = true
	return err
}

// enter finds or makes a document's slot and waits for its use.
func (c *Cache) enter(id ID) (*slot, error) {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return nil, ErrClosed
	}
	s := c.slots[id]
	if s == nil {
		s = &slot{id: id}
		s.at = c.recent.PushFront(s)
		c.slots[id] = s
	} else {
		c.recent.MoveToFront(s.at)
	}
	s.users++
	c.busy++
	c.mu.Unlock()
	s.use.Lock()
	return s, nil
}

// leave ends a use: it counts the document anew, drops it if it has to go (whole is false if f panicked), and lets the
// least used go if there are too many.
func (c *Cache) leave(s *slot, whole bool) {
	c.mu.Lock()
	freed := 0
	if s.doc != nil && (s.dropped || !whole || s.doc.Usable() != nil) {
		freed += c.letGo(s)
	}
	s.dropped = false
	if s.doc != nil {
		c.ops += s.doc.Ops() - s.ops
		s.ops = s.doc.Ops()
		if s.doc.Hot() && !s.hot {
			s.hot = true
			c.hot++
		}
	}
	s.users--
	if s.users == 0 && s.doc == nil {
		c.forget(s)
	}
	freed += c.evict()
	s.use.Unlock()
	c.busy--
	c.idle.Broadcast()
	c.mu.Unlock()
	if freed > 0 {
		reclaim()
	}
}

// evict lets the least recently used documents go when there are too many: a quarter more than it has to, so that the
// collector runs once for many. It returns how many went.
func (c *Cache) evict() (n int) {
	if !c.over(1, 1) {
		return 0
	}
	for e := c.recent.Back(); e != nil && c.over(3, 4); {
		s := e.Value.(*slot)
		e = e.Prev()
		if s.users == 0 {
			n += c.letGo(s)
			c.forget(s)
		}
	}
	return n
}

// coldDocs is how many documents that the engine does not hold count as one: they are small and the collector sees them.
const coldDocs = 32

// over says whether the cache holds more than that part of what it may.
func (c *Cache) over(num, den int) bool {
	return c.hot*den > c.maxDocs*num || c.ops*den > c.maxOps*num || c.recent.Len()*den > coldDocs*c.maxDocs*num
}

// letGo closes a slot's document and says how many the engine let go. The caller holds mu, and either use or the knowledge that there are no users.
func (c *Cache) letGo(s *slot) int {
	if s.doc == nil {
		return 0
	}
	freed := 0
	if s.doc.Hot() {
		freed = 1
	}
	if s.hot {
		s.hot = false
		c.hot--
	}
	s.doc.Close()
	s.doc = nil
	c.ops -= s.ops
	s.ops = 0
	return freed
}

// forget removes a slot without users.
func (c *Cache) forget(s *slot) {
	c.recent.Remove(s.at)
	delete(c.slots, s.id)
}

// Drop forgets a document, so that its next use opens it anew; a use that is going on ends first. It does not
// wait; the memory returns with the next batch.
func (c *Cache) Drop(id ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.slots[id]
	if s == nil {
		return
	}
	if s.users > 0 {
		s.dropped = true
		return
	}
	c.letGo(s)
	c.forget(s)
}

// Close waits for uses to end, then lets every document go. It must not be called from within With.
func (c *Cache) Close() {
	c.mu.Lock()
	c.closed = true
	for c.busy > 0 {
		c.idle.Wait()
	}
	for _, s := range c.slots {
		c.letGo(s)
		c.forget(s)
	}
	c.mu.Unlock()
	reclaim()
}
