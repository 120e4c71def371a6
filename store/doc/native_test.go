//go:build cgo && (linux || darwin) && !android && !ios && (amd64 || arm64)

package doc

import (
	"bytes"
	"testing"
	"time"

	"github.com/automerge/automerge-go"
)

// The library itself, asked to make the same change, writes the same bytes.
func TestGenesisIsWhatTheLibraryWrites(t *testing.T) {
	native(t)
	am := automerge.New()
	if err := am.SetActorID(genesisActor(testID(1)).String()); err != nil {
		t.Fatal(err)
	}
	if err := am.Path(bodyKey).Set(automerge.NewText("")); err != nil {
		t.Fatal(err)
	}
	h, err := am.Commit("", automerge.CommitOptions{Time: &time.Time{}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := am.Change(h)
	if err != nil {
		t.Fatal(err)
	}
	if got := Genesis(testID(1)); !bytes.Equal(got, c.Save()) {
		t.Fatalf("genesis is\n%x, the library writes\n%x", got, c.Save())
	}
	if _, err := Parse(Genesis(testID(1)), DefaultLimits()); err != nil {
		t.Fatal(err)
	}
}
