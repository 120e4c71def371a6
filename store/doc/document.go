package doc

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
)

// Doc is one open document: an engine's document and its admission state. One goroutine at a time owns it.
// After an apply that failed it is unusable and says so (see [ErrUnusable]); drop it and open it again.
type Doc struct {
	engine Engine
	id     ID
	adm    *admission
	in     Document          // nil until first needed: most documents of a catch-up are never read
	staged []*Change         // admitted, not yet applied
	later  []pendingChange   // applied, for the engine once it is needed
	typed  straight          // what later amounts to, while that is plain
	words  *string           // the engine's text, once read, until it changes: reading it costs time by its length
	own    map[Hash]struct{} // made by Edit and so in the engine already, not yet admitted and applied
	err    error             // why it is unusable
}

// pendingChange is a change that the engine will be given when it is needed.
type pendingChange struct {
	hash Hash
	raw  []byte
}

// Create opens a document that holds only its genesis change.
func Create(e Engine, lim Limits, id ID) (*Doc, error) {
	_, h, err := chunkBody(Genesis(id))
	if err != nil {
		return nil, err
	}
	return &Doc{engine: e, id: id, adm: newAdmission(lim, id, h)}, nil
}

// ID is the document's id.
func (d *Doc) ID() ID { return d.id }

// Admit parses the bytes of a change that signer by signed an entry for, judges it, and stages it for Apply. Nothing
// reaches the engine yet. Errors: *MissingError (keep it and try again later), ErrKnown, *RefusedError (for good);
// after any of them the document is as before. See the package's rules for the order of one signer's changes.
func (d *Doc) Admit(raw []byte, by Signer) (*Change, error) { return d.admit(raw, by, false) }

// AdmitApart is Admit for a change that a signer wrote after its chain had split in two. Each branch goes on from where
// they parted and knows nothing of the other, so what it has to build on is only what its own actor wrote here: an actor
// lives as long as one process, which can write one branch only.
func (d *Doc) AdmitApart(raw []byte, by Signer) (*Change, error) { return d.admit(raw, by, true) }

func (d *Doc) admit(raw []byte, by Signer, apart bool) (*Change, error) {
	if d.err != nil {
		return nil, d.err
	}
	c, err := Parse(raw, d.adm.lim)
	if err != nil {
		return nil, err
	}
	if err := d.admitParsed(c, by, apart); err != nil {
		return nil, err
	}
	return c, nil
}

// AdmitParsed is Admit for a change that has been parsed before, elsewhere and perhaps by another goroutine, with the limits
// of this document. The document keeps c: parse again for another use.
func (d *Doc) AdmitParsed(c *Change, by Signer) error { return d.admitParsed(c, by, false) }

func (d *Doc) admitParsed(c *Change, by Signer, apart bool) error {
	if d.err != nil {
		return d.err
	}
	in := line{by: by}
	if apart {
		in.actor = c.Actor
	}
	if err := d.adm.admit(c, in); err != nil {
		return err
	}
	d.staged = append(d.staged, c)
	return nil
}

// Apply makes the staged changes part of the document: at once where the engine is open, checking that it took every
// one; else when it is first needed (Text, Edit, Snapshot…), which is when an engine that refuses them is found out.
// Verdicts never depend on an engine, so they are the same on every platform. After an error the document is unusable.
func (d *Doc) Apply() error {
	if d.err != nil || len(d.staged) == 0 {
		return d.err
	}
	if d.in == nil {
		for _, c := range d.staged {
			d.later = append(d.later, pendingChange{c.Hash, c.Raw})
			d.typed.add(c)
		}
	} else if err := d.apply(); err != nil {
		return d.broken(err)
	}
	for _, c := range d.staged {
		delete(d.own, c.Hash)
		c.free()
	}
	d.staged = nil
	return nil
}

func (d *Doc) apply() error {
	var raw [][]byte
	for _, c := range d.staged {
		if _, ok := d.own[c.Hash]; !ok {
			raw = append(raw, c.Raw)
		}
	}
	if len(raw) > 0 {
		d.words = nil
		if err := d.in.Apply(raw...); err != nil {
			return err
		}
	}
	if len(d.own) == 0 {
		return d.sameHeads(d.in)
	}
	for _, c := range d.staged { // the engine is ahead by what Edit made: its heads are not ours yet
		if _, err := d.in.Change(c.Hash); err != nil {
			return err
		}
	}
	return nil
}

// open makes sure that the engine's document exists and holds all that was applied.
func (d *Doc) open() error {
	if d.err != nil || d.in != nil {
		return d.err
	}
	if err := d.fill(); err != nil {
		return d.broken(err)
	}
	d.later, d.typed = nil, straight{}
	return nil
}

// fill gives the engine the genesis change and everything applied, in one call.
func (d *Doc) fill() (err error) {
	if d.in, err = d.engine.New(); err != nil {
		return err
	}
	raw := [][]byte{Genesis(d.id)}
	for _, p := range d.later {
		raw = append(raw, p.raw)
	}
	if err := d.in.Apply(raw...); err != nil {
		return err
	}
	if len(d.staged) == 0 {
		return d.sameHeads(d.in)
	}
	for _, p := range d.later {
		if _, err := d.in.Change(p.hash); err != nil {
			return err
		}
	}
	return nil
}

// sameHeads checks that an engine's document holds exactly what was admitted: equal heads mean equal history, since
// a change's hash covers its dependencies.
func (d *Doc) sameHeads(in Document) error {
	got, err := in.Heads()
	if err != nil {
		return err
	}
	sortHashes(got)
	if !slices.Equal(got, d.adm.headHashes()) {
		return errors.New("the engine did not take every change that was admitted")
	}
	return nil
}

// broken marks the document unusable and lets its memory go.
func (d *Doc) broken(err error) error {
	d.err = fmt.Errorf("%w: %w", ErrUnusable, err)
	d.Close()
	return d.err
}

// Discard forgets what is staged. The admission state has it already, so a document with anything staged becomes
// unusable; one with nothing staged is unchanged.
func (d *Doc) Discard() {
	if d.err == nil && len(d.staged) > 0 {
		_ = d.broken(errors.New("changes were admitted and then given up")) // the answer to every later call
	}
}

// Usable is nil, or why the document has to be dropped and opened again.
func (d *Doc) Usable() error { return d.err }

// Text is the current text, without what is only staged.
func (d *Doc) Text() (string, error) {
	if err := d.open(); err != nil {
		return "", err
	}
	if d.words == nil {
		text, err := d.in.Text()
		if err != nil {
			return "", err
		}
		d.words = &text
	}
	return *d.words, nil
}

// Heads are the changes that no other change builds on, sorted; of everything admitted, applied or not.
func (d *Doc) Heads() []Hash { return d.adm.headHashes() }

// Has reports whether a change has been admitted.
func (d *Doc) Has(h Hash) bool {
	_, ok := d.adm.byHash[h]
	return ok
}

// Numbered gives the change an actor wrote under a number.
func (d *Doc) Numbered(a Actor, seq uint64) (h Hash, ok bool) {
	n, ok := d.adm.byActor[string(a[:])]
	if !ok || seq == 0 || seq > uint64(len(d.adm.authors[n].spans)) {
		return h, false
	}
	return d.adm.changes[d.adm.authors[n].spans[seq-1].change].hash, true
}

// Ops is the number of operations admitted, which is what a document costs in memory (about 410 bytes each).
func (d *Doc) Ops() int { return len(d.adm.rows) }

// Hot says whether the engine holds the document: about 700 KiB for a small one.
func (d *Doc) Hot() bool { return d.in != nil }

// Change is the exact bytes of an applied change.
func (d *Doc) Change(h Hash) ([]byte, error) {
	if !d.Has(h) {
		return nil, fmt.Errorf("this document does not hold change %s", h)
	}
	for _, p := range d.later {
		if p.hash == h {
			return p.raw, nil
		}
	}
	if err := d.open(); err != nil {
		return nil, err
	}
	return d.in.Change(h)
}

// Changes are the exact bytes of every applied change, each after those it builds on. The first is the genesis
// change, which every device has and nobody sends.
func (d *Doc) Changes() ([][]byte, error) {
	if err := d.open(); err != nil {
		return nil, err
	}
	return d.in.Changes()
}

// Close lets the engine's document go; the Doc is unusable afterwards. Its memory returns when the garbage collector
// has run: see [Cache].
func (d *Doc) Close() {
	if d.err == nil {
		d.err = fmt.Errorf("%w: it was closed", ErrUnusable)
	}
	if d.in != nil {
		d.in.Close()
		d.in = nil
	}
	d.staged, d.own, d.later, d.typed, d.words = nil, nil, nil, straight{}, nil
}

func sortHashes(h []Hash) {
	slices.SortFunc(h, func(a, b Hash) int { return bytes.Compare(a[:], b[:]) })
}
