package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// newPages lists a group's standing pages: rules, opening hours, policies.
func newPages(app *App, group forum.ID, open func(forum.ID), make func()) *shelf {
	return newShelf(app, shelfKind{
		title: t("nav.pages"), add: t("page.new"), none: t("page.none"), teach: t("page.teach"), picture: icon("pages"), open: open, make: make,
		read: func(ctx context.Context, _ int) ([]columnWords, bool, error) {
			cards, err := app.Store.Pages(ctx, group)
			all := columnWords{key: "pages"}
			for i := range cards {
				c := &cards[i]
				w := tileWords{key: c.ID.String(), title: c.Title, open: func() { open(c.ID) }}
				w.meta = unmarked.Replace(c.Excerpt)
				if runes := []rune(w.meta); len(runes) > pageExcerpt {
					w.meta = string(runes[:pageExcerpt]) + "…"
				}
				w.state, w.ink = pageState(c.State)
				if c.State == forum.PageUnsigned {
					w.note = t("page.signed_of", "Signed", c.Signed, "Parties", c.Parties)
				}
				all.tiles = append(all.tiles, w)
			}
			return []columnWords{all}, app.Store.GroupCan(group).Minute, err
		},
	})
}

// unmarked takes the commonest marks of Markdown out of an excerpt, which is on one line.
var unmarked = strings.NewReplacer("**", "", "`", "", "## ", "", "# ", "", " - ", " · ")

// pageExcerpt is how much of a page's words its tile shows.
const pageExcerpt = 110

// pageState names a state in words; one from a newer version is shown as it is.
func pageState(state string) (string, fyne.ThemeColorName) {
	switch state {
	case forum.PageOpen:
		return t("page.state.open"), theme.ColorNameForeground
	case forum.PageUnsigned:
		return t("page.state.unsigned"), theme.ColorNameWarning
	case forum.PageSigned:
		return t("page.state.signed"), colorYes
	case forum.PageChanged:
		return t("page.state.changed"), theme.ColorNameWarning
	}
	return state, theme.ColorNameForeground
}

// newPageForm makes a standing page. Up to four parties can be named here to sign it.
func newPageForm(app *App, group forum.ID, made func(forum.ID), cancelled func()) *sheetScreen {
	s := newSheet(app, "page/"+group.String(), t("page.make"))
	title, body := s.line("title", t("page.title_hint")), s.words("body", t("page.body_hint"), 10)
	signers := newSigners(s)
	var id forum.ID
	s.done, s.gone = func() { made(id) }, cancelled
	s.read = func() (func(context.Context) error, string, fyne.Focusable) {
		n := forum.NewPage{Title: trimmed(&title.Entry)}
		if n.Title == "" {
			return nil, t("page.needs_title"), title
		}
		var wrong string
		var at fyne.Focusable
		if n.Parties, wrong, at = signers.Parties(); wrong != "" {
			return nil, wrong, at
		}
		words := body.Text
		return func(ctx context.Context) (err error) { id, err = app.Store.NewPage(ctx, group, n, words); return err }, "", nil
	}
	return s.screen(t("page.new"), signers.Members, func(ctx context.Context) (rollView, error) { return readRoll(ctx, app, group) },
		field(t("page.title"), title), field(t("page.body"), body, t("write.marks")), signers.root)
}

// signers names the parties who must sign a page: a name for each, and the member who signs for it.
type signers struct {
	rows []signerRow
	more *widget.Button
	root *fyne.Container
}

type signerRow struct {
	who  *whomPicker
	name *lineEntry
	root *fyne.Container
}

// signersOffered is how many parties the form has room for.
const signersOffered = 4

func newSigners(s *sheet) *signers {
	f := &signers{}
	f.root = container.NewVBox(field(t("page.signers"), container.NewVBox(), t("page.signers_what")))
	for _, at := range []string{"1", "2", "3", "4"}[:signersOffered] {
		r := signerRow{who: newMemberPicker(s, "signs"+at, t("page.nobody_signs")), name: s.line("party"+at, t("page.party_hint"))}
		r.root = container.NewVBox(field(t("page.party", "Number", at), r.name), field(t("page.signed_by"), r.who.root))
		show(at == "1" || s.app.desk.Begun(s.key+"/party"+at) || s.app.desk.Begun(s.key+"/signs"+at), r.root)
		f.rows = append(f.rows, r)
		f.root.Add(r.root)
	}
	f.more = widget.NewButtonWithIcon(t("page.another_party"), icon("plus"), f.another)
	f.root.Add(buttonRow(f.more))
	return f
}

func (f *signers) another() {
	for i := range f.rows {
		if r := &f.rows[i]; !r.root.Visible() {
			r.root.Show()
			show(i < len(f.rows)-1, f.more)
			f.root.Refresh()
			return
		}
	}
}

// Members gives who can be chosen.
func (f *signers) Members(v rollView) {
	for i := range f.rows {
		f.rows[i].who.Members(v)
	}
}

// Parties gives those named; wrong is what is to be put right, and at where.
func (f *signers) Parties() (out []forum.Party, wrong string, at fyne.Focusable) {
	for i := range f.rows {
		r := &f.rows[i]
		who, _ := r.who.Whom()
		name := trimmed(&r.name.Entry)
		switch {
		case name == "" && who.Zero():
			continue
		case name == "":
			return nil, t("page.needs_party"), r.name
		case who.Zero():
			return nil, t("page.needs_signer", "Name", name), r.who.choice
		}
		out = append(out, forum.Party{Name: name, Person: who.Person})
	}
	return out, "", nil
}
