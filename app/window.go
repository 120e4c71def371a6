//go:build !nowindow

package main

import (
	"context"
	"log/slog"
	"os"
	"strings"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"moot/app/cli"
	"moot/app/ui"
	"moot/assets"
)

// windowSize is that of the first window on a device with room for it.
var windowSize = fyne.NewSize(1280, 800)

// runWindow opens the home and its window, and returns when the window is closed or ctx ends. It must be called on the
// main goroutine. MOOT_LISTEN (addresses, separated by spaces) and MOOT_NO_DISCOVERY are for tests.
func runWindow(ctx context.Context, home string) (err error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	server, err := cli.Start(ctx, cli.StartConfig{
		Home: home, Listen: strings.Fields(os.Getenv("MOOT_LISTEN")), Discover: os.Getenv("MOOT_NO_DISCOVERY") == "", Log: log,
	})
	if err != nil {
		return cli.Explain(err)
	}
	defer func() {
		if closing := server.Close(); err == nil {
			err = closing
		}
	}()
	a := fyneapp.NewWithID(appID)
	a.SetIcon(fyne.NewStaticResource("moot.png", assets.ApplicationIcon()))
	w := a.NewWindow("Moot")
	w.Resize(windowSize)
	u := ui.New(a, w, server.Store, neighbours{server.Store, server.Node}, ui.Options{Log: log})
	leaving := false
	leave := func() {
		if !leaving {
			leaving = true
			u.Leave(a.Quit)
		}
	}
	w.SetCloseIntercept(leave)
	stop := context.AfterFunc(ctx, func() { fyne.Do(leave) })
	defer stop()
	a.Lifecycle().SetOnStarted(u.Show)
	w.ShowAndRun()
	return nil
}
