package paper

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"

	"moot/assets"
)

// The families of letters on paper: Noto Sans (SIL Open Font License), as it comes with Fyne, for every language in Latin, Greek
// or Cyrillic letters; and what .ci/fonts has made for Arabic and Bengali, which a program may have been built without.
const (
	latin = "noto"
	other = "moot"
)

// files of each family, by style as fpdf names them. Arabic and Bengali have no slanting letters.
var files = map[string]map[string]func() ([]byte, bool){
	latin: {
		"":   func() ([]byte, bool) { return theme.DefaultTextFont().Content(), true },
		"B":  func() ([]byte, bool) { return theme.DefaultTextBoldFont().Content(), true },
		"I":  func() ([]byte, bool) { return theme.DefaultTextItalicFont().Content(), true },
		"BI": func() ([]byte, bool) { return theme.DefaultTextBoldItalicFont().Content(), true },
	},
	other: {
		"":  func() ([]byte, bool) { return assets.Font(false) },
		"B": func() ([]byte, bool) { return assets.Font(true) },
	},
}

// letters is a font as it is shaped, and as the PDF has it.
type letters struct {
	family, style string
	font          *font.Font
	file          []byte            // for the PDF: every shape has a code
	codes         map[font.GID]rune // the code of each shape
}

// fonts are those there are, the plain one in Latin letters first. They do not change, and are read once.
var fonts = sync.OnceValues(func() (all []letters, err error) {
	for _, family := range []string{latin, other} {
		for _, style := range []string{"", "B", "I", "BI"} {
			read, ok := files[family][style]
			if !ok {
				continue
			}
			file, ok := read()
			if !ok {
				continue
			}
			face, err := font.ParseTTF(bytes.NewReader(file))
			if err != nil {
				return nil, fmt.Errorf("read the font %s %s: %w", family, style, err)
			}
			l := letters{family: family, style: style, font: face.Font}
			if l.file, l.codes, err = coded(file, face.Font); err != nil {
				return nil, fmt.Errorf("read the font %s %s: %w", family, style, err)
			}
			all = append(all, l)
		}
	}
	return all, nil
})

// firstPrivate and lastPrivate are from where to where in Unicode codes have no meaning.
const (
	firstPrivate = 0xE000
	lastPrivate  = 0xF8FF
)

// coded gives a font another table of codes, because the library that writes PDFs names a shape by a code of 16 bits, and the
// shape of a letter within a word, or of two letters in one, has none. Every shape keeps the lowest code it has; the others
// get private ones. The new table is put at the file's end.
func coded(file []byte, f *font.Font) (with []byte, codes map[font.GID]rune, err error) {
	loader, err := opentype.NewLoader(bytes.NewReader(file))
	if err != nil {
		return nil, nil, err
	}
	most, err := loader.RawTable(opentype.MustNewTag("maxp"))
	if err != nil || len(most) < 6 {
		return nil, nil, fmt.Errorf("it does not say how many shapes it has: %w", err)
	}
	codes = map[font.GID]rune{}
	var used []rune
	for i := f.Cmap.Iter(); i.Next(); {
		r, shape := i.Char()
		if r < ' ' || r >= 0xFFFF || r >= firstPrivate && r <= lastPrivate {
			continue
		}
		if was, ok := codes[shape]; !ok || r < was {
			codes[shape] = r
		}
	}
	next := rune(firstPrivate)
	for shape := range font.GID(binary.BigEndian.Uint16(most[4:])) {
		if _, ok := codes[shape]; !ok && next <= lastPrivate {
			codes[shape] = next
			next++
		}
	}
	shapes := map[rune]font.GID{}
	for shape, r := range codes {
		shapes[r] = shape
		used = append(used, r)
	}
	slices.Sort(used)
	with = slices.Clone(file)
	record := 12
	for string(with[record:record+4]) != "cmap" {
		record += 16
	}
	table := tableOf(used, shapes)
	for len(with)%4 != 0 {
		with = append(with, 0)
	}
	binary.BigEndian.PutUint32(with[record+8:], uint32(len(with)))
	binary.BigEndian.PutUint32(with[record+12:], uint32(len(table)))
	return append(with, table...), codes, nil
}

// tableOf writes a table of codes (OpenType, cmap, format 4), whose codes are in order.
func tableOf(used []rune, shapes map[rune]font.GID) []byte {
	var starts, ends, deltas []uint16
	for i, r := range used {
		delta := uint16(shapes[r]) - uint16(r)
		if i > 0 && r == used[i-1]+1 && delta == deltas[len(deltas)-1] {
			ends[len(ends)-1] = uint16(r)
			continue
		}
		starts, ends, deltas = append(starts, uint16(r)), append(ends, uint16(r)), append(deltas, delta)
	}
	starts, ends, deltas = append(starts, 0xFFFF), append(ends, 0xFFFF), append(deltas, 1) // the format's end
	n := uint16(len(ends))
	words := []uint16{0, 1, 3, 1, 0, 12, 4, 16 + 8*n, 0, 2 * n, 0, 0, 0}
	words = append(append(words, ends...), 0)
	words = append(append(words, starts...), deltas...)
	words = append(words, make([]uint16, n)...) // no offsets: each code has its shape by the difference
	var table []byte
	for _, w := range words {
		table = binary.BigEndian.AppendUint16(table, w)
	}
	return table
}
