package store

import (
	"context"
	"errors"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"moot/store/doc"
	"moot/store/forum"
)

// minutesWords gives what the minutes of a meeting say now, in a batch that may have changed them.
func (b *batch) minutesWords(m *forum.Meeting) (forum.Words, error) {
	return wordsNow(m, b.g.roll(), b.quorum(m), b.headsOf)
}

// quorum counts the quorum of a meeting by the roll that it stands on; nil where the charter asks for none.
func (b *batch) quorum(m *forum.Meeting) *forum.Quorate {
	at, missing := b.g.history.At(m.Roll)
	if len(missing) > 0 {
		return nil
	}
	return m.Quorum(at)
}

// wordsNow gives what the minutes of a meeting say, with each item's text as heads.
func wordsNow(m *forum.Meeting, roll *forum.Roll, quorum *forum.Quorate, headsOf func(forum.ID) ([]doc.Hash, error)) (forum.Words, error) {
	var failed error
	words := m.Words(func(p forum.Person) string { return nameOf(roll, p) }, func(item forum.ID) []forum.ID {
		heads, err := headsOf(item)
		failed = errors.Join(failed, err)
		out := make([]forum.ID, len(heads))
		for i, h := range heads {
			out[i] = forum.ID(h)
		}
		return out
	}, quorum)
	return words, failed
}

// wordsNow fills in what the minutes say now. It comes before the texts are read: if somebody writes in between, the
// person was shown more than these words, and signing them is refused. Words that are those signed are given as they were
// signed: with the names that people had.
func (g *group) wordsNow(txn *badger.Txn, page *MeetingPage) (err error) {
	page.Words, err = wordsNow(&page.Meeting, g.state().roll, page.Quorum, func(item forum.ID) ([]doc.Hash, error) {
		var m docMeta
		_, err := get(txn, groupKey(prefixDoc, g.num).id(item), &m)
		return m.Heads, err
	})
	if page.Minutes = page.MinutesState(page.Words); page.Minutes == forum.MinutesSigned {
		page.Words = page.Signed.Words
	}
	return err
}

// signedWords fills in the texts that were signed. One whose changes have not all arrived is left out.
func (s *Store) signedWords(ctx context.Context, g *group, page *MeetingPage) error {
	if page.Signed.ID.Zero() {
		return nil
	}
	now, err := s.headsNow(g, page) // after the texts were read: so one with these heads is the text of them
	if err != nil {
		return err
	}
	page.SignedTexts = map[forum.ID]string{}
	for i := range page.Signed.Words.Items {
		if err := checkCtx(ctx); err != nil {
			return err
		}
		item := &page.Signed.Words.Items[i]
		if slices.Equal(now[item.Item], item.Heads) {
			page.SignedTexts[item.Item] = page.Texts[item.Item]
			continue
		}
		text, ok, err := s.textIfHere(g, item.Item, item.Heads)
		if err != nil {
			return err
		}
		if ok {
			page.SignedTexts[item.Item] = text
		}
	}
	return nil
}

// headsNow gives the heads of each item's text, sorted.
func (s *Store) headsNow(g *group, page *MeetingPage) (now map[forum.ID][]forum.ID, err error) {
	now = map[forum.ID][]forum.ID{}
	err = s.db.View(func(txn *badger.Txn) error {
		for i := range page.Agenda {
			heads, err := g.docHeads(txn, page.Agenda[i].ID)
			if err != nil {
				return err
			}
			slices.SortFunc(heads, func(a, b forum.ID) int { return slices.Compare(a[:], b[:]) })
			now[page.Agenda[i].ID] = heads
		}
		return nil
	})
	return now, err
}

// textIfHere reads a text as it stood at some heads; ok is false when they have not all arrived.
func (s *Store) textIfHere(g *group, id forum.ID, heads []forum.ID) (text string, ok bool, err error) {
	if len(heads) == 0 {
		return "", true, nil
	}
	if written, err := s.written(g, id); err != nil || !written {
		return "", false, err
	}
	err = s.readDoc(g, id, func(d *doc.Doc) (err error) {
		at := make([]doc.Hash, len(heads))
		for i, h := range heads {
			if at[i] = doc.Hash(h); !d.Has(at[i]) {
				return nil
			}
		}
		ok = true
		text, err = d.TextAt(at)
		return err
	})
	return text, ok, err
}

// SignMinutes signs the minutes of a meeting as a true record, exactly as they stand. shown is the digest
// ([forum.Words.Digest]) of the words that the person who signs was shown: if these have changed meanwhile, it is
// refused, so that nobody signs what they have not read. Errors: *RefusedError.
func (s *Store) SignMinutes(ctx context.Context, g, meeting, shown forum.ID) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		m, err := w.meeting(meeting, "only a meeting has minutes to sign")
		if err != nil {
			return err
		}
		words, err := w.minutesWords(&m)
		if err != nil {
			return err
		}
		switch {
		case words.Digest() != shown:
			return refuse(CodeRefused, "the minutes have changed since you were shown them; read them again, then sign")
		case len(words.Items) == 0:
			return refuse(CodeRefused, "there are no minutes to sign: this meeting has no agenda")
		case !m.Held(w.s.clock()):
			return refuse(CodeRefused, "this meeting has not been held yet")
		case m.MinutesState(words) == forum.MinutesSigned:
			return refuse(CodeRefused, "these minutes are signed already, and have not changed since")
		}
		id, err = w.say(meeting, forum.KindSign, forum.Sign{Words: words, After: m.SignedNow, Name: nameOf(w.g.roll(), w.me())})
		return err
	})
	return id, err
}

// Move writes down a motion under an agenda item. Errors: *RefusedError.
func (s *Store) Move(ctx context.Context, g, item forum.ID, motion forum.NewMotion) (forum.ID, error) {
	return s.act(ctx, g, item, forum.KindMotion, motion)
}

// Decide writes down what became of a motion; After is filled in. Errors: *RefusedError.
func (s *Store) Decide(ctx context.Context, g, motion forum.ID, h forum.Hands) error {
	return s.do(ctx, g, func(w *writer) error {
		root, records, err := w.recordsOf(motion)
		if err != nil {
			return err
		}
		m, ok := forum.FoldMeeting(root, records)
		if !ok {
			return refuseEnglish(CodeBadInput, "only a motion in a meeting can be decided by a show of hands")
		}
		for i := range m.Agenda {
			for j := range m.Agenda[i].Motions {
				if one := &m.Agenda[i].Motions[j]; one.ID == motion {
					h.After = one.Now
				}
			}
		}
		_, err = w.say(motion, forum.KindHands, h)
		return err
	})
}

// GiveNotice records that notice of a meeting was given, now, for the time and place it has. Errors: *RefusedError.
func (s *Store) GiveNotice(ctx context.Context, g, meeting forum.ID) (n forum.Summons, err error) {
	me, _ := s.Me()
	err = s.do(ctx, g, func(w *writer) error {
		m, err := w.meeting(meeting, "notice is given of meetings only")
		if err != nil {
			return err
		}
		now := w.s.clock()
		if m.At <= now {
			return refuse(CodeRefused, "this meeting's time has passed, so notice of it cannot be given")
		}
		n = forum.Summons{By: me.Person, Time: now, At: m.At, Place: m.Place}
		n.ID, err = w.say(meeting, forum.KindCalled, forum.Called{At: m.At, Place: m.Place})
		return err
	})
	return n, err
}
