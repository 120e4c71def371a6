package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"filippo.io/age"
)

// A backup is what makes a person themself again on another device: FORMAT.md, "The backup". It holds no device's key,
// for a device that exists twice would sign two histories, and no entries, which any neighbour has.
const (
	backupKind    = "moot backup "
	backupHead    = backupKind + "1\n"
	maxBackup     = 1 << 20 // bytes of a file
	scryptWork    = 18      // log2 of scrypt's N (RFC 7914): about a second and 256 MiB, age's own choice; no file may ask for more
	minPassphrase = 12      // characters
)

// What can be wrong with a backup.
var (
	errNotBackup   = refuse(CodeBadInput, "this is not a Moot backup")
	errNewerBackup = refuse(CodeBadInput, "this backup was made by a newer version of Moot; update Moot on this device and try again")
	errBadBackup   = refuse(CodeBadInput, "this backup is cut short or has been changed; copy it again from where you keep it, or use another copy")
	errPassphrase  = refuse(CodeRefused, "that is not this backup's passphrase")
)

// Restored says what came out of a backup.
type Restored struct {
	Me     Me
	Groups []GroupCard // this device asks to be added to each: Standing is none until somebody has
}

// Backup writes this person's key and where to find their groups, sealed with a passphrase (an age file). Errors:
// *RefusedError for a passphrase that is too short.
func (s *Store) Backup(ctx context.Context, w io.Writer, passphrase string) error {
	if n := utf8.RuneCountInString(passphrase); n < minPassphrase {
		return refuse(CodeBadInput, "a passphrase of %d characters can be guessed: use at least %d; four or five words that have nothing to do with each other are good", n, minPassphrase)
	}
	pack, err := s.Package(ctx)
	if err != nil {
		return err
	}
	var sealed bytes.Buffer
	sealed.WriteString(backupHead)
	if err := s.seal(&sealed, pack, passphrase); err != nil {
		return fmt.Errorf("seal the backup: %w", err)
	}
	if err := checkCtx(ctx); err != nil { // sealing takes a second, and cannot be ended
		return err
	}
	sum := sha256.Sum256(sealed.Bytes())
	sealed.Write(sum[:])
	_, err = w.Write(sealed.Bytes())
	return err
}

func (s *Store) seal(w io.Writer, b []byte, passphrase string) error {
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return err
	}
	to.SetWorkFactor(s.scrypt)
	sealed, err := age.Encrypt(w, to)
	if err != nil {
		return err
	}
	_, err = sealed.Write(b)
	return errors.Join(err, sealed.Close())
}

// Restore makes this home a new device of the person in a backup, and has it ask to be added to each of their groups.
// Any member it meets can add it. It needs a home without a person. Errors: *RefusedError.
func (s *Store) Restore(ctx context.Context, r io.Reader, passphrase string) (Restored, error) {
	if me, ok := s.Me(); ok {
		return Restored{}, refuseEnglish(CodeRefused, "this device is already set up for %s; restore into a folder where nobody is: moot --home FOLDER me restore FILE", me.Name)
	}
	sealed, err := readBackup(r)
	if err != nil {
		return Restored{}, err
	}
	from, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return Restored{}, errPassphrase // an empty one
	}
	from.SetMaxWorkFactor(scryptWork)
	opened, err := age.Decrypt(bytes.NewReader(sealed), from)
	var wrong *age.NoIdentityMatchError
	switch {
	case errors.As(err, &wrong):
		return Restored{}, errPassphrase
	case err != nil:
		return Restored{}, errBadBackup
	}
	pack, err := io.ReadAll(opened) // never longer than what was read
	if err != nil {
		return Restored{}, errBadBackup
	}
	if err := checkCtx(ctx); err != nil {
		return Restored{}, err
	}
	if err := s.Adopt(ctx, pack); err != nil {
		return Restored{}, err
	}
	me, _ := s.Me()
	groups, err := s.Groups(ctx)
	return Restored{me, groups}, err
}

// readBackup gives the age file inside a backup, once its first words and its checksum are right.
func readBackup(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxBackup+1))
	if err != nil {
		return nil, fmt.Errorf("read the backup: %w", err)
	}
	end := len(b) - sha256.Size
	switch {
	case bytes.HasPrefix([]byte(backupHead), b): // not even the first words are all there
		return nil, errBadBackup
	case !bytes.HasPrefix(b, []byte(backupKind)):
		return nil, errNotBackup
	case !bytes.HasPrefix(b, []byte(backupHead)):
		return nil, errNewerBackup
	case len(b) > maxBackup || end < len(backupHead):
		return nil, errBadBackup
	}
	if sum := sha256.Sum256(b[:end]); !bytes.Equal(sum[:], b[end:]) {
		return nil, errBadBackup
	}
	return b[len(backupHead):end], nil
}
