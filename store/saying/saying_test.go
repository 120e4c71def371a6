package saying

import (
	"errors"
	"fmt"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// TestKeptAndRead: a sentence that was kept says the same, in the same pieces, and one from an old home is its words.
func TestKeptAndRead(t *testing.T) {
	s := New("%s must be heard: %d of %s, %s, %v", "Órla % d", 3, Text("a name"), Pence(250), Count(2, "one day", "%d days")).Capital()
	b, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Decode(b)
	if err != nil || again.String() != s.String() || again.Text != s.Text || !again.Upper() {
		t.Fatalf("%q %v, want %q", again, err, s)
	}
	if n, ok := Number(again.Args[1]); !ok || n != 3 || again.Args[2] != Text("a name") || again.Args[3] != "2.50" {
		t.Errorf("its pieces are %#v", again.Args)
	}
	for _, words := range []string{"Örjan had 100% of it", "it waits"} {
		old, err := Decode([]byte(words))
		if bare, ok := old.Bare(); err != nil || !ok || bare != words {
			t.Errorf("%q from an old home is %q, %v", words, old, err)
		}
	}
	if s, err := Decode(nil); s != nil || err != nil {
		t.Errorf("nothing is %v, %v", s, err)
	}
	for _, bad := range [][]byte{{0x83}, {0x83, 1, 2, 3}, {0x9f, 0xff}} {
		if s, err := Decode(bad); !errors.Is(err, ErrStored) {
			t.Errorf("%x is %v, %v", bad, s, err)
		}
	}
}

// TestDigestIsOfTheEnglish: what is hashed of a sentence is what was hashed of the string that it was before.
func TestDigestIsOfTheEnglish(t *testing.T) {
	type was struct{ Why map[int]string }
	type is struct{ Why map[int]*Sentence }
	a, err1 := cbor.Marshal(was{map[int]string{1: "3 days"}})
	b, err2 := cbor.Marshal(is{map[int]*Sentence{1: New("%d days", 3)}})
	if err1 != nil || err2 != nil || string(a) != string(b) {
		t.Errorf("%x %v, want %x %v", b, err2, a, err1)
	}
}

// TestErrorIsFound: the sentence in an error is found through what wraps it, and its cause too.
func TestErrorIsFound(t *testing.T) {
	cause := errors.New("EOF")
	err := fmt.Errorf("copy: %w", Error("it cannot be read: %v", cause))
	if !errors.Is(err, cause) || Of(err).String() != "it cannot be read: EOF" || Of(cause) != nil || Of(nil) != nil {
		t.Errorf("%v: %q", err, Of(err))
	}
	var nothing *Sentence
	if nothing.String() != "" || nothing.Capital() != nil || New("éa").Capital().String() != "Éa" {
		t.Error("the small things")
	}
}
