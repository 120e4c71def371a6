package paper

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"moot/store"
	"moot/store/forum"
)

// MattersArising is the agenda item under which open actions and reviews are shown, where a meeting has it.
const MattersArising = "Matters arising"

// LastMinutes is the agenda item under which the minutes of the meeting before are approved.
const LastMinutes = "Minutes of the last meeting"

// Arises says whether an agenda item is the one that matters arising go under: its title is, or begins with, the English one or
// one of these ("Matters arising from the minutes of 3 May").
func Arises(title string, names ...string) bool {
	said := bare(title)
	return slices.ContainsFunc(append(names, MattersArising), func(name string) bool { return begins(said, bare(name)) })
}

// Approves says whether an agenda item is the one under which earlier minutes are approved: its title is, or begins with, an English
// one or one of these ("Minutes of 3 May").
func Approves(title string, names ...string) bool {
	said := bare(title)
	names = append(names, "Minutes of", "Approval of minutes", "Approval of the minutes")
	return said == "minutes" || slices.ContainsFunc(names, func(name string) bool { return begins(said, bare(name)) })
}

// FollowOn puts what is left of the meeting before first on an agenda: its minutes, and the matters arising. Each is given by what
// it is called, the title that it gets here first. What is there already stays where it is, and the other goes beside it.
func FollowOn(agenda, minutes, arising []string) []string {
	m := slices.IndexFunc(agenda, func(item string) bool { return Approves(item, minutes...) })
	a := slices.IndexFunc(agenda, func(item string) bool { return Arises(item, arising...) })
	switch {
	case m < 0 && a < 0:
		return append([]string{minutes[0], arising[0]}, agenda...)
	case m < 0:
		return slices.Insert(slices.Clone(agenda), a, minutes[0])
	case a < 0:
		return slices.Insert(slices.Clone(agenda), m+1, arising[0])
	}
	return agenda
}

// Minuted says whether minutes have a line, a heading or an item of a list about what has a title: one that begins with it, or,
// of a title of three words and more, has it in it. How it is marked up, and what else the line says, is the secretary's.
func Minuted(text, title string) bool {
	about := bare(title)
	if about == "" {
		return strings.Contains(text, "- "+title)
	}
	for line := range strings.Lines(text) {
		said := bare(listMark.ReplaceAllString(strings.TrimSpace(line), ""))
		if begins(said, about) || strings.Count(about, " ") >= 2 && strings.Contains(" "+said+" ", " "+about+" ") {
			return true
		}
	}
	return false
}

// listMark is what stands before an item of a list that is not bare of letters and figures anyway.
var listMark = regexp.MustCompile(`^\(?(\d+|[a-zA-Z])[.)]\s+`)

func begins(said, with string) bool { return with != "" && strings.HasPrefix(said+" ", with+" ") }

// bare gives the words of a line alone: in small letters, without marks, one space apart.
func bare(line string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(line), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r)
	}), " ")
}

// ArisingLine says in a line what comes onto an agenda by itself.
func ArisingLine(a *store.Arising, in Tongue) string {
	when := ""
	if a.Due != 0 {
		when = in.day(a.Due)
	}
	if a.Kind == forum.KindGauge {
		return in.say("%s: to be reviewed by %s", a.Title, when)
	}
	var about []string
	if a.Name != "" {
		about = append(about, a.Name)
	}
	if when != "" {
		about = append(about, in.say("by %s", when))
	}
	if len(about) == 0 {
		return a.Title
	}
	return a.Title + " (" + in.List(about...) + ")"
}

// Arise puts what arises under its item in a draft, until something has been written there. It is the first that [Arises] by these names.
func (m *Minutes) Arise(all []store.Arising, names ...string) {
	if m.Signed != "" { // whoever signed was not shown it
		return
	}
	for i := range m.Items {
		item := &m.Items[i]
		if !Arises(item.Title, names...) {
			continue
		}
		if item.Body != "" {
			return
		}
		var lines []string
		for j := range all {
			lines = append(lines, "- "+ArisingLine(&all[j], m.In))
		}
		item.Body = strings.Join(lines, "\n")
		return
	}
}
