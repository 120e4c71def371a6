package store

import (
	"moot/store/forum"
)

// A batch is what one transaction takes: small enough for Badger with small tables and for a person's deed to wait for,
// large enough that one sync and a few signatures serve many entries.
const (
	batchEntries = 512
	batchBytes   = 384 << 10
)

// spanBytes is the most that one signature may cover, so that what must be kept together fits one transaction. It is
// generous: whoever hands on begins a new span at batchBytes.
const spanBytes = 1 << 20

// sizeOf is roughly what an entry takes in a transaction, in bytes.
func sizeOf(e *forum.Entry) int { return len(e.Raw) + len(e.Payload) + 128 }

// cut takes one batch off the front of a stream: at most as many entries as fit, ending where the stream is closed, so
// that every chain in it ends with a signature. more says that the stream goes on: then nothing is cut before the batch is full.
// A stream that is not closed for long (none that an honest device sends) is put in order: what has no
// signature yet goes to the next batch.
func cut(stream []forum.Entry, most int, more bool) (batch, rest []forum.Entry) {
	var cover forum.Cover
	closed, size := 0, 0
	for i := range stream {
		size += sizeOf(&stream[i])
		full := i >= most || size > batchBytes
		if full && closed > 0 {
			return stream[:closed:closed], stream[closed:]
		}
		cover.Add(&stream[i])
		if cover.Closed() {
			closed = i + 1
		} else if i >= 2*batchEntries || size > 2*batchBytes {
			if batch, rest = part(stream[:i+1]); len(batch) > 0 {
				return batch, append(rest, stream[i+1:]...)
			}
		}
	}
	if more {
		return nil, stream
	}
	return stream, nil
}

// part sorts entries into those that a signature among them covers and the others.
func part(stream []forum.Entry) (covered, open []forum.Entry) {
	signed := map[forum.Chain]int{}
	for i := range stream {
		if stream[i].Sig != nil {
			signed[stream[i].Chain()] = i
		}
	}
	for i := range stream {
		if last, ok := signed[stream[i].Chain()]; ok && i <= last {
			covered = append(covered, stream[i])
		} else {
			open = append(open, stream[i])
		}
	}
	return covered, open
}

// span is entries of one chain that follow each other, wherever they are in a batch, as many as one signature may cover.
type span struct {
	at     []int // their indexes in the batch
	signed int   // how many of them, up to the last signed one, a signature covers
	bytes  int
}

// spans sorts a batch into spans: what hands entries on leaves one signature for each, and what takes them in checks one
// for each.
func spans(batch []forum.Entry) (all []*span) {
	last := map[forum.Chain]*span{}
	for i := range batch {
		e := &batch[i]
		s := last[e.Chain()]
		switch {
		case s == nil || forum.Follows(e, &batch[s.at[len(s.at)-1]]) != nil:
			s = &span{}
			all = append(all, s)
		case len(s.at) == forum.RunMax || s.bytes+sizeOf(e) > spanBytes:
			s = s.split(batch)
			all = append(all, s)
		}
		last[e.Chain()] = s
		s.add(i, e)
	}
	return all
}

func (s *span) add(i int, e *forum.Entry) {
	s.at = append(s.at, i)
	s.bytes += sizeOf(e)
	if e.Sig != nil {
		s.signed = len(s.at)
	}
}

// split ends a full span at its last signature; what came after that begins the next.
func (s *span) split(batch []forum.Entry) *span {
	next := &span{}
	if s.signed > 0 {
		for _, i := range s.at[s.signed:] {
			next.add(i, &batch[i])
		}
		s.at = s.at[:s.signed]
	}
	return next
}

// verified says how many of the span's entries a good signature covers: normally all, for one verification.
func (s *span) verified(batch []forum.Entry) int {
	for n := s.signed; n > 0; n-- {
		if e := &batch[s.at[n-1]]; e.Sig != nil && e.Verify() == nil {
			return n
		}
	}
	return 0
}

// signedRun is a span with a good signature, the only one left on it: what is handed on is what was verified.
type signedRun struct {
	entries []forum.Entry
	chain   *chain // where they go, once they are known to connect
	taken   int
}

// verify checks a batch's signatures, one for each span. It gives for each entry the run it is in, nil for what is
// refused.
func verify(group forum.ID, batch []forum.Entry, report *forum.Report) []*signedRun {
	in := make([]*signedRun, len(batch))
	for _, s := range spans(batch) {
		if batch[s.at[0]].GroupOf() != group {
			refuseSome(report, len(s.at), "it belongs to another group")
			continue
		}
		good := s.verified(batch)
		refuseSome(report, s.signed-good, "its signature is not its device's")
		refuseSome(report, len(s.at)-s.signed, "nobody signed it")
		if good == 0 {
			continue
		}
		r := &signedRun{entries: make([]forum.Entry, good)}
		for n, i := range s.at[:good] {
			r.entries[n], in[i] = batch[i], r
			if n < good-1 {
				r.entries[n].Sig = nil
			}
		}
	}
	return in
}
