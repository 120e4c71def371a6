//go:build !(cgo && linux)

package doc

// trimHeap has nothing to do where the C library gives memory back by itself, or there is none.
func trimHeap() {}
