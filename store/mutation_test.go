package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/rand"
	"runtime"
	"strings"
	"testing"
	"time"

	"moot/store/doc"
	"moot/store/forum"
)

// TestGateMutations: a member's modified program sends damaged changes, checksums put right and signed. Whatever they
// are, the process lives, each is dealt with quickly and in little memory, the texts stay whole, and a second device
// that gets the same entries in other batches reaches the same. MOOT_MUTATIONS sets how many (1000000 by make mutations).
func TestGateMutations(t *testing.T) {
	unraced(t)
	n := rounds(t, "MOOT_MUTATIONS", 4000)
	r := rand.New(rand.NewSource(int64(n)))
	ann, bob, g := pair(t)
	cat := device(t, "Cat")
	join(t, ann, cat, g)
	give(t, ann, bob, g)
	texts := []forum.ID{}
	for range 40 {
		p := must[forum.ID](t)(bob.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six trees 🌳 in the square."))
		must[string](t)(bob.EditText(ctx, g, p, "Six trees 🌳 in the square.", "Twelve trees 🌳 in a square, é."))
		texts = append(texts, p)
	}
	give(t, bob, ann, g)
	give(t, bob, cat, g)
	honest := changesOf(t, bob, g)
	key := bob.keys.device
	at := bob.Heights(g)[forum.Chain{Device: bob.Identity(), Lane: forum.ContentLane}]
	roll := must[*forum.Roll](t)(ann.Roll(ctx, g)).Cite()
	later := time.Now().Add(time.Hour).UnixMilli()
	const batch = 500
	var slowest time.Duration
	var most int64
	for done := 0; done < n; done += batch {
		var entries []forum.Entry
		for range min(batch, n-done) {
			base := honest[r.Intn(len(honest))]
			raw := mutate(r, base.Payload)
			h := forum.Header{Group: g, Device: bob.Identity(), Lane: forum.ContentLane, Seq: at.Seq + 1, Prev: at.Head, Roll: roll,
				Time: later, Subject: texts[r.Intn(len(texts))], Kind: forum.KindChange, Hash: sha256.Sum256(raw)}
			if c, err := doc.Parse(raw, bob.limits); err == nil {
				h.Hash = forum.ID(c.Hash)
			}
			e := must[forum.Entry](t)(forum.Seal(h, raw, key))
			at = forum.Height{Seq: e.Seq, Head: e.ID}
			entries = append(entries, e)
		}
		before := allocated()
		start := time.Now()
		rep := must[forum.Report](t)(ann.Apply(ctx, g, "peer:bob", entries))
		slowest = max(slowest, time.Since(start)/batch)
		most = max(most, allocated()-before)
		if rep.New != len(entries) || rep.Refused > 0 {
			t.Fatalf("after %d: %+v", done, rep)
		}
		for i := 0; i < len(entries); i += 50 { // other batches elsewhere
			must[forum.Report](t)(cat.Apply(ctx, g, "peer:ann", entries[i:min(i+50, len(entries))]))
		}
	}
	t.Logf("%d damaged changes: a mean of %v each in the slowest batch, %d bytes for all of the largest", n, slowest, most)
	if slowest > 50*time.Millisecond {
		t.Errorf("the slowest batch took %v for each", slowest)
	}
	if most > 16<<20 {
		t.Errorf("a batch of %d took %d bytes", batch, most)
	}
	for _, p := range texts {
		if must[string](t)(ann.Text(ctx, g, p)) != must[string](t)(cat.Text(ctx, g, p)) {
			t.Error("two devices show different words")
		}
	}
	for _, s := range []*Store{ann, cat} {
		if v := must[VerifyReport](t)(s.Verify(ctx, g)); !v.OK {
			t.Error(v.Problems)
		}
	}
	if must[forum.ID](t)(ann.Digest(ctx, g)) != must[forum.ID](t)(cat.Digest(ctx, g)) {
		t.Error("two devices show different things")
	}
}

// allocated gives how many bytes Moot's own code has asked for since the process began. What Badger asks for when it puts
// its tables together, which it does whenever it likes and in proportion to all it holds, is not the doing of a change.
func allocated() (bytes int64) {
	runtime.GC()
	runtime.GC() // the profile is of what had happened by the collection before the last
	var records []runtime.MemProfileRecord
	n, ok := runtime.MemProfile(nil, true)
	for !ok { // it may grow while it is read
		records = make([]runtime.MemProfileRecord, n+100)
		n, ok = runtime.MemProfile(records, true)
	}
	for i := range records[:n] {
		r := &records[i]
		if r.AllocObjects == 0 || !moots(r.Stack()) {
			continue
		}
		// Allocations are sampled by their size, so the sample is scaled back as package pprof does it.
		each := float64(r.AllocBytes) / float64(r.AllocObjects)
		bytes += int64(float64(r.AllocBytes) / (1 - math.Exp(-each/float64(runtime.MemProfileRate))))
	}
	return bytes
}

func moots(stack []uintptr) bool {
	frames := runtime.CallersFrames(stack)
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "moot/store.(*Store)") || strings.HasPrefix(f.Function, "moot/store/") {
			return true
		}
		if !more {
			return false
		}
	}
}

// changesOf gives a device's own changes with their bytes.
func changesOf(t testing.TB, s *Store, g forum.ID) (out []forum.Entry) {
	must[uint64](t)(s.Tail(ctx, g, nil, 0, func(run []forum.Entry) error {
		for i := range run {
			if run[i].Kind == forum.KindChange && run[i].Device == s.Identity() {
				out = append(out, run[i])
			}
		}
		return nil
	}))
	return out
}

// mutate damages a change's body in a few places and puts its length and checksum right again.
func mutate(r *rand.Rand, raw []byte) []byte {
	const head = 9 // magic, checksum, type
	_, size := binary.Uvarint(raw[head:])
	body := bytes.Clone(raw[head+size:])
	for range 1 + r.Intn(3) {
		i := r.Intn(len(body))
		switch r.Intn(5) {
		case 0:
			body[i] ^= 1 << r.Intn(8)
		case 1:
			body[i] = byte(r.Intn(256))
		case 2:
			body = append(body[:i], body[min(len(body), i+1+r.Intn(4)):]...)
		case 3:
			body = append(body[:i:i], append(bytes.Repeat([]byte{0xff}, 1+r.Intn(9)), body[i:]...)...)
		case 4:
			body[i]++
		}
		if len(body) == 0 {
			body = []byte{0}
		}
	}
	framed := append([]byte{raw[8]}, binary.AppendUvarint(nil, uint64(len(body)))...)
	framed = append(framed, body...)
	sum := sha256.Sum256(framed)
	return append(append(bytes.Clone(raw[:4]), sum[:4]...), framed...)
}
