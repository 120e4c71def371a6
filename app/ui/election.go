package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/paper"
	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// electionScreen shows one election: who is put up and stands, the vote, who was elected, and what is to be done next.
type electionScreen struct {
	thing[electionView]
	retiring, result, missed, left *widget.Label
	asked                          *widget.Label // that this person was put up, and has not said
	nominees                       parts[forum.Person, *nomineeRow]
	people                         *fyne.Container
	nominate, stand, close         *folded
	who                            *widget.Select
	whom                           []forum.Person
	whoSame                        func() // chooses again who was chosen
	not                            *widget.Button
	vote, again, declare           *widget.Button
	seating                        *seatingCard
	voteID                         forum.ID
	deeds                          *fyne.Container
}

type electionView struct {
	store.ElectionPage
	me         forum.Person
	statements [][]widget.RichTextSegment // of the nominees
	comments   []comment
}

func newElection(app *App, group, id forum.ID, openProposal func(forum.ID)) *electionScreen {
	s := &electionScreen{retiring: wrapped(""), result: wrapped(""), missed: wrapped(""), left: small(""), asked: wrapped("")}
	s.result.TextStyle.Bold, s.asked.TextStyle.Bold = true, true
	s.missed.Importance = widget.WarningImportance
	s.nominees = parts[forum.Person, *nomineeRow]{box: container.NewVBox(), object: func(r *nomineeRow) fyne.CanvasObject { return r.root },
		create: func(p forum.Person) *nomineeRow { return newNomineeRow(s, p) }}
	s.people = container.NewVBox(newCard(container.NewVBox(heading(t("election.people")), s.nominees.box)))
	s.makeNominate(app, group, id)
	s.makeStand(app, group, id)
	s.makeClose(app, group, id)
	s.vote = widget.NewButtonWithIcon(t("election.see_vote"), icon("vote-yes"), func() { openProposal(s.voteID) })
	s.vote.Importance = widget.HighImportance
	s.declare = widget.NewButtonWithIcon(t("election.declare"), icon("check"), func() {
		s.deed(s.declare, func(ctx context.Context) error { _, err := app.Store.DeclareResult(ctx, group, id); return err })
	})
	s.declare.Importance = widget.HighImportance
	s.again = widget.NewButton(t("election.again"), func() {
		s.deed(s.again, func(ctx context.Context) error {
			_, err := app.Store.CloseNominations(ctx, group, id, forum.OpenVote{Grace: usualGrace})
			return err
		})
	})
	s.deeds = buttonRow(s.declare, s.vote, s.again)
	s.seating = newSeatingCard(app, group, s.Refresh)
	s.setUp(app, group, id, s.read, s.show, s.result, s.retiring, s.missed, s.left, s.deeds, s.seating.root, s.asked,
		buttonRow(s.stand.apart(), s.not, s.nominate.apart(), s.close.apart()), s.stand.root, s.nominate.root, s.close.root, s.people, s.withPapers(app, s.paper))
	return s
}

func (s *electionScreen) makeNominate(app *App, group, id forum.ID) {
	sheet := newSheet(app, "nominate/"+id.String(), t("election.put_up_send"))
	s.who = widget.NewSelect(nil, nil)
	sheet.first = s.who
	s.whoSame = sheet.choice("who", s.who)
	sheet.read = func() (func(context.Context) error, string, fyne.Focusable) {
		at := s.who.SelectedIndex()
		if at < 0 {
			return nil, t("election.needs_person"), s.who
		}
		p := s.whom[at]
		return func(ctx context.Context) error { _, err := app.Store.Nominate(ctx, group, id, p); return err }, "", nil
	}
	s.nominate = sheet.fold(t("election.put_up"), icon("members"), wrapped(t("election.put_up_what")), field(t("election.whom"), s.who))
	sheet.done = func() { s.nominate.Unfold(false); s.Refresh() }
}

func (s *electionScreen) makeStand(app *App, group, id forum.ID) {
	sheet := newSheet(app, "stand/"+id.String(), t("election.stand_send"))
	statement := sheet.words("statement", t("election.statement_hint"), 5)
	sheet.read = func() (func(context.Context) error, string, fyne.Focusable) {
		words := trimmed(&statement.Entry)
		return func(ctx context.Context) error { _, err := app.Store.Stand(ctx, group, id, true, words); return err }, "", nil
	}
	s.stand = sheet.fold(t("election.stand"), icon("check"), wrapped(t("election.stand_what")), field(t("election.statement"), statement))
	sheet.done = func() { s.stand.Unfold(false); s.Refresh() }
	s.not = widget.NewButton(t("election.not_stand"), func() {
		s.deed(s.not, func(ctx context.Context) error { _, err := app.Store.Stand(ctx, group, id, false, ""); return err })
	})
}

func (s *electionScreen) makeClose(app *App, group, id forum.ID) {
	sheet := newSheet(app, "election-close/"+id.String(), t("election.close_send"))
	closes := sheet.day("closes", "")
	sheet.read = func() (func(context.Context) error, string, fyne.Focusable) {
		v := forum.OpenVote{Closes: endOf(closes), Grace: usualGrace}
		if v.Closes > 0 && v.Closes < app.Now().UnixMilli() {
			return nil, t("vote.closes_past"), closes
		}
		return func(ctx context.Context) error { _, err := app.Store.CloseNominations(ctx, group, id, v); return err }, "", nil
	}
	s.close = sheet.fold(t("election.close"), icon("clock"), wrapped(t("election.close_what")), field(t("vote.closes_hint"), closes))
	sheet.done = func() { s.close.Unfold(false); s.Refresh() }
}

func (s *electionScreen) read(ctx context.Context) (v electionView, err error) {
	if v.ElectionPage, err = s.app.Store.Election(ctx, s.group, s.id); err != nil {
		return v, err
	}
	me, _ := s.app.Store.MeIn(s.group)
	v.me = me.Person
	for i := range v.Nominees {
		v.statements = append(v.statements, formatMarkdown(v.Nominees[i].Statement, s.app.follow, s.app.Log))
	}
	v.comments = s.talk(v.Comments, v.Names)
	return v, nil
}

func (s *electionScreen) show(v electionView) {
	state, ink := electionState(v.State)
	meta := []string{tn("election.seats", v.Seats, "Body", v.Body), electionHow(v.How), t("election.from", "Day", day(v.At))}
	if v.State == forum.ElectionOpen && v.Until > 0 {
		meta = append(meta, t("election.until", "Day", day(v.Until)))
	}
	s.head(v.Title, state, ink, meta...)
	say := func(l *widget.Label, words string) { setText(l, printable(words)); show(words != "", l) }
	say(s.result, v.resultWords())
	say(s.retiring, peopleWords(&v, v.Retiring, "election.retiring", t))
	say(s.missed, peopleWords(&v, v.Missed(), "election.missed", t))
	say(s.left, v.leftWords())
	s.showNominees(&v)
	s.showDeeds(&v)
	s.seating.Show(v.Seating, v.Names, v.Can.Seat)
	s.comments.Show(v.comments, v.Can.Comment)
}

// peopleWords says a message about some people, or nothing where there are none.
func peopleWords(v *electionView, people []forum.Person, id string, say func(string, ...any) string) string {
	if len(people) == 0 {
		return ""
	}
	return say(id, "Names", listed(v.called(people)))
}

// paper is the election with its result, as it is shown.
func (s *electionScreen) paper() *paper.Document {
	if s.title.Text == "" {
		return nil
	}
	var people []string
	for _, o := range s.nominees.box.Objects {
		for _, r := range s.nominees.made {
			if r.root == o {
				people = append(people, r.name.Text+": "+r.chip.text.Text+". "+r.by.Text)
			}
		}
	}
	d := &paper.Document{Title: s.title.Text, Under: []string{s.chip.text.Text + " · " + s.meta.Text, s.result.Text, s.retiring.Text, s.missed.Text}}
	if len(people) > 0 {
		d.Parts = []paper.Part{{Heading: t("election.people"), Body: points(people)}}
	}
	return d
}

func (v *electionView) called(people []forum.Person) (names []string) {
	for _, p := range people {
		names = append(names, nameOf(v.Names, p))
	}
	return names
}

func (v *electionView) resultWords() string {
	words := ""
	switch {
	case v.State == forum.ElectionDone:
		words = electedWords(v.called(v.Elected))
	case v.Can.Declare:
		words = t("election.to_declare")
	}
	if n := len(v.Rivals); n > 0 {
		words = strings.TrimSpace(words + " " + tn("election.rivals", n))
	}
	return words
}

func (v *electionView) leftWords() string {
	var lines []string
	for _, l := range v.Left {
		words := t("election.left", "Name", nameOf(v.Names, l.Person), "Day", day(l.Time))
		lines = append(lines, strings.TrimSpace(words+" "+l.Why))
	}
	return strings.Join(lines, "\n")
}

func (s *electionScreen) showNominees(v *electionView) {
	keys := make([]forum.Person, len(v.Nominees))
	for i := range v.Nominees {
		keys[i] = v.Nominees[i].Person
	}
	s.nominees.Show(keys, func(r *nomineeRow, i int) { r.Show(v, i); show(i < len(keys)-1, r.line) })
	show(len(keys) > 0, s.people)
	names := v.called(v.Can.Nominate)
	s.whom = v.Can.Nominate
	for i := range names {
		names[i] = printable(names[i])
	}
	names = distinct(names, func(i int) string { return s.whom[i].String() })
	if strings.Join(names, "\x00") != strings.Join(s.who.Options, "\x00") {
		s.who.SetOptions(names)
		s.whoSame()
	}
	s.nominate.Offer(len(names) > 0)
}

func (s *electionScreen) showDeeds(v *electionView) {
	s.voteID = v.Slate.Proposal
	show(!s.voteID.Zero(), s.vote)
	show(v.Can.Declare, s.declare)
	show(v.Can.Again, s.again)
	mine, _ := v.Nominee(v.me)
	s.stand.Offer(v.Can.Stand)
	show(v.Can.Stand && (len(mine.By) > 0 || mine.Answer == forum.AnsweredYes) && mine.Answer != forum.AnsweredNo, s.not)
	words, asked := t("election.stand"), ""
	s.stand.open.Importance = widget.MediumImportance
	if len(mine.By) > 0 && mine.Answer != forum.AnsweredYes && mine.Answer != forum.AnsweredNo && v.Can.Stand {
		asked, s.stand.open.Importance = t("election.asked"), widget.HighImportance
	}
	setOrHide(s.asked, asked)
	if mine.Answer == forum.AnsweredYes {
		words = t("election.restate")
	}
	s.stand.open.SetText(words)
	s.close.Offer(v.Can.Close)
}

// nomineeRow is one person who was put up, or says they stand.
type nomineeRow struct {
	name, by  *widget.Label
	chip      *chip
	statement *prose
	said      string
	second    *widget.Button
	line      fyne.CanvasObject // parts it from the next
	root      *fyne.Container
}

func newNomineeRow(s *electionScreen, p forum.Person) *nomineeRow {
	r := &nomineeRow{name: wrapped(""), by: small(""), chip: newChip(), statement: newProse()}
	r.name.TextStyle.Bold = true
	r.second = widget.NewButtonWithIcon(t("election.second"), icon("plus"), func() {
		s.deed(r.second, func(ctx context.Context) error { _, err := s.app.Store.Nominate(ctx, s.group, s.id, p); return err })
	})
	state := container.New(layout.NewCustomPaddedLayout(theme.InnerPadding()-2, 0, theme.InnerPadding(), theme.InnerPadding()), r.chip)
	words := container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()), beside(r.name, state, 14, false), r.by, r.statement)
	r.line = inset(widget.NewSeparator())
	r.root = container.NewVBox(words, buttonRow(r.second), r.line)
	return r
}

// Show takes what was read of the nominee at i.
func (r *nomineeRow) Show(v *electionView, i int) {
	n := &v.Nominees[i]
	setText(r.name, printable(nameOf(v.Names, n.Person)))
	switch n.Answer {
	case forum.AnsweredYes:
		r.chip.Set(t("election.stands"), colorYes)
	case forum.AnsweredNo:
		r.chip.Set(t("election.stands_not"), theme.ColorNamePlaceHolder)
	default:
		r.chip.Set(t("election.not_said"), theme.ColorNameForeground)
	}
	var by []forum.Person
	for _, b := range n.By {
		by = append(by, b.Person)
	}
	words := peopleWords(v, by, "election.by", t)
	if len(by) == 0 {
		words = t("election.by_nobody")
	}
	setText(r.by, printable(words))
	if n.Statement != r.said {
		r.said = n.Statement
		showMarkdown(r.statement, v.statements[i])
	}
	show(n.Statement != "", r.statement)
	may := false
	for _, p := range v.Can.Nominate {
		may = may || p == n.Person
	}
	show(may && n.Answer != forum.AnsweredNo, r.second)
}
