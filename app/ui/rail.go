package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// rail lists the groups, the sections of the one that is open, and how things stand with the neighbours. Where there is no
// room for it at the side it is a page of its own, with no more on it than the bar under it and home leave out.
type rail struct {
	app    *App
	shell  *shell
	groups *fyne.Container
	places *fyne.Container
	items  map[section]*navItem
	state  *widget.Label
	search *widget.Button
	foot   *fyne.Container // what is under the places: of the window at the side, else of what scrolls
	under  *fyne.Container
	end    *fyne.Container
	side   bool // it is at the side of the window
	scroll *container.Scroll
	at     section // that was brought into sight
	root   *fyne.Container
	load   loader[railView]
}

type railView struct {
	groups []store.GroupCard
	state  string
}

func newRail(app *App, s *shell) *rail {
	r := &rail{app: app, shell: s, groups: container.NewVBox(), places: container.New(layout.NewCustomPaddedVBoxLayout(0)), items: map[section]*navItem{}, state: small("")}
	for _, at := range append(append([]section{sectionHome}, groupSections...), sectionNeighbours, sectionSettings) {
		r.items[at] = newNavItem(sectionName(at), sectionIcon(at), false, func() { s.visit(at) })
		if at != sectionHome {
			r.places.Add(r.items[at])
		}
	}
	add := quietButton(t("group.another"), icon("plus"), func() { s.open(newDoorway(app, s.enter)) })
	r.foot = container.NewVBox(r.state, buttonRow(add))
	r.under, r.end = container.NewStack(r.foot), container.NewStack()
	r.search = quietButton(t("search.title"), icon("search"), s.FocusSearch)
	r.search.Hide()
	body := container.NewVBox(r.items[sectionHome], beside(heading(t("nav.groups")), r.search, 8, false), r.groups, widget.NewSeparator(), r.places, layout.NewSpacer(), r.under)
	r.scroll = container.NewVScroll(container.New(layout.NewCustomPaddedLayout(4, 4, 6, 6), body))
	r.root = container.NewBorder(nil, r.end, nil, nil, r.scroll)
	r.offer()
	r.load = loader[railView]{app: app, begin: r.begin, show: r.show}
	return r
}

// Object is the screen.
func (r *rail) Object() fyne.CanvasObject { return r.root }

// Aside says whether it is at the side of the window.
func (r *rail) Aside(side bool) {
	if r.side == side {
		return
	}
	r.side = side
	if side {
		setThings(r.under, nil)
		setThings(r.end, []fyne.CanvasObject{r.foot})
	} else {
		setThings(r.end, nil)
		setThings(r.under, []fyne.CanvasObject{r.foot})
	}
	r.offer()
	r.root.Refresh()
}

// offer shows the places there are, and on a page of its own those that the bar under it has not.
func (r *rail) offer() {
	for at, item := range r.items {
		item.Hidden = r.shell.group.Zero() && at != sectionNeighbours && at != sectionSettings || !r.side && slices.Contains(barSections, at)
	}
	show(r.side, r.state)
}

// Refresh reads the groups again.
func (r *rail) Refresh() { r.load.Refresh() }

func (r *rail) begin() func(context.Context) (railView, error) {
	at := r.shell.group
	return func(ctx context.Context) (v railView, err error) {
		if v.groups, err = r.app.Store.Groups(ctx); err != nil {
			return v, err
		}
		v.state = syncWords(r.app, at)
		return v, nil
	}
}

func (r *rail) show(v railView) {
	for len(r.groups.Objects) < len(v.groups) {
		r.groups.Add(newNavItem("", icon("group"), false, nil))
	}
	for len(r.groups.Objects) > len(v.groups) {
		r.groups.Remove(r.groups.Objects[len(r.groups.Objects)-1])
	}
	for i, g := range v.groups {
		item := r.groups.Objects[i].(*navItem)
		item.tapped = func() { r.choose(g) }
		item.Set(g.Name, groupNote(&g), g.ID == r.shell.group && slices.Contains(groupSections, r.shell.section))
	}
	for at, item := range r.items {
		item.Here(at == r.shell.section)
	}
	r.offer()
	show(!r.shell.group.Zero(), r.search)
	r.state.SetText(v.state)
	r.reveal()
	if r.shell.group.Zero() && r.shell.detail == nil { // not while someone is on their way into a group
		if i := slices.IndexFunc(v.groups, reached); i >= 0 {
			r.shell.enter(v.groups[i].ID)
		}
	}
}

// reveal brings the place one has gone to into sight, once: who then scrolls away is left there.
func (r *rail) reveal() {
	item, ok := r.items[r.shell.section]
	high := r.scroll.Size().Height
	if !ok || r.at == r.shell.section || high <= 0 {
		return
	}
	r.at = r.shell.section
	y, ok := depth(r.scroll.Content, item, 0)
	if !ok {
		return
	}
	y -= r.scroll.Content.Position().Y
	if low := y + item.Size().Height - high; low > r.scroll.Offset.Y {
		r.scroll.ScrollToOffset(fyne.NewPos(0, low))
	} else if y < r.scroll.Offset.Y {
		r.scroll.ScrollToOffset(fyne.NewPos(0, y))
	}
}

// reached says whether the group's record is here: not while it is still being joined.
func reached(g store.GroupCard) bool { return g.Standing != forum.StandingNone && g.Standing != "" }

// choose opens a group, or says how joining it stands.
func (r *rail) choose(g store.GroupCard) {
	if reached(g) {
		r.shell.choose(g.ID)
		return
	}
	d := newDoorway(r.app, r.shell.enter)
	d.say(t("invite.waiting", "Group", g.Name))
	r.shell.open(d)
}

// groupNote says how many are in a group, or that this person is not yet.
func groupNote(g *store.GroupCard) string {
	switch g.Standing {
	case forum.StandingMember:
		return tn("group.members", g.Members)
	case forum.StandingRemoved:
		return t("group.left")
	}
	return t("group.joining")
}
