package cli

import (
	"math/rand"
	"testing"

	"github.com/makiuchi-d/gozxing"
	qr "github.com/skip2/go-qrcode"
)

// TestOwnCodesCanBeRead: every code that invite --qr draws can be read again, also those that the reader's search for a
// code in a photograph misses: with this seed there are some.
func TestOwnCodesCanBeRead(t *testing.T) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	r := rand.New(rand.NewSource(1))
	for range 100 {
		text := []byte("moot:join/")
		for range 280 {
			text = append(text, letters[r.Intn(len(letters))])
		}
		code, err := qr.New(string(text), qr.Low)
		if err != nil {
			t.Fatal(err)
		}
		bitmap, err := gozxing.NewBinaryBitmapFromImage(code.Image(-8))
		if err != nil {
			t.Fatal(err)
		}
		if found, err := decodeQR(bitmap); err != nil || found.GetText() != string(text) {
			t.Errorf("%s: read as %v, %v", text, found, err)
		}
	}
}
