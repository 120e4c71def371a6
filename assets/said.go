package assets

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/BurntSushi/toml"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// sayings are the sentences of the packages below the screens in one language, by their English: what store/saying calls a
// Text. English has no file.
type sayings map[string]saying

// saying is one sentence, with gaps that may be numbered (%[2]s): by CLDR form, or under "" where nothing in it changes
// with a number.
type saying struct {
	forms map[string]string
	by    int // which of the numbers in it chooses the form, from 0
}

// UnmarshalTOML reads the words, or a table of the forms: one, few, other …, and by, which number chooses, from 1.
func (s *saying) UnmarshalTOML(v any) error {
	s.forms = map[string]string{}
	switch v := v.(type) {
	case string:
		s.forms[""] = v
		return nil
	case map[string]any:
		for form, words := range v {
			switch words := words.(type) {
			case string:
				s.forms[form] = words
			case int64:
				s.by = int(words) - 1
			}
		}
		return nil
	}
	return errors.New("a sentence is words, or a table of forms")
}

func readSayings(files fs.FS, tag string) (sayings, error) {
	b, err := fs.ReadFile(files, "locales/said/"+tag+".toml")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the sentences for language %q cannot be read: %w", tag, err)
	}
	all := sayings{}
	if err := toml.Unmarshal(b, &all); err != nil {
		return nil, fmt.Errorf("the sentences for language %q cannot be read: %w", tag, err)
	}
	return all, nil
}

// Said gives a sentence of the packages below the screens in this language, by its English and the whole numbers in it,
// in order: the form that the language uses for them. ok is false where there are no words for it, as in English.
func (c *Catalogue) Said(english string, numbers ...int64) (words string, ok bool) {
	s, ok := c.sayings[english]
	if !ok {
		return "", false
	}
	if words, ok := s.forms[""]; ok {
		return words, true
	}
	if s.by >= 0 && s.by < len(numbers) {
		if words, ok := s.forms[formFor(c.language, numbers[s.by])]; ok {
			return words, true
		}
	}
	words, ok = s.forms["other"]
	return words, ok
}

var formNames = map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}

// formFor names the CLDR form of a whole number.
func formFor(tag language.Tag, n int64) string {
	n = max(n, -n)
	return formNames[plural.Cardinal.MatchPlural(tag, int(n%1_000_000_000), 0, 0, 0, 0)]
}
