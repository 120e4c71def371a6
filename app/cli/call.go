package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// call is one command being carried out. It belongs to one goroutine.
type call struct {
	ctx     context.Context
	env     Env
	args    []string
	home    string // absolute
	json    bool
	session *session
	code    int // exit code when there is no error
}

// usageError is a command line that cannot be understood: exit code 2.
type usageError struct{ reason string }

func (e *usageError) Error() string { return e.reason }

func usage(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// failure is an error with a stable code, for programs.
type failure struct{ code, reason string }

func (e *failure) Error() string { return e.reason }

func refuse(code, format string, args ...any) error {
	return &failure{code, fmt.Sprintf(format, args...)}
}

// reply prints the command's answer: value as JSON for programs, or text for people.
func (c *call) reply(value any, text string) error {
	if c.json {
		return c.writeJSON(c.env.Stdout, value)
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	if _, err := io.WriteString(c.env.Stdout, printable(text)); err != nil {
		return fmt.Errorf("could not print the answer: %w", err)
	}
	return nil
}

// note tells people something beside the answer. Programs do not see it.
func (c *call) note(format string, args ...any) {
	// A note that cannot be shown is no reason to fail what was done.
	_, _ = io.WriteString(c.env.Stderr, printable(fmt.Sprintf(format, args...))+"\n")
}

func (c *call) writeJSON(w io.Writer, value any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return fmt.Errorf("could not write the answer as JSON: %w", err)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("could not print the answer: %w", err)
	}
	return nil
}

// printable keeps text written by others from steering the reader's terminal: control characters other than new line
// and tab, and the marks that reorder text, are shown as a replacement character.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return utf8.RuneError
		}
		return r
	}, s)
}

// finish prints the error, if there is one, and gives the exit code.
func (c *call) finish(err error) int {
	if err == nil {
		return c.code
	}
	var shown *exitError
	if errors.As(err, &shown) {
		return shown.code
	}
	code, message := describe(err)
	if c.json {
		type detail struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		}
		// With stderr gone there is nobody left to tell; the exit code still says that it failed.
		_ = c.writeJSON(c.env.Stderr, map[string]detail{"error": {code, message}})
	} else {
		c.note("moot: %s", message)
	}
	var wrong *usageError
	if errors.As(err, &wrong) {
		return 2
	}
	return 1
}

// exitError ends a command with an exit code when everything has been printed already.
type exitError struct{ code int }

func (e *exitError) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// maxInput is the most a text file given to a command may hold: far more than any wording or minutes may.
const maxInput = 1 << 20

// reader reads a whole input: a path, or "-" for standard input. It fails with [errTooBig] past max bytes.
type reader func(path string, max int64) ([]byte, error)

var errTooBig = errors.New("too big")

// input reads the file named on the command line, or standard input for "-", whole.
func (c *call) input(path string, max int64) ([]byte, error) {
	read := c.env.read
	if read == nil {
		read = c.env.readHere
	}
	b, err := read(path, max)
	name := path
	if path == "-" {
		name = "standard input"
	}
	switch {
	case errors.Is(err, errTooBig):
		return nil, refuse("too_big", "%s is too big: at most %d KiB can be read", name, max>>10)
	case err != nil:
		return nil, refuse("file", "%s could not be read: %s", name, plainFileError(err))
	}
	return b, nil
}

// text reads an input as text: UTF-8, with one kind of line end, and without a byte order mark.
func (c *call) text(path string) (string, error) {
	b, err := c.input(path, maxInput)
	if err != nil {
		return "", err
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 {
		return "", refuse("bad_input", "%s is not plain text (UTF-8)", path)
	}
	return strings.ReplaceAll(string(b), "\r\n", "\n"), nil
}

// optional is text for an option that may be left out.
func (c *call) optional(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	return c.text(path)
}

// readHere reads an input in this process.
func (e Env) readHere(path string, max int64) ([]byte, error) {
	if path == "-" {
		return readBounded(e.Stdin, max)
	}
	f, err := os.Open(e.abs(path))
	if err != nil {
		return nil, err
	}
	b, err := readBounded(f, max)
	return b, errors.Join(err, f.Close())
}

func readBounded(r io.Reader, max int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, max+1))
	if err == nil && int64(len(b)) > max {
		err = errTooBig
	}
	return b, err
}

func (e Env) abs(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(e.Cwd, path)
}

// plainFileError gives the reason of a file error without the call and the path around it.
func plainFileError(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return err.Error()
}

// table lays rows out in columns, two spaces apart; the last column is left as it is.
func table(rows [][]string) string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		for i, cell := range row {
			b.WriteString(cell)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// count gives "1 entry" or "3 entries".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
