package wording

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"moot/app/paper"
	"moot/store"
	"moot/store/saying"
)

// Say says a sentence of the packages below, or in English where the language has no words for it. What people wrote stays as it is.
func (l Language) Say(s *saying.Sentence) string {
	if s == nil {
		return ""
	}
	words := ""
	if bare, ok := s.Bare(); ok {
		words = l.bare(bare)
	} else {
		words = l.filled(l.pattern(s), s.Args)
	}
	if s.Upper() {
		words = Capital(words)
	}
	return words
}

// Error says an error, or the first sentence in what it wraps.
func (l Language) Error(err error) string {
	said := saying.Of(err)
	if said == nil || l.words.Language() == "en" {
		return paper.Printable(err.Error())
	}
	return l.Say(said)
}

// pattern finds the words of a sentence, with gaps.
func (l Language) pattern(s *saying.Sentence) string {
	var numbers []int64
	for _, a := range s.Args {
		if n, ok := saying.Number(a); ok {
			numbers = append(numbers, n)
		}
	}
	if words, ok := l.words.Said(string(s.Text), numbers...); ok {
		return words
	}
	if len(s.Args) == 0 { // it may be another device's words, whose signs are not gaps
		return strings.ReplaceAll(paper.Printable(string(s.Text)), "%", "%%")
	}
	return string(s.Text)
}

// bareWords says words that came from elsewhere in English: if they are a sentence with no gaps, it is known here too.
func (l Language) bare(words string) string {
	r, n := utf8.DecodeRuneInString(words)
	for _, english := range []string{words, string(unicode.ToLower(r)) + words[n:]} {
		if found, ok := l.words.Said(english); ok && !strings.Contains(found, "%") {
			if unicode.IsUpper(r) {
				return Capital(found)
			}
			return found
		}
	}
	return paper.Printable(words)
}

// gaps are those of fmt: %s, %d, %q, %v, with the number of what goes in where the order is another, and %% for the sign.
var gaps = regexp.MustCompile(`%(?:\[(\d+)\])?([sdqv%])`)

// filled puts what a sentence holds into its gaps.
func (l Language) filled(words string, args []any) string {
	next := 0
	return gaps.ReplaceAllStringFunc(words, func(gap string) string {
		parts := gaps.FindStringSubmatch(gap)
		if parts[2] == "%" {
			return "%"
		}
		if n, err := strconv.Atoi(parts[1]); err == nil {
			next = n - 1
		}
		if next < 0 || next >= len(args) {
			return gap
		}
		what := l.arg(args[next])
		next++
		if parts[2] == "q" {
			return "“" + what + "”"
		}
		return what
	})
}

// argWords says one thing in a sentence.
func (l Language) arg(a any) string {
	switch a := a.(type) {
	case *saying.Sentence:
		return l.Say(a)
	case saying.Text:
		return l.Say(saying.New(a))
	case saying.Pence:
		return l.Money(int64(a))
	case store.Instant:
		return l.DayTime(int64(a))
	case store.Date:
		return l.Day(int64(a))
	case error:
		return l.Error(a)
	}
	if n, ok := saying.Number(a); ok {
		return strconv.FormatInt(n, 10)
	}
	return paper.Printable(fmt.Sprint(a))
}

// Capital writes the first letter as a capital.
func Capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
