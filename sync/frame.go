package sync

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/zstd"

	"moot/store/forum"
)

// kind is a frame's first byte. PROTOCOL.md lays every body out byte by byte.
type kind byte

const (
	kindHello   kind = 1
	kindTags    kind = 2
	kindClaim   kind = 3
	kindClosed  kind = 4
	kindAnswer  kind = 5
	kindDigest  kind = 6
	kindHeights kind = 7
	kindEntries kind = 8
	kindBye     kind = 9
	kindBundle  kind = 10 // only in a bundle: its first frame
	kindEnd     kind = 11 // only in a bundle: its last frame
	kindProof   kind = 12 // this and the next three only while linking a device
	kindPack    kind = 13
	kindAsk     kind = 14
	kindDone    kind = 15
	kindRetired kind = 16
	kindBoxes   kind = 17 // this and the next three only where both sides have boxes; ballots in a bundle too
	kindHeld    kind = 18
	kindBallots kind = 19
	kindTaken   kind = 20
	kindWho     kind = 21 // this and the next three only where files are asked for; chunk in a bundle too
	kindHave    kind = 22
	kindWant    kind = 23
	kindChunk   kind = 24
	kindHere    kind = 25 // only where people say where they write
)

const (
	frameHead = 5                    // kind, length
	maxBody   = forum.MaxEntry + 512 // one entry always fits, with its headers
	batchSize = 64 << 10             // entries are gathered into frames of about this many bytes
	minPacked = 256                  // below this, compressing is not worth a call
)

var (
	errFrame = errors.New("this neighbour sent something that Moot does not understand")
	errLong  = errors.New("this neighbour sent a message longer than any may be")
)

// writeFrame sends one frame with a single Write, so that it is not split over packets without need.
func writeFrame(w io.Writer, k kind, body []byte) error {
	b := make([]byte, frameHead, frameHead+len(body))
	b[0] = byte(k)
	binary.BigEndian.PutUint32(b[1:], uint32(len(body)))
	_, err := w.Write(append(b, body...))
	return err
}

// readFrame reads one frame. It looks at the length before it makes room, so nobody can make it take more than maxBody.
// It gives io.EOF only when the stream ends between frames.
func readFrame(r io.Reader) (kind, []byte, error) { return readFrameUpTo(r, maxBody) }

// readFrameUpTo is readFrame with another bound.
func readFrameUpTo(r io.Reader, most int) (kind, []byte, error) {
	var head [frameHead]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if uint64(n) > uint64(most) {
		return 0, nil, errLong
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r, body); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return 0, nil, err
	}
	return kind(head[0]), body, nil
}

// The coder pair is made once: an encoder holds about a megabyte of tables. Both are safe for use by many goroutines in
// their EncodeAll and DecodeAll forms. The decoder refuses any frame that would grow past maxBody.
var coder = sync.OnceValues(func() (*coders, error) {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2),
		zstd.WithWindowSize(128<<10), zstd.WithEncoderCRC(false))
	if err != nil {
		return nil, fmt.Errorf("set up compression: %w", err)
	}
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(maxBody),
		zstd.WithDecoderMaxWindow(128<<10))
	if err != nil {
		return nil, fmt.Errorf("set up decompression: %w", err)
	}
	return &coders{e, d}, nil
})

type coders struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

const (
	codingPlain = 0
	codingZstd  = 1
)

// pack encodes the entries part of a frame: coding, plain length, bytes.
func pack(dst, plain []byte) ([]byte, error) {
	c, err := coder()
	if err != nil {
		return nil, err
	}
	at := len(dst)
	dst = append(dst, codingZstd)
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(plain)))
	if len(plain) >= minPacked {
		if packed := c.enc.EncodeAll(plain, dst); len(packed)-at-5 < len(plain) {
			return packed, nil
		}
	}
	dst[at] = codingPlain
	return append(dst, plain...), nil
}

// unpack is the inverse of pack. It takes no more memory than maxBody whatever it is given.
func unpack(b []byte) ([]byte, error) {
	if len(b) < 5 {
		return nil, errFrame
	}
	n := binary.BigEndian.Uint32(b[1:])
	switch {
	case n > maxBody:
		return nil, errLong
	case b[0] == codingPlain && int(n) == len(b)-5:
		return b[5:], nil
	case b[0] != codingZstd:
		return nil, errFrame
	}
	c, err := coder()
	if err != nil {
		return nil, err
	}
	out, err := c.dec.DecodeAll(b[5:], make([]byte, 0, n))
	if err != nil || len(out) != int(n) {
		return nil, errFrame
	}
	return out, nil
}

// appendEntry adds one entry to the plain form of an entries frame: its length, then its encoding.
func appendEntry(dst []byte, e *forum.Entry) []byte {
	at := len(dst)
	dst = e.AppendTo(append(dst, 0, 0, 0, 0))
	binary.BigEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	return dst
}

// splitEntries reads the plain form of an entries frame. A frame holds at least one entry.
func splitEntries(b []byte) ([]forum.Entry, error) {
	var out []forum.Entry
	for len(b) > 0 {
		if len(b) < 4 {
			return nil, errFrame
		}
		n := binary.BigEndian.Uint32(b)
		if n > forum.MaxEntry || int(n) > len(b)-4 {
			return nil, errFrame
		}
		e, err := forum.DecodeEntry(b[4 : 4+n])
		if err != nil {
			return nil, err
		}
		out, b = append(out, e), b[4+n:]
	}
	if len(out) == 0 {
		return nil, errFrame
	}
	return out, nil
}
