package ui

import (
	"context"
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/paper"
	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// meetingScreen shows one meeting: its details, who was there, and the agenda with the minutes of each item, which
// several people may write at once.
type meetingScreen struct {
	app       *App
	group, id forum.ID

	title      *titleLine
	chip       *chip
	meta       *widget.Label
	warnings   *widget.Label // what the charter asks for and the meeting has not got
	next       *widget.Label // what is to be done about it, where its day has passed
	moved      *widget.Label // when and where it was to be at first, where that has changed
	given      *widget.Label // what notice was given of it
	deeds      *meetingDeeds
	body       *fyne.Container // the parts, in the order for the stage in which it was opened
	ordered    forum.MeetingStage
	again      *widget.Button // opens it again after its end
	before     *widget.Button // opens the meeting that it follows
	after      *widget.Button // and the one that follows it
	earlier    *beforeCard
	attendance *attendanceCard
	there      fyne.CanvasObject // that, on its card
	plan       fyne.CanvasObject // the agenda
	signing    *signingCard
	photos     *photosView
	agenda     *fyne.Container
	items      map[forum.ID]*agendaItem
	none       *widget.Label
	notice     *papers         // of the meeting, with its agenda: until there are minutes
	record     *fyne.Container // the minutes as a whole, once there are some
	view       *meetingView
	newItem    *lineEntry
	addItem    *widget.Button
	adding     *fyne.Container
	comments   *commentsView
	scroll     *container.Scroll
	root       fyne.CanvasObject
	load       loader[meetingView]
	format     commentFormatter // belongs to the reading
	arising    *arisingCard
	arisingEnd *fyne.Container // where they stand when the agenda has no item for them
	hidden     *confidentialCard
	from       forum.ID                                        // what it was opened from; zero for none
	open       func(group forum.ID, k forum.Kind, id forum.ID) // something of this or another group; nil where there is nowhere to open it
}

// meetingView is what one reading gives.
type meetingView struct {
	store.MeetingPage
	me       forum.Person
	members  []forum.Member
	minutes  map[forum.ID]reading
	warnings []string
	comments []comment
	arising  []store.Arising
	arises   forum.ID // the item that these go under; zero when there is none
	secret   confidentialView
	before   beforeView
}

// agendaItem is one item and its minutes.
type agendaItem struct {
	title   *widget.Label
	block   *textBlock
	present *widget.Label // who was there for it, where people came or went
	motions *motionsPart
	hidden  *hiddenItem       // what officers see of a confidential one
	past    fyne.CanvasObject // what opens its earlier versions
	box     *fyne.Container
}

func newMeeting(app *App, group, id forum.ID) *meetingScreen {
	s := &meetingScreen{app: app, group: group, id: id, items: map[forum.ID]*agendaItem{}}
	s.title = newTitleLine(app, id, func(ctx context.Context, title string) error {
		return app.Store.Set(ctx, group, id, forum.FieldTitle, title, 0)
	}, s.Refresh)
	s.chip, s.meta, s.next, s.moved, s.given = newChip(), small(""), wrapped(""), small(""), small("")
	s.deeds = newMeetingDeeds(s)
	s.again = quietButton(t("meeting.again"), icon("clock"), func() { s.deeds.set(forum.MeetingStarted) })
	s.before, s.after = quietButton("", icon("meetings"), s.openBefore), quietButton("", icon("meetings"), s.openNext)
	s.earlier = newBeforeCard(s)
	s.warnings = wrapped("")
	s.warnings.Importance = widget.WarningImportance
	s.attendance = newAttendance(app, group, id, s.Refresh)
	s.signing = newSigning(app, s.Refresh, s.signed)
	s.photos = newPhotos(app, group, id)
	s.agenda = container.NewVBox()
	s.none = small(t("meeting.no_items"))
	s.notice = newPapers(app, func() string { return s.title.title }, s.agendaPaper)
	s.newItem = newLineEntry(t("meeting.item_hint"))
	app.desk.Bind(map[string]*widget.Entry{"item/" + id.String(): &s.newItem.Entry})
	s.newItem.OnSubmitted = func(string) { s.submitItem() }
	s.addItem = widget.NewButtonWithIcon(t("action.add"), icon("plus"), s.submitItem)
	s.adding = beside(s.newItem, s.addItem, 14, false)
	s.arising, s.hidden = newArisingCard(app, s), newConfidentialCard(app, s)
	s.arisingEnd = container.NewVBox()
	s.record = container.NewVBox(heading(t("meeting.record")), newCard(s.signing.root), buttonRow(s.after, s.again))
	s.comments = newComments(app, group, id, s.Refresh)
	s.body = container.NewVBox()
	s.there = newCard(s.attendance.root)
	s.plan = container.NewVBox(heading(t("meeting.agenda")), s.none, s.agenda, s.arisingEnd, inset(s.adding), s.hidden.root, gap())
	s.scroll = page(s.title.root, chipLine(s.chip, s.meta), s.moved, s.given, buttonRow(s.before), s.next, s.warnings, s.deeds.root, s.body, s.photos.root, s.notice.root,
		s.record, s.comments.root)
	s.photos.page = s.scroll
	s.root = container.NewBorder(nil, s.comments.under, nil, nil, s.scroll)
	s.load = loader[meetingView]{app: app, begin: s.begin, show: s.show}
	return s
}

// Object is the screen.
func (s *meetingScreen) Object() fyne.CanvasObject { return s.root }

// Refresh reads the meeting again. What is being typed, the carets and the place on the page stay.
func (s *meetingScreen) Refresh() {
	s.load.Refresh()
	s.photos.Refresh()
}

// Close leaves the screen; minutes not saved yet are saved.
func (s *meetingScreen) Close() {
	for _, item := range s.items {
		item.block.Close()
	}
	s.photos.Close()
	s.load.Close()
}

func (s *meetingScreen) begin() func(context.Context) (meetingView, error) {
	turns := map[forum.ID]int{}
	for id, item := range s.items {
		turns[id] = item.block.Reading()
	}
	return func(ctx context.Context) (v meetingView, err error) {
		if v.MeetingPage, err = s.app.Store.Meeting(ctx, s.group, s.id); err != nil {
			return v, err
		}
		if v.before, err = s.readBefore(ctx, &v.Meeting); err != nil {
			return v, err
		}
		roll, err := s.app.Store.Roll(ctx, s.group)
		if err != nil {
			return v, err
		}
		for i := range roll.Members {
			if roll.Members[i].Standing == forum.StandingMember {
				v.members = append(v.members, roll.Members[i])
			}
		}
		me, _ := s.app.Store.MeIn(s.group)
		v.me = me.Person
		v.minutes = map[forum.ID]reading{}
		for id, text := range v.Texts {
			v.minutes[id] = reading{text: text, turn: turns[id], segments: formatMarkdown(text, s.app.follow, s.app.Log)}
		}
		if v.arising, err = s.app.Store.Arising(ctx, &v.MeetingPage); err != nil {
			return v, err
		}
		v.arises = arises(v.Agenda)
		if v.secret, err = readConfidential(ctx, s.app, s.group, &v.MeetingPage); err != nil {
			return v, err
		}
		for _, w := range s.app.Store.MeetingWarnings(&v.MeetingPage, time.Local) {
			v.warnings = append(v.warnings, sentence(inWords(w)))
		}
		v.comments = s.format.threads(v.Comments, v.Names, s.app.follow, s.app.Log)
		return v, nil
	}
}

// agendaPaper is the notice of the meeting: when and where it is, and its agenda.
func (s *meetingScreen) agendaPaper() func(context.Context) (printed, error) {
	v := s.view
	if v == nil {
		return nil
	}
	var items strings.Builder
	for i := range v.Agenda {
		fmt.Fprintf(&items, "%d. %s\n", i+1, printable(v.Agenda[i].Title))
	}
	return ready(s.app, s.group, &paper.Document{Title: v.Title, Under: []string{s.meta.Text}, Parts: []paper.Part{{Heading: t("meeting.agenda"), Body: items.String()}}})
}

func (s *meetingScreen) show(v meetingView) {
	s.view = &v
	minuted := v.State == forum.MeetingStarted || v.State == forum.MeetingEnded || v.minuted()
	show(!minuted, s.notice.root)
	show(minuted, s.record)
	again := v.Stage == forum.StageOver && v.Can.SetState
	opened := !again && s.app.window.Canvas().Focused() == fyne.Focusable(s.again)
	show(again, s.again)
	s.title.Show(v.Title, v.Can.SetTitle)
	s.chip.Set(meetingStage(v.Stage, v.Minutes))
	setText(s.meta, whenWhere(v.At, v.Place))
	setText(s.warnings, strings.Join(v.warnings, "\n"))
	show(len(v.warnings) > 0, s.warnings)
	setOrHide(s.next, meetingNext(&v))
	setOrHide(s.moved, movedWords(&v))
	s.showNotice(&v)
	s.showBefore(&v)
	s.arrange(v.Stage)
	s.attendance.Show(&v)
	s.arising.Show(&v)
	s.hidden.Show(&v)
	s.showAgenda(&v)
	s.signing.Show(&v)
	s.photos.Show(v.Can.Minute)
	show(v.Can.Minute, s.adding)
	s.comments.Show(v.comments, v.Can.Comment)
	s.deeds.Show(&v) // after the rest, some of which the keyboard may go to
	if opened {
		s.app.focus(s.deeds.end)
	}
}

// minuted says whether anything has been minuted.
func (v *meetingView) minuted() bool {
	for _, words := range v.Texts {
		if words != "" {
			return true
		}
	}
	return len(v.Attended) > 0
}

// arrange puts the parts in the order of need: before a meeting its agenda, and from then on first who is there. It is done
// when the page is opened and not again, so that nothing moves when somebody starts the meeting.
func (s *meetingScreen) arrange(stage forum.MeetingStage) {
	if s.ordered != "" {
		return
	}
	s.ordered = stage
	order := []fyne.CanvasObject{s.there, s.plan}
	if stage == forum.StageAhead {
		order = []fyne.CanvasObject{s.plan, s.there}
	}
	setThings(s.body, order)
}

// showAgenda keeps the editor of each item, whatever is added or moved around it.
func (s *meetingScreen) showAgenda(v *meetingView) {
	var blocks []fyne.CanvasObject
	motions, present := motionsWords(v), presenceWords(v)
	for i := range v.Agenda {
		it := &v.Agenda[i]
		item, ok := s.items[it.ID]
		if !ok {
			title := heading("")
			item = &agendaItem{title: title, block: newTextBlock(s.app, s.group, it.ID, title, "", s.Refresh), motions: newMotionsPart(s.app, s.group, it.ID, s.Refresh), present: small(""), hidden: newHiddenItem(s)}
			item.past = item.block.past.apart()
			item.box = container.NewVBox(item.block.card(), item.hidden.root, item.block.past.root)
			of := item.block.root
			if it.Confidential {
				of = item.hidden.body
			}
			of.Add(item.present)
			of.Add(item.motions.root)
			item.block.root.Add(item.past)
			item.block.turned = func() { item.motions.Writing(item.block.editor != nil) }
			s.items[it.ID] = item
		}
		setText(item.title, fmt.Sprintf("%d. %s", i+1, printable(it.Title)))
		item.block.Rest(map[bool]string{true: t("meeting.no_minutes")}[v.Stage != forum.StageAhead])
		may := v.Can.Minute && !it.Confidential
		item.block.Show(v.minutes[it.ID], may)
		show(!it.Confidential, item.block.card()) // its minutes are elsewhere
		item.hidden.Show(v, it, item.title.Text)
		setOrHide(item.present, present[i])
		show(v.Texts[it.ID] != "" || item.block.past.opened, item.past, item.block.past.root)
		item.motions.Show(it.Motions, motions[i], v.members, may)
		item.block.turned()
		blocks = append(blocks, item.box)
		if it.ID == s.earlier.item {
			blocks = append(blocks, s.earlier.root)
		}
		if it.ID == s.arising.item { // it stands under its item, and otherwise after the last
			blocks = append(blocks, s.arising.root)
		}
	}
	var after []fyne.CanvasObject
	if s.arising.item.Zero() {
		after = append(after, s.arising.root)
	}
	setThings(s.arisingEnd, after)
	show(len(blocks) == 0, s.none)
	setThings(s.agenda, blocks)
}

func (s *meetingScreen) submitItem() {
	title := strings.TrimSpace(s.newItem.Text)
	if title == "" || s.addItem.Disabled() {
		return
	}
	enable(false, s.addItem)
	s.app.work(func(ctx context.Context) error {
		_, err := s.app.Store.AddItem(ctx, s.group, s.id, title)
		return err
	}, func(err error) {
		enable(true, s.addItem)
		if err != nil {
			s.app.tell(err)
			return
		}
		s.newItem.SetText("")
		s.Refresh()
	})
}
