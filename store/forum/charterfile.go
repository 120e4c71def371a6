package forum

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"moot/store/count"
	"moot/store/saying"
)

// MaxCharterFile is the most bytes a charter file may have: more than the longest aims and the most sections need.
const MaxCharterFile = 256 << 10

// CharterError says what is wrong with a charter file, where, and what to write instead.
type CharterError = count.FileError

// ParseCharter reads a charter file: TOML with the keys name, aims and cards, one table for each section, body and capacity, and one each for
// voting, meetings and files. A key that is left out leaves what the group has; any section at all, or an empty [section] table, replaces all the
// sections, so does any body all the bodies, and any capacity the capacities, whose holders stay; a [voting], [meeting] or [files] table
// replaces all that was said of that.
// Errors: [*CharterError].
func ParseCharter(text []byte) (Charter, error) {
	if len(text) > MaxCharterFile {
		return Charter{}, &CharterError{Reason: fmt.Sprintf("a charter file has at most %d KiB", MaxCharterFile>>10)}
	}
	if err := simple(text); err != nil {
		return Charter{}, err
	}
	var top map[string]toml.Primitive
	meta, err := toml.Decode(string(text), &top)
	if err != nil {
		return Charter{}, charterError(err)
	}
	var c Charter
	f := charterFile{meta}
	err = f.table(top, "a charter", keys{
		"name":    f.line(&c.Name, "the group's name", MaxName),
		"cards":   f.cards(&c),
		"aims":    f.aims(&c.Aims),
		"section": f.sections(&c),
		"voting":  f.voting(&c),
		"files":   f.files(&c),
		"meeting": f.meeting(&c),
		"body":    f.bodies(&c),

		"capacity": f.capacities(&c),
	})
	if err != nil {
		return Charter{}, charterError(err)
	}
	if err := c.check(); err != nil {
		return Charter{}, charterError(err)
	}
	return c, nil
}

// charterError gives an error of the TOML reader, or of the format's own check, as one for whoever wrote the file.
func charterError(err error) error {
	var ours *CharterError
	var theirs toml.ParseError
	var format *BadEntryError
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.As(err, &theirs):
		return &CharterError{Line: theirs.Position.Line, Reason: theirs.Message + `: write a setting as removal = "consent 50%", and begin a section with [section."Its name"]`}
	case errors.As(err, &format):
		return &CharterError{Reason: format.Reason.String()}
	}
	return &CharterError{Reason: err.Error()}
}

// charterFile reads the values of one file. To add to what a charter holds, add a key, or a table like that of sections.
type charterFile struct{ meta toml.MetaData }

// keys are what one table may hold, with how each is read.
type keys map[string]func(toml.Primitive) error

// reading is how one value is read. The TOML reader calls it as a [toml.Unmarshaler], and adds the line to its error.
type reading func(v any) error

// UnmarshalTOML reads the value.
func (r reading) UnmarshalTOML(v any) error { return r(v) }

// read reads one value. An error of r comes back with the value's line.
func (f charterFile) read(p toml.Primitive, r reading) error {
	var reason error
	err := f.meta.PrimitiveDecode(p, reading(func(v any) error { reason = r(v); return reason }))
	var at toml.ParseError
	if errors.As(err, &at) && reason != nil {
		return &CharterError{Line: at.Position.Line, Reason: reason.Error()}
	}
	return err
}

func wrong(format string, args ...any) error {
	return &CharterError{Reason: fmt.Sprintf(format, args...)}
}

// table reads every key of a table, and refuses one it does not know.
func (f charterFile) table(table map[string]toml.Primitive, what string, known keys) error {
	for _, name := range slices.Sorted(maps.Keys(table)) {
		read, ok := known[name]
		if !ok {
			return f.read(table[name], func(any) error {
				return wrong("there is nothing called %q in %s; it has %s", shortened(name), what, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
			})
		}
		if err := read(table[name]); err != nil {
			return err
		}
	}
	return nil
}

// tables reads a table of tables: its names, and what each holds.
func (f charterFile) tables(p toml.Primitive, example string) (inner map[string]toml.Primitive, err error) {
	err = f.read(p, func(v any) error {
		if _, ok := v.(map[string]any); !ok {
			return wrong("write it as %s on a line of its own, with its settings below", example)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return inner, f.meta.PrimitiveDecode(p, &inner)
}

// text reads a value that is text.
func (f charterFile) text(read func(s string) error) func(toml.Primitive) error {
	return func(p toml.Primitive) error {
		return f.read(p, func(v any) error {
			s, ok := v.(string)
			if !ok {
				return wrong(`write it between quotation marks, like "this"`)
			}
			return read(s)
		})
	}
}

func (f charterFile) line(into *string, what saying.Text, most int) func(toml.Primitive) error {
	return f.text(func(s string) error { *into = s; return explained(optional(what, s, most)) })
}

func (f charterFile) aims(into *string) func(toml.Primitive) error {
	return f.text(func(s string) error { *into = s; return explained(text("the group's aims", s, 0, MaxText)) })
}

// explained gives an error of the format's check as one of the file, so that it gets its line.
func explained(err error) error {
	if err != nil {
		return charterError(err)
	}
	return nil
}

// cards reads how many officers sign a card for neighbouring groups.
func (f charterFile) cards(c *Charter) func(toml.Primitive) error {
	return func(p toml.Primitive) error {
		return f.read(p, func(v any) error {
			n, ok := v.(int64)
			if !ok || n < 1 || n > MaxCardKeys {
				return wrong("write how many officers sign a card for neighbouring groups, as a number such as 1 or 2")
			}
			if c.Rules == nil {
				c.Rules, c.keepSections = &Rules{}, true
			}
			c.Rules.Cards = int(n)
			return nil
		})
	}
}

const sectionExample = `[section."North block"]`

func (f charterFile) sections(c *Charter) func(toml.Primitive) error {
	return func(p toml.Primitive) error {
		all, err := f.tables(p, sectionExample)
		if err != nil {
			return err
		}
		if len(all) > maxParts {
			return f.read(p, func(any) error { return wrong("there are %d sections; the most is %d", len(all), maxParts) })
		}
		if c.Rules == nil {
			c.Rules = &Rules{}
		}
		c.keepSections = false
		for _, name := range slices.Sorted(maps.Keys(all)) {
			s, err := f.section(name, all[name])
			if err != nil {
				return err
			}
			c.Rules.Sections = append(c.Rules.Sections, s)
		}
		return nil
	}
}

func (f charterFile) section(name string, p toml.Primitive) (Section, error) {
	s := Section{Name: name}
	inner, err := f.tables(p, sectionExample)
	if err != nil {
		return s, err
	}
	if err := f.read(p, func(any) error { return explained(line("a section's name", name, MaxName)) }); err != nil {
		return s, err
	}
	return s, f.table(inner, "a section", keys{
		"for":     f.line(&s.For, "what a section is for", MaxTitle),
		"removal": f.guard(&s.Removal),
		"charter": f.guard(&s.Charter),
		"closing": f.guard(&s.Closing),
	})
}

func (f charterFile) guard(into *Guard) func(toml.Primitive) error {
	return f.text(func(s string) (err error) { *into, err = ParseGuard(s); return err })
}

// FormatCharter writes a charter as a file that a resident can edit: [ParseCharter] reads the same from it.
func FormatCharter(name, aims string, r Rules) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "name = %s\naims = %s\n", quotedTOML(name), longTOML(aims))
	if r.Cards > 0 {
		fmt.Fprintf(&b, "cards = %d\n", r.Cards)
	}
	formatVoting(&b, r.Voting)
	formatMeeting(&b, r.Meeting)
	formatFiles(&b, r.Files)
	formatBodies(&b, r.Bodies)
	formatCapacities(&b, r.Capacities)
	fmt.Fprintf(&b, "\n%s[section]\n", sectionHelp)
	for _, s := range r.Sections {
		fmt.Fprintf(&b, "\n[section.%s]\n", quotedTOML(s.Name))
		if s.For != "" {
			fmt.Fprintf(&b, "for = %s\n", quotedTOML(s.For))
		}
		for _, g := range []struct {
			key   string
			guard Guard
		}{{"removal", s.Removal}, {"charter", s.Charter}, {"closing", s.Closing}} {
			if g.guard.Kind != GuardNone {
				fmt.Fprintf(&b, "%s = %s\n", g.key, quotedTOML(g.guard.String()))
			}
		}
	}
	return b.Bytes()
}

const sectionHelp = `# Sections are parts of the community that nothing may be done over the head of. Each has a block like this:
#   [section."North block"]
#   for = "numbers 1 to 24"
#   removal = "consent 50%"      before one of its people is removed: half of them agree
#   charter = "quorum 3"         before these rules are changed: three of them have answered
#   closing = "hearing 14 days"  before a vote is closed: somebody has answered, or has had 14 days to
# Also possible: "consent 2", "quorum 50%", "consent 50%, at least 2", "none".
`

// quotedTOML writes text as a TOML string on one line.
func quotedTOML(s string) string { return `"` + escapedTOML(s, `"`, `\"`) + `"` }

// longTOML writes text of several lines as lines.
func longTOML(s string) string {
	if !strings.Contains(s, "\n") {
		return quotedTOML(s)
	}
	return `"""` + "\n" + escapedTOML(s, `""`, `"\"`, "\\u000A", "\n") + `"""`
}

// escapedTOML escapes what a TOML string cannot hold as it is; pairs are further replacements, made afterwards.
func escapedTOML(s string, pairs ...string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\\':
			b.WriteString(`\\`)
		case r < ' ' && r != '\t' || r == 0x7f || r == '\ufeff':
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	return strings.NewReplacer(pairs...).Replace(b.String())
}

// Change gives what a charter file would change in a group: what it says that the group has not got already. It is
// false when that is nothing.
func (c Charter) Change(r *Roll) (change Charter, any bool) {
	if c.Name == r.Name {
		c.Name = ""
	}
	if c.Aims == r.Aims {
		c.Aims = ""
	}
	if c.Rules != nil {
		rules := *c.Rules
		if c.keepSections {
			rules.Sections = r.Rules.Sections
		}
		if rules.Bodies == nil {
			rules.Bodies = r.Rules.Bodies
		}
		if rules.Voting == nil {
			rules.Voting = r.Rules.Voting
		}
		if rules.Files == nil {
			rules.Files = r.Rules.Files
		}
		if rules.Meeting == nil {
			rules.Meeting = r.Rules.Meeting
		}
		if rules.Cards == 0 {
			rules.Cards = r.Rules.Cards
		}
		rules.Capacities = keepHolders(rules.Capacities, r.Rules.Capacities)
		c.Rules, c.keepSections = &rules, false
	}
	if c.Rules != nil && bytes.Equal(FormatCharter("", "", *c.Rules), FormatCharter("", "", r.Rules)) {
		c.Rules = nil
	}
	return c, c.Name != "" || c.Aims != "" || c.Rules != nil
}

// maxDots is how many dots a line of a charter file may have outside of text: a key has one.
const maxDots = 8

// simple refuses the parts of TOML that no charter needs and that the TOML reader takes minutes and gigabytes over when
// a file is made of nothing else: tables between braces, and keys of thousands of parts. Measured: 64 kB of braces took
// it 63 s and 28 GB. The library must never see such a file, so this finds the ends of texts and comments by itself.
func simple(text []byte) error {
	line, dots := 1, 0
	for len(text) > 0 {
		skip := 1
		switch text[0] {
		case '"', '\'':
			skip = quotation(text)
			line += bytes.Count(text[:skip], []byte("\n"))
		case '#':
			if skip = bytes.IndexByte(text, '\n'); skip < 0 {
				return nil
			}
		case '\n':
			line, dots = line+1, 0
		case '.':
			dots++
		}
		if dots > maxDots || text[0] == '{' {
			return &CharterError{Line: line, Reason: "write each setting on a line of its own, below " + sectionExample}
		}
		text = text[skip:]
	}
	return nil
}

// quotation gives the length of the string that text begins with, its quotation marks included. One that is not ended
// goes to the end of its line, or of the file when it may have several lines: the TOML reader stops there as well.
func quotation(text []byte) int {
	mark := text[:1]
	if len(text) >= 3 && text[1] == text[0] && text[2] == text[0] {
		mark = text[:3]
	}
	for i := len(mark); i < len(text); i++ {
		switch {
		case text[i] == '\\' && mark[0] == '"':
			i++
		case text[i] == '\n' && len(mark) == 1:
			return i
		case bytes.HasPrefix(text[i:], mark):
			i += len(mark)
			for range len(mark) - 1 { // a text of several lines may end with marks of its own
				if i < len(text) && text[i] == mark[0] {
					i++
				}
			}
			return i
		}
	}
	return len(text)
}
