package scene

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// Scene is one story.
type Scene struct {
	Name  string
	Says  string // the remarks before its first statement: what it shows, in a resident's words
	steps []statement
}

// statement is one sentence of a story.
type statement struct {
	text  string
	label string
	words []string // a quoted text begins with a quotation mark
}

var heading = regexp.MustCompile(`^-- (.+) --$`)

// Parse reads scenes. File names the first one when the text does not begin with a heading.
func Parse(file, text string) ([]Scene, error) {
	var all []Scene
	now := Scene{Name: file}
	end := func() {
		if len(now.steps) > 0 {
			all = append(all, now)
		}
	}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if m := heading.FindStringSubmatch(line); m != nil {
			end()
			now = Scene{Name: m[1]}
			continue
		}
		if remark, ok := strings.CutPrefix(line, "#"); ok {
			if len(now.steps) == 0 {
				now.Says = strings.TrimSpace(now.Says + " " + strings.TrimSpace(remark))
			}
			continue
		}
		steps, err := statements(line)
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", file, i+1, err)
		}
		now.steps = append(now.steps, steps...)
	}
	end()
	return all, nil
}

// statements cuts a line into statements, and those into words.
func statements(line string) (out []statement, err error) {
	var s statement
	end := func() error {
		if s.label != "" && len(s.words) == 0 {
			return fmt.Errorf("%s: names nothing", s.label)
		}
		if len(s.words) > 0 {
			s.text = strings.Join(s.words, " ")
			out = append(out, s)
		}
		s = statement{}
		return nil
	}
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		switch line[0] {
		case '#':
			return out, end()
		case ';':
			if err := end(); err != nil {
				return nil, err
			}
			line = line[1:]
		case ',':
			s.words, line = append(s.words, ","), line[1:]
		case '"':
			close := strings.IndexByte(line[1:], '"')
			if close < 0 {
				return nil, fmt.Errorf("a quotation does not end: %s", line)
			}
			s.words, line = append(s.words, line[:close+2]), line[close+2:]
		default:
			n := wordEnd(line)
			word := line[:n]
			line = line[n:]
			if label, ok := strings.CutSuffix(word, ":"); ok && len(s.words) == 0 && named(label) {
				s.label = label
			} else {
				s.words = append(s.words, word)
			}
		}
	}
	return out, end()
}

// wordEnd says where a word ends. A comma belongs to the word when something follows it at once.
func wordEnd(line string) int {
	for i, r := range line {
		if unicode.IsSpace(r) || r == ';' || r == '"' || r == ',' && (i+1 == len(line) || line[i+1] == ' ') {
			return i
		}
	}
	return len(line)
}

// named says whether a word is a name given in the story: of an act, an invite, a post or a mark.
func named(word string) bool { return word != "" && unicode.IsUpper(rune(word[0])) }

var person = regexp.MustCompile(`^[a-z][0-9]?$`)

// reading goes through the words of a statement.
type reading struct {
	words []string
	err   error
}

func (r *reading) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

// next gives the next word, whatever it is; empty at the end.
func (r *reading) next() string {
	if len(r.words) == 0 {
		return ""
	}
	w := r.words[0]
	r.words = r.words[1:]
	return w
}

// has takes a word if it comes next.
func (r *reading) has(word string) bool {
	if len(r.words) > 0 && r.words[0] == word {
		r.words = r.words[1:]
		return true
	}
	return false
}

// after gives what follows a word, if the word comes next; empty when it does not.
func (r *reading) after(word string) string {
	if !r.has(word) {
		return ""
	}
	return r.must(word)
}

func (r *reading) must(what string) string {
	w := r.next()
	if w == "" {
		r.fail("%s needs something after it", what)
	}
	return w
}

// who takes one person or device.
func (r *reading) who() string {
	w := r.next()
	if !person.MatchString(w) {
		r.fail("%q is nobody: people are single letters", w)
	}
	return w
}

// people takes as many people as come next; none is a word for nobody.
func (r *reading) people() (out []string) {
	r.has("none")
	for len(r.words) > 0 && person.MatchString(r.words[0]) {
		out = append(out, r.next())
	}
	return out
}

// quoted takes a quoted text, if one comes next.
func (r *reading) quoted() string {
	if len(r.words) == 0 || r.words[0][0] != '"' {
		return ""
	}
	return strings.Trim(r.next(), `"`)
}

func (r *reading) label() string {
	w := r.next()
	if !named(w) {
		r.fail("%q is not the name of anything: such names have a capital", w)
	}
	return w
}

// number reads a whole number; empty is the usual one.
func (r *reading) number(word string, usual int) int {
	if word == "" {
		return usual
	}
	n, err := strconv.Atoi(word)
	if err != nil {
		r.fail("%q is not a number", word)
	}
	return n
}

// end is what went wrong, if anything did, or that something is left over.
func (r *reading) end() error {
	if r.err == nil && len(r.words) > 0 {
		r.fail("%q is one word too many", r.words[0])
	}
	return r.err
}
