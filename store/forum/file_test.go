package forum

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// goldenFilesAdded has what came with photos and files.
func goldenFilesAdded() []goldenRow {
	ann, s := PersonOf(testKey("Ann")), testID("subject")
	thumb := append([]byte{0xFF, 0xD8, 0xFF}, []byte("a small picture")...)
	return []goldenRow{
		{KindFound, ID{}, Found{Name: "Mill Lane", Secret: []byte("sixteen secret b"), Person: ann, Cert: CertifyDevice(testKey("Ann"), DeviceOf(testKey("Ann's laptop"))), Called: "Ann",
			Rules: &Rules{Files: &Files{Most: 2_000_000, Total: -1}}}},
		{KindCharter, ID{}, Charter{Rules: &Rules{Files: &Files{}}}},
		{KindFile, s, NewFile{Name: "The pond in March.jpg", Media: "image/jpeg", Size: FileChunk + 1, Chunks: []ID{testID("one"), testID("two")}, Thumb: thumb, Caption: "The pond, with ice on it."}},
		{KindFile, s, NewFile{Name: "plan.pdf", Media: "application/pdf", Size: 1, Chunks: []ID{testID("one")}}},
		{KindFileDrop, s, DropFile{Why: "the wrong pond"}},
		{KindFileDrop, s, DropFile{}},
	}
}

func chunkIDs(n int) (out []ID) {
	for i := range n {
		out = append(out, ID{byte(i), byte(i >> 8)})
	}
	return out
}

// TestFileNames: a path trick in a name is refused in the record, and made harmless in a name taken from this disk.
func TestFileNames(t *testing.T) {
	for _, good := range []string{"a", "The pond in March.jpg", "Übersicht (2).pdf", "মিল লেন.png", "a..b.txt", "console.txt", "x-y.tar.gz"} {
		if err := CheckFileName(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, trick := range []string{"", " ", "..", ".", "../../etc/passwd", `..\windows`, "/etc/passwd", `C:\x`, "C:x", ".bashrc", "-rf", "a/b", "a\\b", "a\x00b",
		"a\nb", "photo\u202Egpj.exe", "NUL", "nul.txt", "com1.jpg", "AUX .txt", "a.", "a ", " a", "a*", "a?", `a"b`, "<a>", "a|b",
		strings.Repeat("x", MaxFileName+1), strings.Repeat("ম", 100), "a\xff"} {
		if CheckFileName(trick) == nil {
			t.Errorf("%q is taken for a name", trick)
		}
		made := FileNameOf(trick)
		if err := CheckFileName(made); err != nil {
			t.Errorf("%q is made into %q: %v", trick, made, err)
		}
	}
	for from, want := range map[string]string{"/home/ann/Photos/pond.jpg": "pond.jpg", `C:\Users\Ann\pond.jpg`: "pond.jpg", "../pond.jpg": "pond.jpg", ".hidden": "hidden", "nul": "file_nul", "..": "file",
		strings.Repeat("long", 100) + ".jpg": strings.Repeat("long", 29) + ".jpg"} {
		if got := FileNameOf(from); got != want {
			t.Errorf("%q is made into %q, not %q", from, got, want)
		}
	}
}

func TestFileRecords(t *testing.T) {
	good := NewFile{Name: "a.jpg", Media: "image/jpeg", Size: 3*FileChunk - 1, Chunks: chunkIDs(3)}
	for name, c := range map[string]struct {
		change func(*NewFile)
		words  string
	}{
		"good": {func(*NewFile) {}, ""},
		"the largest": {func(f *NewFile) {
			f.Size, f.Chunks, f.Thumb = MaxFile, chunkIDs(MaxFileChunks), slices.Concat([]byte{0xFF, 0xD8, 0xFF}, make([]byte, MaxThumb-3))
		}, ""},
		"oversized claim":       {func(f *NewFile) { f.Size = MaxFile + 1; f.Chunks = chunkIDs(MaxFileChunks + 1) }, "out of range"},
		"size without chunks":   {func(f *NewFile) { f.Size = 1 << 50 }, "out of range"},
		"more than its chunks":  {func(f *NewFile) { f.Size = 3*FileChunk + 1 }, "has 4 chunks, and this lists 3"},
		"fewer than its chunks": {func(f *NewFile) { f.Size = 2 * FileChunk }, "has 2 chunks"},
		"empty":                 {func(f *NewFile) { f.Size, f.Chunks = 0, nil }, "out of range"},
		"negative":              {func(f *NewFile) { f.Size = -1 }, "out of range"},
		"path trick in a name":  {func(f *NewFile) { f.Name = "../a.jpg" }, "may not have any of"},
		"no media":              {func(f *NewFile) { f.Media = "image" }, "not a kind of file"},
		"odd media":             {func(f *NewFile) { f.Media = "text/html; charset=x" }, "not a kind of file"},
		"large small picture":   {func(f *NewFile) { f.Thumb = slices.Concat([]byte{0xFF, 0xD8, 0xFF}, make([]byte, MaxThumb)) }, "the most is 16384"},
		"small picture of what": {func(f *NewFile) { f.Thumb = []byte("GIF89a") }, "not a JPEG"},
		"long caption":          {func(f *NewFile) { f.Caption = strings.Repeat("x", MaxCaption+1) }, "a caption"},
	} {
		f := good
		c.change(&f)
		_, err := Encode(KindFile, f)
		if c.words == "" && err != nil || c.words != "" && (err == nil || !strings.Contains(err.Error(), c.words)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for size, want := range map[int64][]int{1: {1, 0}, FileChunk: {FileChunk, 0}, FileChunk + 1: {FileChunk, 1, 0}} {
		for i, n := range want {
			if got := ChunkSize(size, i); got != n {
				t.Errorf("chunk %d of %d bytes has %d", i, size, got)
			}
		}
	}
	if ChunkSize(10, -1) != 0 {
		t.Error("there is a chunk before the first")
	}
}

func TestFileRules(t *testing.T) {
	w := newTown(t)
	ann, bob, cat := w.founder, w.join("Bob", RoleMember), w.join("Cat", RoleMember)
	rita, eve := w.join("Rita", RoleReader), newNeighbour("Eve")
	h := newHall(w)
	prop := h.must(bob, KindProposal, ID{}, NewProposal{Title: "A bench"}).ID
	meet := h.must(bob, KindMeeting, ID{}, NewMeeting{Title: "Spring", At: start}).ID
	item := h.must(bob, KindItem, meet, NewItem{Title: "Money"}).ID
	notice := h.must(bob, KindNotice, ID{}, NewNotice{Sort: "need", Title: "A sofa"}).ID
	com := h.must(cat, KindComment, prop, NewComment{Body: "Yes"}).ID
	file := NewFile{Name: "a.jpg", Media: "image/jpeg", Size: 10_000_000, Chunks: chunkIDs(ChunksOf(10_000_000))}
	large := file
	large.Size++
	on := h.must(cat, KindFile, prop, file).ID
	for name, c := range map[string]struct {
		by      *neighbour
		kind    Kind
		subject ID
		body    any
		words   string
	}{
		"on a proposal":               {bob, KindFile, prop, file, ""},
		"on an item":                  {cat, KindFile, item, file, ""},
		"on a meeting":                {cat, KindFile, meet, file, ""},
		"on one's notice":             {bob, KindFile, notice, file, ""},
		"on another's notice":         {cat, KindFile, notice, file, "only whoever made it, or an officer"},
		"on a notice, by an officer":  {ann, KindFile, notice, file, ""},
		"on a comment":                {cat, KindFile, com, file, "cannot be about that"},
		"on a file":                   {cat, KindFile, on, file, "cannot be about that"},
		"on what is not here":         {cat, KindFile, testID("missing"), file, "wait"},
		"by a reader":                 {rita, KindFile, prop, file, "readers only read"},
		"by a stranger":               {eve, KindFile, prop, file, "not a member"},
		"more than the charter has":   {bob, KindFile, prop, large, "larger than the 10MB"},
		"taken away by its author":    {cat, KindFileDrop, on, DropFile{}, ""},
		"taken away by an officer":    {ann, KindFileDrop, on, DropFile{}, ""},
		"taken away by another":       {bob, KindFileDrop, on, DropFile{}, "only whoever made it, or an officer"},
		"a proposal, taken as a file": {bob, KindFileDrop, prop, DropFile{}, "cannot be about that"},
	} {
		_, err := h.say(c.by, c.kind, c.subject, c.body)
		checkWords(t, name, err, c.words)
	}
	// The limit is that of the roll each cites: what was allowed stays allowed, and a tighter charter holds from then on.
	w.act(ann, KindCharter, ID{}, &Charter{Rules: &Rules{Files: &Files{Most: 5}}}, w.now())
	_, err := h.say(bob, KindFile, prop, file)
	checkWords(t, "after the charter", err, "larger than the 5 bytes")
	w.act(ann, KindCharter, ID{}, &Charter{Rules: &Rules{Files: &Files{Most: -1}}}, w.now())
	_, err = h.say(bob, KindFile, prop, NewFile{Name: "a", Media: "text/plain", Size: 1, Chunks: chunkIDs(1)})
	checkWords(t, "no files at all", err, "no room for files")
}

// TestFoldFiles: whatever order records come in, and however often, the same files are shown.
func TestFoldFiles(t *testing.T) {
	file := func(id byte, at int64) Record {
		return Record{ID: ID{id}, Subject: ID{99}, Kind: KindFile, Time: at, Body: &NewFile{Name: string('a' + rune(id)), Size: 1}}
	}
	drop := func(id, of byte, at int64, why string) Record {
		return Record{ID: ID{id}, Subject: ID{of}, Kind: KindFileDrop, Time: at, Body: &DropFile{Why: why}}
	}
	records := []Record{file(1, 30), file(2, 10), file(3, 20), drop(10, 3, 50, "second"), drop(11, 3, 40, "first"), drop(12, 77, 1, "of nothing")}
	want := FoldFiles(records)
	if len(want) != 3 || want[0].ID != (ID{2}) || !want[1].Dropped || want[1].Why != "first" || want[2].Dropped {
		t.Fatalf("%+v", want)
	}
	for range 50 {
		again := slices.Concat(records, records[:3])
		rand.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
		if ViewDigest(FoldFiles(again)) != ViewDigest(want) {
			t.Fatal("another order shows other files")
		}
	}
}

func TestFileLimitsInCharter(t *testing.T) {
	for text, want := range map[string]Files{
		"[files]\n": DefaultFiles, "[files]\nmost = \"2MB\"\n": {2_000_000, DefaultFiles.Total},
		"[files]\nmost = \"none\"\ntotal = \"1 gb\"": {0, 1_000_000_000}, "[files]\nmost = \"300 bytes\"": {300, DefaultFiles.Total},
	} {
		c, err := ParseCharter([]byte(text))
		if err != nil || c.Rules.FileLimits() != want {
			t.Errorf("%q: %+v %v", text, c.Rules.FileLimits(), err)
			continue
		}
		if c.Rules == nil {
			continue
		}
		again, err := ParseCharter(FormatCharter("x", "y", *c.Rules))
		if err != nil || *again.Rules.Files != *c.Rules.Files {
			t.Errorf("%q written and read again: %+v %v", text, again.Rules, err)
		}
	}
	for _, wrong := range []string{`most = "10"`, `most = 10`, `most = "0MB"`, `most = "-1MB"`, `most = "1TB"`, `most = "300MB"`, `total = "101GB"`, `most = "9999999999999999999kB"`, `least = "1MB"`} {
		if _, err := ParseCharter([]byte("[files]\n" + wrong)); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: %v", wrong, err)
		}
	}
	// A charter file that says nothing of files leaves what the group has.
	w := newTown(t)
	w.act(w.founder, KindCharter, ID{}, &Charter{Rules: &Rules{Files: &Files{Most: 7}}}, w.now())
	c, err := ParseCharter([]byte("[voting]\nblocks = 1\n"))
	if err != nil {
		t.Fatal(err)
	}
	change, any := c.Change(w.roll())
	if !any || change.Rules.Files == nil || change.Rules.Files.Most != 7 {
		t.Errorf("%+v", change.Rules)
	}
}

// checkWords holds a verdict to what is expected of it: empty when it stands, "wait" when it waits, or words of the refusal.
func checkWords(t *testing.T, name string, err error, words string) {
	t.Helper()
	var wait *WaitError
	switch {
	case words == "" && err == nil:
	case words == "wait" && errors.As(err, &wait):
	case words != "" && words != "wait" && err != nil && strings.Contains(err.Error(), words):
	default:
		t.Errorf("%s: %v", name, err)
	}
}
