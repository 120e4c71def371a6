package ui

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"moot/app/ui/widget"
	"moot/assets"
)

// TestOtherScripts: a name in Arabic or Bengali is drawn in the fonts we bring, on lines no higher than the others.
func TestOtherScripts(t *testing.T) {
	if _, ok := assets.Font(false); !ok {
		t.Skip("the fonts are not made here: run .ci/fonts")
	}
	b := newBench(t)
	column := container.NewVBox()
	b.window.SetContent(column)
	b.window.Resize(fyne.NewSize(420, 50))
	draw := func(s string, bold bool) image.Image {
		l := widget.NewLabel(s)
		l.TextStyle.Bold = bold
		column.Objects = []fyne.CanvasObject{l}
		column.Refresh()
		b.relayout()
		return b.window.Canvas().Capture()
	}
	for _, bold := range []bool{false, true} {
		latin := fyne.MeasureText("Ada Okafor", 14, fyne.TextStyle{Bold: bold})
		unknown := draw("\U00013000", bold) // a hieroglyph: what a letter no font has looks like
		for _, word := range []string{"রোকেয়া বেগম", "رقية بيغم"} {
			if s := fyne.MeasureText(word, 14, fyne.TextStyle{Bold: bold}); s.Height > latin.Height+1 {
				t.Errorf("a line of %s is %v high, one of Latin letters %v", word, s.Height, latin.Height)
			}
			for _, r := range word {
				if r != ' ' && same(draw(string(r), bold), unknown) {
					t.Errorf("there is no %q (%U)", r, r)
				}
			}
		}
	}
	draw("Ada Okafor 7 · রোকেয়া বেগম ১২ · رقية بيغم 34", false)
	b.picture("fonts")
}

// TestFontsCoverTheWords: every letter of every language that Moot speaks is in a font that comes with it.
func TestFontsCoverTheWords(t *testing.T) {
	raw, ok := assets.Font(false)
	if !ok {
		t.Skip("the fonts are not made here: run .ci/fonts")
	}
	var fonts []*sfnt.Font
	for _, ttf := range [][]byte{raw, theme.DefaultTheme().Font(fyne.TextStyle{}).Content()} {
		f, err := sfnt.Parse(ttf)
		if err != nil {
			t.Fatal(err)
		}
		fonts = append(fonts, f)
	}
	for _, tag := range assets.Languages() {
		words, err := os.ReadFile(filepath.Join("..", "..", "assets", "locales", tag+".toml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range string(words) {
			if unicode.IsControl(r) || slices.ContainsFunc(fonts, func(f *sfnt.Font) bool {
				g, err := f.GlyphIndex(nil, r)
				return err == nil && g > 0
			}) {
				continue
			}
			t.Errorf("no font has %q (%U), which the words in %s use", r, r, tag)
		}
	}
}

func same(a, b image.Image) bool {
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}

// TestStopsAreLatin: full stops, colons and spaces of the font that comes first are those of the Latin letters they stand among. Those of
// the Arabic font are small and high: 2.4 MB was read as 24 MB.
func TestStopsAreLatin(t *testing.T) {
	for _, bold := range []bool{false, true} {
		ours, ok := assets.Font(bold)
		if !ok {
			t.Skip("the fonts are not made here: run .ci/fonts")
		}
		var marks [2]string
		for i, ttf := range [][]byte{ours, theme.DefaultTheme().Font(fyne.TextStyle{Bold: bold}).Content()} {
			f, err := sfnt.Parse(ttf)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range ".:!… \u00a0" {
				g, err := f.GlyphIndex(nil, r)
				if err != nil || g == 0 {
					t.Fatalf("there is no %q: %v", r, err)
				}
				bounds, advance, err := f.GlyphBounds(nil, g, fixed.I(100), font.HintingNone)
				if err != nil {
					t.Fatal(err)
				}
				marks[i] += fmt.Sprintf("%q from %v to %v, %v wide\n", r, bounds.Min, bounds.Max, advance)
			}
		}
		if marks[0] != marks[1] {
			t.Errorf("the marks are\n%sand those of the Latin letters\n%s", marks[0], marks[1])
		}
	}
}
