package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestSpaceAtTheWrap: wherever the lines are wrapped, what is typed is what stands there. The toolkit's own field puts what follows a
// space at the end of a line before it.
func TestSpaceAtTheWrap(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look{mode: "light", scale: 2})
	const first, rest = "Hana read out the letter. ", "Agreed by all, and nobody spoke against it."
	for width := float32(200); width < 700; width += 7 {
		field := newArea("", 4)
		test.NewTempWindow(t, field).Resize(fyne.NewSize(width, 300))
		test.Type(field, first+rest)
		if field.Text != first+rest {
			t.Errorf("%v wide: a field has %q", width, field.Text)
		}
		a := &authority{}
		d := newDesk(a)
		editor := newTextEditor(d.session)
		test.NewTempWindow(t, editor).Resize(fyne.NewSize(width, 300))
		test.Type(editor, first)
		d.rest()
		a.text = "Ann thanked everybody. " + a.text // a neighbour, meanwhile
		d.read(a)
		d.rest()
		for _, r := range rest { // the keyboard has not left it
			editor.TypedRune(r)
		}
		if want := "Ann thanked everybody. " + first + rest; editor.Text != want {
			t.Errorf("%v wide: the editor has %q", width, editor.Text)
		}
	}
}
