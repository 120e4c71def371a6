package ui

import (
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/ar"
	"github.com/go-playground/locales/bn"
	"github.com/go-playground/locales/cy"
	"github.com/go-playground/locales/en_GB"
	"github.com/go-playground/locales/es"
	"github.com/go-playground/locales/fr"
	"github.com/go-playground/locales/pl"
	"github.com/go-playground/locales/pt_PT"
	"github.com/go-playground/locales/so"
)

// calendars say days as each language does (CLDR). Times of day are by 24 hours and money is in pounds in all of them:
// that is how they are typed in too.
var calendars = map[string]locales.Translator{"ar": ar.New(), "bn": bn.New(), "cy": cy.New(), "en": en_GB.New(), "es": es.New(),
	"fr": fr.New(), "pl": pl.New(), "pt": pt_PT.New(), "so": so.New()}

// calendar is that of the language of the screens.
func calendar() locales.Translator {
	if c, ok := calendars[catalogue().Language()]; ok {
		return c
	}
	return calendars["en"]
}

func day(ms int64) string { return calendar().FmtDateLong(time.UnixMilli(ms)) }

func dayAndTime(ms int64) string {
	at := time.UnixMilli(ms)
	return calendar().FmtDateFull(at) + ", " + clock(at)
}

// clock is a time of day ("19:05").
func clock(at time.Time) string { return at.Format("15:04") }

// weekday is short, for where there is little room.
func weekday(at time.Time) string { return calendar().WeekdayAbbreviated(at.Weekday()) }
