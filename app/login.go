package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/adrg/xdg"
)

// loginEntry is the file that has a Linux desktop start Moot when the person logs in (freedesktop.org, Desktop Application
// Autostart). It is there only when they asked for it.
type loginEntry struct {
	path    string
	command []string
}

// newLoginEntry is for this program on a home; nil where starting at login is for the person to set up.
func newLoginEntry(home string) (*loginEntry, error) {
	if runtime.GOOS != "linux" {
		return nil, nil
	}
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return &loginEntry{filepath.Join(xdg.ConfigHome, "autostart", "moot.desktop"), []string{program, "--home", home}}, nil
}

// On says whether Moot starts at login.
func (l *loginEntry) On() (bool, error) {
	_, err := os.Stat(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Set has Moot start at login, or not any more.
func (l *loginEntry) Set(on bool) error {
	if !on {
		if err := os.Remove(l.path); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(l.path), 0o700); err != nil {
		return err
	}
	lines := []string{"[Desktop Entry]", "Type=Application", "Name=Moot", "Exec=" + execLine(l.command), "Terminal=false", ""}
	return os.WriteFile(l.path, []byte(strings.Join(lines, "\n")), 0o600)
}

// execLine writes a command as the key Exec of a desktop entry has it: each word quoted, what is special in quotes after a
// backslash, which in a string is itself written twice, and a per cent sign twice.
func execLine(command []string) string {
	words := make([]string, len(command))
	for i, word := range command {
		words[i] = `"` + strings.NewReplacer(`\`, `\\\\`, `"`, `\\"`, "`", "\\\\`", `$`, `\\$`, `%`, `%%`).Replace(word) + `"`
	}
	return strings.Join(words, " ")
}
