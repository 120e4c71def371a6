// Package store keeps everything one device holds: its keys, the entries of its groups, their shared documents and the
// cards that lists are drawn from, in Badger. It is the one gate every entry passes through, whoever wrote it.
//
// # Nouns
//
//   - A home is the folder one process at a time has open: keys, database, lock. See [Open].
//   - The gate is [Store.Apply]: entries from peers and files enter by it, and this device's own deeds ([Store.Comment],
//     [Store.Cast]…) take the same path with the same checks.
//   - Keeping and showing are two things. An entry that is signed, connects to its chain and comes from a device the
//     group has admitted is kept, counted in its chain's height and handed on. Whether it is shown is its verdict: shown,
//     waiting for something it builds on, refused by a rule, hidden by a removal, set aside because its device signed two
//     histories ([Store.Forks]), or newer than this program. A verdict
//     depends only on the entry and what it cites, so every device reaches the same one in whatever order things arrive.
//   - Held entries are those that cannot be kept yet: their chain has a gap here, or nobody we know has admitted their
//     device. They wait in a bounded pool.
//   - A package is what another device of a person needs to become theirs: the person's key and their groups, never a
//     device's key. A backup is a package in a file, sealed with a passphrase.
//   - A file is a photo or another paper put with a thing. Its record is an entry; its bytes lie beside the database in
//     chunks, which are here only if somebody here added or wanted the file. See [Store.AddFile], [Store.WantFile].
//   - A place ([forum.Place]) is somewhere in a shared text, as one device tells another: it stays in its words whatever is
//     written. A moment ([Moment]) is a stop in the past of a shared text.
//   - A card is a row of a list, computed when its subject changes, so that lists never open a document.
//   - The log position ([Store.Position]) grows with every entry kept. It is the truth; the hints of [Store.Watch] may be lost.
//
// # What to call first
//
// [Open], then [Store.CreateMe] on a new home, then [Store.CreateGroup] or [Store.BeginJoin]. Close what you opened.
//
// All methods may be called from any goroutine, but never from the UI thread: they touch the disk.
package store
