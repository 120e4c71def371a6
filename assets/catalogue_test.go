package assets

import (
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
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
		if _, err := Load(tag); err == nil || !strings.Contains(err.Error(), "use one of: en") {
			t.Errorf("Load(%q) should say which languages there are, got %v", tag, err)
		}
	}
}

// TestEveryTranslationIsComplete holds each language to the English ids and their gaps.
func TestEveryTranslationIsComplete(t *testing.T) {
	source := messages(t, "en")
	for _, tag := range Languages() {
		translation := messages(t, tag)
		for id := range source {
			if translation[id] == "" {
				t.Errorf("locales/%s.toml lacks %s", tag, id)
			}
		}
		for id, text := range translation {
			if source[id] == "" && !strings.Contains("zero two few many", id[strings.LastIndex(id, ".")+1:]) {
				t.Errorf("locales/%s.toml has %s (%q), which English does not", tag, id, text)
			}
		}
	}
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
