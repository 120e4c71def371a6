package assets

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
)

var update = flag.Bool("update", false, "make icon.png again from icon.svg")

// TestIconsTakeTheThemesColour draws every icon as a screen would: through Fyne's recolouring. A
// stroke, or a colour of its own, would stay black here.
func TestIconsTakeTheThemesColour(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(test.NewTheme())
	want := theme.Color(theme.ColorNameError)
	for _, name := range IconNames() {
		resource := theme.NewErrorThemedResource(fyne.NewStaticResource(name+".svg", Icon(name)))
		picture := drawn(t, canvas.NewImageFromResource(resource), 48)
		if full := countColour(picture, want); full < 80 {
			t.Errorf("%s at 48 pixels has %d pixels of the theme's colour; it should be clearly seen", name, full)
		}
		if black := countColour(picture, color.Black); black > 0 {
			t.Errorf("%s keeps %d black pixels that the theme could not recolour", name, black)
		}
	}
}

func drawn(t *testing.T, object fyne.CanvasObject, side float32) image.Image {
	t.Helper()
	window := test.NewTempWindow(t, object)
	window.SetPadded(false)
	window.Resize(fyne.NewSquareSize(side))
	return window.Canvas().Capture()
}

func countColour(picture image.Image, want color.Color) (count int) {
	r, g, b, _ := want.RGBA()
	bounds := picture.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			pr, pg, pb, pa := picture.At(x, y).RGBA()
			if pa == 0xffff && pr>>8 == r>>8 && pg>>8 == g>>8 && pb>>8 == b>>8 {
				count++
			}
		}
	}
	return count
}

func TestUnknownIconIsTheWarningSign(t *testing.T) {
	if !bytes.Equal(Icon("no-such-icon"), Icon("warning")) || len(Icon("warning")) == 0 {
		t.Error("an unknown icon should be drawn as the warning sign")
	}
}

// TestApplicationIcon holds the PNG to the SVG it is made from; -update makes it again.
func TestApplicationIcon(t *testing.T) {
	side := 512
	want := rendered(t, "icon.svg", side)
	if *update {
		var encoded bytes.Buffer
		encoder := png.Encoder{CompressionLevel: png.BestCompression}
		if err := encoder.Encode(&encoded, want); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("icon.png", encoded.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := png.Decode(bytes.NewReader(ApplicationIcon()))
	if err != nil {
		t.Fatal(err)
	}
	if got.Bounds() != want.Bounds() {
		t.Fatalf("icon.png is %v, not %v", got.Bounds(), want.Bounds())
	}
	different := 0
	for y := range side {
		for x := range side {
			if color.NRGBAModel.Convert(got.At(x, y)) != color.NRGBAModel.Convert(want.At(x, y)) {
				different++
			}
		}
	}
	if different > side*side/1000 { // rounding at edges differs between processors
		t.Errorf("icon.png differs from icon.svg in %d pixels: run go test ./assets -run TestApplicationIcon -update", different)
	}
	if size := len(ApplicationIcon()); size > 40_000 {
		t.Errorf("icon.png is %d bytes; keep it under 40,000", size)
	}
}

func rendered(t *testing.T, file string, side int) *image.RGBA {
	t.Helper()
	svg, err := oksvg.ReadIcon(file, oksvg.StrictErrorMode)
	if err != nil {
		t.Fatal(err)
	}
	picture := image.NewRGBA(image.Rect(0, 0, side, side))
	svg.SetTarget(0, 0, float64(side), float64(side))
	svg.Draw(rasterx.NewDasher(side, side, rasterx.NewScannerGV(side, side, picture, picture.Bounds())), 1)
	return picture
}

// TestPicturesStaySmall keeps the clone small: pictures for the README are compressed screenshots.
func TestPicturesStaySmall(t *testing.T) {
	pictures, err := filepath.Glob("pictures/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, picture := range pictures {
		info, err := os.Stat(picture)
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > 500_000 && !strings.HasSuffix(picture, ".md") {
			t.Errorf("%s is %d bytes; keep pictures under 500,000", picture, info.Size())
		}
	}
}
