package forum

import (
	"fmt"
	"slices"

	"moot/store/saying"
)

// Matter is something that has been asked for and has not taken effect: a removal that needs a second officer, a change
// of the rules that a section has not agreed to. It is shown to everybody, with what it lacks, so that nothing is done
// to anybody behind their back and nothing is blocked without a reason.
type Matter struct {
	ID      ID       // the act that first asked for it: answers are about this
	Kind    Kind     // remove, role, household, charter, readmit or recover
	Person  Person   // whom it is about; zero for the charter and for a recovery
	New     Person   // for a readmission: the waiting person it says is the same
	Role    Role     // for a role
	Section string   // for a role: the section the person would be in
	Charter *Charter // for a charter
	Named   []Person // for a recovery: the officers
	Asked   []Person // who has asked for it, by person
	Time    int64    // when first asked for, as claimed, ms
	Why     string
	Lacks   []Lack // what it still needs; never empty
	Said    []Said // the answers to it

	Household string `cbor:",omitempty"` // for a household: the one the person would be in
}

// Matter gives what is asked for by its id.
func (r *Roll) Matter(id ID) (*Matter, bool) {
	i := slices.IndexFunc(r.Matters, func(m Matter) bool { return m.ID == id })
	if i < 0 {
		return nil, false
	}
	return &r.Matters[i], true
}

// Lack is one thing a matter still needs.
type Lack struct {
	Section string // whose answer; empty when it lacks officers (or members, for a recovery)
	Guard   Guard  // what the section is owed
	Have    int
	Need    int
	Members bool // of those who ask for it: any member counts, not only officers
}

// Said is one person's answer to a matter, or their words about their removal. The last one each person gave counts.
type Said struct {
	By     Person
	Stance Stance
	Words  string
	Time   int64 // claimed, ms
}

// Sentence says what is missing, in plain words.
func (l Lack) Sentence() *saying.Sentence {
	more := l.Need - l.Have
	switch {
	case l.Section == "" && l.Members:
		return saying.New("%s must ask for it too (%d of %d so far)", saying.Count(more, "one more member", "%d more members"), l.Have, l.Need)
	case l.Section == "":
		return saying.New("%s must ask for it too", saying.Count(more, "one more officer", "%d more officers"))
	case l.Guard.Kind == GuardConsent:
		return saying.New("%s of %s must agree (%d of %d so far)", morePeople(more), l.Section, l.Have, l.Need)
	case l.Guard.Kind == GuardQuorum:
		return saying.New("%s of %s must answer (%d of %d so far)", morePeople(more), l.Section, l.Have, l.Need)
	}
	return saying.New("%s must be heard: one of them answers it, or it is asked for again after %s", l.Section, days(l.Guard.days()))
}

func morePeople(n int) *saying.Sentence { return saying.Count(n, "one more person", "%d more people") }

func somePeople(n int) *saying.Sentence { return saying.Count(n, "one person", "%d people") }

func days(n int) *saying.Sentence { return saying.Count(n, "one day", "%d days") }

// Sentence says everything a matter lacks, in plain words.
func (m *Matter) Sentence() *saying.Sentence {
	all := make([]*saying.Sentence, len(m.Lacks))
	for i, l := range m.Lacks {
		all[i] = l.Sentence()
	}
	return saying.All(all)
}

func people(n int, one, many string) string {
	if n == 1 {
		return "one " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Undone is an act that does not count because its author, or somebody its author's place rested on, was removed at the
// same time. An officer can approve it again with one uphold act.
type Undone struct {
	Act    ID
	Kind   Kind
	By     Person // who had done it
	Person Person // whom it was about, if anybody
	Time   int64  // claimed, ms
	Reason *saying.Sentence
}
