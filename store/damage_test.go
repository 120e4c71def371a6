package store

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// closed makes a home with a group and a proposal in it and closes it.
func closed(t *testing.T, home string) (g, p forum.ID) {
	s, err := Open(home, Options{})
	ok(t, err)
	must[Me](t)(s.CreateMe(ctx, "Ann"))
	g = must[forum.ID](t)(s.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	p = must[forum.ID](t)(s.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, "Six trees."))
	must[forum.ID](t)(s.NewProposal(ctx, g, forum.NewProposal{Title: "Bins"}, "Two bins."))
	ok(t, s.Close())
	return g, p
}

// TestMarker: a text inside the engine when the process ended is opened twice more, then left closed, and all else works.
func TestMarker(t *testing.T) {
	home := t.TempDir()
	g, p := closed(t, home)
	for try := range byte(crashTries) {
		ok(t, os.WriteFile(filepath.Join(home, markerFile), append([]byte{try}, p[:]...), 0o600))
		s, err := Open(home, Options{})
		ok(t, err)
		_, err = s.Text(ctx, g, p)
		var no *RefusedError
		if given := errors.As(err, &no); given != (try+1 == crashTries) {
			t.Errorf("after %d ends: %v", try+1, err)
		}
		if list := must[[]ProposalCard](t)(s.Proposals(ctx, g, Filter{})); len(list) != 2 {
			t.Errorf("%d proposals", len(list))
		}
		must[forum.ID](t)(s.Comment(ctx, g, p, "What happened?", forum.ID{}))
		ok(t, s.Close())
	}
	s := open(t, home)
	if _, err := s.Text(ctx, g, p); err == nil {
		t.Error("it is opened again after a restart")
	}
}

// TestVerifyFindsDamage: an entry changed in the database, an entry gone from an index, a card that lies about heads.
func TestVerifyFindsDamage(t *testing.T) {
	for name, harm := range map[string]func(*testing.T, *Store, *group, *badger.Txn){
		"an entry's signature": func(t *testing.T, s *Store, g *group, txn *badger.Txn) {
			k := must[kept](t)(g.readPlace(txn, place{1, 2}))
			k.Sig = make([]byte, 64)
			ok(t, txn.Set(entryKey(g.num, 1, 2), k.encode()))
		},
		"an index": func(t *testing.T, s *Store, g *group, txn *badger.Txn) {
			k := must[kept](t)(g.readPlace(txn, place{1, 2}))
			ok(t, txn.Delete(groupKey(prefixID, g.num).id(k.ID)))
		},
		"a missing entry": func(t *testing.T, s *Store, g *group, txn *badger.Txn) {
			ok(t, txn.Delete(entryKey(g.num, 1, 1)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := device(t, "Ann")
			id := must[forum.ID](t)(s.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
			must[forum.ID](t)(s.NewProposal(ctx, id, forum.NewProposal{Title: "Trees"}, "Six trees."))
			if r := must[VerifyReport](t)(s.Verify(ctx, id)); !r.OK || r.Chains != 2 || r.Entries != 3 {
				t.Fatalf("before: %+v", r)
			}
			g := must[*group](t)(s.group(id))
			ok(t, s.db.Update(func(txn *badger.Txn) error { harm(t, s, g, txn); return nil }))
			if r := must[VerifyReport](t)(s.Verify(ctx, id)); r.OK || len(r.Problems) == 0 {
				t.Errorf("after: %+v", r)
			}
		})
	}
}

// TestFlippedByte: a byte changed in a table on disk is found out, not read back as if nothing were.
func TestFlippedByte(t *testing.T) {
	home := t.TempDir()
	g, p := closed(t, home)
	tables, err := filepath.Glob(filepath.Join(home, databaseDir, "*.sst"))
	if err != nil || len(tables) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	for _, f := range tables {
		b := must[[]byte](t)(os.ReadFile(f))
		b[len(b)/3] ^= 0x40
		ok(t, os.WriteFile(f, b, 0o600))
	}
	s, err := Open(home, Options{})
	if err != nil {
		return // found when it was opened
	}
	defer s.Close()
	r, err := s.Verify(ctx, g)
	_, textErr := s.Text(ctx, g, p)
	if err == nil && r.OK && textErr == nil {
		t.Error("nobody noticed")
	}
}

// TestFullDisk: with no room left a deed is refused in plain words, nothing saved is lost, and with room again it works.
func TestFullDisk(t *testing.T) {
	if os.Getuid() != 0 || testing.Short() {
		t.Skip("a small disk can only be made by root")
	}
	home := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", home).CombinedOutput(); err != nil {
		t.Skipf("no small disk can be made here: %s", out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", home).CombinedOutput(); err != nil {
			t.Errorf("umount: %s", out)
		}
	})
	g, p := closed(t, home)
	s, err := Open(home, Options{})
	ok(t, err)
	defer s.Close()
	free := must[uint64](t)(freeBytes(home))
	fat := filepath.Join(home, "photos")
	ok(t, os.WriteFile(fat, make([]byte, int(free)-8<<20), 0o600))
	_, err = s.Comment(ctx, g, p, "Is there room?", forum.ID{})
	var no *RefusedError
	if !errors.As(err, &no) || no.Code != CodeDiskFull || !strings.Contains(no.Error(), "make some room") {
		t.Errorf("on a full disk: %v", err)
	}
	if got := must[string](t)(s.Text(ctx, g, p)); got != "Six trees." {
		t.Errorf("text %q", got)
	}
	ok(t, os.Remove(fat))
	must[forum.ID](t)(s.Comment(ctx, g, p, "There is now.", forum.ID{}))
	if r := must[VerifyReport](t)(s.Verify(ctx, g)); !r.OK {
		t.Error(r.Problems)
	}
}

// TestHalfMadeTable: a table or log that a kill left half made is nobody's loss, and the home opens.
func TestHalfMadeTable(t *testing.T) {
	home := t.TempDir()
	g, p := closed(t, home)
	for name, size := range map[string]int{"000777.sst": 0, "000778.sst": 7, "00777.mem": 0, "000777.vlog": 0} {
		ok(t, os.WriteFile(filepath.Join(home, databaseDir, name), make([]byte, size), 0o600))
	}
	s := open(t, home)
	if got := must[string](t)(s.Text(ctx, g, p)); got != "Six trees." {
		t.Errorf("text %q", got)
	}
}

// TestUnopenable: a database that cannot be opened gives a sentence, and does not wait for ever on what is half open.
func TestUnopenable(t *testing.T) {
	home := t.TempDir()
	closed(t, home)
	ok(t, os.Mkdir(filepath.Join(home, databaseDir, "000777.vlog"), 0o700))
	if s, err := Open(home, Options{}); err == nil || !strings.Contains(err.Error(), "open the data") {
		t.Errorf("opened: %v, %v", s, err)
	}
}

// TestRebuildIsSeen: a reader who asked while everything was being made again asks again when it is done, though no
// entry came.
func TestRebuildIsSeen(t *testing.T) {
	home := t.TempDir()
	g, _ := closed(t, home)
	s := open(t, home)
	before := s.Position()
	s.gate.Lock()
	err := s.rebuild(s.groups[g])
	s.gate.Unlock()
	ok(t, err)
	if s.Position() <= before {
		t.Errorf("position %d after %d", s.Position(), before)
	}
}
