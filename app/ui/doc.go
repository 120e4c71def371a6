// Package ui is Moot's window: screens on a store, with no rules and no formats of their own.
//
// Nouns: an [App] is what screens have to work with; a [Screen] is one thing to look at; the shell arranges them in
// three panes on a wide window and one at a time on a narrow one; a desk keeps what is typed and not saved. What
// neighbours write at once is a shared text, kept in step with the store by a [textSession] and shown by a
// [textEditor]; what they wrote is shown as prose, made safe by [formatMarkdown]. A screen re-reads the store through
// its [loader] when news comes, and draws again only what is new.
//
// A list of a group's things is a [shelf] of tiles in columns, one thing of any noun but proposals and meetings a [thing],
// and what is filled in to make or add to one a [sheet]. [steady] brings news in above what one reads without moving it, and
// what people have signed about one a [saidList]. [looks] remembers what this person has looked at, so that home can say
// what is new. How all of it looks and speaks is in DESIGN.md.
//
// Work that may take long is slow: it can be stopped. Files that come from outside are each an [incoming], taken in by UI.take; a
// [dropPage] offers what can be done with those there is a choice about. The pictures of a thing are its [gallery]; what can be
// copied and printed has [papers]; [naming] offers members' names after an @.
//
// The screens about who belongs are each a [rollPage] on a [rollView]. They know no rules: what may be done about a person
// or a matter, and what an act would need before it takes effect, is foreseen by the store and said in its words. Before
// anything is done to or about somebody, an [asking] asks in the place of the button that was tapped; [parts] keeps
// what is on a page in its place when news comes.
//
// The words are those of the language the person chose: [UI] makes every screen again when that changes. Every key is in
// one list (keys.go). A notifier tells a person who is not looking what the store finds worth telling; it never shows what
// anybody said.
//
// The charter form has an editor for every rule that a charter file can say, and gives what was typed to the store's own
// comparison of charters, so that what was not touched stays as it was written. What a meeting shows beside its minutes (matters
// arising, who was there for an item, the confidential part) is worked out by the store and by package paper.
//
// Call [New] with a Fyne app and window, a store and a network; then Show; Leave when the window is to close. The UI
// thread never touches the disk or the network: everything slow goes through App.work and comes back by App.onUI.
//
// What every screen looks like is kept in testdata/screens, for each look that a test draws (golden_test.go): its layout as
// text, a line for each thing with its place and words, and a small picture. A test that draws something else fails and lists
// the lines. Where the change is meant, look at the pictures (make screens), then write what is drawn with
// MOOT_GOLDEN=update and go test -run of the tests that fail, or all of them anew with make goldens. Keys, names, clock and time zone of
// the tests are the same each time (newBench), so what is of one moment comes in the same order.
//
// This package does not import fyne.io/fyne/v2/app, so that its tests draw every screen with no display.
package ui
