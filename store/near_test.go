package store

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// estate is two groups and a courier who is in both: Ann and Bob in Oak Street, Dan in Elm Row, Eve in both.
type estate struct {
	ann, bob, dan, eve *Store
	oak, elm           forum.ID
}

func newEstate(t testing.TB) *estate {
	t.Helper()
	e := &estate{ann: device(t, "Ann of the oaks"), bob: device(t, "Bob of the oaks"), dan: device(t, "Dan"), eve: device(t, "Eve")}
	e.oak = must[forum.ID](t)(e.ann.CreateGroup(ctx, forum.Charter{Name: "Oak Street"}))
	e.elm = must[forum.ID](t)(e.dan.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	join(t, e.ann, e.bob, e.oak)
	join(t, e.ann, e.eve, e.oak)
	join(t, e.dan, e.eve, e.elm)
	ok(t, e.ann.OpenToNeighbours(ctx, e.oak))
	return e
}

// visit brings the news of Oak Street to the courier, who carries on to Elm Row.
func (e *estate) visit(t testing.TB) []Carried {
	t.Helper()
	give(t, e.ann, e.eve, e.oak)
	got := must[[]Carried](t)(e.eve.Carry(ctx))
	give(t, e.eve, e.dan, e.elm)
	return got
}

// introduced has the courier introduce Oak Street to Elm Row and carry its cards.
func introduced(t testing.TB) (e *estate, oakInElm forum.ID) {
	t.Helper()
	e = newEstate(t)
	give(t, e.ann, e.eve, e.oak)
	oakInElm = must[forum.ID](t)(e.eve.Introduce(ctx, e.elm, e.oak, "", ""))
	ok(t, e.eve.SetRoute(ctx, Route{e.oak, e.elm}, true))
	e.visit(t)
	return e, oakInElm
}

// offer posts and signs a notice for neighbours in Oak Street.
func (e *estate) offer(t testing.TB, title string) (notice forum.ID, card forum.OutCard) {
	t.Helper()
	notice = must[forum.ID](t)(e.ann.PostNotice(ctx, e.oak, forum.NewNotice{Sort: "offer", Title: title, Body: "Friday evenings.", Share: true, Contact: "Ring number 12"}))
	return notice, must[forum.OutCard](t)(e.ann.ShareNotice(ctx, e.oak, notice, Outgoing{}))
}

func nearTitles(t testing.TB, s *Store, g forum.ID) (titles []string) {
	t.Helper()
	for _, c := range must[[]Near](t)(s.NearCards(ctx, g)) {
		titles = append(titles, c.Card.Title)
	}
	slices.Sort(titles)
	return titles
}

func wantNear(t testing.TB, s *Store, g forum.ID, want ...string) {
	t.Helper()
	if got := nearTitles(t, s, g); !slices.Equal(got, want) {
		t.Errorf("neighbours show %v; want %v", got, want)
	}
}

// TestCardsAreCarried: a card goes out when it is signed, once; it fades when it is withdrawn, and cannot be brought back.
func TestCardsAreCarried(t *testing.T) {
	e, _ := introduced(t)
	notice, card := e.offer(t, "Soup")
	before := must[forum.ID](t)(e.dan.Digest(ctx, e.elm))
	if got := e.visit(t); len(got) != 1 || got[0].Cards != 1 {
		t.Errorf("carried %+v", got)
	}
	if got := e.visit(t); got[0].Cards != 0 {
		t.Errorf("carried again: %+v", got)
	}
	wantNear(t, e.dan, e.elm, "Soup")
	if d := must[forum.ID](t)(e.dan.Digest(ctx, e.elm)); d == before {
		t.Error("the digest does not tell that a card came")
	}
	ok(t, e.ann.WithdrawNotice(ctx, e.oak, notice, "eaten"))
	if needs := must[[]forum.Need](t)(e.ann.Needs(ctx, e.oak)); len(needs) != 1 || needs[0].What != "recall" {
		t.Errorf("needs %+v", needs)
	}
	ok(t, e.ann.Recall(ctx, e.oak, notice))
	if got := e.visit(t); got[0].Cards != 1 {
		t.Errorf("the withdrawal: %+v", got)
	}
	wantNear(t, e.dan, e.elm)
	if !card.Out() {
		t.Error("the card was not out")
	}
	same(t, e.elm, e.eve, e.dan)
	same(t, e.oak, e.eve, e.ann)
}

// TestTwoOfficersSign: where the charter asks for two, one officer's signature lets nothing out; and when officers change, a
// card by one who is none now fades until it is signed again and the neighbour is introduced again.
func TestTwoOfficersSign(t *testing.T) {
	e := newEstate(t)
	ok(t, e.ann.SetCharter(ctx, e.oak, forum.Charter{Rules: &forum.Rules{Cards: 2}}))
	bob, _ := e.bob.Me()
	ok(t, e.ann.SetRole(ctx, e.oak, bob.Person, forum.RoleOfficer, ""))
	give(t, e.ann, e.eve, e.oak)
	_, err := e.eve.Introduce(ctx, e.elm, e.oak, "", "")
	refusedWith(t, err, "does not show itself to neighbours yet")
	give(t, e.ann, e.bob, e.oak)
	ok(t, e.bob.OpenToNeighbours(ctx, e.oak))
	give(t, e.bob, e.ann, e.oak)
	give(t, e.ann, e.eve, e.oak)
	n := must[forum.ID](t)(e.eve.Introduce(ctx, e.elm, e.oak, "The oaks", ""))
	ok(t, e.eve.SetRoute(ctx, Route{e.oak, e.elm}, true))
	notice, card := e.offer(t, "Soup")
	if card.Out() {
		t.Error("one officer let it out")
	}
	_, err = e.ann.ShareNotice(ctx, e.oak, notice, Outgoing{})
	refusedWith(t, err, "you have signed this card already")
	if got := e.visit(t); got[0].Cards != 0 {
		t.Errorf("carried %+v", got)
	}
	give(t, e.ann, e.bob, e.oak)
	both := must[forum.OutCard](t)(e.bob.ShareNotice(ctx, e.oak, notice, Outgoing{Name: "Another name"}))
	if !both.Out() || both.Hash != card.Hash {
		t.Errorf("both signed, and it is %+v", both)
	}
	give(t, e.bob, e.ann, e.oak)
	if got := e.visit(t); got[0].Cards != 1 {
		t.Errorf("carried %+v", got)
	}
	wantNear(t, e.dan, e.elm, "Soup")

	ok(t, e.ann.SetRole(ctx, e.oak, bob.Person, forum.RoleMember, ""))
	ok(t, e.ann.SetCharter(ctx, e.oak, forum.Charter{Rules: &forum.Rules{Cards: 1}}))
	give(t, e.ann, e.eve, e.oak)
	if again := must[forum.ID](t)(e.eve.Introduce(ctx, e.elm, e.oak, "The oaks", "")); again != n {
		t.Error("introduced again as another")
	}
	page := must[NeighbourPage](t)(e.eve.Neighbour(ctx, e.elm, n))
	if len(page.Keys) != 1 || page.Need != 1 || page.Name != "The oaks" {
		t.Errorf("its keys are %+v", page.Neighbour)
	}
	same(t, e.oak, e.eve, e.ann)
}

// TestCardsHandedOn: a card that may go further is handed on by a member of the next two groups, and no further.
func TestCardsHandedOn(t *testing.T) {
	e, _ := introduced(t)
	fred := device(t, "Fred")
	fir := must[forum.ID](t)(fred.CreateGroup(ctx, forum.Charter{Name: "Fir Close"}))
	join(t, e.dan, fred, e.elm)
	near, far := "Soup", "A choir"
	e.offer(t, near)
	notice := must[forum.ID](t)(e.ann.PostNotice(ctx, e.oak, forum.NewNotice{Sort: "news", Title: far, Share: true}))
	must[forum.OutCard](t)(e.ann.ShareNotice(ctx, e.oak, notice, Outgoing{Hops: 2}))
	e.visit(t)
	give(t, e.dan, fred, e.elm)
	_, oak, err := fred.FindSubject(ctx, e.elm, forum.KindNeighbour, "Oak Street")
	ok(t, err)
	must[forum.ID](t)(fred.IntroduceAgain(ctx, fir, e.elm, oak))
	ok(t, fred.SetRoute(ctx, Route{e.elm, fir}, true))
	must[[]Carried](t)(fred.Carry(ctx))
	wantNear(t, fred, fir, far)
	ok(t, e.ann.Recall(ctx, e.oak, notice))
	e.visit(t)
	give(t, e.dan, fred, e.elm)
	must[[]Carried](t)(fred.Carry(ctx))
	wantNear(t, fred, fir)
}

// values joins every value of a home's database: what a thief of the disk reads.
func values(t testing.TB, s *Store) []byte {
	t.Helper()
	var all bytes.Buffer
	ok(t, s.db.View(func(txn *badger.Txn) error {
		return each(txn, nil, func(k, v []byte) error {
			all.Write(k)
			all.WriteByte('\n')
			all.Write(v)
			all.WriteByte('\n')
			return nil
		})
	}))
	return all.Bytes()
}

// TestCardTellsNothingElse: of the sending group, a neighbour's device holds what is on the card and nothing else.
func TestCardTellsNothingElse(t *testing.T) {
	e, _ := introduced(t)
	e.offer(t, "Soup")
	ok(t, e.ann.Rename(ctx, "Ann of the oaks"))
	must[forum.ID](t)(e.ann.PostNotice(ctx, e.oak, forum.NewNotice{Sort: "news", Title: "Only for the oaks"}))
	e.visit(t)
	wantNear(t, e.dan, e.elm, "Soup")
	held := values(t, e.dan)
	roll := must[*forum.Roll](t)(e.ann.Roll(ctx, e.oak))
	hidden := map[string][]byte{"its id": e.oak[:], "its secret": roll.Secret, "its other notices": []byte("Only for the oaks"), "a member's name": []byte("of the oaks")}
	for _, s := range []*Store{e.ann, e.bob} {
		me, _ := s.Me()
		hidden["the key of "+me.Name], hidden["the device of "+me.Name] = me.Person[:], me.Device[:]
	}
	for what, b := range hidden {
		if bytes.Contains(held, b) {
			t.Errorf("a neighbour's device has %s", what)
		}
		if !bytes.Contains(values(t, e.ann), b) {
			t.Errorf("the search does not find %s where it is", what)
		}
	}
}

// TestVerifyCards: a card is checked again from the raw entries.
func TestVerifyCards(t *testing.T) {
	e, n := introduced(t)
	_, card := e.offer(t, "Soup")
	e.visit(t)
	edited := bytes.Replace(card.Raw, []byte("Soup"), []byte("Soap"), 1)
	g, err := e.dan.group(e.elm)
	ok(t, err)
	v := &verifier{s: e.dan, g: g}
	ok(t, v.certificates(ctx))
	if len(v.report.Problems) != 0 {
		t.Fatal(v.report.Problems)
	}
	var r forum.Record
	ok(t, e.dan.db.View(func(txn *badger.Txn) error {
		all, err := g.certified(txn)
		for _, one := range all {
			if one.Kind == forum.KindCard {
				r = one
			}
		}
		again := &recount{g, txn}
		r.Body = &forum.CarriedCard{Card: edited, Sigs: card.Sigs, By: n, Hop: 1}
		v.certificate(r, again, map[forum.ID]bool{})
		return err
	}))
	if len(v.report.Problems) != 1 || !strings.Contains(v.report.Problems[0], "not what its group signed") {
		t.Errorf("problems: %v", v.report.Problems)
	}
}

// visit does one random thing with neighbours' cards, or makes a neighbour.
func (v *village) visit(d *Store) {
	there := v.accounts[forum.KindNeighbour]
	if len(there) < 2 {
		key := forum.CardKey(v.devices[0].personKey(), forum.ID{byte(len(there))})
		from := forum.ID{1, byte(len(there))}
		n, err := d.introduce(ctx, v.g, forum.NewNeighbour{From: from, Name: "Neighbour", Keys: [][]byte{forum.SignCard(nil, key).Key}, Need: 1}, false)
		if err == nil {
			v.accounts[forum.KindNeighbour] = append(there, n)
		}
		return
	}
	i := v.r.Intn(len(there))
	page, err := d.Neighbour(ctx, v.g, there[i])
	if err != nil {
		return
	}
	key := forum.CardKey(v.devices[0].personKey(), forum.ID{byte(i + v.r.Intn(2))}) // its own, or at times another's
	c := forum.Card{From: page.From, Name: "Neighbour", Sort: "offer", Title: fmt.Sprint("Card ", v.r.Intn(9)), Made: 1, Until: 9, Hops: 1}
	if len(page.Cards) > 0 && v.r.Intn(4) == 0 {
		c.Sort, c.Ends = forum.CardEnd, page.Cards[0].Hash
	}
	raw, err := c.Encode()
	if err != nil {
		v.t.Fatal(err)
	}
	switch v.r.Intn(8) {
	case 0:
		d.MuteNeighbour(ctx, v.g, page.ID, !page.Muted, "")
	case 1:
		d.act(ctx, v.g, page.ID, forum.KindNeighbourKeys, forum.NeighbourKeys{Name: "Now", Keys: [][]byte{forum.SignCard(nil, key).Key}, Need: 1, After: page.KeysNow})
	case 2:
		d.Comment(ctx, v.g, page.ID, "May I join?", forum.ID{})
	default:
		d.act(ctx, v.g, page.ID, forum.KindCard, forum.CarriedCard{Card: raw, Sigs: []forum.CardSig{forum.SignCard(raw, key)}, By: page.KeysID, Hop: 1})
	}
}

// BenchmarkCarryNothing is what the courier of a serving device does each time something has come: 200 cards are out, and
// the other group has had what it takes.
func BenchmarkCarryNothing(b *testing.B) {
	e, _ := introduced(b)
	for i := range 200 {
		e.offer(b, fmt.Sprint("Card ", i))
	}
	e.visit(b)
	for b.Loop() {
		must[[]Carried](b)(e.eve.Carry(ctx))
	}
}
