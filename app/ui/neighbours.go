package ui

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// neighboursScreen shows how a group is shared: who is near, what is not shared yet, sticks, and whether the record holds.
type neighboursScreen struct {
	app      *App
	group    forum.ID
	state    *widget.Label
	people   *fyne.Container
	address  *lineEntry
	mine     *widget.Label
	trouble  *fyne.Container
	digest   *widget.Label
	checked  *widget.Label
	carried  *widget.Label // what became of the last stick
	check    *widget.Button
	waiting  *widget.Button
	open     func(Screen)      // beside it; nil where there is nowhere to open one
	more     *folds            // what is rarely wanted, folded away
	onlyHere fyne.CanvasObject // what needs a group
	root     fyne.CanvasObject
	load     loader[nearView]
}

type nearView struct {
	state    string
	people   []Neighbour
	names    map[forum.Person]string
	mine     []string
	troubles []store.Trouble
	digest   forum.ID
}

// troublesShown bounds the list of what is not shown.
const troublesShown = 20

func newNeighbours(app *App, group forum.ID) *neighboursScreen {
	s := &neighboursScreen{app: app, group: group, state: wrapped(""), people: container.NewVBox(), mine: wrapped(""),
		trouble: container.NewVBox(), digest: wrapped(""), checked: wrapped(""), carried: wrapped("")}
	s.mine.Selectable, s.digest.Selectable = true, true
	s.checked.Hide()
	s.carried.Hide()
	s.address = newLineEntry("/ip4/192.168.1.20/tcp/4001/p2p/…")
	app.desk.Bind(map[string]*widget.Entry{"address": &s.address.Entry})
	s.address.OnSubmitted = func(string) { s.add() }
	s.check = widget.NewButtonWithIcon(t("sync.check"), icon("check"), s.verify)
	s.waiting = widget.NewButtonWithIcon(t("waiting.see"), icon("clock"), func() { s.open(newWaiting(app, group)) })
	s.digest.TextStyle.Monospace = true
	s.onlyHere = container.NewVBox(
		newCard(container.NewVBox(heading(t("stick.title")), wrapped(t("stick.what")),
			buttonRow(widget.NewButtonWithIcon(t("stick.write"), icon("stick"), s.write), widget.NewButtonWithIcon(t("stick.read"), icon("stick"), s.read)), s.carried)),
		newCard(container.NewVBox(heading(t("sync.record")), small(t("sync.record_what")), s.digest, buttonRow(s.check, s.waiting), s.checked)),
		s.trouble)
	address := container.NewVBox(field(t("sync.address"), beside(s.address, widget.NewButton(t("action.add"), s.add), 16, true)), field(t("sync.mine"), s.mine))
	s.more = folding(newFold(t("sync.add_address"), address))
	show(!group.Zero(), s.onlyHere)
	s.root = newSurface(theme.ColorNameBackground, 0, page(title(t("sync.title")), newCard(container.NewVBox(s.state, s.people)), s.onlyHere, s.more.root))
	s.load = loader[nearView]{app: app, begin: s.begin, show: s.show}
	return s
}

// Object is the screen.
func (s *neighboursScreen) Object() fyne.CanvasObject { return s.root }

// Refresh reads how things stand.
func (s *neighboursScreen) Refresh() { s.load.Refresh() }

// Close ends the screen.
func (s *neighboursScreen) Close() { s.load.Close() }

func (s *neighboursScreen) begin() func(context.Context) (nearView, error) {
	return func(ctx context.Context) (v nearView, err error) {
		v.state, v.people, v.mine, v.names = syncWords(s.app, s.group), s.app.Net.Status(), s.app.Net.Addrs(), map[forum.Person]string{}
		if s.group.Zero() {
			return v, nil
		}
		roll, err := s.app.Store.Roll(ctx, s.group)
		if err != nil {
			return v, nil // not let in yet: there is no more to show, and the words say so
		}
		for _, m := range roll.Members {
			v.names[m.Person] = m.Name
		}
		if v.troubles, err = s.app.Store.Troubles(ctx, s.group); err != nil {
			return v, err
		}
		v.digest, err = s.app.Store.Digest(ctx, s.group)
		return v, err
	}
}

func (s *neighboursScreen) show(v nearView) {
	s.state.SetText(v.state)
	show(s.open != nil, s.waiting)
	s.showPeople(v.people, v.names)
	s.mine.SetText(strings.Join(v.mine, "\n"))
	if len(v.mine) == 0 {
		s.mine.SetText(t("sync.no_network"))
	}
	s.digest.SetText(spell(v.digest))
	s.trouble.RemoveAll()
	if len(v.troubles) == 0 {
		return
	}
	list := container.NewVBox(heading(tn("sync.troubles", len(v.troubles))))
	for _, tr := range v.troubles[:min(len(v.troubles), troublesShown)] {
		list.Add(wrapped(tr.Author + ": " + sentence(inWords(tr.Reason))))
	}
	s.trouble.Add(newCard(list))
}

// showPeople keeps each neighbour's line, so that a button keeps the keyboard and stays the same neighbour's.
func (s *neighboursScreen) showPeople(people []Neighbour, names map[forum.Person]string) {
	was := map[string]fyne.CanvasObject{}
	for _, o := range s.people.Objects {
		if l, ok := o.(*neighbourLine); ok {
			was[l.id] = l
		}
	}
	lines := make([]fyne.CanvasObject, 0, len(people))
	for i := range people {
		line, ok := was[people[i].ID].(*neighbourLine)
		if !ok {
			line = s.newLine()
		}
		line.Set(&people[i], names, s.app.Now())
		lines = append(lines, line)
	}
	s.people.Objects = lines
	s.people.Refresh()
}

// neighbourLine is one neighbour: who, and how far they have got.
type neighbourLine struct {
	widget.BaseWidget
	id     string
	mark   *widget.Icon
	words  *widget.Label
	forget *widget.Button
	root   fyne.CanvasObject
}

func (s *neighboursScreen) newLine() *neighbourLine {
	l := &neighbourLine{mark: widget.NewIcon(nil), words: wrapped("")}
	l.forget = quietButton(t("sync.forget"), nil, func() {
		id := l.id
		s.app.work(func(ctx context.Context) error { return s.app.Net.ForgetPeer(ctx, id) }, func(err error) {
			s.app.tell(err)
			s.Refresh()
		})
	})
	l.root = bordered(nil, nil, container.NewPadded(l.mark), nil, beside(l.words, l.forget, 16, false))
	l.ExtendBaseWidget(l)
	return l
}

// CreateRenderer is Fyne's.
func (l *neighbourLine) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(l.root) }

// Set shows a neighbour.
func (l *neighbourLine) Set(n *Neighbour, names map[forum.Person]string, now time.Time) {
	name := names[n.Person]
	if name == "" {
		name = t("sync.someone")
	}
	words := t("sync.away")
	switch {
	case n.Connected && n.InSync:
		words = t("sync.in_step")
	case n.Connected:
		words = t("sync.catching_up")
	case !n.Contact.IsZero():
		words = t("sync.seen", "Time", ago(now, n.Contact.UnixMilli()))
	}
	picture := "offline"
	if n.Connected {
		picture = "people-near"
	}
	l.id = n.ID
	l.mark.SetResource(icon(picture))
	l.words.SetText(name + " · " + words)
	l.forget.Hidden = n.Connected
	l.Refresh()
}

// spell writes the first part of a digest in groups that can be read aloud.
func spell(d forum.ID) string {
	s := d.String()
	var groups []string
	for i := 0; i < 24; i += 4 {
		groups = append(groups, s[i:i+4])
	}
	return strings.Join(groups, " ")
}

func (s *neighboursScreen) add() {
	addr := strings.TrimSpace(s.address.Text)
	if addr == "" {
		return
	}
	s.app.work(func(ctx context.Context) error { return s.app.Net.AddPeer(ctx, addr) }, func(err error) {
		if err != nil {
			s.app.tell(err)
			return
		}
		s.address.SetText("")
		s.Refresh()
	})
}

func (s *neighboursScreen) write() {
	s.app.saveFile("group.moot", func(w fyne.URIWriteCloser) {
		path := w.URI().Path()
		if err := w.Close(); err != nil {
			s.app.tell(err)
			return
		}
		s.app.slow(t("slow.stick_write"), func(ctx context.Context) error {
			if _, err := s.app.Net.WriteBundle(ctx, s.group, path); err != nil {
				return notLeft(w.URI(), err) // choosing a name made an empty file
			}
			return nil
		}, func(err error) {
			s.app.tell(err)
			if err == nil {
				say(s.carried, t("stick.written"))
			}
		})
	})
}

func (s *neighboursScreen) read() {
	s.app.openPath(func(path string) {
		readFile(s.app, path, func(words string) { say(s.carried, words) }, func(string) { s.app.tell(errInvitePicture()) })
	})
}

// say shows words where nothing was said yet.
func say(where *widget.Label, words string) {
	where.SetText(words)
	where.Show()
}

// errInvitePicture: a picture of an invite was chosen where a file from a stick goes.
func errInvitePicture() error { return errors.New(t("stick.is_invite")) }

func (s *neighboursScreen) verify() {
	enable(false, s.check)
	say(s.checked, t("sync.checking"))
	var report store.VerifyReport
	s.app.slow(t("sync.checking"), func(ctx context.Context) (err error) {
		report, err = s.app.Store.Verify(ctx, s.group)
		return err
	}, func(err error) {
		enable(true, s.check)
		switch {
		case err != nil:
			say(s.checked, sentence(errorWords(err)))
		case report.OK:
			say(s.checked, tn("sync.sound", report.Entries))
		default:
			say(s.checked, tn("sync.unsound", len(report.Problems))+"\n"+strings.Join(report.Problems, "\n"))
		}
	})
}

// syncWords says in a sentence or two how a group is shared. Off the UI thread.
func syncWords(app *App, group forum.ID) string {
	near, last := 0, time.Time{}
	busy := false
	for _, n := range app.Net.Status() {
		if n.Contact.After(last) {
			last = n.Contact
		}
		if n.Connected {
			near++
			busy = busy || !n.InSync
		}
	}
	words := t("sync.alone")
	switch {
	case near > 0 && busy:
		words = t("sync.busy")
	case near > 0:
		words = tn("sync.with", near, "Time", ago(app.Now(), last.UnixMilli()))
	case !last.IsZero():
		words = t("sync.last", "Time", ago(app.Now(), last.UnixMilli()))
	}
	if group.Zero() {
		return words
	}
	if n := app.Store.Unshared(group); n > 0 {
		words = sentence(words) + " " + tn("sync.unshared", n)
	}
	return sentence(words)
}
