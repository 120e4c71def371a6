package paper

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"fyne.io/fyne/v2/theme"
	"golang.org/x/image/font/sfnt"
)

// The page, in millimetres: A4 with room to file it.
const (
	marginLeft   = 22.0
	marginRight  = 20.0
	marginTop    = 24.0
	marginBottom = 22.0
	lineHeight   = 5.6
	indent       = 7.0
)

// Sizes of letters, in points.
const (
	sizeText  = 10.5
	sizeSmall = 8.5
	sizeTitle = 18.0
	sizeItem  = 13.0
)

// family is the one font of the paper: Noto Sans (SIL Open Font License), as it comes with Fyne. It has the letters of
// every language written in Latin, Greek or Cyrillic script.
const family = "noto"

// styles of the font, as fpdf names them.
var styles = map[string]func() []byte{
	"":   func() []byte { return theme.DefaultTextFont().Content() },
	"B":  func() []byte { return theme.DefaultTextBoldFont().Content() },
	"I":  func() []byte { return theme.DefaultTextItalicFont().Content() },
	"BI": func() []byte { return theme.DefaultTextBoldItalicFont().Content() },
}

// written is the date inside the file: a fixed one, so that the same minutes are the same bytes.
var written = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// PDF gives the minutes as A4 pages. Errors are those of the library that writes them.
func (m *Minutes) PDF() ([]byte, error) { return twice(m.draw) }

// twice draws pages, and then again now that it is known how many there are.
func twice(draw func(pages int) (*sheet, error)) ([]byte, error) {
	first, err := draw(0)
	if err != nil {
		return nil, err
	}
	second, err := draw(first.PageCount())
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := second.Output(&b); err != nil {
		return nil, fmt.Errorf("write the PDF: %w", err)
	}
	return b.Bytes(), nil
}

// sheet is a PDF being drawn.
type sheet struct {
	*fpdf.Fpdf
	font *sfnt.Font
	buf  sfnt.Buffer
	lost bool // a letter had no shape in the font
	in   Tongue
}

func newSheet(in Tongue) (*sheet, error) {
	font, err := sfnt.Parse(styles[""]())
	if err != nil {
		return nil, fmt.Errorf("read the font: %w", err)
	}
	s := &sheet{Fpdf: fpdf.New("P", "mm", "A4", ""), font: font, in: in}
	for _, style := range []string{"", "B", "I", "BI"} {
		s.AddUTF8FontFromBytes(family, style, styles[style]())
	}
	s.SetCatalogSort(true)
	s.SetCreationDate(written)
	s.SetModificationDate(written)
	s.SetProducer("Moot", true)
	s.SetLang(in.tag())
	s.SetMargins(marginLeft, marginTop, marginRight)
	s.SetAutoPageBreak(true, marginBottom)
	return s, nil
}

// draw draws everything. pages is how many pages there are, 0 while that is not known.
func (m *Minutes) draw(pages int) (*sheet, error) {
	s, err := newSheet(m.In)
	if err != nil {
		return nil, err
	}
	s.SetTitle(s.letters(m.Title), true)
	s.SetHeaderFunc(func() { s.header(m.Group, cond(m.Draft != "", m.In.say("DRAFT"))) })
	s.SetFooterFunc(func() { s.footer(m.Title+", "+m.When, m.In.say("Page %d of %d", s.PageNo(), pages)) })
	s.AddPage()
	s.heading(m)
	for i := range m.Items {
		s.item(i+1, &m.Items[i])
	}
	s.signature(m)
	s.sayLost()
	return s, s.Error()
}

// sayLost says that some letters could not be printed.
func (s *sheet) sayLost() {
	if s.lost {
		s.Ln(lineHeight)
		s.style("I", sizeSmall)
		s.MultiCell(0, lineHeight, s.in.say("Some letters here are in a script that cannot be printed; each is shown as ?. Copied as text, or as a web page, they are all there."), "", "L", false)
	}
}

func (s *sheet) style(style string, size float64) { s.SetFont(family, style, size) }

// letters gives a text that the font can show: what it has no shape for becomes a question mark.
func (s *sheet) letters(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		if r == '\t' {
			return ' '
		}
		if g, err := s.font.GlyphIndex(&s.buf, r); r > 0xFFFF || err != nil || g == 0 {
			s.lost = true
			return '?'
		}
		return r
	}, Printable(text))
}

// header stands at the top of each page, with a mark in red that may be empty.
func (s *sheet) header(group, mark string) {
	s.SetY(10)
	s.style("", sizeSmall)
	width, _ := s.GetPageSize()
	half := (width - marginLeft - marginRight) / 2
	s.CellFormat(half, lineHeight, s.fit(group, half), "", 0, "L", false, 0, "")
	s.style("B", sizeSmall)
	if mark != "" {
		s.SetTextColor(170, 0, 0)
		s.CellFormat(half, lineHeight, s.letters(mark), "", 0, "R", false, 0, "")
		s.SetTextColor(0, 0, 0)
	}
	s.SetY(marginTop)
}

func cond(yes bool, words string) string {
	if yes {
		return words
	}
	return ""
}

// fit cuts a line off where the room ends.
func (s *sheet) fit(text string, width float64) string {
	text = s.letters(text)
	for s.GetStringWidth(text) > width-2 && text != "" {
		runes := []rune(strings.TrimSuffix(text, "…"))
		text = string(runes[:len(runes)-1]) + "…"
		if len(runes) == 1 {
			return ""
		}
	}
	return text
}

func (s *sheet) footer(words, page string) {
	s.SetY(-15)
	s.style("", sizeSmall)
	width, _ := s.GetPageSize()
	room := width - marginLeft - marginRight
	s.CellFormat(room*0.7, lineHeight, s.fit(words, room*0.7), "", 0, "L", false, 0, "")
	s.CellFormat(room*0.3, lineHeight, page, "", 0, "R", false, 0, "")
}

func (s *sheet) heading(m *Minutes) {
	s.style("B", sizeTitle)
	s.MultiCell(0, 8, s.letters(m.Title), "", "L", false)
	s.style("", sizeText)
	where := m.When
	if m.Place != "" {
		where += ", " + m.Place
	}
	s.MultiCell(0, lineHeight, s.letters(where), "", "L", false)
	if m.Draft != "" {
		s.Ln(2)
		s.SetTextColor(170, 0, 0)
		s.style("B", sizeText)
		s.MultiCell(0, lineHeight+1, s.letters(m.Draft), "1", "L", false)
		s.SetTextColor(0, 0, 0)
	}
	s.Ln(3)
	for _, n := range m.Names {
		s.style("B", sizeText)
		s.Write(lineHeight, s.letters(n.Label)+": ")
		s.style("", sizeText)
		s.Write(lineHeight, s.letters(strings.Join(n.Names, ", ")))
		s.Ln(lineHeight + 1)
	}
}

// keep begins a new page unless this much room is left, so that a heading does not stand alone at a page's foot.
func (s *sheet) keep(room float64) {
	if _, height := s.GetPageSize(); s.GetY()+room > height-marginBottom {
		s.AddPage()
	}
}

func (s *sheet) item(number int, item *Item) {
	s.keep(3 * lineHeight)
	s.Ln(3)
	s.style("B", sizeItem)
	s.MultiCell(0, 6.5, s.letters(fmt.Sprintf("%d. %s", number, item.Title)), "", "L", false)
	s.Ln(1)
	s.style("", sizeText)
	if item.Missing {
		s.MultiCell(0, lineHeight, s.letters(s.in.say(missing)), "", "L", false)
	}
	if item.Present != "" {
		s.style("I", sizeText)
		s.MultiCell(0, lineHeight, s.letters(item.Present), "", "L", false)
		s.style("", sizeText)
	}
	s.markdown(item.Body)
	for _, motion := range item.Motions {
		s.keep(3 * lineHeight)
		s.inset(func() {
			s.style("B", sizeText)
			s.Write(lineHeight, s.letters(s.in.say("Motion:"))+" ")
			s.style("", sizeText)
			s.Write(lineHeight, s.letters(motion.Text))
			s.Ln(lineHeight)
			s.Write(lineHeight, s.letters(motion.By)+" ")
			s.style("B", sizeText)
			s.Write(lineHeight, s.letters(motion.Outcome))
			s.Ln(lineHeight + 2)
		})
	}
}

// inset draws with a wider left margin.
func (s *sheet) inset(draw func()) {
	left, _, _, _ := s.GetMargins()
	s.SetLeftMargin(left + indent)
	s.SetX(left + indent)
	draw()
	s.SetLeftMargin(left)
	s.SetX(left)
}

// signature is where the paper is signed: by the record, or by hand.
func (s *sheet) signature(m *Minutes) {
	s.keep(6 * lineHeight)
	s.Ln(2 * lineHeight)
	s.style("", sizeText)
	if m.Signed != "" {
		s.MultiCell(0, lineHeight+1, s.letters(m.Signed), "T", "L", false)
		return
	}
	s.MultiCell(0, 2*lineHeight, s.letters(s.in.say("Signed as a true record by ______________________________  on ____________________")), "", "L", false)
	s.SetTextColor(170, 0, 0)
	s.style("B", sizeText)
	s.MultiCell(0, lineHeight, s.letters(m.Draft), "", "L", false)
	s.SetTextColor(0, 0, 0)
}
