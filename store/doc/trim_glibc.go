//go:build cgo && linux

package doc

/*
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
static void trim(void) { malloc_trim(0); }
#else
static void trim(void) {}
#endif
*/
import "C"

// trimHeap asks the C library to give free pages back to the system. glibc keeps them otherwise; other C libraries
// give them back by themselves.
func trimHeap() { C.trim() }
