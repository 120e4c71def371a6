package store

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

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

// TestConfidential: the words of the confidential part are on officers' devices and nowhere else, and everybody sees that
// there is one.
func TestConfidential(t *testing.T) {
	ann, bob, cat := device(t, "Ann"), device(t, "Bob"), device(t, "Cat")
	g := must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Mill Lane"}))
	join(t, ann, bob, g)
	join(t, ann, cat, g)
	b, _ := bob.Me()
	ok(t, ann.SetRole(ctx, g, b.Person, forum.RoleOfficer, ""))
	m := must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "Spring", At: time.Now().Add(-time.Hour).UnixMilli()}, []string{"Money"}))
	_, err := ann.AddConfidential(ctx, g, m, "The complaint about Zephyrine")
	refusedWith(t, err, "no officers' group")
	_, err = cat.Confide(ctx, g)
	refusedWith(t, err, "only an officer")
	own := must[OfficersGroup](t)(ann.Confide(ctx, g))
	if again := must[OfficersGroup](t)(ann.Confide(ctx, g)); again.ID != own.ID || len(own.Lacking) != 1 || own.Lacking[0].Name != "Bob" {
		t.Errorf("the officers' group: %+v then %+v", own, again)
	}
	if needs := must[[]forum.Need](t)(ann.Needs(ctx, own.ID)); len(needs) != 1 || needs[0].What != "invite" || needs[0].Title != "Bob" {
		t.Errorf("needs %+v", needs)
	}
	join(t, ann, bob, own.ID)
	item := must[ConfidentialItem](t)(ann.AddConfidential(ctx, g, m, "The complaint about Zephyrine"))
	must[string](t)(ann.EditText(ctx, own.ID, item.Own, "", "Zephyrine did not do it."))
	_, err = ann.EditText(ctx, g, item.Item, "", "Zephyrine did not do it.")
	refusedWith(t, err, "confidential")
	give(t, ann, bob, g)
	give(t, ann, cat, g)
	give(t, ann, bob, own.ID)

	page := must[MeetingPage](t)(cat.Meeting(ctx, g, m))
	if len(page.Agenda) != 2 || page.Agenda[1].Title != forum.ConfidentialTitle {
		t.Errorf("Cat sees %+v", page.Agenda)
	}
	for _, s := range []*Store{ann, bob} {
		w := must[WholeMeeting](t)(s.WholeMeeting(ctx, g, m))
		if w.Words.Items[1].Title != "Confidential: The complaint about Zephyrine" || w.Texts[w.Words.Items[1].Item] != "Zephyrine did not do it." {
			t.Errorf("an officer sees %+v, %v", w.Words.Items, w.Texts)
		}
		if !bytes.Contains(values(t, s), []byte("Zephyrine")) {
			t.Error("the search does not find the words where they are")
		}
	}
	_, err = cat.WholeMeeting(ctx, g, m)
	refusedWith(t, err, "only on the devices of officers")
	if held := values(t, cat); bytes.Contains(held, []byte("Zephyrine")) || bytes.Contains(held, own.ID[:]) || bytes.Contains(held, []byte(own.Name)) {
		t.Error("something of the confidential part is on Cat's device")
	}
	same(t, g, ann, bob, cat)
	same(t, own.ID, ann, bob)

	ok(t, ann.SetRole(ctx, g, b.Person, forum.RoleMember, ""))
	if needs := must[[]forum.Need](t)(ann.Needs(ctx, own.ID)); len(needs) != 1 || needs[0].What != "remove" || needs[0].Title != "Bob" {
		t.Errorf("needs %+v", needs)
	}
	ok(t, ann.Remove(ctx, own.ID, b.Person, "no officer any more"))
	if needs := must[[]forum.Need](t)(ann.Needs(ctx, own.ID)); len(needs) != 0 {
		t.Errorf("needs %+v", needs)
	}
}

// TestConfidentialTakenUpAgain: when the power goes between the two agendas, the silent item that is there is used.
func TestConfidentialTakenUpAgain(t *testing.T) {
	ann := device(t, "Ann")
	g := must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Mill Lane"}))
	m := must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "Spring", At: 1}, nil))
	must[OfficersGroup](t)(ann.Confide(ctx, g))
	left := must[forum.ID](t)(ann.addItem(ctx, g, m, forum.NewItem{Title: forum.ConfidentialTitle, Confidential: true}))
	first := must[ConfidentialItem](t)(ann.AddConfidential(ctx, g, m, "A"))
	second := must[ConfidentialItem](t)(ann.AddConfidential(ctx, g, m, "B"))
	if first.Item != left || second.Item == left || second.Meeting != first.Meeting {
		t.Errorf("left %v, then %+v and %+v", left, first, second)
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
