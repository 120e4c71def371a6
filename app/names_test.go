package main

import (
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What documents and comments name. A path is one with a folder or an ending in it; a pattern in -bench and -run picks tests out.
var (
	testDefined   = regexp.MustCompile(`(?m)^func ((?:Test|Benchmark|Fuzz)[A-Z]\w*)\(`)
	testNamed     = regexp.MustCompile(`\b(?:Test|Benchmark|Fuzz)[A-Z]\w*`)
	testPicked    = regexp.MustCompile(`-(?:bench|run|fuzz) '?([A-Za-z|]+)`)
	targetDefined = regexp.MustCompile(`(?m)^([a-z][a-z0-9-]*):(?:[^=]|$)`)
	targetNamed   = regexp.MustCompile("`make ([a-z][a-z0-9-]*)|^    make ([a-z][a-z0-9-]*)")
	settingNamed  = regexp.MustCompile(`\bMOOT_[A-Z][A-Z_]*\b`)
	fileNamed     = regexp.MustCompile("`([\\w./-]+\\.(?:go|md|toml|py|txt))`")
)

// namesOf is what there is to name: tests, targets of make, settings (MOOT_…) that something reads, files.
type namesOf struct {
	tests, targets, settings map[string]bool
	files                    []string
}

// TestNames holds documents and comments to what there is: every test, target of make, setting and file that they name.
func TestNames(t *testing.T) {
	texts := sourceTexts(t, "..")
	for _, problem := range checkNames(texts) {
		t.Error(problem)
	}
}

// TestNamesCheckFails proves each rule on words that break it.
func TestNamesCheckFails(t *testing.T) {
	good := map[string]string{
		"Makefile":     "A := 1\nrun: build ## open\nbuild:\n",
		"a/a.go":       "package a\n\nvar s = os.Getenv(\"MOOT_HOME\")\n",
		"a/a_test.go":  "package a\n\nfunc TestIt(t *testing.T) {}\nfunc BenchmarkIt(b *testing.B) {}\n",
		"a/b/FORM.md":  "`a.go`, `a/a.go`, `make run`, TestIt, `MOOT_HOME`, -bench 'It', -run '^$'\n    make build\n",
		"a/comment.go": "package a\n\n// TestIt sees to it, and `make run`.\nvar b int\n",
	}
	if problems := checkNames(good); len(problems) > 0 {
		t.Errorf("good words were refused: %q", problems)
	}
	for _, c := range []struct{ file, text, want string }{
		{"README.md", "held by `TestGone`", "TestGone"},
		{"README.md", "held by `TestI`, half a name", "TestI"},
		{"README.md", "BenchmarkGone measures it", "BenchmarkGone"},
		{"README.md", "go test -bench 'It|Gone'", "Gone"},
		{"README.md", "call `make gone`", "make gone"},
		{"README.md", "\n    make gone  # a line of code", "make gone"},
		{"README.md", "set `MOOT_GONE`", "MOOT_GONE"},
		{"README.md", "as `a/gone.go` has it", "a/gone.go"},
		{"Makefile", "run:\nbuild:\n\tgo test -run TestGone", "TestGone"},
		{"a/c.go", "package a\n\n// TestGone holds it.\nvar c int\n", "TestGone"},
		{"a/c.go", "package a\n\n// Call `make gone`.\nvar c int\n", "make gone"},
	} {
		t.Run(c.file+" "+c.want, func(t *testing.T) {
			texts := map[string]string{}
			for name, text := range good {
				texts[name] = text
			}
			texts[c.file] = c.text
			problems := checkNames(texts)
			if len(problems) != 1 || !strings.Contains(problems[0], c.want) {
				t.Errorf("want one problem with %q, got %q", c.want, problems)
			}
		})
	}
}

// sourceTexts reads what git keeps under root, but for data of tests and pictures.
func sourceTexts(t *testing.T, root string) map[string]string {
	t.Helper()
	listed, err := exec.Command("git", "-C", root, "ls-files", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Skipf("git cannot list the files here: %v", err)
	}
	texts := map[string]string{}
	for name := range strings.Lines(string(listed)) {
		name = strings.TrimSpace(name)
		if slices.Contains([]string{".png", ".ttf", ".bin"}, path.Ext(name)) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if os.IsNotExist(err) {
			continue // taken away and not committed yet
		}
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	return texts
}

// checkNames returns one sentence for each name that stands for nothing.
func checkNames(texts map[string]string) (problems []string) {
	have := namesIn(texts)
	for name, text := range texts {
		if strings.Contains(name, "testdata/") {
			continue
		}
		for _, missing := range have.missingIn(name, spoken(name, text)) {
			problems = append(problems, fmt.Sprintf("%s names %s, which is not there", name, missing))
		}
	}
	slices.Sort(problems)
	return problems
}

func namesIn(texts map[string]string) namesOf {
	have := namesOf{tests: map[string]bool{}, targets: map[string]bool{}, settings: map[string]bool{}}
	for name, text := range texts {
		have.files = append(have.files, name)
		for _, found := range targetDefined.FindAllStringSubmatch(text, -1) {
			have.targets[found[1]] = have.targets[found[1]] || name == "Makefile"
		}
		if path.Ext(name) != ".go" {
			continue
		}
		for _, setting := range settingNamed.FindAllString(text, -1) {
			have.settings[setting] = true
		}
		for _, found := range testDefined.FindAllStringSubmatch(text, -1) {
			have.tests[found[1]] = have.tests[found[1]] || strings.HasSuffix(name, "_test.go")
		}
	}
	return have
}

// spoken gives the words of a file: of Go its comments, of a document, the Makefile and what CI runs all of it, of anything else none.
func spoken(name, text string) string {
	if path.Ext(name) != ".go" {
		if path.Ext(name) == ".md" || name == "Makefile" || strings.HasPrefix(name, ".ci/") {
			return text
		}
		return ""
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return "" // the compiler says it better
	}
	var words strings.Builder
	for _, comment := range file.Comments {
		words.WriteString(comment.Text())
	}
	return words.String()
}

func (have namesOf) missingIn(name, words string) (missing []string) {
	miss := func(there bool, what string) {
		if !there && !slices.Contains(missing, what) {
			missing = append(missing, what)
		}
	}
	isRun := name == "Makefile" || strings.HasPrefix(name, ".ci/") // there the beginning of a name stands for all that have it
	for line := range strings.Lines(words) {
		for _, test := range testNamed.FindAllString(line, -1) {
			miss(have.tests[test] || isRun && have.picks(test), test)
		}
		for _, found := range targetNamed.FindAllStringSubmatch(line, -1) {
			target := found[1] + found[2]
			miss(have.targets[target], "make "+target)
		}
		if path.Ext(name) != ".md" {
			continue
		}
		for _, found := range testPicked.FindAllStringSubmatch(line, -1) {
			for part := range strings.SplitSeq(found[1], "|") {
				miss(have.picks(part), part)
			}
		}
		for _, setting := range settingNamed.FindAllString(line, -1) {
			miss(have.settings[setting], setting)
		}
		for _, found := range fileNamed.FindAllStringSubmatch(line, -1) {
			miss(have.file(found[1]), found[1])
		}
	}
	return missing
}

// picks says whether go test would find something to run when asked for this.
func (have namesOf) picks(pattern string) bool {
	for test, there := range have.tests {
		if there && strings.Contains(test, pattern) {
			return true
		}
	}
	return false
}

// file says whether a file is there under this path or the end of it, as documents name the files beside them.
func (have namesOf) file(named string) bool {
	return slices.ContainsFunc(have.files, func(file string) bool { return file == named || strings.HasSuffix(file, "/"+named) })
}
