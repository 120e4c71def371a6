package sync

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"

	"moot/store/forum"
)

const (
	sourcesMost = 4                // neighbours one file is fetched from at a time
	chunksAhead = 4                // asked for before the first has come
	roundPause  = time.Second      // between rounds, however many hints come
	fetchBeat   = 30 * time.Second // between rounds without one
	askWanted   = 25 * time.Second // before a neighbour is asked again what it has of a file that is wanted
	askUnwanted = 10 * time.Minute // and of one that is not
	restLeast   = 5 * time.Second  // before a neighbour that failed is asked again; doubled each time
	restMost    = 10 * time.Minute
	restWrong   = time.Hour       // before one that sent wrong bytes is
	restNoRoom  = 5 * time.Minute // before a file is tried again that could not be kept
)

// fetcher asks neighbours for the files that are wanted here. It is one goroutine, with one more for each neighbour while a
// file comes in.
type fetcher struct {
	n    *Node
	wake chan struct{}

	mu    sync.Mutex
	told  map[peer.ID]map[forum.ID]heldBy // by file: what neighbours have said that they have
	rests map[peer.ID]*rest
	later map[forum.ID]time.Time // files that could not be kept
}

// heldBy is what a neighbour has said of one file.
type heldBy struct {
	have []bool
	at   time.Time
}

// rest is when a neighbour may be asked again.
type rest struct {
	until time.Time
	fails int
}

// source is a neighbour that may have files of a group.
type source struct {
	peer   peer.ID
	device forum.Device
}

func newFetcher(n *Node) *fetcher {
	return &fetcher{n: n, wake: make(chan struct{}, 1), told: map[peer.ID]map[forum.ID]heldBy{}, rests: map[peer.ID]*rest{}, later: map[forum.ID]time.Time{}}
}

// poke has it look again soon.
func (f *fetcher) poke() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

func (f *fetcher) run(ctx context.Context) {
	for {
		if err := f.round(ctx); err != nil && ctx.Err() == nil {
			f.n.log.Warn("files could not be fetched", slog.Any("error", err))
		}
		timer := time.NewTimer(roundPause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		timer.Reset(fetchBeat)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-f.wake:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// round asks about everything that is missing and fetches what is wanted, as long as that moves something.
func (f *fetcher) round(ctx context.Context) error {
	f.forget()
	for _, ref := range f.n.refs() {
		for moved := !ref.Joining; moved; {
			sources := f.sources(ref.ID)
			if len(sources) == 0 {
				break
			}
			wants, err := f.n.store.FileWants(ctx, ref.ID)
			if err != nil {
				return err
			}
			f.askAll(ctx, ref.ID, sources, wants)
			if moved, err = f.fetchOne(ctx, ref.ID, sources, wants); err != nil {
				return err
			}
		}
	}
	return nil
}

// forget drops what neighbours said who are gone.
func (f *fetcher) forget() {
	here := map[peer.ID]bool{}
	for _, s := range f.n.all() {
		here[s.other] = true
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for p := range f.told {
		if !here[p] {
			delete(f.told, p)
		}
	}
	for p, r := range f.rests {
		if !here[p] && time.Now().After(r.until) {
			delete(f.rests, p)
		}
	}
}

// sources gives the neighbours that may be asked about a group now.
func (f *fetcher) sources(g forum.ID) (out []source) {
	for _, s := range f.n.all() {
		for _, sl := range s.all() {
			if sl.ref.ID != g {
				continue
			}
			if device, open := s.source(sl); open && s.compared(sl) && f.rested(s.other) {
				out = append(out, source{s.other, device})
			}
		}
	}
	return out
}

func (f *fetcher) rested(p peer.ID) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.rests[p]
	return r == nil || time.Now().After(r.until)
}

// failed has a neighbour rest, longer each time.
func (f *fetcher) failed(p peer.ID, err error, least time.Duration) {
	f.n.log.Debug("a neighbour gave no files", slog.String("peer", p.String()), slog.Any("reason", err))
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.rests[p]
	if r == nil {
		r = &rest{}
		f.rests[p] = r
	}
	r.until = time.Now().Add(max(least, min(restMost, restLeast<<min(r.fails, 10))))
	r.fails++
	delete(f.told, p)
}

// worked ends a neighbour's rest for good.
func (f *fetcher) worked(p peer.ID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.rests, p)
}

// askAll asks each neighbour about the files it has not been asked about lately.
func (f *fetcher) askAll(ctx context.Context, g forum.ID, sources []source, wants []forum.FileWant) {
	var asking sync.WaitGroup
	for _, s := range sources {
		ids := f.due(s.peer, wants)
		if len(ids) == 0 {
			continue
		}
		asking.Go(func() {
			if err := f.ask(ctx, g, s, ids); err != nil {
				f.failed(s.peer, err, 0)
			}
		})
	}
	asking.Wait()
}

// due gives the files to ask a neighbour about, at most a question's worth, those wanted first.
func (f *fetcher) due(p peer.ID, wants []forum.FileWant) (ids []forum.ID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, wanted := range []bool{true, false} {
		pause := askUnwanted
		if wanted {
			pause = askWanted
		}
		for i := range wants {
			if w := &wants[i]; w.Wanted == wanted && len(ids) < filesAsked && time.Since(f.told[p][w.ID].at) >= pause {
				ids = append(ids, w.ID)
			}
		}
	}
	return ids
}

// ask learns what one neighbour has of some files.
func (f *fetcher) ask(ctx context.Context, g forum.ID, s source, ids []forum.ID) error {
	line, err := f.dial(ctx, s.peer)
	if err != nil {
		return err
	}
	defer line.end()
	body, err := line.exchange(kindWho, who{g, ids}.encode(), kindHave, maxBody)
	if err != nil {
		return err
	}
	all, err := readHave(body, len(ids))
	if err != nil {
		return err
	}
	counts := map[forum.ID]int{}
	f.mu.Lock()
	if f.told[s.peer] == nil {
		f.told[s.peer] = map[forum.ID]heldBy{}
	}
	for i, id := range ids {
		f.told[s.peer][id] = heldBy{all[i], time.Now()}
		for _, yes := range all[i] {
			if yes {
				counts[id]++
			}
		}
		counts[id] += 0 // it has none: that is news too
	}
	f.mu.Unlock()
	return f.n.store.NoteHolder(ctx, g, s.device, counts)
}

// fetchOne fetches the first wanted file of which anybody here has a missing chunk. moved says that something of it came.
func (f *fetcher) fetchOne(ctx context.Context, g forum.ID, sources []source, wants []forum.FileWant) (moved bool, err error) {
	for i := range wants {
		w := &wants[i]
		f.mu.Lock()
		wait := time.Until(f.later[w.ID])
		f.mu.Unlock()
		if !w.Wanted || wait > 0 {
			continue
		}
		p := &pull{f: f, group: g, want: w, left: w.Missing()}
		if moved = p.run(ctx, sources); moved || ctx.Err() != nil {
			return moved, context.Cause(ctx)
		}
	}
	return false, nil
}

// line is a stream on which this device asks.
type line struct {
	st     network.Stream
	unhook func() bool
}

func (f *fetcher) dial(ctx context.Context, p peer.ID) (*line, error) {
	open, cancel := context.WithTimeout(ctx, frameLimit)
	defer cancel()
	st, err := f.n.host.NewStream(open, p, fileProtocol)
	if err != nil {
		return nil, fmt.Errorf("ask a neighbour for files: %w", err)
	}
	return &line{st, context.AfterFunc(ctx, func() { _ = st.Reset() })}, nil
}

// end closes the stream; what has been asked and not answered is not waited for.
func (l *line) end() {
	l.unhook()
	_ = l.st.Reset() // everything that matters has been read by then
}

func (l *line) say(k kind, body []byte) error {
	if err := l.st.SetWriteDeadline(time.Now().Add(frameLimit)); err != nil {
		return fmt.Errorf("set a deadline: %w", err)
	}
	return writeFrame(l.st, k, body)
}

// hear reads one answer. It makes room for no more than is expected.
func (l *line) hear(k kind, most int) ([]byte, error) {
	if err := l.st.SetReadDeadline(time.Now().Add(chunkLimit)); err != nil {
		return nil, fmt.Errorf("set a deadline: %w", err)
	}
	got, body, err := readFrameUpTo(l.st, most)
	if err == nil && got != k {
		err = errFrame
	}
	return body, err
}

func (l *line) exchange(say kind, body []byte, hear kind, most int) ([]byte, error) {
	if err := l.say(say, body); err != nil {
		return nil, err
	}
	return l.hear(hear, most)
}
