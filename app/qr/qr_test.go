package qr

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/png"
	"math/rand"
	"strings"
	"testing"
)

// TestOwnCodesCanBeRead: every code that is drawn here can be read again, also those that the reader's search for a code in
// a photograph misses: with this seed there are some. The last is as long as an invite gets.
func TestOwnCodesCanBeRead(t *testing.T) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	r := rand.New(rand.NewSource(1))
	for i := range 100 {
		text := []byte("moot:join/")
		for range 280 + 720*(i/99) {
			text = append(text, letters[r.Intn(len(letters))])
		}
		drawn, err := PNG(string(text))
		if err != nil {
			t.Fatal(err)
		}
		if found, err := Read(drawn); err != nil || found != string(text) {
			t.Errorf("%s: read as %q, %v", text, found, err)
		}
	}
}

// TestOtherPictures: what holds no code is refused by what is wrong with it, and a picture of 2^32 dots before it is unpacked.
func TestOtherPictures(t *testing.T) {
	drawn, err := PNG("moot:join/abc")
	if err != nil {
		t.Fatal(err)
	}
	huge := bytes.Clone(blank(t, 1, 1))
	copy(huge[16:24], []byte{0, 1, 0, 0, 0, 1, 0, 0}) // width and height in a PNG's header, and its checksum
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"nothing": {nil, ErrNotPicture}, "text": {[]byte("hello"), ErrNotPicture}, "cut short": {drawn[:len(drawn)/2], ErrNotPicture},
		"blank": {blank(t, 50, 50), ErrNone}, "too many dots": {huge, ErrTooLarge}, "too long a file": {make([]byte, MaxFile+1), ErrTooLarge},
	} {
		if got, err := Read(c.file); !errors.Is(err, c.want) {
			t.Errorf("%s: %q, %v; want %v", name, got, err, c.want)
		}
	}
	if _, err := Draw(strings.Repeat("x", 4000)); !errors.Is(err, ErrTooLong) {
		t.Errorf("a text that no QR code can hold: %v", err)
	}
}

func blank(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// FuzzRead: no file ends the program.
func FuzzRead(f *testing.F) {
	drawn, err := PNG("moot:join/abc")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(drawn)
	f.Fuzz(func(_ *testing.T, file []byte) {
		if size, _, err := image.DecodeConfig(bytes.NewReader(file)); err == nil && size.Width > 1<<12/max(size.Height, 1) {
			return // large ones are only slow
		}
		_, _ = Read(file)
	})
}
