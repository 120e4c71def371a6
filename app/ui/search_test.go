package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestSearch: where a list has no search of its own, Ctrl+F goes to that of the group, which finds words in minutes and
// comments too, says so where there are none, and opens what was found beside the list.
func TestSearch(t *testing.T) {
	b := newBench(t)
	_, meeting := b.lived()
	u := b.house(1280, 800)
	u.shell.enter(b.group)
	u.shell.visit(sectionMeetings)
	b.settle()
	u.shell.FocusSearch()
	b.settle()
	s, ok := u.shell.list.(*searchScreen)
	if !ok || b.window.Canvas().Focused() != fyne.Focusable(s.search) || !s.empty.root.Visible() {
		t.Fatalf("Ctrl+F in the meetings leads to %T", u.shell.list)
	}
	b.draw("search-wide-empty")
	test.Type(s.search, "council TRUE record")
	b.pauseOver()
	b.settle()
	if got := tilesOf(s.found); len(got) != 1 || got[0] != "Annual general meeting" || s.found.words.tiles[0].meta != "The minutes were approved as a true record." {
		t.Fatalf("it finds %q", got)
	}
	test.Tap(s.found.tiles.made[meeting.String()])
	b.settle()
	if u.shell.looking != meeting || u.shell.list != Screen(s) || !s.found.words.tiles[0].here {
		t.Fatal("what was found is not opened beside the list")
	}
	b.relayout()
	b.draw("search-wide")
	u.shell.goBack()
	b.settle()
	if s.found.words.tiles[0].here {
		t.Error("it is marked when it is open no more")
	}
	s.search.SetText("elephant")
	b.pauseOver()
	b.settle()
	if len(tilesOf(s.found)) != 0 || !strings.Contains(s.empty.text.Text, "elephant") {
		t.Errorf("of what is not there it says %q", s.empty.text.Text)
	}
	s.search.SetText("light")
	b.pauseOver()
	b.settle()
	for scale, name := range []string{"search-phone", "search-phone-200"} {
		fyne.CurrentApp().Settings().SetTheme(&look{mode: "light", scale: float32(scale + 1)})
		b.window.Resize(fyne.NewSize(390, 844))
		b.relayout()
		b.draw(name)
		for _, words := range squeezed(b.window.Canvas().Content()) {
			t.Errorf("%s: no room for %q", name, words)
		}
	}
	u.app.stop()
	b.noErrors()
}
