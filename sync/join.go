package sync

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"

	"moot/store/forum"
	"moot/store/saying"
)

const (
	refusedWait = 3 * time.Second // after a refusal, for somebody else to honour the invite
	lanFind     = 3 * time.Second // for neighbours on the local network to be found
	settlePoll  = time.Second
)

// JoinError says why a group has not been joined yet. Pending means that Moot goes on asking by itself.
type JoinError struct {
	Reason saying.Text // one or two plain sentences, perhaps in the words of another device

	Pending bool
}

func (e *JoinError) Error() string { return string(e.Reason) }

// Said is the reason, to be said in other languages.
func (e *JoinError) Said() *saying.Sentence { return saying.New(e.Reason) }

// Join asks to be let in under a ticket: it remembers the group, then asks every peer it can reach (the ticket's
// addresses, remembered ones, the local network) until one honours it. It returns how we stand, member or waiting, once
// the roll has come and everything that the neighbour may give has been caught up. When ctx ends first, or everyone
// reached has refused, it gives a [*JoinError]; the wish stays, and is granted in the background when a member who
// knows the invite comes by. Other errors are the store's, which could not remember the wish.
func (n *Node) Join(ctx context.Context, t forum.Ticket) (forum.Standing, error) {
	if err := n.store.BeginJoin(ctx, t); err != nil {
		return forum.StandingNone, err
	}
	hints, cancel := n.Watch()
	defer cancel()
	n.mu.Lock()
	delete(n.answers, t.Group)
	n.mu.Unlock()
	n.regroup()
	n.seek(t.Addrs)
	var refused <-chan time.Time
	poll := time.NewTicker(settlePoll)
	defer poll.Stop()
	for {
		if st, ok := n.joined(ctx, t.Group); ok {
			return st, nil
		}
		n.mu.Lock()
		a, answered := n.answers[t.Group]
		n.mu.Unlock()
		if answered && a.standing == forum.StandingNone && refused == nil {
			refused = time.After(refusedWait)
		}
		select {
		case <-hints:
		case <-poll.C:
		case <-refused:
			return forum.StandingNone, &JoinError{Reason: a.reason, Pending: a.later}
		case <-ctx.Done():
			return forum.StandingNone, n.notJoined(ctx, a, answered)
		case <-n.ctx.Done():
			return forum.StandingNone, &JoinError{Reason: "Moot is closing; it will go on asking next time.", Pending: true}
		}
	}
}

// seek dials the addresses in a ticket and everyone who is remembered.
func (n *Node) seek(addrs []string) {
	n.mu.Lock()
	for _, s := range addrs {
		if info, err := n.parse(s); err == nil { // an inviter may list what this build cannot dial
			n.point(info, true)
		}
	}
	for _, l := range n.links {
		l.next = time.Now()
	}
	n.mu.Unlock()
	n.poke()
}

func (n *Node) notJoined(ctx context.Context, a answer, answered bool) error {
	switch {
	case answered && a.standing == forum.StandingNone:
		return &JoinError{Reason: a.reason, Pending: a.later}
	case answered:
		return &JoinError{Reason: "You have been let in, but the group's records have not all come yet. Moot goes on fetching them.", Pending: true}
	case errors.Is(context.Cause(ctx), context.Canceled):
		return &JoinError{Reason: "Joining was interrupted. Moot goes on asking while it runs.", Pending: true}
	}
	return &JoinError{Reason: "No member of the group could be reached yet. Keep Moot running near one of them: it goes on asking.", Pending: true}
}

// joined says whether we are on the roll and have what a neighbour may give.
func (n *Node) joined(ctx context.Context, g forum.ID) (forum.Standing, bool) {
	roll, _, err := n.roll(ctx, g)
	if err != nil || roll == nil {
		return "", false
	}
	me, _ := roll.ByDevice(n.store.Identity())
	if me.Standing != forum.StandingMember && me.Standing != forum.StandingWaiting {
		return "", false
	}
	for _, s := range n.all() {
		for _, sl := range s.all() {
			if st := s.step(sl); sl.ref.ID == g && st.compared && st.open && st.behind == 0 {
				return me.Standing, true
			}
		}
	}
	return "", false
}

// CatchUp has one full exchange with every reachable neighbour: it dials all that are remembered, looks at the local
// network if discovery is on, and waits until nobody has anything more for anybody, or ctx ends. It gives the entries
// that were new here and those that were sent since the node started or CatchUp last ended, and how many neighbours took
// part. The error is for a store that could not keep what came; that ctx has ended is none. One caller at a time: the counts are
// for whoever ends first.
func (n *Node) CatchUp(ctx context.Context) (received, sent, peers int, err error) {
	hints, cancel := n.Watch()
	defer cancel()
	t := n.beginTally()
	find := time.Now()
	if n.lan {
		find = find.Add(lanFind)
	}
	poll := time.NewTicker(settlePoll)
	defer poll.Stop()
	for {
		quiet := t.look()
		if quiet && !time.Now().Before(find) {
			break
		}
		select {
		case <-hints:
			continue
		case <-poll.C:
			t.nudge()
			continue
		case <-ctx.Done():
		case <-n.ctx.Done():
		}
		break
	}
	received, sent = n.takeTotals()
	return received, sent, t.proven(), t.trouble()
}

// takeTotals gives what has passed since it was last asked.
func (n *Node) takeTotals() (received, sent int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := [2]int64{n.received.Load(), n.sent.Load()}
	received, sent = int(now[0]-n.told[0]), int(now[1]-n.told[1])
	n.told = now
	return received, sent
}

// tally follows one CatchUp, over conversations that come and go.
type tally struct {
	n     *Node
	tried map[*link]int // dials that had ended before
	seen  []*session
}

func (n *Node) beginTally() *tally {
	t := &tally{n: n, tried: map[*link]int{}}
	n.mu.Lock()
	for _, l := range n.links {
		t.tried[l] = l.tried
		l.next = time.Now()
	}
	n.mu.Unlock()
	for _, s := range n.all() {
		for _, sl := range s.all() {
			s.mu.Lock()
			sl.rounds, sl.stuck = 0, false // what was compared before does not count
			s.mu.Unlock()
		}
		s.ask(replyLimit)
	}
	n.poke()
	return t
}

// look says whether every dial has ended or led to a conversation, and every conversation has come to rest.
func (t *tally) look() bool {
	t.n.mu.Lock()
	quiet := true
	for _, l := range t.n.links {
		if len(l.addrs) > 0 && t.n.sessions[l.id] == nil && (l.dialing || l.tried == t.tried[l]) {
			quiet = false
		}
	}
	talks := slices.Collect(maps.Values(t.n.sessions)) // at the same moment: a conversation may end in between
	t.n.mu.Unlock()
	for _, s := range talks {
		if !slices.Contains(t.seen, s) {
			t.seen = append(t.seen, s)
		}
		if !s.settled() {
			quiet = false
		}
	}
	return quiet
}

// settled says whether every slot in use has come to rest, after proving.
func (s *session) settled() bool {
	if !s.isProven() {
		return false
	}
	for _, sl := range s.all() {
		s.mu.Lock()
		idle := sl.dead || (sl.claims > 0 && sl.gate == gateShut)
		s.mu.Unlock()
		if !idle && !s.step(sl).settled() {
			return false
		}
	}
	return true
}

// nudge compares again where two sides differ though nothing moves: what one refuses shows as the same difference twice.
func (t *tally) nudge() {
	for _, s := range t.n.all() {
		if s.isProven() && !s.settled() {
			s.ask(replyLimit)
		}
	}
}

// proven counts the neighbours that took part.
func (t *tally) proven() int {
	who := map[peer.ID]bool{}
	for _, s := range t.seen {
		if s.isProven() {
			who[s.other] = true
		}
	}
	return len(who)
}

// trouble gives what the store said when it could not keep what came.
func (t *tally) trouble() error {
	for _, s := range t.seen {
		s.mu.Lock()
		err := s.failed
		s.mu.Unlock()
		if err != nil {
			return err
		}
	}
	return nil
}
