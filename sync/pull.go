package sync

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"

	"moot/store/forum"
)

// pull is one file coming in from several neighbours at once.
type pull struct {
	f     *fetcher
	group forum.ID
	want  *forum.FileWant

	mu   sync.Mutex
	left []int // chunks that nobody is fetching
	got  int
	over bool // it is not wanted any more, or cannot be kept
}

func (p *pull) run(ctx context.Context, sources []source) (moved bool) {
	var fetching sync.WaitGroup
	used := 0
	for _, s := range sources {
		if used == sourcesMost || len(p.peek(s.peer)) == 0 {
			continue
		}
		used++
		fetching.Go(func() {
			if err := p.from(ctx, s); err != nil && ctx.Err() == nil {
				least := time.Duration(0)
				if err == errWrongBytes {
					least = restWrong
					p.f.n.log.Warn("a neighbour sent other bytes than a file's, and is not asked for files for an hour", slog.String("peer", s.peer.String()))
				}
				p.f.failed(s.peer, err, least)
			}
		})
	}
	fetching.Wait()
	return p.got > 0
}

// peek gives some of the chunks that are left and a neighbour has.
func (p *pull) peek(from peer.ID) (chunks []int) {
	p.f.mu.Lock()
	have := p.f.told[from][p.want.ID].have
	p.f.mu.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, i := range p.left {
		if len(have) == len(p.want.Chunks) && have[i] && len(chunks) < chunksAhead && !p.over {
			chunks = append(chunks, i)
		}
	}
	return chunks
}

// take gives chunks for one neighbour to send, and nobody else.
func (p *pull) take(from peer.ID) []int {
	chunks := p.peek(from)
	p.mu.Lock()
	defer p.mu.Unlock()
	chunks = slices.DeleteFunc(chunks, func(i int) bool { return !slices.Contains(p.left, i) })
	p.left = slices.DeleteFunc(p.left, func(i int) bool { return slices.Contains(chunks, i) })
	return chunks
}

// back gives chunks back that did not come.
func (p *pull) back(chunks []int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left = append(p.left, chunks...)
}

// from fetches from one neighbour until it has nothing more to give.
func (p *pull) from(ctx context.Context, s source) error {
	line, err := p.f.dial(ctx, s.peer)
	if err != nil {
		return err
	}
	defer line.end()
	for {
		chunks := p.take(s.peer)
		if len(chunks) == 0 {
			return nil
		}
		missed, err := p.window(ctx, line, s.peer, chunks)
		p.back(missed)
		if err != nil || p.ended() {
			return err
		}
	}
}

func (p *pull) ended() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = p.over || !p.f.n.store.WantsFile(p.group, p.want.ID)
	return p.over
}

// window asks for a few chunks at once and takes in what comes, in order; missed are those that did not come.
func (p *pull) window(ctx context.Context, l *line, from peer.ID, chunks []int) (missed []int, err error) {
	for _, i := range chunks {
		if err := l.say(kindWant, wanting{p.group, p.want.ID, uint16(i)}.encode()); err != nil {
			return chunks, err
		}
	}
	for at, i := range chunks {
		b, err := l.hear(kindChunk, forum.ChunkSize(p.want.Size, i))
		if err != nil {
			return append(missed, chunks[at:]...), err
		}
		if len(b) == 0 { // it has lost it since
			p.lost(from, i)
			missed = append(missed, i)
			continue
		}
		if sha256.Sum256(b) != p.want.Chunks[i] {
			return append(missed, chunks[at:]...), errWrongBytes
		}
		if err := p.f.n.store.KeepChunk(ctx, p.group, p.want.ID, i, b); err != nil {
			p.stop(err)
			return append(missed, chunks[at:]...), nil
		}
		p.mu.Lock()
		p.got++
		p.mu.Unlock()
		p.f.worked(from)
	}
	return missed, nil
}

// lost notes that a neighbour has not got what it said.
func (p *pull) lost(from peer.ID, chunk int) {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	if have := p.f.told[from][p.want.ID].have; chunk < len(have) {
		have[chunk] = false
	}
}

// stop gives the file up for now: this device cannot keep it.
func (p *pull) stop(err error) {
	p.f.n.log.Warn("a file could not be kept", slog.Any("error", err))
	p.mu.Lock()
	p.over = true
	p.mu.Unlock()
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	p.f.later[p.want.ID] = time.Now().Add(restNoRoom)
}
