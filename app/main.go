package main

import (
	"fmt"
	"os"
	"runtime"

	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

// version is stamped by the Makefile with -ldflags "-X main.version=…".
var version = "development"

const appID = "org.moot.forum"

func main() {
	if len(os.Args) > 1 && os.Args[1] == "version" {
		fmt.Println("moot", version)
		return
	}
	// The x11 build tag leaves Wayland out: on a Wayland desktop the window opens through XWayland, which sets DISPLAY.
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" {
		fmt.Fprintln(os.Stderr, "There is no display to open a window on. Run `moot serve` to take part without a window.")
		os.Exit(1)
	}
	window := app.NewWithID(appID).NewWindow("Moot")
	window.SetContent(widget.NewLabel("Moot"))
	window.ShowAndRun()
}
