//go:build !nowindow

package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"

	"moot/app/cli"
	"moot/app/ui"
	"moot/assets"
)

// windowSize is that of the first window on a device with room for it.
var windowSize = fyne.NewSize(1280, 800)

// windowGC is how much memory, in hundredths of what is in use, may be taken before it is tidied. Most of what is in use
// are fonts and lists that stay, and little is made and dropped: from 40 to 20, starting, listing 10,000 proposals and
// scrolling took a seventh more of the processor (3.05 and 3.45 s) and left 8 MB less.
const windowGC = 25

// runWindow opens the home and its window at links and files, and returns when the window is closed or ctx ends. It must
// be called on the main goroutine. MOOT_LISTEN (addresses, separated by spaces) and MOOT_NO_DISCOVERY are for tests.
func runWindow(ctx context.Context, home string, what []string) (err error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(windowGC)
	}
	shown := make(chan []string, 8) // what a second Moot was asked to open; more at a time are let go
	server, err := cli.Start(ctx, cli.StartConfig{
		Home: home, Listen: strings.Fields(os.Getenv("MOOT_LISTEN")), Discover: os.Getenv("MOOT_NO_DISCOVERY") == "", Log: log,
		Show: func(what []string) {
			select {
			case shown <- what:
			default:
			}
		},
	})
	if err != nil {
		return cli.Explain(err)
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	a := fyneapp.NewWithID(product.ID)
	a.SetIcon(fyne.NewStaticResource("moot.png", assets.ApplicationIcon()))
	w := a.NewWindow("Moot")
	w.Resize(ui.WindowSize(a.Preferences(), windowSize))
	p := &playground{app: a, log: log}
	o := ui.Options{Log: log, Practice: p.open, Language: systemLanguage()}
	tray, ok := a.(desktop.App)
	o.Background = ok
	if entry, err := newLoginEntry(home); err != nil {
		return err
	} else if entry != nil {
		o.Login = entry
	}
	u := ui.New(a, w, server.Store, neighbours{server.Store, server.Node}, o)
	leave := once(func() { p.close(func() { u.Leave(a.Quit) }) })
	come := func() { w.Show(); w.RequestFocus() }
	w.SetCloseIntercept(leave)
	if u.InTray() { // for as long as it runs: the toolkit can begin with a tray only here, and cannot take it away
		tray.SetSystemTrayMenu(ui.TrayMenu(come, leave))
		w.SetCloseIntercept(w.Hide)
	}
	stop := context.AfterFunc(ctx, func() { fyne.Do(leave) })
	defer stop()
	ended := make(chan struct{})
	defer close(ended)
	a.Lifecycle().SetOnStarted(func() {
		u.Show()
		u.Open(what)
		go ownSignals(ended, leave)
		go giveBack(ended)
		go func() { // runWindow waits for nothing of it: it only hands on, and ends with runWindow
			for {
				select {
				case what := <-shown:
					fyne.Do(func() { come(); u.Open(what) })
				case <-ended:
					return
				}
			}
		}()
	})
	w.ShowAndRun()
	return nil
}

// systemLanguage is that of the device, by its tag.
func systemLanguage() string { return lang.SystemLocale().LanguageString() }

// ownSignals has leave called when the system asks the program to end. The toolkit listens too, and would end its loop
// before what is being typed is saved: so a second after it has begun, its listening is taken away.
func ownSignals(ended <-chan struct{}, leave func()) {
	select {
	case <-ended:
		return
	case <-time.After(time.Second):
	}
	signal.Reset(os.Interrupt, syscall.SIGTERM)
	asked, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	select {
	case <-ended:
	case <-asked.Done():
		fyne.Do(leave)
	}
}

// once lets f be called one time; UI thread.
func once(f func()) func() {
	called := false
	return func() {
		if !called {
			called = true
			f()
		}
	}
}
