package paper

import (
	"strings"
	"testing"

	"moot/store"
)

func TestArises(t *testing.T) {
	for title, want := range map[string]bool{
		"Matters arising": true, "MATTERS ARISING": true, "Matters arising from the minutes of 3 May": true, "Matters  arising:": true,
		"Sprawy bieżące": true, "Any other business": false, "Other matters arising": false, "Matters": false, "Matters arisingly": false, "": false,
	} {
		if got := Arises(title, "Sprawy bieżące", ""); got != want {
			t.Errorf("%q: %v", title, got)
		}
	}
	m := Minutes{Items: []Item{{Title: "Matters arising from March"}, {Title: "Matters arising"}}}
	m.Arise([]store.Arising{{Title: "Mend the gate"}})
	if m.Items[0].Body != "- Mend the gate" || m.Items[1].Body != "" {
		t.Errorf("it stands %+v", m.Items)
	}
}

// TestFollowOn: the minutes of the meeting before and the matters arising come first, and neither twice, whatever the language.
func TestFollowOn(t *testing.T) {
	for typed, want := range map[string]string{
		"":                                 "Protokół|Sprawy",
		"Roof|Any other business":          "Protokół|Sprawy|Roof|Any other business",
		"Apologies|Minutes of 3 May|Roof":  "Apologies|Minutes of 3 May|Sprawy|Roof",
		"Apologies|matters arising:|Roof":  "Apologies|Protokół|matters arising:|Roof",
		"Minutes|Matters arising|Roof":     "Minutes|Matters arising|Roof",
		"Apologies|PROTOKÓŁ|Roof|Sprawy":   "Apologies|PROTOKÓŁ|Roof|Sprawy",
		"Cofnodion y cyfarfod|Roof|Sprawy": "Cofnodion y cyfarfod|Roof|Sprawy",
		"Minutes secretary|Bins":           "Protokół|Sprawy|Minutes secretary|Bins",
	} {
		var agenda []string
		if typed != "" {
			agenda = strings.Split(typed, "|")
		}
		if got := strings.Join(FollowOn(agenda, []string{"Protokół", "Cofnodion y cyfarfod"}, []string{"Sprawy"}), "|"); got != want {
			t.Errorf("%q becomes %q, not %q", typed, got, want)
		}
	}
}

// TestMinuted: what has been discussed is known by its words, however the secretary marks them up and goes on.
func TestMinuted(t *testing.T) {
	for _, c := range []struct {
		text, title string
		want        bool
	}{
		{"- Mend the gate (Ben, by 3 May): discussed", "Mend the gate", true},
		{"Read out.\n\n## Mend the gate\nBen has begun.", "Mend the gate", true},
		{"1. **Mend the gate**, which Ben has begun", "Mend the gate", true},
		{"* [x] mend the Gate.", "Mend the gate", true},
		{"- Ben will mend the gate on Friday", "Mend the gate", true},
		{"- Ben will mend the gates on Friday", "Mend the gate", false},
		{"- Mend the gatehouse", "Mend the gate", false},
		{"- We ordered new bins", "Bins", false},
		{"- Bins: none came", "Bins", true},
		{"- বাতি সারানো: আলোচনা হয়েছে", "বাতি সারানো", true},
		{"- إصلاح البوابة: نوقش", "إصلاح البوابة", true},
		{"- 🚪", "🚪", true},
		{"", "🚪", false},
		{"", "Mend the gate", false},
	} {
		if got := Minuted(c.text, c.title); got != c.want {
			t.Errorf("%q of %q: %v", c.title, c.text, got)
		}
	}
}
