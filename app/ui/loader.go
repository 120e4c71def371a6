package ui

import "context"

// loader re-reads what a screen shows: one reading at a time off the UI thread, and one more when asked meanwhile, so
// that what is shown last is what was read last. UI thread only.
type loader[T any] struct {
	app *App
	// begin is called on the UI thread as a reading starts, and gives what reads; read runs off it.
	begin func() (read func(ctx context.Context) (T, error))
	show  func(T)
	busy  bool
	again bool
	ended bool
}

// Refresh reads anew, off the UI thread, and then shows what was read; while a read is under way it asks for one more after it.
// On the UI thread.
func (l *loader[T]) Refresh() {
	if l.ended {
		return
	}
	if l.busy {
		l.again = true
		return
	}
	l.busy = true
	read := l.begin()
	var value T
	l.app.work(func(context.Context) (err error) {
		value, err = read(l.app.ctx)
		return err
	}, func(err error) {
		l.busy = false
		switch {
		case l.ended:
			return
		case err != nil:
			l.app.tell(err)
		default:
			l.show(value)
		}
		if l.again {
			l.again = false
			l.Refresh()
		}
	})
}

// Close makes readings under way end in nothing.
func (l *loader[T]) Close() { l.ended = true }
