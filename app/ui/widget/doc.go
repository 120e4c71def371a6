// Package widget is Fyne's package of that name for the window, with words that also run from right to left.
//
// Fyne shapes Arabic letters rightly and breaks text into lines where it should, but then sets the parts of a line (Arabic
// words, numbers, names in Latin letters) one after the other from the left. So a line that has more than one part reads in
// the wrong order, and all lines begin at the left.
//
// [Speak] says which way the language of the window runs. A [Label] and a [RichText] put the parts of each line in the order in which
// they are seen after Fyne has broken the text ([Line]). Where the language runs from right to left they set the lines at the
// right, and so do a [Button], an [Entry], a [Select], a [Check], a [RadioGroup] and a [Slider]. Their Text stays as it was
// written, which is what is copied, read out, and compared. In other languages all but a label are Fyne's with nothing in
// between; a [RichText] whose People is set, the words of people, runs as its first letter does.
//
// How far into Fyne it reaches: it moves and orders what Fyne's renderers draw (text.go, choose.go), draws itself what they keep to
// themselves (radio.go, the text of a field in entry.go), and tells Fyne of the mouse and the arrows as if all letters stood from the left
// (caret.go). Everything else is Fyne's under its own name (toolkit.go), so that a screen needs one import.
package widget
