package assets

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

//go:embed locales/*.toml locales/said/*.toml
var localeFiles embed.FS

// sourceLanguage is the one every message exists in; a translation that lacks a message shows it
// in this language.
var sourceLanguage = language.English

// strictTemplates makes a message that names a value it was not given an error, where text/template
// would print "<no value>" to a resident.
var strictTemplates = &template.TextParser{Option: "missingkey=error"}

// Data names the values a message puts into its gaps: {{.Name}} takes Data{"Name": …}. Values are
// printed as they are and never read as templates, so text from other people is safe here.
type Data = map[string]any

// Catalogue is the words of one language. It does not change after [Load] and is safe for use by
// many goroutines at once.
type Catalogue struct {
	language  language.Tag
	localizer *i18n.Localizer
	sayings   sayings
}

// Languages lists the languages Moot is translated into, as BCP 47 tags in alphabetical order.
func Languages() []string { return languagesIn(localeFiles) }

func languagesIn(files fs.FS) []string { return embeddedNames(files, "locales", ".toml") }

// LanguageName is what those who speak a language call it ("Cymraeg"), or its tag where that is not known.
func LanguageName(tag string) string {
	parsed, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	name := display.Self.Name(parsed)
	if name == "" {
		return tag
	}
	return cases.Title(parsed, cases.NoLower).String(name)
}

// Load opens the catalogue for a BCP 47 language tag, or the closest one there is: "en-GB" finds
// "en". An empty tag means English. It fails with a sentence for the person when the tag is not a
// language, or is one Moot has no translation for.
func Load(tag string) (*Catalogue, error) { return LoadFrom(localeFiles, tag) }

// LoadFrom is [Load] from files of one's own: locales/en.toml, and a file for each further language.
func LoadFrom(files fs.FS, tag string) (*Catalogue, error) {
	names := languagesIn(files)
	shipped := make([]language.Tag, len(names))
	for i, name := range names {
		shipped[i] = language.Make(name)
	}
	if tag == "" {
		tag = sourceLanguage.String()
	}
	wanted, err := language.Parse(tag)
	if err != nil {
		return nil, fmt.Errorf("%q is not the name of a language; use one of: %s", tag, strings.Join(names, ", "))
	}
	_, index, _ := language.NewMatcher(shipped).Match(wanted)
	found := shipped[index]
	// The matcher always finds something, such as English for speakers of Zulu: the person should choose that.
	if baseOf(wanted) != baseOf(found) {
		return nil, fmt.Errorf("Moot is not translated into %q yet; use one of: %s", tag, strings.Join(names, ", "))
	}
	bundle, err := readLocales(files, sourceLanguage.String(), names[index])
	if err != nil {
		return nil, err
	}
	said, err := readSayings(files, names[index])
	if err != nil {
		return nil, err
	}
	return &Catalogue{language: found, localizer: i18n.NewLocalizer(bundle, found.String()), sayings: said}, nil
}

func baseOf(tag language.Tag) language.Base {
	base, _ := tag.Base()
	return base
}

// readLocales parses a locale into one bundle with the source language, which it falls back to.
func readLocales(files fs.FS, names ...string) (*i18n.Bundle, error) {
	bundle := i18n.NewBundle(sourceLanguage)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	for _, name := range names {
		if _, err := bundle.LoadMessageFileFS(files, "locales/"+name+".toml"); err != nil {
			return nil, fmt.Errorf("the words for language %q cannot be read: %w", name, err)
		}
	}
	return bundle, nil
}

// Language is the BCP 47 tag of the catalogue that [Load] found.
func (c *Catalogue) Language() string { return c.language.String() }

// RightToLeft says whether the language is written from right to left.
func (c *Catalogue) RightToLeft() bool {
	script, _ := c.language.Script()
	return slices.Contains(rightToLeft, script.String())
}

// rightToLeft are the scripts (ISO 15924) of living languages that are written from right to left.
var rightToLeft = []string{"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg"}

// Text returns the words under id with data in their gaps; later data wins over earlier. A
// missing id, or a gap that data does not fill, gives the id in brackets: visible, and harmless.
func (c *Catalogue) Text(id string, data ...Data) string {
	return c.localize(id, nil, merged(data))
}

// Count is [Catalogue.Text] for words that depend on a number: it picks the form that the language
// uses for n ("1 vote", "2 votes") and fills the gap {{.Count}} with n.
func (c *Catalogue) Count(id string, n int, data ...Data) string {
	values := merged(data)
	values["Count"] = n
	return c.localize(id, n, values)
}

func (c *Catalogue) localize(id string, count any, data Data) string {
	// The library reports an error beside good words when it fell back to the source language;
	// only empty words mean that there is nothing to show.
	text, err := c.localizer.Localize(&i18n.LocalizeConfig{
		MessageID:      id,
		PluralCount:    count,
		TemplateData:   data,
		TemplateParser: strictTemplates,
	})
	if err != nil && text == "" {
		return "[" + id + "]"
	}
	return text
}

func merged(data []Data) Data {
	all := Data{}
	for _, values := range data {
		maps.Copy(all, values)
	}
	return all
}
