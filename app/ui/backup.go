package ui

import (
	"bytes"
	"context"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
)

// backup writes a file with which this person can come back when every device is lost.
type backup struct {
	app    *App
	phrase *lineEntry
	make   *widget.Button
	state  *widget.Label
	root   *fyne.Container
}

func newBackup(app *App) *backup {
	b := &backup{app: app, phrase: newSecretEntry(), state: wrapped("")}
	b.state.Hide()
	b.make = widget.NewButtonWithIcon(t("backup.make"), icon("stick"), b.seal)
	b.phrase.OnSubmitted = func(string) { b.seal() }
	b.root = container.NewVBox(wrapped(t("backup.what")), field(t("backup.phrase"), b.phrase), small(t("backup.phrase_what")), b.state, buttonRow(b.make))
	return b
}

// seal makes the backup before it asks for a file, so that a passphrase that is too short leaves no empty one.
func (b *backup) seal() {
	if b.make.Disabled() {
		return
	}
	phrase := b.phrase.Text
	enable(false, b.make)
	var sealed bytes.Buffer
	b.app.slow(t("slow.backup"), func(ctx context.Context) error { return b.app.Store.Backup(ctx, &sealed, phrase) }, func(err error) {
		enable(true, b.make)
		if err != nil {
			say(b.state, sentence(errorWords(err)))
			return
		}
		b.state.Hide()
		b.app.saveFile("moot-backup.moot", func(w fyne.URIWriteCloser) { b.write(w, sealed.Bytes()) })
	})
}

func (b *backup) write(w fyne.URIWriteCloser, sealed []byte) {
	b.app.fillFile(w, t("slow.backup"), func(_ context.Context, w io.Writer) error {
		_, err := w.Write(sealed)
		return err
	}, func(err error) {
		if err != nil {
			b.app.tell(err)
			return
		}
		b.phrase.SetText("")
		say(b.state, t("backup.made"))
	})
}
