package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"moot/store/forum"
)

// The bytes of photos and files lie beside the database, a file for each chunk, named by its hash. In Badger they would go to
// the value log, which gives room back only after closing and opening again, and is written through memory
// maps, where a full disk ends the process. Here a dropped file's room is free at once, a full disk is an error to show,
// and a chunk is whole or not there: it gets its name when it is on the disk.

// filesDir is the folder of a home that holds them, with a folder for each group.
const filesDir = "files"

// partSuffix marks a chunk that is being written.
const partSuffix = ".part"

// errWrongChunk means that bytes are not those that a record names.
var errWrongChunk = refuseEnglish(CodeRefused, "these bytes are not those of the file")

// errNoChunk means that a chunk is not on this device.
var errNoChunk = refuse(CodeMissing, "this file is not all here yet")

// chunkDir is the folder of one group's chunks.
type chunkDir struct {
	path string

	mu     sync.Mutex
	have   map[forum.ID]int64 // bytes of each
	bytes  int64              // of all
	pinned map[forum.ID]int   // being added to a file whose record is not there yet
}

// openChunks lists what is there, and clears away what a kill left half written.
func openChunks(path string) (*chunkDir, error) {
	d := &chunkDir{path: path, have: map[forum.ID]int64{}, pinned: map[forum.ID]int{}}
	list, err := os.ReadDir(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, f := range list {
		if strings.HasSuffix(f.Name(), partSuffix) {
			if err := os.Remove(filepath.Join(path, f.Name())); err != nil {
				return nil, err
			}
			continue
		}
		hash, err := hex.DecodeString(f.Name())
		info, statErr := f.Info()
		if err != nil || statErr != nil || len(hash) != sha256.Size || !info.Mode().IsRegular() {
			continue // not ours
		}
		d.have[forum.ID(hash)] = info.Size()
		d.bytes += info.Size()
	}
	return d, nil
}

func (d *chunkDir) file(hash forum.ID) string { return filepath.Join(d.path, hash.String()) }

// has says whether a chunk is here.
func (d *chunkDir) has(hash forum.ID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, ok := d.have[hash]
	return ok
}

// keep writes a chunk, unless it is here already, so that it is durable when keep returns. With pin it is safe from tidying
// until it is unpinned, which the caller does whatever comes of it. most is the room for all the group's chunks.
func (d *chunkDir) keep(hash forum.ID, b []byte, most int64, pin bool) error {
	if sha256.Sum256(b) != hash {
		return errWrongChunk
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if pin {
		d.pinned[hash]++
	}
	if _, ok := d.have[hash]; ok {
		return nil
	}
	if d.bytes+int64(len(b)) > most {
		return refuse(CodeNoRoom, "the photos and files of this group fill the %s that its charter gives them: take some away, or have the charter give them more", forum.SizeText(most))
	}
	if err := d.write(hash, b); err != nil {
		return diskError(err)
	}
	d.have[hash] = int64(len(b))
	d.bytes += int64(len(b))
	return nil
}

func (d *chunkDir) write(hash forum.ID, b []byte) error {
	if len(d.have) == 0 {
		if err := d.makeFolder(); err != nil {
			return err
		}
	}
	part := d.file(hash) + partSuffix
	f, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(part, d.file(hash))
	}
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return syncDir(d.path)
}

func (d *chunkDir) makeFolder() error {
	if err := os.MkdirAll(d.path, 0o700); err != nil {
		return err
	}
	all := filepath.Dir(d.path)
	return errors.Join(syncDir(all), syncDir(filepath.Dir(all)))
}

// check reads a chunk that is here and says whether it is still as it was.
func (d *chunkDir) check(hash forum.ID) error {
	b, err := os.ReadFile(d.file(hash))
	if err == nil && sha256.Sum256(b) != hash {
		err = errors.New("the disk has changed it")
	}
	return err
}

// read gives a chunk, after checking it: one that the disk has damaged is deleted, so that it is fetched again.
func (d *chunkDir) read(hash forum.ID) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	size, ok := d.have[hash]
	if !ok {
		return nil, errNoChunk
	}
	b, err := os.ReadFile(d.file(hash))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err == nil && int64(len(b)) == size && sha256.Sum256(b) == hash {
		return b, nil
	}
	return nil, errors.Join(errNoChunk, d.remove(hash))
}

// remove deletes a chunk. Call with mu held.
func (d *chunkDir) remove(hash forum.ID) error {
	size, ok := d.have[hash]
	if !ok {
		return nil
	}
	if err := os.Remove(d.file(hash)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	delete(d.have, hash)
	d.bytes -= size
	return nil
}

func (d *chunkDir) unpin(hashes []forum.ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, h := range hashes {
		if d.pinned[h]--; d.pinned[h] <= 0 {
			delete(d.pinned, h)
		}
	}
}

// tidy deletes every chunk that is not named, nor just being added, and gives how many bytes that freed.
func (d *chunkDir) tidy(named map[forum.ID]bool) (freed int64, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	before := d.bytes
	for h := range d.have {
		if !named[h] && d.pinned[h] == 0 {
			err = errors.Join(err, d.remove(h))
		}
	}
	return before - d.bytes, err
}
