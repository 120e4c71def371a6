package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/paper"
	"moot/app/ui/widget"
	"moot/store/forum"
)

// signingCard says whether the minutes of a meeting are a draft or signed, lets an officer sign them, and copies and
// prints them.
type signingCard struct {
	app  *App
	view *meetingView // as it is shown: exactly this is what is signed

	state, changes *widget.Label
	sign           *widget.Button
	asking         *asking
	papers         *papers
	signed         func() // the button has gone that had the keyboard
	root           *fyne.Container
}

func newSigning(app *App, refresh, signed func()) *signingCard {
	s := &signingCard{app: app, signed: signed, state: small(""), changes: small("")}
	s.sign = widget.NewButtonWithIcon(t("meeting.sign"), icon("check"), s.ask)
	s.papers = newPapers(app, func() string { return s.view.Title }, s.minutes)
	s.sign.Importance = widget.HighImportance
	signs := buttonRow(s.sign)
	s.asking = newAsking(app, signs, refresh)
	s.root = container.NewVBox(s.state, s.changes, signs, s.asking.root, s.papers.root)
	return s
}

// Show shows how far the minutes have got.
func (s *signingCard) Show(v *meetingView) {
	s.view = v
	p := paper.Of("", &v.MeetingPage, tongue())
	changes := ""
	switch v.Minutes {
	case forum.MinutesSigned:
		setText(s.state, printable(p.Signed))
	case forum.MinutesCorrected:
		was, _ := paper.Signed("", &v.MeetingPage, tongue())
		setText(s.state, t("meeting.corrected", "Signed", printable(was.Signed)))
		changes = printable(paper.Changes(was, p))
	default:
		setText(s.state, t("meeting.draft"))
	}
	setText(s.changes, strings.TrimSpace(changes))
	show(changes != "", s.changes)
	can := signable(&v.MeetingPage)
	lost := !can && s.app.window.Canvas().Focused() == fyne.Focusable(s.sign)
	show(can, s.sign)
	if lost {
		s.signed()
	}
}

func (s *signingCard) ask() {
	v := s.view
	s.asking.Ask(question{title: t("meeting.sign"), what: t("meeting.sign_sure"), yes: t("meeting.sign_yes"),
		do: func(ctx context.Context) error { return s.put(ctx, v) }})
}

// put signs the words that were shown when the person asked for it.
func (s *signingCard) put(ctx context.Context, v *meetingView) error {
	_, err := s.app.Store.SignMinutes(ctx, v.Group, v.ID, v.Words.Digest())
	return err
}

// minutesPaper is the minutes of one meeting, as a text and as a PDF, which may be in two languages.
type minutesPaper struct{ text, sheet paper.Minutes }

// Markdown gives the text.
func (m *minutesPaper) Markdown() string { return m.text.Markdown() }

// PDF gives the pages.
func (m *minutesPaper) PDF() ([]byte, error) { return m.sheet.PDF() }

// minutes are the paper of the meeting as it is shown.
func (s *signingCard) minutes() func(context.Context) (printed, error) {
	v := s.view
	if v == nil {
		return nil
	}
	return func(ctx context.Context) (printed, error) {
		g, err := s.app.Store.Group(ctx, v.Group)
		p := minutesPaper{paper.Of(g.Name, &v.MeetingPage, tongue()), paper.Of(g.Name, &v.MeetingPage, sheetTongue())}
		p.text.Arise(v.arising, arisingTitles()...)
		p.sheet.Arise(v.arising, arisingTitles()...)
		return &p, err
	}
}

// motionsWords gives the motions under each item of a meeting's agenda, as they are minuted.
func motionsWords(v *meetingView) [][]string {
	p := paper.Of("", &v.MeetingPage, tongue())
	out := make([][]string, len(p.Items))
	for i := range p.Items {
		for _, m := range p.Items[i].Motions {
			out[i] = append(out[i], t("meeting.motion", "Text", printable(m.Text))+"\n"+printable(m.By)+" "+m.Outcome)
		}
	}
	return out
}
