package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
)

// openFile asks for a file to read and hands it on, to be closed there. A person who leaves the question opens nothing.
func (a *App) openFile(then func(fyne.URIReadCloser)) {
	a.overAll(dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil || r == nil {
			a.tell(err)
			return
		}
		then(r)
	}, a.window))
}

// openPath is openFile for what reads the file by its path.
func (a *App) openPath(then func(path string)) {
	a.openFile(func(r fyne.URIReadCloser) {
		path := r.URI().Path()
		a.tell(r.Close())
		then(path)
	})
}

// saveFile asks where to write a file that is called name, and hands it on, to be closed there.
func (a *App) saveFile(name string, then func(fyne.URIWriteCloser)) {
	d := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
		if err != nil || w == nil {
			a.tell(err)
			return
		}
		then(w)
	}, a.window)
	d.SetFileName(name)
	a.overAll(d)
}

// overAll shows a dialog of files over the whole window, one to a line: left to itself it is a small box in which, with large
// text, a name is cut up into pieces of three letters.
func (a *App) overAll(d *dialog.FileDialog) {
	d.SetView(dialog.ListView)
	d.Show()
	if !fyne.CurrentDevice().IsMobile() { // a phone has a dialog of its own
		d.Resize(a.window.Canvas().Size())
	}
}
