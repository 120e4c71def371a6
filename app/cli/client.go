package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
)

// errNobody means that no process has the home open for commands.
var errNobody = errors.New("nobody is serving this home")

// askServer has the process that holds the home carry out a command, and gives its exit code. It fails with
// [errNobody] when there is no such process.
func askServer(ctx context.Context, home string, args []string, env Env) (int, error) {
	conn, err := net.Dial("unix", socketOf(home))
	if err != nil {
		// No socket, or one left behind by a process that was killed.
		return 0, errNobody
	}
	defer func() { _ = conn.Close() }() // everything that matters has been answered by then
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	call := calling{Version: controlVersion, Args: args, Cwd: env.Cwd}
	if err := writeFrame(conn, frame{Call: &call}); err != nil {
		return 0, lost(ctx, err)
	}
	for {
		f, err := readFrame(conn)
		if err != nil {
			return 0, lost(ctx, err)
		}
		switch {
		case f.Exit != nil:
			return *f.Exit, nil
		case f.Want != nil:
			err = sendInput(conn, env, *f.Want)
			if err != nil {
				return 0, lost(ctx, err)
			}
		default:
			if err := show(env, f); err != nil {
				return 0, err
			}
		}
	}
}

func show(env Env, f frame) error {
	if _, err := env.Stdout.Write(f.Out); err != nil {
		return fmt.Errorf("could not print the answer: %w", err)
	}
	if _, err := env.Stderr.Write(f.Err); err != nil {
		return fmt.Errorf("could not print the answer: %w", err)
	}
	return nil
}

// lost says why the answer of the serving process did not arrive whole.
func lost(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errTooBig):
		return usage("the command is too long")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return refuse("stopped", "the Moot that was running here stopped before it answered: look whether it was done, and try again")
	}
	return fmt.Errorf("the Moot that is running here could not be understood: %w", err)
}

// sendInput reads what the server asked for in this process, whose folder and standard input it means.
func sendInput(w io.Writer, env Env, want wanting) error {
	b, err := env.readHere(want.Path, want.Max)
	if err != nil {
		return writeFrame(w, frame{End: &ending{Failed: plainFileError(err), TooBig: errors.Is(err, errTooBig)}})
	}
	for len(b) > 0 {
		n := min(len(b), chunk)
		if err := writeFrame(w, frame{Data: b[:n]}); err != nil {
			return err
		}
		b = b[n:]
	}
	return writeFrame(w, frame{End: &ending{}})
}
