package practice

import (
	"strings"
	"time"

	"moot/store"
	"moot/store/forum"
)

// firstDay is how many days ago the telling begins.
const firstDay = 42

const aims = `We look after Rowan Estate together: the paths, the stairs and the hall, and each other.

- Repairs are reported, and done.
- The hall is open to everybody who lives here.
- Nobody decides about a block over the heads of those who live in it.`

// tell lets the weeks go by. Each part is one story; days count back from today.
func (e *estate) tell(now time.Time) {
	e.found()
	e.hours()
	light := e.light()
	last := e.meeting()
	e.money(light)
	e.noticeboard()
	e.bins()
	e.evenings()
	e.ahead(last)
	e.now = now
	e.do(func() error { return e.give(e.homes[maureen], e.homes[you]) })
}

func (e *estate) found() {
	e.do(func() (err error) {
		e.group, err = e.homes[maureen].CreateGroup(e.ctx, forum.Charter{Name: "Rowan Estate", Aims: aims, Rules: &forum.Rules{
			Sections: []forum.Section{
				{Name: "Birch House", For: "who live in Birch House", Closing: forum.Guard{Kind: forum.GuardHearing}},
				{Name: "Rowan House", For: "who live in Rowan House", Closing: forum.Guard{Kind: forum.GuardHearing}},
			},
			Voting: &forum.Voting{Quorum: forum.Quorum{Number: 3}},
		}})
		return err
	})
	e.on(firstDay, 18, 30)
	e.joins(yusuf, forum.RoleOfficer, "Rowan House")
	e.joins(dilys, forum.RoleMember, "Birch House")
	e.joins(tomasz, forum.RoleMember, "Rowan House")
	e.on(firstDay-2, 12, 0)
	e.joins(ayaan, forum.RoleMember, "Birch House")
	e.joins(you, forum.RoleMember, "Rowan House")
}

func (e *estate) hours() {
	e.on(40, 19, 5)
	e.makes(yusuf, func(s *store.Store) (forum.ID, error) {
		return s.NewPage(e.ctx, e.group, forum.NewPage{Title: "The hall: opening hours and keys"}, `## Opening hours

| Day | Open |
|---|---|
| Monday to Friday | 10:00 to 16:00 |
| Saturday | 10:00 to 13:00 |

## Keys

Maureen (flat 2) and Tomasz (flat 14) have one each. Whoever opens the hall locks it again.`)
	})
}

// light is a proposal from its first words to the repair.
func (e *estate) light() forum.ID {
	e.on(38, 20, 40)
	p := e.makes(dilys, func(s *store.Store) (forum.ID, error) {
		return s.NewProposal(e.ctx, e.group, forum.NewProposal{Title: "Mend the stairwell light on the second floor", Cost: 14000}, `It has been dark since the middle of last month. Mrs Okafor nearly fell.

1. Buy a light with a sensor.
2. Ask the council's electrician to fit it: they do it for nothing if we bring the part.`)
	})
	e.on(37, 8, 15)
	said := e.makes(tomasz, func(s *store.Store) (forum.ID, error) {
		return s.Comment(e.ctx, e.group, p, "In favour. Could it stay on for three minutes? My mother is slow on the stairs.", forum.ID{})
	})
	e.makes(dilys, func(s *store.Store) (forum.ID, error) {
		return s.Comment(e.ctx, e.group, p, "Yes, that is a setting on it. I have put it in.", said)
	})
	e.rewrite(dilys, p, "Buy a light with a sensor.", "Buy a light with a sensor that stays on for three minutes.")
	e.on(36, 18, 0)
	e.makes(yusuf, func(s *store.Store) (forum.ID, error) { return s.OpenVote(e.ctx, e.group, p, time.Time{}, 0) })
	e.votes(p, forum.Yes, "", maureen, dilys, tomasz)
	e.votes(p, forum.Abstain, "I only moved in last week.", ayaan)
	e.on(33, 19, 30)
	e.by(yusuf, func(s *store.Store) error {
		_, err := s.CloseVote(e.ctx, e.group, p, true)
		return err
	})
	task := e.makes(yusuf, func(s *store.Store) (forum.ID, error) {
		return s.NewTask(e.ctx, e.group, forum.NewTask{Title: "Ask the council's electrician for a day", For: forum.Whom{Person: e.person(tomasz)}, Due: e.in(14), From: p})
	})
	e.on(20, 9, 0)
	e.by(tomasz, func(s *store.Store) error {
		return s.UpdateTask(e.ctx, e.group, task, forum.TaskUpdate{State: forum.TaskDone, Note: "She came on Tuesday and fitted it. It works."})
	})
	e.by(dilys, func(s *store.Store) error {
		return s.Set(e.ctx, e.group, p, forum.FieldState, string(forum.StateDone), 0)
	})
	return p
}

func (e *estate) meeting() forum.ID {
	e.on(30, 10, 0)
	m := e.makes(yusuf, func(s *store.Store) (forum.ID, error) {
		return s.NewMeeting(e.ctx, e.group, forum.NewMeeting{Title: "Residents' meeting", At: e.in(16), Place: "The hall"},
			[]string{"Apologies", "The stairwell light", "The hall in winter", "Any other business"})
	})
	e.by(yusuf, func(s *store.Store) error {
		_, err := s.GiveNotice(e.ctx, e.group, m)
		return err
	})
	e.on(14, 10, 0)
	e.by(yusuf, func(s *store.Store) error { return s.Set(e.ctx, e.group, m, forum.FieldState, forum.MeetingStarted, 0) })
	for _, who := range []string{maureen, yusuf, dilys, tomasz, you} {
		e.by(yusuf, func(s *store.Store) error { return s.Attend(e.ctx, e.group, m, e.person(who), "", forum.Present) })
	}
	e.by(yusuf, func(s *store.Store) error {
		return s.Attend(e.ctx, e.group, m, forum.Person{}, "Mrs Okafor, flat 9", forum.Apologies)
	})
	e.minute(m, 0, "Apologies were received from Mrs Okafor.")
	e.minute(m, 1, "Tomasz reported that the light has been fitted and works. Thanks were given to Dilys.")
	e.minute(m, 2, "The hall is cold from November on. Three ways of heating it were talked about; nobody was for the fan heaters.\n\n**Action:** Ayaan to find out what a radiator costs.")
	e.minute(m, 3, "The bins at the corner of Rowan Lane were overflowing again.")
	e.by(yusuf, func(s *store.Store) error { return s.Set(e.ctx, e.group, m, forum.FieldState, forum.MeetingEnded, 0) })
	e.makes(yusuf, func(s *store.Store) (forum.ID, error) {
		return s.NewTask(e.ctx, e.group, forum.NewTask{Title: "Find out what a radiator for the hall costs", For: forum.Whom{Person: e.person(ayaan)}, Due: e.in(10), From: m})
	})
	e.makes(yusuf, func(s *store.Store) (forum.ID, error) {
		return s.NewTask(e.ctx, e.group, forum.NewTask{Title: "Put up the poster for the next meeting", For: forum.Whom{Person: e.person(you)}, Due: e.in(17), From: m})
	})
	return m
}

func (e *estate) minute(m forum.ID, item int, words string) {
	e.by(yusuf, func(s *store.Store) error {
		page, err := s.Meeting(e.ctx, e.group, m)
		if err != nil {
			return err
		}
		_, err = s.EditText(e.ctx, e.group, page.Agenda[item].ID, "", words)
		return err
	})
}

func (e *estate) money(light forum.ID) {
	e.on(32, 11, 0)
	f := e.makes(maureen, func(s *store.Store) (forum.ID, error) {
		return s.NewFund(e.ctx, e.group, forum.NewFund{Title: "Hall and stairs", Purpose: "Small repairs that the council does not do."})
	})
	line := func(l forum.NewLine) {
		e.makes(maureen, func(s *store.Store) (forum.ID, error) { return s.AddLine(e.ctx, e.group, f, l) })
	}
	line(forum.NewLine{What: forum.LineGrant, Amount: 50000, Who: forum.Whom{Name: "Ward fund"}, Note: "Letter of the 3rd"})
	line(forum.NewLine{What: forum.LineContribution, Amount: 2500, Who: forum.Whom{Person: e.person(dilys)}, Note: "Jumble sale"})
	e.on(21, 16, 0)
	line(forum.NewLine{What: forum.LineSpending, Amount: 13650, Who: forum.Whom{Name: "Electrical wholesaler"}, Decision: light, Note: "Receipt 1182"})
	e.on(29, 11, 0)
	g := e.makes(yusuf, func(s *store.Store) (forum.ID, error) {
		return s.NewGauge(e.ctx, e.group, forum.NewGauge{Title: "Days from reporting a repair to its end", Unit: "days", Baseline: forum.Decimal{N: 41}, Target: forum.Decimal{N: 14}, Review: e.in(60)})
	})
	for i, days := range []int64{38, 33, 35, 26, 21} {
		e.on(28-5*i, 11, 10)
		e.makes(yusuf, func(s *store.Store) (forum.ID, error) {
			return s.ReadGauge(e.ctx, e.group, g, forum.NewReading{Value: forum.Decimal{N: days}, At: e.now.UnixMilli(), Note: "From the list in the office"})
		})
	}
}

func (e *estate) noticeboard() {
	post := func(who, sort, title, body string) {
		e.makes(who, func(s *store.Store) (forum.ID, error) {
			return s.PostNotice(e.ctx, e.group, forum.NewNotice{Sort: sort, Title: title, Body: body})
		})
	}
	e.on(9, 17, 20)
	post(dilys, "offer", "Tomato plants", "Six left, in pots by my door (flat 5).")
	e.on(6, 8, 30)
	post(ayaan, "need", "A lift to the hospital on Thursday", "For my father, at half past nine. Petrol paid.")
	e.on(4, 13, 0)
	post(maureen, "news", "Water off on Monday morning", "From nine to eleven, in both houses. The council says so.")
}

// bins is a proposal people still disagree about.
func (e *estate) bins() {
	e.on(9, 21, 0)
	p := e.makes(tomasz, func(s *store.Store) (forum.ID, error) {
		return s.NewProposal(e.ctx, e.group, forum.NewProposal{Title: "Move bin collection to Thursday morning"}, "The lorry comes on Monday, after a weekend of full bins. On Thursday they would be half empty, and there is room for the lorry then.")
	})
	e.on(8, 7, 45)
	a := e.makes(ayaan, func(s *store.Store) (forum.ID, error) {
		return s.Comment(e.ctx, e.group, p, "I work nights. Six in the morning under my window twice a week would be hard.", forum.ID{})
	})
	e.makes(tomasz, func(s *store.Store) (forum.ID, error) {
		return s.Comment(e.ctx, e.group, p, "Then we should ask for after nine. I will change the words.", a)
	})
	e.rewrite(tomasz, p, "On Thursday", "On Thursday after nine")
	e.on(7, 18, 10)
	e.makes(maureen, func(s *store.Store) (forum.ID, error) {
		return s.Comment(e.ctx, e.group, p, "What does the council say? I would not like to vote before we know.", forum.ID{})
	})
}

// evenings is a vote that waits for whoever explores.
func (e *estate) evenings() {
	e.on(5, 19, 0)
	p := e.makes(ayaan, func(s *store.Store) (forum.ID, error) {
		return s.NewProposal(e.ctx, e.group, forum.NewProposal{Title: "Open the hall on Wednesday evenings", Cost: 3600}, `For homework, table tennis and tea, from **six to nine**.

Two of us each time. The cost is heating until the end of March.`)
	})
	e.on(3, 19, 0)
	e.makes(maureen, func(s *store.Store) (forum.ID, error) {
		return s.OpenVote(e.ctx, e.group, p, e.now.AddDate(0, 0, 7), 72*time.Hour)
	})
	e.votes(p, forum.Yes, "My daughters would be there every week.", ayaan)
	e.votes(p, forum.No, "Who locks up? Last time the door was open all night.", tomasz)
	e.votes(p, forum.Yes, "", dilys)
}

func (e *estate) ahead(last forum.ID) {
	e.on(2, 10, 0)
	m := e.makes(yusuf, func(s *store.Store) (forum.ID, error) {
		return s.NewMeeting(e.ctx, e.group, forum.NewMeeting{Title: "Residents' meeting before the holidays", At: e.now.AddDate(0, 0, 20).Add(9 * time.Hour).UnixMilli(), Place: "The hall", Follows: last},
			[]string{"Apologies", "Minutes of the last meeting", "The bins", "The hall on Wednesday evenings", "Any other business"})
	})
	e.by(yusuf, func(s *store.Store) error {
		_, err := s.GiveNotice(e.ctx, e.group, m)
		return err
	})
}

func (e *estate) votes(p forum.ID, c forum.Choice, reason string, who ...string) {
	for _, name := range who {
		e.makes(name, func(s *store.Store) (forum.ID, error) { return s.Cast(e.ctx, e.group, p, c, reason) })
	}
}

// rewrite puts other words in a text.
func (e *estate) rewrite(who string, id forum.ID, from, to string) {
	e.by(who, func(s *store.Store) error {
		was, err := s.Text(e.ctx, e.group, id)
		if err != nil {
			return err
		}
		_, err = s.EditText(e.ctx, e.group, id, was, strings.Replace(was, from, to, 1))
		return err
	})
}

// in gives a time some days from now.
func (e *estate) in(days int) int64 { return e.now.AddDate(0, 0, days).UnixMilli() }
