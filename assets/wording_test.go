package assets

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// quotes are the marks each language puts around words; no text of it has those of another.
var quotes = map[string]string{
	"en": "“”", "cy": "“”", "so": "“”", "bn": "“”", "pl": "„”", "pt": "«»", "es": "«»", "fr": "«»", "ar": "«»",
}

// wording says what is wrong with the typography of one text, given the English it translates.
func wording(tag, english, text string) (problems []string) {
	say := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	for _, q := range "“”„«»" {
		if strings.ContainsRune(text, q) && !strings.ContainsRune(quotes[tag], q) {
			say("has the mark %c; this language has %s", q, quotes[tag])
		}
	}
	if strings.Contains(text, "  ") && !strings.Contains(english, "  ") {
		say("has two spaces together")
	}
	if text != strings.TrimSpace(text) {
		say("begins or ends with a space")
	}
	if strings.Contains(text, "...") {
		say("has three dots instead of …")
	}
	if a, b := stops(english), stops(text); a != b {
		say("should end with a full stop as the English does, or without one as it does")
	}
	if tag == "fr" && frenchSpace.MatchString(text) {
		say("has a plain space, which a line can break at, beside a mark")
	}
	if tag == "ar" && latinMark.MatchString(text) {
		say("has a Latin comma, semicolon or question mark")
	}
	return problems
}

var (
	frenchSpace = regexp.MustCompile(`« | [;:!?»]`)
	latinMark   = regexp.MustCompile(`[,;?](\s|$)`)
)

func stops(text string) bool { return strings.HasSuffix(text, ".") || strings.HasSuffix(text, "।") }

// eachText gives every text of a language with the English it translates.
func eachText(t *testing.T, tag string, do func(id, english, text string)) {
	t.Helper()
	source := messages(t, "en")
	for id, text := range messages(t, tag) {
		english := source[id]
		if english == "" { // a form for numbers that English does not have
			english = source[id[:strings.LastIndex(id, ".")]+".other"]
		}
		do(id, english, text)
	}
	if tag == "en" {
		return
	}
	table, err := readSayings(localeFiles, tag)
	if err != nil {
		t.Fatal(err)
	}
	for english, said := range table {
		for form, text := range said.forms {
			do(english+" "+form, english, text)
		}
	}
}

// TestWording holds every text to the marks of its language.
func TestWording(t *testing.T) {
	for _, tag := range Languages() {
		if quotes[tag] == "" {
			t.Errorf("say in this test which marks %s puts around words", tag)
		}
		eachText(t, tag, func(id, english, text string) {
			for _, problem := range wording(tag, english, text) {
				t.Errorf("%s: %q %s: %q", tag, id, problem, text)
			}
		})
	}
}

// TestWordingCheckFails proves the check above on a text with each mistake in it.
func TestWordingCheckFails(t *testing.T) {
	for _, c := range []struct{ tag, english, text, want string }{
		{"pl", "“%s” is gone", "“%s” już nie ma", "has the mark “"},
		{"es", "It is gone", "Ya  no está", "two spaces"},
		{"cy", "It is gone", "Mae wedi mynd ", "ends with a space"},
		{"so", "Saving…", "Waa la kaydinayaa...", "three dots"},
		{"bn", "It is gone.", "এটি নেই", "full stop"},
		{"pt", "It is gone", "Já não está.", "full stop"},
		{"fr", "Why?", "Pourquoi ?", "plain space"},
		{"ar", "Who, and why", "من, ولماذا", "Latin comma"},
	} {
		if got := strings.Join(wording(c.tag, c.english, c.text), "; "); !strings.Contains(got, c.want) {
			t.Errorf("%s %q: the check said %q, not %q", c.tag, c.text, got, c.want)
		}
	}
}

var (
	glossaryLanguage = regexp.MustCompile(`^## .*\((\w+)\)$`)
	glossaryRow      = regexp.MustCompile(`^\| ([^|]+) \| ([^|]+) \|([^|]*)\|$`)
)

// TestGlossary holds each language to locales/GLOSSARY.md: its words are the ones used, and those it puts aside are not.
func TestGlossary(t *testing.T) {
	raw, err := os.ReadFile("locales/GLOSSARY.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	tag, all := "", ""
	for _, line := range strings.Split(string(raw), "\n") {
		if head := glossaryLanguage.FindStringSubmatch(line); head != nil {
			tag, all = head[1], allTexts(t, head[1])
		}
		row := glossaryRow.FindStringSubmatch(line)
		if tag == "" || row == nil || row[1] == "English" || strings.HasPrefix(row[1], "--") {
			continue
		}
		rows[tag]++
		for _, word := range splitWords(row[2]) {
			if !strings.Contains(all, strings.ToLower(word)) {
				t.Errorf("GLOSSARY.md: %s does not use %q for %s", tag, word, row[1])
			}
		}
		for _, word := range splitWords(row[3]) {
			if at := strings.Index(all, strings.ToLower(word)); at >= 0 {
				start, end := strings.LastIndex(all[:at], "\n")+1, at+strings.Index(all[at:]+"\n", "\n")
				t.Errorf("%s: GLOSSARY.md has %q for %s, not %q: %s", tag, row[2], row[1], word, all[start:end])
			}
		}
	}
	for _, tag := range Languages() {
		if tag != "en" && rows[tag] < 30 {
			t.Errorf("GLOSSARY.md has only %d words of %s", rows[tag], tag)
		}
	}
}

func allTexts(t *testing.T, tag string) string {
	t.Helper()
	var all strings.Builder
	eachText(t, tag, func(_, _, text string) { all.WriteString(strings.ToLower(text) + "\n") })
	return all.String()
}

func splitWords(cell string) (words []string) {
	for _, word := range strings.Split(cell, ", ") {
		if word = strings.Trim(word, " `"); word != "" {
			words = append(words, word)
		}
	}
	return words
}
