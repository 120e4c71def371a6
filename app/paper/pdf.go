package paper

import (
	"bytes"
	"fmt"
	"sort"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
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
	set     *typesetter
	lost    bool // a letter had no shape in the fonts
	in      Tongue
	waiting []span // of the paragraph that is being written
}

func newSheet(in Tongue) (*sheet, error) {
	set, err := newTypesetter()
	if err != nil {
		return nil, err
	}
	s := &sheet{Fpdf: fpdf.New("P", "mm", "A4", ""), set: set, in: in}
	for _, l := range set.all {
		s.AddUTF8FontFromBytes(l.family, l.style, l.file)
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
	s.SetTitle(Printable(m.Title), true)
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
		s.own(s.in.say("Some words here are in letters that cannot be printed; […] stands in their place. Copied as text, or as a web page, they are all there."), "I", sizeSmall, lineHeight)
	}
}

// own writes Moot's own words, which run as its language does.
func (s *sheet) own(words, style string, size, high float64) {
	s.put([]span{{words, style, size}}, s.in.Right, high)
}

// people writes words of people, which run as their first letter does.
func (s *sheet) people(words, style string, size, high float64) {
	s.put([]span{{words, style, size}}, runsRight(words, s.in.Right), high)
}

// put writes a paragraph with lines so high, mm, from where the sheet has come to.
func (s *sheet) put(spans []span, right bool, high float64) {
	left, _, after, _ := s.GetMargins()
	width, _ := s.GetPageSize()
	for _, l := range s.lines(spans, right, width-left-after) {
		if breaks, _ := s.GetAutoPageBreak(); breaks {
			s.keep(high)
		}
		x, y := left, s.GetY()
		if right {
			x = width - after - l.width
		}
		s.draw(&l, x, y, high)
		s.SetXY(left, y+high)
	}
}

// lines breaks what can be printed of spans into lines.
func (s *sheet) lines(spans []span, right bool, room float64) []line {
	printed := make([]span, len(spans))
	for i, sp := range spans {
		words, lost := s.set.printed(sp.text)
		printed[i], s.lost = span{words, sp.style, sp.size}, s.lost || lost
	}
	return s.set.lines(printed, right, room)
}

// single writes one line between x and x+room, where it begins or (end) ends there; what does not fit is cut off.
func (s *sheet) single(words, style string, size, x, room, high float64, end bool) {
	words, lost := s.set.printed(strings.ReplaceAll(words, "\n", " "))
	s.lost = s.lost || lost
	right := runsRight(words, s.in.Right)
	fits := func(words string) (line, bool) {
		all := s.set.lines([]span{{words, style, size}}, right, 10*room)
		return all[0], len(all) == 1 && all[0].width <= room
	}
	l, ok := fits(words)
	if !ok {
		letters := []rune(words)
		n := sort.Search(len(letters), func(n int) bool { _, ok := fits(string(letters[:n+1]) + "…"); return !ok })
		l, _ = fits(string(letters[:n]) + "…")
	}
	if s.in.Right != end {
		x += room - l.width
	}
	s.draw(&l, x, s.GetY(), high)
}

// header stands at the top of each page, with a mark in red that may be empty.
func (s *sheet) header(group, mark string) {
	s.SetY(10)
	before, after, half := s.halves(0.5)
	s.single(group, "", sizeSmall, before, half, lineHeight, false)
	s.SetTextColor(170, 0, 0)
	s.single(mark, "B", sizeSmall, after, half, lineHeight, true)
	s.SetTextColor(0, 0, 0)
	s.SetY(marginTop)
}

// halves parts the page in two beside each other: where what is read first begins, where the other does, and how wide the first is.
func (s *sheet) halves(first float64) (before, after, wide float64) {
	width, _ := s.GetPageSize()
	room := width - marginLeft - marginRight
	if s.in.Right {
		return marginLeft + room*(1-first), marginLeft, room * first
	}
	return marginLeft, marginLeft + room*first, room * first
}

func cond(yes bool, words string) string {
	if yes {
		return words
	}
	return ""
}

func (s *sheet) footer(words, page string) {
	s.SetY(-15)
	before, after, wide := s.halves(0.7)
	s.single(words, "", sizeSmall, before, wide, lineHeight, false)
	s.single(page, "", sizeSmall, after, wide/0.7*0.3, lineHeight, true)
}

func (s *sheet) heading(m *Minutes) {
	s.people(m.Title, "B", sizeTitle, 8)
	where := m.When
	if m.Place != "" {
		where = s.in.List(where, m.Place)
	}
	s.own(where, "", sizeText, lineHeight)
	if m.Draft != "" {
		s.Ln(2)
		s.red(func() { s.framed(func() { s.own(m.Draft, "B", sizeText, lineHeight+1) }) })
	}
	s.Ln(3)
	for _, n := range m.Names {
		s.put([]span{{n.Label + ": ", "B", sizeText}, {s.in.List(n.Names...), "", sizeText}}, s.in.Right, lineHeight)
		s.Ln(1)
	}
}

func (s *sheet) red(draw func()) {
	s.SetTextColor(170, 0, 0)
	draw()
	s.SetTextColor(0, 0, 0)
}

// framed draws a frame round what is drawn; what goes on overleaf has none.
func (s *sheet) framed(draw func()) {
	page, top := s.PageNo(), s.GetY()
	left, _, right, _ := s.GetMargins()
	s.SetLeftMargin(left + 1)
	s.SetRightMargin(right + 1)
	draw()
	s.SetLeftMargin(left)
	s.SetRightMargin(right)
	if width, _ := s.GetPageSize(); s.PageNo() == page {
		s.Rect(left, top, width-left-right, s.GetY()-top, "D")
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
	s.people(fmt.Sprintf("%d. %s", number, item.Title), "B", sizeItem, 6.5)
	s.Ln(1)
	if item.Missing {
		s.own(s.in.say(missing), "", sizeText, lineHeight)
	}
	if item.Present != "" {
		s.own(item.Present, "I", sizeText, lineHeight)
	}
	s.markdown(item.Body)
	for _, motion := range item.Motions {
		s.keep(3 * lineHeight)
		s.inset(s.in.Right, func() {
			s.put([]span{{s.in.say("Motion:") + " ", "B", sizeText}, {motion.Text, "", sizeText}}, s.in.Right, lineHeight)
			s.put([]span{{motion.By + " ", "", sizeText}, {motion.Outcome, "B", sizeText}}, s.in.Right, lineHeight)
			s.Ln(2)
		})
	}
}

// inset draws with a wider margin where the lines begin.
func (s *sheet) inset(right bool, draw func()) {
	before, _, after, _ := s.GetMargins()
	if right {
		s.SetRightMargin(after + indent)
	} else {
		s.SetLeftMargin(before + indent)
		s.SetX(before + indent)
	}
	draw()
	s.SetLeftMargin(before)
	s.SetRightMargin(after)
	s.SetX(before)
}

// signature is where the paper is signed: by the record, or by hand.
func (s *sheet) signature(m *Minutes) {
	s.keep(6 * lineHeight)
	s.Ln(2 * lineHeight)
	if m.Signed != "" {
		width, _ := s.GetPageSize()
		s.Line(marginLeft, s.GetY(), width-marginRight, s.GetY())
		s.own(m.Signed, "", sizeText, lineHeight+1)
		return
	}
	s.own(s.in.say("Signed as a true record by ______________________________  on ____________________"), "", sizeText, 2*lineHeight)
	s.red(func() { s.own(m.Draft, "B", sizeText, lineHeight) })
}
