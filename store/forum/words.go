package forum

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/tyler-smith/go-bip39/wordlists"
)

const (
	wordsTag  = "moot/words/1\x00"
	keyWords  = 6
	wordsBits = 11 // the list has 2048 words
)

// KeyWords gives six short words that stand for a person's key, for two people to say to each other: if the words are the
// same on both screens, the key is too. To find another key with the same six takes some 2⁶⁶ tries.
//
// The words are the English list of BIP-39, whose words differ in their first four letters; which ones, the first 66 bits
// of SHA-256("moot/words/1" ‖ 0 ‖ key) say, eleven for each, the highest first. For somebody in a group give
// [Member.Key]: it is not the Person of who was re-admitted.
func KeyWords(p Person) []string {
	sum := sha256.Sum256(append([]byte(wordsTag), p[:]...))
	words := make([]string, keyWords)
	for i := range words {
		bit := i * wordsBits
		window := binary.BigEndian.Uint32(sum[bit/8:]) >> (32 - wordsBits - bit%8)
		words[i] = wordlists.English[window&(1<<wordsBits-1)]
	}
	return words
}
