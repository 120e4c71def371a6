package paper

import (
	"bytes"
	"fmt"

	"moot/store/forum"
	"moot/store/saying"
)

// Ballots are papers for people who vote without a device: large type, a number on each, and a code that tells the papers
// of one vote from those of another.
type Ballots struct {
	Group    string
	Question string
	Closes   string // when voting ends, in words; empty for no deadline
	Code     string
	How      []string // how to mark it, a sentence each
	Choices  []PrintedChoice
	First    int // the number on the first
	Count    int
	In       Tongue // the language of everything else that is printed
}

// PrintedChoice is one line to mark.
type PrintedChoice struct {
	Words string
	Note  string // under it, smaller: what it costs
}

// BallotsOf gives so many papers of a vote that takes them, numbered from first. Errors: a [*forum.RefusedError] for numbers
// that no paper has.
func BallotsOf(group string, v *forum.Vote, first, count int, in Tongue) (b Ballots, err error) {
	if count < 1 || count > forum.MaxPapers || first < 1 || first > forum.MaxPaperNo-count+1 {
		return b, &forum.RefusedError{Reason: saying.Plain("between 1 and %d papers can be printed at a time, with numbers from 1 to %d", forum.MaxPapers, forum.MaxPaperNo)}
	}
	b = Ballots{Group: group, Question: v.Title, Code: forum.PaperCode(v.ID), How: in.howTo(v), First: first, Count: count, In: in}
	b.Closes = in.dayTime(v.Closes)
	for _, c := range forum.Choices(v.Method) {
		if !forum.HasOptions(v.Method) {
			b.Choices = append(b.Choices, PrintedChoice{Words: in.say(printedChoice(v.Method, c))})
		}
	}
	for _, o := range v.Options {
		c := PrintedChoice{Words: o.Title}
		if v.Method == forum.MethodBudget {
			c.Note = in.say("costs %s", saying.Pence(o.Cost))
		}
		b.Choices = append(b.Choices, c)
	}
	return b, nil
}

func printedChoice(method string, c forum.Choice) saying.Text {
	switch c {
	case forum.Yes:
		if method == forum.MethodConsent {
			return "I agree"
		}
		return "Yes"
	case forum.No:
		return "No"
	case forum.Concern:
		return "I agree, with a concern"
	case forum.Block:
		return "I stand in the way (block)"
	}
	return "Abstain"
}

// howTo says how to mark a paper in each way of voting.
func (t Tongue) howTo(v *forum.Vote) []string {
	empty := t.say("Leave every box empty to abstain.")
	switch v.Method {
	case forum.MethodApproval:
		return []string{t.say("Put a cross (X) in the box of everything you would be happy with, as many as you like."), empty}
	case forum.MethodScore:
		return []string{t.say("Write points from 0 to %d in each box. More points are better.", v.Most), empty}
	case forum.MethodRanked, forum.MethodSTV:
		return []string{t.say("Write 1 in the box of your first choice, 2 in that of your second, and so on, as far as you like. Use each number once."), empty}
	case forum.MethodBudget:
		return []string{t.say("Put a cross (X) in the box of everything you want paid for. There is %s to spend.", saying.Pence(v.Budget)), empty}
	}
	return []string{t.say("Put a cross (X) in one box only.")}
}

// Sizes of a ballot, in points and millimetres.
const (
	ballotNumber = 18.0 // pt
	ballotTitle  = 24.0
	ballotChoice = 26.0
	ballotHow    = 16.0
	ballotSmall  = 12.0
	ballotBox    = 14.0 // mm
	ballotGap    = 4.5  // between two lines to mark
	pageHeight   = 297.0
	ballotTop    = 12.0
	ballotFoot   = 10.0
)

// lineOf gives the height of a line of letters of so many points, mm.
func lineOf(points float64) float64 { return points * 0.3528 * 1.3 }

// PDF gives the ballots as A4 pages: two on a page where they fit, else each on pages of its own. Errors are those of the
// library that writes it.
func (b *Ballots) PDF() ([]byte, error) {
	s, err := newSheet(b.In)
	if err != nil {
		return nil, err
	}
	s.SetTitle(Printable(b.Question), true)
	s.SetAutoPageBreak(false, 0)
	s.SetLineWidth(0.6)
	s.AddPage()
	b.one(s, b.First, 0, pageHeight) // to see how high it is
	half := s.PageNo() == 1 && s.GetY() <= pageHeight/2-ballotFoot
	if s, err = newSheet(b.In); err != nil {
		return nil, err
	}
	s.SetTitle(Printable(b.Question), true)
	s.SetAutoPageBreak(false, 0)
	for i := range b.Count {
		top, bottom := 0.0, pageHeight
		switch {
		case half && i%2 == 1:
			top = pageHeight / 2
			s.cutLine(top)
		default:
			s.AddPage()
		}
		if half {
			bottom = top + pageHeight/2
		}
		s.SetLineWidth(0.6)
		b.one(s, b.First+i, top, bottom)
	}
	var out bytes.Buffer
	if err := s.Output(&out); err != nil {
		return nil, fmt.Errorf("write the PDF: %w", err)
	}
	return out.Bytes(), nil
}

// cutLine marks where the page is cut in two.
func (s *sheet) cutLine(y float64) {
	width, _ := s.GetPageSize()
	s.SetLineWidth(0.2)
	s.SetDashPattern([]float64{2, 2}, 0)
	s.Line(8, y, width-8, y)
	s.SetDashPattern(nil, 0)
}

// one draws one ballot between two heights; what does not fit goes on overleaf.
func (b *Ballots) one(s *sheet, number int, top, bottom float64) {
	b.head(s, number, top, 1)
	s.people(b.Question, "B", ballotTitle, lineOf(ballotTitle))
	s.Ln(1.5)
	for _, sentence := range b.How {
		s.own(sentence, "", ballotHow, lineOf(ballotHow))
	}
	s.Ln(ballotGap)
	page := 1
	for _, c := range b.Choices {
		if s.GetY()+b.high(s, &c) > bottom-ballotFoot-lineOf(ballotSmall) {
			page++
			b.foot(s, bottom)
			s.AddPage()
			b.head(s, number, 0, page)
			bottom = pageHeight
		}
		b.choice(s, &c)
	}
	y := s.GetY()
	b.foot(s, bottom)
	s.SetY(y + lineOf(ballotSmall))
}

// head names the group, the vote's code and the number, which every page of a ballot has.
func (b *Ballots) head(s *sheet, number int, top float64, page int) {
	s.SetXY(marginLeft, top+ballotTop)
	before, after, wide := s.halves(0.62)
	s.single(b.Group, "", ballotSmall, before, wide, lineOf(ballotNumber), false)
	words := b.In.say("Paper %d", number)
	if page > 1 {
		words = b.In.say("Paper %d, page %d", number, page)
	}
	s.single(words, "B", ballotNumber, after, wide/0.62*0.38, lineOf(ballotNumber), true)
	s.Ln(lineOf(ballotNumber))
	words = b.In.say("Code of this vote: %s", b.Code)
	if b.Closes != "" {
		words += "   " + b.In.say("Hand it in by %s", b.Closes)
	}
	s.own(words, "", ballotSmall, lineOf(ballotSmall))
	s.Ln(2.5)
}

func (b *Ballots) foot(s *sheet, bottom float64) {
	s.SetXY(marginLeft, bottom-ballotFoot-lineOf(ballotSmall)+2)
	s.own(b.In.say("Do not write your name. The number is nobody's: papers are shuffled before use."), "", ballotSmall, lineOf(ballotSmall))
}

// lines parts a choice, and the note under it, into lines beside its box.
func (b *Ballots) lines(s *sheet, c *PrintedChoice) (words, note []line) {
	width, _ := s.GetPageSize()
	room := width - marginLeft - marginRight - ballotBox - 6
	words = s.lines([]span{{c.Words, "", ballotChoice}}, runsRight(c.Words, s.in.Right), room)
	if c.Note != "" {
		note = s.lines([]span{{c.Note, "", ballotHow}}, s.in.Right, room)
	}
	return words, note
}

// high gives the height of a choice, mm.
func (b *Ballots) high(s *sheet, c *PrintedChoice) float64 {
	words, note := b.lines(s, c)
	return max(float64(len(words))*lineOf(ballotChoice)+float64(len(note))*lineOf(ballotHow), ballotBox) + ballotGap
}

// choice draws a box, and its words beside it: where the language of the paper begins to read is the box.
func (b *Ballots) choice(s *sheet, c *PrintedChoice) {
	top, high := s.GetY(), b.high(s, c)
	width, _ := s.GetPageSize()
	box := marginLeft
	if s.in.Right {
		box = width - marginRight - ballotBox
	}
	s.Rect(box, top, ballotBox, ballotBox, "D")
	words, note := b.lines(s, c)
	y := top
	if len(words) == 1 && len(note) == 0 {
		y += (ballotBox - lineOf(ballotChoice)) / 2
	}
	for _, part := range []struct {
		lines []line
		high  float64
	}{{words, lineOf(ballotChoice)}, {note, lineOf(ballotHow)}} {
		for i := range part.lines {
			x := box + ballotBox + 6
			if s.in.Right {
				x = box - 6 - part.lines[i].width
			}
			s.draw(&part.lines[i], x, y, part.high)
			y += part.high
		}
	}
	s.SetXY(marginLeft, top+high)
}
