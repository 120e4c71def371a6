package assets

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

func english(t *testing.T) *Catalogue {
	t.Helper()
	catalogue, err := Load("en")
	if err != nil {
		t.Fatal(err)
	}
	return catalogue
}

func TestTextAndCount(t *testing.T) {
	catalogue := english(t)
	for _, c := range []struct{ name, got, want string }{
		{"plain", catalogue.Text("action.save"), "Save"},
		{"gap", catalogue.Text("proposal.by", Data{"Name": "Aisha"}), "by Aisha"},
		{"one", catalogue.Count("time.minutes_ago", 1), "1 minute ago"},
		{"other", catalogue.Count("time.minutes_ago", 2), "2 minutes ago"},
		{"none", catalogue.Count("time.minutes_ago", 0), "0 minutes ago"},
		{"count and data", catalogue.Count("sync.with", 3, Data{"Time": "just now"}), "Up to date with 3 neighbours, just now"},
		{"missing id", catalogue.Text("no.such_id"), "[no.such_id]"},
		{"missing data", catalogue.Text("proposal.by"), "[proposal.by]"},
		{"data is not a template", catalogue.Text("proposal.by", Data{"Name": "{{.Secret}}"}), "by {{.Secret}}"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestLoadFindsTheClosestLanguage(t *testing.T) {
	for tag, want := range map[string]string{"": "en", "en": "en", "en-GB": "en"} {
		catalogue, err := Load(tag)
		if err != nil {
			t.Errorf("Load(%q): %v", tag, err)
		} else if catalogue.Language() != want {
			t.Errorf("Load(%q) found %q, want %q", tag, catalogue.Language(), want)
		}
	}
	for _, tag := range []string{"zu", "not a language"} {
		if _, err := Load(tag); err == nil || !strings.Contains(err.Error(), "use one of:") {
			t.Errorf("Load(%q) should say which languages there are, got %v", tag, err)
		}
	}
}

// TestEveryTranslationIsComplete holds each language to the English ids and their gaps, and to the forms that its own
// grammar has for numbers (CLDR).
func TestEveryTranslationIsComplete(t *testing.T) {
	for _, tag := range Languages() {
		for _, problem := range lacks(messages(t, "en"), messages(t, tag), formsOf(language.MustParse(tag))) {
			t.Errorf("locales/%s.toml: %s", tag, problem)
		}
	}
}

// TestCompletenessCheckFails proves the check above on a translation with each mistake in it.
func TestCompletenessCheckFails(t *testing.T) {
	source := map[string]string{"a.by": "by {{.Name}}", "a.gone": "Gone", "n.one": "{{.Count}} vote", "n.other": "{{.Count}} votes"}
	got := strings.Join(lacks(source, map[string]string{
		"a.by": "gan {{.Enw}}", "a.new": "Newydd", "n.one": "un bleidlais", "n.two": "", "n.other": "{{.Count}} pleidlais",
	}, formsOf(language.MustParse("cy"))), "\n")
	for _, want := range []string{"lacks a.gone", "a.by has the gap Enw", "a.by lacks the gap Name", "English does not have a.new", "lacks n.zero", "lacks n.two", "lacks n.few", "lacks n.many"} {
		if !strings.Contains(got, want) {
			t.Errorf("the check did not say %q in:\n%s", want, got)
		}
	}
	if strings.Contains(got, "n.one") {
		t.Errorf("a form for one thing need not name the number:\n%s", got)
	}
}

var gap = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

// lacks says what is wrong with a translation.
func lacks(source, translation map[string]string, forms []string) (problems []string) {
	say := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	for id, text := range source {
		stem, form := formOf(source, id)
		wanted := []string{id}
		if form == "one" {
			continue // with its "other"
		} else if form == "other" {
			wanted = wanted[:0]
			for _, f := range forms {
				wanted = append(wanted, stem+"."+f)
			}
		}
		for _, w := range wanted {
			if translation[w] == "" {
				say("lacks %s", w)
				continue
			}
			here, there := gapsOf(translation[w]), gapsOf(text)
			for _, g := range here {
				if !slices.Contains(there, g) {
					say("%s has the gap %s, which English does not", w, g)
				}
			}
			for _, g := range there {
				// "un bleidlais": a form for few numbers may say the number in words.
				if !slices.Contains(here, g) && (g != "Count" || form == "" || strings.HasSuffix(w, ".other")) {
					say("%s lacks the gap %s", w, g)
				}
			}
		}
	}
	for id := range translation {
		stem, form := formOf(translation, id)
		if source[id] == "" && (form == "" || source[stem+".other"] == "") {
			say("English does not have %s", id)
		}
	}
	return problems
}

func gapsOf(text string) (gaps []string) {
	for _, g := range gap.FindAllStringSubmatch(text, -1) {
		gaps = append(gaps, g[1])
	}
	return gaps
}

// formOf takes the plural's form off an id; "" for a message that has no forms.
func formOf(messages map[string]string, id string) (stem, form string) {
	stem, form = id[:strings.LastIndex(id, ".")], id[strings.LastIndex(id, ".")+1:]
	if messages[stem+".other"] == "" || !slices.Contains([]string{"zero", "one", "two", "few", "many", "other"}, form) {
		return id, ""
	}
	return stem, form
}

// formsOf gives the forms that a language uses for whole numbers.
func formsOf(tag language.Tag) (forms []string) {
	names := map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many"}
	for n := range 2000 {
		if name := names[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)]; name != "" && !slices.Contains(forms, name) {
			forms = append(forms, name)
		}
	}
	return append(forms, "other")
}

// messages reads one locale as flat ids; a plural's forms are separate ids here.
func messages(t *testing.T, tag string) map[string]string {
	t.Helper()
	raw, err := localeFiles.ReadFile("locales/" + tag + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(raw, &tree); err != nil {
		t.Fatalf("locales/%s.toml: %v", tag, err)
	}
	flat := map[string]string{}
	flatten("", tree, flat)
	return flat
}

func flatten(prefix string, tree map[string]any, flat map[string]string) {
	for key, value := range tree {
		switch value := value.(type) {
		case string:
			flat[prefix+key] = value
		case map[string]any:
			flatten(prefix+key+".", value, flat)
		}
	}
}

// messageIDs are the ids code may use: those of messages, with a plural's forms as one.
func messageIDs(t *testing.T) map[string]bool {
	t.Helper()
	ids := map[string]bool{}
	for id := range messages(t, "en") {
		id = strings.TrimSuffix(strings.TrimSuffix(id, ".one"), ".other")
		ids[id] = true
	}
	return ids
}

// TestRightToLeft: of the languages there are, Arabic alone runs from right to left.
func TestRightToLeft(t *testing.T) {
	for _, tag := range Languages() {
		c, err := Load(tag)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.RightToLeft(); got != (tag == "ar") {
			t.Errorf("%s runs from right to left: %v", tag, got)
		}
	}
}
