package practice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"moot/store"
	"moot/store/forum"
)

// estate is the made-up neighbours, each on a device of their own, while their weeks are being told.
type estate struct {
	ctx   context.Context
	dir   string // of the neighbours' homes
	now   time.Time
	start time.Time // midnight of the day the telling counts from: today
	group forum.ID
	homes map[string]*store.Store
	err   error // the first thing that went wrong: nothing is done after it

}

// The neighbours. Maureen founds the group and keeps what all the others bring.
const (
	maureen = "Maureen Doyle"
	yusuf   = "Yusuf Rahman"
	dilys   = "Dilys Pugh"
	tomasz  = "Tomasz Zieliński"
	ayaan   = "Ayaan Warsame"
)

// Make fills an empty folder with a home of a person of this name, who is a member of the made-up estate. Now is the day
// it ends on. It takes about a second. Errors are the store's; the folder is then left for the caller to delete.
func Make(ctx context.Context, dir, name string, now time.Time) (err error) {
	away, err := os.MkdirTemp("", "moot-practice-")
	if err != nil {
		return fmt.Errorf("there is no room for a practice group: %w", err)
	}
	e := &estate{ctx: ctx, dir: away, start: time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location()), homes: map[string]*store.Store{}}
	defer func() { err = errors.Join(err, e.close(), os.RemoveAll(away)) }()
	e.now = e.start.AddDate(0, 0, -firstDay)
	for _, who := range []string{maureen, yusuf, dilys, tomasz, ayaan} {
		e.moveIn(who, who, filepath.Join(away, fmt.Sprint(len(e.homes))))
	}
	e.moveIn(you, name, dir)
	e.tell(now)
	if e.err == nil {
		e.err = e.homes[you].Seclude()
	}
	return e.err
}

// you is whoever explores.
const you = "you"

func (e *estate) do(f func() error) {
	if e.err == nil {
		e.err = f()
	}
}

func (e *estate) moveIn(key, name, dir string) {
	e.do(func() error {
		s, err := store.Open(dir, store.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return e.now }})
		if err != nil {
			return err
		}
		e.homes[key] = s
		_, err = s.CreateMe(e.ctx, name)
		return err
	})
}

func (e *estate) close() (err error) {
	for _, s := range e.homes {
		err = errors.Join(err, s.Close())
	}
	return err
}

// joins lets somebody in by an invite of Maureen's.
func (e *estate) joins(who string, role forum.Role, section string) {
	e.do(func() error {
		s, hub := e.homes[who], e.homes[maureen]
		text, err := hub.Invite(e.ctx, e.group, store.InviteTerms{Role: role, Section: section}, nil)
		if err != nil {
			return err
		}
		ticket, err := forum.ParseTicket(text)
		if err != nil {
			return err
		}
		if err := s.BeginJoin(e.ctx, ticket); err != nil {
			return err
		}
		ask, err := s.Ask(e.ctx, ticket)
		if err != nil {
			return err
		}
		if _, err := hub.Admit(e.ctx, e.group, ask); err != nil {
			return err
		}
		return e.give(hub, s)
	})
}

// give hands on what one device has and another lacks.
func (e *estate) give(from, to *store.Store) error {
	have := map[forum.Chain]uint64{}
	for c, h := range to.Heights(e.group) {
		have[c] = h.Seq
	}
	_, err := from.Tail(e.ctx, e.group, have, 0, func(run []forum.Entry) error {
		_, err := to.Apply(e.ctx, e.group, "practice", run)
		return err
	})
	return err
}

// on moves to a day and a time of day: days before today, or after it below zero.
func (e *estate) on(daysAgo int, hour, minute int) {
	e.now = e.start.AddDate(0, 0, -daysAgo).Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

// by lets somebody do something on their own device, having heard all there is and handing on what came of it. A minute
// goes by after it.
func (e *estate) by(who string, f func(s *store.Store) error) {
	e.do(func() error {
		s, hub := e.homes[who], e.homes[maureen]
		if s == hub {
			return f(s)
		}
		if err := e.give(hub, s); err != nil {
			return err
		}
		if err := f(s); err != nil {
			return fmt.Errorf("%s: %w", who, err)
		}
		return e.give(s, hub)
	})
	e.now = e.now.Add(time.Minute)
}

// makes is by for what makes a thing; it gives its id.
func (e *estate) makes(who string, f func(s *store.Store) (forum.ID, error)) (id forum.ID) {
	e.by(who, func(s *store.Store) (err error) {
		id, err = f(s)
		return err
	})
	return id
}

func (e *estate) person(who string) forum.Person {
	if e.err != nil {
		return forum.Person{}
	}
	me, _ := e.homes[who].Me()
	return me.Person
}
