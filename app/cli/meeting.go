package cli

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"moot/app/paper"
	"moot/store"
	"moot/store/forum"
)

type meetingCmd struct {
	New       meetingNewCmd       `cmd:"" help:"Call a meeting."`
	List      meetingListCmd      `cmd:"" help:"List a group's meetings, latest first."`
	Show      meetingShowCmd      `cmd:"" help:"Show a meeting: its agenda and who was there."`
	Notice    meetingNoticeCmd    `cmd:"" help:"Give notice of a meeting, and print it."`
	Start     meetingStartCmd     `cmd:"" help:"Say that the meeting has started."`
	End       meetingEndCmd       `cmd:"" help:"Say that the meeting has ended."`
	Attend    meetingAttendCmd    `cmd:"" help:"Note who is there: you, or those you name."`
	Apologies meetingApologiesCmd `cmd:"" help:"Note who sends apologies: you, or those you name."`
	Leave     meetingLeaveCmd     `cmd:"" help:"Note who left before the end: you, or those you name."`
	Change    meetingChangeCmd    `cmd:"" help:"Change when or where a meeting is."`
	Adjourn   meetingAdjournCmd   `cmd:"" help:"End a meeting, and call another that goes on with the rest of its agenda."`
	Motion    meetingMotionCmd    `cmd:"" help:"Write down a motion under an agenda item."`
	Decide    meetingDecideCmd    `cmd:"" help:"Write down what became of a motion, by a show of hands."`

	Confidential meetingConfidentialCmd `cmd:"" help:"Put an item on the agenda whose words only officers see, in their own group."`
}

type meetingNewCmd struct {
	Group    string `arg:"" help:"The group."`
	Title    string `help:"The title (made from the template, when left out)."`
	At       moment `help:"When, such as 2026-12-01T20:00Z, or 2026-12-01 20:00 in this device's own time." required:"" placeholder:"TIME"`
	Place    string `help:"Where."`
	Agenda   string `help:"A file with the agenda, one item a line, or - for standard input." placeholder:"FILE|-"`
	Template string `help:"The agenda of a usual meeting: agm, an annual general meeting with its elections and who retires." enum:",agm" default:""`
	Follows  string `help:"The meeting before it: its minutes and the matters arising come first on the agenda." placeholder:"MEETING"`
}

func (m meetingNewCmd) run(c *call) error {
	g, err := c.group(m.Group)
	if err != nil {
		return err
	}
	agenda, err := c.agendaOf(g, m.Template)
	if err != nil {
		return err
	}
	switch {
	case m.Title == "" && m.Template == "":
		return usage("say what the meeting is called, with --title")
	case m.Title == "":
		m.Title = fmt.Sprintf("Annual general meeting %d", m.At.Year())
	}
	if m.Agenda != "" {
		text, err := c.text(m.Agenda)
		if err != nil {
			return err
		}
		agenda = slices.Insert(agenda, max(0, len(agenda)-1), agendaItems(text)...) // of a template: before any other business
	}
	made := forum.NewMeeting{Title: m.Title, At: m.At.UnixMilli(), Place: m.Place}
	if m.Follows != "" {
		if made.Follows, err = c.follows(g, m.Follows); err != nil {
			return err
		}
		if m.Template == "" {
			agenda = paper.FollowOn(agenda, []string{paper.LastMinutes}, []string{paper.MattersArising})
		}
	}
	id, err := c.session.store.NewMeeting(c.ctx, g, made, agenda)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Meeting forum.ID `json:"meeting"`
		Title   string   `json:"title"`
		At      string   `json:"at"`
	}{id, m.Title, stamp(made.At)}, fmt.Sprintf("Called: %s, %s  (%s)", m.Title, day(made.At), short(id)))
}

// follows finds the meeting that another follows, in the same group.
func (c *call) follows(g forum.ID, ref string) (forum.ID, error) {
	page, err := c.meeting(ref)
	if err == nil && page.Group != g {
		err = refuse("bad_input", "%s is a meeting of another group", page.Title)
	}
	return page.ID, err
}

// listMark is what stands before an item of a list: a dash, a star, a heading's marks or a number.
var listMark = regexp.MustCompile(`^([-*+]|#+|\d+[.)])\s+`)

// agendaItems reads one item a line, without the marks of a list.
func agendaItems(text string) []string {
	var items []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if item := strings.TrimSpace(listMark.ReplaceAllString(line, "")); item != "" {
			items = append(items, item)
		}
	}
	return items
}

type meetingListCmd struct {
	Group string `arg:"" help:"The group."`
}

func (m meetingListCmd) run(c *call) error {
	g, err := c.group(m.Group)
	if err != nil {
		return err
	}
	cards, err := c.session.store.Meetings(c.ctx, g)
	if err != nil {
		return err
	}
	type view struct {
		Meeting forum.ID `json:"meeting"`
		Title   string   `json:"title"`
		At      string   `json:"at"`
		Place   string   `json:"place"`
		State   string   `json:"state"`
		Items   int      `json:"items"`
		Present int      `json:"present"`
		Updated string   `json:"updated"`

		MinutesState forum.MinutesState `json:"minutes_state"`
		Stage        forum.MeetingStage `json:"stage"` // the state, and what the clock says of it
	}
	views := make([]view, len(cards))
	rows := make([][]string, len(cards))
	for i, m := range cards {
		views[i] = view{m.ID, m.Title, stamp(m.At), m.Place, m.State, m.Items, m.Present, stamp(m.Updated), m.Minutes, m.Stage}
		said := stageWord[m.Stage]
		if m.Stage == forum.StageOver {
			said = overWord[m.Minutes]
		}
		rows[i] = []string{short(m.ID), day(m.At), said, count(m.Items, "item", "items"), m.Title}
	}
	return c.reply(views, table(rows))
}

// stageWord says where a meeting is, as the window does; overWord what of one that has ended is in hand.
var (
	stageWord = map[forum.MeetingStage]string{
		forum.StageAhead: "planned", forum.StageDue: "planned", forum.StageGoing: "going on", forum.StageUnended: "not ended yet",
		forum.StageUnstarted: "was planned", forum.StageOver: "ended",
	}
	overWord = map[forum.MinutesState]string{
		forum.MinutesDraft: "draft minutes", forum.MinutesSigned: "minutes signed", forum.MinutesCorrected: "minutes corrected",
	}
)

// meeting finds the meeting an argument means and reads it.
func (c *call) meeting(ref string) (store.MeetingPage, error) {
	g, id, err := c.subject(forum.KindMeeting, ref)
	if err != nil {
		return store.MeetingPage{}, err
	}
	return c.session.store.Meeting(c.ctx, g, id)
}

type meetingView struct {
	Meeting    forum.ID       `json:"meeting"`
	Group      forum.ID       `json:"group"`
	Title      string         `json:"title"`
	At         string         `json:"at"`
	Place      string         `json:"place"`
	State      string         `json:"state"`
	Author     string         `json:"author"`
	Person     forum.Person   `json:"person"`
	Agenda     []itemView     `json:"agenda"`
	Attendance []attenderView `json:"attendance"`
	Comments   []commentView  `json:"comments"`

	MinutesState forum.MinutesState `json:"minutes_state"` // draft, signed, or corrected since it was signed
	Follows      string             `json:"follows"`       // the meeting before it; empty for none
	Notices      []summonsView      `json:"notices"`
	Signatures   []signatureView    `json:"signatures"` // of the minutes, in order

	Moved     *movedView    `json:"moved"`     // null where it is when and where it was first called for
	Adjourned bool          `json:"adjourned"` // it goes on with the meeting it follows
	Quorum    *quorumView   `json:"quorum"`    // null where the charter asks for none
	Warnings  []string      `json:"warnings"`
	Arising   []arisingView `json:"arising"` // what comes onto the agenda by itself, until the meeting has ended
}

type itemView struct {
	Item  forum.ID `json:"item"`
	Title string   `json:"title"`
	Body  string   `json:"body"`

	Motions []motionView `json:"motions"`

	Present      []string `json:"present"`
	Counted      int      `json:"counted"`      // votes of those present, towards the quorum
	Quorate      *bool    `json:"quorate"`      // null where the charter asks for no quorum
	Confidential bool     `json:"confidential"` // its words are in the officers' own group
}

type attenderView struct {
	Name   string           `json:"name"`
	Person string           `json:"person"` // empty for somebody without a device here
	As     forum.Attendance `json:"as"`
	From   int              `json:"from"` // the first agenda item they were there for, from 1; 0: from the start
	To     int              `json:"to"`   // and the last; 0: to the end
}

func (c *call) viewMeeting(page store.MeetingPage) meetingView {
	v := meetingView{
		Meeting: page.ID, Group: page.Group, Title: page.Title, At: stamp(page.At), Place: page.Place, State: page.State,
		Author: page.Names[page.Author], Person: page.Author, Agenda: make([]itemView, len(page.Agenda)),
		Attendance: make([]attenderView, len(page.Attended)), Comments: viewComments(page.Comments, page.Names),
		MinutesState: page.Minutes, Notices: viewSummonses(&page), Signatures: viewSignatures(&page), Arising: []arisingView{},
		Moved: viewMoved(&page), Adjourned: page.Adjourned, Quorum: viewQuorum(page.Quorum), Warnings: c.warningsOf(&page),
	}
	if !page.Follows.Zero() {
		v.Follows = page.Follows.String()
	}
	motions := viewMotions(&page)
	for i, item := range page.Agenda {
		v.Agenda[i] = itemView{item.ID, item.Title, page.Texts[item.ID], list(motions[item.ID]), presentAt(&page, i), 0, nil, item.Confidential}
		if page.Quorum != nil {
			n := page.Quorum.Items[i]
			quorate := n >= page.Quorum.Need
			v.Agenda[i].Counted, v.Agenda[i].Quorate = n, &quorate
		}
	}
	for i, a := range page.Attended {
		v.Attendance[i] = attenderView{a.Name, "", a.As, itemNumber(&page, a.From), itemNumber(&page, a.To)}
		if a.Person != (forum.Person{}) {
			v.Attendance[i].Name, v.Attendance[i].Person = page.Names[a.Person], a.Person.String()
		}
	}
	return v
}

// itemNumber gives the place of an item in the agenda, from 1; 0 when it has none.
func itemNumber(page *store.MeetingPage, id forum.ID) int {
	return 1 + slices.IndexFunc(page.Agenda, func(i forum.Item) bool { return i.ID == id })
}

type meetingShowCmd struct {
	Meeting string `arg:"" help:"The meeting."`
}

func (m meetingShowCmd) run(c *call) error {
	page, err := c.meeting(m.Meeting)
	if err != nil {
		return err
	}
	v := c.viewMeeting(page)
	if v.Arising, err = c.arising(&page); err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s  (%s)\n%s, %s", v.Title, short(v.Meeting), day(page.At), stageWord[page.Stage])
	if v.Place != "" {
		fmt.Fprintf(&b, ", %s", v.Place)
	}
	fmt.Fprintf(&b, "\nMinutes: %s\n", minutesWord[v.MinutesState])
	if m := v.Moved; m != nil {
		fmt.Fprintf(&b, "First planned for %s; changed by %s on %s\n", whenWhere(page.CalledAt, page.CalledPlace), m.By, m.Changed[:10])
	}
	for i, n := range v.Notices {
		fmt.Fprintf(&b, "Notice given by %s on %s", n.By, n.Given[:10])
		if n.At != v.At || n.Place != v.Place {
			fmt.Fprintf(&b, ", for %s", whenWhere(page.Notices[i].At, n.Place))
		}
		b.WriteString("\n")
	}
	if agenda := agendaText(&page, v.Arising); agenda != "" {
		b.WriteString("\n" + agenda)
	}
	b.WriteString(attendanceText(v))
	b.WriteString(quorumText(v))
	b.WriteString(commentsText(v.Comments, page.Comments))
	return c.reply(struct {
		meetingView
		Stage forum.MeetingStage `json:"stage"` // the state, and what the clock says of it
	}{v, page.Stage}, b.String())
}

// minutesWord says how far minutes have got.
var minutesWord = map[forum.MinutesState]string{
	forum.MinutesDraft: "draft, not signed", forum.MinutesSigned: "signed as a true record", forum.MinutesCorrected: "corrected since signed",
}

func attendanceText(v meetingView) string {
	var text string
	for _, as := range []forum.Attendance{forum.Present, forum.Apologies, forum.Absent} {
		var names []string
		for _, a := range v.Attendance {
			if a.As == as {
				names = append(names, a.Name+a.span())
			}
		}
		if len(names) > 0 {
			text += fmt.Sprintf("\n%s: %s\n", strings.ToUpper(string(as[:1]))+string(as[1:]), strings.Join(names, ", "))
		}
	}
	return text
}

// span says when somebody came or went, where that was not at the start and the end.
func (a attenderView) span() string {
	switch {
	case a.From > 0 && a.To > 0:
		return fmt.Sprintf(" (items %d to %d)", a.From, a.To)
	case a.From > 0:
		return fmt.Sprintf(" (from item %d)", a.From)
	case a.To > 0:
		return fmt.Sprintf(" (to item %d)", a.To)
	}
	return ""
}

type (
	meetingStartCmd struct {
		Meeting string `arg:"" help:"The meeting."`
	}
	meetingEndCmd struct {
		Meeting string `arg:"" help:"The meeting."`
	}
)

func (m meetingStartCmd) run(c *call) error { return c.setMeeting(m.Meeting, "started") }
func (m meetingEndCmd) run(c *call) error   { return c.setMeeting(m.Meeting, "ended") }

func (c *call) setMeeting(ref, state string) error {
	page, err := c.meeting(ref)
	if err != nil {
		return err
	}
	if err := c.session.store.Set(c.ctx, page.Group, page.ID, forum.FieldState, state, 0); err != nil {
		return err
	}
	return c.reply(struct {
		Meeting forum.ID `json:"meeting"`
		State   string   `json:"state"`
	}{page.ID, state}, fmt.Sprintf("%s: %s", page.Title, state))
}

type (
	meetingAttendCmd struct {
		Meeting string   `arg:"" help:"The meeting."`
		Who     []string `arg:"" optional:"" help:"Members, or names of people who are not. Nobody named: you."`
		From    int      `help:"The first agenda item they were there for, counted from 1 (default: from the start)." default:"0"`
		To      int      `help:"The last (default: to the end)." default:"0"`
	}
	meetingApologiesCmd struct {
		Meeting string   `arg:"" help:"The meeting."`
		Who     []string `arg:"" optional:"" help:"Members, or names of people who are not. Nobody named: you."`
	}
)

func (m meetingAttendCmd) run(c *call) error {
	return c.attend(m.Meeting, m.Who, attending{as: forum.Present, from: m.From, to: m.To})
}

func (m meetingApologiesCmd) run(c *call) error {
	return c.attend(m.Meeting, m.Who, attending{as: forum.Apologies})
}

func (c *call) attend(ref string, who []string, as attending) error {
	page, err := c.meeting(ref)
	if err != nil {
		return err
	}
	me, ok := c.session.store.MeIn(page.Group)
	if !ok {
		return refuse("not_member", "this device does not belong to the group")
	}
	if len(who) == 0 {
		who = []string{me.Person.String()}
	}
	note, err := as.note(&page)
	if err != nil {
		return err
	}
	for _, one := range who {
		if err := c.attendOne(page, one, note, as.leaving); err != nil {
			return err
		}
	}
	page, err = c.session.store.Meeting(c.ctx, page.Group, page.ID)
	if err != nil {
		return err
	}
	v := c.viewMeeting(page)
	return c.reply(struct {
		Meeting    forum.ID       `json:"meeting"`
		Attendance []attenderView `json:"attendance"`
	}{v.Meeting, v.Attendance}, attendanceText(v))
}

// attendOne notes one person: a member when the name is one's, otherwise a guest by that name. Of who leaves it stays
// known when they came.
func (c *call) attendOne(page store.MeetingPage, who string, note forum.Attend, leaving bool) error {
	p, err := c.session.store.FindPerson(c.ctx, page.Group, who)
	var refused *store.RefusedError
	switch {
	case err == nil:
		note.Person = p
	case errors.As(err, &refused) && refused.Code == "not_found":
		note.Name = who
	default:
		return err
	}
	for i := range page.Attended {
		if a := &page.Attended[i]; leaving && a.As == forum.Present && a.Person == note.Person && a.Name == note.Name {
			note.From = a.From
		}
	}
	return c.session.store.NoteAttendance(c.ctx, page.Group, page.ID, note)
}
