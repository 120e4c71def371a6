package paper

import (
	"strings"

	"moot/store"
	"moot/store/forum"
	"moot/store/saying"
)

// Minutes is the paper of one meeting.
type Minutes struct {
	Group  string
	Title  string
	When   string // date and time, in words
	Place  string
	Draft  string // why these words are a draft; empty once they are signed, exactly so
	Signed string // who signed them and when; empty for a draft
	Names  []Names
	Items  []Item
	In     Tongue // the language of everything else that is printed
}

// Names are the people who were there, or sent apologies, or were absent.
type Names struct {
	Label string
	Names []string
}

// Item is one agenda item.
type Item struct {
	Title   string
	Body    string // Markdown
	Missing bool   // the words that were signed have not all arrived on this device
	Present string // who was there for it, where people came or went during the meeting; sentences, or empty
	Motions []Motion
}

// Motion is one motion in the minutes.
type Motion struct {
	Text    string
	By      string // who moved and seconded it, a sentence
	Outcome string // a sentence
}

// digestDigits is how much of a digest stands on paper: enough that nobody finds other words with the same.
const digestDigits = 16

// Of gives the minutes of a meeting as they stand. What is signed is taken from the signed words, and from nothing else.
func Of(group string, page *store.MeetingPage, in Tongue) Minutes {
	if page.Minutes == forum.MinutesSigned {
		m, _ := Signed(group, page, in)
		return m
	}
	m := from(group, &page.Words, page.Texts, in)
	m.Draft = draft(page.Minutes, in)
	return m
}

// Signed gives the minutes as they were last signed; ok is false when they never were.
func Signed(group string, page *store.MeetingPage, in Tongue) (m Minutes, ok bool) {
	if page.Signed.ID.Zero() {
		return Minutes{}, false
	}
	m = from(group, &page.Signed.Words, page.SignedTexts, in)
	m.Signed = signature(page, in)
	return m, true
}

// Whole gives the minutes of a meeting with its confidential part in its place, as they stand; the paper says whom it is for.
func Whole(group string, w *store.WholeMeeting, in Tongue) Minutes {
	m := from(group, &w.Words, w.Texts, in)
	m.Title = in.say("%s (with the confidential part: for officers only)", m.Title)
	if w.Minutes == forum.MinutesSigned {
		m.Signed = in.say("%s. The confidential part: %s", signature(&w.MeetingPage, in), signature(w.Own, in))
	} else {
		m.Draft = draft(w.Minutes, in)
	}
	return m
}

func draft(state forum.MinutesState, in Tongue) string {
	if state == forum.MinutesCorrected {
		return in.say("DRAFT: corrected since it was signed, and not signed again")
	}
	return in.say("DRAFT: not yet signed as a true record")
}

func signature(page *store.MeetingPage, in Tongue) string {
	s := &page.Signed
	by := s.Name
	if by == "" {
		by = page.Names[s.By]
	}
	if by == "" {
		by = s.By.String()[:8]
	}
	return in.say("Signed as a true record by %s on %s (check value %s)", by, in.day(s.Time), s.Words.Digest().String()[:digestDigits])
}

func from(group string, w *forum.Words, texts map[forum.ID]string, in Tongue) Minutes {
	m := Minutes{Group: group, Title: w.Title, When: in.dayTime(w.At), Place: w.Place, Names: names(w, in), In: in}
	present := in.presence(w)
	for i := range w.Items {
		text, here := texts[w.Items[i].Item]
		item := Item{Title: w.Items[i].Title, Body: strings.TrimSpace(text), Missing: !here, Present: present[i]}
		for j := range w.Items[i].Motions {
			item.Motions = append(item.Motions, in.motion(&w.Items[i].Motions[j]))
		}
		m.Items = append(m.Items, item)
	}
	return m
}

func names(w *forum.Words, in Tongue) (out []Names) {
	for _, as := range []struct {
		kind  forum.Attendance
		label saying.Text
	}{{forum.Present, "Present"}, {forum.Apologies, "Apologies"}, {forum.Absent, "Absent"}} {
		n := Names{Label: in.say(as.label)}
		for _, a := range w.Attended {
			if a.As == as.kind {
				n.Names = append(n.Names, a.Who.Name)
			}
		}
		if len(n.Names) > 0 {
			out = append(out, n)
		}
	}
	return out
}

func (t Tongue) motion(m *forum.MotionWords) Motion {
	out := Motion{Text: m.Text, By: t.say("Moved by %s, with no seconder.", m.Mover.Name)}
	if !m.Seconder.Nobody() {
		out.By = t.say("Moved by %s, seconded by %s.", m.Mover.Name, m.Seconder.Name)
	}
	switch m.Outcome {
	case "":
		out.Outcome = t.say("Not decided.")
		return out
	case forum.Withdrawn:
		out.Outcome = t.say("Withdrawn.")
		return out
	case forum.Carried:
		out.Outcome = t.say("Carried: %d for, %d against, %d abstaining.", m.For, m.Against, m.Abstain)
	default:
		out.Outcome = t.say("Lost: %d for, %d against, %d abstaining.", m.For, m.Against, m.Abstain)
	}
	switch {
	case m.Casting == forum.Yes:
		out.Outcome += " " + t.say("The casting vote of whoever presided was for.")
	case m.Casting == forum.No:
		out.Outcome += " " + t.say("The casting vote of whoever presided was against.")
	case m.For == m.Against:
		out.Outcome += " " + t.say("A tie is lost.")
	}
	return out
}

// missing stands for words that cannot be shown.
const missing saying.Text = "(The words that were signed have not all arrived on this device yet.)"

// status is the line that says whether this is a draft.
func (m *Minutes) status() string {
	if m.Draft != "" {
		return m.Draft
	}
	return m.Signed
}
