package scene

import (
	"moot/store/forum"
)

// Reader is a device that listens. Like the real gate it puts aside what it cannot place yet: entries of devices that
// nobody it knows has let in, and acts that come after others which have not arrived.
type Reader struct {
	history *forum.History
	kept    map[forum.ID]*forum.Entry
	heights map[forum.Chain]uint64
	known   map[forum.Device]bool
	held    []*forum.Entry
	seen    map[forum.ID]bool // kept or held
}

// NewReader gives a reader that has seen nothing.
func NewReader() *Reader {
	return &Reader{kept: map[forum.ID]*forum.Entry{}, heights: map[forum.Chain]uint64{}, known: map[forum.Device]bool{}, seen: map[forum.ID]bool{}}
}

// Take takes entries in, in any order and any number of times.
func (r *Reader) Take(entries ...*forum.Entry) error {
	for _, e := range entries {
		if !r.seen[e.ID] {
			r.seen[e.ID] = true
			r.held = append(r.held, e)
		}
	}
	for moved := true; moved; {
		moved = false
		held := r.held
		r.held = nil
		for _, e := range held {
			switch done, err := r.place(e); {
			case err != nil:
				return err
			case done:
				moved = true
			default:
				r.held = append(r.held, e)
			}
		}
	}
	return nil
}

// place keeps an entry, if it can be placed.
func (r *Reader) place(e *forum.Entry) (done bool, err error) {
	if e.Kind == forum.KindFound {
		r.history = forum.NewHistory(e.ID)
		r.known[e.Device] = true
	}
	if r.history == nil || !r.knows(e.Device) || e.Seq != r.heights[e.Chain()]+1 {
		return false, nil
	}
	for _, p := range e.Header.Roll {
		if !r.history.Has(p) {
			return false, nil
		}
	}
	r.kept[e.ID] = e
	r.heights[e.Chain()] = e.Seq
	if e.Lane == forum.ContentLane {
		return true, nil
	}
	a, err := forum.ActOf(e)
	if err != nil {
		return false, err
	}
	return true, r.history.Add(a)
}

func (r *Reader) knows(d forum.Device) bool {
	if !r.known[d] && r.history.Now().Known(d) {
		r.known[d] = true
	}
	return r.known[d]
}

// Held says how many entries wait.
func (r *Reader) Held() int { return len(r.held) }

// History gives the reader's acts; nil before it has the founding act.
func (r *Reader) History() *forum.History { return r.history }

// pins says how far the reader has seen devices.
func (r *Reader) pins(devices ...forum.Device) (pins []forum.Pin) {
	for _, d := range devices {
		for _, lane := range []forum.Lane{forum.RollLane, forum.ContentLane} {
			pins = append(pins, forum.Pin{Device: d, Lane: lane, Seq: r.heights[forum.Chain{Device: d, Lane: lane}]})
		}
	}
	return pins
}

// View is what is there for people to see.
type View struct {
	Roll  *forum.Roll
	Shown func(post forum.ID) bool
}

// View gives what the reader would show.
func (r *Reader) View() View {
	return View{r.history.Now(), r.shown}
}

// shown says whether a post is shown: it may stand by the roll it cites, and is not past a removal's pin.
func (r *Reader) shown(post forum.ID) bool {
	e := r.kept[post]
	if e == nil || r.history.Now().Hidden(e.Device, e.Lane, e.Seq) {
		return false
	}
	_, state := r.Record(post)
	return state == forum.Shown
}

// Record and RollAt answer the rules' questions about what posts refer to.
func (r *Reader) Record(id forum.ID) (forum.Record, forum.LookupState) {
	e := r.kept[id]
	if e == nil {
		return forum.Record{}, forum.Missing
	}
	at, missing := r.RollAt(e.Header.Roll)
	if len(missing) > 0 {
		return forum.Record{}, forum.Waiting
	}
	m, _ := at.ByDevice(e.Device)
	rec, err := forum.RecordOf(e, m.Person)
	if err != nil || forum.Check(rec, at, r) != nil {
		return rec, forum.Refused
	}
	return rec, forum.Shown
}

// RollAt gives the roll an entry cites.
func (r *Reader) RollAt(heads []forum.ID) (*forum.Roll, []forum.ID) { return r.history.At(heads) }
