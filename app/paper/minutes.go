package paper

import (
	"fmt"
	"strings"
	"time"

	"moot/store"
	"moot/store/forum"
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
	id      forum.ID
}

// Motion is one motion in the minutes.
type Motion struct {
	Text    string
	By      string // who moved and seconded it, a sentence
	Outcome string // a sentence
}

// digestDigits is how much of a digest stands on paper: enough that nobody finds other words with the same.
const digestDigits = 16

// Of gives the minutes of a meeting as they stand. Zone is the time zone that times are written in.
func Of(group string, page *store.MeetingPage, zone *time.Location) Minutes {
	m := from(group, page, &page.Words, page.Texts, zone)
	m.presence(page)
	switch page.Minutes {
	case forum.MinutesSigned:
		m.Signed = signature(page, zone)
	case forum.MinutesCorrected:
		m.Draft = "DRAFT: corrected since it was signed, and not signed again"
	default:
		m.Draft = "DRAFT: not yet signed as a true record"
	}
	return m
}

// Signed gives the minutes as they were last signed; ok is false when they never were.
func Signed(group string, page *store.MeetingPage, zone *time.Location) (m Minutes, ok bool) {
	if page.Signed.ID.Zero() {
		return Minutes{}, false
	}
	m = from(group, page, &page.Signed.Words, page.SignedTexts, zone)
	m.Signed = signature(page, zone)
	return m, true
}

func signature(page *store.MeetingPage, zone *time.Location) string {
	s := &page.Signed
	by := page.Names[s.By]
	if by == "" {
		by = s.By.String()[:8]
	}
	return fmt.Sprintf("Signed as a true record by %s on %s (check value %s)", by,
		time.UnixMilli(s.Time).In(zone).Format("2 January 2006"), Check(page))
}

func from(group string, page *store.MeetingPage, w *forum.Words, texts map[forum.ID]string, zone *time.Location) Minutes {
	m := Minutes{Group: group, Title: w.Title, When: Date(w.At, zone), Place: w.Place, Names: names(w)}
	for i := range w.Items {
		text, here := texts[w.Items[i].Item]
		item := Item{id: w.Items[i].Item, Title: w.Items[i].Title, Body: strings.TrimSpace(text), Missing: !here}
		for j := range w.Items[i].Motions {
			item.Motions = append(item.Motions, motion(&w.Items[i].Motions[j]))
		}
		m.Items = append(m.Items, item)
	}
	return m
}

// Date writes a time of the record (milliseconds since 1970 UTC) as minutes do; empty for no time.
func Date(ms int64, zone *time.Location) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).In(zone).Format("Monday 2 January 2006 at 15:04")
}

func names(w *forum.Words) (out []Names) {
	for _, as := range []struct {
		kind  forum.Attendance
		label string
	}{{forum.Present, "Present"}, {forum.Apologies, "Apologies"}, {forum.Absent, "Absent"}} {
		n := Names{Label: as.label}
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

func motion(m *forum.MotionWords) Motion {
	out := Motion{Text: m.Text, By: "Moved by " + m.Mover.Name + ", with no seconder."}
	if !m.Seconder.Nobody() {
		out.By = fmt.Sprintf("Moved by %s, seconded by %s.", m.Mover.Name, m.Seconder.Name)
	}
	switch m.Outcome {
	case "":
		out.Outcome = "Not decided."
	case forum.Withdrawn:
		out.Outcome = "Withdrawn."
	default:
		out.Outcome = fmt.Sprintf("%s: %d for, %d against, %d abstaining.", capital(string(m.Outcome)), m.For, m.Against, m.Abstain)
		if m.Casting != "" {
			out.Outcome += " The casting vote of whoever presided was " + map[forum.Choice]string{forum.Yes: "for", forum.No: "against"}[m.Casting] + "."
		} else if m.For == m.Against {
			out.Outcome += " A tie is lost."
		}
	}
	return out
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// missing stands for words that cannot be shown.
const missing = "(The words that were signed have not all arrived on this device yet.)"

// status is the line that says whether this is a draft.
func (m *Minutes) status() string {
	if m.Draft != "" {
		return m.Draft
	}
	return m.Signed
}
