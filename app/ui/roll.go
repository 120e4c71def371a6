package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"moot/store"
	"moot/store/forum"
)

// rollView is what the screens about who belongs are made of, read at once so that all of it agrees.
type rollView struct {
	roll        *forum.Roll
	me          forum.Member // this device's person, as the group has them
	names       map[forum.Person]string
	can         store.Can
	waiting     int                          // things that cannot be shown yet; only where they are counted
	forks       []store.Fork                 // devices that have signed two histories; only where they are counted
	person      store.PersonCan              // about the person of a page; empty elsewhere
	matters     map[forum.ID]store.MatterCan // of those shown
	proxies     []forum.Delegation           // who votes for whom; only on a person's page
	proxy       store.DelegationCan          // about the person of a page; empty elsewhere
	hasOfficers bool                         // the record says that there is a confidential part; only on the page about it
	officers    store.OfficersGroup          // as far as this device is in it; only there
	votesFor    store.DelegationsPage        // only on the page about them
}

// readRoll reads it all but what may be done about single people and matters. Off the UI thread.
func readRoll(ctx context.Context, app *App, group forum.ID) (v rollView, err error) {
	if v.roll, err = app.Store.Roll(ctx, group); err != nil {
		return v, err
	}
	v.names = make(map[forum.Person]string, len(v.roll.Members))
	for i := range v.roll.Members {
		v.names[v.roll.Members[i].Person] = v.roll.Members[i].Name
	}
	v.me, _ = v.roll.ByDevice(app.Store.Identity())
	v.can = app.Store.GroupCan(group)
	return v, nil
}

// readMatters adds what this person may do about those matters that a screen shows.
func (v *rollView) readMatters(ctx context.Context, app *App, group forum.ID, shown func(*forum.Matter) bool) error {
	v.matters = map[forum.ID]store.MatterCan{}
	for i := range v.roll.Matters {
		m := &v.roll.Matters[i]
		if !shown(m) {
			continue
		}
		can, err := app.Store.MatterCan(ctx, group, m)
		if err != nil {
			return err
		}
		v.matters[m.ID] = can
	}
	return nil
}

func (v *rollView) name(p forum.Person) string {
	if p == v.me.Person && !p.Zero() {
		return t("member.you_said")
	}
	return printable(nameOf(v.names, p))
}

// full is a person's name, also where it is one's own.
func (v *rollView) full(p forum.Person) string {
	name := printable(nameOf(v.names, p))
	if p == v.me.Person {
		name += " (" + t("member.you") + ")"
	}
	return name
}

// list names people as one says it: "Ada, Ben and Cem".
func (v *rollView) list(people []forum.Person) string {
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = v.name(p)
	}
	return listed(names)
}

func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return t("member.and", "Names", inRow(names[:last]...), "Last", names[last])
}

// sections lists the sections people can be in: those of the charter, by name.
func (v *rollView) sections() (names []string) {
	for i := range v.roll.Rules.Sections {
		names = append(names, v.roll.Rules.Sections[i].Name)
	}
	return names
}

// rollPage is a screen about who belongs: it reads the roll and shows it.
type rollPage struct {
	app   *App
	group forum.ID
	root  fyne.CanvasObject
	load  loader[rollView]
}

// setUp makes the page read what more adds to the roll, if anything, and give it all to show.
func (p *rollPage) setUp(app *App, group forum.ID, more func(context.Context, *rollView) error, show func(rollView)) {
	p.app, p.group = app, group
	p.load = loader[rollView]{app: app, show: show, begin: func() func(context.Context) (rollView, error) {
		return func(ctx context.Context) (rollView, error) {
			v, err := readRoll(ctx, app, group)
			if err == nil && more != nil {
				err = more(ctx, &v)
			}
			return v, err
		}
	}}
}

// Object is the screen.
func (p *rollPage) Object() fyne.CanvasObject { return p.root }

// Refresh reads the roll again.
func (p *rollPage) Refresh() { p.load.Refresh() }

// Close ends the screen.
func (p *rollPage) Close() { p.load.Close() }

// parts keeps one part of a page for each thing shown, by its key, so that news leaves the keyboard, and what is being
// typed, where they are.
type parts[K comparable, P any] struct {
	box    *fyne.Container
	made   map[K]P
	create func(K) P
	object func(P) fyne.CanvasObject
}

// Show shows these things, in this order; set brings each up to date.
func (p *parts[K, P]) Show(keys []K, set func(P, int)) {
	kept := make(map[K]P, len(keys))
	things := make([]fyne.CanvasObject, 0, len(keys))
	for i, k := range keys {
		part, ok := p.made[k]
		if !ok {
			part = p.create(k)
		}
		set(part, i)
		kept[k] = part
		things = append(things, p.object(part))
	}
	p.made = kept
	setThings(p.box, things)
}
