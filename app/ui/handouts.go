package ui

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/storage"

	"moot/app/paper"
	"moot/store/forum"
)

// printed is what can be copied as text and printed: minutes, or any other paper.
type printed interface {
	Markdown() string
	PDF() ([]byte, error)
}

// papers is the row of buttons that copy a thing as text, save it as a PDF, or hand it to be printed.
type papers struct {
	app   *App
	title func() string // of the thing, as it is shown
	// make is called on the UI thread and gives what makes the paper off it; nil where there is nothing yet.
	make func() func(context.Context) (printed, error)
	root *fyne.Container
}

func newPapers(app *App, title func() string, make func() func(context.Context) (printed, error)) *papers {
	p := &papers{app: app, title: title, make: make}
	p.root = container.NewVBox(buttonRow(quietButton(t("handout.copy"), nil, p.copy), quietButton(t("meeting.save_pdf"), nil, p.save), quietButton(t("handout.print"), nil, p.print)))
	sayEnglish(p.root)
	return p
}

// sayEnglish says under what prints a PDF that it will be in English, where that is so.
func sayEnglish(under *fyne.Container) {
	if !language().Prints() {
		under.Add(small(t("handout.english")))
	}
}

// tongue is the language of the screens, for what is copied as a text.
func tongue() paper.Tongue { return language().Paper() }

// sheetTongue is that of what is printed: English where a PDF cannot have the letters.
func sheetTongue() paper.Tongue {
	if !language().Prints() {
		return paper.English(time.Local)
	}
	return tongue()
}

// newCopier is the row of what is only copied.
func newCopier(app *App, make func() func(context.Context) (printed, error)) *papers {
	p := &papers{app: app, make: make}
	p.root = buttonRow(quietButton(t("handout.copy"), nil, p.copy))
	return p
}

// with makes the paper and gives it to use, off the UI thread.
func (p *papers) with(use func(printed) error, done func(error)) {
	make := p.make()
	if make == nil {
		return
	}
	p.app.slow(t("slow.pdf"), func(ctx context.Context) error {
		what, err := make(ctx)
		if err != nil {
			return err
		}
		return use(what)
	}, done)
}

func (p *papers) copy() {
	var words string
	p.with(func(what printed) error { words = what.Markdown(); return nil }, func(err error) {
		if err != nil {
			p.app.tell(err)
			return
		}
		fyne.CurrentApp().Clipboard().SetContent(words)
		p.app.say(t("handout.copied"))
	})
}

func (p *papers) save() {
	make := p.make()
	if make == nil {
		return
	}
	p.app.saveFile(handoutName(p.title()), func(w fyne.URIWriteCloser) {
		p.app.fillFile(w, t("slow.pdf"), func(ctx context.Context, w io.Writer) error {
			what, err := make(ctx)
			if err != nil {
				return err
			}
			b, err := what.PDF()
			if err == nil {
				_, err = w.Write(b)
			}
			return err
		}, func(err error) {
			if err != nil {
				p.app.tell(err)
				return
			}
			p.app.say(t("handout.saved"))
		})
	})
}

// print hands the paper as a PDF to what the system opens such files with, which prints it.
func (p *papers) print() {
	name := handoutName(p.title())
	var file string
	p.with(func(what printed) error {
		b, err := what.PDF()
		if err == nil {
			file, err = p.app.lend(name, b)
		}
		return err
	}, func(err error) {
		if err == nil {
			err = p.app.open(storage.NewFileURI(file))
		}
		if err != nil {
			p.app.tell(err)
			return
		}
		p.app.say(t("handout.opened"))
	})
}

// handoutName names the file of a paper by the title of the thing.
func handoutName(title string) string {
	words := strings.FieldsFunc(title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) })
	return forum.FileNameOf(clipped(strings.Join(words, " "), 60)) + ".pdf"
}

// lend writes a file for another program to open. It goes with the window.
func (a *App) lend(name string, b []byte) (file string, err error) {
	dir, err := os.MkdirTemp("", "moot-")
	if err != nil {
		return "", err
	}
	a.lentMu.Lock()
	a.lent = append(a.lent, dir)
	a.lentMu.Unlock()
	file = filepath.Join(dir, name)
	return file, os.WriteFile(file, b, 0o600)
}

// takeBack removes what was lent. A program that still has it open may keep it, on some systems.
func (a *App) takeBack() {
	a.lentMu.Lock()
	defer a.lentMu.Unlock()
	for _, dir := range a.lent {
		if err := os.RemoveAll(dir); err != nil {
			a.Log.Warn("a paper that was lent to be printed is left", slog.Any("error", err))
		}
	}
	a.lent = nil
}

// open hands a file to what the system opens such files with.
func (a *App) open(file fyne.URI) error {
	u, err := url.Parse(file.String())
	if err == nil {
		err = fyne.CurrentApp().OpenURL(u)
	}
	if err != nil {
		return errors.New(t("handout.no_opener"))
	}
	return nil
}

// points are lines as a list.
func points(lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		if l = strings.TrimSpace(l); l != "" {
			b.WriteString("- " + strings.ReplaceAll(l, "\n", "\n- ") + "\n")
		}
	}
	return b.String()
}

// ready makes the paper of a thing of a group, in the words of its screen.
func ready(app *App, group forum.ID, d *paper.Document) func(context.Context) (printed, error) {
	return func(ctx context.Context) (printed, error) {
		g, err := app.Store.Group(ctx, group)
		d.Group, d.In = g.Name, sheetTongue()
		return d, err
	}
}
