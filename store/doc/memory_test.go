package doc

import (
	"bytes"
	"os"
	"strconv"
)

// residentBytes is this process's resident memory; 0 where the system does not tell in Linux's way.
func residentBytes(t tester) int64 {
	t.Helper()
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	pages, err := strconv.ParseInt(string(bytes.Fields(b)[1]), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}
