package store

import (
	"errors"
	"time"

	"github.com/dgraph-io/badger/v4"

	"moot/store/doc"
	"moot/store/forum"
)

// verdictOf is a verdict with what it rests on.
type verdictOf struct {
	verdict verdict
	reason  string   // one sentence, when not shown
	need    forum.ID // what it waits for
}

// worst keeps the worse of two verdicts: for a person's own deed anything but shown is a refusal.
func (v *verdictOf) worst(w verdictOf) {
	if v.verdict == shown {
		*v = w
	}
}

func waitFor(need forum.ID, why string) verdictOf { return verdictOf{waiting, why, need} }
func refuseFor(why string) verdictOf              { return verdictOf{verdict: refused, reason: why} }

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
func (b *batch) judge(k *kept) (verdictOf, error) {
	if k.Lane == forum.RollLane {
		return b.judgeAct(k)
	}
	at, missing := b.g.history.At(k.Header.Roll)
	if len(missing) > 0 {
		return waitFor(missing[0], "it was written under a membership list that has not arrived yet"), nil
	}
	r, err := recordOf(&k.Entry, at)
	if err != nil {
		return refuseFor(reasonOf(err)), nil
	}
	if b.g.roll().Hidden(k.Device, k.Lane, k.Seq) && !b.leanedOn(k) {
		return verdictOf{verdict: hidden, reason: "its author had been removed from the group"}, nil
	}
	if err := forum.Check(r, at, b); err != nil {
		return b.checked(err)
	}
	if k.Kind == forum.KindChange {
		return b.judgeChange(k, r)
	}
	return verdictOf{}, nil
}

// checked turns a rule's answer into a verdict.
func (b *batch) checked(err error) (verdictOf, error) {
	var wait *forum.WaitError
	var no *forum.RefusedError
	switch {
	case errors.As(err, &wait):
		return waitFor(wait.For, "something it is about has not arrived yet"), nil
	case errors.As(err, &no):
		return refuseFor(no.Reason), nil
	case errors.Is(err, forum.ErrNewer):
		return verdictOf{verdict: newer, reason: err.Error()}, nil
	default:
		return verdictOf{}, err
	}
}

func reasonOf(err error) string {
	var bad *forum.BadEntryError
	if errors.As(err, &bad) {
		return bad.Reason
	}
	return err.Error()
}

// judgeAct puts an act into the roll's history. Acts are judged there, all together; what does not count is asked of
// the roll.
func (b *batch) judgeAct(k *kept) (verdictOf, error) {
	if k.Kind == forum.KindFound && k.ID != b.g.id {
		return refuseFor("it founds another group"), nil
	}
	needs := k.Header.Roll
	if k.Seq > 1 {
		needs = append(append([]forum.ID{}, needs...), k.Prev)
	}
	for _, h := range needs {
		if !b.g.history.Has(h) {
			return waitFor(h, "an earlier change of the membership has not arrived yet"), nil
		}
	}
	act := actOf(&k.Entry)
	if err := b.g.history.Add(act); err != nil {
		return verdictOf{}, err
	}
	b.acts = true
	switch reason := b.g.history.Ruled(k.ID); {
	case act.Body == nil:
		return verdictOf{verdict: newer, reason: forum.ErrNewer.Error()}, nil
	case reason != "":
		return refuseFor(reason), nil
	}
	if reason, no := b.g.history.Now().Refused(k.ID); no && b.from == fromSelf {
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
		return forum.Record{}, forum.Missing
	}
	r, err := recordOf(&k.Entry, b.g.roll())
	if err != nil {
		return r, forum.Refused
	}
	switch k.verdict {
	case shown, hidden:
		// What a removed person made earlier elsewhere stays a thing others may speak of.
		b.g.remember(r, shown)
		return r, forum.Shown
	case waiting, newer:
		return r, forum.Waiting
	default:
		b.g.remember(r, refused)
		return r, forum.Refused
	}
}

// RollAt gives the roll an entry cites.
func (b *batch) RollAt(heads []forum.ID) (*forum.Roll, []forum.ID) { return b.g.history.At(heads) }

// judgeChange admits a change to its document and hands it to the engine.
func (b *batch) judgeChange(k *kept, r forum.Record) (verdictOf, error) {
	root, err := b.rootOf(r)
	if err != nil {
		return verdictOf{}, err
	}
	use := b.use(k.Subject, root)
	by := doc.Signer(k.Device)
	err = b.s.withDoc(b, b.g, k.Subject, func(d *doc.Doc) error {
		c, err := d.Admit(k.Payload, by)
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
		if len(use.raws) == 0 {
			b.written[root] = append(b.written[root], use)
		}
		use.raws = append(use.raws, signedChange{k.Payload, by})
		use.heads, use.time, use.by, use.seq = d.Heads(), k.Time, k.Device, k.Seq
		return nil
	})
	return b.changeVerdict(k, err)
}

func (b *batch) changeVerdict(k *kept, err error) (verdictOf, error) {
	var missing *doc.MissingError
	var no *doc.RefusedError
	switch {
	case err == nil:
		return verdictOf{}, nil
	case errors.As(err, &missing):
		for _, dep := range missing.Deps {
			if shown, err := b.unhide(forum.ID(dep)); err != nil || shown {
				return b.again(k, err)
			}
		}
		return waitFor(forum.ID(missing.Deps[0]), "an earlier change of the same text has not arrived yet"), nil
	case errors.Is(err, doc.ErrKnown):
		return refuseFor("the same change was made twice"), nil
	case errors.As(err, &no):
		return refuseFor(no.Reason), nil
	}
	// Not the change's fault, as far as anyone can say: nothing is kept of the batch, and it can be sent again.
	return verdictOf{}, err
}

// leanedOn says whether a change by someone who had been removed is shown all the same, because another's accepted
// change of the same text builds on it: words others have worked on cannot be taken from under them (design §3.4).
func (b *batch) leanedOn(k *kept) bool {
	return k.Kind == forum.KindChange && (b.lean == k.ID || len(b.g.waits[k.Hash]) > 0)
}

// unhide shows a hidden change that the one being judged builds on; it says whether there was one.
func (b *batch) unhide(hash forum.ID) (bool, error) {
	at := groupKey(prefixHidden, b.g.num).id(hash)
	item, err := b.txn.Get(at)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var p place
	if err := item.Value(func(v []byte) error { p, err = readPlace(v); return err }); err != nil {
		return false, err
	}
	if err := b.txn.Delete(at); err != nil {
		return false, err
	}
	k, err := b.g.readPlace(b.txn, p)
	if err != nil {
		return false, err
	}
	outer := b.lean
	b.lean = k.ID
	v, err := b.judge(&k)
	b.lean = outer
	if err != nil {
		return false, err
	}
	return true, b.record(&k, p, v)
}

// again judges an entry once more after something it builds on has come to be shown.
func (b *batch) again(k *kept, err error) (verdictOf, error) {
	if err != nil {
		return verdictOf{}, err
	}
	return b.judge(k)
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

// rootOf gives the proposal or meeting a record belongs to.
func (b *batch) rootOf(r forum.Record) (forum.ID, error) {
	for range 4 { // change → item → meeting is the longest way
		switch r.Kind {
		case forum.KindProposal, forum.KindMeeting:
			return r.ID, nil
		}
		up, state := b.Record(r.Subject)
		if state == forum.Missing {
			return forum.ID{}, errDamaged
		}
		r = up
	}
	return forum.ID{}, errDamaged
}

// clock is this device's time in milliseconds.
func (s *Store) clock() int64 { return s.now().UnixMilli() }

func msOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
