package cli

import (
	"strings"

	"moot/store/forum"
)

type memberMattersCmd struct {
	Group string `arg:"" help:"The group."`
}

func (m memberMattersCmd) run(c *call) error {
	_, roll, err := c.roll(m.Group)
	if err != nil {
		return err
	}
	views := mattersOf(roll, func(*forum.Matter) bool { return true })
	if len(views) == 0 {
		return c.reply(views, "Nothing is waiting for anybody's agreement.")
	}
	return c.reply(views, mattersText(views))
}

// matter finds something that is being asked for; a name that is not there is answered with what is.
func (c *call) matter(g forum.ID, ref string) (*forum.Matter, error) {
	m, err := c.session.store.FindMatter(c.ctx, g, ref)
	if !notFound(err) {
		return m, err
	}
	return nil, refuse("not_found", "nothing that is asked for is called %q: it was decided, or never asked for (moot member matters lists what is)", ref)
}

type memberAgreeCmd struct {
	Group  string `arg:"" help:"The group."`
	Matter string `arg:"" help:"What is asked for: its id, or the name of the person it is about."`
	Words  string `help:"What to say with it, or - to read it from standard input." placeholder:"TEXT|-"`
}

func (m memberAgreeCmd) run(c *call) error {
	g, err := c.group(m.Group)
	if err != nil {
		return err
	}
	matter, err := c.matter(g, m.Matter)
	if err != nil {
		return err
	}
	words, err := c.words(m.Words)
	if err != nil {
		return err
	}
	if err := c.agree(g, matter, words); err != nil {
		return err
	}
	return c.outcome(g, matter, "You agree.")
}

// agree gives this person's agreement, with words if they have any: only an answer has room for them.
func (c *call) agree(g forum.ID, m *forum.Matter, words string) error {
	s := c.session.store
	if words == "" {
		return s.Second(c.ctx, g, m.ID)
	}
	can, err := s.MatterCan(c.ctx, g, m)
	if err != nil {
		return err
	}
	if can.AskToo && !can.Agree {
		return refuse("refused", "what it lacks is that you ask for it too, as one of those who may, and there is no room for words in that: leave out --words")
	}
	if err := s.Answer(c.ctx, g, m.ID, forum.Answer{Stance: forum.StanceAgree, Words: words}); err != nil {
		return err
	}
	roll, err := s.Roll(c.ctx, g)
	if err != nil {
		return err
	}
	if _, open := roll.Matter(m.ID); !open || !can.AskToo {
		return nil
	}
	return s.Second(c.ctx, g, m.ID)
}

// words gives the words of an option: its own text, or standard input for "-".
func (c *call) words(option string) (string, error) {
	if option != "-" {
		return strings.TrimSpace(option), nil
	}
	text, err := c.text("-")
	return strings.TrimSpace(text), err
}

// outcome shows what became of a matter after this person's part in it.
func (c *call) outcome(g forum.ID, m *forum.Matter, words string) error {
	roll, err := c.session.store.Roll(c.ctx, g)
	if err != nil {
		return err
	}
	type view struct {
		Open   bool       `json:"open"` // whether it still lacks something
		Matter matterView `json:"matter"`
	}
	if now, open := roll.Matter(m.ID); open {
		v := viewMatter(roll, now)
		return c.reply(view{true, v}, words+" It still lacks something.\n"+v.text())
	}
	v := viewMatter(roll, m)
	v.Lacks, v.Words, v.Said = []lackView{}, "", []saidView{} // what was said is in the roll, with what was done
	return c.reply(view{false, v}, words+" It has everything it needed, and is done.")
}

type memberObjectCmd struct {
	Group  string `arg:"" help:"The group."`
	Matter string `arg:"" help:"What is asked for: its id, or the name of the person it is about."`
	Words  string `help:"Why, or - to read it from standard input." placeholder:"TEXT|-"`
}

func (m memberObjectCmd) run(c *call) error {
	return c.answer(m.Group, m.Matter, m.Words, forum.StanceObject, "You object.")
}

type memberSayCmd struct {
	Group  string `arg:"" help:"The group."`
	Matter string `arg:"" help:"What is asked for: its id, or the name of the person it is about. After your own removal, your name."`
	Words  string `help:"What to say, or - to read it from standard input." placeholder:"TEXT|-" default:"-"`
}

func (m memberSayCmd) run(c *call) error {
	return c.answer(m.Group, m.Matter, m.Words, forum.StanceSpeak, "Said.")
}

// answer gives this person's answer to a matter, or their statement about their own removal.
func (c *call) answer(group, ref, option string, stance forum.Stance, done string) error {
	g, roll, err := c.roll(group)
	if err != nil {
		return err
	}
	words, err := c.words(option)
	if err != nil {
		return err
	}
	if words == "" && stance == forum.StanceSpeak {
		return refuse("bad_input", "there are no words to say: give them with --words")
	}
	a := forum.Answer{Stance: stance, Words: words}
	if own, yes := c.removed(roll, ref); yes && stance == forum.StanceSpeak {
		act, err := c.session.store.Removal(c.ctx, g, own.Person)
		if err != nil {
			return err
		}
		if err := c.session.store.Answer(c.ctx, g, act, a); err != nil {
			return err
		}
		return c.onlyMember(g, own.Person, "Said. It is shown with your removal.")
	}
	m, err := c.matter(g, ref)
	if err != nil {
		return err
	}
	if err := c.session.store.Answer(c.ctx, g, m.ID, a); err != nil {
		return err
	}
	return c.outcome(g, m, done)
}

// removed says whether this person has been removed and ref names them.
func (c *call) removed(roll *forum.Roll, ref string) (forum.Member, bool) {
	own, ok := roll.ByDevice(c.session.store.Identity())
	if !ok || own.Standing != forum.StandingRemoved {
		return own, false
	}
	named := strings.EqualFold(ref, own.Name) || len(ref) >= 6 && strings.HasPrefix(own.Person.String(), strings.ToLower(ref))
	return own, named
}
