package sync

import (
	"context"
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"slices"

	"moot/store/forum"
)

// memFile is one file of a memStore: what its record would say, and the chunks that are here.
type memFile struct {
	want   forum.FileWant
	chunks map[int][]byte
	spoil  func([]byte) []byte // changes what is given to others
	served int                 // chunks given
}

// content is bytes that are the same for the same seed.
func content(seed byte, n int) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(b) // never fails
	return b
}

// file tells several stores of a file, and gives the first of them its bytes.
func file(g forum.ID, b []byte, stores ...*memStore) (id forum.ID) {
	id = sha256.Sum256(b)
	var hashes []forum.ID
	for part := range slices.Chunk(b, forum.FileChunk) {
		hashes = append(hashes, sha256.Sum256(part))
	}
	for _, m := range stores {
		m.mu.Lock()
		if m.files == nil {
			m.files, m.holders = map[forum.ID]*memFile{}, map[forum.ID]map[forum.Device]int{}
		}
		m.files[id] = &memFile{want: forum.FileWant{ID: id, Size: int64(len(b)), Chunks: hashes}, chunks: map[int][]byte{}}
		m.mu.Unlock()
	}
	i := 0
	for part := range slices.Chunk(b, forum.FileChunk) {
		stores[0].files[id].chunks[i] = part
		i++
	}
	return id
}

func (m *memStore) wants(id forum.ID, wanted bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files[id].want.Wanted = wanted
	m.hint()
}

func (m *memStore) here(id forum.ID) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.files[id].chunks)
}

func (m *memStore) gave(id forum.ID) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.files[id].served
}

func (m *memStore) whole(id forum.ID) func() bool {
	return func() bool { return m.here(id) == len(m.files[id].want.Chunks) }
}

var errNoFile = errors.New("no such file")

func (f *memFile) have() []bool {
	out := make([]bool, len(f.want.Chunks))
	for i := range f.chunks {
		out[i] = true
	}
	return out
}

func (m *memStore) FileWants(context.Context, forum.ID) (out []forum.FileWant, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, f := range m.files {
		if len(f.chunks) < len(f.want.Chunks) {
			w := f.want
			w.Have = f.have()
			out = append(out, w)
		}
	}
	return out, nil
}

func (m *memStore) WantsFile(_, id forum.ID) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.files[id] != nil && m.files[id].want.Wanted
}

func (m *memStore) HasChunks(_ context.Context, _, id forum.ID) ([]bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if f := m.files[id]; f != nil {
		return f.have(), nil
	}
	return nil, errNoFile
}

func (m *memStore) FileChunk(_ context.Context, _, id forum.ID, i int) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f := m.files[id]
	if f == nil || f.chunks[i] == nil {
		return nil, errNoFile
	}
	f.served++
	if f.spoil != nil {
		return f.spoil(slices.Clone(f.chunks[i])), nil
	}
	return f.chunks[i], nil
}

func (m *memStore) KeepChunk(_ context.Context, _, id forum.ID, i int, b []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	f := m.files[id]
	if f == nil || sha256.Sum256(b) != f.want.Chunks[i] {
		return errNoFile
	}
	if m.full {
		return errors.New("no room")
	}
	f.chunks[i] = slices.Clone(b)
	m.hint()
	return nil
}

func (m *memStore) NoteHolder(_ context.Context, _ forum.ID, d forum.Device, chunks map[forum.ID]int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, n := range chunks {
		if m.holders[id] == nil {
			m.holders[id] = map[forum.Device]int{}
		}
		m.holders[id][d] = n
	}
	return nil
}

func (m *memStore) held(id forum.ID, by *memStore) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.holders[id][by.Identity()]
}

func (m *memStore) NamedChunks(_ context.Context, _ forum.ID, yield func([]byte) error) error {
	for _, f := range m.files {
		for _, b := range f.chunks {
			if err := yield(b); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *memStore) KeepNamedChunk(ctx context.Context, g forum.ID, b []byte) (bool, error) {
	for id, f := range m.files {
		if i := slices.Index(f.want.Chunks, forum.ID(sha256.Sum256(b))); i >= 0 {
			return true, m.KeepChunk(ctx, g, id, i, b)
		}
	}
	return false, nil
}
