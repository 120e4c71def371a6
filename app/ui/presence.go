package ui

import (
	"slices"
	"strings"

	"moot/app/paper"
	"moot/store/forum"
)

// presenceWords says under each item of an agenda who was there for it, where people came or went during the meeting and since the item
// before something has changed; empty elsewhere.
func presenceWords(v *meetingView) []string {
	out := make([]string, len(v.Agenda))
	called := func(all []forum.Attender) string {
		names := make([]string, len(all))
		for i, a := range all {
			if names[i] = printable(a.Name); !a.Person.Zero() {
				names[i] = printable(nameOf(v.Names, a.Person))
			}
		}
		slices.Sort(names)
		return listed(names)
	}
	for i, p := range paper.PresenceOf(&v.MeetingPage) {
		if !p.Changed(i) {
			continue
		}
		var said []string
		for _, part := range []struct {
			words string
			who   []forum.Attender
		}{{t("presence.came", "Names", called(p.Came)), p.Came}, {t("presence.left", "Names", called(p.Left)), p.Left}, {t("presence.here", "Names", called(p.Here)), p.Here}} {
			if len(part.who) > 0 {
				said = append(said, part.words)
			}
		}
		if p.Have < p.Need {
			said = append(said, t("presence.not_quorate", "Have", p.Have, "Need", p.Need))
		}
		out[i] = strings.Join(said, " ")
	}
	return out
}
