package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"slices"

	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/forum"
)

// What is wanted of files, what is here, and who is known to have the rest: all that sync needs to fetch and to give.

// WantFile has a file fetched from whoever has it, now or when such a device is met. Errors: *RefusedError (not_found).
func (s *Store) WantFile(ctx context.Context, group, id forum.ID) error {
	return s.setWant(group, id, func(txn *badger.Txn, k key) error {
		return txn.Set(k, binary.BigEndian.AppendUint64(nil, uint64(s.clock())))
	})
}

// UnwantFile stops fetching a file. What has come of it stays.
func (s *Store) UnwantFile(ctx context.Context, group, id forum.ID) error {
	return s.setWant(group, id, func(txn *badger.Txn, k key) error { return txn.Delete(k) })
}

func (s *Store) setWant(group, id forum.ID, set func(*badger.Txn, key) error) error {
	g, err := s.group(group)
	if err != nil {
		return err
	}
	if err := s.room(); err != nil {
		return err
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	err = s.db.Update(func(txn *badger.Txn) error {
		if _, err := g.shownFile(txn, id); err != nil {
			return err
		}
		return set(txn, groupKey(prefixWant, g.num).id(id))
	})
	if err == nil {
		s.hint()
	}
	return err
}

// KeepAllFiles makes this device want every file of every group, for as long as it runs, or only those asked for.
func (s *Store) KeepAllFiles(all bool) {
	s.keepFiles.Store(all)
	s.hint()
}

func (s *Store) wanted(txn *badger.Txn, g *group, id forum.ID) (bool, error) {
	if s.keepFiles.Load() {
		return true, nil
	}
	_, err := txn.Get(groupKey(prefixWant, g.num).id(id))
	if errors.Is(err, badger.ErrKeyNotFound) {
		return false, nil
	}
	return err == nil, err
}

// FileWants lists the files of a group that are not whole here, oldest first: those wanted, and those to ask about only.
func (s *Store) FileWants(ctx context.Context, group forum.ID) (out []forum.FileWant, err error) {
	rows, err := s.Files(ctx, group, forum.ID{})
	if err != nil {
		return nil, err
	}
	for i := range rows {
		f := &rows[i]
		if f.Whole() {
			continue
		}
		have, err := s.HasChunks(ctx, group, f.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, forum.FileWant{ID: f.ID, Size: f.Size, Chunks: f.Chunks, Have: have, Wanted: f.Wanted})
	}
	return out, nil
}

// HasChunks says of each chunk of a file whether it is here. Errors: *RefusedError (not_found).
func (s *Store) HasChunks(ctx context.Context, group, file forum.ID) (have []bool, err error) {
	_, f, d, err := s.fileAndChunks(group, file)
	if err != nil {
		return nil, err
	}
	for _, c := range f.Chunks {
		have = append(have, d.has(c))
	}
	return have, nil
}

func (s *Store) fileAndChunks(group, file forum.ID) (g *group, f forum.File, d *chunkDir, err error) {
	if g, err = s.group(group); err != nil {
		return g, f, nil, err
	}
	err = s.db.View(func(txn *badger.Txn) (err error) { f, err = g.shownFile(txn, file); return err })
	if err == nil {
		d, err = s.chunks(g)
	}
	return g, f, d, err
}

// FileChunk reads a chunk of a file, checked against its hash. Errors: *RefusedError, not_found or missing.
func (s *Store) FileChunk(ctx context.Context, group, file forum.ID, i int) ([]byte, error) {
	_, f, d, err := s.fileAndChunks(group, file)
	if err != nil {
		return nil, err
	}
	if i < 0 || i >= len(f.Chunks) {
		return nil, errNoChunk
	}
	return d.read(f.Chunks[i])
}

// KeepChunk takes in a chunk of a file that somebody has sent, if it is the one that the file's record names and there is room;
// it is durable when KeepChunk returns. Errors: *RefusedError.
func (s *Store) KeepChunk(ctx context.Context, group, file forum.ID, i int, b []byte) error {
	g, f, d, err := s.fileAndChunks(group, file)
	if err != nil {
		return err
	}
	if i < 0 || i >= len(f.Chunks) || len(b) != forum.ChunkSize(f.Size, i) {
		return errWrongChunk
	}
	if err := s.keepChunk(g, d, f.Chunks[i], b); err != nil {
		return err
	}
	s.hint()
	return nil
}

func (s *Store) keepChunk(g *group, d *chunkDir, hash forum.ID, b []byte) error {
	if err := s.room(); err != nil {
		return err
	}
	return d.keep(hash, b, g.state().roll.Rules.FileLimits().Total, false)
}

// KeepNamedChunk takes in a chunk from a bundle: only if a file that is shown in the group names it. kept is false when none does.
func (s *Store) KeepNamedChunk(ctx context.Context, group forum.ID, b []byte) (kept bool, err error) {
	g, err := s.group(group)
	if err != nil {
		return false, err
	}
	hash := forum.ID(sha256.Sum256(b))
	named, err := s.namedChunks(g)
	if err != nil || !named[hash] {
		return false, err
	}
	d, err := s.chunks(g)
	if err == nil {
		err = s.keepChunk(g, d, hash, b)
	}
	return err == nil, err
}

// namedAt remembers the chunks that a group's files name, and the log position at which they were read.
type namedAt struct {
	at     uint64
	chunks map[forum.ID]bool
}

// namedChunks gives the chunks of the files that are shown.
func (s *Store) namedChunks(g *group) (map[forum.ID]bool, error) {
	at := s.Position()
	if n := g.named.Load(); n != nil && n.at == at {
		return n.chunks, nil
	}
	n := &namedAt{at, map[forum.ID]bool{}}
	err := s.db.View(func(txn *badger.Txn) error {
		files, err := g.filesOf(txn, false)
		for i := range files {
			for _, c := range files[i].Chunks {
				n.chunks[c] = true
			}
		}
		return err
	})
	if err == nil {
		g.named.Store(n)
	}
	return n.chunks, err
}

// NamedChunks hands out every chunk that is here and belongs to a file that is shown, each once. yield may not keep b.
func (s *Store) NamedChunks(ctx context.Context, group forum.ID, yield func(b []byte) error) error {
	g, err := s.group(group)
	if err != nil {
		return err
	}
	d, err := s.chunks(g)
	if err != nil {
		return err
	}
	var files []forum.File
	if err := s.db.View(func(txn *badger.Txn) (err error) { files, err = g.filesOf(txn, false); return err }); err != nil {
		return err
	}
	given := map[forum.ID]bool{}
	for i := range files {
		for _, c := range files[i].Chunks {
			if err := checkCtx(ctx); err != nil {
				return err
			}
			if given[c] {
				continue
			}
			given[c] = true
			b, err := d.read(c)
			if errors.Is(err, errNoChunk) {
				continue
			}
			if err == nil {
				err = yield(b)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// holder is what is remembered of a device that was asked about a file.
type holder struct {
	At     int64 `cbor:"1,keyasint"`
	Chunks int   `cbor:"2,keyasint"`
}

// WantsFile says whether a file is wanted on this device.
func (s *Store) WantsFile(group, file forum.ID) (wanted bool) {
	g, err := s.group(group)
	if err != nil {
		return false
	}
	err = s.db.View(func(txn *badger.Txn) (err error) { wanted, err = s.wanted(txn, g, file); return err })
	return wanted && err == nil
}

// NoteHolder remembers how many chunks of files a device has said it has; none is remembered too.
func (s *Store) NoteHolder(ctx context.Context, group forum.ID, d forum.Device, chunks map[forum.ID]int) error {
	g, err := s.group(group)
	if err != nil {
		return err
	}
	if err := s.room(); err != nil {
		return err
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	return s.db.Update(func(txn *badger.Txn) error {
		for file, n := range chunks {
			k := groupKey(prefixHolder, g.num).id(file).id(forum.ID(d))
			if err := notedHolder(txn, k, holder{s.clock(), n}); err != nil {
				return err
			}
		}
		return nil
	})
}

// notedHolder writes a line, or takes away that of a device that has nothing.
func notedHolder(txn *badger.Txn, k key, h holder) error {
	if h.Chunks > 0 {
		return put(txn, k, h)
	}
	if _, err := txn.Get(k); err != nil {
		if errors.Is(err, badger.ErrKeyNotFound) {
			err = nil
		}
		return err
	}
	return txn.Delete(k)
}

// holders gives the devices that have said they have some of a file, those with the most first and then the latest.
func (g *group) holders(txn *badger.Txn, file forum.ID) (out []Holder, err error) {
	roll := g.state().roll
	err = each(txn, groupKey(prefixHolder, g.num).id(file), func(key, v []byte) error {
		var h holder
		if len(key) != 1+4+32+32 || cbor.Unmarshal(v, &h) != nil {
			return errDamaged
		}
		one := Holder{Device: forum.Device(key[37:]), At: h.At, Chunks: h.Chunks}
		m, ok := roll.ByDevice(one.Device)
		if ok && m.Standing == forum.StandingMember {
			one.Person, one.Name = m.Person, m.Name
			out = append(out, one)
		}
		return nil
	})
	slices.SortFunc(out, func(a, b Holder) int {
		if a.Chunks != b.Chunks {
			return b.Chunks - a.Chunks
		}
		return int(min(1, max(-1, b.At-a.At)))
	})
	return out, err
}

// FileReader reads a file that is on this device, checking every chunk as it goes. It keeps one chunk in memory.
type FileReader struct {
	dir   *chunkDir
	file  forum.File
	at    int64
	chunk int // number of the one in b; -1: none
	b     []byte
}

// OpenFile opens a file for reading. Errors: *RefusedError, not_found, or missing when it is not all here.
func (s *Store) OpenFile(ctx context.Context, group, id forum.ID) (*FileReader, error) {
	_, f, d, err := s.fileAndChunks(group, id)
	if err != nil {
		return nil, err
	}
	for _, c := range f.Chunks {
		if !d.has(c) {
			return nil, errNoChunk
		}
	}
	return &FileReader{dir: d, file: f, chunk: -1}, nil
}

// CopyFile writes a file that is here. Errors are those of OpenFile, or what writing gave.
func (s *Store) CopyFile(ctx context.Context, group, id forum.ID, w io.Writer) error {
	r, err := s.OpenFile(ctx, group, id)
	if err == nil {
		_, err = io.Copy(w, r)
	}
	return err
}

// Read is io.Reader's.
func (r *FileReader) Read(p []byte) (int, error) {
	if r.at >= r.file.Size {
		return 0, io.EOF
	}
	i := int(r.at / forum.FileChunk)
	if i != r.chunk {
		b, err := r.dir.read(r.file.Chunks[i])
		if err != nil {
			return 0, err
		}
		if len(b) != forum.ChunkSize(r.file.Size, i) {
			return 0, errWrongChunk
		}
		r.chunk, r.b = i, b
	}
	n := copy(p, r.b[r.at-int64(i)*forum.FileChunk:])
	r.at += int64(n)
	return n, nil
}

// Seek is io.Seeker's.
func (r *FileReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.file.Size
	}
	if offset < 0 {
		return r.at, errors.New("seek before the start of a file")
	}
	r.at = offset
	return offset, nil
}
