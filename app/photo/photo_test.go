package photo

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"moot/store/forum"
)

// scene is a picture whose top left quarter is red, top right green and the rest blue.
func scene(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{0, 0, 255, 255}
			switch {
			case y < h/2 && x < w/2:
				c = color.RGBA{255, 0, 0, 255}
			case y < h/2:
				c = color.RGBA{0, 255, 0, 255}
			}
			m.Set(x, y, c)
		}
	}
	return m
}

func asJPEG(t testing.TB, m image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const secretPlace = "51.5072N 0.1276W"

// exif puts an orientation and a place into a JPEG, as a camera does.
func exif(file []byte, turn uint16, order binary.ByteOrder) []byte {
	tiff := []byte("MM\x00*\x00\x00\x00\x08")
	if order == binary.LittleEndian {
		tiff = []byte("II*\x00\x08\x00\x00\x00")
	}
	put := func(tiff []byte, v uint16) []byte {
		b := make([]byte, 2)
		order.PutUint16(b, v)
		return append(tiff, b...)
	}
	tiff = put(tiff, 2)
	tiff = append(put(put(tiff, 0x010F), 2), make([]byte, 8)...) // the camera's name
	tiff = put(put(tiff, 0x0112), 3)
	count := make([]byte, 4)
	order.PutUint32(count, 1)
	tiff = put(append(tiff, count...), turn)
	tiff = append(tiff, make([]byte, 6)...)
	body := append([]byte("Exif\x00\x00"), append(tiff, secretPlace...)...)
	seg := binary.BigEndian.AppendUint16([]byte{0xFF, 0xE1}, uint16(len(body)+2))
	return append(append(append([]byte{}, file[:2]...), append(seg, body...)...), file[2:]...)
}

// at says which colour a place of a picture is, in parts of its width and height.
func at(m image.Image, x, y float64) string {
	b := m.Bounds()
	r, g, _, _ := m.At(b.Min.X+int(x*float64(b.Dx())), b.Min.Y+int(y*float64(b.Dy()))).RGBA()
	switch {
	case r > 0x8000 && g > 0x8000:
		return "white"
	case r > 0x8000:
		return "red"
	case g > 0x8000:
		return "green"
	}
	return "blue"
}

func prepare(t *testing.T, b []byte, name string) (*Prepared, []byte) {
	t.Helper()
	p, err := Prepare(bytes.NewReader(b), name, false)
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(p.Body)
	if err != nil {
		t.Fatal(err)
	}
	return p, out
}

// TestPhotoLosesItsPlace: Exif data is left out, and the photo is upright without it, however the camera was held.
func TestPhotoLosesItsPlace(t *testing.T) {
	file := asJPEG(t, scene(80, 40))
	// where red (top left) and green (top right) come to be, by Exif's orientation
	for turn, want := range map[uint16][2]string{1: {"red", "green"}, 2: {"green", "red"}, 3: {"blue", "blue"}, 4: {"blue", "blue"}, 5: {"red", "blue"}, 6: {"blue", "red"}, 7: {"blue", "green"}, 8: {"green", "blue"}, 9: {"red", "green"}} {
		for _, order := range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
			p, out := prepare(t, exif(file, turn, order), "DSC 1.JPG")
			if bytes.Contains(out, []byte(secretPlace)) || bytes.Contains(out, []byte("Exif")) || len(p.Notes) == 0 {
				t.Error("the place is still in it")
			}
			m, err := Decode(bytes.NewReader(out))
			if err != nil {
				t.Fatal(err)
			}
			if got := [2]string{at(m, 0.2, 0.2), at(m, 0.8, 0.2)}; got != want {
				t.Errorf("held as %d: %v, not %v", turn, got, want)
			}
			if tall := m.Bounds().Dy() > m.Bounds().Dx(); tall != (turn >= 5 && turn <= 8) {
				t.Errorf("held as %d: %v", turn, m.Bounds())
			}
			small, err := DecodeThumb(p.Thumb)
			if err != nil || at(small, 0.2, 0.2) != want[0] || p.Name != "DSC 1.JPG" || p.Media != "image/jpeg" {
				t.Errorf("%v %+v", err, p)
			}
		}
	}
}

func TestOtherPictures(t *testing.T) {
	var asPNG, asGIF bytes.Buffer
	if err := errors.Join(png.Encode(&asPNG, scene(50, 50)), gif.Encode(&asGIF, scene(50, 50), nil)); err != nil {
		t.Fatal(err)
	}
	text := []byte{0, 0, 0, byte(len(secretPlace)), 't', 'E', 'X', 't'}
	text = binary.BigEndian.AppendUint32(append(text, secretPlace...), crc32.ChecksumIEEE(append([]byte("tEXt"), secretPlace...)))
	marked := append(append(bytes.Clone(asPNG.Bytes()[:33]), text...), asPNG.Bytes()[33:]...)
	p, out := prepare(t, marked, "/home/ann/plan.png")
	if p.Name != "plan.png" || p.Media != "image/png" || bytes.Contains(out, []byte(secretPlace)) || p.Thumb == nil {
		t.Errorf("%+v", p)
	}
	p, _ = prepare(t, marked, "really.jpg") // whatever its name says
	if p.Name != "really.png" || p.Media != "image/png" || !Shown(p.Media) {
		t.Errorf("%+v", p)
	}
	if p, out = prepare(t, asGIF.Bytes(), "a.gif"); !bytes.Equal(out, asGIF.Bytes()) || p.Thumb == nil {
		t.Errorf("%+v", p)
	}
	if p, out = prepare(t, []byte("%PDF-1.4"), "plan.pdf"); string(out) != "%PDF-1.4" || p.Thumb != nil || p.Media != "application/pdf" || Shown(p.Media) {
		t.Errorf("%+v", p)
	}
	if p, _ = prepare(t, nil, "empty"); p.Media != "application/octet-stream" {
		t.Errorf("%+v", p)
	}
	for _, private := range []string{"a.heic", "a.TIFF", "really no.jpg"} {
		if _, err := Prepare(strings.NewReader("????ftypheic"), private, false); !errors.Is(err, errPrivate) {
			t.Errorf("%s: %v", private, err)
		}
		if _, err := Prepare(strings.NewReader("????ftypheic"), private, true); err != nil {
			t.Errorf("%s as it is: %v", private, err)
		}
	}
	held := exif(asJPEG(t, scene(80, 40)), 6, binary.BigEndian)
	p, err := Prepare(bytes.NewReader(held), "a.jpg", true)
	if err != nil {
		t.Fatal(err)
	}
	if out, err = io.ReadAll(p.Body); err != nil || !bytes.Equal(out, held) || len(p.Notes) != 1 || p.Thumb == nil {
		t.Errorf("as it is: %+v %v", p, err)
	}
}

// A clear picture is small on white, and rich ones fit the record.
func TestThumbs(t *testing.T) {
	m, err := DecodeThumb(must(thumb(image.NewNRGBA(image.Rect(0, 0, 40, 900)))))
	if err != nil || at(m, 0.5, 0.5) != "white" || m.Bounds().Dy() != thumbSide {
		t.Error(m.Bounds(), err)
	}
	rich := image.NewRGBA(image.Rect(0, 0, 700, 700))
	_, _ = rand.NewChaCha8([32]byte{}).Read(rich.Pix)
	for i := 3; i < len(rich.Pix); i += 4 {
		rich.Pix[i] = 255
	}
	if b := must(thumb(rich)); len(b) == 0 || len(b) > forum.MaxThumb {
		t.Errorf("%d bytes", len(b))
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// bombPNG claims to be large, and is small: all of it is one colour.
func bombPNG(w, h uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(data)))
		b = append(append(b, kind...), data...)
		b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(append([]byte(kind), data...)))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	chunk("IHDR", append(head, 8, 6, 0, 0, 0))
	var data bytes.Buffer
	z := zlib.NewWriter(&data)
	_, _ = z.Write(make([]byte, 1<<20))
	_ = z.Close()
	chunk("IDAT", data.Bytes())
	chunk("IEND", nil)
	return b
}

// TestDecompressionBomb: a few bytes that would unpack to gigabytes are refused by their size, before room is made.
func TestDecompressionBomb(t *testing.T) {
	wide := asJPEG(t, scene(16, 16))
	i := bytes.Index(wide, []byte{0xFF, 0xC0})
	binary.BigEndian.PutUint16(wide[i+5:], 65000)
	binary.BigEndian.PutUint16(wide[i+7:], 65000)
	for name, bomb := range map[string][]byte{"wide": bombPNG(1<<31-1, 1), "large": bombPNG(100_000, 100_000), "many points": bombPNG(29_999, 29_999), "jpeg": wide,
		"gif": []byte("GIF89a\xFF\xFF\xFF\xFF\x00\x00\x00,\x00\x00\x00\x00\xFF\xFF\xFF\xFF\x00\x02\x00;")} {
		{
			if _, err := Decode(bytes.NewReader(bomb)); !errors.Is(err, ErrTooLarge) && !errors.Is(err, ErrBroken) {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := Prepare(bytes.NewReader(bomb), "a.png", false); err == nil {
				t.Errorf("%s is prepared", name)
			}
			if _, err := DecodeThumb(bomb); err == nil {
				t.Errorf("%s is a small picture", name)
			}
		}
	}
	if _, err := DecodeThumb(asJPEG(t, scene(2000, 2000))); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a large small picture: %v", err)
	}
	if _, err := Decode(bytes.NewReader(bombPNG(4000, 4000))); !errors.Is(err, ErrBroken) { // within the limit, and cut short
		t.Errorf("%v", err)
	}
}

// FuzzDecode: whatever a peer calls a picture gives a picture or an error.
func FuzzDecode(f *testing.F) {
	file := exif(asJPEG(f, scene(8, 8)), 6, binary.LittleEndian)
	f.Add(file)
	f.Add(file[:40])
	f.Add(bombPNG(10, 10))
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBPVP8 "))
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := Decode(bytes.NewReader(b)); (m == nil) == (err == nil) {
			t.Error("neither a picture nor an error")
		}
		if m, err := DecodeThumb(b); (m == nil) == (err == nil) {
			t.Error("neither a picture nor an error")
		}
	})
}
