// Package ui is Moot's window: Fyne screens over package store, one file a screen. It knows no rules and no formats; what
// a person may do comes from the store with each page. All of it runs on Fyne's UI thread, except what is handed to
// the app's work, which may touch the disk and nothing on the screen.
//
// Its nouns for what neighbours write together:
//
//   - a shared text: what several people write at once, as [sharedText] sees it, character by character;
//   - a session: keeps a shared text in step with the store while it is edited ([textSession]), shown by a
//     [textEditor], within the [textBlock] of a page;
//   - the desks: what is typed and not saved or sent yet, so that leaving a screen loses nothing;
//   - prose: text of neighbours formatted safely, by [formatMarkdown].
//
// A screen re-reads the store through its [loader] when news comes, and changes only what is new.
package ui
