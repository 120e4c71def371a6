package doc

import (
	"runtime"
	"strings"
	"testing"
)

// A catch-up: one small new document, one change of 105 characters, from bytes to engine.
func BenchmarkCreateSmall(b *testing.B) {
	e := native(b)
	from := create(b, e, DefaultLimits(), testID(1))
	c := write(b, from, person(1), "", strings.Repeat("A bench by the gate would be kind. ", 3))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		d, err := Create(e, DefaultLimits(), testID(1))
		if err != nil {
			b.Fatal(err)
		}
		receive(b, d, c...)
		d.Close()
		if n++; n%64 == 0 { // as the cache does: the library's memory is outside Go's sight
			runtime.GC()
		}
	}
}

// One typed batch, 30 characters, parsed and admitted to a text of 20,000 operations.
func BenchmarkAdmit(b *testing.B) {
	e := native(b)
	d := create(b, e, DefaultLimits(), testID(1))
	long := strings.Repeat("lorem ipsum ", 2000)[:20_000]
	write(b, d, person(1), "", long)
	raw, err := d.Edit(person(1), long, long[:10_000]+"thirty characters typed at onc"+long[10_000:], testTime)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		c, err := Parse(raw[0], d.adm.lim)
		if err != nil {
			b.Fatal(err)
		}
		if err := d.adm.admit(c, line{by: person(1).device}); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		unadmit(d.adm, c)
		b.StartTimer()
	}
}

// unadmit takes the newest change, by a known author with one dependency, back out.
func unadmit(a *admission, c *Change) {
	n := uint32(len(a.changes) - 1)
	au := &a.authors[a.byActor[string(c.actors[0])]]
	a.rows = a.rows[:au.spans[len(au.spans)-1].row]
	au.spans = au.spans[:len(au.spans)-1]
	s := &a.signers[a.changes[n].signer]
	s.line--
	a.changes = a.changes[:n]
	delete(a.byHash, c.Hash)
	a.heads = []uint32{a.byHash[c.Deps[0]]}
}

// The whole paper, typed, batched as typing is: edit, parse, admit, apply. Reports the size of the save, and what it
// costs to open it again and to build the admission state alone.
func BenchmarkPaperTrace(b *testing.B) {
	e := native(b)
	tr := readTrace(b, "automerge-paper.json.gz")
	lim := DefaultLimits()
	lim.DocOps = 1 << 20
	runs := 0
	for b.Loop() {
		d, n := typePaper(b, e, lim, tr)
		wantText(b, d, tr.EndContent)
		saved, err := d.in.Save()
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(saved)), "save-bytes")
		b.ReportMetric(float64(n), "changes")
		d.Close()
		runs++
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(runs*len(tr.Txns)), "ns/edit")
}

func typePaper(t tester, e Engine, lim Limits, tr trace) (*Doc, int) {
	d := create(t, e, lim, testID(1))
	changes := 0
	var batch []Splice
	for i, x := range tr.Txns {
		if batch = append(batch, patches(x.Patches)...); len(batch) >= 40 || i == len(tr.Txns)-1 {
			typed(t, d, person(1), batch)
			batch = nil
			changes++
		}
	}
	return d, changes
}

// A full document, 50,000 operations in 1,250 typed batches, opened again from its snapshot.
func BenchmarkRestoreFull(b *testing.B) {
	d, snap := fullDoc(b)
	b.ReportAllocs()
	for b.Loop() {
		back, err := Restore(d.engine, DefaultLimits(), d.id, snap)
		if err != nil {
			b.Fatal(err)
		}
		back.Close()
	}
	b.ReportMetric(float64(len(snap)), "snapshot-bytes")
}

// The admission part of the same, without the engine.
func BenchmarkReadmitFull(b *testing.B) {
	d, _ := fullDoc(b)
	all, err := d.Changes()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		adm := newAdmission(d.adm.lim, d.id, d.adm.changes[0].hash)
		for _, raw := range all[1:] {
			c, err := Parse(raw, adm.lim)
			if err != nil {
				b.Fatal(err)
			}
			if err := adm.admit(c, line{by: person(1).device}); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func fullDoc(b *testing.B) (*Doc, []byte) {
	e := native(b)
	tr := readTrace(b, "automerge-paper.json.gz")
	tr.Txns = tr.Txns[:49_000]
	d, _ := typePaper(b, e, DefaultLimits(), tr)
	snap, err := d.Snapshot()
	if err != nil {
		b.Fatal(err)
	}
	return d, snap
}
