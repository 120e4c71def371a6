package cli

import (
	"errors"
	"os"
	"path/filepath"
)

// WriteWhole writes a file so that nobody ever finds half of it under its name: into a temporary file beside it, to the
// disk, and then renamed over it.
func WriteWhole(path string, fill func(*os.File) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.part")
	if err != nil {
		return refuse("file", "%s could not be written: %s", path, plainFileError(err))
	}
	err = fill(f)
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// openFile opens an ordinary file to be read: opening a pipe could wait for ever, and a device never end.
func openFile(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a file")
	}
	return os.Open(path)
}
