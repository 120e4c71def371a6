package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// chunks gives the folder of a group's chunks, reading it on first use.
func (s *Store) chunks(g *group) (*chunkDir, error) {
	s.chunkMu.Lock()
	defer s.chunkMu.Unlock()
	if d, ok := s.chunkDirs[g.id]; ok {
		return d, nil
	}
	d, err := openChunks(filepath.Join(s.home, filesDir, g.id.String()))
	if err != nil {
		return nil, fmt.Errorf("read the folder of the group's files: %w", err)
	}
	s.chunkDirs[g.id] = d
	return d, nil
}

// filesOf gives the group's files that are shown, without those taken away; with every, all that are kept whatever became of
// them, in the order of their ids.
func (g *group) filesOf(txn *badger.Txn, every bool) (files []forum.File, err error) {
	roll := g.state().roll
	err = each(txn, groupKey(prefixFile, g.num), func(key, _ []byte) error {
		if len(key) != 1+4+32 {
			return errDamaged
		}
		f, ok, err := g.file(txn, forum.ID(key[5:]), roll)
		if err != nil {
			return err
		}
		if every && f.Chunks != nil || ok && !f.Dropped {
			files = append(files, f)
		}
		return nil
	})
	return files, err
}

// file reads one file. ok is false when its record is not shown; what the record says is given all the same.
func (g *group) file(txn *badger.Txn, id forum.ID, roll *forum.Roll) (f forum.File, ok bool, err error) {
	k, ok, err := g.find(txn, id)
	if err != nil || !ok || k.Kind != forum.KindFile {
		return f, false, err
	}
	r, err := recordOf(&k.Entry, roll)
	if err != nil {
		return f, false, nil //nolint:nilerr // it cannot be read, so it is refused and names no chunk
	}
	records := []forum.Record{r}
	err = each(txn, groupKey(prefixFileDrop, g.num).id(id), func(key, _ []byte) error {
		d, ok, err := g.find(txn, forum.ID(key[len(key)-32:]))
		if err != nil || !ok || d.verdict != shown {
			return err
		}
		r, err := recordOf(&d.Entry, roll)
		records = append(records, r)
		return err
	})
	if err != nil {
		return f, false, err
	}
	folded := forum.FoldFiles(records)
	if len(folded) != 1 {
		return f, false, nil
	}
	return folded[0], k.verdict == shown, nil
}

// FileRow is one file with how much of it is here.
type FileRow struct {
	forum.File
	Group   forum.ID
	By      string // its author's name
	Where   Link   // the thing or agenda item it was put with
	Here    int    // chunks that are on this device
	MayDrop bool   // this person may take it away
	Wanted  bool   // it is being fetched, or will be when somebody who has it is met
	Holders []Holder
}

// Whole says whether all of it is on this device.
func (f FileRow) Whole() bool { return f.Here == len(f.Chunks) }

// Holder is a device that has said how much of a file it has.
type Holder struct {
	Device forum.Device
	Person forum.Person
	Name   string // of the person
	At     int64  // when it said so, ms by this device's clock
	Chunks int
}

// Files lists the files put with a thing or an agenda item, or with everything of the group when on is zero; earliest first.
func (s *Store) Files(ctx context.Context, group, on forum.ID) ([]FileRow, error) {
	g, err := s.group(group)
	if err != nil {
		return nil, err
	}
	var out []FileRow
	err = s.db.View(func(txn *badger.Txn) error {
		files, err := g.filesAbout(txn, on)
		if err != nil {
			return err
		}
		for _, f := range files {
			row, err := s.fileRow(txn, g, f)
			if err != nil {
				return err
			}
			out = append(out, row)
			if err := checkCtx(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// filesAbout gives the files of a thing with those of its agenda items, or of one item, or of everything.
func (g *group) filesAbout(txn *badger.Txn, on forum.ID) (files []forum.File, err error) {
	if on.Zero() {
		files, err = g.filesOf(txn, false)
	} else {
		k, ok, err := g.find(txn, on)
		if err != nil || !ok {
			return nil, err
		}
		root := on
		if k.Kind == forum.KindItem {
			root = k.Subject
		}
		records, err := g.readAbout(txn, root)
		if err != nil {
			return nil, err
		}
		files = slices.DeleteFunc(forum.FoldFiles(records), func(f forum.File) bool { return f.Dropped || root != on && f.On != on })
	}
	slices.SortFunc(files, func(a, b forum.File) int {
		return cmp.Or(cmp.Compare(a.Made, b.Made), slices.Compare(a.ID[:], b.ID[:]))
	})
	return files, err
}

// File reads one file. Errors: *RefusedError (not_found) when there is none, or it was taken away.
func (s *Store) File(ctx context.Context, group, id forum.ID) (row FileRow, err error) {
	g, err := s.group(group)
	if err != nil {
		return row, err
	}
	err = s.db.View(func(txn *badger.Txn) error {
		f, err := g.shownFile(txn, id)
		if err == nil {
			row, err = s.fileRow(txn, g, f)
		}
		return err
	})
	return row, err
}

func (g *group) shownFile(txn *badger.Txn, id forum.ID) (forum.File, error) {
	f, ok, err := g.file(txn, id, g.state().roll)
	if err == nil && (!ok || f.Dropped) {
		err = refuse(CodeNotFound, "there is no such file in this group, or it was taken away")
	}
	return f, err
}

func (s *Store) fileRow(txn *badger.Txn, g *group, f forum.File) (FileRow, error) {
	st := g.state()
	row := FileRow{File: f, Group: g.id, By: nameOf(st.roll, f.Author)}
	if me, ok := st.me(s.Identity()); ok {
		row.MayDrop = st.roll.Can(me.Person, forum.PowerOffice) || me.Person == f.Author && st.roll.Can(me.Person, forum.PowerDiscuss)
	}
	d, err := s.chunks(g)
	if err != nil {
		return row, err
	}
	for _, c := range f.Chunks {
		if d.has(c) {
			row.Here++
		}
	}
	if row.Where, err = g.link(txn, f.On); err != nil {
		return row, err
	}
	if row.Wanted, err = s.wanted(txn, g, f.ID); err != nil || row.Whole() {
		row.Wanted = false
		return row, err
	}
	row.Holders, err = g.holders(txn, f.ID)
	return row, err
}

// NewFile is what is known of a file before its bytes are read.
type NewFile struct {
	Name    string // see forum.CheckFileName
	Media   string // such as image/jpeg
	Caption string
	Thumb   []byte // a small JPEG, or none
}

// AddFile puts a file with a proposal, a meeting or one of its items, a notice, a page, a task, a fund or a gauge. It reads r to
// its end, a chunk at a time, and keeps what it read before it signs the record that names it. Errors: *RefusedError, when
// the file is larger than the charter allows, or all files would be, or the rules do not let this person.
func (s *Store) AddFile(ctx context.Context, group, on forum.ID, n NewFile, r io.Reader) (id forum.ID, err error) {
	g, err := s.group(group)
	if err != nil {
		return id, err
	}
	if err := s.mayAdd(g, on, n); err != nil {
		return id, err
	}
	d, err := s.chunks(g)
	if err != nil {
		return id, err
	}
	record := forum.NewFile{Name: n.Name, Media: n.Media, Caption: n.Caption, Thumb: n.Thumb}
	defer func() {
		d.unpin(record.Chunks)
		if err != nil {
			err = errors.Join(err, s.tidyFiles(g))
		}
	}()
	if err := s.takeChunks(ctx, g, d, &record, r); err != nil {
		return id, err
	}
	return s.act(ctx, group, on, forum.KindFile, record)
}

// mayAdd refuses, before anything is read, what would be refused after.
func (s *Store) mayAdd(g *group, on forum.ID, n NewFile) error {
	if err := forum.CheckFileName(n.Name); err != nil {
		return badInput(err)
	}
	return s.db.View(func(txn *badger.Txn) error {
		if k, ok, err := g.find(txn, on); err != nil || !ok || k.verdict != shown {
			return errors.Join(err, refuse(CodeNotFound, "there is no such thing in this group"))
		}
		return nil
	})
}

// takeChunks keeps a file's chunks as it reads them, within the charter's limits, and writes them into its record.
func (s *Store) takeChunks(ctx context.Context, g *group, d *chunkDir, f *forum.NewFile, r io.Reader) error {
	limits := g.state().roll.Rules.FileLimits()
	used, err := s.filesSize(g)
	if err != nil {
		return err
	}
	b := make([]byte, forum.FileChunk)
	for {
		if err := checkCtx(ctx); err != nil {
			return err
		}
		n, err := io.ReadFull(r, b)
		if err == io.EOF {
			break
		}
		if err != nil && err != io.ErrUnexpectedEOF {
			return err
		}
		f.Size += int64(n)
		switch {
		case limits.Most == 0:
			return refuse(CodeRefused, "this group's charter has no room for files")
		case f.Size > limits.Most:
			return refuse(CodeRefused, "this file is larger than the %s that this group's charter allows for one", forum.SizeText(limits.Most))
		case used+f.Size > limits.Total:
			return refuse(CodeNoRoom, "with this one, the group's photos and files would be more than the %s that its charter gives them: take some away, or have the charter give them more", forum.SizeText(limits.Total))
		}
		if err := s.room(); err != nil {
			return err
		}
		hash := forum.ID(sha256.Sum256(b[:n]))
		if err := d.keep(hash, b[:n], limits.Total, true); err != nil {
			d.unpin([]forum.ID{hash})
			return err
		}
		f.Chunks = append(f.Chunks, hash)
		if n < len(b) {
			break
		}
	}
	if f.Size == 0 {
		return refuse(CodeBadInput, "this file is empty")
	}
	return nil
}

// filesSize adds up the group's files, here or not.
func (s *Store) filesSize(g *group) (sum int64, err error) {
	err = s.db.View(func(txn *badger.Txn) error {
		files, err := g.filesOf(txn, false)
		for i := range files {
			sum += files[i].Size
		}
		return err
	})
	return sum, err
}

// DropFile takes a file away for good: whoever added it may, or an officer. Its room on this device is free at once, unless
// another file has the same bytes; other devices follow when they hear of it.
func (s *Store) DropFile(ctx context.Context, group, file forum.ID, why string) error {
	if _, err := s.File(ctx, group, file); err != nil {
		return err
	}
	_, err := s.act(ctx, group, file, forum.KindFileDrop, forum.DropFile{Why: why})
	return err
}

// tidyFiles deletes the chunks that no file of the group names any more. What the files of removed people name stays: a removal
// may be taken back, and perhaps nobody else has them.
func (s *Store) tidyFiles(g *group) error {
	if g.state().meta.Rebuild {
		return nil // which files there are is not known for certain
	}
	d, err := s.chunks(g)
	if err != nil {
		return err
	}
	named := map[forum.ID]bool{}
	err = s.db.View(func(txn *badger.Txn) error {
		files, err := g.filesOf(txn, true)
		for i := range files {
			if files[i].Dropped {
				continue
			}
			for _, c := range files[i].Chunks {
				named[c] = true
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	freed, err := d.tidy(named)
	if freed > 0 {
		s.log.Info("room of files that were taken away is free again", slog.Int64("bytes", freed))
	}
	return err
}

// tidyAll clears away what a kill left of files whose record was never made.
func (s *Store) tidyAll() error {
	for _, g := range s.groups {
		if err := s.tidyFiles(g); err != nil {
			return fmt.Errorf("look through the files of a group: %w", err)
		}
	}
	return nil
}

// indexFile notes a file, or that one is taken away, whatever the verdict on the entry: readers look at that.
func (b *batch) indexFile(k *kept) error {
	switch k.Kind {
	case forum.KindFile:
		return b.txn.Set(groupKey(prefixFile, b.g.num).id(k.ID), nil)
	case forum.KindFileDrop:
		b.drops = b.drops || k.verdict == shown
		return b.txn.Set(groupKey(prefixFileDrop, b.g.num).id(k.Subject).id(k.ID), nil)
	}
	return nil
}
