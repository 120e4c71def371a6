//go:build !nowindow

package main

import (
	"context"
	"log/slog"
	"os"

	fyneapp "fyne.io/fyne/v2/app"

	"moot/app/cli"
)

// runWindow opens the home and its window, and returns when the window is closed or ctx ends. It must be called on the
// main goroutine.
func runWindow(ctx context.Context, home string) (err error) {
	server, err := cli.Start(ctx, cli.StartConfig{
		Home: home, Discover: os.Getenv("MOOT_NO_DISCOVERY") == "", Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
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
	w := a.NewWindow("Moot")
	stop := context.AfterFunc(ctx, a.Quit)
	defer stop()
	w.ShowAndRun()
	return nil
}
