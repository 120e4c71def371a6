package forum

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// Files is what a charter says of the room that files may take. Zero leaves it at what [DefaultFiles] has; below zero
// there is none.
type Files struct {
	Most  int64 `cbor:"1,keyasint,omitempty"` // bytes in one file
	Total int64 `cbor:"2,keyasint,omitempty"` // bytes of all the group's files that a device keeps
}

// DefaultFiles are the limits where the charter says nothing.
var DefaultFiles = Files{Most: 10_000_000, Total: 500_000_000}

// maxFilesTotal is the most a charter may ask each member's device to keep.
const maxFilesTotal = 100_000_000_000

// FileLimits gives the limits that hold, each at least zero.
func (r *Rules) FileLimits() Files {
	f := DefaultFiles
	if r != nil && r.Files != nil {
		if r.Files.Most != 0 {
			f.Most = max(0, r.Files.Most)
		}
		if r.Files.Total != 0 {
			f.Total = max(0, r.Files.Total)
		}
	}
	return f
}

func (f *Files) check() error {
	if f == nil {
		return nil
	}
	return first(within("the largest file", f.Most, -1, MaxFile), within("the room for files", f.Total, -1, maxFilesTotal))
}

// SizeText says how large something is, as people and charter files write it: in steps of a thousand, never rounded.
func SizeText(n int64) string {
	for _, u := range sizeUnits {
		if n >= u.bytes && n%u.bytes == 0 {
			return fmt.Sprintf("%d%s", n/u.bytes, u.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}

var sizeUnits = []struct {
	name  string
	bytes int64
}{{"GB", 1_000_000_000}, {"MB", 1_000_000}, {"kB", 1_000}}

// ParseSize reads what [SizeText] writes, in any case and with or without a space; "none" is below zero. Errors: [*CharterError].
func ParseSize(s string, most int64) (int64, error) {
	word := strings.ToLower(strings.Join(strings.Fields(s), ""))
	if word == "none" {
		return -1, nil
	}
	unit := int64(1)
	digits, plain := strings.CutSuffix(word, "bytes")
	for _, u := range sizeUnits {
		if d, ok := strings.CutSuffix(word, strings.ToLower(u.name)); ok && !plain {
			digits, unit, plain = d, u.bytes, true
		}
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || !plain || n < 1 || n > most/unit {
		return 0, wrong(`%q is not a size: write one like "10MB" or "none"; the most is %s`, shortened(s), roundSize(most))
	}
	return n * unit, nil
}

// roundSize names a limit in whole megabytes.
func roundSize(n int64) string { return SizeText(n / 1_000_000 * 1_000_000) }

const filesHelp = `
# How much room photos and files may take on each member's device:
#   [files]
#   most = "10MB"      the largest file; "none" for no files at all
#   total = "500MB"    all the group's files together
`

// files reads the table of the room for files.
func (f charterFile) files(c *Charter) func(toml.Primitive) error {
	return func(p toml.Primitive) error {
		inner, err := f.tables(p, "[files]")
		if err != nil {
			return err
		}
		if c.Rules == nil {
			c.Rules, c.keepSections = &Rules{}, true
		}
		limits := &Files{}
		c.Rules.Files = limits
		return f.table(inner, "files", keys{
			"most":  f.text(func(s string) (err error) { limits.Most, err = ParseSize(s, MaxFile); return err }),
			"total": f.text(func(s string) (err error) { limits.Total, err = ParseSize(s, maxFilesTotal); return err }),
		})
	}
}

// formatFiles writes the table of the room for files, when the charter has one.
func formatFiles(b *bytes.Buffer, f *Files) {
	b.WriteString(filesHelp)
	if f == nil {
		return
	}
	b.WriteString("[files]\n")
	for _, l := range []struct {
		key   string
		bytes int64
	}{{"most", f.Most}, {"total", f.Total}} {
		switch {
		case l.bytes < 0:
			fmt.Fprintf(b, "%s = \"none\"\n", l.key)
		case l.bytes > 0:
			fmt.Fprintf(b, "%s = %s\n", l.key, quotedTOML(SizeText(l.bytes)))
		}
	}
}
