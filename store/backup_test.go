package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"moot/store/forum"
)

const phrase = "correct horse battery"

// cheap opens a home without a person whose backups are sealed with little work.
func cheap(t testing.TB) *Store {
	s := open(t, t.TempDir())
	s.scrypt = 4
	return s
}

func backup(t testing.TB, s *Store) []byte {
	t.Helper()
	s.scrypt = 4
	var b bytes.Buffer
	ok(t, s.Backup(ctx, &b, phrase))
	return b.Bytes()
}

// refusedWith expects a RefusedError with words for a person.
func refusedWith(t testing.TB, err error, words string) {
	t.Helper()
	var no *RefusedError
	if !errors.As(err, &no) || !strings.Contains(no.Error(), words) {
		t.Errorf("%v, want a refusal with %q", err, words)
	}
}

func TestBackupRestoresThePersonNotTheDevice(t *testing.T) {
	ann, _, g := pair(t)
	ok(t, ann.SavePeer(ctx, forum.Peer{ID: "bob", Addrs: []string{"/ip4/192.168.1.7/tcp/1"}}))
	file := backup(t, ann)
	was, _ := ann.Me()
	for _, secret := range [][]byte{ann.keys.device.Seed(), ann.keys.network.Seed(), ann.keys.person.Seed()} {
		if bytes.Contains(file, secret) {
			t.Error("a key lies open in the backup")
		}
	}
	pack := must[[]byte](t)(ann.Package(ctx))
	if bytes.Contains(pack, ann.keys.device.Seed()) || bytes.Contains(pack, ann.keys.network.Seed()) {
		t.Error("a device's key is in the backup")
	}

	s := cheap(t)
	out := must[Restored](t)(s.Restore(ctx, bytes.NewReader(file), phrase))
	if out.Me.Person != was.Person || out.Me.Name != "Ann" || out.Me.Device == was.Device {
		t.Errorf("restored %+v from %+v", out.Me, was)
	}
	if len(out.Groups) != 1 || out.Groups[0].ID != g || out.Groups[0].Name != "Elm Row" || out.Groups[0].Standing != forum.StandingNone {
		t.Errorf("groups %+v", out.Groups)
	}
	if refs := s.GroupRefs(); len(refs) != 1 || !refs[0].Joining || !bytes.Equal(refs[0].Secret, ann.GroupRefs()[0].Secret) {
		t.Errorf("refs %+v", refs)
	}
	if peers := must[[]forum.Peer](t)(s.Peers(ctx)); len(peers) != 1 || peers[0].ID != "bob" {
		t.Errorf("peers %+v", peers)
	}
	ask := must[forum.Ask](t)(s.Ask(ctx, must[[]forum.Ticket](t)(s.Joining(ctx))[0]))
	ok(t, forum.CheckLink(ask, g, was.Person))
	if _, err := s.NewProposal(ctx, g, forum.NewProposal{Title: "Trees"}, ""); err == nil {
		t.Error("a device that has not been added wrote something")
	} else {
		refusedWith(t, err, "not been added")
	}
	// It outlives a restart, and the new device can make a backup in its turn.
	home := s.home
	ok(t, s.Close())
	s = open(t, home)
	if me, ok := s.Me(); !ok || me != out.Me || !slices.Equal(s.Linking(), []forum.ID{g}) {
		t.Errorf("after a restart: %+v, %v", me, s.Linking())
	}
	if again := must[[]byte](t)(s.Package(ctx)); !bytes.Equal(again, pack) {
		t.Error("a backup of the restored home is another")
	}
}

func TestBackupRefused(t *testing.T) {
	ann, _, _ := pair(t)
	refusedWith(t, ann.Backup(ctx, io.Discard, "too short"), "can be guessed")
	file := backup(t, ann)
	seal := func(b []byte) []byte { sum := sha256.Sum256(b); return append(slices.Clone(b), sum[:]...) }
	inner := slices.Clone(file[:len(file)-sha256.Size])
	for _, c := range []struct {
		name, pass, want string
		file             []byte
	}{
		{"wrong passphrase", "correct horse batter", "passphrase", file},
		{"no passphrase", "", "passphrase", file},
		{"empty file", phrase, "cut short", nil},
		{"another file", phrase, "not a Moot backup", []byte("moot bundle 1\n")},
		{"newer", phrase, "newer version", bytes.Replace(file, []byte("backup 1"), []byte("backup 2"), 1)},
		{"first words only", phrase, "cut short", file[:6]},
		{"cut in the middle", phrase, "cut short", file[:len(file)/2]},
		{"last byte gone", phrase, "cut short", file[:len(file)-1]},
		{"longer", phrase, "cut short", append(slices.Clone(file), 0)},
		{"changed inside, with a checksum that fits", phrase, "changed", seal(flip(inner, len(inner)-3))},
		{"far too long", phrase, "cut short", append(slices.Clone(file), make([]byte, maxBackup)...)},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := cheap(t)
			_, err := s.Restore(ctx, bytes.NewReader(c.file), c.pass)
			refusedWith(t, err, c.want)
			if _, ok := s.Me(); ok || len(s.GroupRefs()) > 0 {
				t.Error("something of it was kept")
			}
		})
	}
	for i := range file { // every byte counts
		if i%7 != 0 {
			continue
		}
		if _, err := readBackup(bytes.NewReader(flip(file, i))); err == nil {
			t.Fatalf("byte %d changed without being noticed", i)
		}
	}
	bob := device(t, "Bob")
	_, err := bob.Restore(ctx, bytes.NewReader(file), phrase)
	refusedWith(t, err, "already set up for Bob")
}

func flip(b []byte, i int) []byte {
	b = slices.Clone(b)
	b[i] ^= 1
	return b
}

// TestRestoreWorkIsBounded: a file that asks for more work than ours is refused before any is done.
func TestRestoreWorkIsBounded(t *testing.T) {
	var b bytes.Buffer
	b.WriteString(backupHead)
	b.WriteString("age-encryption.org/v1\n-> scrypt bBjlhJVYZeE4aqUdmtRHfw 19\nZV/AhotwSGqaPCU43cepl4WYUouAa17a3xpu4G2yi5k\n--- fgMiVLJHMlg9fW7CVG/hPS5EAU4Zeg19LyCP7SoH5nA\n")
	sum := sha256.Sum256(b.Bytes())
	b.Write(sum[:])
	_, err := cheap(t).Restore(ctx, &b, phrase)
	refusedWith(t, err, "changed")
}

// TestAdoptInterrupted: with the groups written and the person not, which is where a power cut can leave it, the same
// backup goes in again.
func TestAdoptInterrupted(t *testing.T) {
	ann, _, g := pair(t)
	s := cheap(t)
	p, err := unpack(must[[]byte](t)(ann.Package(ctx)))
	ok(t, err)
	s.gate.Lock()
	err = s.beginLink(p.Groups[0])
	s.gate.Unlock()
	ok(t, err)
	over, cancel := context.WithCancel(ctx)
	cancel()
	if err := s.Adopt(over, must[[]byte](t)(ann.Package(ctx))); err == nil {
		t.Error("an interrupted adoption ended well")
	}
	if me, ok := s.Me(); ok {
		t.Errorf("the person %s is there before the groups are", me.Name)
	}
	out := must[Restored](t)(s.Restore(ctx, bytes.NewReader(backup(t, ann)), phrase))
	if len(out.Groups) != 1 || out.Groups[0].ID != g {
		t.Errorf("%+v", out)
	}
}

func TestAdoptSomebodyElse(t *testing.T) {
	ann, bob, _ := pair(t)
	refusedWith(t, bob.Adopt(ctx, must[[]byte](t)(ann.Package(ctx))), "somebody else")
}

// FuzzUnpack: whatever is inside a backup, its reader gives a sound package or a refusal.
func FuzzUnpack(f *testing.F) {
	p := packed{Version: 1, Person: make([]byte, 32), Name: "Ann",
		Groups: []packedGroup{{forum.ID{1}, make([]byte, 16), "Elm Row", forum.Person{2}}}, Peers: []packedPeer{{"bob", []string{"/ip4/10.0.0.1/tcp/1"}}}}
	good, err := packMode.Marshal(p)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte{0xa1, 0x01, 0x02})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := unpack(b)
		if err == nil && !p.sound() {
			t.Error("an unsound package was read")
		}
		var no *RefusedError
		if err != nil && !errors.As(err, &no) {
			t.Errorf("no words for %v", err)
		}
	})
}
