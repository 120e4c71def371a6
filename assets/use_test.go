package assets

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var idShape = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)

// uses is what a tree of Go files asks of this package.
type uses struct {
	literals map[string]bool   // every string literal
	ids      map[string]string // message ids given to Text or Count, and where
	icons    map[string]string // icon names given to Icon or icon, and where
	built    []string          // where an id or a name is put together from pieces
}

// TestScreensUseWordsThatExist reads the screens' source: an id or icon they name must exist, a
// message they never name must go. Ids are written whole, so that this (and a search) finds them.
func TestScreensUseWordsThatExist(t *testing.T) {
	screens := filepath.Join("..", "app", "ui")
	for _, problem := range problems(readUses(t, screens), messageIDs(t)) {
		t.Error(problem)
	}
}

// TestUseCheckFails proves the check above on a screen with each mistake in it.
func TestUseCheckFails(t *testing.T) {
	screens := t.TempDir()
	source := `package ui
func show(c catalogue, choice string) {
	c.Text("known.used")
	c.Text("known.typo")
	c.Count("known.missing", 2)
	c.Text("vote." + choice)
	assets.Icon("no-such-icon")
	assets.Icon("plus")
	label.Text()
}`
	if err := os.WriteFile(filepath.Join(screens, "a.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(problems(readUses(t, screens), map[string]bool{"known.used": true, "known.unused": true}), "\n")
	for _, want := range []string{`"known.typo"`, `"known.missing"`, "pieces", `"no-such-icon"`, `"known.unused"`} {
		if !strings.Contains(got, want) {
			t.Errorf("the check did not report %s in:\n%s", want, got)
		}
	}
	if strings.Contains(got, "known.used\"") || strings.Contains(got, `"plus"`) {
		t.Errorf("the check reported a good use:\n%s", got)
	}
}

func problems(found uses, ids map[string]bool) (sentences []string) {
	for id, place := range found.ids {
		if !ids[id] {
			sentences = append(sentences, place+": there is no message "+strconv.Quote(id)+"; add it to assets/locales/en.toml")
		}
	}
	names := IconNames()
	for name, place := range found.icons {
		if !slices.Contains(names, name) {
			sentences = append(sentences, place+": there is no icon "+strconv.Quote(name))
		}
	}
	for id := range ids {
		if !found.literals[id] {
			sentences = append(sentences, "no screen shows the message "+strconv.Quote(id)+"; use it or remove it from assets/locales")
		}
	}
	for _, place := range found.built {
		sentences = append(sentences, place+": an id is put together from pieces; write the whole ids out")
	}
	slices.Sort(sentences)
	return sentences
}

func readUses(t *testing.T, root string) uses {
	t.Helper()
	found := uses{literals: map[string]bool{}, ids: map[string]string{}, icons: map[string]string{}}
	files := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			found.read(files, node)
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func (u *uses) read(files *token.FileSet, node ast.Node) {
	if text, ok := literal(node); ok {
		u.literals[text] = true
	}
	call, ok := node.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return
	}
	place := files.Position(call.Pos()).String()
	text, isLiteral := literal(call.Args[0])
	_, isBuilt := call.Args[0].(*ast.BinaryExpr)
	switch name := calledName(call); {
	case (name == "Text" || name == "Count") && isBuilt, strings.EqualFold(name, "icon") && isBuilt:
		u.built = append(u.built, place)
	case (name == "Text" || name == "Count" || name == "t" || name == "tn") && isLiteral && idShape.MatchString(text):
		u.ids[text] = place
	case strings.EqualFold(name, "icon") && isLiteral:
		u.icons[text] = place
	}
}

func literal(node ast.Node) (string, bool) {
	basic, ok := node.(*ast.BasicLit)
	if !ok || basic.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(basic.Value)
	return text, err == nil
}

func calledName(call *ast.CallExpr) string {
	switch function := call.Fun.(type) {
	case *ast.SelectorExpr:
		return function.Sel.Name
	case *ast.Ident:
		return function.Name
	}
	return ""
}
