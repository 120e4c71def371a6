package ui

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"image"
	"image/color"
	paint "image/draw"
	"image/png"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// A golden picture is a screen made smaller by thumbBy, in thumbColours of its colours, or in more where that is too few.
const (
	thumbBy      = 5
	thumbColours = 32
	thumbBlock   = 4    // pixels of the small picture: 20 units of the window
	thumbMean    = 1.5  // of 255, by which all of it may differ
	thumbWorst   = 16.0 // of 255, by which the worst block may
)

// goldenPicture compares a small picture of a screen with the one that is kept. How fonts are drawn at their edges makes
// no difference: all of it, and each block, may differ a little.
func goldenPicture(t testing.TB, name string, screen image.Image) {
	t.Helper()
	path := filepath.Join(goldens, name)
	got := smaller(screen)
	how, err := "there is none yet", error(nil)
	data, err := os.ReadFile(path)
	if err == nil {
		want, bad := png.Decode(bytes.NewReader(data))
		if bad != nil {
			t.Fatal(bad)
		}
		how = pictureDiffers(want, got)
	} else if !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if how == "" {
		return
	}
	if os.Getenv("MOOT_GOLDEN") != "update" {
		t.Errorf("%s has changed: %s (MOOT_GOLDEN=update keeps what is drawn; MOOT_SCREENS names a folder for the whole pictures)", name, how)
		return
	}
	few := fewColours(got, thumbColours)
	for n := 2 * thumbColours; n <= 256 && pictureDiffers(few, got) != ""; n *= 2 {
		few = fewColours(got, n)
	}
	var buf bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&buf, few); err != nil {
		t.Fatal(err)
	}
	keepGolden(t, path, buf.Bytes())
}

// smaller makes a picture smaller by the mean of each square of pixels.
func smaller(screen image.Image) *image.RGBA {
	whole, ok := screen.(*image.NRGBA) // opaque, as the test canvas makes it
	if !ok {
		whole = image.NewNRGBA(screen.Bounds())
		paint.Draw(whole, whole.Rect, screen, screen.Bounds().Min, paint.Src)
	}
	small := image.NewRGBA(image.Rect(0, 0, whole.Rect.Dx()/thumbBy, whole.Rect.Dy()/thumbBy))
	for y := range small.Rect.Dy() {
		for x := range small.Rect.Dx() {
			var sum [3]int
			for dy := range thumbBy {
				row := whole.Pix[(y*thumbBy+dy)*whole.Stride+x*thumbBy*4:]
				for dx := range thumbBy {
					for c := range sum {
						sum[c] += int(row[dx*4+c])
					}
				}
			}
			const n = thumbBy * thumbBy
			small.SetRGBA(x, y, color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), 255})
		}
	}
	return small
}

// fewColours is a picture in its most common colours, each pixel in the nearest of them: the grounds and fills keep theirs.
func fewColours(p *image.RGBA, n int) *image.Paletted {
	count := map[color.RGBA]int{}
	for y := range p.Rect.Dy() {
		for x := range p.Rect.Dx() {
			count[p.RGBAAt(x, y)]++
		}
	}
	all := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(count[b]-count[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	few := image.NewPaletted(p.Rect, nil)
	for _, c := range all {
		if len(few.Palette) == n {
			break
		}
		if len(few.Palette) < n/4 || far(few.Palette, c) {
			few.Palette = append(few.Palette, c)
		}
	}
	paint.Draw(few, few.Rect, p, image.Point{}, paint.Src)
	return few
}

// far: a colour is not nearly another one of the palette.
func far(palette color.Palette, c color.RGBA) bool {
	for _, p := range palette {
		q := p.(color.RGBA)
		if apart(c.R, q.R)+apart(c.G, q.G)+apart(c.B, q.B) < 24 {
			return false
		}
	}
	return true
}

func apart(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }

// pictureDiffers says how two small pictures differ by more than they may: as the mean of each colour in blocks, so that
// words a hair's breadth off make no difference and words over words do.
func pictureDiffers(want image.Image, got *image.RGBA) string {
	if want.Bounds() != got.Bounds() {
		return fmt.Sprintf("it is %v instead of %v", got.Bounds().Size(), want.Bounds().Size())
	}
	kept := image.NewRGBA(got.Rect)
	paint.Draw(kept, kept.Rect, want, image.Point{}, paint.Src)
	all, blocks, worst, where := 0.0, 0, 0.0, image.Point{}
	for y := 0; y < got.Rect.Dy(); y += thumbBlock {
		for x := 0; x < got.Rect.Dx(); x += thumbBlock {
			d := blockDiffers(kept, got, image.Rect(x, y, x+thumbBlock, y+thumbBlock).Intersect(got.Rect))
			all, blocks = all+d, blocks+1
			if d > worst {
				worst, where = d, image.Pt(x*thumbBy, y*thumbBy)
			}
		}
	}
	mean := all / float64(max(blocks, 1))
	if mean <= thumbMean && worst <= thumbWorst {
		return ""
	}
	return fmt.Sprintf("it differs by %.1f (%.1f at most) and most, by %.1f (%.1f at most), at %v", mean, thumbMean, worst, thumbWorst, where)
}

// blockDiffers is by how much the mean colour of a block differs, in the channel where it differs most.
func blockDiffers(a, b *image.RGBA, in image.Rectangle) float64 {
	var sum [3]int
	for y := in.Min.Y; y < in.Max.Y; y++ {
		for x := in.Min.X; x < in.Max.X; x++ {
			p, q := a.RGBAAt(x, y), b.RGBAAt(x, y)
			sum[0], sum[1], sum[2] = sum[0]+int(p.R)-int(q.R), sum[1]+int(p.G)-int(q.G), sum[2]+int(p.B)-int(q.B)
		}
	}
	most := 0
	for _, s := range sum {
		most = max(most, s, -s)
	}
	return float64(most) / float64(max(in.Dx()*in.Dy(), 1))
}
