package store

import (
	"errors"
	"time"

	"moot/store/doc"
	"moot/store/forum"
	"moot/store/saying"
)

// verdictOf is a verdict with what it rests on.
type verdictOf struct {
	verdict verdict
	reason  *saying.Sentence // when not shown
	need    forum.ID         // what it waits for
	lost    bool             // refused for a change of the same number on the other branch of a fork, or for building on such a one
}

// worst keeps the worse of two verdicts: for a person's own deed anything but shown is a refusal.
func (v *verdictOf) worst(w verdictOf) {
	if v.verdict == shown {
		*v = w
	}
}

func refuseFor(why *saying.Sentence) verdictOf { return verdictOf{verdict: refused, reason: why} }

// waitFor is the verdict on what needs something else first. That may be here and kept back: then it is leaned on.
func (b *batch) waitFor(need forum.ID, why saying.Text) verdictOf {
	b.leans = append(b.leans, need)
	return verdictOf{verdict: waiting, reason: saying.New(why), need: need}
}

// known is a record looked up before.
type known struct {
	record forum.Record
	state  forum.LookupState
}

// rememberMax bounds the memory of looked-up records.
const rememberMax = 4096

func (g *group) remember(r forum.Record, v verdict) {
	if len(g.records) >= rememberMax {
		clear(g.records)
	}
	state := forum.Shown
	if v == refused {
		state = forum.Refused
	}
	g.records[r.ID] = known{r, state}
}

// judge gives an entry's verdict. It depends on the entry, on the roll it cites and on entries it refers to, never on
// what else happens to be here: every device reaches the same verdict.
//
// A removal and a fork change no verdict: they keep back what would be shown. So what refers to a removed person's words
// stands as it stood, and need not be judged again.
func (b *batch) judge(k *kept) (verdictOf, error) {
	apart := b.g.apart(&k.Entry)
	if apart && k.Lane != forum.RollLane {
		if leaned, err := b.leanedOn(k); err != nil || !leaned {
			return verdictOf{verdict: aside, reason: saying.New("its device had signed two different histories")}, err
		}
	}
	if k.Lane == forum.RollLane {
		return b.judgeAct(k)
	}
	b.seeRoll()
	at, missing := b.g.history.At(k.Header.Roll)
	if len(missing) > 0 {
		return b.waitFor(missing[0], "it was written under a membership list that has not arrived yet"), nil
	}
	r, err := recordOf(&k.Entry, at)
	if err != nil {
		return refuseFor(ReasonOf(err)), nil
	}
	removed := !apart && b.g.roll().Hidden(k.Device, k.Lane, k.Seq)
	if removed && b.from == fromSelf { // the plainest words for why it cannot be done; nothing of it is kept
		return verdictOf{verdict: hidden, reason: saying.New("you have been removed from this group")}, nil
	}
	if err := forum.Check(r, at, b); err != nil {
		return b.checked(err)
	}
	if removed {
		if leaned, err := b.leanedOn(k); err != nil || !leaned || k.Kind != forum.KindChange {
			return verdictOf{verdict: hidden, reason: saying.New("its author had been removed from the group")}, err
		}
	}
	if k.Kind == forum.KindChange {
		return b.judgeChange(k, r, apart)
	}
	return verdictOf{}, nil
}

// checked turns a rule's answer into a verdict.
func (b *batch) checked(err error) (verdictOf, error) {
	var wait *forum.WaitError
	var no *forum.RefusedError
	switch {
	case errors.As(err, &wait):
		return b.waitFor(wait.For, "something it is about has not arrived yet"), nil
	case errors.As(err, &no):
		return refuseFor(no.Reason), nil
	case errors.Is(err, forum.ErrNewer):
		return verdictOf{verdict: newer, reason: saying.Of(err)}, nil
	default:
		return verdictOf{}, err
	}
}

// ReasonOf gives the sentence in an error, or its words in English.
func ReasonOf(err error) *saying.Sentence {
	if said := saying.Of(err); said != nil {
		return said
	}
	return saying.Plain("%s", err)
}

// judgeAct puts an act into the roll's history. Acts are judged there, all together; what does not count is asked of
// the roll.
func (b *batch) judgeAct(k *kept) (verdictOf, error) {
	if k.Kind == forum.KindFound && k.ID != b.g.id {
		return refuseFor(saying.Plain("it founds another group")), nil
	}
	needs := k.Header.Roll
	if k.Seq > 1 {
		needs = append(append([]forum.ID{}, needs...), k.Prev)
	}
	for _, h := range needs {
		if !b.g.history.Has(h) {
			return b.waitFor(h, "an earlier change of the membership has not arrived yet"), nil
		}
	}
	act := b.g.actOf(&k.Entry)
	if err := b.g.history.Add(act); err != nil {
		return verdictOf{}, err
	}
	b.acts = true
	switch reason := b.g.history.Ruled(k.ID); {
	case act.Body == nil:
		return verdictOf{verdict: newer, reason: saying.Of(forum.ErrNewer)}, nil
	case reason != nil:
		return refuseFor(reason), nil
	}
	if b.from != fromSelf {
		return verdictOf{}, nil // and nobody asks here what the roll makes of it, which could take long
	}
	if reason, no := b.g.history.Now().Refused(k.ID); no {
		return refuseFor(reason), nil
	}
	return verdictOf{}, nil
}

// Record answers the rules' questions about entries a record refers to.
func (b *batch) Record(id forum.ID) (forum.Record, forum.LookupState) {
	if k, ok := b.g.records[id]; ok {
		return k.record, k.state
	}
	k, ok, err := b.g.find(b.txn, id)
	if err != nil || !ok {
		return b.g.boxedRecord(b.txn, id)
	}
	r, err := recordOf(&k.Entry, b.g.roll())
	if b.g.again.has(&k) {
		return r, forum.Waiting
	}
	if err != nil {
		return r, forum.Refused
	}
	switch k.verdict {
	case shown, hidden:
		// What a removed person made earlier elsewhere stays a thing others may speak of.
		b.g.remember(r, shown)
		return r, forum.Shown
	case waiting, newer, aside:
		return r, forum.Waiting
	default:
		b.g.remember(r, refused)
		return r, forum.Refused
	}
}

// RollAt gives the roll an entry cites.
func (b *batch) RollAt(heads []forum.ID) (*forum.Roll, []forum.ID) { return b.g.history.At(heads) }

// judgeChange admits a change to its document and hands it to the engine.
func (b *batch) judgeChange(k *kept, r forum.Record, apart bool) (verdictOf, error) {
	root, err := b.rootOf(r)
	if err != nil {
		return verdictOf{}, err
	}
	if apart {
		if v, done, err := b.rivals(k); done || err != nil {
			return v, err
		}
	}
	use := b.use(k.Subject, root)
	by := doc.Signer(k.Device)
	err = b.s.withDoc(b, b.g, k.Subject, func(d *doc.Doc) error {
		c, err := k.admit(d, by, apart)
		if err != nil {
			return err
		}
		if c.Hash != doc.Hash(k.Hash) {
			d.Discard()
			return &doc.RefusedError{Reason: "the change is not the one its header names"}
		}
		if err := d.Apply(); err != nil {
			return err
		}
		use.raws = append(use.raws, signedChange{k.Payload, by, apart, k.pos})
		use.heads, use.last, use.apart, use.calls = d.Heads(), max(use.last, k.Time), use.apart || apart, use.calls || c.Calls
		if k.Device == forum.Device(b.s.session.Device()) {
			use.mine = max(use.mine, k.Seq)
		}
		return nil
	})
	return b.changeVerdict(k, err)
}

// admit hands the change to its document, parsed ahead or now.
func (k *kept) admit(d *doc.Doc, by doc.Signer, apart bool) (*doc.Change, error) {
	c := k.change
	switch {
	case apart:
		return d.AdmitApart(k.Payload, by)
	case c == nil:
		return d.Admit(k.Payload, by)
	}
	k.change = nil
	return c, d.AdmitParsed(c, by)
}

func (b *batch) changeVerdict(k *kept, err error) (verdictOf, error) {
	var missing *doc.MissingError
	var no *doc.RefusedError
	switch {
	case err == nil:
		return verdictOf{}, nil
	case errors.As(err, &missing):
		return b.leanOnPast(k, missing.Deps)
	case errors.Is(err, doc.ErrKnown):
		return refuseFor(saying.Plain("the same change was made twice")), nil
	case errors.As(err, &no):
		return refuseFor(saying.Plain("%s", no.Reason)), nil
	}
	// Not the change's fault, as far as anyone can say: nothing is kept of the batch, and it can be sent again.
	return verdictOf{}, err
}

// use notes that the batch works on a document.
func (b *batch) use(d, root forum.ID) *docUse {
	u, ok := b.docs[d]
	if !ok {
		u = &docUse{root: root}
		b.docs[d] = u
	}
	return u
}

// clock is this device's time in milliseconds.
func (s *Store) clock() int64 { return s.now().UnixMilli() }

func msOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
