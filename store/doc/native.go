//go:build cgo && (linux || darwin) && !android && !ios && (amd64 || arm64)

package doc

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/automerge/automerge-go"
)

// Native is the engine that links Automerge's core into this process by cgo. It is for Linux and macOS; other builds
// get a clear error. Only the calls measured to be safe are used: Load, Save, LoadIncremental, Heads, Change,
// Changes with no argument, Splice and Commit. In particular a change is never made into a library object before it
// is applied, nothing touches two documents at once, and positions are checked here.
func Native() (Engine, error) { return nativeEngine{}, nil }

type nativeEngine struct{}

func (nativeEngine) Name() string { return "native" }

func (nativeEngine) New() (d Document, err error) {
	defer caught(&err)
	return &nativeDocument{am: automerge.New()}, nil
}

func (nativeEngine) Load(saved []byte) (d Document, err error) {
	defer caught(&err)
	am, err := automerge.Load(saved)
	if err != nil {
		return nil, fmt.Errorf("native engine: load: %w", err)
	}
	return &nativeDocument{am: am}, nil
}

// caught turns the wrapper's own panics (it panics where the core answers with an error) into errors. It cannot
// catch an abort of the core itself.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("native engine: %v", p)
	}
}

type nativeDocument struct {
	am     *automerge.Doc
	queued []Splice
}

func (d *nativeDocument) Heads() (heads []Hash, err error) {
	defer caught(&err)
	for _, h := range d.am.Heads() {
		heads = append(heads, Hash(h))
	}
	return heads, nil
}

func (d *nativeDocument) Apply(raw ...[]byte) (err error) {
	defer caught(&err)
	b := raw[0]
	if len(raw) > 1 {
		b = slices.Concat(raw...)
	}
	if err := d.am.LoadIncremental(b); err != nil {
		return fmt.Errorf("native engine: apply: %w", err)
	}
	return nil
}

// text finds the document's text anew each time: the wrapper's path objects must not be kept. Whoever uses it keeps it
// alive past the last call (runtime.KeepAlive): the wrapper hands the core a bare pointer into it, and its finalizer,
// on another goroutine, frees what that points to.
func (d *nativeDocument) text() (*automerge.Text, error) {
	v, err := d.am.RootMap().Get(bodyKey)
	if err != nil {
		return nil, fmt.Errorf("native engine: body: %w", err)
	}
	if v.Kind() != automerge.KindText {
		return nil, fmt.Errorf("native engine: the document's body is not a text")
	}
	return v.Text(), nil
}

func (d *nativeDocument) Text() (s string, err error) {
	defer caught(&err)
	t, err := d.text()
	if err != nil {
		return "", err
	}
	s, err = t.Get()
	runtime.KeepAlive(t)
	if err != nil {
		return "", fmt.Errorf("native engine: text: %w", err)
	}
	return s, nil
}

// Splice only queues: the library gives edits to the actor that is set when the first one is made, and Commit is
// where the actor is known.
func (d *nativeDocument) Splice(pos, del int, ins string) error {
	if pos < 0 || del < 0 {
		return fmt.Errorf("native engine: splice at %d of %d characters", pos, del)
	}
	d.queued = append(d.queued, Splice{Pos: pos, Del: del, Ins: ins})
	return nil
}

func (d *nativeDocument) Commit(a Actor, message string, at time.Time) (raw []byte, err error) {
	defer caught(&err)
	if err := d.am.SetActorID(a.String()); err != nil {
		return nil, fmt.Errorf("native engine: actor: %w", err)
	}
	t, err := d.text()
	if err != nil {
		return nil, err
	}
	defer runtime.KeepAlive(t)
	n := t.Len()
	for _, s := range d.queued {
		if s.Pos+s.Del > n {
			return nil, fmt.Errorf("native engine: splice at %d of %d characters in a text of %d", s.Pos, s.Del, n)
		}
		if err := t.Splice(s.Pos, s.Del, s.Ins); err != nil {
			return nil, fmt.Errorf("native engine: splice: %w", err)
		}
		n += runeCount(s.Ins) - s.Del
	}
	d.queued = nil
	h, err := d.am.Commit(message, automerge.CommitOptions{Time: &at})
	if err != nil {
		return nil, fmt.Errorf("native engine: commit: %w", err)
	}
	return d.Change(Hash(h))
}

func (d *nativeDocument) Changes() (raw [][]byte, err error) {
	defer caught(&err)
	all, err := d.am.Changes()
	if err != nil {
		return nil, fmt.Errorf("native engine: changes: %w", err)
	}
	raw = make([][]byte, len(all))
	for i, c := range all {
		raw[i] = c.Save()
	}
	return raw, nil
}

func (d *nativeDocument) Change(h Hash) (raw []byte, err error) {
	defer caught(&err)
	c, err := d.am.Change(automerge.ChangeHash(h))
	if err != nil {
		return nil, fmt.Errorf("native engine: change: %w", err)
	}
	return c.Save(), nil
}

func (d *nativeDocument) Save() (saved []byte, err error) {
	defer caught(&err)
	return d.am.Save(), nil
}

func (d *nativeDocument) Close() { d.am = nil }
