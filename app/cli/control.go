package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// maxClients bounds the commands carried out at the same time for other processes; more wait their turn.
const maxClients = 32

// firstFrame is how long a client may take to say what it wants.
const firstFrame = 10 * time.Second

// control listens on a home's control socket and carries out the commands that arrive.
type control struct {
	listener net.Listener
	session  *session
	home     string
	log      *slog.Logger
	ctx      context.Context // ends with Close: commands being carried out stop
	stop     context.CancelFunc
	turns    chan struct{} // holds one for each client being served
	all      sync.WaitGroup
}

// The control socket's place: in the home, or, when that path is too long for a socket, in a folder of its own that
// a small file in the home names.
const (
	socketName = "control.sock"
	placeName  = "control.place"
	maxSocket  = 100 // bytes; the shortest limit of the systems Moot runs on is 104 with the closing zero
)

// socketOf gives the path of a home's control socket. There may be nobody behind it.
func socketOf(home string) string {
	if place, err := os.ReadFile(filepath.Join(home, placeName)); err == nil {
		return strings.TrimSpace(string(place))
	}
	return filepath.Join(home, socketName)
}

// openControl starts listening. The caller holds the home's store, so a socket that is already there was left behind by
// a process that was killed, and is replaced.
func openControl(home string, s *session, log *slog.Logger) (*control, error) {
	path, err := prepareSocket(home)
	if err != nil {
		return nil, fmt.Errorf("could not prepare the control socket: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("could not open the control socket: %w", err)
	}
	// The folder is its owner's alone already; the socket says so too, for systems that look at both.
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("could not protect the control socket: %w", err), l.Close())
	}
	c := &control{listener: l, session: s, home: home, log: log, turns: make(chan struct{}, maxClients)}
	c.ctx, c.stop = context.WithCancel(context.Background())
	c.all.Go(c.accept)
	return c, nil
}

func prepareSocket(home string) (path string, err error) {
	if err := clearSocket(home); err != nil {
		return "", err
	}
	path = filepath.Join(home, socketName)
	if len(path) <= maxSocket {
		return path, nil
	}
	dir, err := os.MkdirTemp("", "moot-") // 0700, with a name nobody else could have made before
	if err != nil {
		return "", err
	}
	path = filepath.Join(dir, socketName)
	if len(path) > maxSocket {
		return "", fmt.Errorf("the path of this home and of the temporary folder are both too long for a socket")
	}
	return path, os.WriteFile(filepath.Join(home, placeName), []byte(path+"\n"), 0o600)
}

// clearSocket removes what an earlier process left.
func clearSocket(home string) error {
	path := socketOf(home)
	if filepath.Base(path) != socketName {
		return fmt.Errorf("%s does not name a control socket; delete it", filepath.Join(home, placeName))
	}
	errs := []error{os.Remove(path)}
	if filepath.Dir(path) != filepath.Clean(home) {
		errs = append(errs, os.Remove(filepath.Dir(path)), os.Remove(filepath.Join(home, placeName)))
	}
	for _, err := range errs {
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Close stops listening, stops the commands being carried out, and waits for them. Closing again does nothing.
func (c *control) Close() error {
	if c.ctx.Err() != nil {
		return nil
	}
	c.stop()
	err := c.listener.Close()
	c.all.Wait()
	return errors.Join(err, clearSocket(c.home))
}

func (c *control) accept() {
	for {
		conn, err := c.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			// Out of file descriptors, most likely: give the others time to finish.
			c.log.Warn("control socket: accept", slog.Any("error", err))
			select {
			case <-c.ctx.Done():
				return
			case <-time.After(100 * time.Millisecond):
			}
			continue
		}
		select {
		case c.turns <- struct{}{}:
		case <-c.ctx.Done():
			_ = conn.Close() // nothing was asked of it yet
			return
		}
		c.all.Go(func() {
			defer func() { <-c.turns }()
			c.serve(conn)
		})
	}
}

// serve carries out one client's command.
func (c *control) serve(conn net.Conn) {
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	unhook := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer func() {
		unhook()
		_ = conn.Close() // the client has its exit code, or is gone
	}()
	_ = conn.SetReadDeadline(time.Now().Add(firstFrame)) // without a deadline the client only wastes its own turn
	f, err := readFrame(conn)
	if err != nil || f.Call == nil {
		c.log.Debug("control socket: no command", slog.Any("error", err))
		return
	}
	_ = conn.SetReadDeadline(time.Time{})
	code := c.carryOut(ctx, cancel, conn, f.Call)
	if err := writeFrame(conn, frame{Exit: &code}); err != nil {
		c.log.Debug("control socket: client left", slog.Any("error", err))
	}
}

func (c *control) carryOut(ctx context.Context, cancel context.CancelFunc, conn net.Conn, call *calling) int {
	out := &frames{w: conn}
	stdout := stream{out, func(b []byte) frame { return frame{Out: b} }}
	stderr := stream{out, func(b []byte) frame { return frame{Err: b} }}
	if call.Version != controlVersion || !filepath.IsAbs(call.Cwd) {
		// The client exits with 1 whether or not it can still be told why.
		_, _ = io.WriteString(stderr, "moot: the Moot that is running here is of another version: restart it\n")
		return 1
	}
	in := &inputs{out: out, arrived: make(chan frame), over: make(chan struct{})}
	var reading sync.WaitGroup
	reading.Go(func() { in.receive(conn, cancel) })
	code := Run(ctx, call.Args, Env{
		Home: c.home, Cwd: call.Cwd, Stdin: strings.NewReader(""), Stdout: stdout, Stderr: stderr,
		Getenv: os.Getenv, session: c.session, // what the network may do is for this process's environment to say
		read: func(path string, max int64) ([]byte, error) { return in.read(ctx, path, max) },
	})
	close(in.over)
	_ = conn.SetReadDeadline(time.Now()) // ends receive; writing goes on
	reading.Wait()
	return code
}

// inputs fetches a command's input from its client.
type inputs struct {
	out     *frames
	arrived chan frame
	over    chan struct{} // closed when the command has finished
}

// receive hands on the client's frames until the connection ends; a client that leaves stops its command.
func (in *inputs) receive(conn net.Conn, gone context.CancelFunc) {
	defer close(in.arrived)
	for {
		f, err := readFrame(conn)
		if err != nil {
			if !errors.Is(err, os.ErrDeadlineExceeded) {
				gone()
			}
			return
		}
		if f.Data == nil && f.End == nil {
			gone()
			return
		}
		select {
		case in.arrived <- f:
		case <-in.over:
			return
		}
	}
}

func (in *inputs) read(ctx context.Context, path string, max int64) ([]byte, error) {
	if err := in.out.send(frame{Want: &wanting{Path: path, Max: max}}); err != nil {
		return nil, err
	}
	var got []byte
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case f, ok := <-in.arrived:
			switch {
			case !ok:
				return nil, errFrame
			case f.End != nil && f.End.TooBig:
				return nil, errTooBig
			case f.End != nil && f.End.Failed != "":
				return nil, errors.New(f.End.Failed)
			case f.End != nil:
				return got, nil
			}
			if got = append(got, f.Data...); int64(len(got)) > max {
				return nil, errTooBig
			}
		}
	}
}
