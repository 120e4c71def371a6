package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestWorkReadsNoField: what is done off the UI thread looks at nothing that is typed or chosen meanwhile, and changes nothing that is
// shown. Such work is a function of a context; what it hands back to the UI thread is one of nothing.
func TestWorkReadsNoField(t *testing.T) {
	for at, name := range looksAtFields(t, "*.go", nil) {
		t.Errorf("%s: %s is for the UI thread: read it before", at, name)
	}
	bad := "package ui\nfunc f() { g(func(ctx context.Context) error { onUI(func() { e.Hide() }); return say(e.Text) }) }"
	if got := looksAtFields(t, "", bad); len(got) != 1 {
		t.Errorf("in a bad example it finds %v", got)
	}
}

// looksAtFields gives the places in files, or in a source, where work off the UI thread does something to what is on a screen.
func looksAtFields(t *testing.T, pattern string, source any) map[string]string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	if source != nil {
		files = []string{"example.go"}
	}
	found := map[string]string{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, name, source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if work, ok := n.(*ast.FuncLit); ok && ofContext(work.Type) {
				ast.Inspect(work.Body, func(n ast.Node) bool {
					if back, ok := n.(*ast.FuncLit); ok && len(back.Type.Params.List) == 0 {
						return false
					}
					if s, ok := n.(*ast.SelectorExpr); ok && slices.Contains(forUIThread, s.Sel.Name) {
						found[set.Position(s.Pos()).String()] = s.Sel.Name
					}
					return true
				})
			}
			return true
		})
	}
	return found
}

var forUIThread = []string{"Text", "Checked", "Selected", "SelectedIndex", "SelectedText", "Date", "SetText", "Show", "Hide", "Refresh", "Visible", "Disabled"}

// ofContext says whether a function takes a context and nothing else.
func ofContext(f *ast.FuncType) bool {
	if len(f.Params.List) != 1 {
		return false
	}
	s, ok := f.Params.List[0].Type.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "Context"
}
