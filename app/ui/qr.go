package ui

import (
	"errors"
	"image"
	_ "image/gif"  // the kinds of picture
	_ "image/jpeg" // an invite may come in
	_ "image/png"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	qr "github.com/skip2/go-qrcode"
)

// maxPixels bounds what a picture may unpack to: a large camera's picture.
const maxPixels = 60_000_000

// ticketInPicture reads the text of the QR code in a picture file.
func ticketInPicture(path string) (text string, err error) {
	f, err := openBounded(path)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	none := errors.New(t("invite.no_code"))
	size, _, err := image.DecodeConfig(f)
	if err != nil || size.Width*size.Height > maxPixels {
		return "", none
	}
	if _, err := f.Seek(0, 0); err != nil {
		return "", err
	}
	picture, _, err := image.Decode(f)
	if err != nil {
		return "", none
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		return "", none
	}
	// As in a photograph, and then as in a picture of nothing else: the first way alone misses one in thirty of our own.
	for _, hint := range []gozxing.DecodeHintType{gozxing.DecodeHintType_TRY_HARDER, gozxing.DecodeHintType_PURE_BARCODE} {
		found, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{hint: true})
		if err == nil {
			return found.GetText(), nil
		}
	}
	return "", none
}

// qrPicture draws text as a QR code, sharp at any size it is shown at.
func qrPicture(text string) (image.Image, error) {
	code, err := qr.New(text, qr.Low)
	if err != nil {
		return nil, err
	}
	return code.Image(-6), nil // six pixels for each of its squares
}

// qrFile gives the same as a PNG.
func qrFile(text string) ([]byte, error) {
	code, err := qr.New(text, qr.Low)
	if err != nil {
		return nil, err
	}
	return code.PNG(-8)
}
