package ui

import (
	"log/slog"
	"sync/atomic"

	"moot/app/ui/widget"
	"moot/assets"
)

// words is the catalogue of the language the person chose.
var words atomic.Pointer[assets.Catalogue]

// catalogue gives the words; English until a language is set.
func catalogue() *assets.Catalogue {
	if c := words.Load(); c != nil {
		return c
	}
	setLanguage()
	return words.Load()
}

// languages lists the languages there are, and loadLanguage opens one; tests put made-up ones here.
var (
	languages    = assets.Languages
	loadLanguage = assets.Load
)

// setLanguage chooses the first of these languages, by their tags, that is shipped; with none it is English.
func setLanguage(tags ...string) {
	for _, tag := range append(tags, "en") {
		if tag == "" {
			continue
		}
		c, err := loadLanguage(tag)
		if err == nil {
			words.Store(c)
			widget.Speak(c.RightToLeft())
			tellToolkit()
			return
		}
		slog.Info("that language is not there", slog.Any("error", err))
	}
	slog.Error("the words of the screens cannot be read")
}

// t gives a message; pairs name the values for its gaps.
func t(id string, pairs ...any) string { return catalogue().Text(id, data(pairs)) }

// tn gives a message that depends on a number.
func tn(id string, n int, pairs ...any) string { return catalogue().Count(id, n, data(pairs)) }

func data(pairs []any) assets.Data {
	d := assets.Data{}
	for i := 0; i+1 < len(pairs); i += 2 {
		d[pairs[i].(string)] = pairs[i+1]
	}
	return d
}
