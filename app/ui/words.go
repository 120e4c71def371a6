package ui

import (
	"log/slog"
	"sync/atomic"

	"moot/assets"
)

// words is the catalogue of the language the person chose.
var words atomic.Pointer[assets.Catalogue]

// catalogue gives the words; English until a language is set.
func catalogue() *assets.Catalogue {
	if c := words.Load(); c != nil {
		return c
	}
	setLanguage("")
	return words.Load()
}

// setLanguage chooses the language by its tag. One that is not shipped leaves English.
func setLanguage(tag string) {
	c, err := assets.Load(tag)
	if err != nil {
		slog.Warn("that language is not there", slog.Any("error", err))
		if c, err = assets.Load(""); err != nil {
			slog.Error("the words of the screens cannot be read", slog.Any("error", err))
			return
		}
	}
	words.Store(c)
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
