package cli

import (
	"fmt"
	"strings"

	"moot/store/forum"
)

// secrecyWords says what a secret vote hides and what it does not, in as few words as will do. store/forum/SECRECY.md has
// all of it.
func secrecyWords(people int, without []string) string {
	text := fmt.Sprintf("It is secret: nobody, the tellers included, can tell which of the %d people who may vote cast which ballot, and nothing is counted before it is closed.\n", people) +
		"What that does not hide: from a neighbour's device, that a ballot came from yours, if it was the first to hand it on; the style of a reason you write; " +
		"your ballot from somebody who can open this device or a backup of it. It does not protect against pressure: somebody beside you sees what you choose.\n"
	if len(without) > 0 {
		text += "They cannot vote in it, because their key cannot be used for a secret ballot: " + strings.Join(without, ", ") + ".\n"
	}
	return text
}

// ringOf gives how many people may vote in a secret vote, and the names of members who cannot.
func (c *call) ringOf(g, vote forum.ID) (people int, without []string, err error) {
	people, left, err := c.session.store.Ring(c.ctx, g, vote)
	if err != nil {
		return 0, nil, err
	}
	roll, err := c.session.store.Roll(c.ctx, g)
	if err != nil {
		return 0, nil, err
	}
	for _, p := range left {
		m, _ := roll.Find(p)
		without = append(without, m.Name)
	}
	return people, without, nil
}

// castWords says what becomes of a ballot that was just cast.
func castWords(secret bool, until int64, reason string) string {
	if !secret {
		return ""
	}
	text := "Your ballot is secret, and nobody can tell it from those of the others who may vote."
	if until > 0 {
		text += fmt.Sprintf(" It is on this device, and leaves it on %s at the earliest, so that the time does not say whose it is; --at-once hands it on now.", day(until))
	} else {
		text += " It is handed on at once: whoever this device meets first can guess whose it is."
	}
	if strings.TrimSpace(reason) != "" {
		text += " Your reason is shown to everybody when the vote is closed: let it not be one that only you would give."
	}
	return "\n" + text
}

// sealedLine says how a secret vote stands before it is closed.
func sealedLine(v *forum.Vote) string {
	return fmt.Sprintf("%d voted so far, of %d who may vote. This vote is secret: nothing is counted before it is closed", v.Turnout(), v.Tally.Eligible)
}

// heldWords says which secret ballots are not in a bundle.
func (c *call) heldWords(g forum.ID) (text string, n int, err error) {
	held, err := c.session.store.HeldBack(c.ctx, g)
	for _, h := range held {
		text += fmt.Sprintf("\nYour secret ballot on %q is not in it: it leaves this device on %s at the earliest. Write the file again after that, or vote again with --at-once.", h.Title, day(h.Until))
	}
	return text, len(held), err
}
