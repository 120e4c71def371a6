package cli

import (
	"context"
	"log/slog"
	"time"

	"moot/store"
)

// courier carries cards between groups for as long as a home is open, along the ways that this device does.
type courier struct {
	stop context.CancelFunc
	done chan struct{}
}

// A courier looks when something has come, and now and then in case a hint was lost; not more often than once in a while,
// because much can come at once.
const (
	courierPause = time.Second
	courierSlow  = 5 * time.Minute
)

func startCourier(s *store.Store, log *slog.Logger) *courier {
	ctx, stop := context.WithCancel(context.Background())
	c := &courier{stop, make(chan struct{})}
	go func() {
		defer close(c.done)
		c.run(ctx, s, log)
	}()
	return c
}

func (*courier) run(ctx context.Context, s *store.Store, log *slog.Logger) {
	hints, cancel := s.Watch()
	defer cancel()
	slow := time.NewTicker(courierSlow)
	defer slow.Stop()
	for {
		if _, err := s.Carry(ctx); err != nil && ctx.Err() == nil {
			log.Warn("cards could not be carried to another group", slog.Any("err", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(courierPause):
		}
		select {
		case <-ctx.Done():
			return
		case <-hints:
		case <-slow.C:
		}
	}
}

// Close stops the courier and waits for it.
func (c *courier) Close() {
	c.stop()
	<-c.done
}
