package store

import (
	"bytes"
	"encoding/base64"
	"os"
	"testing"

	"moot/store/forum"
)

// TestBackupGolden: a backup made by the first version opens in every later one. MOOT_GOLDEN=1 writes the file where there
// is none; it is never rewritten.
func TestBackupGolden(t *testing.T) {
	const path = "testdata/backup-v1.txt"
	want := packed{Version: 1, Person: bytes.Repeat([]byte{7}, 32), Name: "Ann",
		Groups: []packedGroup{{forum.ID{1}, bytes.Repeat([]byte{2}, 16), "Elm Row", forum.Person{3}}},
		Peers:  []packedPeer{{"bob", []string{"/ip4/192.168.1.7/tcp/4711"}}}}
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) && os.Getenv("MOOT_GOLDEN") != "" {
		text = goldenBackup(t, want)
		ok(t, os.WriteFile(path, text, 0o600))
	} else {
		ok(t, err)
	}
	file := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(file, bytes.TrimSpace(text))
	ok(t, err)
	s := cheap(t)
	out := must[Restored](t)(s.Restore(ctx, bytes.NewReader(file[:n]), phrase))
	if out.Me.Name != "Ann" || len(out.Groups) != 1 || out.Groups[0].Name != "Elm Row" || out.Groups[0].ID != want.Groups[0].ID {
		t.Errorf("%+v", out)
	}
	pack := must[[]byte](t)(s.Package(ctx))
	if again := must[[]byte](t)(packMode.Marshal(want)); !bytes.Equal(pack, again) {
		t.Error("what was restored is not what was backed up")
	}
}

func goldenBackup(t *testing.T, p packed) []byte {
	s := cheap(t)
	ok(t, s.Adopt(ctx, must[[]byte](t)(packMode.Marshal(p))))
	var b bytes.Buffer
	ok(t, s.Backup(ctx, &b, phrase))
	return append([]byte(base64.StdEncoding.EncodeToString(b.Bytes())), '\n')
}
