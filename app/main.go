// Moot is a forum for a neighbourhood group that lives on its members' own devices.
//
// With no command this opens the window; with one it does what the command says. See package cli for the commands.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/adrg/xdg"

	"moot/app/cli"
)

// revision is the commit this was built from, as make says it; empty where something else builds.
var revision string

func main() { os.Exit(run()) }

// run is main with its exit code, so that tests can run it too.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cwd, err := os.Getwd()
	if err != nil {
		fmt.Fprintln(os.Stderr, "moot: the current folder is gone or cannot be read:", err)
		return 1
	}
	return cli.Run(ctx, os.Args[1:], cli.Env{
		Version: product.Version, Revision: revision,
		Home: filepath.Join(xdg.DataHome, "moot"), Cwd: cwd,
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Window: window,
	})
}

// window opens the window, or says why it cannot and what to do instead.
func window(ctx context.Context, home string, what []string) int {
	err := missingDisplay(os.Getenv)
	if err == nil {
		err = runWindow(ctx, home, what)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "moot:", err)
		return 1
	}
	return 0
}
