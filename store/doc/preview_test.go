package doc

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestPreviewIsTheText: what is put together without the engine is what the engine shows, however the changes of
// several people cross.
func TestPreviewIsTheText(t *testing.T) {
	e := native(t)
	rapid.Check(t, func(t *rapid.T) {
		const people = 3
		docs := make([]*Doc, people)
		for i := range docs {
			docs[i] = create(t, e, DefaultLimits(), testID(7))
		}
		var all []sent
		seen := make([]int, people)
		for range rapid.IntRange(1, 14).Draw(t, "steps") {
			who := rapid.IntRange(0, people-1).Draw(t, "who")
			d := docs[who]
			if rapid.Bool().Draw(t, "hear") {
				receive(t, d, all[seen[who]:]...)
				seen[who] = len(all)
			}
			was := text(t, d)
			r := []rune(was)
			at := rapid.IntRange(0, len(r)).Draw(t, "at")
			cut := rapid.IntRange(at, min(len(r), at+3)).Draw(t, "cut")
			now := string(r[:at]) + rapid.SampledFrom([]string{"", "a", "lamp ", "😀é", "two words "}).Draw(t, "ins") + string(r[cut:])
			all = append(all, write(t, d, person(byte(who+1)), was, now)...)
		}
		cold := create(t, e, DefaultLimits(), testID(7))
		receive(t, cold, all...)
		got, ok := cold.put(cold.later)
		if cold.Hot() || !ok {
			t.Fatal("it was not put together without the engine")
		}
		if quick := string(cold.typed.text); !cold.typed.crooked && quick != got {
			t.Fatalf("straight %q, put together %q", quick, got)
		}
		if want := text(t, cold); got != want {
			t.Fatalf("put together %q, the engine says %q", got, want)
		}
	})
}

// A long text is typed straight from its beginning to its end, in however many changes and by whoever goes on.
func TestStraightText(t *testing.T) {
	e := native(t)
	d := create(t, e, DefaultLimits(), testID(7))
	long := strings.Repeat("lorem ipsum ", 500)
	all := write(t, d, person(1), "", long)
	all = append(all, write(t, d, person(2), long, long+"dolor")...)
	cold := create(t, e, DefaultLimits(), testID(7))
	receive(t, cold, all...)
	if cold.typed.crooked || string(cold.typed.text) != long+"dolor" {
		t.Fatalf("of %d letters %d came out straight", len(long)+5, len(cold.typed.text))
	}
	receive(t, cold, write(t, d, person(1), long+"dolor", "x"+long+"dolor")...)
	if got, err := cold.Preview(); err != nil || !cold.typed.crooked || got != "x"+long+"dolor" {
		t.Fatal(got[:10], err)
	}
}
