package ui

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// paperSheet is where a teller enters who handed in a paper, and what each paper says: one paper after another, with the
// keyboard alone. Each is on the disk before the next is asked for.
type paperSheet struct {
	app             *App
	group, proposal forum.ID
	changed         func()

	vote    *forum.Vote
	made    forum.ID // the vote that the fields below were made for
	now     forum.PaperCount
	ticks   parts[forum.Person, *tick]
	showing bool // ticks are being set from what was read

	number       *lineEntry
	choice       *widget.RadioGroup // a vote without options
	marks        []*lineEntry       // numbers or points, by option
	crosses      []*tick            // by option
	spoilt       *tick
	fields       *fyne.Container
	next, drop   *widget.Button
	note         *widget.Label
	replace      int // the number of a paper that is entered already, once that was said
	list, totals *widget.Label
	handIn       *widget.Button
	root         *fyne.Container
}

// papersListed bounds the list of papers entered.
const papersListed = 200

func newPaperSheet(app *App, group, proposal forum.ID, changed func()) *paperSheet {
	s := &paperSheet{app: app, group: group, proposal: proposal, changed: changed, note: small(""), list: small(""), totals: widget.NewLabel("")}
	s.note.Importance = widget.DangerImportance
	s.note.Hide()
	s.totals.Wrapping = fyne.TextWrapWord
	s.ticks = parts[forum.Person, *tick]{box: container.NewVBox(), create: s.person, object: func(c *tick) fyne.CanvasObject { return c }}
	s.number = newLineEntry("")
	s.number.OnSubmitted = func(string) { s.onward() }
	s.fields = container.NewVBox()
	s.next = widget.NewButtonWithIcon(t("paper.next"), icon("check"), s.submit)
	s.next.Importance = widget.HighImportance
	s.drop = quietButton(t("paper.take_out"), icon("cross"), s.takeOut)
	s.handIn = widget.NewButtonWithIcon(t("paper.hand_in"), icon("check"), s.ask)
	s.root = container.NewVBox(small(t("paper.private")), field(t("paper.register"), inset(s.ticks.box)), gap(),
		field(t("paper.number"), s.number), s.fields, s.note, buttonRow(s.next, s.drop), s.list, s.totals, buttonRow(s.handIn), gap())
	return s
}

// person makes the row of somebody who may have handed in a paper.
func (s *paperSheet) person(p forum.Person) *tick {
	var row *tick
	row = newTick(func() {
		if s.showing {
			return
		}
		on := row.box.Checked
		s.save(func(n *forum.PaperCount) {
			n.People = slices.DeleteFunc(n.People, func(q forum.Person) bool { return q == p })
			if on {
				n.People = append(n.People, p)
			}
		}, func() {})
	})
	return row
}

// Show takes what was read. What is being filled in stays.
func (s *paperSheet) Show(p *store.ProposalPage, vote *forum.Vote, v *papersView) {
	s.vote = vote
	if s.made != vote.ID {
		s.made = vote.ID
		s.make()
	}
	if v.sheet != nil {
		s.now = *v.sheet
	}
	ids := make([]forum.Person, len(v.people))
	for i := range v.people {
		ids[i] = v.people[i].Person
	}
	s.showing = true
	s.ticks.Show(ids, func(c *tick, i int) {
		setText(c.words, nameOf(p.Names, ids[i]))
		c.box.SetChecked(slices.Contains(s.now.People, ids[i]))
	})
	s.showing = false
	s.listed()
}

// listed shows what has been entered.
func (s *paperSheet) listed() {
	var lines []string
	papers := s.now.Papers
	for i := range papers[:min(len(papers), papersListed)] {
		lines = append(lines, t("paper.line", "Number", papers[i].No, "Choice", paperName(s.vote, &papers[i])))
	}
	if more := len(papers) - papersListed; more > 0 {
		lines = append(lines, tn("vote.more", more))
	}
	setText(s.list, strings.Join(lines, "\n"))
	show(len(lines) > 0, s.list)
	setText(s.totals, t("paper.entered", "Papers", len(papers), "People", len(s.now.People)))
}

// make makes the fields for what a paper of this vote can say, laid out as on the paper.
func (s *paperSheet) make() {
	s.choice, s.marks, s.crosses = nil, nil, nil
	var rows []fyne.CanvasObject
	if !forum.HasOptions(s.vote.Method) {
		var names []string
		for _, c := range forum.Choices(s.vote.Method) {
			names = append(names, choiceName(c))
		}
		s.choice = widget.NewRadioGroup(names, nil)
		rows = append(rows, s.choice)
	}
	switch s.vote.Method {
	case forum.MethodRanked, forum.MethodSTV:
		rows = append(rows, small(t("paper.bad_order")))
	case forum.MethodScore:
		rows = append(rows, small(t("vote.option_points_bad", "Most", s.vote.Most)))
	}
	for _, o := range s.vote.Options {
		if s.vote.Method == forum.MethodApproval || s.vote.Method == forum.MethodBudget {
			one := newTick(func() {})
			one.words.SetText(printable(o.Title))
			s.crosses, rows = append(s.crosses, one), append(rows, one)
			continue
		}
		entry := newLineEntry("")
		entry.OnSubmitted = func(string) { s.onward() }
		s.marks, rows = append(s.marks, entry), append(rows, numberRow(o.Title, entry))
	}
	s.spoilt = newTick(func() {})
	s.spoilt.words.SetText(t("paper.spoilt_long"))
	setThings(s.fields, append(rows, s.spoilt))
}

// onward goes to the next thing to fill in, as the Tab key does.
func (s *paperSheet) onward() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.number); c != nil {
		c.FocusNext()
	}
}

// paper gives what is filled in. Errors are for the person.
func (s *paperSheet) paper() (p forum.Paper, err error) {
	if p.No, err = readWhole(s.number.Text); err != nil || p.No < 1 || p.No > forum.MaxPaperNo {
		return p, errorText(t("paper.bad_number"))
	}
	if s.spoilt.box.Checked {
		p.Choice = forum.Spoilt
		return p, nil
	}
	if s.choice != nil {
		at := slices.Index(s.choice.Options, s.choice.Selected)
		if at < 0 {
			return p, errorText(t("paper.bad_choice"))
		}
		p.Choice = forum.Choices(s.vote.Method)[at]
		return p, nil
	}
	for i, one := range s.crosses {
		if one.box.Checked {
			p.Prefs = append(p.Prefs, i)
		}
	}
	if err := s.numbers(&p); err != nil {
		return p, err
	}
	if len(p.Prefs) == 0 {
		p.Choice = forum.Abstain // every box is empty
	}
	return p, nil
}

// numbers reads what is written in the boxes: points, or the order.
func (s *paperSheet) numbers(p *forum.Paper) error {
	type mark struct{ option, n int }
	var marks []mark
	for i, entry := range s.marks {
		text := strings.TrimSpace(entry.Text)
		if text == "" || text == "0" {
			continue
		}
		n, err := readWhole(text)
		if err != nil || n < 1 || s.vote.Method == forum.MethodScore && int64(n) > s.vote.Most {
			return s.badMark()
		}
		marks = append(marks, mark{i, n})
	}
	if s.vote.Method == forum.MethodScore {
		for _, m := range marks {
			p.Prefs, p.Points = append(p.Prefs, m.option), append(p.Points, int64(m.n))
		}
		return nil
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(a.n, b.n) })
	for i, m := range marks {
		if m.n != i+1 {
			return s.badMark()
		}
		p.Prefs = append(p.Prefs, m.option)
	}
	return nil
}

func (s *paperSheet) badMark() error {
	if s.vote.Method == forum.MethodScore {
		return errorText(t("vote.option_points_bad", "Most", s.vote.Most))
	}
	return errorText(t("paper.bad_order"))
}

// submit enters the paper, and asks for the next.
func (s *paperSheet) submit() {
	p, err := s.paper()
	if err != nil {
		s.say(errorWords(err))
		return
	}
	at := slices.IndexFunc(s.now.Papers, func(q forum.Paper) bool { return q.No == p.No })
	if at >= 0 && !s.now.Papers[at].Same(&p) && s.replace != p.No {
		s.replace = p.No
		s.say(t("paper.again", "Number", p.No, "Choice", paperName(s.vote, &s.now.Papers[at])))
		return
	}
	s.save(func(n *forum.PaperCount) {
		n.Papers = slices.DeleteFunc(n.Papers, func(q forum.Paper) bool { return q.No == p.No })
		n.Papers = append(n.Papers, p)
	}, s.clear)
}

func (s *paperSheet) takeOut() {
	no, err := readWhole(s.number.Text)
	if err != nil || !slices.ContainsFunc(s.now.Papers, func(q forum.Paper) bool { return q.No == no }) {
		s.say(t("paper.not_entered"))
		return
	}
	s.save(func(n *forum.PaperCount) {
		n.Papers = slices.DeleteFunc(n.Papers, func(q forum.Paper) bool { return q.No == no })
	}, s.clear)
}

// clear empties the fields for the next paper.
func (s *paperSheet) clear() {
	s.replace = 0
	s.number.SetText("")
	if s.choice != nil {
		s.choice.SetSelected("")
	}
	for _, e := range s.marks {
		e.SetText("")
	}
	for _, c := range s.crosses {
		c.box.SetChecked(false)
	}
	s.spoilt.box.SetChecked(false)
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.number); c != nil {
		c.Focus(s.number)
	}
}

func (s *paperSheet) say(problem string) {
	setText(s.note, problem)
	s.note.Show()
	s.root.Refresh()
}

// save puts a change on the disk, and then does the rest.
func (s *paperSheet) save(edit func(*forum.PaperCount), then func()) {
	s.note.Hide()
	group, proposal, st := s.group, s.proposal, s.app.Store
	var now forum.PaperCount
	enable(false, s.next, s.drop, s.handIn)
	s.app.work(func(ctx context.Context) (err error) {
		now, err = st.EnterPapers(ctx, group, proposal, func(n *forum.PaperCount) error { edit(n); return nil })
		return err
	}, func(err error) {
		enable(true, s.next, s.drop, s.handIn)
		if err != nil {
			s.say(sentence(errorWords(err)))
			return
		}
		s.now = now
		s.listed()
		then()
		s.root.Refresh()
	})
}

// ask has the teller say that they mean it.
func (s *paperSheet) ask() {
	if s.app.window == nil {
		s.sign()
		return
	}
	s.app.question(t("paper.hand_in"), t("paper.hand_in_sure", "Papers", len(s.now.Papers), "People", len(s.now.People)), s.sign)
}

func (s *paperSheet) sign() {
	group, proposal, st, none := s.group, s.proposal, s.app.Store, len(s.now.Papers)+len(s.now.People) == 0
	enable(false, s.handIn)
	s.app.work(func(ctx context.Context) error {
		_, err := st.HandInPapers(ctx, group, proposal, none)
		return err
	}, func(err error) {
		enable(true, s.handIn)
		if err != nil {
			s.say(sentence(errorWords(err)))
			return
		}
		s.root.Hide()
		s.changed()
	})
}
