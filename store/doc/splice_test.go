package doc

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestDiff(t *testing.T) {
	for _, c := range []struct {
		was, now string
		splices  int
	}{
		{"", "", 0},
		{"same", "same", 0},
		{"", "new", 1},
		{"gone", "", 1},
		{"one two three", "one 2 three", 1},
		{"a😀b", "a😁b", 1},
		{"e\u0301", "e\u0300", 1},
		{"a\nb\nc\n", "a\nc\nd\n", 2},
	} {
		got := Diff(c.was, c.now)
		if len(got) != c.splices {
			t.Errorf("%q to %q: %d splices %v, want %d", c.was, c.now, len(got), got, c.splices)
		}
		if back, err := Patch(c.was, got); err != nil || back != c.now {
			t.Errorf("%q to %q: patched to %q, %v", c.was, c.now, back, err)
		}
	}
}

func TestDiffAndPatchRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		was := rapid.String().Draw(t, "was")
		now := rapid.String().Draw(t, "now")
		if got, err := Patch(was, Diff(was, now)); err != nil || got != now {
			t.Fatalf("%q, %v", got, err)
		}
	})
}

// Two long texts with nothing in common are the worst case of the search.
func TestDiffIsBounded(t *testing.T) {
	was, now := noise(1, 60_000), noise(2, 60_000)
	start := time.Now()
	splices := Diff(was, now)
	if took := time.Since(start); took > 20*diffTime {
		t.Errorf("took %v", took)
	}
	if got, err := Patch(was, splices); err != nil || got != now {
		t.Fatal("the difference is wrong")
	}
}

func noise(seed uint32, n int) string {
	var b strings.Builder
	for range n {
		seed = seed*1664525 + 1013904223
		b.WriteByte('a' + byte(seed>>24)%26)
	}
	return b.String()
}

func TestPatchRefuses(t *testing.T) {
	for _, s := range [][]Splice{
		{{Pos: 4}}, {{Pos: -1}}, {{Pos: 2, Del: 2}}, {{Pos: 1, Del: -1}}, {{Pos: 2}, {Pos: 1}}, {{Pos: 0, Del: 2}, {Pos: 1}},
	} {
		if got, err := Patch("a😀c", s); err == nil {
			t.Errorf("%v gives %q", s, got)
		}
	}
}

func TestRebase(t *testing.T) {
	for _, c := range []struct{ was, local, remote, want string }{
		{"", "A", "B", "BA"},
		{"abc", "aXbc", "abcY", "aXbcY"},
		{"abc", "abcX", "c", "cX"},
		{"abc", "ac", "ac", "ac"},
		{"abc", "", "aXbc", "X"},
		{"abcdef", "abXef", "abYef", "abYXef"},
		{"😀b", "😀Xb", "Y😀b", "Y😀Xb"},
	} {
		splices := Rebase(Diff(c.was, c.local), Diff(c.was, c.remote))
		if got, err := Patch(c.remote, splices); err != nil || got != c.want {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
	}
}

// drawSplices makes a valid list for a text of n characters.
func drawSplices(t *rapid.T, name string, n int) (out []Splice) {
	for at := 0; at <= n && len(out) < 5; {
		pos := rapid.IntRange(at, n).Draw(t, name+" pos")
		del := rapid.IntRange(0, n-pos).Draw(t, name+" del")
		out = append(out, Splice{Pos: pos, Del: del, Ins: rapid.StringN(0, 3, -1).Draw(t, name+" ins")})
		if at = pos + del; rapid.Bool().Draw(t, name+" end") {
			break
		}
	}
	return out
}

// Both ways round give one text (transformation property 1), what both sides typed is in it, and no position is out
// of bounds.
func TestRebaseConverges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		was := rapid.String().Draw(t, "was")
		a := drawSplices(t, "a", runeCount(was))
		b := drawSplices(t, "b", runeCount(was))
		afterA, errA := Patch(was, a)
		afterB, errB := Patch(was, b)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		one, err1 := Patch(afterB, rebase(a, b, false))
		two, err2 := Patch(afterA, rebase(b, a, true))
		if err1 != nil || err2 != nil || one != two {
			t.Fatalf("%q and %q, %v %v", one, two, err1, err2)
		}
		typed := func(s []Splice) (n int) {
			for _, x := range s {
				n += runeCount(x.Ins)
			}
			return n
		}
		deleted := map[int]bool{}
		for _, s := range append(a, b...) {
			for i := range s.Del {
				deleted[s.Pos+i] = true
			}
		}
		if got, want := runeCount(one), runeCount(was)-len(deleted)+typed(a)+typed(b); got != want {
			t.Fatalf("%d characters, want %d", got, want)
		}
	})
}

// Nothing to move over changes nothing but the form.
func FuzzRebase(f *testing.F) {
	f.Add("one two", 1, 2, "x", 3, 1, "y", 0, 9, "z")
	f.Fuzz(func(t *testing.T, text string, p1, d1 int, i1 string, p2, d2 int, i2 string, p3, d3 int, i3 string) {
		a := []Splice{{p1, d1, i1}, {p2, d2, i2}}
		b := []Splice{{p3, d3, i3}}
		moved := Rebase(a, b) // must end, whatever the lists
		_, errA := Patch(text, a)
		after, errB := Patch(text, b)
		if errA != nil || errB != nil || !utf8.ValidString(text+i1+i2+i3) {
			return
		}
		if _, err := Patch(after, moved); err != nil {
			t.Fatalf("%v over %v gives %v: %v", a, b, moved, err)
		}
	})
}
