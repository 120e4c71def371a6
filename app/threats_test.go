package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestThreatsHaveTests: every line of the tables of store/forum/THREATS.md names a test. TestNames sees that it is there.
func TestThreatsHaveTests(t *testing.T) {
	text, err := os.ReadFile("../store/forum/THREATS.md")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`(?:Test|Fuzz)[A-Za-z0-9]+`")
	for i, line := range strings.Split(string(text), "\n") {
		head := strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| they try")
		if strings.HasPrefix(line, "|") && !head && !named.MatchString(line) {
			t.Errorf("line %d names no test: %s", i+1, line)
		}
	}
}
