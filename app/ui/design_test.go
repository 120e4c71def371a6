package ui

import (
	"fmt"
	"image/color"
	"os"
	"regexp"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

var pairShape = regexp.MustCompile(`(?m)^\| ([a-zA-Z.]+) \| ([a-zA-Z.]+) \| ([0-9.]+) \| ([0-9.]+) \|$`)

// TestDesign works out the contrasts that DESIGN.md gives, and holds them to what it promises.
func TestDesign(t *testing.T) {
	page, err := os.ReadFile("DESIGN.md")
	if err != nil {
		t.Fatal(err)
	}
	pairs := pairShape.FindAllSubmatchIndex(page, -1)
	if len(pairs) < 15 {
		t.Fatalf("DESIGN.md has only %d pairs of colours", len(pairs))
	}
	text := func(m []int, i int) string { return string(page[m[2*i]:m[2*i+1]]) }
	seen := regexp.MustCompile(`(?m)^What is no word`).FindIndex(page)[0]
	for _, m := range pairs {
		ink, ground, least := fyne.ThemeColorName(text(m, 1)), fyne.ThemeColorName(text(m, 2)), 4.5
		if m[0] > seen {
			least = 3
		}
		for i, mode := range []string{"light", "dark"} {
			l := &look{mode: mode, scale: 1}
			got := contrast(l.Color(ink, 0), l.Color(ground, 0))
			if said, err := strconv.ParseFloat(text(m, 3+i), 64); err != nil || fmt.Sprintf("%.1f", got) != fmt.Sprintf("%.1f", said) {
				t.Errorf("%s on %s in the %s is %.1f, and DESIGN.md says %s", ink, ground, mode, got, text(m, 3+i))
			}
			if got < least {
				t.Errorf("%s on %s in the %s is %.2f; it must be %.1f", ink, ground, mode, got, least)
			}
		}
	}
}

// TestWordsOnWhatHasTheKeyboard: the words of a button can be read while it has the keyboard, filled or not.
func TestWordsOnWhatHasTheKeyboard(t *testing.T) {
	for _, l := range []*look{{mode: "light", scale: 1}, {mode: "dark", scale: 1}} {
		focus := color.NRGBAModel.Convert(l.Color(theme.ColorNameFocus, 0)).(color.NRGBA)
		over := color.NRGBA{R: focus.R, G: focus.G, B: focus.B, A: 255}
		for ground, ink := range map[fyne.ThemeColorName]fyne.ThemeColorName{theme.ColorNameButton: theme.ColorNameForeground,
			theme.ColorNamePrimary: theme.ColorNameForegroundOnPrimary, theme.ColorNameBackground: theme.ColorNameForeground, colorSurface: theme.ColorNameForeground} {
			focused := mixed(over, l.Color(ground, 0), float64(focus.A))
			if c := contrast(l.Color(ink, 0), focused); c < 4.5 {
				t.Errorf("%s: %s on %s with the keyboard is %.2f", l.mode, ink, ground, c)
			}
			if c := contrast(l.Color(ground, 0), focused); ground != theme.ColorNamePrimary && c < 2 {
				t.Errorf("%s: %s with the keyboard is hard to tell from one without: %.2f", l.mode, ground, c)
			}
		}
	}
}

// TestSizes: the sizes of text are those of DESIGN.md, and grow together: headings stay as much larger than the text as they are.
func TestSizes(t *testing.T) {
	for _, scale := range []float32{1, 1.25, 2} {
		l := &look{mode: "light", scale: scale}
		for name, want := range map[fyne.ThemeSizeName]float32{theme.SizeNameHeadingText: 14*scale + 8, theme.SizeNameSubHeadingText: 14*scale + 3, theme.SizeNameText: 14 * scale, theme.SizeNameCaptionText: 12 * scale} {
			if got := l.Size(name); got != want {
				t.Errorf("%s at %v is %v", name, scale, got)
			}
		}
	}
}

// spyTheme says when it is asked for a font.
type spyTheme struct {
	fyne.Theme
	asked *int
}

func (s spyTheme) Font(style fyne.TextStyle) fyne.Resource { *s.asked++; return s.Theme.Font(style) }

// TestThemeComesFirst: nothing is measured before the window has its theme. The toolkit keeps the font it was measured in, and what is
// written in Arabic or Bengali would be in whatever the machine has for as long as the window is open.
func TestThemeComesFirst(t *testing.T) {
	b := newBench(t)
	asked := 0
	fyne.CurrentApp().Settings().SetTheme(spyTheme{theme.DefaultTheme(), &asked})
	fyne.MeasureText("n", 14, fyne.TextStyle{})
	if asked == 0 {
		t.Fatal("the toolkit does not ask a theme for its fonts")
	}
	asked = 0
	fyne.CurrentApp().Settings().SetTheme(spyTheme{theme.DefaultTheme(), &asked}) // what it kept is forgotten
	u := New(fyne.CurrentApp(), b.window, b.store, quietLane{b.now}, Options{Log: b.app.Log})
	if asked > 0 {
		t.Errorf("fonts are asked for %d times before the theme is set", asked)
	}
	u.app.stop()
}
