package ui

import (
	"time"

	"github.com/go-playground/locales"

	"moot/app/wording"
	"moot/store/saying"
)

// What is said as the language of the screens does.

func language() wording.Language { return wording.In(catalogue()) }

// inWords says a sentence of the packages below the screens; what people wrote stays as it is.
func inWords(s *saying.Sentence) string { return language().Say(s) }

// errorWords says an error, or the first sentence in what it wraps.
func errorWords(err error) string { return language().Error(err) }

func calendar() locales.Translator { return language().Calendar() }

func day(ms int64) string { return language().Day(ms) }

func dayAndTime(ms int64) string { return language().DayTime(ms) }

// inRow puts words one after another.
func inRow(words ...string) string { return language().List(words...) }

// clock is a time of day ("19:05").
func clock(at time.Time) string { return wording.Clock(at) }

// money writes pence as pounds.
func money(pence int64) string { return language().Money(pence) }

// localNumber writes a number, which has commas between its thousands and a point: what is shown reads as the same when it is
// typed again.
func localNumber(s string) string { return language().Number(s) }

// weekday is short, for where there is little room.
func weekday(at time.Time) string { return calendar().WeekdayAbbreviated(at.Weekday()) }
