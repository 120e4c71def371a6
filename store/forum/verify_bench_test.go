package forum

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"testing"
)

// manyEntries is a group's worth of history.
const manyEntries = 1_000_000

// sentChain gives a chain as it is stored and sent after a catch-up: one signature for every RunMax entries.
func sentChain(b *testing.B, n int) (encoded [][]byte) {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	h := Header{Version: Version, Group: ID{1}, Device: DeviceOf(key), Lane: ContentLane, Roll: []ID{{2}}, Subject: ID{3}, Kind: KindComment}
	text := []byte("It is dark there, and people trip over the kerb by the bins. Number 00000000")
	for i := range n {
		binary.BigEndian.PutUint64(text[len(text)-8:], 0x3030303030303030+uint64(i)%10)
		payload := must(encode(NewComment{Body: string(text)}))
		h.Seq, h.Time, h.Size, h.Hash = uint64(i)+1, int64(i), uint32(len(payload)), sha256.Sum256(payload)
		e := must(parse(must(encode(h))))
		e.Payload = payload
		if i%RunMax == RunMax-1 || i == n-1 {
			e.Sig = ed25519.Sign(key, append([]byte(signTag), e.ID[:]...))
		}
		encoded = append(encoded, must(e.Encode()))
		h.Prev = e.ID
	}
	return encoded
}

// BenchmarkVerifyMillion checks a history of a million entries from its bytes, on one core: decoding, canonical form, the
// hash of each header and payload, every link, and one signature for each run. Then what of it each part takes.
func BenchmarkVerifyMillion(b *testing.B) {
	encoded := sentChain(b, manyEntries)
	each := func(b *testing.B, f func([][]byte)) {
		for b.Loop() {
			for rest := encoded; len(rest) > 0; rest = rest[min(RunMax, len(rest)):] {
				f(rest[:min(RunMax, len(rest))])
			}
		}
		b.ReportMetric(float64(b.N)*manyEntries/b.Elapsed().Seconds(), "entries/s")
		b.ReportMetric(0, "ns/op")
	}
	b.Run("all", func(b *testing.B) {
		run := make([]Entry, 0, RunMax)
		var last Entry
		each(b, func(enc [][]byte) {
			run = run[:0]
			for _, raw := range enc {
				run = append(run, must(DecodeEntry(raw)))
			}
			if run[0].Seq > 1 && Follows(&run[0], &last) != nil || VerifyRun(run) != nil {
				b.Fatal("a good run is refused")
			}
			last = run[len(run)-1]
		})
	})
	b.Run("decoding", func(b *testing.B) {
		each(b, func(enc [][]byte) {
			for _, raw := range enc {
				must(DecodeEntry(raw))
			}
		})
	})
	b.Run("signatures", func(b *testing.B) {
		each(b, func(enc [][]byte) {
			e := must(DecodeEntry(enc[len(enc)-1]))
			if e.Verify() != nil {
				b.Fatal("a good signature is refused")
			}
		})
	})
}
