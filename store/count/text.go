package count

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxFile is the most bytes that a .blt or .pb file may have.
const MaxFile = 16 << 20

// FileError says what is wrong with a file, and where.
type FileError struct {
	Line   int // from 1; 0 for the file as a whole
	Reason string
}

func (e *FileError) Error() string {
	if e.Line == 0 {
		return e.Reason
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Reason)
}

func wrong(line int, format string, args ...any) error {
	return &FileError{line, fmt.Sprintf(format, args...)}
}

// textOf reads a file's bytes as text with one kind of line end: UTF-8 or UTF-16 with a byte order mark, UTF-8 without,
// and otherwise Windows-1252, in which older programs write.
func textOf(b []byte) (string, error) {
	if len(b) > MaxFile {
		return "", wrong(0, "the file is too big: at most %d MiB can be read", MaxFile>>20)
	}
	text := ""
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		text = fromUTF16(b[2:], 0, 1)
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		text = fromUTF16(b[2:], 1, 0)
	case utf8.Valid(b):
		text = string(b)
	default:
		text = fromWindows(b)
	}
	text = strings.ReplaceAll(text, "\ufeff", "") // also where a file was put together from several
	if strings.ContainsRune(text, 0) {
		return "", wrong(0, "this is not a text file")
	}
	if strings.TrimSpace(text) == "" {
		return "", wrong(0, "the file is empty")
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.ReplaceAll(text, "\r", "\n"), nil
}

func fromUTF16(b []byte, low, high int) string {
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, uint16(b[low])|uint16(b[high])<<8)
	}
	return string(utf16.Decode(units))
}

// windows are the characters 0x80 to 0x9f of Windows-1252; the rest of it are the first characters of Unicode.
const windows = "€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ"

func fromWindows(b []byte) string {
	special := []rune(windows)
	var text strings.Builder
	for _, c := range b {
		if c >= 0x80 && c < 0xa0 {
			text.WriteRune(special[c-0x80])
		} else {
			text.WriteRune(rune(c))
		}
	}
	return text.String()
}
