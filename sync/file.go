package sync

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"

	"moot/store/forum"
)

// Giving files: a neighbour asks on a stream of its own who has what of which files, and for chunks, one answer a question.
// There is no second proof: such a stream is answered only beside a conversation in which the same peer, whose
// identity TLS has proved, has proved its place in the group, and only as long as our roll has it there. Asking is in fetch.go.

// fileProtocol names such a stream to libp2p.
const fileProtocol = "/moot/file/1"

const (
	filesAsked  = 64                 // files in one question
	askFileMost = 32 + 32*filesAsked // bytes of a question
	fileQuiet   = 30 * time.Second   // between questions
	chunkLimit  = 60 * time.Second   // for one chunk to get through
)

// Files is what this package needs of the place where the bytes of photos and files are kept.
type Files interface {
	// FileWants lists the files of a group that are not whole here, in the order in which to fetch them.
	FileWants(ctx context.Context, g forum.ID) ([]forum.FileWant, error)
	// WantsFile says whether a file is still wanted.
	WantsFile(g, file forum.ID) bool
	// HasChunks says of each chunk of a file whether it is here.
	HasChunks(ctx context.Context, g, file forum.ID) ([]bool, error)
	FileChunk(ctx context.Context, g, file forum.ID, i int) ([]byte, error)
	// KeepChunk takes in a chunk that a record names; it is durable when it returns.
	KeepChunk(ctx context.Context, g, file forum.ID, i int, b []byte) error
	// NoteHolder remembers how many chunks of files a device has said it has.
	NoteHolder(ctx context.Context, g forum.ID, d forum.Device, chunks map[forum.ID]int) error

	// NamedChunks hands out the chunks that are here of the group's files; KeepNamedChunk takes one in if a file names it.
	NamedChunks(ctx context.Context, g forum.ID, yield func(b []byte) error) error
	KeepNamedChunk(ctx context.Context, g forum.ID, b []byte) (kept bool, err error)
}

// who asks what the other side has of some files of a group.
type who struct {
	group forum.ID
	files []forum.ID
}

func (m who) encode() []byte {
	b := append(make([]byte, 0, 32+32*len(m.files)), m.group[:]...)
	for _, f := range m.files {
		b = append(b, f[:]...)
	}
	return b
}

func readWho(b []byte) (m who, err error) {
	c := cut{b: b}
	copy(m.group[:], c.bytes(32))
	if n := len(c.b) / 32; n < 1 || n > filesAsked {
		return m, errFrame
	}
	for len(c.b) >= 32 {
		m.files = append(m.files, forum.ID(c.bytes(32)))
	}
	return m, c.done()
}

// encodeHave writes for each file the number of its chunks and a bit for each that is here, the first in the highest bit.
func encodeHave(all [][]bool) (b []byte) {
	for _, have := range all {
		b = binary.BigEndian.AppendUint16(b, uint16(len(have)))
		bits := make([]byte, (len(have)+7)/8)
		for i, yes := range have {
			if yes {
				bits[i/8] |= 0x80 >> (i % 8)
			}
		}
		b = append(b, bits...)
	}
	return b
}

// readHave reads the answer to a question about n files.
func readHave(b []byte, n int) (all [][]bool, err error) {
	c := cut{b: b}
	for range n {
		chunks := int(c.u16())
		if chunks > forum.MaxFileChunks {
			return nil, errFrame
		}
		bits := c.bytes((chunks + 7) / 8)
		have := make([]bool, chunks)
		for i := range have {
			have[i] = bits[i/8]&(0x80>>(i%8)) != 0
		}
		all = append(all, have)
	}
	return all, c.done()
}

// wanting asks for one chunk.
type wanting struct {
	group, file forum.ID
	chunk       uint16
}

func (m wanting) encode() []byte {
	return binary.BigEndian.AppendUint16(append(append(make([]byte, 0, 66), m.group[:]...), m.file[:]...), m.chunk)
}

func readWanting(b []byte) (m wanting, err error) {
	c := cut{b: b}
	copy(m.group[:], c.bytes(32))
	copy(m.file[:], c.bytes(32))
	m.chunk = c.u16()
	return m, c.done()
}

// acceptFile is libp2p's call for a stream on which a peer asks for files.
func (n *Node) acceptFile(st network.Stream) {
	if !n.own(func() { n.giveFiles(st) }) {
		_ = st.Reset() // closing: the peer sees the connection end
	}
}

// giveFiles answers until the peer has no more questions. Whoever is not a member gets no word.
func (n *Node) giveFiles(st network.Stream) {
	stop := context.AfterFunc(n.ctx, func() { _ = st.Reset() })
	defer stop()
	err := n.answerAll(st, st.Conn().RemotePeer())
	if err == nil {
		err = st.Close()
	} else {
		_ = st.Reset() // the peer is told nothing
	}
	if err != nil {
		n.log.Debug("giving files has ended", slog.String("peer", st.Conn().RemotePeer().String()), slog.Any("reason", err))
	}
}

// answerAll reads questions and answers each. It gives nil when the peer has closed its side.
func (n *Node) answerAll(st stream, from peer.ID) error {
	br := bufio.NewReaderSize(st, 4<<10)
	for {
		if err := st.SetReadDeadline(time.Now().Add(fileQuiet)); err != nil {
			return fmt.Errorf("set a deadline: %w", err)
		}
		k, body, err := readFrameUpTo(br, askFileMost)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		answer, out, err := n.answerFile(from, k, body)
		if err != nil {
			return err
		}
		if err := st.SetWriteDeadline(time.Now().Add(chunkLimit)); err != nil {
			return fmt.Errorf("set a deadline: %w", err)
		}
		if err := writeFrame(st, answer, out); err != nil {
			return err
		}
	}
}

// answerFile answers one question, after looking up whether the peer may ask it.
func (n *Node) answerFile(from peer.ID, k kind, body []byte) (answer kind, out []byte, err error) {
	switch k {
	case kindWho:
		m, err := readWho(body)
		if err != nil {
			return 0, nil, err
		}
		if err := n.mayAsk(from, m.group); err != nil {
			return 0, nil, err
		}
		all := make([][]bool, len(m.files))
		for i, f := range m.files {
			if have, err := n.store.HasChunks(n.ctx, m.group, f); err == nil { // one that is not shown here is one we have nothing of
				all[i] = have
			}
		}
		return kindHave, encodeHave(all), nil
	case kindWant:
		m, err := readWanting(body)
		if err != nil {
			return 0, nil, err
		}
		if err := n.mayAsk(from, m.group); err != nil {
			return 0, nil, err
		}
		b, err := n.store.FileChunk(n.ctx, m.group, m.file, int(m.chunk))
		if err != nil {
			b = nil // it is not here, or not any more
		}
		return kindChunk, b, nil
	}
	return 0, nil, errFrame
}

// mayAsk says, by our roll as it is now, whether a peer may have the files of a group.
func (n *Node) mayAsk(from peer.ID, g forum.ID) error {
	_, _, err := n.member(from, g)
	return err
}

// member gives the conversation in which a peer has proved its place in a group, and the slot, if it is a member by our
// roll as it is now.
func (n *Node) member(from peer.ID, g forum.ID) (*session, *slot, error) {
	n.mu.Lock()
	s := n.sessions[from]
	n.mu.Unlock()
	if s == nil {
		return nil, nil, errStranger
	}
	for _, sl := range s.all() {
		if sl.ref.ID != g {
			continue
		}
		if _, open := s.source(sl); !open {
			return nil, nil, errStranger
		}
		standing, err := s.judge(n.ctx, sl)
		if err == nil && standing != forum.StandingMember {
			err = errStranger
		}
		return s, sl, err
	}
	return nil, nil, errStranger
}

// source gives the device at the other end of a slot, if everything may pass there.
func (s *session) source(sl *slot) (forum.Device, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sl.peer, s.proven && sl.ready() && sl.gate == gateOpen && !sl.rollOnly && sl.claims > 0
}

// compared says whether the two sides have compared what they hold: then the other side takes us for a member too.
func (s *session) compared(sl *slot) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sl.rounds > 0
}

var errWrongBytes = errors.New("this neighbour sent other bytes than the file's")
