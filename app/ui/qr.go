package ui

import (
	"errors"
	"io"
	"os"

	"moot/app/qr"
)

// ticketInPicture reads the text of the QR code in a picture file.
func ticketInPicture(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(io.LimitReader(f, qr.MaxFile+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	text, err := qr.Read(b)
	if err != nil {
		return "", errors.New(t("invite.no_code"))
	}
	return text, nil
}
