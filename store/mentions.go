package store

import (
	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// mention says how this person is named in a shared text. There is a line for each text with an @ in it, made when the text
// changes, so that nothing is read again to know.
type mention struct {
	At uint64       `cbor:"1,keyasint,omitempty"` // position at which somebody else's change named them; 0: nobody else has
	By forum.Person `cbor:"2,keyasint,omitzero"`  // who that was
	On bool         `cbor:"3,keyasint,omitempty"` // they are named now
}

// noteMentions brings the lines of the texts that the batch changed up to date. Judging again leaves them as they are: it is no
// news that somebody was named long ago.
func (b *batch) noteMentions() error {
	if b.from == fromRebuild {
		return nil
	}
	for id, use := range b.docs {
		if len(use.raws) == 0 {
			continue
		}
		k := groupKey(prefixMention, b.g.num).id(id)
		var m mention
		known, err := get(b.txn, k, &m)
		if err != nil {
			return err
		}
		if !known && !use.calls {
			continue
		}
		text, _, err := b.textOf(id)
		if err != nil {
			return err
		}
		if err := put(b.txn, k, b.mentioned(m, use, text)); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) mentioned(was mention, use *docUse, text string) mention {
	roll := b.g.roll()
	me := b.me()
	who, _ := forum.Mentioned(text, namesNow(roll))
	switch {
	case !who[me]:
		return mention{}
	case was.On:
		return was
	}
	now := mention{On: true}
	for _, c := range use.raws {
		if by, ok := roll.ByDevice(forum.Device(c.by)); ok && by.Person != me && c.pos > now.At {
			now.At, now.By = c.pos, by.Person
		}
	}
	return now
}

// namesNow are the names of those who belong to a group now.
func namesNow(roll *forum.Roll) map[forum.Person]string {
	names := map[forum.Person]string{}
	for i := range roll.Members {
		if m := &roll.Members[i]; m.Standing == forum.StandingMember {
			names[m.Person] = m.Name
		}
	}
	return names
}

// calls says whether an entry names somebody: a comment or a notice by what it says, a change of words by the line of its text.
func (g *group) calls(txn *badger.Txn, k *kept, roll *forum.Roll, me forum.Member) (bool, error) {
	switch k.Kind {
	case forum.KindChange:
		var m mention
		_, err := get(txn, groupKey(prefixMention, g.num).id(k.Subject), &m)
		return m.On && m.At == k.pos, err
	case forum.KindComment, forum.KindNotice:
	default:
		return false, nil
	}
	body, _, err := forum.Decode(k.Kind, k.Payload)
	if err != nil {
		return false, nil //nolint:nilerr // an erased one says nothing
	}
	switch said := body.(type) {
	case *forum.NewComment:
		who, rest := forum.Mentioned(said.Body, namesNow(roll))
		return who[me.Person] || callsBy(rest, me.Name), nil
	case *forum.NewNotice:
		who, _ := forum.Mentioned(said.Body, namesNow(roll))
		return who[me.Person], nil
	}
	return false, nil
}
