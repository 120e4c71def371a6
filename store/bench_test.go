package store

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dgraph-io/badger/v4"

	"moot/store/doc"
	"moot/store/forum"
)

// fill makes n proposals with wording and a comment each, a hundred to a transaction.
func fill(t testing.TB, s *Store, g forum.ID, n int) {
	t.Helper()
	body := strings.Repeat("The lamp by the bins is out and people trip. ", 8)
	for i := 0; i < n; i += 100 {
		ok(t, s.do(ctx, g, func(w *writer) error {
			for k := i; k < min(i+100, n); k++ {
				id, err := w.say(forum.ID{}, forum.KindProposal, forum.NewProposal{Title: fmt.Sprintf("Mend lamp %d", k)})
				if err != nil {
					return err
				}
				if _, err := w.edit(id, "", body); err != nil {
					return err
				}
				if _, err := w.say(id, forum.KindComment, forum.NewComment{Body: "Yes please, it is dark there."}); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

// BenchmarkGate is catching up from nothing without a network: what the gate alone can do.
func BenchmarkGate(b *testing.B) {
	ann := device(b, "Ann")
	g := must[forum.ID](b)(ann.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	fill(b, ann, g, 1000)
	var all []forum.Entry
	for b.Loop() {
		b.StopTimer()
		bob := device(b, "Bob")
		ok(b, bob.BeginJoin(ctx, must[forum.Ticket](b)(forum.ParseTicket(must[string](b)(ann.Invite(ctx, g, InviteTerms{}, nil))))))
		all = nil
		must[uint64](b)(ann.Tail(ctx, g, nil, 0, func(run []forum.Entry) error { all = append(all, reread(b, run)...); return nil }))
		b.StartTimer()
		if r := must[forum.Report](b)(bob.Apply(ctx, g, "bench", all)); r.New != len(all) {
			b.Fatal(r)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(all)), "µs/entry")
}

// paperSaved is what Automerge's own save of the paper takes, bytes.
const paperSaved = 129_061

// typedEdits is how many edits of the paper go into one batch: about what is typed before a pause.
const typedEdits = 50

// BenchmarkPaper types a paper of 259,778 edits through EditText, as its author did, a batch at each pause, and compares
// the time and what is stored with the same edits and batches in the document engine alone.
func BenchmarkPaper(b *testing.B) {
	steps := readPaper(b)
	limits := doc.DefaultLimits()
	limits.DocOps = 1 << 20 // for this only: a document of Moot's holds 50,000
	var bare time.Duration
	for b.Loop() {
		b.StopTimer()
		bare += typeBare(b, steps)
		b.StartTimer()
		home := b.TempDir()
		s := must[*Store](b)(Open(home, Options{Limits: limits}))
		must[Me](b)(s.CreateMe(ctx, "Ann"))
		g := must[forum.ID](b)(s.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
		id := must[forum.ID](b)(s.NewProposal(ctx, g, forum.NewProposal{Title: "The paper"}, ""))
		took := make([]time.Duration, 0, len(steps))
		was := ""
		for _, now := range steps {
			start := time.Now()
			was = must[string](b)(s.EditText(ctx, g, id, was, now))
			took = append(took, time.Since(start))
			if was != now {
				b.Fatal("the text went astray")
			}
		}
		var snap []byte
		ok(b, s.readDoc(must[*group](b)(s.group(g)), id, func(d *doc.Doc) (err error) { snap, err = d.Snapshot(); return err }))
		values := valueBytes(b, s)
		ok(b, s.Close())
		slices.Sort(took)
		b.ReportMetric(float64(len(steps)), "batches")
		b.ReportMetric(took[len(took)/2].Seconds()*1e3, "p50-ms")
		b.ReportMetric(took[len(took)*99/100].Seconds()*1e3, "p99-ms")
		b.ReportMetric(float64(len(snap))/paperSaved, "snapshot-of-save")
		b.ReportMetric(float64(values)/paperSaved, "values-of-save")
		b.ReportMetric(float64(folderBytes(b, filepath.Join(home, databaseDir)))/paperSaved, "disk-of-save")
	}
	b.ReportMetric(bare.Seconds()/float64(b.N), "bare-s")
	b.ReportMetric(bare.Seconds()/b.Elapsed().Seconds(), "of-bare")
}

// typeBare times the same batches in the document engine alone: no entries, no signatures, no disk.
func typeBare(b *testing.B, steps []string) time.Duration {
	e := must[doc.Engine](b)(doc.Native())
	session := must[doc.Session](b)(doc.NewSession(doc.Signer{1}))
	id := doc.ID{1}
	start := time.Now()
	d := must[doc.Document](b)(e.New())
	defer d.Close()
	ok(b, d.Apply(doc.Genesis(id)))
	was := ""
	for _, now := range steps {
		splices := doc.Diff(was, now)
		slices.Reverse(splices) // from the end, so that none moves the next one's place
		for _, sp := range splices {
			ok(b, d.Splice(sp.Pos, sp.Del, sp.Ins))
		}
		must[[]byte](b)(d.Commit(session.Actor(id), "", start))
		was = now
	}
	must[[]byte](b)(d.Save())
	return time.Since(start)
}

// readPaper gives the paper as its editor's screen showed it at each pause.
func readPaper(b *testing.B) (steps []string) {
	f, err := os.Open("../../shared/data/traces/automerge-paper.json.gz")
	if errors.Is(err, fs.ErrNotExist) {
		b.Skip("the paper is not here (../shared/data/traces)")
	}
	var trace struct {
		EndContent string
		Txns       []struct{ Patches [][3]any }
	}
	z := must[*gzip.Reader](b)(gzip.NewReader(f))
	ok(b, json.NewDecoder(z).Decode(&trace))
	ok(b, f.Close())
	var text []rune
	for i, t := range trace.Txns {
		for _, p := range t.Patches {
			at, del := int(p[0].(float64)), int(p[1].(float64))
			text = slices.Replace(text, at, at+del, []rune(p[2].(string))...)
		}
		if i%typedEdits == typedEdits-1 || i == len(trace.Txns)-1 {
			steps = append(steps, string(text))
		}
	}
	if steps[len(steps)-1] != trace.EndContent {
		b.Fatal("the trace does not end in its own words")
	}
	return steps
}

// valueBytes sums up what the database holds now, keys and old versions not counted.
func valueBytes(b *testing.B, s *Store) (sum int64) {
	ok(b, s.db.View(func(txn *badger.Txn) error {
		return each(txn, key{}, func(_, v []byte) error { sum += int64(len(v)); return nil })
	}))
	return sum
}

// folderBytes is what the files of a folder take up on the disk.
func folderBytes(b *testing.B, dir string) (sum int64) {
	ok(b, filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			var info fs.FileInfo
			info, err = e.Info()
			sum += info.Size()
		}
		return err
	}))
	return sum
}

const manyProposals = 10_000

// openedHome is where the child process of BenchmarkTenThousand finds the home to open.
const openedHome = "MOOT_BENCH_HOME"

// opened is what the child process found.
type opened struct {
	Open, List time.Duration
	Rows       int
	RSS        int64 // bytes
}

// BenchmarkTenThousand opens a home with 10,000 proposals in a fresh process and lists them, against reading the same
// files plainly, and against the memory of a process with an empty home.
func BenchmarkTenThousand(b *testing.B) {
	home, empty := b.TempDir(), b.TempDir()
	for _, h := range []string{home, empty} {
		s := must[*Store](b)(Open(h, Options{}))
		must[Me](b)(s.CreateMe(ctx, "Ann"))
		g := must[forum.ID](b)(s.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
		if h == home {
			fill(b, s, g, manyProposals)
		}
		ok(b, s.Close())
	}
	var full, none []opened
	var plain []time.Duration
	for b.Loop() {
		for range 5 {
			plain = append(plain, readPlainly(b, filepath.Join(home, databaseDir)))
			full = append(full, openIn(b, home, manyProposals))
			none = append(none, openIn(b, empty, 0))
		}
	}
	mid := func(of []opened, f func(opened) float64) float64 {
		v := make([]float64, len(of))
		for i := range of {
			v[i] = f(of[i])
		}
		slices.Sort(v)
		return v[len(v)/2]
	}
	slices.Sort(plain)
	seconds := func(o opened) float64 { return (o.Open + o.List).Seconds() }
	rss := func(o opened) float64 { return float64(o.RSS) / 1e6 }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(mid(full, func(o opened) float64 { return o.Open.Seconds() * 1e3 }), "open-ms")
	b.ReportMetric(mid(full, func(o opened) float64 { return o.List.Seconds() * 1e3 }), "list-ms")
	b.ReportMetric(plain[len(plain)/2].Seconds()/mid(full, seconds), "of-plain-read")
	b.ReportMetric(mid(full, rss), "RSS-MB")
	b.ReportMetric(mid(none, rss), "empty-RSS-MB")
	b.ReportMetric(mid(full, rss)/mid(none, rss), "RSS-of-empty")
	b.ReportMetric(float64(folderBytes(b, filepath.Join(home, databaseDir)))/1e6, "disk-MB")
}

func readPlainly(b *testing.B, dir string) time.Duration {
	start := time.Now()
	for _, e := range must[[]os.DirEntry](b)(os.ReadDir(dir)) {
		f := must[*os.File](b)(os.Open(filepath.Join(dir, e.Name())))
		must[int64](b)(io.Copy(io.Discard, f))
		ok(b, f.Close())
	}
	return time.Since(start)
}

// openIn opens a home in a process of its own.
func openIn(b *testing.B, home string, rows int) (o opened) {
	c := exec.Command(os.Args[0], "-test.run", "^TestOpenHome$")
	c.Env = append(os.Environ(), openedHome+"="+home)
	c.Stderr = os.Stderr
	out := must[[]byte](b)(c.Output())
	line, _, _ := strings.Cut(string(out), "\n")
	ok(b, json.Unmarshal([]byte(line), &o))
	if o.Rows != rows {
		b.Fatalf("%d rows in the list instead of %d", o.Rows, rows)
	}
	return o
}

// TestOpenHome is the child process of BenchmarkTenThousand.
func TestOpenHome(t *testing.T) {
	home := os.Getenv(openedHome)
	if home == "" {
		t.Skip("only for BenchmarkTenThousand")
	}
	var o opened
	start := time.Now()
	s := must[*Store](t)(Open(home, Options{}))
	o.Open = time.Since(start)
	g := must[[]GroupCard](t)(s.Groups(ctx))[0].ID
	start = time.Now()
	rows := must[[]ProposalCard](t)(s.Proposals(ctx, g, Filter{}))
	o.List, o.Rows, o.RSS = time.Since(start), len(rows), residentBytes(t)
	ok(t, s.Close())
	fmt.Println(string(must[[]byte](t)(json.Marshal(o))))
}

// residentBytes is the memory this process holds, as Linux tells it.
func residentBytes(t *testing.T) int64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip("memory is measured on Linux only")
	}
	_, rest, _ := strings.Cut(string(b), "VmRSS:")
	var kb int64
	must[int](t)(fmt.Sscan(rest, &kb))
	return kb << 10
}
