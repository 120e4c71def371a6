package cli

import (
	"fmt"
	"strings"

	"moot/store"
	"moot/store/forum"
)

type gaugeCmd struct {
	List gaugeListCmd `cmd:"" help:"List what a group measures."`
	Show gaugeShowCmd `cmd:"" help:"Show a gauge with its readings."`
	New  gaugeNewCmd  `cmd:"" help:"Measure something: what it was, what it should come to, and by when."`
	Read gaugeReadCmd `cmd:"" help:"Add a reading."`
}

type gaugeView struct {
	Gauge    forum.ID `json:"gauge"`
	Title    string   `json:"title"`
	Unit     string   `json:"unit"`
	Baseline string   `json:"baseline"` // exact decimals, as they were given
	Target   string   `json:"target"`
	Due      string   `json:"due"`
	Review   string   `json:"review"`
	Latest   string   `json:"latest"` // empty when nothing was read yet
	At       string   `json:"at"`
	Trend    string   `json:"trend"` // "nearer", "further", "same", "reached" or ""
	Readings int      `json:"readings"`
}

func viewGauge(g store.GaugeCard) gaugeView {
	v := gaugeView{g.ID, g.Title, g.Unit, g.Baseline.String(), g.Target.String(), stamp(g.Due), stamp(g.Review), "", stamp(g.At), string(g.Trend), g.Readings}
	if g.Latest != nil {
		v.Latest = g.Latest.String()
	}
	return v
}

type gaugeListCmd struct {
	Group string `arg:"" help:"The group."`
}

func (l gaugeListCmd) run(c *call) error {
	g, err := c.group(l.Group)
	if err != nil {
		return err
	}
	cards, err := c.session.store.Gauges(c.ctx, g)
	if err != nil {
		return err
	}
	views, rows := make([]gaugeView, len(cards)), make([][]string, len(cards))
	for i, one := range cards {
		v := viewGauge(one)
		views[i] = v
		rows[i] = []string{short(v.Gauge), cond(v.Latest == "", "not read yet", v.Latest), "of " + v.Target, v.Unit, v.Trend, v.Title}
	}
	return c.reply(views, table(rows))
}

type readingView struct {
	Reading  forum.ID `json:"reading"`
	Value    string   `json:"value"`
	At       string   `json:"at"`
	Note     string   `json:"note"`
	Author   string   `json:"author"`
	Replaced bool     `json:"replaced"` // another stands in its place
}

type gaugePageView struct {
	gaugeView
	Group    forum.ID      `json:"group"`
	Decision linkView      `json:"decision"`
	Author   string        `json:"author"`
	History  []readingView `json:"history"`
	Comments []commentView `json:"comments"`
}

func (c *call) gaugePage(g, id forum.ID) (v gaugePageView, err error) {
	p, err := c.session.store.Gauge(c.ctx, g, id)
	if err != nil {
		return v, err
	}
	card := store.GaugeCard{ID: p.ID, Title: p.Title, Unit: p.Unit, Baseline: p.Baseline, Target: p.Target, Due: p.Due, Review: p.Review, Trend: p.Trend}
	if r, ok := p.Latest(); ok {
		card.Latest, card.At = &r.Value, r.At
	}
	v = gaugePageView{Group: g, Decision: viewLink(p.Decided), Author: p.Names[p.Author],
		History: make([]readingView, len(p.Readings)), Comments: viewComments(p.Comments, p.Names)}
	for i, r := range p.Readings {
		v.History[i] = readingView{r.ID, r.Value.String(), stamp(r.At), r.Note, p.Names[r.By], r.Replaced}
		if !r.Replaced {
			card.Readings++
		}
	}
	v.gaugeView = viewGauge(card)
	return v, nil
}

type gaugeShowCmd struct {
	Gauge string `arg:"" help:"The gauge."`
}

func (s gaugeShowCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindGauge, s.Gauge)
	if err != nil {
		return err
	}
	v, err := c.gaugePage(g, id)
	if err != nil {
		return err
	}
	return c.reply(v, v.text())
}

func (v gaugePageView) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  (%s)\nFrom %s to %s %s", v.Title, short(v.Gauge), v.Baseline, v.Target, v.Unit)
	if v.Due != "" {
		fmt.Fprintf(&b, " by %s", v.Due[:10])
	}
	fmt.Fprintf(&b, "\nNow: %s %s\n", cond(v.Latest == "", "not read yet", v.Latest), v.Trend)
	if v.Review != "" {
		fmt.Fprintf(&b, "To be looked at again: %s\n", v.Review[:10])
	}
	for _, r := range v.History {
		fmt.Fprintf(&b, "\n%s  %s  %s  %s%s", short(r.Reading), r.At, r.Value, r.Note, cond(r.Replaced, " (replaced)", ""))
	}
	return b.String()
}

// decimal is an exact number on the command line.
type decimal struct{ forum.Decimal }

// UnmarshalText reads a number such as 12 or -0.75.
func (d *decimal) UnmarshalText(text []byte) (err error) {
	d.Decimal, err = forum.ParseDecimal(string(text))
	return err
}

type gaugeNewCmd struct {
	Group    string   `arg:"" help:"The group."`
	Title    string   `help:"What is measured." required:""`
	Unit     string   `help:"In what, such as days or people."`
	Baseline decimal  `help:"What it is at first." required:"" placeholder:"NUMBER"`
	Target   decimal  `help:"What it should come to." required:"" placeholder:"NUMBER"`
	By       deadline `help:"By when." placeholder:"DATE"`
	Review   deadline `help:"When to look at it again." placeholder:"DATE"`
	Decision string   `help:"The proposal whose result it measures." placeholder:"PROPOSAL"`
}

// Help adds to the command's own help.
func (gaugeNewCmd) Help() string {
	return "A service is tracked so too: make gauges such as 'Repairs opened' and 'Repairs closed', and read them each month. " +
		"A single repair is a task."
}

func (n gaugeNewCmd) run(c *call) error {
	g, err := c.group(n.Group)
	if err != nil {
		return err
	}
	made := forum.NewGauge{Title: n.Title, Unit: n.Unit, Baseline: n.Baseline.Decimal, Target: n.Target.Decimal, Due: n.By.ms(), Review: n.Review.ms()}
	if n.Decision != "" {
		if made.Decision, err = c.decision(g, n.Decision); err != nil {
			return err
		}
	}
	id, err := c.session.store.NewGauge(c.ctx, g, made)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Gauge forum.ID `json:"gauge"`
		Title string   `json:"title"`
	}{id, n.Title}, fmt.Sprintf("Measured from now on: %s  (%s)", n.Title, short(id)))
}

type gaugeReadCmd struct {
	Gauge   string   `arg:"" help:"The gauge."`
	Value   decimal  `arg:"" help:"The reading."`
	At      moment   `help:"When it was so (now, when left out)." placeholder:"TIME"`
	Note    string   `help:"Where the figure comes from."`
	Instead string   `help:"A reading that was wrong, by its id, which this one replaces." placeholder:"READING"`
	Review  deadline `help:"When to look at the gauge again." placeholder:"DATE"`
}

func (r gaugeReadCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindGauge, r.Gauge)
	if err != nil {
		return err
	}
	made := forum.NewReading{Value: r.Value.Decimal, Note: r.Note}
	if !r.At.IsZero() {
		made.At = r.At.UnixMilli()
	}
	if r.Instead != "" {
		if _, made.Instead, err = c.session.store.FindSubject(c.ctx, g, forum.KindReading, r.Instead); err != nil {
			return err
		}
	}
	reading, err := c.session.store.ReadGauge(c.ctx, g, id, made)
	if err != nil {
		return err
	}
	if !r.Review.IsZero() {
		if err := c.session.store.ReviewGauge(c.ctx, g, id, r.Review.Time); err != nil {
			return err
		}
	}
	v, err := c.gaugePage(g, id)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Reading forum.ID `json:"reading"`
		gaugePageView
	}{reading, v}, v.text())
}
