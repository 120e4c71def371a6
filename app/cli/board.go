package cli

import (
	"fmt"
	"strings"
	"time"

	"moot/store"
	"moot/store/forum"
)

type boardView struct {
	Body     string        `json:"body"`
	Rules    string        `json:"rules"` // what the charter says of it, in a sentence
	Seats    int           `json:"seats"`
	Vacant   int           `json:"vacant"`
	Over     int           `json:"over"` // people above the number of seats
	Sitting  []seatView    `json:"sitting"`
	Retiring []string      `json:"retiring"` // at the next annual election
	Seating  []seatingView `json:"seating"`  // what is still to be done on the roll
}

type seatView struct {
	Person      forum.Person `json:"person"`
	Name        string       `json:"name"`
	Since       string       `json:"since"`
	Until       string       `json:"until"` // the year of the annual election at which the seat ends at the latest
	How         string       `json:"how"`
	Election    forum.ID     `json:"election"`
	Certificate forum.ID     `json:"certificate"`
	Retires     bool         `json:"retires"` // at the next annual election
	Why         string       `json:"why"`     // they retire then
}

func (c *call) boardViews(g forum.ID) ([]boardView, error) {
	page, err := c.session.store.Boards(c.ctx, g)
	if err != nil {
		return nil, err
	}
	views := make([]boardView, len(page.Boards))
	for i := range page.Boards {
		views[i] = viewBoard(&page.Boards[i], &page)
	}
	return views, nil
}

func viewBoard(b *forum.Board, page *store.BoardPage) boardView {
	v := boardView{Body: b.Name, Rules: b.Sentence(), Seats: b.Seats, Vacant: b.Vacant, Over: b.Over, Sitting: make([]seatView, len(b.Sitting)),
		Retiring: []string{}, Seating: []seatingView{}}
	for i, s := range b.Sitting {
		v.Sitting[i] = seatView{s.Person, page.Names[s.Person], stamp(s.Since), "", s.How, s.Election, s.Certificate, s.Retires != forum.TurnNone, s.Retires.Sentence()}
		if s.How == forum.ElectionAnnual {
			v.Sitting[i].Until = fmt.Sprint(time.UnixMilli(s.Since).UTC().Year() + b.Term)
		}
		if s.Retires != forum.TurnNone {
			v.Retiring = append(v.Retiring, page.Names[s.Person])
		}
	}
	for _, d := range viewSeating(page.Seating, page.Names) {
		if d.Body == b.Name {
			v.Seating = append(v.Seating, d)
		}
	}
	return v
}

type electionBoardCmd struct {
	Group string `arg:"" help:"The group."`
	Body  string `arg:"" optional:"" help:"Only this body."`
}

func (e electionBoardCmd) run(c *call) error {
	g, err := c.group(e.Group)
	if err != nil {
		return err
	}
	all, err := c.boardViews(g)
	if err != nil {
		return err
	}
	views, text := []boardView{}, ""
	for _, v := range all {
		if e.Body == "" || strings.EqualFold(e.Body, v.Body) {
			views = append(views, v)
			text += v.text() + "\n"
		}
	}
	if len(views) == 0 {
		text = "The charter names nothing that people are elected to. Add a [body.board] table to it: moot group charter GROUP --set FILE.toml\n"
		if e.Body != "" && len(all) > 0 {
			return refuse("not_found", "the charter names no body called %q", e.Body)
		}
	}
	return c.reply(views, text)
}

func (v boardView) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", v.Body, v.Rules)
	var rows [][]string
	for _, s := range v.Sitting {
		until := cond(s.Until == "", "until the next annual election", "until "+s.Until)
		rows = append(rows, []string{"  " + s.Name, "since " + s.Since[:10], until, s.How, short(s.Certificate), cond(s.Retires, "retires next: "+s.Why, "")})
	}
	b.WriteString(table(rows))
	if v.Vacant > 0 {
		fmt.Fprintf(&b, "  %s vacant\n", count(v.Vacant, "seat is", "seats are"))
	}
	if v.Over > 0 {
		fmt.Fprintf(&b, "  %s than there are seats: elections were held that did not know of each other\n", count(v.Over, "person more sits", "people more sit"))
	}
	for _, s := range v.Seating {
		fmt.Fprintf(&b, "  To do: %s (moot election seat)\n", s.Says)
	}
	return b.String()
}

type electionSeatCmd struct {
	Election string `arg:"" help:"The election, or any other to the same body."`
}

// Help adds to the command's own help.
func (electionSeatCmd) Help() string {
	return "Each change of a role names the result it follows from. With three officers or more, taking somebody's office needs two of them: " +
		"then this is your asking, and another officer gives the same command."
}

func (e electionSeatCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindElection, e.Election)
	if err != nil {
		return err
	}
	page, err := c.session.store.Election(c.ctx, g, id)
	if err != nil {
		return err
	}
	done, left, err := c.session.store.SeatElected(c.ctx, g, page.Body)
	if err != nil {
		return err
	}
	names, text := page.Names, ""
	for _, d := range done {
		text += fmt.Sprintf("%s is now %s.\n", names[d.Person], roleWords(d.Role))
	}
	for _, d := range left {
		text += store.SeatingSentence(d, names[d.Person]) + ": another officer must give this command too.\n"
	}
	if text == "" {
		text = "There is nothing to do: the officers are those who sit.\n"
	}
	return c.reply(struct {
		Group forum.ID      `json:"group"`
		Done  []seatingView `json:"done"`
		Left  []seatingView `json:"left"` // asked for, and lacks another officer
	}{g, viewSeating(done, names), viewSeating(left, names)}, text)
}

type electionResignCmd struct {
	Group string `arg:"" help:"The group."`
	Body  string `arg:"" help:"The body."`
	Why   string `help:"Why, for everybody to read." placeholder:"TEXT"`
}

func (e electionResignCmd) run(c *call) error {
	g, err := c.group(e.Group)
	if err != nil {
		return err
	}
	if err := c.session.store.LeaveSeat(c.ctx, g, e.Body, e.Why); err != nil {
		return err
	}
	views, err := c.boardViews(g)
	if err != nil {
		return err
	}
	return c.reply(views, "You have given up your seat on the "+e.Body+".")
}
