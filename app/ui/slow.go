package ui

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/storage"

	"moot/app/ui/widget"
)

// slowAfter is how long work goes on before it is shown: what is over by then would only flash.
const slowAfter = 500 * time.Millisecond

// stopped is the error of work that the person stopped.
type stopped struct{}

func (stopped) Error() string { return t("slow.stopped") }

// slow is work for what may take longer than a moment: after one it says so at the foot of the window, with a button that
// ends f's context. done is given stopped when that ended f. The context ends with the window too.
func (a *App) slow(words string, f func(context.Context) error, done func(error)) {
	ctx, cancel := context.WithCancel(a.ctx)
	row := newSlowRow(words, cancel)
	shut := a.later(slowAfter, func() { a.footer().Add(row.root) })
	a.work(func(context.Context) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return f(ctx)
	}, func(err error) {
		shut()
		row.bar.Stop()
		a.footer().Remove(row.root)
		var left *leftError
		if err != nil && ctx.Err() != nil && a.ctx.Err() == nil && !errors.As(err, &left) {
			err = stopped{}
		}
		cancel()
		done(err)
	})
}

// worker is work, or slow of one thing.
type worker func(f func(context.Context) error, done func(error))

func (a *App) slowly(words string) worker {
	return func(f func(context.Context) error, done func(error)) { a.slow(words, f, done) }
}

// footer is where slow work is shown: under the screens, so that none moves.
func (a *App) footer() *fyne.Container {
	if a.foot == nil {
		a.foot = container.NewVBox()
	}
	return a.foot
}

// slowRow is one piece of slow work.
type slowRow struct {
	words *widget.Label
	stop  *widget.Button
	bar   *widget.ProgressBarInfinite
	root  fyne.CanvasObject
}

func newSlowRow(words string, cancel func()) *slowRow {
	r := &slowRow{words: wrapped(words), bar: widget.NewProgressBarInfinite()}
	r.stop = widget.NewButtonWithIcon(t("photos.stop"), icon("cross"), func() {
		enable(false, r.stop)
		setText(r.words, t("slow.stopping"))
		cancel()
	})
	r.root = newSurface(colorSurface, 0, container.NewVBox(widget.NewSeparator(), container.NewPadded(beside(r.words, r.stop, 16, false)), container.New(stripLayout{}, r.bar)))
	return r
}

// stripLayout makes one thing a strip.
type stripLayout struct{}

// Layout is Fyne's.
func (stripLayout) Layout(o []fyne.CanvasObject, size fyne.Size) { o[0].Resize(size) }

// MinSize is Fyne's.
func (stripLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 6) }

// untilDone reads until a context ends.
type untilDone struct {
	ctx context.Context
	io.ReadSeeker
}

// Read is io.Reader's.
func (r untilDone) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.ReadSeeker.Read(p)
}

// fillFile has slow work write into a file that the person has just chosen; what could not be written whole is not left behind.
func (a *App) fillFile(w fyne.URIWriteCloser, words string, fill func(context.Context, io.Writer) error, done func(error)) {
	a.slow(words, func(ctx context.Context) error {
		err := fill(ctx, &writeUntilDone{ctx, w})
		if shut := w.Close(); err == nil {
			err = shut
		}
		if err != nil {
			return notLeft(w.URI(), err)
		}
		return nil
	}, done)
}

// openOrdinary opens a file that the person chose or dropped: no folder, and nothing that could be waited for without end;
// and, before anything is read of it, none larger than most bytes.
func openOrdinary(path string, most int64) (*os.File, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, errors.New(t("drop.unreadable"))
	case info.IsDir():
		return nil, errors.New(t("drop.folder"))
	case !info.Mode().IsRegular():
		return nil, errors.New(t("drop.not_file"))
	case info.Size() > most:
		return nil, errors.New(t("drop.too_large", "Size", sizeText(info.Size()), "Most", sizeText(most)))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, errors.New(t("drop.unreadable"))
	}
	return f, nil
}

// notLeft takes a file away again that could not be written, and gives why.
func notLeft(file fyne.URI, why error) error {
	if err := storage.Delete(file); err != nil {
		return &leftError{why, file.Name()}
	}
	return why
}

// leftError says that half a file is left.
type leftError struct {
	why  error
	name string
}

func (e *leftError) Error() string {
	return t("slow.left", "Name", printable(e.name)) + " " + e.why.Error()
}

// Unwrap is errors'.
func (e *leftError) Unwrap() error { return e.why }

type writeUntilDone struct {
	ctx context.Context
	io.Writer
}

// Write is io.Writer's.
func (w *writeUntilDone) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.Writer.Write(p)
}
