package forum

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"moot/store/saying"
)

// Checks of single fields of a payload, that those of whole payloads are put together from.

// first gives the first error of several checks.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// line checks text of one line: from 1 to most characters, not all blank, nothing that moves the reader's cursor.
func line(what saying.Text, s string, most int) error {
	if strings.TrimSpace(s) == "" {
		return mistyped("%s is empty", what)
	}
	return optional(what, s, most)
}

// optional is line for text that may be left out.
func optional(what saying.Text, s string, most int) error {
	if n := utf8.RuneCountInString(s); n > most {
		return mistyped("%s has %d characters; the most is %d", what, n, most)
	}
	if !utf8.ValidString(s) {
		return mistyped("%s is not readable text", what)
	}
	if strings.ContainsFunc(s, unprintable) {
		return mistyped("%s has a character in it that cannot be shown", what)
	}
	return nil
}

// unprintable is true of control characters, line breaks of every kind, and the marks that reverse the order of
// letters, with which one name can be made to look like another.
func unprintable(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' ||
		(r >= '\u202A' && r <= '\u202E') || (r >= '\u2066' && r <= '\u2069')
}

// text checks text of many lines by its size in bytes.
func text(what saying.Text, s string, least, most int) error {
	switch {
	case len(s) < least:
		return mistyped("%s is empty", what)
	case len(s) > most:
		return mistyped("%s is %d bytes; the most is %d", what, len(s), most)
	case !utf8.ValidString(s):
		return mistyped("%s is not readable text", what)
	}
	return nil
}

func size(what string, b []byte, want int) error {
	if len(b) != want {
		return bad("%s is %d bytes and not %d", what, len(b), want)
	}
	return nil
}

func within(what string, n, least, most int64) error {
	if n < least || n > most {
		return bad("%s is out of range", what)
	}
	return nil
}

func known(what, s string, choices ...string) error {
	if !slices.Contains(choices, s) {
		return bad("there is no %s called %q", what, s)
	}
	return nil
}

func role(r Role) error {
	return known("role", string(r), string(RoleOfficer), string(RoleMember), string(RoleReader))
}

func person(p Person) error {
	if p.Zero() {
		return bad("it names nobody")
	}
	return nil
}

// heads checks a list of document heads: each once, in order, so that equal lists are equal bytes.
func heads(what string, ids []ID) error {
	if len(ids) > MaxIDs {
		return bad("%s have %d heads; the most is %d", what, len(ids), MaxIDs)
	}
	if !sortedIDs(ids) {
		return bad("the heads of %s are not sorted", what)
	}
	return nil
}

func sortedIDs(ids []ID) bool {
	for i := 1; i < len(ids); i++ {
		if compareIDs(ids[i-1], ids[i]) >= 0 {
			return false
		}
	}
	return true
}

func compareIDs(a, b ID) int { return bytes.Compare(a[:], b[:]) }
