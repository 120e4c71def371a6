package ui

import (
	"strings"

	"moot/app/paper"
	"moot/store/forum"
)

// presenceWords says under each item of an agenda who was there for it, where people came or went during the meeting and since the item
// before something has changed; empty elsewhere.
func presenceWords(v *meetingView) []string {
	out := make([]string, len(v.Agenda))
	called := func(all []forum.Who) string {
		names := paper.Called(all)
		for i := range names {
			names[i] = printable(names[i])
		}
		return listed(names)
	}
	for i, p := range paper.PresenceOf(&v.Words) {
		if !p.Changed(i) {
			continue
		}
		var said []string
		for _, part := range []struct {
			words string
			who   []forum.Who
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
