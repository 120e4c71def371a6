package count

import (
	"errors"
	"strings"
)

// bltStyle is how a file marks the end of a paper and of all papers.
type bltStyle struct {
	byLine  bool // each paper has a line of its own, and the 0 after it may be missing
	noFinal bool // the 0 after the last paper is missing: the first name ends them
}

// ballots reads the papers. A file does not say in which style it is written, so each is tried, the published one
// first. Where none fits, the error is that of the style that got furthest.
func (r *bltReader) ballots() error {
	start := r.words
	var furthest *FileError
	for _, style := range []bltStyle{{}, {byLine: true}, {noFinal: true}, {byLine: true, noFinal: true}} {
		r.words, r.e.Papers, r.repeated = start, nil, false
		notes := len(r.e.Notes)
		err := r.papers(style)
		if err == nil {
			if style.noFinal {
				r.note(0, "The 0 that ends the ballot papers is missing.")
			}
			return nil
		}
		r.e.Notes = r.e.Notes[:notes]
		var at *FileError
		if errors.As(err, &at) && (furthest == nil || at.Line > furthest.Line) {
			furthest = at
		}
	}
	return furthest
}

func (r *bltReader) note(line int, text string) {
	r.e.Notes = append(r.e.Notes, Note{line, text})
}

// maxMarks is how many preferences a .blt file may have.
const maxMarks = 5 * MaxPapers

// papers reads all papers in one style. The marks of many papers share their memory.
func (r *bltReader) papers(style bltStyle) error {
	p := bltPapers{bltReader: r, style: style, named: make([]int, len(r.e.Candidates))}
	total := 0
	for {
		before := r.words
		w := r.words.next()
		count, ok := number(w.text)
		if w.text == "(" {
			if err := r.identity(w.line); err != nil {
				return err
			}
			count, ok = 1, true
		}
		switch {
		case !ok && style.noFinal && strings.HasPrefix(straight.Replace(w.text), `"`):
			r.words = before
			return nil
		case !ok && w.text == "":
			return wrong(w.line, "the file ends before the line with a 0 that ends the ballot papers")
		case !ok:
			return wrong(w.line, "%s is not a number of ballot papers (a line with a 0 ends them)", quote(w.text))
		case count == 0 && r.atEnd():
			return nil
		}
		if total += count; total > MaxVotes || len(r.e.Papers) == MaxPapers {
			return wrong(w.line, "there are too many ballot papers: at most %d, and %d different ones", MaxVotes, MaxPapers)
		}
		if len(p.marks) > maxMarks {
			return wrong(w.line, "there are too many preferences on the papers: at most %d can be read", maxMarks)
		}
		marks, err := p.paper(w.line)
		if err != nil {
			return err
		}
		if count > 0 {
			r.e.Papers = append(r.e.Papers, Paper{count, marks})
		}
	}
}

// atEnd says whether a 0 is the end of the papers rather than a number of no papers: nothing of a paper follows in
// its line.
func (r *bltReader) atEnd() bool {
	rest := r.words.rest()
	return rest == "" || rest[0] < '0' || rest[0] > '9'
}

// identity passes over the (identity) of a paper.
func (r *bltReader) identity(line int) error {
	for w := r.words.next(); w.text != ")"; w = r.words.next() {
		if w.text == "" || w.line != line {
			return wrong(line, "there is a ( with no ) after it")
		}
	}
	return nil
}

// bltPapers reads papers one after another.
type bltPapers struct {
	*bltReader
	style bltStyle
	named []int // by candidate, the number of the last paper that named them
	read  int   // papers so far
	marks []Mark
}

// paper reads the preferences of one paper that begins in a line.
func (p *bltPapers) paper(line int) ([]Mark, error) {
	p.read++
	start := len(p.marks)
	equal, level := false, false // the next mark is level with the one before; all up to the closing bracket are
	for {
		before := p.words
		w := p.words.next()
		if p.style.byLine && (w.first || w.text == "") {
			p.words = before
			break
		}
		if w.text == "0" {
			if p.style.byLine && p.words.rest() != "" {
				return nil, wrong(w.line, "the line goes on after the 0 that ends a ballot paper")
			}
			break
		}
		switch w.text {
		case "":
			return nil, wrong(line, "the ballot paper that begins here has no 0 at its end")
		case "=":
			equal = len(p.marks) > start
		case "(":
			equal, level = false, true
		case ")":
			equal, level = false, false
		case "-": // several left out in a row are as good as one: a paper is not read beyond
			if n := len(p.marks); n == start || p.marks[n-1].Candidate != Gap {
				p.marks = append(p.marks, Mark{Candidate: Gap})
			}
			equal = false
		default:
			added, err := p.mark(w, line, equal)
			if err != nil {
				return nil, err
			}
			equal = level && (added || equal)
		}
	}
	return p.marks[start:len(p.marks):len(p.marks)], nil
}

// mark adds one preference, unless the paper names the candidate already.
func (p *bltPapers) mark(w bltWord, line int, equal bool) (added bool, err error) {
	c, err := p.candidate(w)
	if err != nil {
		return false, err
	}
	if p.named[c] != p.read {
		p.named[c] = p.read
		p.marks = append(p.marks, Mark{c, equal})
		return true, nil
	}
	if w.line != line {
		return false, wrong(line, "the ballot paper that begins here has no 0 at its end, or names candidate %d twice", c+1)
	}
	if !p.repeated {
		p.repeated = true
		p.note(w.line, "A ballot paper names a candidate twice; only the first counts. There may be more of these.")
	}
	return false, nil
}
