package ui

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"moot/store"
	"moot/store/forum"
)

// announcer is what shows a notification outside the window: Fyne's App.
type announcer interface{ SendNotification(*fyne.Notification) }

// notifier tells a person who is not looking at Moot what waits for them: only what sort of thing and its title, at most
// once in a minute, nothing twice and nothing in quiet hours. What came up in them is told when they end. UI thread only.
type notifier struct {
	app     *App
	to      announcer
	checked time.Time
	at      uint64 // the position of the log then
	busy    bool
	// What is kept between runs: how far news was told of, by group; and the matters told of, for as long as they last.
	Since map[string]uint64 `json:"since"`
	Told  map[string]bool   `json:"told"`
}

const (
	prefTold  = "notify.told"
	prefMuted = "notify.muted" // sorts, by the store's names
	prefQuiet = "notify.quiet" // "22-7": from one hour to another; "" never
	// quietUsual is in force until the person chooses.
	quietUsual = "22-7"

	notifyEvery = time.Minute
	notifyIdle  = 10 * time.Minute // when nothing new has come: days go by all the same
	notifyShown = 3                // matters named in one notification
)

func newNotifier(app *App, to announcer) *notifier {
	n := &notifier{app: app, to: to}
	if saved := app.settings.prefs.String(prefTold); saved != "" {
		if err := json.Unmarshal([]byte(saved), n); err != nil {
			app.Log.Warn("what was told cannot be read", slog.Any("error", err))
		}
	}
	return n
}

// Check looks for what is to be told, when it is time to. It is called with every hint that something has changed.
func (n *notifier) Check() {
	now := n.app.Now()
	at, passed := n.app.Store.Position(), now.Sub(n.checked)
	if n.busy || n.app.settings.quiet(now) || passed < notifyEvery || passed < notifyIdle && at == n.at {
		return
	}
	n.busy, n.checked, n.at = true, now, at
	before := n.Since
	since := map[string]uint64{}
	var found []store.Telling
	n.app.work(func(context.Context) error {
		groups, err := n.app.Store.Groups(n.app.ctx)
		if err != nil {
			return err
		}
		for i := range groups {
			if groups[i].Standing != forum.StandingMember {
				continue
			}
			id := groups[i].ID
			from, known := before[id.String()]
			if !known {
				from = at // what a group brings that one has just come into is no news
			}
			told, upto, err := n.app.Store.Tell(n.app.ctx, id, from)
			if err != nil {
				return err
			}
			since[id.String()] = upto
			found = append(found, told...)
		}
		return nil
	}, func(err error) {
		n.busy = false
		if err != nil {
			n.app.tell(err)
			return
		}
		n.Since = since
		n.tell(found)
	})
}

// tell sends what was not told before, as one notification.
func (n *notifier) tell(found []store.Telling) {
	muted := n.app.settings.muted()
	told := map[string]bool{}
	var lines []string
	for i := range found {
		x := &found[i]
		if x.Key != "" {
			told[x.Key] = true
		}
		seen := x.Key == "" && x.At <= n.app.looks.Opened[x.ID.String()]
		if seen || n.Told[x.Key] || slices.Contains(muted, x.What) {
			continue
		}
		lines = append(lines, tellingWords(x))
	}
	n.Told = told
	n.save()
	if len(lines) == 0 {
		return
	}
	if more := len(lines) - notifyShown; more > 0 {
		lines = append(lines[:notifyShown], tn("notify.more", more))
	}
	n.to.SendNotification(fyne.NewNotification("Moot", strings.Join(lines, "\n")))
}

func (n *notifier) save() {
	b, err := json.Marshal(n)
	if err != nil {
		n.app.tell(err)
		return
	}
	n.app.settings.prefs.SetString(prefTold, string(b))
}

// tellingWords says what sort of thing it is, and its title.
func tellingWords(x *store.Telling) string {
	if x.Title == "" {
		return tellingName(x.What)
	}
	return tellingName(x.What) + ": " + printable(x.Title)
}

// tellingName names a sort of notifications.
func tellingName(what string) string {
	switch what {
	case store.TellVote:
		return t("notify.vote")
	case store.TellClosing:
		return t("notify.closing")
	case store.TellSign:
		return t("notify.sign")
	case store.TellTask:
		return t("notify.task")
	case store.TellComment:
		return t("notify.comment")
	case store.TellMoved:
		return t("notify.moved")
	}
	return t("notify.mention")
}
