package ui

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// homeScreen is where a person begins: what needs them in all their groups, what is new since they last looked, and who is
// near. To somebody in a group with nothing in it yet it says only what to do first.
type homeScreen struct {
	app   *App
	shell *shell

	needs, news *tileColumn
	seen        *widget.Button
	upto        map[forum.ID]uint64 // what the button says is seen
	near        *widget.Label
	state       *widget.Label // how sharing stands
	nearBox     *fyne.Container
	begin       fyne.CanvasObject
	scroll      *container.Scroll
	root        fyne.CanvasObject
	load        loader[homeView]
}

type homeView struct {
	needs, news columnWords
	upto        map[forum.ID]uint64
	near        []string
	state       string // how sharing stands
	bare        bool   // the group that is open has nothing in it yet
}

func newHome(app *App, s *shell) *homeScreen {
	h := &homeScreen{app: app, shell: s, needs: newColumn(""), news: newColumn(""), near: wrapped(""), state: wrapped("")}
	h.seen = quietButton(t("home.seen"), icon("check"), h.seenAll)
	h.seen.Hide()
	h.nearBox = container.NewVBox(heading(t("home.near")), newCard(container.NewVBox(container.New(closely(), h.near, h.state),
		buttonRow(quietButton(t("home.sharing"), icon("sync"), func() { s.visit(sectionNeighbours) })))))
	h.begin = h.firstSteps()
	h.begin.Hide()
	news := container.NewVBox(h.news.root, buttonRow(h.seen), h.nearBox)
	columns := container.New(&columnsLayout{}, h.needs.root, news)
	h.scroll = widePage(2*readWidth, title(t("nav.home")), h.begin, columns)
	h.root = newSurface(theme.ColorNameBackground, 0, h.scroll)
	h.load = loader[homeView]{app: app, begin: h.read, show: h.show}
	return h
}

// firstSteps says what to do in a group that has nothing in it yet.
func (h *homeScreen) firstSteps() fyne.CanvasObject {
	to := func(at section, then func()) func() { return func() { h.shell.visit(at); then() } }
	invite := widget.NewButtonWithIcon(t("home.invite"), icon("invite"), to(sectionMembers, h.shell.Create))
	invite.Importance = widget.HighImportance
	steps := container.NewVBox(container.New(closely(), heading(t("home.begin")), wrapped(t("home.begin_what"))), buttonRow(
		invite,
		widget.NewButtonWithIcon(t("proposal.new"), icon("proposals"), to(sectionProposals, h.shell.Create)),
		widget.NewButtonWithIcon(t("meeting.new"), icon("meetings"), to(sectionMeetings, h.shell.Create))))
	return container.New(layout.NewCustomPaddedLayout(0, 8, 0, 0), newCard(steps))
}

// Object is the screen.
func (h *homeScreen) Object() fyne.CanvasObject { return h.root }

// Refresh reads it all again.
func (h *homeScreen) Refresh() { h.load.Refresh() }

// Close ends the screen.
func (h *homeScreen) Close() { h.load.Close() }

func (h *homeScreen) read() func(context.Context) (homeView, error) {
	at := h.shell.group
	seen := h.app.looks.copied() // the UI thread may write in the one, and this reads off it
	return func(ctx context.Context) (v homeView, err error) {
		groups, err := h.app.Store.Groups(ctx)
		if err != nil {
			return v, err
		}
		groups = slices.DeleteFunc(groups, func(g store.GroupCard) bool { return g.Standing != forum.StandingMember })
		v.upto = map[forum.ID]uint64{}
		var needs []needOf
		var news, named []newsOf
		names := map[forum.Person]string{}
		for i := range groups {
			g := &groups[i]
			all, err := h.app.Store.Needs(ctx, g.ID)
			if err != nil {
				return v, err
			}
			for _, n := range all {
				needs = append(needs, needOf{n, g})
			}
			brought, upto, err := h.app.Store.Since(ctx, g.ID, seen.Since[g.ID.String()])
			if err != nil {
				return v, err
			}
			v.upto[g.ID] = upto
			for _, n := range brought {
				switch {
				case n.Named && !seen.Named(&n):
					named = append(named, newsOf{n, g})
				case !seen.Seen(&n):
					news = append(news, newsOf{n, g})
				}
			}
			roll, err := h.app.Store.Roll(ctx, g.ID)
			if err != nil {
				return v, err
			}
			for _, m := range roll.Members {
				names[m.Person] = m.Name
			}
			if g.ID == at && len(all) == 0 {
				things, err := h.app.Store.Headings(ctx, g.ID)
				if err != nil {
					return v, err
				}
				v.bare = len(things) == 0
			}
		}
		v.needs = h.needWords(needs, len(groups) > 1)
		v.needs.tiles = append(v.needs.tiles, h.namedTiles(named, len(groups) > 1)...)
		v.news = h.newsWords(news, seen, len(groups) > 1)
		v.near, v.state = nearNames(h.app.Net.Status(), names), syncWords(h.app, at)
		return v, nil
	}
}

type needOf struct {
	forum.Need
	in *store.GroupCard
}

type newsOf struct {
	store.News
	in *store.GroupCard
}

// needWords puts what needs this person in order: overdue first, then by day, whichever group it is in.
func (h *homeScreen) needWords(needs []needOf, several bool) columnWords {
	w := columnWords{key: "needs", heading: t("home.needs"), none: t("home.needs_none")}
	slices.SortStableFunc(needs, func(a, b needOf) int {
		return cmp.Or(first(a.Overdue, b.Overdue), first(a.Due > 0, b.Due > 0), cmp.Compare(a.Due, b.Due))
	})
	for i := range needs {
		n := &needs[i]
		says, kind := needName(&n.Need)
		l := tileWords{key: n.What + n.ID.String() + n.Detail, title: n.Title, picture: sectionIcon(sectionOf(kind)),
			open: func() { h.shell.openIn(n.in.ID, kind, n.ID) }}
		if n.What == "invite" || n.What == "remove" { // about somebody, and no thing of the group
			l.picture = icon("members")
			l.open = func() { h.shell.group = n.in.ID; h.shell.visit(sectionMembers) }
		}
		meta := []string{says}
		if n.Due > 0 {
			meta = append(meta, t("home.by_day", "Day", day(n.Due)))
		}
		if several {
			meta = append(meta, n.in.Name)
		}
		l.meta = strings.Join(meta, " · ")
		if n.Overdue && n.What == "task" {
			l.note = t("task.overdue")
		}
		w.tiles = append(w.tiles, l)
	}
	return w
}

// namedTiles says who called this person by name, latest first.
func (h *homeScreen) namedTiles(named []newsOf, several bool) (tiles []tileWords) {
	slices.SortStableFunc(named, func(a, b newsOf) int { return cmp.Compare(b.NamedAt, a.NamedAt) })
	for i := range named {
		n := &named[i]
		meta := []string{t("home.named", "Name", printable(n.NamedBy))}
		if several {
			meta = append(meta, n.in.Name)
		}
		tiles = append(tiles, tileWords{key: "mention" + n.ID.String(), title: n.Title, picture: sectionIcon(sectionOf(n.Kind)),
			meta: strings.Join(meta, " · "), open: func() { h.shell.openIn(n.in.ID, n.Kind, n.ID) }})
	}
	return tiles
}

// needName says what is to be done, and the kind of thing it is to be done about.
func needName(n *forum.Need) (string, forum.Kind) {
	switch n.What {
	case "sign":
		return t("home.need_sign", "Party", n.Detail), forum.KindPage
	case "vote":
		return t("home.need_vote"), forum.KindProposal
	case "review":
		return t("home.need_review"), forum.KindGauge
	case "sign-off":
		return t("need.sign_off", "Capacity", n.Detail), forum.KindProposal
	case "count":
		return t("need.count"), forum.KindProposal
	case "recount":
		return t("need.recount"), forum.KindProposal
	case "nominate":
		return t("need.nominate"), forum.KindElection
	case "stand":
		return t("need.stand"), forum.KindElection
	case "close":
		return t("need.close"), forum.KindElection
	case "declare":
		return t("need.declare"), forum.KindElection
	case "seat":
		return t("need.seat"), forum.KindElection
	case "share":
		return t("need.share"), forum.KindNotice
	case "recall":
		return t("need.recall"), forum.KindNotice
	case "invite":
		return t("need.invite"), forum.KindInvite
	case "remove":
		return t("need.remove"), forum.KindInvite
	}
	return t("home.need_task"), forum.KindTask
}

// newsWords says what others brought, latest first.
func (h *homeScreen) newsWords(news []newsOf, seen *looks, several bool) columnWords {
	w := columnWords{key: "news", heading: t("home.news"), none: t("home.news_none")}
	slices.SortStableFunc(news, func(a, b newsOf) int { return cmp.Compare(b.At, a.At) })
	for i := range news {
		n := &news[i]
		meta, moved := []string{newsName(&n.News)}, seen.Moved(&n.News)
		if moved {
			meta[0] = t("home.moved", "When", whenWhere(n.When, n.Where))
		}
		if n.By != "" && n.Last != forum.KindBallot && (!moved || n.Last == forum.KindSet) { // who has voted, and when, is nobody's news
			meta = append(meta, n.By)
		}
		meta = append(meta, ago(h.app.Now(), n.Updated))
		if several {
			meta = append(meta, n.in.Name)
		}
		w.tiles = append(w.tiles, tileWords{key: n.ID.String(), title: n.Title, picture: sectionIcon(sectionOf(n.Kind)),
			meta: strings.Join(meta, " · "), open: func() { h.shell.openIn(n.in.ID, n.Kind, n.ID) }})
	}
	return w
}

// newsName says what has happened to a thing.
func newsName(n *store.News) string {
	switch {
	case n.Made && n.Kind == forum.KindProposal:
		return t("home.new_proposal")
	case n.Made && n.Kind == forum.KindMeeting:
		return t("home.new_meeting")
	case n.Made && n.Kind == forum.KindTask:
		return t("home.new_task")
	case n.Made && n.Kind == forum.KindNotice:
		return t("home.new_notice")
	case n.Made && n.Kind == forum.KindPage:
		return t("home.new_page")
	case n.Made && n.Kind == forum.KindFund:
		return t("home.new_fund")
	case n.Made && n.Kind == forum.KindGauge:
		return t("home.new_gauge")
	case n.Made && n.Kind == forum.KindElection:
		return t("need.election")
	case n.Made:
		return t("home.new_thing")
	}
	switch n.Last {
	case forum.KindComment:
		return t("home.commented")
	case forum.KindChange:
		return t("home.worded")
	case forum.KindVote:
		return t("home.vote_opened")
	case forum.KindBallot:
		return t("home.voted")
	case forum.KindClose:
		return t("home.vote_closed")
	}
	return t("home.changed")
}

// nearNames names the neighbours whose devices are in touch now, each once.
func nearNames(all []Neighbour, names map[forum.Person]string) (near []string) {
	for i := range all {
		if n := &all[i]; n.Connected {
			name := t("sync.someone")
			if known := names[n.Person]; known != "" {
				name = printable(known)
			}
			near = append(near, name)
		}
	}
	slices.Sort(near)
	return slices.Compact(near)
}

func (h *homeScreen) show(v homeView) {
	h.upto = v.upto
	bring := func() {
		h.needs.Show(v.needs)
		h.news.Show(v.news)
		show(len(v.news.tiles) > 0, h.seen)
		show(v.bare, h.begin)
		show(!v.bare, h.needs.root, h.news.root)
	}
	if h.needs.Says(&v.needs) && h.news.Says(&v.news) && h.begin.Visible() == v.bare {
		bring() // what opens things may be another
	} else {
		steady(h.scroll, bring)
	}
	words := t("home.nobody_near")
	if len(v.near) > 0 {
		words = t("home.near_now", "Names", listed(v.near))
	}
	setText(h.near, words)
	setText(h.state, v.state)
}

// Beside says whether the rail is beside it, which says how sharing stands.
func (h *homeScreen) Beside(rail bool) {
	if h.state.Visible() == rail {
		show(!rail, h.state)
		h.nearBox.Refresh()
	}
}

// seenAll says that all the news shown has been seen.
func (h *homeScreen) seenAll() {
	for group, at := range h.upto {
		h.app.looks.All(group, at)
	}
	h.Refresh()
}
