package sync_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"moot/store"
	"moot/store/forum"
	peersync "moot/sync"
)

// With the real store: a file is fetched over the network, and by a bundle that brings its record and its bytes at once.
func TestFilesWithTheRealStore(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	a, b, c := device(t, "Ann"), device(t, "Bob"), device(t, "Cat")
	g := must[forum.ID](t)(a.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	na := node(t, a)
	ticket := must[forum.Ticket](t)(forum.ParseTicket(must[string](t)(a.Invite(ctx, g, store.InviteTerms{Uses: 5}, na.Addrs()))))
	nb := node(t, b)
	must[forum.Standing](t)(nb.Join(ctx, ticket))
	p := must[forum.ID](t)(a.NewProposal(ctx, g, forum.NewProposal{Title: "Pond"}, "Dig."))
	content := make([]byte, 5*forum.FileChunk+9)
	_, _ = rand.NewChaCha8([32]byte{}).Read(content)
	id := must[forum.ID](t)(a.AddFile(ctx, g, p, store.NewFile{Name: "pond.bin", Media: "application/octet-stream"}, bytes.NewReader(content)))
	until(t, "Bob hears of it", nb, equal(t, g, a, b))
	if err := b.WantFile(ctx, g, id); err != nil {
		t.Fatal(err)
	}
	until(t, "Bob has it", nb, func() bool { return must[store.FileRow](t)(b.File(ctx, g, id)).Whole() })
	var got bytes.Buffer
	if err := b.CopyFile(ctx, g, id, &got); err != nil || !bytes.Equal(got.Bytes(), content) {
		t.Error("what came is not what was added", err)
	}

	var file bytes.Buffer
	_, chunks, _, err := peersync.WriteBundleWithFiles(ctx, b, g, &file, nil)
	if err != nil || chunks != 6 {
		t.Fatal(chunks, err)
	}
	if err := c.BeginJoin(ctx, ticket); err != nil {
		t.Fatal(err)
	}
	_, r, err := peersync.ReadBundle(ctx, c, bytes.NewReader(file.Bytes()))
	if err != nil || r.Chunks != 6 || r.ChunksRefused != 0 {
		t.Errorf("%+v %v", r, err)
	}
	// Once it is taken away, the same bundle brings nothing back.
	if err := a.DropFile(ctx, g, id, ""); err != nil {
		t.Fatal(err)
	}
	until(t, "Bob hears that it is taken away", nb, equal(t, g, a, b))
	if _, r, err = peersync.ReadBundle(ctx, b, bytes.NewReader(file.Bytes())); err != nil || r.Chunks != 0 || r.ChunksRefused != 6 || !strings.Contains(r.Reasons[0], "belongs to nothing") {
		t.Errorf("%+v %v", r, err)
	}
}
