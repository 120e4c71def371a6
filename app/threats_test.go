package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestThreatsHaveTests: every test that store/forum/THREATS.md names is there, and every line of its tables names one.
func TestThreatsHaveTests(t *testing.T) {
	text, err := os.ReadFile("../store/forum/THREATS.md")
	if err != nil {
		t.Fatal(err)
	}
	there := testNames(t, "..")
	named := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`")
	for i, line := range strings.Split(string(text), "\n") {
		found := named.FindAllStringSubmatch(line, -1)
		for _, name := range found {
			if !there[name[1]] {
				t.Errorf("line %d: there is no %s", i+1, name[1])
			}
		}
		head := strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| they try")
		if strings.HasPrefix(line, "|") && !head && len(found) == 0 {
			t.Errorf("line %d names no test: %s", i+1, line)
		}
	}
}

// testNames gives the names of all tests and fuzz targets under a folder.
func testNames(t *testing.T, root string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z0-9]+)\(`)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, found := range declared.FindAllSubmatch(source, -1) {
			names[string(found[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
