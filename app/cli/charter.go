package cli

import (
	"fmt"
	"strings"

	"moot/store/forum"
)

// charterView is a group's charter as JSON has it.
type charterView struct {
	Name     string        `json:"name"`
	Aims     string        `json:"aims"`
	Sections []sectionView `json:"sections"`
	Voting   *votingView   `json:"voting"` // null while the charter does not say
	Files    filesView     `json:"files"`
	Meeting  *meetingRules `json:"meeting"`
	Cards    int           `json:"cards"` // officers who sign a card for neighbouring groups
	Bodies   []bodyView    `json:"bodies"`

	Capacities []capacityView `json:"capacities"`
}

// filesView is how much room photos and files may take, in bytes: what the charter says or leaves as it is.
type filesView struct {
	Most  int64 `json:"most"`  // one file
	Total int64 `json:"total"` // all of them together
}

// bodyView is what people are elected to; its rules are written as in a charter file.
type bodyView struct {
	Name     string `json:"name"`
	Seats    int    `json:"seats"`
	Term     int    `json:"term"`   // years
	Retire   string `json:"retire"` // such as "1/3", or "none"
	Vacancy  string `json:"vacancy"`
	Officers bool   `json:"officers"`
}

func viewBodies(all []forum.Body) []bodyView {
	views := make([]bodyView, len(all))
	for i, b := range all {
		views[i] = bodyView{b.Name, b.Seats, b.Term, "none", cond(b.Vacancy == forum.VacancyLeave, "leave", b.Vacancy), !b.Plain}
		if b.Retire.Num > 0 {
			views[i].Retire = fmt.Sprintf("%d/%d", b.Retire.Num, b.Retire.Den)
		}
	}
	return views
}

// votingView is what it takes to decide, written as in a charter file.
type votingView struct {
	Ordinary string `json:"ordinary"`
	Special  string `json:"special"`
	Quorum   string `json:"quorum"`
	Casting  string `json:"casting"`
	Blocks   int    `json:"blocks"`

	Who        string `json:"who"` // person or household
	Delegation bool   `json:"delegation"`
	Proxies    int    `json:"proxies"` // for how many others one person may vote
}

// meetingRules is what the charter says of meetings, written as in a charter file.
type meetingRules struct {
	Quorum    string       `json:"quorum"`
	Active    int          `json:"active"` // months; 0: the share is of all members
	Adjourned string       `json:"adjourned"`
	Notice    int          `json:"notice"` // clear days
	Holidays  forum.Nation `json:"holidays"`
}

func viewMeetingRules(m *forum.MeetingRules) *meetingRules {
	if m == nil {
		return nil
	}
	v := &meetingRules{m.Quorum.String(), m.Active, m.Adjourned.String(), m.Notice, m.Holidays()}
	if m.Adjourned == (forum.Quorum{}) {
		v.Adjourned = v.Quorum
	}
	return v
}

func viewVoting(r forum.Rules) *votingView {
	if r.Voting == nil {
		return nil
	}
	ordinary := r.Terms("ordinary")
	v := &votingView{
		Ordinary: ordinary.Majority.String(), Special: r.Terms("special").Majority.String(),
		Quorum: ordinary.Quorum.String(), Casting: "none", Blocks: ordinary.Blocks,
		Who: "person", Delegation: ordinary.Proxies > 0, Proxies: ordinary.Proxies,
	}
	if r.ByHousehold() {
		v.Who = string(forum.WhoHousehold)
	}
	if ordinary.Casting != forum.CastingNone {
		v.Casting = string(ordinary.Casting)
	}
	return v
}

// sectionView is one section; its safeguards are written as in a charter file, such as "consent 50%" or "none".
type sectionView struct {
	Name    string `json:"name"`
	For     string `json:"for"`
	Removal string `json:"removal"`
	Charter string `json:"charter"`
	Closing string `json:"closing"`
}

func viewCharter(name, aims string, r forum.Rules, roll *forum.Roll) charterView {
	v := charterView{name, aims, make([]sectionView, len(r.Sections)), viewVoting(r), filesView(r.FileLimits()), viewMeetingRules(r.Meeting), r.CardSigners(), viewBodies(r.Bodies),
		viewCapacities(r, roll)}
	for i, s := range r.Sections {
		v.Sections[i] = sectionView{s.Name, s.For, s.Removal.String(), s.Charter.String(), s.Closing.String()}
	}
	return v
}

// charter reads a charter file.
func (c *call) charter(path string) (forum.Charter, error) {
	text, err := c.text(path)
	if err != nil {
		return forum.Charter{}, err
	}
	charter, err := forum.ParseCharter([]byte(text))
	if err != nil {
		return charter, refuse("bad_input", "%s, %s", path, err)
	}
	return charter, nil
}

type groupCharterCmd struct {
	Group string `arg:"" help:"The group."`
	Set   string `help:"A charter file (TOML: name, aims, voting, meeting, files, sections, bodies, capacities) to take over. What it leaves out stays." placeholder:"FILE.toml"`
}

func (g groupCharterCmd) run(c *call) error {
	id, err := c.group(g.Group)
	if err != nil {
		return err
	}
	if g.Set != "" {
		if err := c.setCharter(id, g.Set); err != nil {
			return err
		}
	}
	roll, err := c.session.store.Roll(c.ctx, id)
	if err != nil {
		return err
	}
	return c.showCharter(id, roll)
}

// setCharter asks for what a file changes. A file that changes nothing asks for nothing.
func (c *call) setCharter(id forum.ID, path string) error {
	wanted, err := c.charter(path)
	if err != nil {
		return err
	}
	roll, err := c.session.store.Roll(c.ctx, id)
	if err != nil {
		return err
	}
	change, any := wanted.Change(roll)
	if !any {
		c.note("The charter says all of that already, so nothing was changed.")
		return nil
	}
	return c.session.store.SetCharter(c.ctx, id, change)
}

// showCharter prints the charter as it stands; a change that is asked for and lacks something is told beside it, so that
// what is printed can be kept as a file.
func (c *call) showCharter(id forum.ID, roll *forum.Roll) error {
	pending := mattersOf(roll, func(m *forum.Matter) bool { return m.Kind == forum.KindCharter })
	if !c.json {
		for _, m := range pending {
			c.note("%s", m.text())
		}
	}
	return c.reply(struct {
		Group   forum.ID     `json:"group"`
		Charter charterView  `json:"charter"`
		Pending []matterView `json:"pending"`
	}{id, viewCharter(roll.Name, roll.Aims, roll.Rules, roll), pending}, string(forum.FormatCharter(roll.Name, roll.Aims, roll.Rules)))
}

type groupAimsCmd struct {
	Group string `arg:"" help:"The group."`
	Set   string `help:"A file with the new aims (Markdown), or - for standard input." placeholder:"FILE.md"`
}

func (g groupAimsCmd) run(c *call) error {
	id, err := c.group(g.Group)
	if err != nil {
		return err
	}
	if g.Set != "" {
		aims, err := c.text(g.Set)
		if err != nil {
			return err
		}
		if aims = strings.TrimSpace(aims); aims == "" {
			return refuse("bad_input", "%s is empty: a group's aims cannot be taken away, only changed", g.Set)
		}
		if err := c.session.store.SetCharter(c.ctx, id, forum.Charter{Aims: aims}); err != nil {
			return err
		}
	}
	roll, err := c.session.store.Roll(c.ctx, id)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Group forum.ID `json:"group"`
		Aims  string   `json:"aims"`
	}{id, roll.Aims}, roll.Aims)
}

// section finds a section that the charter names, in any case of letters; empty or "none" is no section.
func section(roll *forum.Roll, ref string) (string, error) {
	ref = strings.TrimSpace(ref)
	if ref == "" || strings.EqualFold(ref, "none") {
		return "", nil
	}
	names := make([]string, len(roll.Rules.Sections))
	for i, s := range roll.Rules.Sections {
		if strings.EqualFold(s.Name, ref) {
			return s.Name, nil
		}
		names[i] = s.Name
	}
	if len(names) == 0 {
		return "", refuse("not_found", "the charter of %s names no sections yet: add some with moot group charter %s --set FILE.toml", roll.Name, quote(roll.Name))
	}
	return "", suggest(refuse("not_found", "the charter names no section %q; it has %s", ref, strings.Join(names, ", ")), ref, names)
}

func sectionWords(name string) string {
	if name == "" {
		return "no section"
	}
	return fmt.Sprintf("the section %s", name)
}
