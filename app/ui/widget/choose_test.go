package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

const option = "قبل 3 أيام (Ann)"

// TestSelectFromTheRight: what is chosen reads in order with the arrow at its left, and so does the list, which gives what was chosen as
// it was written.
func TestSelectFromTheRight(t *testing.T) {
	right(t)
	var told string
	s := NewSelect([]string{"اليوم", option}, func(words string) { told = words })
	w := test.NewTempWindow(t, s)
	w.Resize(fyne.NewSize(300, 300))
	s.Resize(fyne.NewSize(250, 40))
	s.SetSelected(option)
	seen := map[string]float32{}
	look := func(o fyne.CanvasObject) {
		clear(seen)
		textsIn(o, fyne.Position{}, func(text *canvas.Text, at fyne.Position) { seen[text.Text] = at.X + text.MinSize().Width })
	}
	look(s)
	if x, ok := seen[Line(option)]; !ok || x < 200 || len(seen) != 1 {
		t.Errorf("it shows %v", seen)
	}
	for _, o := range test.WidgetRenderer(s).Objects() {
		if _, ok := o.(*widget.Icon); ok && o.Position().X > 100 {
			t.Errorf("its arrow is at %v", o.Position())
		}
	}
	told = ""
	test.Tap(s)
	list := w.Canvas().Overlays().Top()
	if list == nil {
		t.Fatal("there is no list")
	}
	look(list)
	if _, ok := seen[Line(option)]; !ok {
		t.Errorf("the list shows %v", seen)
	}
	if s.Options[1] != option {
		t.Errorf("while the list is open its options are %q", s.Options)
	}
	picture(t, w, "select-ar")
	w.Canvas().Focus(nil)
	choose(t, list, 1)
	if told != option || s.Selected != option || s.SelectedIndex() != 1 {
		t.Errorf("%q is told and %q chosen", told, s.Selected)
	}
	look(s)
	if _, ok := seen[Line(option)]; !ok {
		t.Errorf("then it shows %v", seen)
	}
}

// choose taps something in an open list.
func choose(t *testing.T, list fyne.CanvasObject, n int) {
	t.Helper()
	menu, ok := list.(*widget.PopUpMenu)
	if over, is := list.(*fyne.Container); is && len(over.Objects) > 0 {
		menu, ok = over.Objects[0].(*widget.PopUpMenu)
	}
	if !ok {
		for _, o := range test.WidgetRenderer(list.(fyne.Widget)).Objects() {
			if m, is := o.(*widget.PopUpMenu); is {
				menu, ok = m, true
			}
		}
	}
	if !ok {
		t.Fatalf("the list is %T", list)
	}
	test.Tap(menu.Items[n].(fyne.Tappable))
}

// TestRadioFromTheRight: options have their rings at the right, and behave as Fyne's do.
func TestRadioFromTheRight(t *testing.T) {
	right(t)
	var told []string
	g := NewRadioGroup([]string{"نعم", option}, func(words string) { told = append(told, words) })
	w := test.NewTempWindow(t, g)
	w.Resize(fyne.NewSize(300, 120))
	items := test.WidgetRenderer(g).Objects()
	if len(items) != 2 {
		t.Fatalf("%d options", len(items))
	}
	picture(t, w, "radio-ar")
	parts := test.WidgetRenderer(items[1].(fyne.Widget)).Objects()
	ring, words := parts[2], parts[3].(*canvas.Text)
	if ring.Position().X < words.Position().X+words.Size().Width || words.Text != Line(option) {
		t.Errorf("the ring is at %v and %q ends at %v", ring.Position(), words.Text, words.Position().X+words.Size().Width)
	}
	test.Tap(items[1].(fyne.Tappable))
	test.Tap(items[1].(fyne.Tappable))
	g.Required = true
	test.Tap(items[0].(fyne.Tappable))
	test.Tap(items[0].(fyne.Tappable))
	if len(told) != 3 || told[0] != option || told[1] != "" || told[2] != "نعم" || g.Selected != "نعم" {
		t.Errorf("told %q, and %q holds", told, g.Selected)
	}
	g.Disable()
	test.Tap(items[1].(fyne.Tappable))
	if g.Selected != "نعم" {
		t.Error("a disabled one was chosen")
	}
	g.Options = []string{"نعم", "لا", option}
	g.Refresh()
	if n := len(test.WidgetRenderer(g).Objects()); n != 3 {
		t.Errorf("%d options", n)
	}
}

// TestCheckFromTheRight: the box is at the right of its words.
func TestCheckFromTheRight(t *testing.T) {
	right(t)
	c := NewCheck(option, nil)
	w := test.NewTempWindow(t, &fyne.Container{Objects: []fyne.CanvasObject{c}})
	w.Resize(fyne.NewSize(300, 200))
	c.Resize(fyne.NewSize(300, 40))
	c.SetChecked(true)
	picture(t, w, "check-ar")
	var picture, words float32
	for _, o := range test.WidgetRenderer(c).Objects() {
		switch o := o.(type) {
		case *canvas.Image:
			picture = o.Position().X
		case *canvas.Text:
			words = o.Position().X + o.Size().Width
			if o.Text != Line(option) || o.Alignment != fyne.TextAlignTrailing {
				t.Errorf("the box says %q", o.Text)
			}
		}
	}
	if picture < words {
		t.Errorf("the box is at %v, and its words end at %v", picture, words)
	}
}

// TestSliderFromTheRight: its least is at the right, in Arabic.
func TestSliderFromTheRight(t *testing.T) {
	right(t)
	for _, speak := range []bool{true, false} {
		Speak(speak)
		s := NewSlider(0, 10)
		test.NewTempWindow(t, s)
		s.Resize(fyne.NewSize(200, 40))
		s.Tapped(&fyne.PointEvent{Position: fyne.NewPos(190, 10)})
		thumb := test.WidgetRenderer(s).Objects()[2]
		if (s.Value == 0) != speak || (s.Value == 10) == speak || thumb.Position().X < 100 {
			t.Errorf("speaking Arabic %v, at the right it is %v, and its thumb at %v", speak, s.Value, thumb.Position())
		}
		was := s.Value
		s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
		if speak && s.Value <= was || !speak && s.Value >= was {
			t.Errorf("speaking Arabic %v, the arrow to the left makes %v of %v", speak, s.Value, was)
		}
	}
}
