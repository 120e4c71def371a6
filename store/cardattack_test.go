package store

import (
	"bytes"
	"fmt"
	"testing"

	"moot/store/forum"
)

// TestCardReplayedAfterWithdrawal: whoever brings a withdrawn card again, by hand and past their own program, changes nothing.
func TestCardReplayedAfterWithdrawal(t *testing.T) {
	e, n := introduced(t)
	notice, card := e.offer(t, "Soup")
	e.visit(t)
	ok(t, e.ann.Recall(ctx, e.oak, notice))
	e.visit(t)
	_, err := e.eve.act(ctx, e.elm, n, forum.KindCard, forum.CarriedCard{Card: card.Raw, Sigs: card.Sigs, By: n, Hop: 1})
	ok(t, err) // it is what the group signed
	give(t, e.eve, e.dan, e.elm)
	wantNear(t, e.dan, e.elm)
	same(t, e.elm, e.eve, e.dan)
}

// carries brings a card by hand, past what the carrier's own program would do.
func (e *estate) carries(n forum.ID, raw []byte, sigs ...forum.CardSig) error {
	_, err := e.eve.act(ctx, e.elm, n, forum.KindCard, forum.CarriedCard{Card: raw, Sigs: sigs, By: n, Hop: 1})
	return err
}

func TestForgedCard(t *testing.T) {
	e, n := introduced(t)
	_, card := e.offer(t, "Soup")
	c := card.Card
	c.Title, c.Contact = "Free money", "Ring Eve"
	raw := must[[]byte](t)(c.Encode())
	own := forum.SignCard(raw, forum.CardKey(e.eve.personKey(), e.oak))
	wantRefusal(t, e.carries(n, raw, own), "a key that this neighbour does not have")
	stolen := own
	stolen.Key = card.Sigs[0].Key
	wantRefusal(t, e.carries(n, raw, stolen), "not what its group signed")
	e.visit(t)
	wantNear(t, e.dan, e.elm, "Soup")
}

func TestCardEditedByCarrier(t *testing.T) {
	e, n := introduced(t)
	_, card := e.offer(t, "Soup")
	edited := bytes.Replace(card.Raw, []byte("Ring number 12"), []byte("Ring number 99"), 1)
	if bytes.Equal(edited, card.Raw) {
		t.Fatal("nothing was edited")
	}
	wantRefusal(t, e.carries(n, edited, card.Sigs...), "not what its group signed")
	wantNear(t, e.dan, e.elm)
}

// TestCardOfAnotherGroupsKey: a group whose officers sign cards in another's name, and a carrier who puts a card under a
// neighbour of another name, get nowhere. A second introduction in the same name is shown as what it is.
func TestCardOfAnotherGroupsKey(t *testing.T) {
	e, n := introduced(t)
	_, card := e.offer(t, "Soup")
	fake := must[forum.ID](t)(e.eve.CreateGroup(ctx, forum.Charter{Name: "Oak Street"}))
	ok(t, e.eve.OpenToNeighbours(ctx, fake))
	f := must[forum.ID](t)(e.eve.Introduce(ctx, e.elm, fake, "", ""))
	if f == n {
		t.Fatal("another group was taken for the one that has its name")
	}
	c := card.Card
	c.Title = "Free money"
	raw := must[[]byte](t)(c.Encode())
	sig := forum.SignCard(raw, forum.CardKey(e.eve.personKey(), fake))
	wantRefusal(t, e.carries(n, raw, sig), "a key that this neighbour does not have")
	wantRefusal(t, e.carries(f, raw, sig), "another group's")
	wantRefusal(t, e.carries(f, card.Raw, card.Sigs...), "another group's")
	for _, one := range must[[]NeighbourPage](t)(e.eve.Neighbours(ctx, e.elm)) {
		if !one.Rival {
			t.Errorf("nobody is warned of %s, introduced twice", one.Name)
		}
	}
}

// TestCardUnderARival: somebody who writes down other keys for the same group keeps no card from those who were told right.
func TestCardUnderARival(t *testing.T) {
	e := newEstate(t)
	mallory := device(t, "Mallory")
	join(t, e.dan, mallory, e.elm)
	give(t, e.ann, e.eve, e.oak)
	from := must[forum.NewNeighbour](t)(e.eve.calling(e.oak))
	from.Keys = [][]byte{forum.PublicCardKey(mallory.personKey(), e.elm)}
	must[forum.ID](t)(mallory.act(ctx, e.elm, forum.ID{}, forum.KindNeighbour, from))
	give(t, mallory, e.eve, e.elm)
	must[forum.ID](t)(e.eve.Introduce(ctx, e.elm, e.oak, "", ""))
	ok(t, e.eve.SetRoute(ctx, Route{e.oak, e.elm}, true))
	e.offer(t, "Soup")
	if got := e.visit(t); got[0].Cards != 1 || got[0].Unknown != 0 {
		t.Errorf("carried %+v", got)
	}
	wantNear(t, e.dan, e.elm, "Soup")
	for _, one := range must[[]NeighbourPage](t)(e.dan.Neighbours(ctx, e.elm)) {
		if !one.Rival {
			t.Errorf("nobody is warned of %s, introduced twice", one.Name)
		}
	}
}

// TestCardFlood: a neighbour whose officers sign without end crowds out nobody but itself, and can be muted.
func TestCardFlood(t *testing.T) {
	unraced(t)
	e, n := introduced(t)
	ok(t, e.dan.MuteNeighbour(ctx, e.elm, n, true, "adverts"))
	give(t, e.dan, e.eve, e.elm)
	e.offer(t, "To a group that does not listen")
	if got := e.visit(t); got[0].Cards != 0 {
		t.Errorf("to a group that muted it, %d were brought", got[0].Cards)
	}
	ok(t, e.dan.MuteNeighbour(ctx, e.elm, n, false, ""))
	give(t, e.dan, e.eve, e.elm)
	for i := range 3 * forum.MaxNear / 2 {
		e.offer(t, fmt.Sprint("Advert ", i))
	}
	if got := e.visit(t); got[0].Cards != forum.MaxNear {
		t.Errorf("an honest carrier brought %d; want %d", got[0].Cards, forum.MaxNear)
	}
	e.offer(t, "One more")
	if got := e.visit(t); got[0].Cards != 0 {
		t.Errorf("with all places taken, it brought %d", got[0].Cards)
	}
	for _, c := range must[[]forum.OutCard](t)(e.eve.outCards(ctx, e.oak)) { // and a dishonest one, all there is, twice
		ok(t, e.carries(n, c.Raw, c.Sigs...))
		ok(t, e.carries(n, c.Raw, c.Sigs...))
	}
	give(t, e.eve, e.dan, e.elm)
	if got := nearTitles(t, e.dan, e.elm); len(got) != forum.MaxNear {
		t.Errorf("%d are shown; want %d", len(got), forum.MaxNear)
	}
	refusedWith(t, e.eve.MuteNeighbour(ctx, e.elm, n, true, "adverts"), "may not do that")
	ok(t, e.dan.MuteNeighbour(ctx, e.elm, n, true, "adverts"))
	wantNear(t, e.dan, e.elm)
	give(t, e.dan, e.eve, e.elm)
	same(t, e.elm, e.eve, e.dan)
}
