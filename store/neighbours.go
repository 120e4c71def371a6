package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/dgraph-io/badger/v4"

	"moot/store/forum"
)

// The states of a neighbour that its card knows.
const (
	NeighbourHeard = "heard"
	NeighbourMuted = "muted"
)

func fillNeighbour(_ *batch, id forum.ID, records []forum.Record, c *card) (any, error) {
	n, ok := forum.FoldNeighbour(id, records)
	if !ok {
		return nil, errDamaged
	}
	c.Title, c.State, c.Comments = n.Name, NeighbourHeard, len(n.Comments)
	if n.Muted {
		c.State = NeighbourMuted
	}
	return n, nil
}

// NeighbourPage is everything shown about one neighbouring group.
type NeighbourPage struct {
	forum.Neighbour
	Group forum.ID
	Names map[forum.Person]string
	// Rival says that another neighbour goes by the same id or name with other keys: somebody was told wrong.
	Rival bool
}

// Neighbours lists the groups that were introduced to a group, by name.
func (s *Store) Neighbours(ctx context.Context, in forum.ID) (out []NeighbourPage, err error) {
	all, err := everyThing(ctx, s, in, cardNeighbour, func(*card) bool { return true }, plain(forum.FoldNeighbour))
	if err != nil {
		return nil, err
	}
	g, err := s.group(in)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b forum.Neighbour) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), slices.Compare(a.ID[:], b.ID[:]))
	})
	for i := range all {
		out = append(out, NeighbourPage{all[i], in, namesOf(g), rivalled(all, &all[i])})
	}
	return out, nil
}

func rivalled(all []forum.Neighbour, n *forum.Neighbour) bool {
	return slices.ContainsFunc(all, func(o forum.Neighbour) bool {
		return o.ID != n.ID && (o.From == n.From || strings.EqualFold(cleanName(o.Name), cleanName(n.Name))) &&
			!slices.EqualFunc(o.Keys, n.Keys, slices.Equal)
	})
}

// Neighbour reads one neighbouring group. Errors: *RefusedError (not_found).
func (s *Store) Neighbour(ctx context.Context, group, id forum.ID) (NeighbourPage, error) {
	all, err := s.Neighbours(ctx, group)
	if err != nil {
		return NeighbourPage{}, err
	}
	for i := range all {
		if all[i].ID == id {
			return all[i], nil
		}
	}
	return NeighbourPage{}, refuse(CodeNotFound, "there is no such neighbour on this device")
}

// Introduce tells a group of another that this person belongs to: its name, and the keys that its officers sign cards
// with. When it was introduced already, its name and keys are brought up to date. Part is the section that the first
// group's members are in when the other is a joint group; empty otherwise. Errors: *RefusedError.
func (s *Store) Introduce(ctx context.Context, to, from forum.ID, name, part string) (id forum.ID, err error) {
	n, err := s.calling(from)
	if err != nil {
		return id, err
	}
	n.Name, n.Part = cleanName(cmp.Or(name, n.Name)), part
	return s.introduce(ctx, to, n, from == to)
}

// IntroduceAgain tells a group of a neighbour that another group of this person's has: then cards that may be handed on
// twice can be. Errors: *RefusedError.
func (s *Store) IntroduceAgain(ctx context.Context, to, via, neighbour forum.ID) (forum.ID, error) {
	n, err := s.Neighbour(ctx, via, neighbour)
	if err != nil {
		return forum.ID{}, err
	}
	return s.introduce(ctx, to, forum.NewNeighbour{From: n.From, Name: n.Name, Keys: n.Keys, Need: n.Need}, via == to)
}

func (s *Store) introduce(ctx context.Context, to forum.ID, n forum.NewNeighbour, self bool) (id forum.ID, err error) {
	if self {
		return id, refuse(CodeBadInput, "a group is not its own neighbour")
	}
	err = s.do(ctx, to, func(w *writer) error {
		known, err := w.g.neighboursFrom(w.read, n.From)
		if err != nil {
			return err
		}
		same := func(o forum.Neighbour) bool {
			return o.Need == n.Need && slices.EqualFunc(o.Keys, n.Keys, slices.Equal)
		}
		mine := func(o forum.Neighbour) bool { return o.Author == w.me() || w.g.roll().Can(w.me(), forum.PowerOffice) }
		i := slices.IndexFunc(known, same)
		if i < 0 {
			i = slices.IndexFunc(known, mine)
		}
		if i < 0 {
			id, err = w.say(forum.ID{}, forum.KindNeighbour, n)
			return err
		}
		old := &known[i]
		id = old.ID
		if same(*old) && (old.Name == n.Name || !mine(*old)) {
			return nil
		}
		_, err = w.say(id, forum.KindNeighbourKeys, forum.NeighbourKeys{Name: n.Name, Keys: n.Keys, Need: n.Need, After: old.KeysNow})
		return err
	})
	return id, err
}

// neighboursFrom finds the neighbours that go by an id, those introduced first first. There is more than one when people
// did not know of each other's introduction, or when somebody says something else of that group.
func (g *group) neighboursFrom(txn *badger.Txn, from forum.ID) (all []forum.Neighbour, err error) {
	err = g.cards(txn, cardNeighbour, func(id forum.ID, _ *card) error {
		records, err := g.readAbout(txn, id)
		if err != nil {
			return err
		}
		n, ok := forum.FoldNeighbour(id, records)
		if !ok {
			return errDamaged
		}
		if n.From == from {
			all = append(all, n)
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b forum.Neighbour) int { return cmp.Compare(a.Made, b.Made) })
	return all, err
}

// calling gives what other groups are told of a group of this person's.
func (s *Store) calling(from forum.ID) (n forum.NewNeighbour, err error) {
	g, err := s.group(from)
	if err != nil {
		return n, err
	}
	roll := g.state().roll
	if me, _ := g.state().me(s.Identity()); me.Standing != forum.StandingMember {
		return n, refuseEnglish(CodeNotMember, "only a member of both groups can introduce one to the other")
	}
	err = s.db.View(func(txn *badger.Txn) error {
		all, err := g.cardKeys(txn)
		n = forum.NewNeighbour{From: forum.NearID(from, roll.Secret), Name: roll.Name, Keys: forum.CardKeys(all, roll), Need: roll.Rules.CardSigners()}
		return err
	})
	switch {
	case err != nil:
		return n, err
	case len(n.Keys) < n.Need:
		return n, refuseEnglish(CodeRefused, "%s does not show itself to neighbours yet: %d of its officers must first run moot neighbour open (%d so far)", roll.Name, n.Need, len(n.Keys))
	case len(n.Keys) > forum.MaxCardKeys:
		return n, refuseEnglish(CodeRefused, "%s has %d officers with keys for cards, and at most %d can be told of", roll.Name, len(n.Keys), forum.MaxCardKeys)
	}
	return n, nil
}

// MuteNeighbour stops showing a neighbour's cards, as an officer, or shows them again. Errors: *RefusedError.
func (s *Store) MuteNeighbour(ctx context.Context, g, neighbour forum.ID, muted bool, why string) error {
	return s.do(ctx, g, func(w *writer) error {
		n, err := folded(w, neighbour, "only a neighbour is muted so", forum.FoldNeighbour)
		if err != nil {
			return err
		}
		if n.Muted == muted {
			return refuse(CodeRefused, "that is so already")
		}
		_, err = w.say(neighbour, forum.KindNeighbourMute, forum.MuteNeighbour{Muted: muted, Why: why, After: n.MutedNow})
		return err
	})
}

// Near is a neighbour's card that is shown in a group now.
type Near struct {
	forum.NearCard
	Neighbour forum.ID
	From      string   // the neighbour's name
	Notice    forum.ID // the notice here that it answers; zero when it answers none
}

// NearCards lists the cards that neighbouring groups show a group, newest first: none of a muted neighbour, none past its day.
func (s *Store) NearCards(ctx context.Context, in forum.ID) (out []Near, err error) {
	all, err := s.Neighbours(ctx, in)
	if err != nil {
		return nil, err
	}
	shared, err := everyThing(ctx, s, in, cardNotice, func(c *card) bool { return c.Shared }, plain(forum.FoldNotice))
	if err != nil {
		return nil, err
	}
	ours := map[forum.ID]forum.ID{}
	for i := range shared {
		for _, c := range shared[i].Cards {
			ours[c.Hash] = shared[i].ID
		}
	}
	now, shown := s.clock(), map[forum.ID]bool{}
	for i := range all {
		if all[i].Muted {
			continue
		}
		for _, c := range all[i].Cards {
			if c.Card.Standing(now) && !shown[c.Hash] {
				shown[c.Hash] = true
				out = append(out, Near{c, all[i].ID, all[i].Name, ours[c.Card.Reply]})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Near) int { return cmp.Compare(b.Card.Made, a.Card.Made) })
	return out, nil
}

// FindNear finds a card that neighbours show a group by its hash, an unambiguous start of it, or its title.
func (s *Store) FindNear(ctx context.Context, in forum.ID, ref string) (Near, error) {
	all, err := s.NearCards(ctx, in)
	if err != nil {
		return Near{}, err
	}
	var matches []match
	for i := range all {
		matches = append(matches, match{in, all[i].Hash, all[i].Card.Title})
	}
	m, err := pick("card", ref, matches)
	i := slices.IndexFunc(all, func(n Near) bool { return n.Hash == m.id })
	if err != nil || i < 0 {
		return Near{}, err
	}
	return all[i], nil
}
