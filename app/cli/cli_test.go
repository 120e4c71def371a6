package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"moot/store"
	"moot/store/saying"
)

func TestMoment(t *testing.T) {
	utc := time.Date(2026, 12, 1, 20, 0, 0, 0, time.UTC)
	here := time.Date(2026, 12, 1, 20, 0, 0, 0, time.Local)
	for in, want := range map[string]time.Time{
		"2026-12-01T20:00Z": utc, "2026-12-01T20:00:00Z": utc, "2026-12-01T21:00+01:00": utc, "2026-12-01 20:00Z": utc,
		"2026-12-01 20:00": here, "2026-12-01T20:00": here, "2026-12-01": here.Add(-20 * time.Hour),
		"": {}, "tomorrow": {}, "01/12/2026": {}, "2026-13-01": {}, "1969-01-01": {}, "2026-12-01T20:00Zx": {},
	} {
		var m moment
		err := m.UnmarshalText([]byte(in))
		if want.IsZero() != (err != nil) || !m.Equal(want) {
			t.Errorf("%q is %v, %v", in, m, err)
		}
	}
}

func TestAgendaItems(t *testing.T) {
	got := agendaItems("1. Welcome\n\n- Money: 2025\n  * Any other business\n## Next\n2) Date\n-5 degrees\n2025 review\n")
	want := []string{"Welcome", "Money: 2025", "Any other business", "Next", "Date", "-5 degrees", "2025 review"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestFileOf(t *testing.T) {
	for in, want := range map[string]string{
		"file:///media/stick/mill%20lane.moot": "/media/stick/mill lane.moot", "mill lane.moot": "mill lane.moot", "/a/100%.moot": "/a/100%.moot", "file:": "file:",
	} {
		if got := fileOf(in); got != want {
			t.Errorf("%q is the file %q, not %q", in, got, want)
		}
	}
}

// TestOpen: a desktop calls the same command for the icon, for a link and for a file.
func TestOpen(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "mill lane.moot")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ clicked, want []string }{
		{nil, nil}, {[]string{"moot:join/abc"}, []string{"moot:join/abc"}}, {[]string{"file://" + strings.ReplaceAll(file, " ", "%20")}, []string{file}},
	} {
		var got []string
		opened := false
		code := Run(context.Background(), append([]string{"open"}, c.clicked...), Env{Home: filepath.Join(dir, "home"), Cwd: dir, Stdout: io.Discard, Stderr: io.Discard,
			Getenv: func(string) string { return "" }, Window: func(_ context.Context, _ string, what []string) int {
				got, opened = what, true
				return 0
			}})
		if code != 0 || !opened || !slices.Equal(got, c.want) {
			t.Errorf("open %q: code %d, opened %v at %q", c.clicked, code, opened, got)
		}
	}
}

func TestPrintable(t *testing.T) {
	got := printable("plain £ text\n\twith \x1b[31mcolour, \u202edrow\u202c, \x07 and \u009b2J")
	if strings.ContainsAny(got, "\x1b\x07\u009b\u202e\u202c") || !strings.HasPrefix(got, "plain £ text\n\twith ") {
		t.Errorf("%q", got)
	}
}

func TestSuggest(t *testing.T) {
	names := []string{"Elm Street", "Elm Close", "Allotments", "Book club"}
	for typed, want := range map[string]string{
		"alotments": `"Allotments"`, "elm": `"Elm Street" or "Elm Close"`, "book": `"Book club"`, "Gardeners": "",
	} {
		err := suggest(&store.RefusedError{Code: "not_found", Reason: saying.Plain("no such group.")}, typed, names)
		if got := err.Error(); want == "" && got != "no such group." || want != "" && got != "no such group. Did you mean "+want+"?" {
			t.Errorf("%s: %s", typed, got)
		}
		if !notFound(err) {
			t.Errorf("%s: the code has changed: %v", typed, err)
		}
	}
}

func TestQuote(t *testing.T) {
	for name, want := range map[string]string{"Street": "Street", "Elm Street": "'Elm Street'", "Ann's": `'Ann'\''s'`, "$HOME": "'$HOME'"} {
		if got := quote(name); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestClip(t *testing.T) {
	if got := clip(strings.Repeat("é", 20), 10); got != strings.Repeat("é", 9)+"…" {
		t.Error(got)
	}
}

// TestQR reads back what was saved, and refuses other pictures in plain words.
func TestQR(t *testing.T) {
	file := filepath.Join(t.TempDir(), "invite.png")
	if err := writeQR(file, "moot:join/abc"); err != nil {
		t.Fatal(err)
	}
	drawn, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := readQR(drawn, "bad_invite"); err != nil || got != "moot:join/abc" {
		t.Errorf("%q %v", got, err)
	}
	var failed *failure
	if err := writeQR(file, strings.Repeat("x", 4000)); !errors.As(err, &failed) || !strings.Contains(err.Error(), "too long") {
		t.Errorf("a text that no QR code can hold: %v", err)
	}
	for name, picture := range map[string][]byte{"nothing": nil, "cut short": drawn[:len(drawn)/2]} {
		if got, err := readQR(picture, "bad_invite"); !errors.As(err, &failed) || !strings.Contains(err.Error(), "neither the text nor a picture") {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
}

// TestWriteWhole leaves the old file as it was when the new one fails, and nothing beside it.
func TestWriteWhole(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "f")
	write := func(text string, then error) error {
		return WriteWhole(file, func(f *os.File) error {
			_, err := f.WriteString(text)
			return errors.Join(err, then)
		})
	}
	if err := write("old", nil); err != nil {
		t.Fatal(err)
	}
	if err := write("ne", errors.New("unplugged")); err == nil {
		t.Error("no error")
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "old" {
		t.Errorf("%q %v", b, err)
	}
	if all, err := os.ReadDir(dir); err != nil || len(all) != 1 {
		t.Errorf("left: %v %v", all, err)
	}
	if err := WriteWhole(filepath.Join(dir, "no", "f"), func(*os.File) error { return nil }); err == nil {
		t.Error("wrote into a folder that is not there")
	}
}
