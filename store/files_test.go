package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"moot/store/forum"
)

// noise is bytes that are the same for the same seed.
func noise(seed byte, n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{seed})
	_, _ = r.Read(b) // never fails
	return b
}

// album is a group of two with a proposal, on two devices.
func album(t testing.TB) (ann, bob *Store, g, p forum.ID) {
	t.Helper()
	ann, bob = device(t, "Ann"), device(t, "Bob")
	g = must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Street"}))
	join(t, ann, bob, g)
	p = must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Pond"}, "Dig."))
	give(t, ann, bob, g)
	return ann, bob, g, p
}

func addFile(t testing.TB, s *Store, g, on forum.ID, name string, b []byte) forum.ID {
	t.Helper()
	return must[forum.ID](t)(s.AddFile(ctx, g, on, NewFile{Name: name, Media: "application/octet-stream"}, bytes.NewReader(b)))
}

func fileRow(t testing.TB, s *Store, g, id forum.ID) FileRow {
	t.Helper()
	return must[FileRow](t)(s.File(ctx, g, id))
}

// carry brings the chunks of a file that b lacks from a to b.
func carry(t testing.TB, a, b *Store, g, id forum.ID) {
	t.Helper()
	for i, have := range must[[]bool](t)(b.HasChunks(ctx, g, id)) {
		if !have {
			ok(t, b.KeepChunk(ctx, g, id, i, must[[]byte](t)(a.FileChunk(ctx, g, id, i))))
		}
	}
}

func readFile(t testing.TB, s *Store, g, id forum.ID) []byte {
	t.Helper()
	return must[[]byte](t)(io.ReadAll(must[*FileReader](t)(s.OpenFile(ctx, g, id))))
}

func onDisk(t testing.TB, s *Store) (files int, bytes int64) {
	t.Helper()
	ok(t, filepath.WalkDir(filepath.Join(s.home, filesDir), func(_ string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && d.IsDir() {
			return nil
		}
		if err != nil {
			return err
		}
		info, err := d.Info()
		files, bytes = files+1, bytes+info.Size()
		return err
	}))
	return files, bytes
}

func refusedFile(t testing.TB, err error, code, words string) {
	t.Helper()
	var r *RefusedError
	if !errors.As(err, &r) || r.Code != code || !strings.Contains(r.Error(), words) {
		t.Errorf("%v, not %s: …%s…", err, code, words)
	}
}

func TestFilesFromAddingToSaving(t *testing.T) {
	ann, bob, g, p := album(t)
	content := noise(1, 2*forum.FileChunk+1000)
	id := addFile(t, ann, g, p, "pond.bin", content)
	row := fileRow(t, ann, g, id)
	if !row.Whole() || row.Here != 3 || row.By != "Ann" || row.Where.Title != "Pond" || row.Size != int64(len(content)) {
		t.Errorf("%+v", row)
	}
	if !bytes.Equal(readFile(t, ann, g, id), content) {
		t.Error("what is read is not what was added")
	}
	if give(t, ann, bob, g).Refused > 0 {
		t.Fatal("refused")
	}
	if d := must[forum.ID](t)(bob.Digest(ctx, g)); d != must[forum.ID](t)(ann.Digest(ctx, g)) {
		t.Error("the digests differ though both show the same")
	}
	row = fileRow(t, bob, g, id)
	if row.Here != 0 || row.Wanted {
		t.Errorf("before it is wanted: %+v", row)
	}
	_, err := bob.OpenFile(ctx, g, id)
	refusedFile(t, err, CodeMissing, "not all here yet")
	wants := must[[]forum.FileWant](t)(bob.FileWants(ctx, g))
	if len(wants) != 1 || wants[0].Wanted || len(wants[0].Missing()) != 3 {
		t.Errorf("%+v", wants)
	}
	ok(t, bob.WantFile(ctx, g, id))
	ok(t, bob.NoteHolder(ctx, g, ann.Identity(), map[forum.ID]int{id: 3}))
	if row = fileRow(t, bob, g, id); !row.Wanted || len(row.Holders) != 1 || row.Holders[0].Name != "Ann" {
		t.Errorf("once wanted: %+v", row)
	}
	ok(t, bob.KeepChunk(ctx, g, id, 1, content[forum.FileChunk:2*forum.FileChunk]))
	if missing := must[[]forum.FileWant](t)(bob.FileWants(ctx, g))[0].Missing(); len(missing) != 2 || missing[1] != 2 {
		t.Errorf("missing %v", missing)
	}
	carry(t, ann, bob, g, id)
	if row = fileRow(t, bob, g, id); !row.Whole() || row.Wanted || len(must[[]forum.FileWant](t)(bob.FileWants(ctx, g))) > 0 {
		t.Errorf("when it is here: %+v", row)
	}
	r := must[*FileReader](t)(bob.OpenFile(ctx, g, id))
	must[int64](t)(r.Seek(-10, io.SeekEnd))
	if got := must[[]byte](t)(io.ReadAll(r)); !bytes.Equal(got, content[len(content)-10:]) {
		t.Error("the end is not the end")
	}
	for _, s := range []*Store{ann, bob} {
		if v := must[VerifyReport](t)(s.Verify(ctx, g)); !v.OK || v.Chunks != 3 {
			t.Errorf("%+v", v)
		}
		asRebuilt(t, s, g)
	}
}

// TestFilesDropped: the room of what is taken away is given back, on every device that hears of it, unless something else
// has the same bytes.
func TestFilesDropped(t *testing.T) {
	ann, bob, g, p := album(t)
	shared := noise(1, forum.FileChunk)
	one := addFile(t, ann, g, p, "one", append(bytes.Clone(shared), noise(2, 500)...))
	two := addFile(t, ann, g, p, "two", append(bytes.Clone(shared), noise(3, 500)...))
	if n, _ := onDisk(t, ann); n != 3 {
		t.Errorf("%d chunks on the disk, not 3: the same bytes are kept twice", n)
	}
	give(t, ann, bob, g)
	carry(t, ann, bob, g, one)
	carry(t, ann, bob, g, two)
	refusedFile(t, bob.DropFile(ctx, g, one, ""), CodeRefused, "nly whoever made it, or an officer")
	before := must[forum.ID](t)(ann.Digest(ctx, g))
	ok(t, ann.DropFile(ctx, g, one, "blurred"))
	if must[forum.ID](t)(ann.Digest(ctx, g)) == before {
		t.Error("the digest does not see that a file was taken away")
	}
	give(t, ann, bob, g)
	for _, s := range []*Store{ann, bob} {
		if n, size := onDisk(t, s); n != 2 || size != forum.FileChunk+500 {
			t.Errorf("%d chunks, %d bytes are left", n, size)
		}
		_, err := s.File(ctx, g, one)
		refusedFile(t, err, CodeNotFound, "taken away")
		if len(readFile(t, s, g, two)) != forum.FileChunk+500 {
			t.Error("the other file has lost bytes")
		}
		asRebuilt(t, s, g)
	}
	refusedFile(t, ann.DropFile(ctx, g, one, ""), CodeNotFound, "taken away")
}

// TestFileOfRemovedPerson: a removal hides a file and does not delete it, for it may be taken back.
func TestFileOfRemovedPerson(t *testing.T) {
	ann, bob, g, p := album(t)
	roll := must[*forum.Roll](t)(ann.Roll(ctx, g))
	them, _ := roll.ByDevice(bob.Identity())
	id := addFile(t, bob, g, p, "b", noise(1, 100))
	ok(t, ann.Remove(ctx, g, them.Person, "moved"))
	give(t, bob, ann, g)
	if _, err := ann.File(ctx, g, id); err == nil {
		t.Error("a file of a removed person, unseen before, is shown")
	}
	if err := ann.KeepChunk(ctx, g, id, 0, noise(1, 100)); err == nil {
		t.Error("and its bytes are taken in")
	}
	if rows := must[[]FileRow](t)(ann.Files(ctx, g, forum.ID{})); len(rows) > 0 {
		t.Errorf("it is listed: %+v", rows)
	}

	// One that was here before a removal by somebody who had not seen it stays on the disk, unseen.
	ann, bob, g, p = album(t)
	cat := device(t, "Cat")
	join(t, ann, cat, g)
	roll = must[*forum.Roll](t)(ann.Roll(ctx, g))
	them, _ = roll.ByDevice(cat.Identity())
	ok(t, ann.SetRole(ctx, g, them.Person, forum.RoleOfficer, ""))
	give(t, ann, bob, g)
	give(t, ann, cat, g)
	id = addFile(t, bob, g, p, "b", noise(1, 100))
	give(t, bob, ann, g)
	carry(t, bob, ann, g, id)
	them, _ = roll.ByDevice(bob.Identity())
	ok(t, cat.Remove(ctx, g, them.Person, "moved"))
	give(t, cat, ann, g)
	if rows := must[[]FileRow](t)(ann.Files(ctx, g, forum.ID{})); len(rows) > 0 {
		t.Fatalf("it is listed: %+v", rows)
	}
	ok(t, ann.DropFile(ctx, g, addFile(t, ann, g, p, "a", noise(2, 100)), "")) // which tidies up
	if n, _ := onDisk(t, ann); n != 1 {
		t.Errorf("%d chunks are left, not the one that is hidden", n)
	}
	asRebuilt(t, ann, g)
}

// TestWrongChunk and the rest are attacks, by name.
func TestWrongChunk(t *testing.T) {
	ann, bob, g, p := album(t)
	content := noise(1, forum.FileChunk+10)
	id := addFile(t, ann, g, p, "a", content)
	give(t, ann, bob, g)
	for name, c := range map[string]struct {
		i int
		b []byte
	}{
		"other bytes": {0, noise(2, forum.FileChunk)}, "one bit": {1, append(bytes.Clone(content[forum.FileChunk:len(content)-1]), content[len(content)-1]^1)},
		"another's place": {1, content[:forum.FileChunk]}, "short": {0, content[:100]}, "long": {1, content[forum.FileChunk-1:]}, "none": {0, nil},
		"beyond the end": {2, content[:10]}, "before the start": {-1, content[:10]},
	} {
		if err := bob.KeepChunk(ctx, g, id, c.i, c.b); err == nil {
			t.Errorf("%s: taken in", name)
		}
	}
	if n, _ := onDisk(t, bob); n != 0 {
		t.Errorf("%d files on the disk", n)
	}
}

// TestUnnamedChunk: a chunk that no record names is not kept, whoever pushes it in a bundle.
func TestUnnamedChunk(t *testing.T) {
	ann, bob, g, p := album(t)
	id := addFile(t, ann, g, p, "a", noise(1, 100))
	if kept, err := bob.KeepNamedChunk(ctx, g, noise(1, 100)); kept || err != nil {
		t.Errorf("before its record is here: %v %v", kept, err)
	}
	give(t, ann, bob, g)
	if kept, err := bob.KeepNamedChunk(ctx, g, noise(9, 100)); kept || err != nil {
		t.Errorf("a stranger's bytes: %v %v", kept, err)
	}
	if kept, err := bob.KeepNamedChunk(ctx, g, noise(1, 100)); !kept || err != nil || !bytes.Equal(readFile(t, bob, g, id), noise(1, 100)) {
		t.Errorf("its own bytes: %v %v", kept, err)
	}
	ok(t, ann.DropFile(ctx, g, id, ""))
	give(t, ann, bob, g)
	if kept, err := bob.KeepNamedChunk(ctx, g, noise(1, 100)); kept || err != nil {
		t.Errorf("once it is taken away: %v %v", kept, err)
	}
}

// TestQuotaFlood: however many files somebody's records name, no device keeps more than the charter's room for all.
func TestQuotaFlood(t *testing.T) {
	ann, bob, g, p := album(t)
	const size = 3 * forum.FileChunk
	var files []forum.ID
	for i := range 4 {
		files = append(files, addFile(t, bob, g, p, "junk", noise(byte(i+1), size)))
	}
	ok(t, ann.SetCharter(ctx, g, forum.Charter{Rules: &forum.Rules{Files: &forum.Files{Most: 2 * forum.FileChunk, Total: 2 * size}}}))
	give(t, bob, ann, g)
	ann.KeepAllFiles(true)
	full := 0
	for _, id := range files {
		for i := range 3 {
			if err := ann.KeepChunk(ctx, g, id, i, must[[]byte](t)(bob.FileChunk(ctx, g, id, i))); err != nil {
				refusedFile(t, err, CodeNoRoom, "that its charter gives them")
				full++
			}
		}
	}
	if _, bytes := onDisk(t, ann); bytes != 2*size || full != 6 {
		t.Errorf("%d bytes are kept, %d chunks refused", bytes, full)
	}
	_, err := ann.AddFile(ctx, g, p, NewFile{Name: "x", Media: "text/plain"}, bytes.NewReader(noise(9, 1)))
	refusedFile(t, err, CodeNoRoom, "would be more than")
	give(t, ann, bob, g)
	before, _ := onDisk(t, bob)
	_, err = bob.AddFile(ctx, g, p, NewFile{Name: "x", Media: "text/plain"}, bytes.NewReader(noise(9, size)))
	refusedFile(t, err, CodeNoRoom, "would be more than")
	if after, _ := onDisk(t, bob); after != before {
		t.Errorf("a refused file has left %d chunks", after-before)
	}
}

// TestFileCrash: what a kill leaves of a file that was being added is cleared away; a damaged chunk is told of and fetched again.
func TestFileCrash(t *testing.T) {
	ann, bob, g, p := album(t)
	id := addFile(t, ann, g, p, "a", noise(1, 100))
	give(t, ann, bob, g)
	carry(t, ann, bob, g, id)
	home := ann.home
	dir := filepath.Join(home, filesDir, g.String())
	ok(t, ann.Close())
	orphan := sha256.Sum256([]byte("orphan"))
	ok(t, os.WriteFile(filepath.Join(dir, forum.ID(orphan).String()), []byte("orphan"), 0o600))
	ok(t, os.WriteFile(filepath.Join(dir, forum.ID{1}.String()+partSuffix), []byte("half"), 0o600))
	ann = open(t, home)
	if n, _ := onDisk(t, ann); n != 1 || len(readFile(t, ann, g, id)) != 100 {
		t.Errorf("%d chunks are left, not 1", n)
	}
	name := filepath.Join(dir, fileRow(t, ann, g, id).Chunks[0].String())
	ok(t, os.WriteFile(name, noise(2, 100), 0o600))
	if v := must[VerifyReport](t)(ann.Verify(ctx, g)); v.OK || !strings.Contains(v.Problems[0], `"a" is damaged`) {
		t.Errorf("%+v", v)
	}
	r, err := ann.OpenFile(ctx, g, id)
	if err == nil {
		_, err = io.ReadAll(r)
	}
	refusedFile(t, err, CodeMissing, "not all here")
	if row := fileRow(t, ann, g, id); row.Here != 0 {
		t.Errorf("a damaged chunk counts as here: %+v", row)
	}
	carry(t, bob, ann, g, id)
	if !bytes.Equal(readFile(t, ann, g, id), noise(1, 100)) {
		t.Error("it did not come back")
	}
}

// A reading that is given up in the middle leaves nothing.
func TestFileAddGivenUp(t *testing.T) {
	ann, _, g, p := album(t)
	broken := errors.New("the stick was pulled out")
	_, err := ann.AddFile(ctx, g, p, NewFile{Name: "x", Media: "text/plain"}, io.MultiReader(bytes.NewReader(noise(1, forum.FileChunk+5)), failing{broken}))
	if !errors.Is(err, broken) {
		t.Error(err)
	}
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := ann.AddFile(stopped, g, p, NewFile{Name: "x", Media: "text/plain"}, bytes.NewReader(noise(1, 5))); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	for name, n := range map[string]NewFile{"path trick": {Name: "../x", Media: "text/plain"}, "no media": {Name: "x"}} {
		if _, err := ann.AddFile(ctx, g, p, n, bytes.NewReader(noise(1, 5))); err == nil {
			t.Errorf("%s: added", name)
		}
	}
	_, err = ann.AddFile(ctx, g, p, NewFile{Name: "x", Media: "text/plain"}, io.LimitReader(zeros{}, forum.DefaultFiles.Most+1))
	refusedFile(t, err, CodeRefused, "larger than the 10MB")
	if _, err := ann.AddFile(ctx, g, p, NewFile{Name: "x", Media: "text/plain"}, bytes.NewReader(nil)); err == nil {
		t.Error("an empty file is added")
	}
	if n, _ := onDisk(t, ann); n != 0 {
		t.Errorf("%d chunks are left", n)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
