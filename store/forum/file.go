package forum

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// A file is a photo, a plan or another paper that a member puts with a proposal, a meeting, a notice or the like. The record
// names it and lists the SHA-256 of each of its chunks; the bytes themselves are in no entry: a device fetches them from
// any member who has them, when somebody wants to see them, and keeps a chunk only if its hash is in a record that stands.

// The kinds of record about files.
const (
	KindFile     Kind = "file"      // puts a file with Subject
	KindFileDrop Kind = "file-drop" // takes Subject, a file, away for good
)

// What a file may be.
const (
	FileChunk     = 256 << 10                        // bytes in every chunk but the last
	MaxFileChunks = 1024                             // chunks in a file
	MaxFile       = int64(MaxFileChunks * FileChunk) // bytes in a file, whatever the charter says
	MaxThumb      = 16 << 10                         // bytes in the small picture that comes with the record
	MaxFileName   = 120                              // characters in a file's name
	MaxCaption    = 1_000                            // bytes in a caption
	maxFileBytes  = 240                              // bytes in a file's name: what every file system takes
	maxMedia      = 80                               // bytes in a media type
)

// NewFile is the payload of a file record.
type NewFile struct {
	Name    string `cbor:"1,keyasint"`           // as it is shown and saved: never a path
	Media   string `cbor:"2,keyasint"`           // media type, such as image/jpeg: what its author says it is
	Size    int64  `cbor:"3,keyasint"`           // bytes
	Chunks  []ID   `cbor:"4,keyasint"`           // SHA-256 of each chunk in order; all but the last are FileChunk bytes
	Thumb   []byte `cbor:"5,keyasint,omitempty"` // a small JPEG, for a picture
	Caption string `cbor:"6,keyasint,omitempty"` // what it shows, for people who cannot see it well
}

// DropFile is the payload of a file-drop record. Whoever added the file, or an officer, takes it away; there is no way
// back but adding it again.
type DropFile struct {
	Why string `cbor:"1,keyasint,omitempty"`
}

// filed are the kinds of thing that files are put with.
var filed = []Kind{KindProposal, KindMeeting, KindItem, KindNotice, KindPage, KindTask, KindFund, KindGauge}

func (f *NewFile) check() error {
	return first(
		CheckFileName(f.Name),
		checkMedia(f.Media),
		within("the size of a file", f.Size, 1, MaxFile),
		f.checkChunks(),
		checkThumb(f.Thumb),
		text("a caption", f.Caption, 0, MaxCaption),
	)
}

func (f *NewFile) checkChunks() error {
	if want := ChunksOf(f.Size); len(f.Chunks) != want {
		return bad("a file of %d bytes has %d chunks, and this lists %d", f.Size, want, len(f.Chunks))
	}
	return nil
}

// ChunksOf gives how many chunks a file of so many bytes has.
func ChunksOf(size int64) int { return int((size + FileChunk - 1) / FileChunk) }

// ChunkSize gives how many bytes chunk i of a file of so many bytes has; 0 for one that it has not.
func ChunkSize(size int64, i int) int {
	if i < 0 || int64(i) >= (size+FileChunk-1)/FileChunk {
		return 0
	}
	return int(min(FileChunk, size-int64(i)*FileChunk))
}

func (d *DropFile) check() error { return text("a reason", d.Why, 0, MaxReason) }

// fileNameMarks are what some system takes for a path, a drive, a pattern or an option.
const fileNameMarks = `/\:*?"<>|`

// deviceNames are names that Windows takes for a device, whatever comes after a dot.
var deviceNames = []string{"con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
	"lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "conin$", "conout$"}

// CheckFileName refuses a name under which no file could be saved safely on every system: a path, a hidden name, a device.
func CheckFileName(name string) error {
	if err := line("a file's name", name, MaxFileName); err != nil {
		return err
	}
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch {
	case len(name) > maxFileBytes:
		return bad("a file's name is %d bytes; the most is %d", len(name), maxFileBytes)
	case strings.ContainsAny(name, fileNameMarks):
		return bad("a file's name may not have any of %s in it", fileNameMarks)
	case name[0] == '.' || name[0] == ' ' || name[0] == '-' || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " "):
		return bad("a file's name may not begin with a dot, a dash or a space, nor end with a dot or a space")
	case slices.Contains(deviceNames, strings.TrimSpace(stem)):
		return bad("%q is the name of a device on some systems", name)
	}
	return nil
}

// FileNameOf makes a name that [CheckFileName] takes from the last part of a path as any system writes it.
func FileNameOf(path string) string {
	name := path[strings.LastIndexAny(path, `/\`)+1:]
	name = strings.ToValidUTF8(name, "_")
	name = strings.Map(func(r rune) rune {
		if unprintable(r) || strings.ContainsRune(fileNameMarks, r) {
			return '_'
		}
		return r
	}, name)
	name = strings.TrimRight(strings.TrimLeft(name, ".- "), ". ")
	for utf8.RuneCountInString(name) > MaxFileName || len(name) > maxFileBytes {
		_, n := utf8.DecodeRuneInString(name) // the end stays: it says what the file is
		name = strings.TrimLeft(name[n:], ".- ")
	}
	if name != "" && CheckFileName(name) != nil {
		name = "file_" + name
	}
	if CheckFileName(name) != nil {
		return "file"
	}
	return name
}

// checkMedia checks the shape of a media type. What is not known is kept and not looked into.
func checkMedia(s string) error {
	top, sub, ok := strings.Cut(s, "/")
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("+-._", r)
	}
	other := func(r rune) bool { return !plain(r) }
	if !ok || top == "" || sub == "" || len(s) > maxMedia || strings.ContainsFunc(top, other) || strings.ContainsFunc(sub, other) {
		return bad("%q is not a kind of file, such as image/jpeg", s)
	}
	return nil
}

func checkThumb(b []byte) error {
	if len(b) > MaxThumb {
		return bad("its small picture is %d bytes; the most is %d", len(b), MaxThumb)
	}
	if len(b) > 0 && !bytes.HasPrefix(b, []byte{0xFF, 0xD8, 0xFF}) {
		return bad("its small picture is not a JPEG")
	}
	return nil
}

// rule: with a proposal, a page, a task and the like whoever may discuss puts files; with a meeting and its minutes
// whoever may minute; with a notice whoever posted it, or an officer. The size is held to the charter of the roll cited.
func (f *NewFile) rule(c *check) error {
	thing, err := c.about("a file", filed...)
	if err != nil {
		return err
	}
	if most := c.at.Rules.FileLimits().Most; f.Size > most {
		if most == 0 {
			return refuse("this group's charter has no room for files")
		}
		return refuse("this file is larger than the %s that this group's charter allows for one", SizeText(most))
	}
	switch {
	case thing.Kind == KindNotice:
		return c.mine(thing, "put files with it")
	case (thing.Kind == KindMeeting || thing.Kind == KindItem) && !c.can(PowerMinute):
		return refuse("its author may not write the minutes")
	}
	return nil
}

func (d *DropFile) rule(c *check) error {
	file, err := c.about("taking a file away", KindFile)
	if err != nil {
		return err
	}
	return c.mine(file, "take it away")
}

// File is one file as people see it.
type File struct {
	ID      ID
	On      ID // what it was put with: a thing, or an item of a meeting
	Name    string
	Media   string
	Size    int64
	Chunks  []ID
	Thumb   []byte
	Caption string
	Author  Person
	Device  Device // of the author, which had it first
	Made    int64  // claimed, ms
	Dropped bool
	Why     string // it was taken away
	By      Person // who took it away
}

// FoldFiles makes the files of a thing from records that stand, in any order and with any repeats, earliest first; those
// taken away too. Other records among them are passed over.
func FoldFiles(records []Record) (files []File) {
	rs := distinct(records)
	drops := map[ID]Record{}
	for _, r := range rs {
		if _, ok := r.Body.(*DropFile); !ok {
			continue
		}
		if was, had := drops[r.Subject]; !had || byTime(r.Time, was.Time, r.ID, was.ID) < 0 {
			drops[r.Subject] = r
		}
	}
	for _, r := range rs {
		b, ok := r.Body.(*NewFile)
		if !ok {
			continue
		}
		f := File{ID: r.ID, On: r.Subject, Name: b.Name, Media: b.Media, Size: b.Size, Chunks: b.Chunks, Thumb: b.Thumb, Caption: b.Caption,
			Author: r.Person, Device: r.Device, Made: r.Time}
		if d, gone := drops[r.ID]; gone {
			f.Dropped, f.Why, f.By = true, d.Body.(*DropFile).Why, d.Person
		}
		files = append(files, f)
	}
	slices.SortFunc(files, func(a, b File) int { return byTime(a.Made, b.Made, a.ID, b.ID) })
	return files
}

// FileWant is what a device needs to ask others for a file.
type FileWant struct {
	ID     ID
	Size   int64
	Chunks []ID
	Have   []bool // by chunk: it is here
	Wanted bool   // somebody here wants it now; otherwise it is only asked who has it
}

// Missing gives the numbers of the chunks that are not here.
func (w *FileWant) Missing() (out []int) {
	for i, have := range w.Have {
		if !have {
			out = append(out, i)
		}
	}
	return out
}
