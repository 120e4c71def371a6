package ui

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// TestFromTheRight: in Arabic the rail is at the right and what comes first is at the right of what comes next; in English it is
// the other way round. A chip keeps its word as it is written.
func TestFromTheRight(t *testing.T) {
	t.Cleanup(func() { setLanguage() })
	b := newBench(t)
	for _, tag := range []string{"en", "ar"} {
		fyne.CurrentApp().Preferences().SetString(prefLanguage, tag)
		u := b.house(1280, 800)
		u.shell.enter(b.group)
		u.shell.visit(sectionProposals)
		b.settle()
		right := tag == "ar"
		panes := u.shell.root.(*fyne.Container).Objects
		if got := panes[0].Position().X > panes[1].Position().X; got != right {
			t.Errorf("in %s the rail is at %v and the list at %v", tag, panes[0].Position(), panes[1].Position())
		}
		first, second := widget.NewButton("1", nil), widget.NewButton("2", nil)
		for name, row := range map[string]*fyne.Container{"beside": beside(first, second, 1, false), "a row of buttons": buttonRow(first, second),
			"abreast": abreast(first, second), "bordered": bordered(nil, nil, first, second)} {
			row.Resize(fyne.NewSize(400, 60))
			if got := first.Position().X > second.Position().X; got != right {
				t.Errorf("in %s, %s has %v and %v", tag, name, first.Position(), second.Position())
			}
		}
		if got := backIcon() == icon("back"); got == right {
			t.Errorf("in %s the arrow back is wrong: %s", tag, backIcon().Name())
		}
		u.app.stop()
	}
	c := newChip()
	c.Set("بعد 3 أيام", theme.ColorNameForeground)
	if c.String() != "بعد 3 أيام" || c.AccessibilityLabel() != c.String() || c.line.Text == c.text.Text {
		t.Errorf("the chip says %q and draws %q", c, c.line.Text)
	}
}

// TestScreensUseOurWidgets: a label of Fyne's own would read wrongly in Arabic.
func TestScreensUseOurWidgets(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue // it makes no screen, and may have to tell ours from theirs
		}
		source, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range source.Imports {
			if i.Path.Value == `"fyne.io/fyne/v2/widget"` {
				t.Errorf("%s imports Fyne's widgets: use moot/app/ui/widget", file)
			}
		}
	}
}

// TestBannerTurns: who is welcomed in English and chooses Arabic has the banner the Arabic way round too, with what it says.
func TestBannerTurns(t *testing.T) {
	b := newBench(t)
	t.Cleanup(func() { setLanguage() })
	u := b.house(1280, 800)
	u.banner.done("1")
	for _, tag := range []string{"en", "ar", "en"} {
		setLanguage(tag)
		u.anew()
		b.relayout()
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject
		if mark, words := at(u.banner.mark).X, at(u.banner.text).X; (mark > words) != (tag == "ar") {
			t.Errorf("in %s the sign is at %v and the words at %v", tag, mark, words)
		}
		if !u.banner.root.Visible() {
			t.Error("what was said has gone")
		}
	}
}
