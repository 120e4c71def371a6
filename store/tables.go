package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
	"github.com/dgraph-io/badger/v4/table"
	"github.com/dgraph-io/ristretto/v2/z"
)

// checkTables reads every table that is part of the database against its checksums before Badger opens it. Badger 4.9 can do so too,
// but meets a damaged block with a nil pointer in a goroutine of its own (table.VerifyChecksum), which would end the
// process; and without a check a damaged block reads as if its keys had never been.
func checkTables(dir string) error {
	files, err := listedTables(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := checkTable(f); err != nil {
			return fmt.Errorf("the data in %s is damaged (%s): put a copy of the folder back, or move it away and join again from a neighbour: %w",
				filepath.Dir(dir), filepath.Base(f), err)
		}
	}
	return nil
}

// dropEmptyLogs deletes the logs (.mem, .vlog) that a kill left without a byte in them, between making the file and giving
// it its size: Badger 4.9 would not open with one ("Create a new file"). What was committed is never in an empty file.
func dropEmptyLogs(dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, file := range files {
		st, err := file.Info()
		if err != nil {
			return err
		}
		if ext := filepath.Ext(st.Name()); st.Size() > 0 || ext != ".mem" && ext != ".vlog" {
			continue
		}
		if err := os.Remove(filepath.Join(dir, st.Name())); err != nil {
			return err
		}
	}
	return nil
}

// listedTables gives the tables that the database's MANIFEST lists. Others are what a process was writing when it was
// killed: nothing is in them that is not elsewhere too, and Badger deletes them when it opens.
func listedTables(dir string) (files []string, err error) {
	f, err := os.Open(filepath.Join(dir, badger.ManifestFilename))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // a new home; or a damaged one, which the seal shows
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	m, _, err := badger.ReplayManifestFile(f, 0, tuned(dir))
	if err != nil {
		return nil, fmt.Errorf("the list of tables in %s cannot be read: %w", filepath.Dir(dir), err)
	}
	for id := range m.Tables {
		files = append(files, table.NewFilename(id, dir))
	}
	return files, nil
}

func checkTable(file string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a block cannot be read: %v", p)
		}
	}()
	mapped, err := z.OpenMmapFile(file, 0, 0) // read only
	if err != nil {
		return err
	}
	defer func() {
		if e := mapped.Close(-1); err == nil {
			err = e
		}
	}()
	_, err = table.OpenTable(mapped, table.Options{ChkMode: options.OnTableAndBlockRead, Compression: compression, BlockSize: 4 << 10})
	return err
}
