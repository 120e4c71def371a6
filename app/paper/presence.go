package paper

import (
	"fmt"
	"slices"
	"strings"

	"moot/store"
	"moot/store/forum"
)

// Presence is who was at one item of an agenda, where people came or went during the meeting.
type Presence struct {
	Here []forum.Attender
	Came []forum.Attender // since the item before
	Left []forum.Attender // since the item before
	Need int              // votes that the charter asks for; 0 for no quorum
	Have int              // votes present
}

// PresenceOf gives who was at each item of the agenda; nil when nobody came late or left early, because then the list at the top says it all.
func PresenceOf(page *store.MeetingPage) []Presence {
	moved := func(a forum.Attender) bool { return a.As == forum.Present && (!a.From.Zero() || !a.To.Zero()) }
	if !slices.ContainsFunc(page.Attended, moved) {
		return nil
	}
	all := make([]Presence, len(page.Agenda))
	for i := range all {
		p := &all[i]
		for j := range page.Attended {
			a := &page.Attended[j]
			here, before := page.There(a, i), i > 0 && page.There(a, i-1)
			if here {
				p.Here = append(p.Here, *a)
			}
			switch {
			case i == 0:
			case here && !before:
				p.Came = append(p.Came, *a)
			case before && !here:
				p.Left = append(p.Left, *a)
			}
		}
		if q := page.Quorum; q != nil && i < len(q.Items) {
			p.Need, p.Have = q.Need, q.Items[i]
		}
	}
	return all
}

// Changed says whether people came or went before the item, or it is the first: then it is worth saying who was there.
func (p *Presence) Changed(item int) bool { return item == 0 || len(p.Came)+len(p.Left) > 0 }

// presence puts under each item who was there for it, where that is not the same throughout.
func (m *Minutes) presence(page *store.MeetingPage) {
	at := map[forum.ID]int{}
	for i := range page.Agenda {
		at[page.Agenda[i].ID] = i
	}
	called := func(all []forum.Attender) string {
		var names []string
		for _, a := range all {
			name := a.Name
			if !a.Person.Zero() {
				name = page.Names[a.Person]
			}
			names = append(names, name)
		}
		slices.Sort(names)
		return strings.Join(names, ", ")
	}
	all := PresenceOf(page)
	for i := range m.Items {
		place, ok := at[m.Items[i].id]
		if !ok || place >= len(all) || !all[place].Changed(place) {
			continue
		}
		p := &all[place]
		var said []string
		if len(p.Came) > 0 {
			said = append(said, "Joined the meeting: "+called(p.Came)+".")
		}
		if len(p.Left) > 0 {
			said = append(said, "Left the meeting: "+called(p.Left)+".")
		}
		if len(p.Here) > 0 {
			said = append(said, "Present for this item: "+called(p.Here)+".")
		} else {
			said = append(said, "Nobody was present for this item.")
		}
		if p.Have < p.Need {
			said = append(said, fmt.Sprintf("Not quorate: %d present, and %d must be.", p.Have, p.Need))
		}
		m.Items[i].Present = strings.Join(said, " ")
	}
}
