package paper

import (
	"strings"
	"time"

	"moot/store/saying"
)

// Tongue is the language that a paper has its own words in. The zero value is English, with times in UTC.
type Tongue struct {
	Tag     string                        // BCP 47; empty for British English
	Right   bool                          // it is written from right to left
	Say     func(*saying.Sentence) string // says a sentence of this package
	Day     func(ms int64) string         // writes a day
	DayTime func(ms int64) string         // writes a day with the time of day
}

// List puts words one after another.
func (t Tongue) List(words ...string) string {
	if t.Right {
		return strings.Join(words, "، ")
	}
	return strings.Join(words, ", ")
}

// English is the language of papers where no other is asked for. Zone is the time zone that times are written in.
func English(zone *time.Location) Tongue {
	at := func(form string) func(int64) string {
		return func(ms int64) string { return time.UnixMilli(ms).In(zone).Format(form) }
	}
	return Tongue{Tag: "en-GB", Say: (*saying.Sentence).String, Day: at("2 January 2006"), DayTime: at("Monday 2 January 2006 at 15:04")}
}

// Prints says whether a PDF has shapes for every letter of these words: the letters of one language, to see whether
// paper can be in it. A program built without the letters that .ci/fonts makes has none for Arabic and Bengali.
func Prints(words string) bool {
	set, err := newTypesetter()
	if err != nil {
		return false
	}
	_, lost := set.printed(words)
	return !lost
}

func (t Tongue) orEnglish() Tongue {
	if t.Say == nil {
		return English(time.UTC)
	}
	return t
}

func (t Tongue) say(text saying.Text, args ...any) string {
	return t.orEnglish().Say(saying.New(text, args...))
}

func (t Tongue) tag() string { return t.orEnglish().Tag }

func (t Tongue) day(ms int64) string { return t.orEnglish().Day(ms) }

// dayTime writes a time of the record (milliseconds since 1970 UTC); empty for no time.
func (t Tongue) dayTime(ms int64) string {
	if ms == 0 {
		return ""
	}
	return t.orEnglish().DayTime(ms)
}
