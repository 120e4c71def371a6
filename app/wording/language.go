package wording

import (
	"slices"
	"strconv"
	"strings"
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

	"moot/app/paper"
	"moot/assets"
)

// Language says things as one language does. It does not change, and is safe on any goroutine.
type Language struct{ words *assets.Catalogue }

// In gives the language of a catalogue.
func In(words *assets.Catalogue) Language { return Language{words} }

// Load gives the language of a BCP 47 tag, or the closest there is. Errors are those of [assets.Load].
func Load(tag string) (Language, error) {
	words, err := assets.Load(tag)
	return Language{words}, err
}

// Paper is the language as that of a paper's own words.
func (l Language) Paper() paper.Tongue {
	if l.words.Language() == "en" {
		return paper.English(time.Local)
	}
	return paper.Tongue{Tag: l.words.Language(), Right: l.words.RightToLeft(), Say: l.Say, Day: l.Day, DayTime: l.DayTime}
}

// Prints says whether a PDF can have the letters of the language, by what its speakers call it.
func (l Language) Prints() bool { return paper.Prints(assets.LanguageName(l.words.Language())) }

// calendars say days as each language does (CLDR). Times of day are by 24 hours and money is in pounds in all of them:
// that is how they are typed in too.
var calendars = map[string]locales.Translator{"ar": ar.New(), "bn": bn.New(), "cy": cy.New(), "en": en_GB.New(), "es": es.New(),
	"fr": fr.New(), "pl": pl.New(), "pt": pt_PT.New(), "so": so.New()}

// Calendar is that of the language, and English where there is none.
func (l Language) Calendar() locales.Translator {
	if c, ok := calendars[l.words.Language()]; ok {
		return c
	}
	return calendars["en"]
}

// Day writes a day; times are milliseconds since 1970 UTC.
func (l Language) Day(ms int64) string { return l.Calendar().FmtDateLong(time.UnixMilli(ms)) }

// DayTime writes a day with the time of day.
func (l Language) DayTime(ms int64) string {
	at := time.UnixMilli(ms)
	return l.List(l.Calendar().FmtDateFull(at), Clock(at))
}

// List puts words one after another.
func (l Language) List(words ...string) string {
	return paper.Tongue{Right: l.words.RightToLeft()}.List(words...)
}

// Clock is a time of day ("19:05").
func Clock(at time.Time) string { return at.Format("15:04") }

// Money writes pence as pounds.
func (l Language) Money(pence int64) string {
	pounds, rest := pence/100, pence%100
	digits := strconv.FormatInt(pounds, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if rest > 0 {
		digits += "." + strconv.FormatInt(100+rest, 10)[1:]
	}
	return "£" + l.Number(digits)
}

// DecimalComma says whether the language writes 38,50 and 1.250 where English writes 38.50 and 1,250.
func (l Language) DecimalComma() bool {
	return slices.Contains([]string{"es", "fr", "pl", "pt"}, l.words.Language())
}

// Number writes a number, which has commas between its thousands and a point, as the language does.
func (l Language) Number(s string) string {
	if !l.DecimalComma() {
		return s
	}
	return strings.NewReplacer(",", "\u00a0", ".", ",").Replace(s)
}
