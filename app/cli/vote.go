package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"moot/store"
	"moot/store/forum"
)

type voteCmd struct {
	Open  voteOpenCmd  `cmd:"" help:"Open a vote on a proposal. Its wording cannot change while it is open."`
	Cast  voteCastCmd  `cmd:"" help:"Vote. Your latest vote is the one that counts."`
	Count voteCountCmd `cmd:"" help:"Count what has been cast so far, or show the result with its certificate."`
	Paper votePaperCmd `cmd:"" help:"Let people vote on paper: print papers, enter what they say, compare two tellers' counts."`
	Share voteShareCmd `cmd:"" help:"As an officer: sign a card that tells neighbouring groups what was decided."`
	Close voteCloseCmd `cmd:"" help:"As a teller: sign the certificate that ends a vote."`
}

type voteOpenCmd struct {
	Proposal string        `arg:"" help:"The proposal."`
	Method   string        `help:"How to vote: yesno, consent, approval, score, ranked (one wins), stv (several seats) or budget (Equal Shares)." enum:"yesno,consent,approval,score,ranked,stv,budget" default:"yesno"`
	Option   []string      `help:"What to choose from; once for each. In a budget with its cost in pence: --option 'Bench=45000'." placeholder:"TITLE[=COST]" sep:"none"`
	Between  string        `help:"Vote between wordings: amendments and 'original', with commas between. They come before other options." placeholder:"A,B,original"`
	Seats    int           `help:"How many win (approval, score, stv)." default:"0"`
	Points   int64         `help:"The most points for one option (score; default 5)." default:"0"`
	Budget   int64         `help:"What there is to spend, in pence (budget)." default:"0"`
	Closes   *moment       `help:"When voting ends, such as 2026-12-01T20:00Z." placeholder:"TIME"`
	Grace    time.Duration `help:"How long after that votes may still take to arrive." default:"72h"`
	Tellers  []string      `help:"Who may close it; once for each (default: any officer, and you)." placeholder:"PERSON" sep:"none"`
	Sign     int           `help:"How many tellers must sign the same certificate." default:"1"`
	Paper    bool          `help:"Some people vote on paper: two tellers enter what was handed in (moot vote paper)."`
	Secret   bool          `help:"Let nobody see who voted how: it says what that hides and what not."`
}

func (v voteOpenCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindProposal, v.Proposal)
	if err != nil {
		return err
	}
	opens := forum.OpenVote{Method: v.Method, Seats: v.Seats, Most: v.Points, Budget: v.Budget, Grace: v.Grace.Milliseconds(), Sign: v.Sign, Secret: v.Secret, Paper: v.Paper}
	if v.Method == forum.MethodScore && v.Points == 0 {
		opens.Most = 5
	}
	if v.Sign == 1 {
		opens.Sign = 0
	}
	if v.Closes != nil {
		opens.Closes = v.Closes.UnixMilli()
	}
	if err := c.between(g, id, v.Between, &opens); err != nil {
		return err
	}
	for _, text := range v.Option {
		o, err := v.option(text)
		if err != nil {
			return err
		}
		opens.Options = append(opens.Options, o)
	}
	for _, who := range v.Tellers {
		p, err := c.person(g, who)
		if err != nil {
			return err
		}
		opens.Tellers = append(opens.Tellers, p)
	}
	vote, err := c.session.store.NewVote(c.ctx, g, id, opens)
	if err != nil {
		return err
	}
	text := "The vote is open."
	if opens.Closes > 0 {
		text = "The vote is open until " + day(opens.Closes) + "."
	}
	if v.Paper {
		text += "\nSome people vote on paper: print papers with moot vote paper print. Papers are anonymous, but who handed one in is known to all."
	}
	people, without := 0, []string(nil)
	if v.Secret {
		if people, without, err = c.ringOf(g, vote); err != nil {
			return err
		}
		text += "\n" + secrecyWords(people, without)
	}
	return c.reply(struct {
		Vote     forum.ID `json:"vote"`
		Proposal forum.ID `json:"proposal"`
		Method   string   `json:"method"`
		Closes   string   `json:"closes"`
		Secret   bool     `json:"secret"`
		Paper    bool     `json:"paper"`
		Ring     int      `json:"ring"`    // secret: among how many people a ballot is hidden
		Without  []string `json:"without"` // secret: who may vote and cannot in this one
	}{vote, id, v.Method, stamp(opens.Closes), v.Secret, v.Paper, people, list(without)}, text)
}

// option reads an option; in a budget it ends with its cost.
func (v voteOpenCmd) option(text string) (forum.Option, error) {
	if v.Method != forum.MethodBudget {
		return forum.Option{Title: text}, nil
	}
	at := strings.LastIndex(text, "=")
	if at < 0 {
		return forum.Option{}, usage("%q does not say what it costs: write it like --option 'Bench=45000', in pence", text)
	}
	cost, err := strconv.ParseInt(strings.TrimSpace(text[at+1:]), 10, 64)
	if err != nil {
		return forum.Option{}, usage("%q is not a cost in pence", text[at+1:])
	}
	return forum.Option{Title: strings.TrimSpace(text[:at]), Cost: cost}, nil
}

type voteCastCmd struct {
	Proposal string `arg:"" help:"The proposal."`
	Choice   string `arg:"" help:"yes, no, abstain, concern or block; or options with commas between, the best first; or OPTION=POINTS with commas between. An option is its number, its title, or the start of its title."`
	Reason   string `help:"Why, for everybody to read. A concern or a block needs one." placeholder:"TEXT"`
	AtOnce   bool   `help:"In a secret vote: hand the ballot on without a delay, although the time may then say whose it is."`
}

func (v voteCastCmd) run(c *call) error {
	page, err := c.proposal(v.Proposal)
	if err != nil {
		return err
	}
	vote, ok := page.CurrentVote()
	if !ok || page.State != forum.StateVoting {
		return refuse("refused", "no vote is open on %q", page.Title)
	}
	b, err := readBallot(vote, v.Choice)
	if err != nil {
		return err
	}
	b.Reason = v.Reason
	var ballot forum.ID
	var until int64
	if vote.Secret {
		ballot, until, err = c.session.store.CastSecret(c.ctx, page.Group, page.ID, b, v.AtOnce)
	} else {
		ballot, err = c.session.store.NewBallot(c.ctx, page.Group, page.ID, b)
	}
	if err != nil {
		return err
	}
	said := ballotWords(vote, &forum.Ballot{Choice: b.Choice, Prefs: b.Prefs, Points: b.Points})
	return c.reply(struct {
		Ballot   forum.ID     `json:"ballot"`
		Proposal forum.ID     `json:"proposal"`
		Choice   string       `json:"choice"`
		Options  []chosenView `json:"options"`
		Secret   bool         `json:"secret"`
		HeldTill string       `json:"held_till"` // secret: no other device is given it before; empty: it is handed on at once
	}{ballot, page.ID, choiceName(b.Choice), viewChosen(vote, b.Prefs, b.Points), vote.Secret, stamp(until)},
		"You voted: "+said+"."+c.paperNote(page.Group, vote)+castWords(vote.Secret, until, b.Reason))
}

// choiceName names a choice; a ballot that names options says "chosen".
func choiceName(c forum.Choice) string {
	if c == "" {
		return "chosen"
	}
	return string(c)
}

// readBallot reads what somebody typed as a ballot.
func readBallot(v *forum.Vote, text string) (b forum.NewBallot, err error) {
	text = strings.TrimSpace(text)
	if !forum.HasOptions(v.Method) || text == string(forum.Abstain) {
		b.Choice = forum.Choice(text)
		if text == "agree" && v.Method == forum.MethodConsent {
			b.Choice = forum.Yes
		}
		switch b.Choice {
		case forum.Yes, forum.No, forum.Abstain, forum.Concern, forum.Block:
			return b, nil
		}
		return b, usage("%q is not a choice here: say yes, no or abstain, or in a vote by consent yes, concern, block or abstain", text)
	}
	if o, err := findOption(v, text); err == nil { // a title may have a comma in it
		return points(v, b, o, "")
	}
	for part := range strings.SplitSeq(text, ",") {
		option, given := part, ""
		if at := strings.LastIndex(part, "="); at >= 0 && v.Method == forum.MethodScore {
			option, given = part[:at], strings.TrimSpace(part[at+1:])
		}
		o, err := findOption(v, option)
		if err == nil {
			b, err = points(v, b, o, given)
		}
		if err != nil {
			return b, err
		}
	}
	return b, nil
}

// points adds an option to a ballot, in a vote by score with its points. None at all are the same as leaving it out.
func points(v *forum.Vote, b forum.NewBallot, option int, given string) (forum.NewBallot, error) {
	if v.Method == forum.MethodScore {
		n, err := strconv.ParseInt(given, 10, 64)
		if err != nil {
			return b, usage("say how many points %q gets: write it like %d=%d", v.Options[option].Title, option+1, v.Most)
		}
		if n == 0 {
			return b, nil
		}
		b.Points = append(b.Points, n)
	}
	b.Prefs = append(b.Prefs, option)
	return b, nil
}

// findOption finds the option that somebody means: by its number, its title, or the start of its title.
func findOption(v *forum.Vote, ref string) (int, error) {
	ref = strings.TrimSpace(ref)
	if n, err := strconv.Atoi(ref); err == nil && n >= 1 && n <= len(v.Options) {
		return n - 1, nil
	}
	found := -1
	for i, o := range v.Options {
		if strings.EqualFold(o.Title, ref) {
			return i, nil
		}
		if ref == "" || len(o.Title) < len(ref) || !strings.EqualFold(o.Title[:len(ref)], ref) {
			continue
		}
		if found >= 0 {
			return 0, refuse("ambiguous", "%q could be %q or %q; give its number", ref, v.Options[found].Title, o.Title)
		}
		found = i
	}
	if found < 0 {
		return 0, refuse("not_found", "there is no option %q; see moot vote count for the options and their numbers", ref)
	}
	return found, nil
}

type voteCloseCmd struct {
	Proposal string `arg:"" help:"The proposal."`
	Now      bool   `help:"Close it although votes may still be on their way."`
}

func (v voteCloseCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindProposal, v.Proposal)
	if err != nil {
		return err
	}
	closed, err := c.session.store.CloseVote(c.ctx, g, id, v.Now)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Certificate forum.ID            `json:"certificate"`
		Outcome     forum.ProposalState `json:"outcome"`
		Digest      forum.ID            `json:"digest"`
		Vote        forum.ID            `json:"vote"`
		Proposal    forum.ID            `json:"proposal"`
		Signed      int                 `json:"signed"`
		Sign        int                 `json:"sign"`
		Final       bool                `json:"final"`
	}{closed.Certificate, closed.Outcome, closed.Result, closed.Vote, id, closed.Signed, closed.Sign, closed.Signed >= closed.Sign}, closedText(closed))
}

func closedText(closed store.Closed) string {
	text := fmt.Sprintf("You have signed certificate %s: %s.", short(closed.Certificate), closed.Outcome)
	if closed.Signed < closed.Sign {
		return text + fmt.Sprintf(" It is final when %s signed it (%d so far).", count(closed.Sign, "teller has", "tellers have"), closed.Signed)
	}
	return text + " That is final."
}
