package sync

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"testing"

	"filippo.io/age"

	"moot/store/forum"
)

// withFiles is a bundle of what Ann has, with files.
func withFiles(t *testing.T, s Store, g forum.ID) (file []byte, chunks int) {
	t.Helper()
	var out bytes.Buffer
	_, chunks, size, err := WriteBundleWithFiles(context.Background(), s, g, &out, nil)
	if err != nil || size != int64(out.Len()) {
		t.Fatal(size, err)
	}
	return out.Bytes(), chunks
}

func TestBundleWithFiles(t *testing.T) {
	g, a, b, plain := small(t)
	id := file(g, content(1, 2*forum.FileChunk+5), a, b)
	bundle, chunks := withFiles(t, a, g)
	if chunks != 3 {
		t.Errorf("%d chunks", chunks)
	}
	for range 2 {
		_, r, err := read(b, bundle)
		if err != nil || r.Chunks != 3 || r.ChunksRefused != 0 || !b.whole(id)() || !same(g, a, b) {
			t.Errorf("%+v %v", r, err)
		}
	}
	if _, r, err := read(b, plain); err != nil || r.Chunks != 0 {
		t.Errorf("one without files: %+v %v", r, err)
	}
}

// Half a bundle with files is refused, wherever it ends, and nothing of it is kept.
func TestBundleWithFilesHalfWritten(t *testing.T) {
	g, a, b, _ := small(t)
	id := file(g, content(1, 2*forum.FileChunk+5), a, b)
	bundle, _ := withFiles(t, a, g)
	for n := 0; n < len(bundle); n += 1 + len(bundle)/97 {
		if _, _, err := read(b, bundle[:n]); !errors.Is(err, ErrCutShort) {
			t.Fatalf("cut at %d: %v", n, err)
		}
	}
	if b.here(id) > 0 {
		t.Error("something of it is kept")
	}
}

// A chunk that no record names, pushed in a bundle, is not kept; the rest is.
func TestBundleUnnamedChunk(t *testing.T) {
	g, a, b, _ := small(t)
	id := file(g, content(1, forum.FileChunk+5), a, b)
	file(g, content(2, 3*forum.FileChunk), a) // of this one Bob has no record
	bundle, _ := withFiles(t, a, g)
	_, r, err := read(b, bundle)
	if err != nil || r.Chunks != 2 || r.ChunksRefused != 3 || !slices.Contains(r.Reasons, errUnnamed.Error()) || !b.whole(id)() {
		t.Errorf("%+v %v", r, err)
	}
}

func TestBundleWithFilesFromAMemberWhoMeansHarm(t *testing.T) {
	g, a, b, _ := small(t)
	id := file(g, content(1, 100), a, b)
	entry, err := a.groups[g].chains[forum.Chain{Device: a.Identity(), Lane: forum.ContentLane}][0].Encode()
	if err != nil {
		t.Fatal(err)
	}
	body, err := pack([]byte{0, 0}, append(binary.BigEndian.AppendUint32(nil, uint32(len(entry))), entry...))
	if err != nil {
		t.Fatal(err)
	}
	end := func(counts ...uint64) (b []byte) {
		for _, n := range counts {
			b = binary.BigEndian.AppendUint64(b, n)
		}
		return b
	}
	chunk := content(1, 100)
	sealed := func(v byte, frames func(io.Writer)) []byte {
		var out bytes.Buffer
		out.WriteString(bundleMagic)
		w, err := age.Encrypt(&out, groupKey{forum.BundleKey(a.groups[g].ticket.Secret)})
		if err != nil {
			t.Fatal(err)
		}
		if err := writeFrame(w, kindBundle, append([]byte{v}, g[:]...)); err != nil {
			t.Fatal(err)
		}
		frames(w)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return ended(out.Bytes())
	}
	for name, c := range map[string]struct {
		v      byte
		frames func(io.Writer)
	}{
		"a chunk without saying so": {version, func(w io.Writer) { writeFrame(w, kindChunk, chunk); writeFrame(w, kindEnd, end(0)) }},
		"a chunk not counted":       {moreVersion, func(w io.Writer) { writeFrame(w, kindChunk, chunk); writeFrame(w, kindEnd, end(0, 0)) }},
		"a chunk too many":          {moreVersion, func(w io.Writer) { writeFrame(w, kindChunk, chunk); writeFrame(w, kindEnd, end(0, 2)) }},
		"an old end":                {moreVersion, func(w io.Writer) { writeFrame(w, kindEnd, end(0)) }},
		"entries after chunks": {moreVersion, func(w io.Writer) {
			writeFrame(w, kindChunk, chunk)
			writeFrame(w, kindEntries, body)
			writeFrame(w, kindEnd, end(1, 1))
		}},
		"an oversized claim": {moreVersion, func(w io.Writer) {
			w.Write([]byte{byte(kindChunk), 0, 4, 0, 1})
			w.Write(make([]byte, forum.FileChunk+1))
			writeFrame(w, kindEnd, end(0, 1))
		}},
		"an empty chunk": {moreVersion, func(w io.Writer) { writeFrame(w, kindChunk, nil); writeFrame(w, kindEnd, end(0, 1)) }},
	} {
		if _, _, err := read(b, sealed(c.v, c.frames)); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := read(b, sealed(moreVersion+1, func(io.Writer) {})); !errors.Is(err, ErrNewerBundle) {
		t.Errorf("of a later version: %v", err)
	}
	if b.here(id) > 0 {
		t.Error("something of them is kept")
	}
}
