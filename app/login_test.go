package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestStartAtLogin: the file is there exactly when it was asked for, and names the program so that a desktop finds it.
func TestStartAtLogin(t *testing.T) {
	l := &loginEntry{filepath.Join(t.TempDir(), "autostart", "moot.desktop"), []string{"/opt/my moot/moot", "--home", `/home/a$b/"100%"\x`}}
	state := func(want bool) {
		t.Helper()
		if on, err := l.On(); err != nil || on != want {
			t.Errorf("it starts at login: %v, %v", on, err)
		}
	}
	state(false)
	for _, on := range []bool{false, true, true, false, false, true} {
		if err := l.Set(on); err != nil {
			t.Fatal(err)
		}
		state(on)
	}
	b, err := os.ReadFile(l.path)
	if err != nil {
		t.Fatal(err)
	}
	want := `Exec="/opt/my moot/moot" "--home" "/home/a\\$b/\\"100%%\\"\\\\x"`
	if !strings.Contains(string(b), "\n"+want+"\n") || !strings.HasPrefix(string(b), "[Desktop Entry]\nType=Application\n") {
		t.Errorf("the file says:\n%s\nwant %s", b, want)
	}
}
