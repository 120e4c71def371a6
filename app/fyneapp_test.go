package main

import (
	"os"
	"testing"

	"github.com/BurntSushi/toml"
)

// TestAppID holds the program's ID to the one that packages carry: with two IDs, a packaged Moot and one built from
// source would keep their settings apart.
func TestAppID(t *testing.T) {
	b, err := os.ReadFile("../FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	var meta struct{ Details struct{ ID string } }
	if err := toml.Unmarshal(b, &meta); err != nil {
		t.Fatal(err)
	}
	if meta.Details.ID != appID {
		t.Errorf("FyneApp.toml has ID %q and the program %q", meta.Details.ID, appID)
	}
}
