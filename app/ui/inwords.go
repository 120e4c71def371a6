package ui

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"moot/store"
	saying "moot/store/saying" // say is a function here
)

// inWords says a sentence of the packages below the screens in the language of the screens, or in English where that has
// no words for it. What people wrote stays as it is.
func inWords(s *saying.Sentence) string {
	if s == nil {
		return ""
	}
	words := ""
	if bare, ok := s.Bare(); ok {
		words = bareWords(bare)
	} else {
		words = filled(pattern(s), s.Args)
	}
	if s.Upper() {
		words = capital(words)
	}
	return words
}

// errorWords says an error, or the first sentence in what it wraps.
func errorWords(err error) string {
	said := saying.Of(err)
	if said == nil || catalogue().Language() == "en" {
		return printable(err.Error())
	}
	return inWords(said)
}

// pattern finds the words of a sentence, with gaps.
func pattern(s *saying.Sentence) string {
	var numbers []int64
	for _, a := range s.Args {
		if n, ok := saying.Number(a); ok {
			numbers = append(numbers, n)
		}
	}
	if words, ok := catalogue().Said(string(s.Text), numbers...); ok {
		return words
	}
	if len(s.Args) == 0 { // it may be another device's words, whose signs are not gaps
		return strings.ReplaceAll(printable(string(s.Text)), "%", "%%")
	}
	return string(s.Text)
}

// bareWords says words that came from elsewhere in English: if they are a sentence with no gaps, it is known here too.
func bareWords(words string) string {
	r, n := utf8.DecodeRuneInString(words)
	for _, english := range []string{words, string(unicode.ToLower(r)) + words[n:]} {
		if found, ok := catalogue().Said(english); ok && !strings.Contains(found, "%") {
			if unicode.IsUpper(r) {
				return capital(found)
			}
			return found
		}
	}
	return printable(words)
}

// gaps are those of fmt: %s, %d, %q, %v, with the number of what goes in where the order is another, and %% for the sign.
var gaps = regexp.MustCompile(`%(?:\[(\d+)\])?([sdqv%])`)

// filled puts what a sentence holds into its gaps.
func filled(words string, args []any) string {
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
		what := argWords(args[next])
		next++
		if parts[2] == "q" {
			return "“" + what + "”"
		}
		return what
	})
}

// argWords says one thing in a sentence.
func argWords(a any) string {
	switch a := a.(type) {
	case *saying.Sentence:
		return inWords(a)
	case saying.Text:
		return inWords(saying.New(a))
	case saying.Pence:
		return money(int64(a))
	case store.Instant:
		return dayAndTime(int64(a))
	case store.Date:
		return day(int64(a))
	case error:
		return errorWords(a)
	}
	if n, ok := saying.Number(a); ok {
		return strconv.FormatInt(n, 10)
	}
	return printable(fmt.Sprint(a))
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
