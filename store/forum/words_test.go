package forum

import (
	"crypto/sha256"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/tyler-smith/go-bip39/wordlists"
)

// TestKeyWords: the words never change, for people write them down; and every bit of the 66 counts.
func TestKeyWords(t *testing.T) {
	if got := strings.Join(KeyWords(Person{}), " "); got != "actress search mango famous fantasy roof" {
		t.Errorf("the words of the zero key are %q", got)
	}
	for i := range byte(200) {
		p := Person{i}
		sum := sha256.Sum256(append([]byte("moot/words/1\x00"), p[:]...))
		n := new(big.Int).Rsh(new(big.Int).SetBytes(sum[:]), 256-66)
		var want []string
		for range 6 {
			word := new(big.Int).And(n, big.NewInt(2047)).Int64()
			want = append([]string{wordlists.English[word]}, want...)
			n.Rsh(n, 11)
		}
		if got := KeyWords(p); !slices.Equal(got, want) {
			t.Fatalf("key %d: %v, want %v", i, got, want)
		}
	}
}
