package cli

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// The control socket speaks frames: four bytes of length, big end first, then one JSON object with one of its fields
// set. The client sends a call and then only answers; the server sends output, requests for input, and last an exit
// code. Both ends are the same person's processes: the bounds are there so that a broken one cannot hurt the other.

// maxFrame bounds a frame, so that a length from a confused peer cannot make this process allocate without limit.
const maxFrame = 1 << 20

// chunk is the most output or input put in one frame; in JSON it grows by a third.
const chunk = 64 << 10

// controlVersion changes when a client and a server of different builds could misunderstand each other.
const controlVersion = 1

type frame struct {
	Call *calling `json:"call,omitempty"` // client: run this
	Data []byte   `json:"data,omitempty"` // client: a piece of the input asked for
	End  *ending  `json:"end,omitempty"`  // client: the input ends here
	Out  []byte   `json:"out,omitempty"`  // server: standard output
	Err  []byte   `json:"err,omitempty"`  // server: standard error
	Want *wanting `json:"want,omitempty"` // server: send this input
	Exit *int     `json:"exit,omitempty"` // server: done
}

type calling struct {
	Version int      `json:"version"`
	Args    []string `json:"args"`
	Cwd     string   `json:"cwd"`
}

type wanting struct {
	Path string `json:"path"` // "-" for standard input
	Max  int64  `json:"max"`  // bytes
}

type ending struct {
	Failed string `json:"failed,omitempty"` // why it could not be read
	TooBig bool   `json:"too_big,omitempty"`
}

var errFrame = errors.New("the other Moot sent something that cannot be read")

func writeFrame(w io.Writer, f frame) error {
	body, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("encode frame: %w", err)
	}
	if len(body) > maxFrame {
		return errTooBig
	}
	_, err = w.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), body...))
	return err
}

// readFrame reads one frame. io.EOF means that the other end closed between frames.
func readFrame(r io.Reader) (frame, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return frame{}, err
	}
	size := binary.BigEndian.Uint32(head[:])
	if size > maxFrame {
		return frame{}, errFrame
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(r, body); err != nil {
		return frame{}, fmt.Errorf("%w: %w", errFrame, err)
	}
	var f frame
	if err := json.Unmarshal(body, &f); err != nil {
		return frame{}, fmt.Errorf("%w: %w", errFrame, err)
	}
	return f, nil
}

// frames sends frames from any goroutine, each whole.
type frames struct {
	mu sync.Mutex
	w  io.Writer
}

func (f *frames) send(one frame) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return writeFrame(f.w, one)
}

// stream is standard output or standard error at the far end.
type stream struct {
	to   *frames
	wrap func([]byte) frame
}

func (s stream) Write(b []byte) (int, error) {
	sent := 0
	for len(b) > 0 {
		n := min(len(b), chunk)
		if err := s.to.send(s.wrap(b[:n])); err != nil {
			return sent, err
		}
		sent, b = sent+n, b[n:]
	}
	return sent, nil
}
