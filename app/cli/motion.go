package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"moot/store"
	"moot/store/forum"
)

type meetingMotionCmd struct {
	Meeting  string `arg:"" help:"The meeting."`
	Text     string `arg:"" help:"The words that are put to the meeting."`
	Item     int    `help:"Which agenda item it is under, counted from 1." default:"1"`
	Mover    string `help:"Who moves it: a member, or the name of somebody who is not." required:"" placeholder:"WHO"`
	Seconder string `help:"Who seconds it." placeholder:"WHO"`
}

func (m meetingMotionCmd) run(c *call) error {
	page, err := c.meeting(m.Meeting)
	if err != nil {
		return err
	}
	item, err := c.item(page, m.Item)
	if err != nil {
		return err
	}
	motion := forum.NewMotion{Text: m.Text}
	if motion.Mover, err = c.who(page.Group, m.Mover); err != nil {
		return err
	}
	if m.Seconder != "" {
		if motion.Seconder, err = c.who(page.Group, m.Seconder); err != nil {
			return err
		}
	}
	id, err := c.session.store.Move(c.ctx, page.Group, item.ID, motion)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Motion  forum.ID `json:"motion"`
		Meeting forum.ID `json:"meeting"`
		Item    forum.ID `json:"item"`
	}{id, page.ID, item.ID}, fmt.Sprintf("Moved, under %s: %s  (%s)", item.Title, m.Text, short(id)))
}

// who names a member when the words are one's name, and otherwise somebody by these words.
func (c *call) who(g forum.ID, words string) (forum.Who, error) {
	p, err := c.session.store.FindPerson(c.ctx, g, words)
	var refused *store.RefusedError
	switch {
	case err == nil:
		return forum.Who{Person: p}, nil
	case errors.As(err, &refused) && refused.Code == "not_found":
		return forum.Who{Name: words}, nil
	}
	return forum.Who{}, err
}

type meetingDecideCmd struct {
	Meeting   string `arg:"" help:"The meeting."`
	Motion    string `arg:"" help:"Which motion: its number in the minutes, counted from 1 through the whole meeting, or its id."`
	For       int64  `help:"Hands for."`
	Against   int64  `help:"Hands against."`
	Abstain   int64  `help:"Hands abstaining."`
	Casting   string `help:"The casting vote of whoever presides, in a tie." enum:"yes,no,none" default:"none" placeholder:"yes|no"`
	Withdrawn bool   `help:"It was withdrawn before it was put." xor:"instead"`
	Struck    bool   `help:"It was written down by mistake: the minutes do not show it." xor:"instead"`
}

// Help adds to the command's own help.
func (meetingDecideCmd) Help() string {
	return "More hands for than against carry a motion. A tie is lost, unless whoever presides gives a casting vote."
}

func (m meetingDecideCmd) run(c *call) error {
	page, err := c.meeting(m.Meeting)
	if err != nil {
		return err
	}
	motion, err := motionOf(&page, m.Motion)
	if err != nil {
		return err
	}
	h, err := m.hands()
	if err != nil {
		return err
	}
	if err := c.session.store.Decide(c.ctx, page.Group, motion.ID, h); err != nil {
		return err
	}
	return c.reply(struct {
		Motion  forum.ID      `json:"motion"`
		Outcome forum.Outcome `json:"outcome"`
		For     int64         `json:"for"`
		Against int64         `json:"against"`
		Abstain int64         `json:"abstain"`
		Casting forum.Choice  `json:"casting"`
	}{motion.ID, h.Outcome, h.For, h.Against, h.Abstain, h.Casting}, fmt.Sprintf("%s: %s", h.Outcome, motion.Text))
}

// hands gives what the command says was shown, and what it comes to.
func (m meetingDecideCmd) hands() (h forum.Hands, err error) {
	h = forum.Hands{For: m.For, Against: m.Against, Abstain: m.Abstain}
	if m.Casting != "none" {
		h.Casting = forum.Choice(m.Casting)
	}
	switch {
	case m.Withdrawn:
		h.Outcome = forum.Withdrawn
	case m.Struck:
		h.Outcome = forum.Struck
	default:
		h.Outcome, err = forum.ShowOfHands(int(h.For), int(h.Against), int(h.Abstain), h.Casting)
	}
	var bad *forum.BadEntryError
	if errors.As(err, &bad) {
		err = refuse("bad_input", "%s", bad.Reason)
	}
	return h, err
}

// motionOf finds a motion by its number in the minutes or by the start of its id.
func motionOf(page *store.MeetingPage, ref string) (*forum.Motion, error) {
	number, notNumber := strconv.Atoi(ref)
	counted := 0
	var found *forum.Motion
	for i := range page.Agenda {
		for j := range page.Agenda[i].Motions {
			m := &page.Agenda[i].Motions[j]
			if m.Hands.Outcome != forum.Struck {
				counted++
				if notNumber == nil && number == counted {
					return m, nil
				}
			}
			if len(ref) >= 8 && strings.HasPrefix(m.ID.String(), strings.ToLower(ref)) {
				if found != nil {
					return nil, refuse("ambiguous", "%q is the start of more than one motion's id", ref)
				}
				found = m
			}
		}
	}
	if found == nil {
		return nil, refuse("not_found", "%s has %s: there is no motion %q", page.Title, count(counted, "motion", "motions"), ref)
	}
	return found, nil
}

type motionView struct {
	Motion   forum.ID      `json:"motion"`
	Text     string        `json:"text"`
	Mover    string        `json:"mover"`
	Seconder string        `json:"seconder"`
	Outcome  forum.Outcome `json:"outcome"` // carried, lost, withdrawn; empty while undecided
	For      int64         `json:"for"`
	Against  int64         `json:"against"`
	Abstain  int64         `json:"abstain"`
	Casting  forum.Choice  `json:"casting"`
}

// viewMotions gives the motions of each item, without those that were struck.
func viewMotions(page *store.MeetingPage) map[forum.ID][]motionView {
	out := map[forum.ID][]motionView{}
	for i := range page.Words.Items {
		item := &page.Words.Items[i]
		for _, m := range item.Motions {
			out[item.Item] = append(out[item.Item], motionView{m.Motion, m.Text, m.Mover.Name, m.Seconder.Name, m.Outcome, m.For, m.Against, m.Abstain, m.Casting})
		}
	}
	return out
}
