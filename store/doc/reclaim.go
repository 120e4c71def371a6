package doc

import (
	"runtime"
	"runtime/metrics"
	"time"
)

// reclaimWait bounds how long reclaim waits for finalizers, in case some other finalizer of the process is stuck.
const reclaimWait = 250 * time.Millisecond

// reclaim returns the memory of documents that were let go: the collector finds them and queues the finalizers that
// free them, and when those have run the C library gives its pages back. Waiting for the finalizers also keeps whoever
// opens many documents from running ahead of what frees them. The order in which finalizers run is not defined, so
// the runtime's own counts say when the queue is done.
func reclaim() {
	runtime.GC()
	counts := []metrics.Sample{{Name: "/gc/finalizers/queued:finalizers"}, {Name: "/gc/finalizers/executed:finalizers"}}
	metrics.Read(counts)
	queued := counts[0].Value
	for end := time.Now().Add(reclaimWait); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if metrics.Read(counts); queued.Kind() == metrics.KindBad || counts[1].Value.Uint64() >= queued.Uint64() {
			break
		}
	}
	trimHeap()
}
