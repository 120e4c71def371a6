//go:build !nowindow

package main

import (
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	lookAtMemory = 20 * time.Second
	worthGiving  = 8 << 20 // bytes
)

// giveBack gives the system back what a burst of work has left over, such as starting or reading a long list: the
// runtime by itself would keep it for the next. It ends with ended.
func giveBack(ended <-chan struct{}) {
	look := time.NewTicker(lookAtMemory)
	defer look.Stop()
	for {
		select {
		case <-ended:
			return
		case <-look.C:
			if leftOver() > worthGiving {
				debug.FreeOSMemory()
			}
		}
	}
}

// leftOver is how much memory is in use for nothing: what is free, and what was dropped since the heap was last tidied.
func leftOver() uint64 {
	now := []metrics.Sample{{Name: "/memory/classes/heap/free:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(now)
	free, objects, live := now[0].Value.Uint64(), now[1].Value.Uint64(), now[2].Value.Uint64()
	return free + objects - min(live, objects)
}
