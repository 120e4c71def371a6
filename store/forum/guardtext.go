package forum

import (
	"fmt"
	"strconv"
	"strings"
)

const guardExamples = `"consent 2", "consent 50%", "consent 50%, at least 2", "quorum 3", "hearing 14 days" or "none"`

// String gives a guard as a charter file has it: "consent 50%", "quorum 3", "hearing 14 days", "none".
func (g Guard) String() string {
	switch {
	case g.Kind == GuardNone:
		return "none"
	case g.Kind == GuardHearing && g.days() == 1:
		return "hearing 1 day"
	case g.Kind == GuardHearing:
		return fmt.Sprintf("hearing %d days", g.days())
	case g.Percent == 0:
		return fmt.Sprintf("%s %d", g.Kind, max(1, g.Number))
	case g.Number > 1:
		return fmt.Sprintf("%s %d%%, at least %d", g.Kind, g.Percent, g.Number)
	}
	return fmt.Sprintf("%s %d%%", g.Kind, g.Percent)
}

// ParseGuard reads a guard as a person writes it in a charter file: see [Guard.String]. Errors: [*CharterError], which
// says how to write one.
func ParseGuard(s string) (Guard, error) {
	words := strings.Fields(strings.ReplaceAll(s, ",", " "))
	kind, rest := GuardNone, words
	if len(words) > 0 {
		kind, rest = GuardKind(words[0]), words[1:]
	}
	var g Guard
	ok := false
	switch kind {
	case "none":
		ok = len(rest) == 0
	case GuardHearing:
		g.Kind = kind
		ok = len(rest) == 2 && (rest[1] == "day" || rest[1] == "days") && figure(rest[0], 1, maxNotice, &g.Days)
	case GuardConsent, GuardQuorum:
		g.Kind = kind
		ok = g.readShare(rest)
	}
	if !ok {
		return Guard{}, wrong("%q is not a safeguard: write one like %s", shortened(s), guardExamples)
	}
	return g, nil
}

// readShare reads how many people: a number, a percentage, or a percentage with the least number.
func (g *Guard) readShare(words []string) bool {
	if len(words) == 0 {
		return false
	}
	percent, isPercent := strings.CutSuffix(words[0], "%")
	switch {
	case !isPercent:
		return len(words) == 1 && figure(words[0], 1, MaxUses, &g.Number)
	case !figure(percent, 1, 100, &g.Percent):
		return false
	case len(words) == 1:
		return true
	}
	return len(words) == 4 && words[1] == "at" && words[2] == "least" && figure(words[3], 1, MaxUses, &g.Number)
}

// figure reads a whole number within bounds.
func figure(s string, least, most int, into *int) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	*into = int(n)
	return err == nil && *into >= least && *into <= most
}

// shortened is the beginning of a text too long to be repeated to whoever wrote it.
func shortened(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
