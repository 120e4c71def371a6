package photo

import (
	"bufio"
	"encoding/binary"
	"image"
	"io"
)

// orientation reads how a camera was held from a JPEG's Exif data: 1 to 8 as Exif 2.3 §4.6.4 numbers them, 1 when it
// is not there or cannot be read. It looks at the segments before the picture only, each at most 64 KiB.
func orientation(r io.Reader) int {
	br := bufio.NewReader(r)
	var two [2]byte
	if _, err := io.ReadFull(br, two[:]); err != nil || two != [2]byte{0xFF, 0xD8} {
		return 1
	}
	for range 64 {
		var head [4]byte
		if _, err := io.ReadFull(br, head[:]); err != nil || head[0] != 0xFF || head[1] == 0xDA {
			return 1
		}
		size := int(binary.BigEndian.Uint16(head[2:])) - 2
		if size < 0 {
			return 1
		}
		body := make([]byte, size)
		if _, err := io.ReadFull(br, body); err != nil {
			return 1
		}
		if head[1] == 0xE1 && len(body) > 14 && string(body[:6]) == "Exif\x00\x00" {
			return turnIn(body[6:])
		}
	}
	return 1
}

// turnIn finds tag 0x0112 in the first directory of a TIFF block.
func turnIn(b []byte) int {
	var order binary.ByteOrder = binary.BigEndian
	if b[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	b = b[at:]
	entries := int(order.Uint16(b))
	for b = b[2:]; entries > 0 && len(b) >= 12; entries, b = entries-1, b[12:] {
		if order.Uint16(b) == 0x0112 {
			if turn := int(order.Uint16(b[8:])); turn >= 1 && turn <= 8 {
				return turn
			}
			return 1
		}
	}
	return 1
}

// upright turns and mirrors a picture as its orientation says.
func upright(from image.Image, turn int) image.Image {
	if turn == 1 {
		return from
	}
	size := from.Bounds()
	w, h := size.Dx(), size.Dy()
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	if turn >= 5 {
		to = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch turn {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			to.Set(tx, ty, from.At(size.Min.X+x, size.Min.Y+y))
		}
	}
	return to
}
