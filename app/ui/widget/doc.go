// Package widget is Fyne's package of that name for the window, with words that also run from right to left.
//
// Fyne shapes Arabic letters rightly and breaks text into lines where it should, but then sets the parts of a line (Arabic
// words, numbers, names in Latin letters) one after the other from the left. So a line that has more than one part reads in
// the wrong order, and all lines begin at the left.
//
// [Speak] says which way the language of the window runs. Where it runs from right to left, a [Label], a [Button] and a
// [RichText] put the parts of each line in the order in which they are seen after Fyne has broken the text ([Line]), and set
// the lines at the right. Their Text stays as it was written, which is what is copied, read out, and compared. A window in
// another language has Fyne's widgets with nothing in between; only a [RichText] whose People is set, the words of people,
// also runs as its first letter does.
//
// Everything else is Fyne's under its own name (toolkit.go), so that a screen needs one import. Fields to type in, lists to choose from,
// round and square boxes with their own words, and the toolkit's dialogs are Fyne's as they are.
package widget
