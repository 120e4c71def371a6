package count

import "strconv"

// ReadBLT reads a .blt file: the format of Hill, Wichmann and Woodall (Algorithm 123, 1987) with what OpenSTV, OpaVote,
// Droop, OpenTally and Scottish councils have added to it since.
//
//	4 2                 candidates, seats
//	-2 -3               those who withdrew
//	[tie 4 3 2 1]       also [nick a b c d] and [withdrawn 2 3]; other [options] are passed over
//	3 1 3 4 0           three papers: first 1, then 3, then 4
//	2 4 1=3 - 2 0       two papers: 1 and 3 level; "-" is a preference left out
//	(id7) 2 0           one paper, with an identity
//	0                   no more papers
//	"Adam" "Independent"
//	…
//	"Title"
//
// It reads generously: # and /* comments */, commas, semicolons and colons between numbers, brackets round level
// candidates, papers without the 0 at the end of the line or over several lines, names without quotes or several to a
// line, blank lines, byte order marks, other encodings, and anything after the title. Names that are missing are made
// up, and said so in Notes. An error is a [FileError].
func ReadBLT(b []byte) (*Election, error) {
	text, err := textOf(b)
	if err != nil {
		return nil, err
	}
	r := &bltReader{e: &Election{}}
	if r.words.lines, err = bltLines(text); err != nil {
		return nil, err
	}
	if err := r.header(); err != nil {
		return nil, err
	}
	if err := r.options(); err != nil {
		return nil, err
	}
	if err := r.ballots(); err != nil {
		return nil, err
	}
	r.names()
	return r.e, nil
}

type bltReader struct {
	e        *Election
	words    bltWords
	nicks    map[string]int
	repeated bool // a paper that names somebody twice has been noted
}

// header reads how many candidates and seats there are.
func (r *bltReader) header() error {
	candidates, seats := r.words.next(), r.words.next()
	n, ok := number(candidates.text)
	m, also := number(seats.text)
	switch {
	case !ok || !also:
		return wrong(max(candidates.line, 1), "a .blt file begins with two numbers: how many candidates, and how many seats")
	case n < 1 || n > MaxCandidates:
		return wrong(candidates.line, "there can be 1 to %d candidates, not %d", MaxCandidates, n)
	case m < 1 || m > MaxCandidates:
		return wrong(seats.line, "there can be 1 to %d seats, not %d", MaxCandidates, m)
	}
	r.e.Candidates, r.e.Seats = make([]Candidate, n), m
	return nil
}

// candidate reads the number of a candidate, or the short name that the file gave one.
func (r *bltReader) candidate(w bltWord) (int, error) {
	if c, ok := r.nicks[w.text]; ok {
		return c, nil
	}
	n, ok := number(w.text)
	switch {
	case !ok:
		return 0, wrong(w.line, "%s is not the number of a candidate", quote(w.text))
	case n < 1 || n > len(r.e.Candidates):
		return 0, wrong(w.line, "there is no candidate %d: the file begins by saying that there are %d", n, len(r.e.Candidates))
	}
	return n - 1, nil
}

// options reads who withdrew and what else comes before the papers.
func (r *bltReader) options() error {
	for {
		before := r.words
		w := r.words.next()
		switch {
		case w.text == "[":
			if err := r.option(w.line); err != nil {
				return err
			}
		case len(w.text) > 1 && w.text[0] == '-':
			c, err := r.candidate(bltWord{text: w.text[1:], line: w.line})
			if err != nil {
				return err
			}
			r.e.Candidates[c].Withdrawn = true
			r.skipZero()
		default:
			r.words = before
			return nil
		}
	}
}

// skipZero passes over a 0 that ends a line of those who withdrew, when papers follow.
func (r *bltReader) skipZero() {
	after := r.words
	zero, following := after.next(), bltWord{}
	before := after
	following = after.next()
	if _, isNumber := number(following.text); zero.text == "0" && !zero.first && following.first && isNumber {
		r.words = before
	}
}

// option reads one [option …].
func (r *bltReader) option(line int) error {
	name := r.words.next().text
	var words []bltWord
	for w := r.words.next(); w.text != "]"; w = r.words.next() {
		if w.text == "" || len(words) > MaxCandidates {
			return wrong(line, "there is a [ with no ] after it")
		}
		words = append(words, w)
	}
	switch name {
	case "nick":
		return r.nick(line, words)
	case "withdrawn":
		for _, w := range words {
			c, err := r.candidate(w)
			if err != nil {
				return err
			}
			r.e.Candidates[c].Withdrawn = true
		}
	case "tie":
		for _, w := range words {
			c, err := r.candidate(w)
			if err != nil {
				return err
			}
			r.e.Order = append(r.e.Order, c)
		}
		if err := r.e.checkOrder(); err != nil {
			return wrong(line, "%s", err)
		}
	}
	return nil
}

func (r *bltReader) nick(line int, words []bltWord) error {
	if len(words) != len(r.e.Candidates) {
		return wrong(line, "there are %d short names for %d candidates", len(words), len(r.e.Candidates))
	}
	r.nicks = map[string]int{}
	for i, w := range words {
		if _, twice := r.nicks[w.text]; twice {
			return wrong(line, "two candidates have the short name %s", quote(w.text))
		}
		r.nicks[w.text] = i
	}
	return nil
}

// number reads a whole number of at most nine digits.
func number(s string) (int, bool) {
	if len(s) == 0 || len(s) > 9 {
		return 0, false
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// quote shows a word of a file in a sentence, however long it is.
func quote(s string) string {
	if s == "" {
		return "the end of the file"
	}
	if short := []rune(s); len(short) > 40 {
		s = string(short[:40]) + "…"
	}
	return strconv.Quote(s)
}
