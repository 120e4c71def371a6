package saying

import (
	"errors"
	"fmt"

	"github.com/fxamacker/cbor/v2"
)

// MarshalCBOR writes the English, so that a view made of sentences has the digest that it had when they were strings,
// and has it in every language. To keep a sentence, see [Sentence.Encode].
func (s *Sentence) MarshalCBOR() ([]byte, error) { return cbor.Marshal(s.String()) }

// stored is a sentence as it is kept: its text, whether it has a capital, and what is in its gaps.
type stored struct {
	_     struct{} `cbor:",toarray"`
	Text  Text
	Upper bool
	Args  []filled
}

// filled is one gap: the first that is there.
type filled struct {
	Sentence *stored `cbor:"1,keyasint,omitempty"`
	Text     Text    `cbor:"2,keyasint,omitempty"`
	Number   *int64  `cbor:"3,keyasint,omitempty"`
	Words    string  `cbor:"4,keyasint,omitempty"`
}

// maxDeep is how deep sentences may be nested in each other where they are kept.
const maxDeep = 8

// ErrStored is said of bytes that are no stored sentence.
var ErrStored = errors.New("not a stored sentence")

// Encode gives the bytes of a sentence, to be kept: CBOR, an array. Nothing said is no bytes. What has a String and
// none of the other types is kept as that.
func (s *Sentence) Encode() ([]byte, error) {
	if s == nil {
		return nil, nil
	}
	return cbor.Marshal(s.stored(0))
}

func (s *Sentence) stored(deep int) *stored {
	out := &stored{Text: s.Text, Upper: s.upper}
	for _, a := range s.Args {
		var f filled
		switch x := a.(type) {
		case *Sentence:
			if deep+1 < maxDeep && x != nil {
				f.Sentence = x.stored(deep + 1)
			} else {
				f.Words = x.String()
			}
		case Text:
			f.Text = x
		case string:
			f.Words = x
		default:
			if n, ok := Number(a); ok {
				f.Number = &n
			} else {
				f.Words = fmt.Sprint(a)
			}
		}
		out.Args = append(out.Args, f)
	}
	return out
}

// Decode reads what Encode wrote. Bytes that are not CBOR are words in English, as homes of 2026 and before kept them.
func Decode(b []byte) (*Sentence, error) {
	if len(b) == 0 {
		return nil, nil
	}
	if b[0]>>5 != 4 { // no array: a sentence begins with a letter, and no letter of UTF-8 with these bits
		return Plain("%s", b), nil
	}
	var s stored
	if err := cbor.Unmarshal(b, &s); err != nil {
		return nil, errors.Join(ErrStored, err)
	}
	return s.sentence(), nil
}

func (s *stored) sentence() *Sentence {
	out := &Sentence{Text: s.Text, upper: s.Upper}
	for _, f := range s.Args {
		var a any = f.Words
		switch {
		case f.Sentence != nil:
			a = f.Sentence.sentence()
		case f.Text != "":
			a = f.Text
		case f.Number != nil:
			a = *f.Number
		}
		out.Args = append(out.Args, a)
	}
	return out
}

// Number gives what fills a gap as a number, where it is a whole one.
func Number(a any) (n int64, ok bool) {
	switch x := a.(type) {
	case int:
		return int64(x), true
	case int64:
		return x, true
	case int32:
		return int64(x), true
	case uint64:
		return int64(x), true
	case uint32:
		return int64(x), true
	case byte:
		return int64(x), true
	}
	return 0, false
}
