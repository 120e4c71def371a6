package paper

import (
	"slices"
	"strings"

	"moot/store/forum"
)

// Presence is who was at one item of an agenda, where people came or went during the meeting.
type Presence struct {
	Here []forum.Who
	Came []forum.Who // since the item before
	Left []forum.Who // since the item before
	Need int         // votes that the charter asks for, where some item had fewer; else 0
	Have int         // votes present
}

// PresenceOf gives who was at each item of the minutes; nil when nobody came late or left early, because then the list at
// the top says it all.
func PresenceOf(w *forum.Words) []Presence {
	if !w.Moved() {
		return nil
	}
	place := map[forum.ID]int{}
	all := make([]Presence, len(w.Items))
	for i := range w.Items {
		place[w.Items[i].Item] = i
		all[i].Need, all[i].Have = w.Quorum, w.Items[i].Votes
	}
	for j := range w.Attended {
		a := &w.Attended[j]
		if a.As != forum.Present {
			continue
		}
		from, last := place[a.From], len(all)-1
		if i, ok := place[a.To]; ok {
			last = i
		}
		for i := from; i <= last; i++ {
			all[i].Here = append(all[i].Here, a.Who)
		}
		if from > last { // they went before they came, so they were never there
			continue
		}
		if from > 0 {
			all[from].Came = append(all[from].Came, a.Who)
		}
		if last+1 < len(all) {
			all[last+1].Left = append(all[last+1].Left, a.Who)
		}
	}
	return all
}

// Changed says whether people came or went before the item, or it is the first: then it is worth saying who was there.
func (p *Presence) Changed(item int) bool { return item == 0 || len(p.Came)+len(p.Left) > 0 }

// Called gives the names of people in order.
func Called(all []forum.Who) []string {
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].Name
	}
	slices.Sort(names)
	return names
}

// presence says for each item who was there for it, where that is not the same throughout.
func (t Tongue) presence(w *forum.Words) []string {
	out := make([]string, len(w.Items))
	called := func(all []forum.Who) string { return t.List(Called(all)...) }
	for i, p := range PresenceOf(w) {
		if !p.Changed(i) {
			continue
		}
		var said []string
		if len(p.Came) > 0 {
			said = append(said, t.say("Joined the meeting: %s.", called(p.Came)))
		}
		if len(p.Left) > 0 {
			said = append(said, t.say("Left the meeting: %s.", called(p.Left)))
		}
		if len(p.Here) > 0 {
			said = append(said, t.say("Present for this item: %s.", called(p.Here)))
		} else {
			said = append(said, t.say("Nobody was present for this item."))
		}
		if p.Have < p.Need {
			said = append(said, t.say("Not quorate: %d present, and %d must be.", p.Have, p.Need))
		}
		out[i] = strings.Join(said, " ")
	}
	return out
}
