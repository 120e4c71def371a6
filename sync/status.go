package sync

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"moot/store/forum"
)

// Status is what the network looks like now, for people and programs.
type Status struct {
	Peers   []PeerStatus // remembered and connected ones, by id
	Joining []JoinStatus // groups that we have asked to be let into
	Retired []forum.ID   // groups in which a neighbour has said that this device has been retired
}

// PeerStatus is one neighbour.
type PeerStatus struct {
	ID        string
	Connected bool // it has proved to belong to a group of ours, in a conversation that goes on
	Person    forum.Person
	Device    forum.Device // zero while not connected
	Since     time.Time    // of the conversation; zero while not connected
	Contact   time.Time    // last word from it, by this device's clock; zero if there never was one
	Addrs     []string     // where it was found: multiaddrs without the peer id, at most 16
	Typed     bool         // a person typed or scanned it
	InSync    bool         // connected, and in step in every group in common
	Groups    []GroupStatus
}

// GroupStatus is how far one group has got with one neighbour.
type GroupStatus struct {
	Group  forum.ID
	InSync bool
	Behind int // entries it has said it holds and we lack
	Ahead  int // entries we hold and it has not confirmed
}

// JoinStatus is the last answer to a request to be let in.
type JoinStatus struct {
	Group    forum.ID
	Standing forum.Standing // waiting, or none when refused
	Reason   string         // why refused, one plain sentence
	Later    bool           // it may be let in later: Moot goes on asking
}

// Status gives a consistent picture of each neighbour; different neighbours are looked at one after the other.
func (n *Node) Status() Status {
	var out Status
	n.mu.Lock()
	sessions := make(map[string]*session, len(n.sessions))
	for id, s := range n.sessions {
		sessions[id.String()] = s
	}
	for id, l := range n.links {
		if l.saved.ID == "" && n.sessions[id] == nil {
			continue // seen on the local network, nothing more
		}
		p := PeerStatus{ID: id.String(), Person: l.saved.Person, Addrs: texts(l.addrs), Typed: l.typed}
		if l.saved.Seen > 0 {
			p.Contact = time.UnixMilli(l.saved.Seen)
		}
		out.Peers = append(out.Peers, p)
	}
	for g, a := range n.answers {
		out.Joining = append(out.Joining, JoinStatus{Group: g, Standing: a.standing, Reason: string(a.reason), Later: a.later})
	}
	out.Retired = slices.SortedFunc(maps.Keys(n.retired), func(a, b forum.ID) int { return slices.Compare(a[:], b[:]) })
	n.mu.Unlock()
	for i := range out.Peers {
		if s := sessions[out.Peers[i].ID]; s != nil {
			s.describe(&out.Peers[i])
		}
	}
	slices.SortFunc(out.Peers, func(a, b PeerStatus) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(out.Joining, func(a, b JoinStatus) int { return slices.Compare(a.Group[:], b.Group[:]) })
	return out
}

func (s *session) describe(p *PeerStatus) {
	if p.Connected = s.isProven(); !p.Connected {
		return
	}
	p.Since = s.since
	if at := s.contact.Load(); at > 0 {
		p.Contact = time.UnixMilli(at)
	}
	if who := s.whose(); !who.Zero() {
		p.Person = who
	}
	p.InSync = true
	for _, sl := range s.all() {
		st := s.step(sl)
		if !st.open {
			continue
		}
		s.mu.Lock()
		p.Device = sl.peer
		s.mu.Unlock()
		g := GroupStatus{Group: sl.ref.ID, InSync: st.inStep(), Behind: st.behind, Ahead: st.ahead}
		p.InSync = p.InSync && g.InSync
		p.Groups = append(p.Groups, g)
	}
	p.InSync = p.InSync && len(p.Groups) > 0
}

// Watch gives a channel that holds at most one hint that Status has changed; cancel releases it, and does not close the channel.
// Hints may be lost: read Status, and again now and then. Nobody is waited for who does not read.
func (n *Node) Watch() (hints <-chan struct{}, cancel func()) {
	c := make(chan struct{}, 1)
	n.mu.Lock()
	n.watchers[c] = true
	n.mu.Unlock()
	return c, func() {
		n.mu.Lock()
		delete(n.watchers, c)
		n.mu.Unlock()
	}
}

// changed hints to everyone who watches.
func (n *Node) changed() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for c := range n.watchers {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}
