package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers says which packages of Moot each may import (README, "How the house is laid
// out"). A folder inside a package follows that package's line. Test files are not held to it:
// Go itself refuses a cycle, and a test may well bring two layers together.
var layers = map[string][]string{
	"app":          {"app/ui", "app/cli", "app/paper", "app/photo", "app/practice", "app/qr", "app/wording", "store", "store/forum", "store/doc", "store/count", "store/saying", "sync", "assets"},
	"app/paper":    {"store", "store/forum", "store/saying", "assets"}, // assets: its letters
	"app/photo":    {"store/forum"},
	"app/practice": {"store", "store/forum"},
	"app/qr":       {},
	"app/ui":       {"app/paper", "app/photo", "app/qr", "app/wording", "store", "store/forum", "store/saying", "assets"},
	"app/wording":  {"app/paper", "store", "store/saying", "assets"},
	"app/cli":      {"app/paper", "app/photo", "app/practice", "app/qr", "app/wording", "store", "store/forum", "store/count", "store/saying", "sync", "assets"}, // store/count: files are counted with no group
	"store":        {"store/forum", "store/doc", "store/saying"},
	"store/forum":  {"store/count", "store/saying"},
	"store/doc":    {},
	"store/count":  {"store/saying"},
	"store/saying": {},
	"sync":         {"store/forum", "store/saying"},
	"assets":       {},
}

// reserved says which packages of Moot alone may import a module, or a package of one.
var reserved = map[string][]string{
	"fyne.io/fyne/v2/app":                {"app"}, // it needs C and a display; screens are tested with neither
	"fyne.io/fyne/v2":                    {"app", "app/ui"},
	"fyne.io/fyne/v2/theme":              {"app", "app/ui", "app/paper"}, // on paper: its fonts
	"github.com/automerge/automerge-go":  {"store/doc"},                  // a wrong call ends the process
	"github.com/dgraph-io/badger/v4":     {"store"},
	"github.com/libp2p/go-libp2p":        {"sync"},
	"github.com/libp2p/go-libp2p-pubsub": {"sync"},
	"go.dedis.ch/kyber/v4":               {"store/forum"}, // ring signatures
	"github.com/makiuchi-d/gozxing":      {"app/qr"},
	"github.com/skip2/go-qrcode":         {"app/qr"},
}

// pure packages give the same answer on every device: no files, network, logs, clock, chance or goroutines.
var (
	pure          = []string{"store/forum", "store/count", "store/saying"}
	impureImports = []string{"os", "net", "io/fs", "io/ioutil", "log", "syscall", "crypto/rand", "math/rand", "embed", "runtime", "sync"}
	impureTime    = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer", "Local", "LoadLocation"}
)

// maxLines keeps a file small enough to read at one sitting.
const maxLines = 450

// TestLayers holds the whole tree to the rules above.
func TestLayers(t *testing.T) {
	for _, problem := range checkTree(t, "..") {
		t.Error(problem)
	}
}

// TestLayersCheckFails proves each rule on a small tree that breaks it.
func TestLayersCheckFails(t *testing.T) {
	for _, c := range []struct{ name, file, source, want string }{
		{"screen uses sync", "app/ui/a.go", `import peersync "moot/sync"`, "may not import moot/sync"},
		{"command line uses screens", "app/cli/a.go", `import "moot/app/ui"`, "may not import moot/app/ui"},
		{"domain uses store", "store/forum/a.go", `import "moot/store"`, "may not import moot/store"},
		{"folder inside follows its package", "store/doc/wasm/a.go", `import "moot/store/forum"`, "may not import moot/store/forum"},
		{"sync under its own name", "app/cli/a.go", `import "moot/sync"`, "as peersync"},
		{"new package", "extra/a.go", ``, "no line in layers"},
		{"new package beside the screens", "app/extra/a.go", ``, "no line in layers"},
		{"driver outside main", "app/ui/a.go", `import "fyne.io/fyne/v2/app"`, "fyne.io/fyne/v2/app"},
		{"driver in a screen's test", "app/ui/a_test.go", `import "fyne.io/fyne/v2/app"`, "fyne.io/fyne/v2/app"},
		{"window outside app", "store/a.go", `import "fyne.io/fyne/v2/widget"`, "fyne.io/fyne/v2/widget"},
		{"automerge", "store/a.go", `import "github.com/automerge/automerge-go"`, "automerge-go"},
		{"badger", "sync/a.go", `import "github.com/dgraph-io/badger/v4/y"`, "badger"},
		{"libp2p in main", "app/a.go", `import "github.com/libp2p/go-libp2p/core/peer"`, "libp2p"},
		{"file in the domain", "store/forum/a.go", `import "os"`, "may not import os"},
		{"network in counting", "store/count/a.go", `import "net/http"`, "may not import net/http"},
		{"log in the domain", "store/forum/a.go", `import "log/slog"`, "may not import log/slog"},
		{"clock in the domain", "store/forum/a.go", "import \"time\"\nvar t = time.Now()", "time.Now"},
		{"goroutine in counting", "store/count/a.go", "func f() { go f() }", "goroutine"},
		{"lock in the domain", "store/forum/a.go", `import "sync/atomic"`, "may not import sync/atomic"},
		{"renamed clock", "store/forum/a.go", "import clock \"time\"\nvar now = clock.Since", "time.Since"},
		{"long file", "store/a.go", strings.Repeat("\n", maxLines+1), "lines"},
		{"no doc.go", "store/a.go", ``, "doc.go"},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := t.TempDir()
			writeGo(t, root, c.file, c.source)
			if c.want != "doc.go" {
				writeGo(t, root, path.Join(path.Dir(c.file), "doc.go"), "")
			}
			problems := checkTree(t, root)
			other := func(problem string) bool { return !strings.Contains(problem, c.want) }
			if len(problems) == 0 || slices.ContainsFunc(problems, other) {
				t.Errorf("want problems with %q only, got %q", c.want, problems)
			}
		})
	}
}

// TestLayersCheckPasses shows that the rules let through what the design allows.
func TestLayersCheckPasses(t *testing.T) {
	root := t.TempDir()
	writeGo(t, root, "app/a.go", "import (\n\"moot/app/ui\"\npeersync \"moot/sync\"\n\"fyne.io/fyne/v2/app\"\n)")
	writeGo(t, root, "app/doc.go", "")
	writeGo(t, root, "store/forum/a.go", "import (\n\"time\"\n\"moot/store/count\"\n)\nvar t = time.Unix(0, 0)")
	writeGo(t, root, "store/forum/doc.go", "")
	writeGo(t, root, "sync/a_test.go", "import (\n\"os\"\n\"moot/store\"\n)")
	writeGo(t, root, "sync/doc.go", "")
	writeGo(t, root, "store/testdata/a.go", `import "moot/app/ui"`)
	if problems := checkTree(t, root); len(problems) > 0 {
		t.Errorf("good code was refused: %q", problems)
	}
}

func writeGo(t *testing.T, root, name, source string) {
	t.Helper()
	name = filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte("package x\n"+source), 0o600); err != nil {
		t.Fatal(err)
	}
}

// checkTree returns one sentence for each broken rule in the Go files under root.
func checkTree(t *testing.T, root string) (problems []string) {
	t.Helper()
	documented := map[string]bool{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		relative = filepath.ToSlash(relative)
		if entry.IsDir() {
			return skipFolder(relative)
		}
		if path.Ext(relative) != ".go" {
			return nil
		}
		folder := path.Dir(relative)
		documented[folder] = documented[folder] || path.Base(relative) == "doc.go"
		found, err := checkFile(name, relative)
		problems = append(problems, found...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for folder, has := range documented {
		if !has {
			problems = append(problems, folder+" has no doc.go: say what the package is for, its nouns and what to call first")
		}
	}
	slices.Sort(problems)
	return problems
}

// skipFolder leaves out what the go command leaves out of ./... , and what the build makes.
func skipFolder(relative string) error {
	base := path.Base(relative)
	if relative != "." && (base[0] == '.' || base[0] == '_' || base == "testdata" || relative == "build") {
		return fs.SkipDir
	}
	return nil
}

func checkFile(name, relative string) (problems []string, err error) {
	source, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	layer, known := layerOf(path.Dir(relative))
	if !known {
		return []string{relative + ": this package has no line in layers; add one here and in the README"}, nil
	}
	isTest := strings.HasSuffix(relative, "_test.go")
	for _, spec := range file.Imports {
		if reason := refusedImport(layer, spec, isTest); reason != "" {
			problems = append(problems, relative+": "+reason)
		}
	}
	if isTest {
		return problems, nil
	}
	if lines := bytes.Count(source, []byte("\n")); lines > maxLines {
		problems = append(problems, fmt.Sprintf("%s has %d lines; split it before %d", relative, lines, maxLines))
	}
	if slices.Contains(pure, layer) {
		problems = append(problems, impure(relative, file)...)
	}
	return problems, nil
}

// layerOf finds the line of layers that governs a folder: its own, or that of the nearest package
// above it. app is no such package, because it alone may import everything.
func layerOf(folder string) (string, bool) {
	for layer := folder; layer != "."; layer = path.Dir(layer) {
		if _, ok := layers[layer]; ok {
			return layer, layer != "app" || layer == folder
		}
	}
	return "", false
}

// refusedImport says why a file of layer may not have an import, or nothing where it may.
func refusedImport(layer string, spec *ast.ImportSpec, isTest bool) string {
	imported, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return err.Error()
	}
	// A screen's test that needs the real driver would need C and a display, so this holds for tests too.
	if isTest && imported != "fyne.io/fyne/v2/app" {
		return ""
	}
	if inside, ok := strings.CutPrefix(imported, "moot/"); ok {
		target, _ := layerOf(inside)
		if target != layer && !slices.Contains(layers[layer], target) {
			return layer + " may not import " + imported
		}
		if target == "sync" && layer != "sync" && (spec.Name == nil || spec.Name.Name != "peersync") {
			return "import moot/sync as peersync: sync is a package of Go's own"
		}
		return ""
	}
	if owners := ownersOf(imported); owners != nil && !slices.Contains(owners, layer) {
		return fmt.Sprintf("%s may not import %s: only %s may", layer, imported, strings.Join(owners, ", "))
	}
	if slices.Contains(pure, layer) && slices.ContainsFunc(impureImports, func(impure string) bool { return within(imported, impure) }) {
		return layer + " may not import " + imported + ": it gives the same answer on every device"
	}
	return ""
}

// ownersOf finds the packages that an import is reserved for, by the longest path that covers it.
func ownersOf(imported string) []string {
	for covering := imported; covering != "."; covering = path.Dir(covering) {
		if owners, ok := reserved[covering]; ok {
			return owners
		}
	}
	return nil
}

func within(imported, covering string) bool {
	return imported == covering || strings.HasPrefix(imported, covering+"/")
}

// impure finds what depends on this device's clock or time zone, under any name of the time package, and on its scheduler.
func impure(relative string, file *ast.File) (problems []string) {
	name := ""
	for _, spec := range file.Imports {
		if spec.Path.Value == `"time"` {
			name = "time"
			if spec.Name != nil {
				name = spec.Name.Name
			}
		}
	}
	ast.Inspect(file, func(node ast.Node) bool {
		if _, ok := node.(*ast.GoStmt); ok {
			problems = append(problems, relative+" starts a goroutine: the rules are worked out by whoever asks")
		}
		selector, ok := node.(*ast.SelectorExpr)
		if !ok || name == "" {
			return true
		}
		if left, ok := selector.X.(*ast.Ident); ok && left.Name == name && slices.Contains(impureTime, selector.Sel.Name) {
			problems = append(problems, relative+" uses time."+selector.Sel.Name+": take the time from the entry or the caller")
		}
		return true
	})
	return problems
}
