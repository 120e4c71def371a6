//go:build !nowindow && (mobile || android || ios)

package main

import "fyne.io/fyne/v2"

// rest does nothing where the system itself puts a window that nobody uses to sleep.
type rest struct{}

func newRest() rest { return rest{} }

func (rest) start() {}

func (rest) do(f func()) { fyne.Do(f) }
