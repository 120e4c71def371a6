package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var keyRow = regexp.MustCompile("(?m)^\\| `([^`])(?: [^`]*)?`.* \\|")

// TestFormatNamesEveryKey: the table of database keys in FORMAT.md has a row for every prefix in keys.go, and none for
// another letter, and says rightly which of them are made again.
func TestFormatNamesEveryKey(t *testing.T) {
	letters := prefixes(t)
	text := string(must[[]byte](t)(os.ReadFile("FORMAT.md")))
	_, table, ok := strings.Cut(text, "### Database keys")
	table, rest, fine := strings.Cut(table, "\nVerdicts:")
	if !ok || !fine {
		t.Fatal("FORMAT.md has no table of database keys")
	}
	rows := map[byte]int{}
	for _, m := range keyRow.FindAllStringSubmatch(table, -1) {
		rows[m[1][0]]++
	}
	for name, letter := range letters {
		if n := rows[letter]; n == 0 || n > 1 && letter != prefixMeta {
			t.Errorf("FORMAT.md has %d rows for %q (%s)", n, letter, name)
		}
		delete(rows, letter)
	}
	for letter := range rows {
		t.Errorf("FORMAT.md has a row for %q, which no key begins with", letter)
	}
	said := regexp.MustCompile("everything under `([^`]+)` can be made again").FindStringSubmatch(rest)
	if said == nil {
		t.Fatal("FORMAT.md does not say what can be made again")
	}
	got, want := strings.Fields(said[1]), []string{}
	for _, letter := range derived {
		want = append(want, string(rune(letter)))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("FORMAT.md says that %q can be made again, and the code makes %q", got, want)
	}
}

// prefixes reads the constants of keys.go.
func prefixes(t *testing.T) map[string]byte {
	t.Helper()
	file := must[*ast.File](t)(parser.ParseFile(token.NewFileSet(), "keys.go", nil, 0))
	all, used := map[string]byte{}, map[byte]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "prefix") {
			return true
		}
		name := spec.Names[0].Name
		letter := must[string](t)(strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value))
		if other, taken := used[letter[0]]; taken {
			t.Errorf("%s and %s are both %q", name, other, letter)
		}
		all[name], used[letter[0]] = letter[0], name
		return true
	})
	if len(all) < 25 {
		t.Fatalf("only %d prefixes were found", len(all))
	}
	return all
}
