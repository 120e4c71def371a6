package ui

import (
	"cmp"
	"context"
	"errors"
	"io"
	"path"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// elsewhereCard shows what a vote came to that was held elsewhere and brought in: by whom, how it was counted, and who or what won.
// The ballots can be saved, for anybody to count again.
type elsewhereCard struct {
	app   *App
	words *widget.Label
	name  string
	said  forum.Elsewhere
	save  *widget.Button
	root  *fyne.Container
}

func newElsewhereCard(app *App) *elsewhereCard {
	c := &elsewhereCard{app: app, words: wrapped("")}
	c.save = quietButton(t("elsewhere.save"), icon("attach"), c.saveBallots)
	c.root = container.NewVBox(newCard(container.NewVBox(heading(t("elsewhere.title")), c.words, buttonRow(c.save))))
	c.root.Hide()
	return c
}

// elsewhereWords says what was brought in; empty for nothing. It counts the ballots again, so it is not for the UI thread.
func elsewhereWords(page *store.ProposalPage) (string, error) {
	in := page.Elsewhere
	if in == nil {
		return "", nil
	}
	r, err := in.Said.Count()
	if err != nil {
		return "", err
	}
	by := printable(nameOf(page.Names, in.By))
	lines := []string{t("elsewhere.brought", "Name", by, "Day", day(in.Time)), t("elsewhere.counted", "Count", in.Said.Ballots, "Rule", elsewhereRule(in.Said.Rule)),
		winnersWords(&in.Said, &r), t("elsewhere.trust", "Name", by)}
	return strings.Join(lines, "\n"), nil
}

func winnersWords(e *forum.Elsewhere, r *forum.Recount) string {
	names := r.Winners()
	for i := range names {
		names[i] = printable(names[i])
	}
	switch {
	case len(names) == 0:
		return t("elsewhere.nobody")
	case e.Format == forum.FormatBLT:
		return t("elsewhere.elected", "Names", listed(names))
	}
	return t("elsewhere.funded", "Names", listed(names))
}

// Show takes the words and what they are about.
func (c *elsewhereCard) Show(v *proposalView) {
	setText(c.words, v.elsewhere)
	show(v.elsewhere != "", c.root)
	if v.Elsewhere != nil {
		c.name, c.said = v.Title, v.Elsewhere.Said
	}
}

func (c *elsewhereCard) saveBallots() {
	said := c.said
	c.app.saveFile("ballots."+said.Format, func(w fyne.URIWriteCloser) {
		c.app.work(func(context.Context) error {
			ballots, err := said.Plain()
			if err == nil {
				_, err = w.Write(ballots)
			}
			return errors.Join(err, w.Close())
		}, c.app.tell)
	})
}

// elsewhereRules are the ways to count each format, the first when nothing else is chosen.
var elsewhereRules = map[string][]string{
	forum.FormatBLT: {"scottish", "meek"},
	forum.FormatPB:  {"equalshares", "greedy", "greedy-no-skip", "knapsack"},
}

// elsewhereRule names a way to count. The first five are proper names.
func elsewhereRule(rule string) string {
	switch rule {
	case "scottish":
		return t("elsewhere.scottish")
	case "meek":
		return t("elsewhere.meek")
	case "equalshares":
		return t("elsewhere.equalshares")
	case "greedy":
		return t("elsewhere.greedy")
	case "greedy-no-skip":
		return t("elsewhere.greedy_stop")
	case "knapsack":
		return t("elsewhere.knapsack")
	}
	return rule
}

// bringIn makes a proposal of a file of ballots, with what they come to (officers).
type bringIn struct {
	app    *App
	group  forum.ID
	made   func(forum.ID)
	asking *asking
	choose *widget.Button
	turn   int // of counting: what an earlier one came to is no longer asked about
	root   *fyne.Container
}

func newBringIn(app *App, group forum.ID, made func(forum.ID)) *bringIn {
	b := &bringIn{app: app, group: group, made: made}
	b.choose = quietButton(t("elsewhere.bring"), icon("stick"), b.open)
	offer := container.NewVBox(small(t("elsewhere.what")), buttonRow(b.choose))
	b.asking = newAsking(app, offer, func() {})
	b.root = container.NewVBox(offer, b.asking.root)
	b.root.Hide()
	var can store.Can
	app.work(func(context.Context) error { can = app.Store.GroupCan(group); return nil }, func(err error) {
		app.tell(err)
		show(can.SetCharter, b.root)
	})
	return b
}

func (b *bringIn) open() {
	b.app.openFile(func(r fyne.URIReadCloser) {
		name := r.URI().Name()
		var file []byte
		b.app.work(func(context.Context) (err error) {
			file, err = io.ReadAll(io.LimitReader(r, forum.MaxBallotFile+1))
			return errors.Join(err, r.Close())
		}, func(err error) {
			if err != nil {
				b.app.tell(err)
				return
			}
			b.ask(name, file)
		})
	})
}

// ask says what a file comes to by the first rule for it, and by another when that is chosen, before it is brought in.
func (b *bringIn) ask(name string, file []byte) {
	format := strings.TrimPrefix(strings.ToLower(path.Ext(name)), ".")
	rules, known := elsewhereRules[format]
	switch {
	case !known:
		b.app.tell(errors.New(t("elsewhere.not_ballots", "File", printable(name))))
		return
	case int64(len(file)) > forum.MaxBallotFile:
		b.app.tell(errors.New(t("elsewhere.too_large", "File", printable(name))))
		return
	}
	names := make([]string, len(rules))
	for i, rule := range rules {
		names[i] = elsewhereRule(rule)
	}
	called := newLineEntry(t("proposal.title_hint"))
	choice := widget.NewSelect(names, nil)
	choice.SetSelectedIndex(0)
	choice.OnChanged = func(string) { b.count(format, rules[choice.SelectedIndex()], file, called, name) }
	b.asking.Ask(question{title: t("elsewhere.bring"), yes: t("elsewhere.bring_yes"), first: choice,
		inputs: []fyne.CanvasObject{field(t("elsewhere.rule"), choice), field(t("proposal.title"), called)}, do: func(context.Context) error { return nil }})
	b.count(format, rules[0], file, called, name)
}

// count counts the file, says what comes of it, and makes that what a yes brings in.
func (b *bringIn) count(format, rule string, file []byte, called *lineEntry, name string) {
	var e *forum.Elsewhere
	var r forum.Recount
	b.turn++
	turn := b.turn
	enable(false, b.asking.yes)
	b.app.work(func(context.Context) (err error) {
		if e, err = forum.NewElsewhere(format, rule, file); err == nil {
			r, err = e.Count()
		}
		return err
	}, func(err error) {
		if turn != b.turn || !b.asking.Open() {
			return
		}
		if err != nil {
			b.asking.shut()
			b.app.tell(err)
			return
		}
		if called.Text == "" {
			called.SetText(cmp.Or(r.Title(), strings.TrimSuffix(name, path.Ext(name))))
		}
		words := t("elsewhere.counted", "Count", e.Ballots, "Rule", elsewhereRule(rule)) + "\n" + winnersWords(e, &r)
		b.asking.what.SetText(words)
		b.asking.what.Show()
		b.asking.root.Refresh()
		arm := func(title string) {
			b.arm(store.BallotFile{Name: name, Title: strings.TrimSpace(title), Format: format, Rule: rule, File: file})
		}
		called.OnChanged = arm
		arm(called.Text)
	})
}

// arm says what a yes does, with the title as it is typed.
func (b *bringIn) arm(f store.BallotFile) {
	var made forum.ID
	b.asking.q.do = func(ctx context.Context) (err error) {
		made, err = b.app.Store.BringInFile(ctx, b.group, f)
		return err
	}
	b.asking.changed = func() { b.made(made) }
	enable(f.Title != "", b.asking.yes)
}
