package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/paper"
	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// pageScreen shows one standing page: its words, who has signed them, and its past.
type pageScreen struct {
	thing[pageView]
	closed   *widget.Label
	wording  *textBlock
	inForce  *folds
	forced   *prose
	force    string // as last shown
	signing  *widget.Label
	signers  parts[string, *signerLine]
	why      parts[forum.ID, *whyLine]
	whyBox   *fyne.Container
	allow    *widget.Button
	allowBox *fyne.Container
	asking   *asking
	decided  []store.ProposalCard    // what can be named as the decision for a change
	open     func(decision forum.ID) // nil where there is nowhere to open it
	words    []forum.ID              // as read: what a signature is put under
	wordsBox fyne.CanvasObject
	signBox  fyne.CanvasObject
	standing *pageView // as it is shown
}

type pageView struct {
	store.StandingPage
	me       forum.Person
	body     reading
	force    []widget.RichTextSegment
	comments []comment
	decided  []store.ProposalCard
}

func newPage(app *App, group, id forum.ID) *pageScreen {
	s := &pageScreen{closed: wrapped(""), forced: newProse(), signing: heading(t("page.signing"))}
	s.wording = newTextBlock(app, group, id, heading(t("page.words")), t("page.no_words"), s.Refresh)
	s.inForce = folding(newFold(t("page.in_force"), s.forced))
	s.signers = parts[string, *signerLine]{box: container.NewVBox(), create: func(party string) *signerLine { return newSignerLine(func(b *widget.Button) { s.sign(b, party) }) },
		object: func(l *signerLine) fyne.CanvasObject { return l.root }}
	s.makeWhy(app)
	s.wordsBox = newCard(container.NewVBox(s.wording.root, s.wording.past.apart()))
	s.signBox = newCard(container.NewVBox(s.signing, s.signers.box))
	s.setUp(app, group, id, s.read, s.show, s.closed, s.allowBox, s.asking.root, s.whyBox, s.wordsBox, s.wording.past.root, s.inForce.root, s.signBox,
		s.withPhotos(app, group, id), s.withPapers(app, s.paper))
	s.load.begin = func() func(context.Context) (pageView, error) {
		turn := s.wording.Reading()
		return func(ctx context.Context) (pageView, error) {
			v, err := s.read(ctx)
			v.body.turn = turn
			return v, err
		}
	}
	return s
}

// Close leaves the screen; words not saved yet are saved.
func (s *pageScreen) Close() {
	s.wording.Close()
	s.thing.Close()
}

func (s *pageScreen) read(ctx context.Context) (v pageView, err error) {
	if v.StandingPage, err = s.app.Store.StandingPage(ctx, s.group, s.id); err != nil {
		return v, err
	}
	me, _ := s.app.Store.MeIn(s.group)
	v.me = me.Person
	v.body = reading{text: v.Body, segments: formatMarkdown(v.Body, s.app.follow, s.app.Log)}
	if v.Signed != "" {
		v.force = formatMarkdown(v.Signed, s.app.follow, s.app.Log)
	}
	v.comments = s.talk(v.Comments, v.Names)
	if v.Closed() {
		v.decided, err = decisions(ctx, s.app, s.group)
	}
	return v, err
}

func (s *pageScreen) paper() *paper.Document {
	v := s.standing
	if v == nil {
		return nil
	}
	state, _ := pageState(v.State)
	d := &paper.Document{Title: v.Title, Under: []string{state + " · " + s.meta.Text, s.closed.Text}, Parts: []paper.Part{{Body: v.Body}}}
	var lines []string
	for _, p := range v.Parties {
		lines = append(lines, s.signers.made[p.Name].words())
	}
	if len(lines) > 0 {
		d.Parts = append(d.Parts, paper.Part{Heading: t("page.signing"), Body: points(lines)})
	}
	return d
}

func (s *pageScreen) show(v pageView) {
	s.standing = &v
	state, ink := pageState(v.State)
	s.head(v.Title, state, ink, t("page.by", "Name", nameOf(v.Names, v.Author)), ago(s.app.Now(), v.Made))
	s.words = v.Words
	setText(s.closed, whoMayChange(&v))
	s.showWhy(&v)
	s.wording.Show(v.body, v.Can.Edit)
	if v.Signed != s.force {
		s.force = v.Signed
		showMarkdown(s.forced, v.force)
	}
	show(v.Signed != "", s.inForce.root)
	s.showSigners(&v)
	s.photos.Show(v.Can.Comment)
	s.comments.Show(v.comments, v.Can.Comment)
}

func (s *pageScreen) showSigners(v *pageView) {
	keys := make([]string, len(v.Parties))
	for i := range v.Parties {
		keys[i] = v.Parties[i].Name
	}
	s.signers.Show(keys, func(l *signerLine, i int) {
		p := &v.Parties[i]
		l.Set(p, nameOf(v.Names, p.Person), p.Person == v.me && !p.Current && v.Can.Comment && len(v.Words) > 0)
	})
	show(len(keys) > 0, s.signBox)
}

// sign signs the words that are shown, and no others.
func (s *pageScreen) sign(b *widget.Button, party string) {
	words := s.words
	s.deed(b, func(ctx context.Context) error { return s.app.Store.SignPage(ctx, s.group, s.id, party, words) })
}

// signerLine is one party of a page: who signs for it, and whether they have.
type signerLine struct {
	name, state *widget.Label
	sign        *widget.Button
	root        *fyne.Container
}

func newSignerLine(sign func(*widget.Button)) *signerLine {
	l := &signerLine{name: wrapped(""), state: small("")}
	l.name.TextStyle.Bold = true
	l.sign = widget.NewButtonWithIcon("", icon("check"), nil)
	l.sign.OnTapped = func() { sign(l.sign) }
	l.sign.Importance = widget.HighImportance
	l.root = container.NewVBox(container.New(layout.NewCustomPaddedVBoxLayout(-10), l.name, l.state), buttonRow(l.sign))
	return l
}

// words is the line as it is shown.
func (l *signerLine) words() string { return l.name.Text + ": " + l.state.Text }

// Set brings the line up to date; mine offers to sign.
func (l *signerLine) Set(p *forum.PageSigner, name string, mine bool) {
	setText(l.name, printable(t("page.party_line", "Party", p.Name, "Name", name)))
	switch {
	case p.Current:
		setText(l.state, t("page.has_signed", "Time", dayAndTime(p.Time)))
	case p.Time > 0:
		setText(l.state, t("page.signed_earlier", "Time", dayAndTime(p.Time)))
	default:
		setText(l.state, t("page.not_signed"))
	}
	l.sign.SetText(t("page.sign_for", "Party", printable(p.Name)))
	show(mine, l.sign)
}
