//go:build nowindow

package main

import (
	"context"
	"errors"
)

// runWindow of a build for bare servers, which holds no window.
func runWindow(context.Context, string, []string) error {
	return errors.New("this build of Moot has no window; " + withoutWindow)
}
