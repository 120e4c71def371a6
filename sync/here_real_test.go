package sync_test

import (
	"context"
	"testing"
	"time"

	"moot/store"
	"moot/store/forum"
)

// With the real store, over loopback: each of two people who write in one text sees where the other is, in the words as they
// have them; both leave no trace of it in either store.
func TestHereWithTheRealStore(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	a, b := device(t, "Ann"), device(t, "Bob")
	g := must[forum.ID](t)(a.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	na := node(t, a)
	ticket := must[forum.Ticket](t)(forum.ParseTicket(must[string](t)(a.Invite(ctx, g, store.InviteTerms{Uses: 5}, na.Addrs()))))
	nb := node(t, b)
	must[forum.Standing](t)(nb.Join(ctx, ticket))
	text := "Dig a pond."
	p := must[forum.ID](t)(a.NewProposal(ctx, g, forum.NewProposal{Title: "Pond"}, text))
	until(t, "Bob hears of it", nb, equal(t, g, a, b))
	atA, atB := a.Position(), b.Position()
	na.SayHere(g, []forum.Place{must[forum.Place](t)(a.Place(ctx, g, p, text, 5))})
	nb.SayHere(g, []forum.Place{must[forum.Place](t)(b.Place(ctx, g, p, text, 10))})
	sees := func(by *store.Store, all func(forum.ID) []forum.Writer, text string, at int) func() bool {
		return func() bool {
			here := all(g)
			if len(here) != 1 || len(here[0].Places) != 1 {
				return false
			}
			got, ok, err := by.FindPlace(ctx, g, here[0].Places[0], text)
			return err == nil && ok && got == at
		}
	}
	until(t, "Bob sees Ann", nb, sees(b, nb.WhoIsHere, text, 5))
	until(t, "Ann sees Bob", na, sees(a, na.WhoIsHere, text, 10))
	if a.Position() != atA || b.Position() != atB {
		t.Error("something of it was kept")
	}
	now := must[string](t)(b.EditText(ctx, g, p, text, "Please: "+text))
	until(t, "Bob sees Ann in his own words", nb, sees(b, nb.WhoIsHere, now, 13))
	na.SayHere(g, nil)
	until(t, "Ann has left", nb, func() bool { return len(nb.WhoIsHere(g)) == 0 })
}
