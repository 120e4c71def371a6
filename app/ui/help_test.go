package ui

import (
	"fmt"

	"moot/store"
	"moot/store/forum"
)

// t2text is a message, where t is the test.
func t2text(id string) string { return t(id) }

func storeCard(i int) store.ProposalCard {
	return store.ProposalCard{ID: forum.ID{byte(i), byte(i >> 8)}, Title: fmt.Sprintf("Proposal %d with a title of usual length", i), State: forum.StateOpen,
		Name: "Ada Lovelace", Comments: i % 7, Tally: forum.Tally{Yes: i % 5, No: i % 3, Eligible: 9}}
}
