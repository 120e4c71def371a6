package store

import (
	"context"
	"errors"
	"slices"
	"unicode/utf8"

	"github.com/dgraph-io/badger/v4"

	"moot/store/doc"
	"moot/store/forum"
)

// writer makes this device's own entries and puts each through the gate, all in one transaction: they stand together or
// not at all. It belongs to the goroutine that holds the gate.
type writer struct {
	*batch
	device forum.Device
}

// do is how this person does anything in a group: it runs f in one transaction and is durable when it returns. A rule
// that refuses any of it gives *RefusedError, and nothing is kept.
func (s *Store) do(ctx context.Context, id forum.ID, f func(*writer) error) error {
	if _, ok := s.Me(); !ok {
		return ErrNoMe
	}
	g, err := s.group(id)
	if err != nil {
		return err
	}
	if err := checkCtx(ctx); err != nil {
		return err
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	if err := g.mayWrite(forum.Device(s.session.Device())); err != nil {
		return err
	}
	return s.commit(g, fromSelf, &forum.Report{}, func(b *batch) error {
		return f(&writer{batch: b, device: forum.Device(s.session.Device())})
	})
}

// mayWrite refuses, before anything is signed, what a device that does not belong to the group would write.
func (g *group) mayWrite(d forum.Device) error {
	me, ok := g.state().me(d)
	switch {
	case me.Standing == forum.StandingRetired:
		return refuse(CodeRetired, "this device has been retired from %s, so nothing more can be written on it; go on with another device of yours, or begin in an empty folder with moot me link or moot me restore", g.roll().Name)
	case !ok && g.meta.linking():
		return refuse(CodeNotMember, "this device has not been added to %s yet: keep Moot running where it can reach your other device or any other member", g.meta.Ticket.Name)
	}
	return nil
}

// put signs one entry and passes it through the gate.
func (w *writer) put(h forum.Header, payload []byte) (forum.ID, error) {
	h.Device, h.Lane = w.device, laneOf(h.Kind)
	c, err := w.chain(h.Chain())
	if err != nil {
		return forum.ID{}, err
	}
	if c.meta.Forked {
		return forum.ID{}, refuse(CodeRefused, "this device's record has split in two, because its folder was copied or put back; join again as a new device")
	}
	h.Group, h.Seq, h.Prev = w.g.id, c.meta.Seq+1, c.meta.Head
	h.Time = max(w.s.clock(), c.meta.Time) // never backwards, whatever the clock does
	h.Roll = w.g.roll().Cite()
	e, err := forum.Seal(h, payload, w.s.deviceKey())
	if err != nil {
		return forum.ID{}, badInput(err)
	}
	w.own = verdictOf{}
	if err := w.keep(c, e, nil); err != nil {
		return forum.ID{}, err
	}
	if err := w.settle(); err != nil {
		return forum.ID{}, err
	}
	if w.own.verdict != shown {
		return forum.ID{}, &RefusedError{CodeRefused, w.own.reason.Capital()}
	}
	return e.ID, nil
}

// badInput turns what the format refuses into words for the person who typed it.
func badInput(err error) error {
	var bad *forum.BadEntryError
	if errors.As(err, &bad) {
		return &RefusedError{CodeBadInput, bad.Reason.Capital()}
	}
	return err
}

func laneOf(k forum.Kind) forum.Lane {
	switch k {
	case forum.KindFound, forum.KindInvite, forum.KindRevoke, forum.KindAdmit, forum.KindApprove,
		forum.KindRole, forum.KindRemove, forum.KindRename, forum.KindCharter,
		forum.KindDevice, forum.KindRetire, forum.KindAnswer, forum.KindUphold, forum.KindAccept, forum.KindReadmit, forum.KindRecover, forum.KindHouse:
		return forum.RollLane
	}
	return forum.ContentLane
}

// say makes a record or act.
func (w *writer) say(subject forum.ID, k forum.Kind, body any) (forum.ID, error) {
	payload, err := forum.Encode(k, body)
	if err != nil {
		return forum.ID{}, badInput(err)
	}
	return w.put(forum.Header{Subject: subject, Kind: k}, payload)
}

// act is do for a single record or act.
func (s *Store) act(ctx context.Context, g, subject forum.ID, k forum.Kind, body any) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error { id, err = w.say(subject, k, body); return err })
	return id, err
}

// NewProposal makes a proposal with its first wording.
func (s *Store) NewProposal(ctx context.Context, g forum.ID, p forum.NewProposal, body string) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		if id, err = w.say(forum.ID{}, forum.KindProposal, p); err != nil {
			return err
		}
		_, err = w.edit(id, "", body)
		return err
	})
	return id, err
}

// EditText changes a shared text from what its editor was shown to what it is now. Only what differs is written, so
// what others changed meanwhile is kept; it returns the text with both. It is refused while the wording is voted on.
func (s *Store) EditText(ctx context.Context, g, id forum.ID, was, now string) (merged string, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		if err := w.frozen(id); err != nil {
			return err
		}
		merged, err = w.edit(id, was, now)
		return err
	})
	return merged, err
}

// frozen refuses to change words that are being voted on, or that all parties have signed. It is a rule for this device's own editing only: an edit made
// elsewhere before the vote was known is kept, and the vote stays on the words it froze.
func (w *writer) frozen(id forum.ID) error {
	if r, state := w.Record(id); state == forum.Shown && r.Kind == forum.KindAmendment {
		return w.may(r.Subject, forum.StepAmend)
	}
	t, c, _, err := w.g.cardOf(w.txn, id)
	switch {
	case err != nil:
		return err
	case c.Closed:
		return errClosed()
	case t.kind == forum.KindProposal:
		return plainly(forum.Progress{State: forum.ProposalState(c.State), Decided: c.Decided}.May(forum.StepEdit))
	}
	return nil
}

// plainly gives a rule's refusal as one for the person who asked.
func plainly(err error) error {
	var no *forum.RefusedError
	if errors.As(err, &no) {
		return &RefusedError{CodeRefused, no.Reason}
	}
	return err
}

// maxTextBytes keeps one edit within what a document may hold.
const maxTextBytes = 200_000

// edit writes the difference as one or more changes.
func (w *writer) edit(id forum.ID, was, now string) (merged string, err error) {
	if !utf8.ValidString(now) {
		return "", refuseEnglish(CodeBadInput, "this is not text")
	}
	if len(now) > maxTextBytes {
		return "", refuse(CodeBadInput, "this text is too long; split it into parts of at most %d letters", maxTextBytes)
	}
	var raws [][]byte
	w.edited = append(w.edited, id)
	err = w.s.withDoc(w.batch, w.g, id, func(d *doc.Doc) (err error) {
		raws, err = d.Edit(w.s.session, was, now, w.s.now())
		return err
	})
	if errors.Is(err, doc.ErrFull) {
		return "", refuse(CodeRefused, "this text has been edited so much that it is full; please continue in a new one")
	}
	if err != nil {
		return "", err
	}
	for _, raw := range raws {
		c, err := doc.Parse(raw, w.s.limits)
		if err != nil {
			return "", err
		}
		if _, err := w.put(forum.Header{Subject: id, Kind: forum.KindChange, Hash: forum.ID(c.Hash)}, raw); err != nil {
			return "", err
		}
	}
	err = w.s.withDoc(w.batch, w.g, id, func(d *doc.Doc) (err error) { merged, err = d.Text(); return err })
	return merged, err
}

// Set sets one short field of a proposal, meeting or agenda item.
func (s *Store) Set(ctx context.Context, g, subject forum.ID, f forum.Field, text string, number int64) error {
	return s.do(ctx, g, func(w *writer) error {
		if f == forum.FieldTitle || f == forum.FieldCost {
			if err := w.frozen(subject); err != nil {
				return err
			}
		}
		if f == forum.FieldState && text == forum.MeetingStarted {
			if err := w.noteActive(subject); err != nil {
				return err
			}
		}
		if r, _ := w.Record(subject); f == forum.FieldState && r.Kind == forum.KindProposal {
			if err := w.mayBe(subject, forum.ProposalState(text)); err != nil {
				return err
			}
		}
		after, err := w.settings(subject, f)
		if err != nil {
			return err
		}
		_, err = w.say(subject, forum.KindSet, forum.Set{Field: f, Text: text, Number: number, After: after})
		return err
	})
}

// recordsOf gives what a thing belongs to and the records about that, for the ids that a new record replaces.
func (w *writer) recordsOf(id forum.ID) (root forum.ID, records []forum.Record, err error) {
	r, state := w.Record(id)
	if state != forum.Shown {
		return root, nil, refuse(CodeNotFound, "there is no such thing in this group")
	}
	if root, err = w.rootOf(r); err != nil {
		return root, nil, err
	}
	if records, err = w.g.readAbout(w.read, root); err != nil {
		return root, nil, err
	}
	return root, append(records, w.about[root]...), nil
}

// proposal and meeting fold the thing of that id as it is here; they refuse, with these words, what is another noun.
func (w *writer) proposal(id forum.ID, otherwise string) (forum.Proposal, error) {
	return folded(w, id, otherwise, func(id forum.ID, rs []forum.Record) (forum.Proposal, bool) {
		return forum.FoldProposal(id, rs, w.electorate)
	})
}

func (w *writer) meeting(id forum.ID, otherwise string) (forum.Meeting, error) {
	return folded(w, id, otherwise, forum.FoldMeeting)
}

func folded[T any](w *writer, id forum.ID, otherwise string, fold func(forum.ID, []forum.Record) (T, bool)) (v T, err error) {
	root, records, err := w.recordsOf(id)
	if err != nil {
		return v, err
	}
	v, ok := fold(root, records)
	if !ok || root != id {
		return v, refuseEnglish(CodeBadInput, "%s", otherwise)
	}
	return v, nil
}

// settings gives the current settings of a field: what a new one replaces.
func (w *writer) settings(subject forum.ID, f forum.Field) ([]forum.ID, error) {
	root, records, err := w.recordsOf(subject)
	if err != nil {
		return nil, err
	}
	if p, ok := forum.FoldProposal(subject, records, w.electorate); ok && root == subject {
		return p.Now[f], nil // a certificate settles the state too
	}
	return forum.CurrentSettings(subject, f, records), nil
}

// Comment says something about a proposal or a meeting; replyTo may be zero.
func (s *Store) Comment(ctx context.Context, g, on forum.ID, body string, replyTo forum.ID) (forum.ID, error) {
	return s.act(ctx, g, on, forum.KindComment, forum.NewComment{Body: body, ReplyTo: replyTo})
}

// wording gives the heads that name a document's words now.
func (w *writer) wording(id forum.ID) (heads []forum.ID, err error) {
	err = w.s.withDoc(w.batch, w.g, id, func(d *doc.Doc) error {
		for _, h := range d.Heads() {
			heads = append(heads, forum.ID(h))
		}
		return nil
	})
	slices.SortFunc(heads, func(a, b forum.ID) int { return slices.Compare(a[:], b[:]) })
	return heads, err
}

// itemGap leaves room between agenda items, so that one can be put between two others.
const itemGap = 1 << 20

// NewMeeting makes a meeting with an agenda.
func (s *Store) NewMeeting(ctx context.Context, g forum.ID, m forum.NewMeeting, agenda []string) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		if id, err = w.say(forum.ID{}, forum.KindMeeting, m); err != nil {
			return err
		}
		for i, title := range agenda {
			if _, err := w.say(id, forum.KindItem, forum.NewItem{Title: title, Pos: int64(i+1) * itemGap}); err != nil {
				return err
			}
		}
		return nil
	})
	return id, err
}

// AddItem puts an item at the end of a meeting's agenda.
func (s *Store) AddItem(ctx context.Context, g, meeting forum.ID, title string) (id forum.ID, err error) {
	return s.addItem(ctx, g, meeting, forum.NewItem{Title: title})
}

func (s *Store) addItem(ctx context.Context, g, meeting forum.ID, item forum.NewItem) (id forum.ID, err error) {
	err = s.do(ctx, g, func(w *writer) error {
		m, err := w.meeting(meeting, "only a meeting has an agenda")
		if err != nil {
			return err
		}
		item.Pos = int64(itemGap)
		for _, before := range m.Agenda {
			item.Pos = max(item.Pos, before.Pos+itemGap)
		}
		id, err = w.say(meeting, forum.KindItem, item)
		return err
	})
	return id, err
}

// Attend records who was at a meeting: a person of the group, or with a zero person anybody by name.
func (s *Store) Attend(ctx context.Context, g, meeting forum.ID, p forum.Person, name string, as forum.Attendance) error {
	return s.NoteAttendance(ctx, g, meeting, forum.Attend{Person: p, Name: name, As: as})
}

// NoteAttendance is Attend with the items somebody came and went at, where they were not there throughout. Of a the caller
// gives everything but After.
func (s *Store) NoteAttendance(ctx context.Context, g, meeting forum.ID, a forum.Attend) error {
	return s.do(ctx, g, func(w *writer) error {
		m, err := w.meeting(meeting, "only a meeting has attendance")
		if err != nil {
			return err
		}
		for _, before := range m.Attended {
			if before.Person == a.Person && (!a.Person.Zero() || before.Name == a.Name) {
				a.After = before.Now
			}
		}
		_, err = w.say(meeting, forum.KindAttend, a)
		return err
	})
}

// waitingAbout counts the entries about some things that wait for something missing.
func (s *Store) waitingAbout(g *group, ids ...forum.ID) (n int) {
	err := s.db.View(func(txn *badger.Txn) error {
		return each(txn, groupKey(prefixWait, g.num), func(_, v []byte) error {
			p, err := readPlace(v)
			if err != nil {
				return err
			}
			k, err := g.readPlace(txn, p)
			if err == nil && slices.Contains(ids, k.Subject) {
				n++
			}
			return err
		})
	})
	if err != nil {
		s.log.Error("the waiting entries could not be read", "err", err)
	}
	return n
}
