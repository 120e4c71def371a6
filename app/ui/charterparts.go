package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
)

// partEditor changes one section, body or capacity of a charter, and has a button that takes it out.
type partEditor interface {
	comparable
	object() fyne.CanvasObject
	dropper() *widget.Button
}

// partList is the sections, the bodies or the capacities that a form has.
type partList[E partEditor] struct {
	all     []E
	box     *fyne.Container
	changed func()
}

func newPartList[E partEditor](changed func()) *partList[E] {
	return &partList[E]{box: container.NewVBox(), changed: changed}
}

// Add puts an editor at the end.
func (l *partList[E]) Add(e E) E {
	e.dropper().OnTapped = func() {
		l.all = slices.DeleteFunc(l.all, func(x E) bool { return x == e })
		l.box.Remove(e.object())
		l.changed()
	}
	l.all = append(l.all, e)
	l.box.Add(e.object())
	return e
}

// Clear takes all of them out, before others are put in.
func (l *partList[E]) Clear() {
	l.all = nil
	l.box.RemoveAll()
}

// twice gives a name that two have; empty for none.
func twice(names []string) string {
	names = slices.Sorted(slices.Values(names))
	for i := 1; i < len(names); i++ {
		if names[i] == names[i-1] {
			return names[i]
		}
	}
	return ""
}

// partHead is the top of an editor: the name to type of what is new, which those there already keep, because people are in them by it.
func partHead(fresh bool, label string, name *lineEntry) fyne.CanvasObject {
	if fresh {
		return field(label, name)
	}
	return heading(printable(name.Text))
}

// tickLine is a box to tick with its words, which tells when it is changed.
func tickLine(words string, on bool, changed func()) *tick {
	c := newTick(changed)
	c.words.SetText(words)
	c.box.Checked = on
	return c
}

// countEntry is where a whole number is typed.
func countEntry(typed string, changed func()) *lineEntry {
	e := newLineEntry("")
	e.SetText(typed)
	e.OnChanged = func(string) { changed() }
	return e
}
