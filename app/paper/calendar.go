package paper

import (
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"moot/store/forum"
)

// Calendar writes a group's meetings as iCalendar (RFC 5545). Each keeps its id as its UID, and its SEQUENCE rises with
// every change of its facts, so that a calendar that has an earlier copy takes the later one.
func Calendar(group string, meetings []forum.Meeting) string {
	cal := ics.NewCalendar()
	cal.SetProductId("-//Moot//Moot//EN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(Printable(group))
	for i := range meetings {
		m := &meetings[i]
		e := cal.AddEvent(m.ID.String() + "@moot")
		changed := m.Made
		for _, s := range m.Settings {
			changed = max(changed, s.Time)
		}
		e.SetDtStampTime(time.UnixMilli(changed).UTC())
		e.SetSequence(len(m.Settings))
		e.SetStartAt(time.UnixMilli(m.At).UTC())
		e.SetSummary(Printable(m.Title))
		if m.Place != "" {
			e.SetLocation(Printable(m.Place))
		}
		var agenda string
		for _, item := range m.Agenda {
			agenda += Printable(item.Title) + "\n"
		}
		if agenda != "" {
			e.SetDescription(strings.TrimSpace(agenda))
		}
	}
	return cal.Serialize(ics.WithNewLineWindows)
}
