package sync

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"golang.org/x/sync/errgroup"

	"moot/store/forum"
)

// protocolID names the conversation to libp2p.
const protocolID = "/moot/sync/1"

// boxProtocol names one in which the boxes of secret votes are exchanged too. Whoever does not know it is talked to in the other.
const boxProtocol = protocolID + "/box"

// Times. Each is generous for a slow link and short for somebody who holds a line open to no purpose.
const (
	proveLimit = 10 * time.Second // to greet and prove membership of some group
	frameLimit = 20 * time.Second // to get one frame through
	quietLimit = 75 * time.Second // without a word; the opener speaks every beat
	beat       = 30 * time.Second // between digests, give or take a fifth
	replyLimit = 20 * time.Second // for the answer to a digest when nothing else comes either
	byeLimit   = 3 * time.Second  // for the last word to arrive
	probeLimit = 3 * time.Second  // the same when the connection may be dead
)

const (
	queueMost   = 24                            // frames read ahead
	applyBytes  = 1 << 20                       // entries gathered into one Apply at most, roughly
	openMost    = forum.RunMax * forum.MaxEntry // bytes of entries that no signature covers yet
	ackBytes    = 4 << 20                       // entries applied before they are acknowledged, at most
	vouchBytes  = 16 << 20                      // acts taken from a device that is not on the roll yet
	refusedMost = 64                            // damaged entries before the conversation ends
	idleMost    = 1024                          // messages that move nothing, in a burst
	idlePace    = 4                             // and a second after that
)

// stream is what a conversation needs of a libp2p stream.
type stream interface {
	io.ReadWriteCloser
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
	SetDeadline(time.Time) error
	CloseWrite() error
	Reset() error
}

// session is one conversation with one peer: one stream, three goroutines. One reads frames into a short queue; one
// handles them, applies entries and makes them durable in batches; one writes. The handler never writes and never waits
// for the writer: it marks what is due and wakes it. So two devices that send to each other as fast as they can never
// wait in a circle, however full the buffers between them.
type session struct {
	node   *Node
	store  Store
	log    *slog.Logger
	st     stream
	conn   network.Conn // nil in tests without a network
	other  peer.ID
	opener bool
	boxes  bool // both sides have boxes
	since  time.Time
	greet  *greeting

	wake    chan struct{}
	frames  chan frame
	done    chan struct{}
	contact atomic.Int64 // last frame from the peer, Unix ms
	closing atomic.Bool  // no deadline may be moved on any more
	cancel  context.CancelCauseFunc

	// of the handler
	unsaid  int // bytes applied and not acknowledged yet
	refused int
	idle    float64
	idleAt  time.Time

	mu     sync.Mutex
	slots  []*slot // fixed after the greeting
	proven bool
	ended  *endError // why this side has ended it
	failed error     // of the store: what came could not be kept
}

type frame struct {
	kind    kind
	body    []byte
	err     error // the stream has ended
	entries *unpacked
}

// unpacked is what an entries frame holds, decoded by the goroutine that reads while the one that handles is at the gate.
type unpacked struct {
	entries []forum.Entry
	size    int // bytes
	err     error
}

func newSession(n *Node, st stream, other peer.ID, opener bool) *session {
	return &session{
		node: n, store: n.store, st: st, other: other, opener: opener, since: time.Now(),
		log:  n.log.With(slog.String("peer", other.String())),
		wake: make(chan struct{}, 1), frames: make(chan frame, queueMost), done: make(chan struct{}),
		idle: idleMost, idleAt: time.Now(),
	}
}

var errSilent = errors.New("the neighbour stopped answering")

// run holds the conversation to its end and gives the reason for the end, never nil.
func (s *session) run(ctx context.Context) error {
	defer close(s.done)
	err := s.converse(ctx)
	var bye *byeError
	switch {
	case errors.As(err, &bye), errors.Is(err, io.EOF):
	case errors.Is(err, errSilent):
		_ = s.st.Reset() // nobody is there to be told
	default:
		s.goodbye(err) // tell the other side why, if it listens: it need not wait for a time-out
	}
	if closeErr := s.st.Close(); closeErr != nil {
		s.log.Debug("close of a conversation failed", slog.Any("error", closeErr))
	}
	return err
}

func (s *session) converse(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.mu.Lock()
	s.cancel = cancel
	if s.ended != nil {
		cancel(s.ended)
	}
	s.mu.Unlock()
	defer s.interruptOn(ctx)()
	if err := s.within(s.st.SetDeadline, proveLimit); err != nil {
		return err
	}
	g, err := greet(s.st, s.node.host.ID(), s.other, s.opener, s.node.refs())
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		return err
	}
	s.begin(g)
	if err := s.st.SetDeadline(time.Time{}); err != nil {
		return fmt.Errorf("set a deadline: %w", err)
	}
	group, ctx := errgroup.WithContext(ctx)
	defer s.interruptOn(ctx)()
	group.Go(func() error { return s.read(ctx) })
	group.Go(func() error { return s.handleAll(ctx) })
	group.Go(func() error { return s.write(ctx) })
	err = group.Wait()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return err
}

// interruptOn interrupts the conversation when ctx ends, until stop is called. Stop waits for an interruption that has begun: a
// deadline moved any later would cut off the last word.
func (s *session) interruptOn(ctx context.Context) (stop func()) {
	over := make(chan struct{})
	cancel := context.AfterFunc(ctx, func() { defer close(over); s.interrupt() })
	return func() {
		if !cancel() {
			<-over
		}
	}
}

// interrupt ends a blocked read or write at once.
func (s *session) interrupt() {
	s.closing.Store(true)
	if err := s.st.SetDeadline(time.Now()); err != nil {
		_ = s.st.Reset() // a stream that takes no deadline is gone already
	}
}

// within sets a deadline with one of the stream's methods, unless the conversation is being interrupted.
func (s *session) within(set func(time.Time) error, d time.Duration) error {
	if err := set(time.Now().Add(d)); err != nil {
		return fmt.Errorf("set a deadline: %w", err)
	}
	if s.closing.Load() {
		return set(time.Now())
	}
	return nil
}

func (s *session) begin(g *greeting) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.greet = g
	for i, ref := range g.slots {
		s.slots = append(s.slots, &slot{
			ref: ref, num: uint16(i), touched: map[forum.Chain]bool{}, wanted: map[forum.Chain]uint64{}, told: map[forum.Chain]uint64{},
			acked: map[forum.Chain]uint64{}, target: map[forum.Chain]uint64{}, due: due{claim: s.opener}, box: newBoxState(),
		})
	}
	s.poke()
}

// all gives the slots; there are none before the greeting is over.
func (s *session) all() []*slot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.slots
}

// end makes the conversation stop, even if it has yet to begin; the peer is told why.
func (s *session) end(reason why) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended == nil {
		s.ended = &endError{reason}
	}
	if s.cancel != nil {
		s.cancel(s.ended)
	}
}

// endError is our own reason to stop.
type endError struct{ why why }

func (e *endError) Error() string { return (&byeError{e.why}).Error() }

// goodbye sends the reason for stopping, with little patience.
func (s *session) goodbye(err error) {
	reason := whyAbuse
	var end *endError
	var bad *forum.BadEntryError
	switch {
	case errors.As(err, &end):
		reason = end.why
	case errors.Is(err, errStranger):
		reason = whyNothing
	case errors.Is(err, errFrame), errors.Is(err, errLong), errors.As(err, &bad):
	case errors.Is(err, forum.ErrNewer):
		reason = whyNewer
	default:
		reason = whyClosing
	}
	err = s.st.SetDeadline(time.Now().Add(byeLimit))
	if err == nil {
		err = writeFrame(s.st, kindBye, []byte{byte(reason)})
	}
	if err == nil {
		err = s.st.CloseWrite()
	}
	if err != nil {
		_ = s.st.Reset() // the peer is gone already
		return
	}
	// The peer closes its side when it has read the reason; closing the connection sooner could lose it.
	_, _ = io.CopyN(io.Discard, s.st, 1<<20)
}

// poke wakes the writer; it looks at everything, so one wake stands for many.
func (s *session) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// read moves frames from the stream to the queue, and at the end the reason for it, so that everything that came before
// is still handled. A peer may be silent for a while between frames, not inside one.
func (s *session) read(ctx context.Context) error {
	br := bufio.NewReaderSize(s.st, 64<<10)
	for {
		f := s.next(br)
		select {
		case s.frames <- f:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if f.err != nil {
			return nil
		}
		s.contact.Store(time.Now().UnixMilli())
	}
}

func (s *session) next(br *bufio.Reader) (f frame) {
	if f.err = s.within(s.st.SetReadDeadline, quietLimit); f.err != nil {
		return f
	}
	if _, f.err = br.Peek(1); f.err != nil {
		return f
	}
	if f.err = s.within(s.st.SetReadDeadline, frameLimit); f.err != nil {
		return f
	}
	f.kind, f.body, f.err = readFrame(br)
	if f.err == nil && f.kind == kindEntries && len(f.body) >= 2 {
		f.entries = unpackEntries(f.body[2:])
		f.body = f.body[:2]
	}
	return f
}

// unpackEntries reads an entries frame after its slot.
func unpackEntries(body []byte) *unpacked {
	plain, err := unpack(body)
	if err != nil {
		return &unpacked{err: err}
	}
	entries, err := splitEntries(plain)
	return &unpacked{entries: entries, size: len(plain), err: err}
}

// markProven is called when a slot first opens: from here on the peer is a neighbour and not a stranger.
func (s *session) markProven() {
	s.mu.Lock()
	first := !s.proven
	s.proven = true
	s.mu.Unlock()
	if first {
		s.node.proved(s)
	}
}

func (s *session) isProven() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.proven
}

// over says whether nothing more can happen in any slot.
func (s *session) over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sl := range s.slots {
		if !sl.dead {
			return false
		}
	}
	return true
}

// ask makes the writer compare digests in every slot now. The neighbour has patience from now to say anything before it is
// taken to be gone, or less if somebody with less patience has asked.
func (s *session) ask(patience time.Duration) {
	s.mu.Lock()
	for _, sl := range s.slots {
		if sl.asked != nil && patience < sl.asked.patience {
			sl.asked.at, sl.asked.patience = time.Now(), patience
		}
		if sl.asked == nil && sl.ready() && (sl.due.ask == 0 || patience < sl.due.ask) {
			sl.due.ask = patience
		}
	}
	s.mu.Unlock()
	s.poke()
}
