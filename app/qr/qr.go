package qr

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // the picture formats people's cameras and chat programs make
	_ "image/jpeg"
	_ "image/png"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	draw "github.com/skip2/go-qrcode"
)

// MaxFile is the most bytes that a picture file may have.
const MaxFile = 20 << 20

// maxPixels bounds what a picture may unpack to, and so the memory that takes: a large camera's picture.
const maxPixels = 60_000_000

// What Read and the drawing say of what they cannot do.
var (
	ErrTooLong    = errors.New("that is too long for a QR code")
	ErrNotPicture = errors.New("that file is not a picture that can be read (PNG, JPEG or GIF)")
	ErrTooLarge   = errors.New("that picture is too large")
	ErrNone       = errors.New("no QR code can be read in that picture")
)

// How many dots wide each of a code's squares is drawn.
const (
	onScreen = 6
	onPaper  = 8
)

// Draw draws text as a QR code, sharp at any size it is shown at. Errors: ErrTooLong.
func Draw(text string) (image.Image, error) {
	code, err := made(text)
	if err != nil {
		return nil, err
	}
	return code.Image(-onScreen), nil
}

// PNG draws the same as a file, big enough to be read off a laptop's screen or a printed notice. Errors: ErrTooLong.
func PNG(text string) ([]byte, error) {
	code, err := made(text)
	if err != nil {
		return nil, err
	}
	return code.PNG(-onPaper)
}

func made(text string) (*draw.QRCode, error) {
	code, err := draw.New(text, draw.Low)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTooLong, err)
	}
	return code, nil
}

// Read gives the text of the QR code in a picture file. Errors: ErrNotPicture, also for a damaged one, ErrTooLarge, ErrNone.
func Read(file []byte) (string, error) {
	if len(file) > MaxFile {
		return "", ErrTooLarge
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil || size.Width <= 0 || size.Height <= 0 {
		return "", ErrNotPicture
	}
	if size.Width > maxPixels/size.Height {
		return "", ErrTooLarge
	}
	picture, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return "", ErrNotPicture
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		return "", ErrNone
	}
	// As in a photograph, and then as in a picture of nothing else: the first way alone misses one in thirty of our own.
	for _, hint := range []gozxing.DecodeHintType{gozxing.DecodeHintType_TRY_HARDER, gozxing.DecodeHintType_PURE_BARCODE} {
		found, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{hint: true})
		if err == nil {
			return found.GetText(), nil
		}
	}
	return "", ErrNone
}
