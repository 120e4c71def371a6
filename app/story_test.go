package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A story is a group of people, each with a device of their own, told by the commands they use. Nobody hears of what
// another does until they meet: at the founder's, whose device is on, or by a stick. A line of a story is a command as it
// is typed, with 'quoted words' and @ for the group:
//
//	s := tell(t, "Mill Lane", "", "Ann", "Ben", "Cleo")
//	s.does("Ann", "proposal new @ --title 'Mend the light' --cost 9000")
//	s.meet()
//	s.offline(func() { s.does("Ben", "vote cast 'Mend the light' yes") })
//	record := s.ends()
type story struct {
	t     *testing.T
	group string
	hub   string // the founder, whose device is on
	homes map[string]*home
	names []string // in the order they came
}

// tell begins a story: the first of the people founds the group, with a charter (TOML) if it is not empty, and the others
// join by the founder's invite.
func tell(t *testing.T, group, charter string, people ...string) *story {
	t.Helper()
	t.Parallel() // stories share nothing but the machine
	s := &story{t: t, hub: people[0], homes: map[string]*home{}}
	founder := newHome(t, s.hub)
	s.homes[s.hub], s.names = founder, people[:1]
	create := []string{"group", "create", group}
	if charter != "" {
		create = append(create, "--charter", s.file("charter.toml", charter))
	}
	s.group = text(founder.must(create...), "group")
	founder.serve()
	for _, name := range people[1:] {
		s.joins(name, "")
	}
	return s
}

// joins lets somebody in by an invite of the founder's, with options for it such as "--role reader".
func (s *story) joins(name, options string) {
	s.t.Helper()
	h := newHome(s.t, name)
	if got := text(h.must("join", text(s.does(s.hub, "invite @ "+options), "invite")), "state"); got != "joined" {
		s.t.Fatalf("%s: %s", name, got)
	}
	s.homes[name], s.names = h, append(s.names, name)
}

// does has somebody carry out a command, and gives its answer: an object or a list.
func (s *story) does(name, line string) any {
	s.t.Helper()
	return s.writes(name, line, "")
}

// writes is does with words on standard input, for what is given as "-".
func (s *story) writes(name, line, words string) any {
	s.t.Helper()
	r := s.run(name, line, words)
	if r.code != 0 {
		s.t.Fatalf("%s: moot %s: exit code %d, %s: %s", name, line, r.code, r.err.Error.Code, r.err.Error.Message)
	}
	if r.list != nil {
		return r.list
	}
	return r.out
}

// refused has somebody try what they may not, and sees that they are told why.
func (s *story) refused(name, line, why string) {
	s.t.Helper()
	if r := s.run(name, line, ""); r.code == 0 || !strings.Contains(r.err.Error.Message, why) {
		s.t.Errorf("%s: moot %s: exit code %d, %q; want it refused with %q", name, line, r.code, r.err.Error.Message, why)
	}
}

// sees has somebody look at something, and wants a field of the answer (see [text]) to be so.
func (s *story) sees(name, line, path, want string) {
	s.t.Helper()
	if got := text(s.does(name, line), path); got != want {
		s.t.Errorf("%s: moot %s: %s is %q; want %q", name, line, path, got, want)
	}
}

func (s *story) run(name, line, words string) result {
	s.t.Helper()
	h := s.homes[name]
	if h == nil {
		s.t.Fatalf("nobody is called %s", name)
	}
	return h.run(words, s.words(line)...)
}

// words parts a line at its spaces, but for those inside 'quotes'; @ is the group.
func (s *story) words(line string) (words []string) {
	word, begun, quoted := "", false, false
	for _, c := range line + " " {
		switch {
		case c == '\'':
			begun, quoted = true, !quoted
		case c != ' ' || quoted:
			word, begun = word+string(c), true
		case begun:
			if word == "@" {
				word = s.group
			}
			words, word, begun = append(words, word), "", false
		}
	}
	return words
}

// file writes a file for somebody to name on their command line.
func (s *story) file(name, words string) string {
	s.t.Helper()
	file := filepath.Join(s.t.TempDir(), name)
	if err := os.WriteFile(file, []byte(words), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return file
}

// meet has people come by with their devices, one after another, and once more to hear what the later ones brought; all,
// when nobody is named.
func (s *story) meet(names ...string) {
	s.t.Helper()
	if len(names) == 0 {
		names = s.names[1:]
	}
	for _, name := range names {
		s.homes[name].must("sync")
	}
	for _, name := range names[:len(names)-1] {
		s.homes[name].must("sync")
	}
}

// stick carries what one has to others as a file.
func (s *story) stick(from string, to ...string) {
	s.t.Helper()
	for _, name := range to {
		s.homes[from].carry(s.group, s.homes[name])
	}
}

// offline is what people do while no device can reach another.
func (s *story) offline(what func()) {
	s.t.Helper()
	hub := s.homes[s.hub]
	hub.stop()
	what()
	hub.serve()
	for _, name := range s.names[1:] {
		s.homes[name].must("peer", "add", hub.addr)
	}
}

// ends brings all together, sees that every device shows the same and finds the record sound, and has the last who came
// write it out as JSON, which it gives, and as tables and minutes.
func (s *story) ends() any {
	s.t.Helper()
	s.meet()
	all := make([]*home, len(s.names))
	for i, name := range s.names {
		all[i] = s.homes[name]
	}
	same(s.t, s.group, all...)
	sound(s.t, s.group, all...)
	last, dir := all[len(all)-1], filepath.Join(s.t.TempDir(), "record")
	for _, format := range []string{"json", "csv", "md"} {
		last.must("export", s.group, "--format", format, "--out", dir)
	}
	b, err := os.ReadFile(filepath.Join(dir, "moot.json"))
	if err != nil {
		s.t.Fatal(err)
	}
	var record any
	if err := json.Unmarshal(b, &record); err != nil {
		s.t.Fatal(err)
	}
	if got := text(record, "digest"); got != text(last.must("digest", s.group), "digest") {
		s.t.Errorf("the record has the digest %s", got)
	}
	return record
}

// wants sees that a field of a record or an answer is so.
func (s *story) wants(record any, path, want string) {
	s.t.Helper()
	if got := text(record, path); got != want {
		s.t.Errorf("%s is %q; want %q", path, got, want)
	}
}

// tells sees that words stand somewhere in a part of a record or an answer; an empty path is all of it.
func (s *story) tells(record any, path, words string) {
	s.t.Helper()
	part, ok := record, true
	for step := range strings.SplitSeq(path, ".") {
		switch in := part.(type) {
		case map[string]any:
			if step != "" {
				part, ok = in[step]
			}
		case []any:
			if i, err := strconv.Atoi(step); err == nil && i < len(in) {
				part = in[i]
			}
		}
	}
	if all := fmt.Sprint(part); !ok || !strings.Contains(all, words) {
		s.t.Errorf("%q is not in %s of %s", words, path, all)
	}
}

// TestStoryWords: a line of a story is parted as a shell would.
func TestStoryWords(t *testing.T) {
	s := &story{t: t, group: "G"}
	for line, want := range map[string][]string{
		"vote open Tree":                       {"vote", "open", "Tree"},
		"vote open 'The big tree' --seats 2":   {"vote", "open", "The big tree", "--seats", "2"},
		"x @ --option 'A b=12' --option='C d'": {"x", "G", "--option", "A b=12", "--option=C d"},
		"'a b' 'c d'":                          {"a b", "c d"},
		"'a b'c d":                             {"a bc", "d"},
	} {
		if got := s.words(line); !slices.Equal(got, want) {
			t.Errorf("%s: %q", line, got)
		}
	}
}
