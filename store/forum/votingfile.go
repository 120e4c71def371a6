package forum

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"moot/store/count"
)

const (
	votingExample   = "[voting]"
	majorityExample = `"more than 1/2 of votes", "at least 3/4 of votes", "more than 1/2 of voters" or "at least 2/3 of eligible"`
	quorumExample   = `"3", "1/3", "1/3, at least 3" or "none"`
)

const votingHelp = `
# What it takes to decide. Votes are those who said yes or no, voters all who voted, eligible everybody who may vote:
#   [voting]
#   ordinary = "more than 1/2 of votes"
#   special = "at least 3/4 of votes"   for proposals of the kind "special"
#   quorum = "1/3, at least 3"          how many must vote; "none" for no quorum
#   casting = "opener"                  in a tie the vote of whoever opened it counts once more; "none" for no
#   blocks = 0                          by consent: how many blocks a proposal can bear
#   who = "household"                   each household has one vote; "person" for one each
#   delegation = true                   a member may name another to vote for them
#   proxies = 2                         and nobody votes for more than so many others
`

// voting reads the table of what it takes to decide.
func (f charterFile) voting(c *Charter) func(toml.Primitive) error {
	return func(p toml.Primitive) error {
		inner, err := f.tables(p, votingExample)
		if err != nil {
			return err
		}
		if c.Rules == nil {
			c.Rules, c.keepSections = &Rules{}, true
		}
		v := &Voting{}
		c.Rules.Voting = v
		return f.table(inner, "voting", keys{
			"ordinary": f.text(func(s string) (err error) { v.Ordinary, err = ParseMajority(s); return err }),
			"special":  f.text(func(s string) (err error) { v.Special, err = ParseMajority(s); return err }),
			"quorum":   f.text(func(s string) (err error) { v.Quorum, err = ParseQuorum(s); return err }),
			"casting":  f.text(func(s string) (err error) { v.Casting, err = parseCasting(s); return err }),
			"blocks":   f.number(&v.Blocks, MaxUses),
			"who":      f.text(func(s string) (err error) { v.Who, err = parseVoter(s); return err }),
			"proxies":  f.number(&v.Proxies, MaxProxies),
			"delegation": func(p toml.Primitive) error {
				return f.read(p, func(value any) (err error) {
					yes, ok := value.(bool)
					if v.Delegation = yes; !ok {
						return wrong("write true or false")
					}
					return nil
				})
			},
		})
	}
}

// ParseMajority reads a majority as a charter file has it: see [Majority.String]. Errors: [*CharterError].
func ParseMajority(s string) (m Majority, err error) {
	words := strings.Fields(s)
	ok := len(words) == 5 && words[3] == "of"
	if ok {
		how := words[0] + " " + words[1]
		m.AtLeast, m.Of = how == "at least", count.Base(words[4])
		m.Need, ok = parseFraction(words[2])
		ok = ok && (how == "at least" || how == "more than")
	}
	if !ok || m.check() != nil {
		return Majority{}, wrong("%q is not a majority: write one like %s", shortened(s), majorityExample)
	}
	return m, nil
}

// ParseQuorum reads a quorum as a charter file has it: see [Quorum.String]. Errors: [*CharterError].
func ParseQuorum(s string) (q Quorum, err error) {
	words := strings.Fields(strings.ReplaceAll(s, ",", " "))
	ok := len(words) > 0
	if ok && (len(words) != 1 || words[0] != "none") {
		switch {
		case len(words) == 1 && !strings.Contains(words[0], "/"):
			ok = figure(words[0], 1, MaxUses, &q.Number)
		default:
			q.Share, ok = parseFraction(words[0])
			ok = ok && q.Share.Num > 0
			if len(words) > 1 {
				ok = ok && len(words) == 4 && words[1]+" "+words[2] == "at least" && figure(words[3], 1, MaxUses, &q.Number)
			}
		}
	}
	if !ok || q.check() != nil {
		return Quorum{}, wrong("%q is not a quorum: write one like %s", shortened(s), quorumExample)
	}
	return q, nil
}

func parseFraction(s string) (f Fraction, ok bool) {
	over, under, ok := strings.Cut(s, "/")
	num, err1 := strconv.ParseUint(over, 10, 32)
	den, err2 := strconv.ParseUint(under, 10, 32)
	return Fraction{Num: uint32(num), Den: uint32(den)}, ok && err1 == nil && err2 == nil && den > 0 && num <= den
}

func parseVoter(s string) (Voter, error) {
	switch s {
	case "person":
		return WhoPerson, nil
	case string(WhoHousehold):
		return WhoHousehold, nil
	}
	return "", wrong(`%q is not who votes: write "person" or "household"`, shortened(s))
}

func parseCasting(s string) (Casting, error) {
	switch s {
	case "none":
		return CastingNone, nil
	case string(CastingOpener):
		return CastingOpener, nil
	}
	return "", wrong(`%q is not a casting vote: write "opener" or "none"`, shortened(s))
}

// String gives a quorum as a charter file has it: "3", "1/3", "1/3, at least 3", "none".
func (q Quorum) String() string {
	switch {
	case q.Share.Num == 0 && q.Number == 0:
		return "none"
	case q.Share.Num == 0:
		return strconv.Itoa(q.Number)
	case q.Number == 0:
		return fmt.Sprintf("%d/%d", q.Share.Num, q.Share.Den)
	}
	return fmt.Sprintf("%d/%d, at least %d", q.Share.Num, q.Share.Den, q.Number)
}

// formatVoting writes the table of what it takes to decide, when the charter has one.
func formatVoting(b *bytes.Buffer, v *Voting) {
	b.WriteString(votingHelp)
	if v == nil {
		return
	}
	b.WriteString("[voting]\n")
	if v.Ordinary != (Majority{}) {
		fmt.Fprintf(b, "ordinary = %s\n", quotedTOML(v.Ordinary.String()))
	}
	if v.Special != (Majority{}) {
		fmt.Fprintf(b, "special = %s\n", quotedTOML(v.Special.String()))
	}
	if v.Quorum != (Quorum{}) {
		fmt.Fprintf(b, "quorum = %s\n", quotedTOML(v.Quorum.String()))
	}
	if v.Casting != CastingNone {
		fmt.Fprintf(b, "casting = %s\n", quotedTOML(string(v.Casting)))
	}
	if v.Blocks > 0 {
		fmt.Fprintf(b, "blocks = %d\n", v.Blocks)
	}
	if v.Who != WhoPerson {
		fmt.Fprintf(b, "who = %s\n", quotedTOML(string(v.Who)))
	}
	if v.Delegation {
		b.WriteString("delegation = true\n")
	}
	if v.Proxies > 0 {
		fmt.Fprintf(b, "proxies = %d\n", v.Proxies)
	}
}
