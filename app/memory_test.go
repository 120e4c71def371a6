//go:build !nowindow

package main

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// TestLeftOver: what was made and dropped counts, until it is given back.
func TestLeftOver(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // or it might be tidied in between
	debug.FreeOSMemory()
	dropped := make([]byte, 4*worthGiving)
	runtime.KeepAlive(dropped)
	if got := leftOver(); got < 4*worthGiving {
		t.Errorf("%d MB are left over", got>>20)
	}
	debug.FreeOSMemory()
	if got := leftOver(); got > worthGiving {
		t.Errorf("%d MB are left over of what was given back", got>>20)
	}
}
