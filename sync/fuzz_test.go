package sync

import (
	"bytes"
	"runtime"
	"testing"

	"moot/store/forum"
)

// FuzzFrame reads any bytes as frames and every body as every message: nothing may fail in another way than with an
// error, and what can be read is written back as the same bytes.
func FuzzFrame(f *testing.F) {
	m := newMem(f, "Ann")
	g := m.found("Street")
	m.say(g, 1, 300)
	var plain []byte
	for _, es := range m.groups[g].chains {
		for i := range es {
			plain = appendEntry(plain, &es[i])
		}
	}
	body, err := pack([]byte{0, 0}, plain)
	if err != nil {
		f.Fatal(err)
	}
	tip1 := tip{forum.Chain{Device: m.Identity()}, forum.Height{Seq: 1}}
	for k, b := range map[kind][]byte{
		kindHello: hello{version: 1}.encode(), kindClaim: claim{slot: 1, ask: []byte{1}}.encode(), kindClosed: closed{1, whyRemoved}.encode(),
		kindAnswer: answer{standing: forum.StandingNone, reason: "No."}.encode(), kindDigest: digest{ask: true}.encode(),
		kindHeights: heights{mode: modeFull, list: []tip{tip1}}.encode(), kindEntries: body,
		kindBoxes: boxSums{1, true, []boxSum{{forum.ID{1}, [32]byte{2}}}}.encode(), kindHeld: boxHeld{1, forum.ID{1}, []forum.ID{{2}}}.encode(),
		kindBallots: boxBallots{1, true, forum.ID{1}, [][]byte{{1, 2}, {}}}.encode(), kindTaken: boxHeld{slot: 1, vote: forum.ID{1}}.encode(),
		kindHere: here{forum.ID{1}, []forum.Place{{Text: forum.ID{2}, Heads: []forum.ID{{3}, {4}}, At: 5}, {Text: forum.ID{6}}}}.encode(),
	} {
		var out bytes.Buffer
		if err := writeFrame(&out, k, b); err != nil {
			f.Fatal(err)
		}
		f.Add(out.Bytes())
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := bytes.NewReader(raw)
		for {
			k, body, err := readFrame(r)
			if err != nil {
				return
			}
			checkBody(t, k, body)
		}
	})
}

func checkBody(t *testing.T, k kind, body []byte) {
	var again []byte
	switch k {
	case kindHello:
		m, err := readHello(body)
		again = back(err, m.encode)
	case kindClaim:
		m, err := readClaim(body)
		again = back(err, m.encode)
	case kindClosed:
		m, err := readClosed(body)
		again = back(err, m.encode)
	case kindDigest:
		m, err := readDigest(body)
		again = back(err, m.encode)
	case kindHeights:
		m, err := readHeights(body)
		again = back(err, m.encode)
	case kindAnswer:
		m, err := readAnswer(body) // its sentence is cleaned
		if err == nil && len(m.reason) > saidMost {
			t.Errorf("a sentence of %d bytes", len(m.reason))
		}
	case kindBoxes:
		m, err := readBoxSums(body)
		again = back(err, m.encode)
	case kindHeld, kindTaken:
		m, err := readBoxHeld(body)
		again = back(err, m.encode)
	case kindBallots:
		m, err := readBoxBallots(body)
		again = back(err, m.encode)
	case kindHere:
		m, err := readHere(body)
		again = back(err, m.encode)
		if err == nil && len(body) > hereMost {
			t.Errorf("a word of %d bytes is taken", len(body))
		}
	case kindEntries:
		if len(body) < 2 {
			return
		}
		if plain, err := unpack(body[2:]); err == nil {
			if len(plain) > maxBody {
				t.Errorf("%d bytes came out", len(plain))
			}
			_, _ = splitEntries(plain) // must not panic; what it gives is checked by the gate
		}
	}
	if again != nil && !bytes.Equal(again, body) {
		t.Errorf("kind %d: %x came back as %x", k, body, again)
	}
}

func back(err error, encode func() []byte) []byte {
	if err != nil {
		return nil
	}
	return encode()
}

func TestPackIsBounded(t *testing.T) {
	c, err := coder()
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"bomb":        c.enc.EncodeAll(make([]byte, 100<<20), []byte{codingZstd, 0, 1, 0, 0}),
		"says less":   c.enc.EncodeAll(make([]byte, 5000), []byte{codingZstd, 0, 0, 0, 9}),
		"says more":   c.enc.EncodeAll(make([]byte, 5000), []byte{codingZstd, 0, 0, 0x20, 0}),
		"too long":    {codingPlain, 0xff, 0xff, 0xff, 0xff},
		"other":       {7, 0, 0, 0, 1, 0},
		"not zstd":    {codingZstd, 0, 0, 0, 1, 0},
		"empty":       {},
		"wrong plain": {codingPlain, 0, 0, 0, 2, 0},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if out, err := unpack(b); err == nil {
			t.Errorf("%s: %d bytes came out", name, len(out))
		}
		if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > 4<<20 {
			t.Errorf("%s: it took %d bytes", name, after.TotalAlloc-before.TotalAlloc)
		}
	}
}
