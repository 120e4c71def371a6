package doc

import "crypto/sha256"

// bodyKey is the root key that holds a document's text.
const bodyKey = "body"

// genesisActor writes a document's first change and nothing else. No signer can own it: that would take two SHA-256
// inputs with different tags and the same hash.
func genesisActor(id ID) Actor {
	sum := sha256.Sum256(append([]byte("moot/genesis/1"), id[:]...))
	return Actor(sum[:16])
}

// Genesis is the change every document starts from: it makes ROOT.body an empty text, at time 0, as operation 1. Its
// bytes follow from the id alone, so every device has it without being sent it, and two people who are the first to
// type, both offline, type into the same text and merge. (Were the text made by whoever types first, there would be
// two texts under one key and one person's words would vanish.)
func Genesis(id ID) []byte {
	actor := genesisActor(id)
	b := make([]byte, 0, 64)
	b = append(b, 0, byte(len(actor))) // no deps
	b = append(b, actor[:]...)
	b = append(b,
		1, 1, 0, 0, // seq, startOp, time, message
		0, // other actors
		5, // columns: number, then spec and length of each
		colKeyStr, byte(2+len(bodyKey)), colInsert, 1, colAction, 2, colValueMeta, 2, colPredCount, 2,
		0x7f, byte(len(bodyKey)))
	b = append(b, bodyKey...)
	b = append(b, 1, 0x7f, actMakeText, 0x7f, 0, 0x7f, 0)
	return appendChunk(make([]byte, 0, 80), b)
}
