package doc

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// oneByOne parses a change as Parse does, but without the short cut for typing.
func oneByOne(raw []byte, lim Limits) (*Change, error) {
	body, h, err := chunkBody(raw)
	if err != nil {
		return nil, err
	}
	c := &Change{Hash: h, Raw: raw}
	r := &reader{b: body}
	if err := c.parseHead(r, lim); err != nil {
		return nil, err
	}
	cols, err := parseColumns(r)
	if err != nil {
		return nil, err
	}
	d, err := c.decoder(cols, lim)
	if err != nil {
		return nil, err
	}
	for i := range c.ops {
		if err := d.next(&c.ops[i], lim); err != nil {
			return nil, err
		}
	}
	return c, d.ended()
}

// The short cut for typing yields what reading one operation at a time does, for honest changes and damaged ones.
func TestTypedIsTheSame(t *testing.T) {
	e := native(t)
	rapid.Check(t, func(t *rapid.T) {
		d := create(t, e, DefaultLimits(), testID(7))
		was := ""
		var all []sent
		for range rapid.IntRange(1, 4).Draw(t, "edits") {
			r := []rune(was)
			at := rapid.IntRange(0, len(r)).Draw(t, "at")
			cut := rapid.IntRange(at, min(len(r), at+5)).Draw(t, "cut")
			ins := rapid.StringOfN(rapid.SampledFrom([]rune("ab é😀")), 0, 40, -1).Draw(t, "ins")
			now := string(r[:at]) + ins + string(r[cut:])
			all = append(all, write(t, d, person(1), was, now)...)
			was = now
		}
		for _, c := range all {
			same(t, c.raw)
			body, _, err := chunkBody(c.raw)
			if err != nil {
				t.Fatal(err)
			}
			body = append([]byte{}, body...)
			at := rapid.IntRange(len(body)/2, len(body)-1).Draw(t, "damaged") // the columns
			body[at] = rapid.Byte().Draw(t, "to")
			same(t, appendChunk(nil, body))
		}
	})
}

func same(t *rapid.T, raw []byte) {
	quick, quickErr := Parse(raw, DefaultLimits())
	slow, slowErr := oneByOne(raw, DefaultLimits())
	if (quickErr == nil) != (slowErr == nil) || quickErr != nil && quickErr.Error() != slowErr.Error() {
		t.Fatalf("%v, and one by one %v", quickErr, slowErr)
	}
	if quickErr == nil && (!reflect.DeepEqual(quick.ops, slow.ops) || !reflect.DeepEqual(quick.preds, slow.preds)) {
		t.Fatalf("%v, and one by one %v", quick.ops, slow.ops)
	}
}
