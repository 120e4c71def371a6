package store

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/fxamacker/cbor/v2"
	"github.com/gofrs/flock"

	"moot/store/forum"
	"moot/store/saying"
)

// The files of a home, beside the database folder.
const (
	lockFile     = "lock"
	identityFile = "identity"
	sealFile     = "seal"
	markerFile   = "applying"
	databaseDir  = "db"
)

// ErrInUse means another process has this home open.
var ErrInUse = saying.Error("another Moot is using this folder; close its window or stop `moot serve` first")

// identity is the device's secret half, in a file of its own so that it outlives any damage to the database.
type identity struct {
	Person  []byte `cbor:"1,keyasint,omitempty"` // Ed25519 seeds, 32 bytes
	Device  []byte `cbor:"2,keyasint"`
	Network []byte `cbor:"3,keyasint"`
	Name    string `cbor:"4,keyasint,omitempty"`
	// Practice: see practice.go.
	Practice bool `cbor:"5,keyasint,omitempty"`
}

// keys are the identity's key pairs, worked out once.
type keys struct {
	person  ed25519.PrivateKey // nil until CreateMe
	device  ed25519.PrivateKey
	network ed25519.PrivateKey
	me      Me
}

func (i identity) keys() keys {
	k := keys{device: ed25519.NewKeyFromSeed(i.Device), network: ed25519.NewKeyFromSeed(i.Network)}
	k.me = Me{Device: forum.DeviceOf(k.device), Name: i.Name}
	if i.Person != nil {
		k.person = ed25519.NewKeyFromSeed(i.Person)
		k.me.Person = forum.PersonOf(k.person)
	}
	return k
}

// lockHome makes the folder if need be and takes its lock, which the system lets go when the process ends however it ends.
func lockHome(home string) (*flock.Flock, error) {
	if err := os.MkdirAll(home, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for Moot's data: %w", err)
	}
	l := flock.New(filepath.Join(home, lockFile))
	ok, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the folder %s: %w", home, err)
	}
	if !ok {
		return nil, ErrInUse
	}
	return l, nil
}

// loadIdentity reads the home's keys, making the device's and the network's on first use.
func loadIdentity(home string) (identity, error) {
	var id identity
	b, err := os.ReadFile(filepath.Join(home, identityFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Join(home, databaseDir)); err == nil {
			return id, fmt.Errorf("this folder has data but its file %q is gone, and without its keys nothing can be signed; put the file back, or move the folder away and join again", identityFile)
		}
		id = identity{Device: seed(), Network: seed()}
		return id, saveIdentity(home, id)
	case err != nil:
		return id, fmt.Errorf("read this device's keys: %w", err)
	}
	if err := cbor.Unmarshal(b, &id); err != nil || len(id.Device) != 32 || len(id.Network) != 32 {
		return id, fmt.Errorf("the file %q in this folder is damaged; put a good copy back, or move the folder away and join again", identityFile)
	}
	return id, nil
}

func seed() []byte {
	b := make([]byte, ed25519.SeedSize)
	rand.Read(b) // never fails: crypto/rand ends the process rather than give bad bytes
	return b
}

func saveIdentity(home string, id identity) error {
	b, err := cbor.Marshal(id)
	if err != nil {
		return fmt.Errorf("encode this device's keys: %w", err)
	}
	return writeFile(filepath.Join(home, identityFile), b)
}

// writeFile replaces a small file so that a crash or power cut leaves the old or the new one, whole.
func writeFile(path string, b []byte) error {
	tmp := path + ".new"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes the names in a folder durable. Windows refuses that to anybody, with "Access denied".
func syncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// readSeal gives the log position last written beside the database: if the database is behind it, part of it is gone
// (Badger opens without complaint when its MANIFEST has been deleted).
func readSeal(home string) (uint64, error) {
	b, err := os.ReadFile(filepath.Join(home, sealFile))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil || len(b) != 8 {
		return 0, errors.Join(err, fmt.Errorf("the file %q is unreadable", sealFile))
	}
	return binary.BigEndian.Uint64(b), nil
}

func writeSeal(home string, pos uint64) error {
	return writeFile(filepath.Join(home, sealFile), binary.BigEndian.AppendUint64(nil, pos))
}

// marker is the note on disk of what the document engine is working on. Its core can end the process, and then the next
// run knows which entry or document did it. One small write per use and no fsync: it has to survive the process, not a
// power cut.
type marker struct {
	mu    sync.Mutex // one document at a time is inside the engine
	file  *os.File
	tries map[forum.ID]byte // how often the process has already ended on this
}

// crashTries is how often the process may end on one thing before it is given up: more than once, because a kill can
// come at the same moment by accident.
const crashTries = 3

// openMarker opens the note and reads what the last run left in it.
func openMarker(home string) (m *marker, last forum.ID, tries byte, err error) {
	f, err := os.OpenFile(filepath.Join(home, markerFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, last, 0, fmt.Errorf("open the crash marker: %w", err)
	}
	m = &marker{file: f, tries: map[forum.ID]byte{}}
	var b [33]byte
	if n, _ := f.ReadAt(b[:], 0); n == len(b) && b != [33]byte{} {
		last, tries = forum.ID(b[1:]), b[0]+1
		m.tries[last] = tries
	}
	return m, last, tries, nil
}

// set says what is about to be worked on.
func (m *marker) set(id forum.ID) error {
	_, err := m.file.WriteAt(append([]byte{m.tries[id]}, id[:]...), 0)
	return err
}

// clear says that the engine is idle.
func (m *marker) clear() error {
	_, err := m.file.WriteAt(make([]byte, 33), 0)
	return err
}

// cleanName is a person's or a group's name with the spaces people add by accident taken off.
func cleanName(s string) string { return strings.Join(strings.Fields(s), " ") }
