package store

import (
	"context"
	"slices"
	"sync"
	"unicode/utf8"

	"moot/store/doc"
	"moot/store/forum"
)

// Places in shared texts are told to neighbours by the changes that make up the words they count in, so that they stay
// where they are in the words whatever else is written. Nothing of this is kept.

// Place says where a place in a shared text is, for other devices: text is what an editor was shown of it, and at the
// number of characters before the place. It has no heads where the place cannot be told: nobody has written there yet, or
// more people wrote at once than [forum.PlaceHeads].
func (s *Store) Place(ctx context.Context, group, id forum.ID, text string, at int) (forum.Place, error) {
	p := forum.Place{Text: id}
	g, err := s.group(group)
	if err != nil {
		return p, err
	}
	if written, err := s.written(g, id); err != nil || !written {
		return p, err
	}
	err = s.readDoc(g, id, func(d *doc.Doc) error {
		now, err := d.Text()
		heads := d.Heads()
		if err != nil || len(heads) > forum.PlaceHeads {
			return err
		}
		for _, h := range heads {
			p.Heads = append(p.Heads, forum.ID(h))
		}
		p.At = moved(text, now, at)
		return nil
	})
	return p, err
}

// FindPlace is the inverse of [Store.Place] on another device: it gives how many characters of text, which an editor was
// shown of the shared text, lie before the place. There is none where it cannot be told, counts in words not here yet, or
// would take too much time too often to find.
func (s *Store) FindPlace(ctx context.Context, group forum.ID, p forum.Place, text string) (at int, ok bool, err error) {
	g, err := s.group(group)
	if err != nil || len(p.Heads) == 0 || len(p.Heads) > forum.PlaceHeads {
		return 0, false, err
	}
	if written, err := s.written(g, p.Text); err != nil || !written {
		return 0, false, err
	}
	heads := make([]doc.Hash, len(p.Heads))
	for i, h := range p.Heads {
		heads[i] = doc.Hash(h)
	}
	err = s.readDoc(g, p.Text, func(d *doc.Doc) error {
		tips, here := d.Tips(heads)
		if !here {
			return nil
		}
		var then string
		var err error
		if slices.Equal(tips, d.Heads()) {
			then, err = d.Text()
			ok = err == nil
		} else {
			then, ok, err = s.past.textAt(d, p.Text, tips, s.clock())
		}
		if ok {
			at = moved(then, text, p.At)
		}
		return err
	})
	return at, ok, err
}

// pastTexts keeps the few texts of the past in which places were last looked for: to make one takes time by the number of changes,
// and a writer whose device is behind says many places in the same one. What heads name never changes.
type pastTexts struct {
	mu   sync.Mutex
	kept []pastText // the latest last
	next int64      // when a long text may be made again, ms
}

type pastText struct {
	of    forum.ID
	heads []doc.Hash
	text  string
}

const (
	// pastTextsMost bounds them: each is as long as a text may be at most.
	pastTextsMost = 8
	// pastLong is from how many changes on a text is long: to make one takes about 12 µs a change. After a long one none is made
	// for a millisecond a change, so that whatever heads a neighbour names, looking takes little of this device's time.
	pastLong = 1000
)

// textAt gives the text at some changes, which [doc.Doc.Tips] gave; not ok when it is too early to make it.
func (p *pastTexts) textAt(d *doc.Doc, id forum.ID, tips []doc.Hash, now int64) (text string, ok bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.IndexFunc(p.kept, func(t pastText) bool { return t.of == id && slices.Equal(t.heads, tips) })
	if i >= 0 {
		return p.kept[i].text, true, nil
	}
	if n := int64(d.Written()); n >= pastLong {
		if now < p.next && p.next-now <= n { // a clock that was set back does not stop it for long
			return "", false, nil
		}
		p.next = now + n
	}
	text, err = d.TextAt(tips)
	if err == nil {
		p.kept = append(p.kept[max(0, len(p.kept)+1-pastTextsMost):], pastText{id, tips, text})
	}
	return text, err == nil, err
}

// moved says where the place after at characters of one text is in another: it stays after the character that it was after,
// and where that one went.
func moved(was, now string, at int) int {
	at = min(max(0, at), utf8.RuneCountInString(was))
	shift := 0
	for _, s := range doc.Diff(was, now) {
		if s.Pos >= at {
			break
		}
		if s.Pos+s.Del >= at { // what was before it is gone
			return s.Pos + shift + utf8.RuneCountInString(s.Ins)
		}
		shift += utf8.RuneCountInString(s.Ins) - s.Del
	}
	return at + shift
}
