package ui

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// shares is in how many processes the tests are run, one after the other.
const shares = 12

// TestMain runs the tests in processes whose toolkit keeps what it has drawn for a day. Fyne's test driver never moves the
// clock by which its caches age, so after a minute what was just drawn counts as old, and a widget drawn then has lost its
// layout (a box of width -8 ends the process). The toolkit reads the variable once, before any of our code runs. As nothing
// is ever let go of so, one process for all takes 5 GB, and most of its time goes into looking after them: whoever asks for
// no test in particular has each process run a share. Days and hours are those of UTC, so that screens say the same wherever
// they are drawn.
func TestMain(m *testing.M) {
	if os.Getenv("FYNE_CACHE") != "" {
		os.Exit(m.Run())
	}
	flag.Parse()
	worst := 0
	for _, share := range shareTests() {
		worst = max(worst, runAgain(append(os.Args[1:len(os.Args):len(os.Args)], share...)...))
	}
	os.Exit(worst)
}

// shareTests gives what to add to the command line of each process.
func shareTests() [][]string {
	for _, asked := range []string{"test.run", "test.bench", "test.fuzz", "test.list", "test.skip", "test.cpuprofile", "test.memprofile", "test.coverprofile"} {
		if f := flag.Lookup(asked); f != nil && f.Value.String() != "" {
			return [][]string{nil}
		}
	}
	list := exec.Command(os.Args[0], "-test.list", "^(Test|Example|Fuzz)")
	list.Env = append(os.Environ(), "FYNE_CACHE=24h")
	out, err := list.Output()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	names := strings.Fields(string(out))
	all := make([][]string, shares)
	for i := range all {
		from, to := len(names)*i/shares, len(names)*(i+1)/shares
		all[i] = []string{"-test.run", "^(" + strings.Join(names[from:to], "|") + ")$"}
	}
	return all
}

func runAgain(args ...string) (code int) {
	again := exec.Command(os.Args[0], args...)
	again.Env = append(os.Environ(), "FYNE_CACHE=24h", "TZ=UTC")
	if os.Getenv("GOGC") == "" {
		again.Env = append(again.Env, "GOGC=250") // there is little garbage among what is kept
	}
	again.Stdin, again.Stdout, again.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := again.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return again.ProcessState.ExitCode()
}
