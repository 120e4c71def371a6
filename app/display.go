package main

import (
	"errors"
	"runtime"
)

const withoutWindow = "to run without one, use: moot serve (and moot --help lists the commands)"

// missingDisplay says whether there is no screen to open a window on. It is asked before the window is made: the
// toolkit ends the process when it finds none.
func missingDisplay(getenv func(string) string) error {
	switch runtime.GOOS {
	case "linux", "freebsd", "openbsd", "netbsd":
		if getenv("DISPLAY") == "" { // the x11 build tag: under Wayland the window is an X11 one, by XWayland
			return errors.New("there is no display to open the window on; " + withoutWindow)
		}
	}
	return nil
}
