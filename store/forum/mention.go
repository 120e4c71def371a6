package forum

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMentions is how many marks of one text are looked at.
const maxMentions = 200

// Mentioned finds the people whom words name by "@" and their name, or its first part, in any case: "@Ann", "@Ann Smith". The
// longest name that fits counts, so that "@Ann Smith" is not Ann Jones; of several people with that name each is named. An @
// within a word, as in an address, names nobody. rest is the words without what named somebody.
func Mentioned(words string, names map[Person]string) (who map[Person]bool, rest string) {
	who = map[Person]bool{}
	var out strings.Builder
	at := 0
	for n := 0; n < maxMentions; n++ {
		i := strings.IndexByte(words[at:], '@')
		if i < 0 {
			break
		}
		out.WriteString(words[at : at+i])
		at += i
		before, _ := utf8.DecodeLastRuneInString(words[:at])
		found, size := mentionedHere(words[at+1:], names)
		if partOfWord(before) || size == 0 {
			out.WriteByte('@')
			at++
			continue
		}
		for _, p := range found {
			who[p] = true
		}
		at += 1 + size
	}
	out.WriteString(words[at:])
	return who, out.String()
}

// mentionedHere gives the people whose name words begin with, the longest first, and how many bytes that is.
func mentionedHere(words string, names map[Person]string) (found []Person, size int) {
	for p, name := range names {
		for _, called := range []string{name, firstName(name)} {
			n := beginsWith(words, called)
			switch {
			case n == 0 || n < size:
				continue
			case n > size:
				found, size = nil, n
			}
			found = append(found, p)
			break
		}
	}
	return found, size
}

// firstName is what a person is called for short: the first part of the name, unless it is an initial.
func firstName(name string) string {
	if first, _, _ := strings.Cut(name, " "); utf8.RuneCountInString(first) > 1 {
		return first
	}
	return name
}

// beginsWith gives how many bytes of words are the name, as whole words and in any case; 0 when they do not begin with it.
func beginsWith(words, name string) int {
	n := 0
	for range utf8.RuneCountInString(name) {
		_, size := utf8.DecodeRuneInString(words[n:])
		n += size
	}
	if name == "" || !strings.EqualFold(words[:n], name) {
		return 0
	}
	if after, _ := utf8.DecodeRuneInString(words[n:]); partOfWord(after) {
		return 0
	}
	return n
}

func partOfWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r))
}

// MaxMatches is how many names [Mentioning] gives at most.
const MaxMatches = 5

// Mentioning gives the names that may be meant by words which end in an @ and the start of a name, and the words with each in
// its place; none when nobody is being named.
func Mentioning(words string, names []string) (matches, whole []string) {
	i := strings.LastIndexByte(words, '@')
	if i < 0 {
		return nil, nil
	}
	start := words[i+1:]
	before, _ := utf8.DecodeLastRuneInString(words[:i])
	if partOfWord(before) || len(start) > 4*MaxName || strings.ContainsRune(start, '\n') {
		return nil, nil
	}
	for _, name := range names {
		n := 0
		for range utf8.RuneCountInString(start) {
			_, size := utf8.DecodeRuneInString(name[n:])
			n += size
		}
		if len(matches) < MaxMatches && strings.EqualFold(name[:n], start) && n < len(name) {
			matches, whole = append(matches, name), append(whole, words[:i+1]+name+" ")
		}
	}
	return matches, whole
}
