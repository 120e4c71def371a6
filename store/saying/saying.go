package saying

import (
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Text is English words with gaps as fmt has them: %s and %v for words and sentences, %q for words between
// quotation marks, %d for numbers. It is the key by which they are found in another language.
type Text string

// whole is the text that is nothing but its gap.
const whole Text = "%s"

// Sentence is a text with what goes into its gaps: strings (never translated: names, and what people wrote), whole
// numbers, [Text] for a noun, [Pence], other sentences, and whatever else has a String. A nil one says nothing.
type Sentence struct {
	Text  Text
	Args  []any
	upper bool // it begins with a capital
}

// New makes a sentence.
func New(text Text, args ...any) *Sentence { return &Sentence{Text: text, Args: args} }

// Plain makes a sentence of words that are said in English to everybody.
func Plain(format string, args ...any) *Sentence { return New(whole, fmt.Sprintf(format, args...)) }

// Bare gives the words of a sentence that is one string and nothing else.
func (s *Sentence) Bare() (words string, ok bool) {
	if s == nil || s.Text != whole || len(s.Args) != 1 {
		return "", false
	}
	words, ok = s.Args[0].(string)
	return words, ok
}

// String is the sentence in English.
func (s *Sentence) String() string {
	if s == nil {
		return ""
	}
	words := string(s.Text)
	if len(s.Args) > 0 {
		words = fmt.Sprintf(words, s.Args...)
	}
	if s.upper {
		r, n := utf8.DecodeRuneInString(words)
		words = string(unicode.ToUpper(r)) + words[n:]
	}
	return words
}

// Capital gives the sentence with a capital at its beginning.
func (s *Sentence) Capital() *Sentence {
	if s == nil {
		return nil
	}
	c := *s
	c.upper = true
	return &c
}

// Upper says whether it begins with a capital.
func (s *Sentence) Upper() bool { return s != nil && s.upper }

// Count is a number of things: in words of their own for one ("one more person"), else with a gap for the number.
func Count(n int, one, many Text) *Sentence {
	if n == 1 {
		return New(one)
	}
	return New(many, n)
}

// All puts sentences one after another.
func All(all []*Sentence) *Sentence {
	if len(all) == 0 {
		return nil
	}
	s := all[0]
	for _, next := range all[1:] {
		s = New("%s; %s", s, next)
	}
	return s
}

// Pence is an amount of money.
type Pence int64

func (p Pence) String() string { return fmt.Sprintf("%d.%02d", p/100, p%100) }

// And is what stands between the last two of a list.
const And Text = "%s and %s"

// wordsError is an error that is a sentence.
type wordsError struct {
	said  *Sentence
	cause error
}

func (e *wordsError) Error() string   { return e.said.String() }
func (e *wordsError) Said() *Sentence { return e.said }
func (e *wordsError) Unwrap() error   { return e.cause }

// Error makes an error of words. One of args that is an error is its cause.
func Error(text Text, args ...any) error {
	e := &wordsError{said: New(text, args...)}
	for _, a := range args {
		if err, ok := a.(error); ok {
			e.cause = err
		}
	}
	return e
}

// Of finds the sentence in an error, or in what it wraps; nil when there is none.
func Of(err error) *Sentence {
	var said interface{ Said() *Sentence }
	if errors.As(err, &said) {
		return said.Said()
	}
	return nil
}
