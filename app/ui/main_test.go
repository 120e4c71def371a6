package ui

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// TestMain runs the tests in a process whose toolkit keeps what it has drawn for a day. Fyne's test driver never moves the
// clock by which its caches age, so after a minute what was just drawn counts as old, and a widget drawn then has lost its
// layout (a box of width -8 ends the process). The toolkit reads the variable once, before any of our code runs.
func TestMain(m *testing.M) {
	if os.Getenv("FYNE_CACHE") != "" {
		os.Exit(m.Run())
	}
	again := exec.Command(os.Args[0], os.Args[1:]...)
	again.Env = append(os.Environ(), "FYNE_CACHE=24h")
	again.Stdin, again.Stdout, again.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := again.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(again.ProcessState.ExitCode())
}
