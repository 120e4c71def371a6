// Package doc holds the texts that many people write together: bodies of proposals, agendas, minutes, pages.
//
// A text is an Automerge document. The library that merges it is written in another language and, given bytes it does
// not expect, ends the whole process, hangs, or saves what it cannot load again. So nothing reaches it here before Go
// has read every byte and knows exactly what the change does.
//
// # Nouns
//
//   - A change ([Change]) is one batch of edits by one device: the bytes an entry carries. Its [Hash] is its name.
//   - A document ([Doc]) is an engine's document together with its admission state: who wrote which change, and which
//     characters exist. It starts from its genesis change, which is the same bytes on every device.
//   - A signer ([Signer]) is the device that signed the entry carrying a change. An actor ([Actor]) is the name
//     Automerge knows a writer by; a [Session] makes one for each device, document and process start.
//   - An engine ([Engine]) is the one place the foreign library is named. [Native] is the one that links it.
//   - A snapshot is a whole document in one piece of bytes, for this device's own disk.
//   - A record ([Record]) is the changes of a document taken out of it, to read its past without holding it.
//   - A [Cache] keeps a bounded number of documents open and gives their memory back.
//   - A [Splice] is one replacement in a text; [Diff], [Rebase] and [Patch] work on lists of them.
//
// # What to call first
//
// Call [Native] once, and [NewCache] with it. Open a document inside [Cache.With] by [Create] or [Restore]. For a
// change from anywhere, one's own included: [Doc.Admit], then [Doc.Apply]. To write: [Doc.Edit], then the same two.
//
// # Rules for callers
//
// One goroutine at a time owns a [Doc]; [Cache.With] sees to it. Different documents may be used at the same moment:
// the native library was found to keep no state between documents, and needs no lock of its own (the calls that deadlock
// or abort are those that touch two documents, or one change from two goroutines; they are not used here).
//
// What may get in: text typed and deleted, one character an operation, in the one text of the document, by an actor that
// is its signer's, building on all that this signer wrote there before, within [Limits].
//
// Changes by one signer to one document are handed to Admit in the order of that signer's chain; while one waits for
// its dependencies, the signer's later ones wait behind it. With that, a verdict is a function of the change, its
// causal past and its signer's own chain, so every device reaches the same one whatever arrived first.
//
// # The wasm engine
//
// Automerge's own wasm build, run in a sandbox, will be a second engine for Windows and phones, and the referee
// everywhere. Its place is a file wasm.go beside native.go with a constructor Wasm(...) (Engine, error), held to the
// same tests; nothing else in this package needs to know which engine it was given.
package doc
