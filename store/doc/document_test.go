package doc

import (
	"bytes"
	"errors"
	"testing"
	"time"
)

var testTime = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// tester is what testing.T, testing.B, testing.F and rapid.T share.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
	Skip(args ...any)
	Cleanup(f func())
}

func native(t tester) Engine {
	t.Helper()
	e, err := Native()
	if err != nil {
		t.Skip(err)
	}
	return e
}

// person is one device with a fixed nonce, so that tests repeat exactly.
func person(n byte) Session {
	s := Session{}
	s.device[0], s.nonce[0] = n, n
	return s
}

func testID(n byte) ID { return ID{0: n, 31: 1} }

func create(t tester, e Engine, lim Limits, id ID) *Doc {
	t.Helper()
	d, err := Create(e, lim, id)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// sent is a change with its signer, as an entry carries it.
type sent struct {
	raw []byte
	by  Signer
}

// write edits a document and admits and applies the result, as the store does.
func write(t tester, d *Doc, s Session, was, now string) []sent {
	t.Helper()
	raw, err := d.Edit(s, was, now, testTime)
	if err != nil {
		t.Fatalf("edit: %v", err)
	}
	var out []sent
	for _, r := range raw {
		out = append(out, sent{r, s.device})
	}
	receive(t, d, out...)
	return out
}

func receive(t tester, d *Doc, in ...sent) {
	t.Helper()
	for _, c := range in {
		if _, err := d.Admit(c.raw, c.by); err != nil && !errors.Is(err, ErrKnown) {
			t.Fatalf("admit: %v", err)
		}
	}
	if err := d.Apply(); err != nil {
		t.Fatalf("apply: %v", err)
	}
}

func text(t tester, d *Doc) string {
	t.Helper()
	s, err := d.Text()
	if err != nil {
		t.Fatalf("text: %v", err)
	}
	return s
}

func wantText(t tester, d *Doc, want string) {
	t.Helper()
	if got := text(t, d); got != want {
		t.Fatalf("text is %q, want %q", got, want)
	}
}

func TestTwoFirstWritersMerge(t *testing.T) {
	e := native(t)
	ann, ben := create(t, e, DefaultLimits(), testID(1)), create(t, e, DefaultLimits(), testID(1))
	a := write(t, ann, person(1), "", "Apologies: nobody. ")
	b := write(t, ben, person(2), "", "Present: everybody 😀. ")
	receive(t, ann, b...)
	receive(t, ben, a...)
	if text(t, ann) != text(t, ben) || len(text(t, ann)) != len("Apologies: nobody. Present: everybody 😀. ") {
		t.Fatalf("%q and %q", text(t, ann), text(t, ben))
	}
	snap, err := ann.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Restore(e, DefaultLimits(), testID(1), snap)
	if err != nil {
		t.Fatal(err)
	}
	wantText(t, back, text(t, ann))
	more := write(t, back, person(2), text(t, back), text(t, back)+"More.")
	receive(t, ben, more...)
	wantText(t, ben, text(t, back))
}

// An edit that began before somebody else's arrived keeps both, and long ones are cut to size.
func TestEditRebasesAndCuts(t *testing.T) {
	e := native(t)
	d := create(t, e, DefaultLimits(), testID(1))
	write(t, d, person(1), "", "one two three")
	was := text(t, d)
	write(t, d, person(2), was, "one 2 three")
	write(t, d, person(1), was, "zero one two three 😀")
	wantText(t, d, "zero one 2 three 😀")
	long := string(bytes.Repeat([]byte("é"), 4500))
	if got := write(t, d, person(1), text(t, d), long+text(t, d)); len(got) != 3 {
		t.Fatalf("%d changes", len(got))
	}
	wantText(t, d, long+"zero one 2 three 😀")
	write(t, d, person(2), text(t, d), "")
	wantText(t, d, "")
}
