package ui

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"moot/app/photo"
	"moot/store"
	"moot/store/forum"
)

// photosView shows the photos and files of a proposal or a meeting, and adds, fetches, opens, saves and takes them away.
type photosView struct {
	app       *App
	group, on forum.ID

	rows    map[forum.ID]*photoRow
	thumbs  map[forum.ID]image.Image // belongs to the reading
	opening forum.ID                 // to be opened when it is here
	wide    func(image.Image, string)

	title  *widget.Label
	add    *widget.Button
	note   *widget.Label
	notes  []string // what was done to what was added last
	asking *asking
	list   *fyne.Container
	root   *fyne.Container
	load   loader[[]sharedFile]
}

// sharedFile is one file ready to be shown.
type sharedFile struct {
	store.FileRow
	thumb image.Image // nil where there is none
}

func newPhotos(app *App, group, on forum.ID) *photosView {
	p := &photosView{app: app, group: group, on: on, rows: map[forum.ID]*photoRow{}, thumbs: map[forum.ID]image.Image{},
		title: heading(t("photos.title")), note: small(""), list: container.NewVBox()}
	p.wide = p.fullScreen
	p.add = quietButton(t("photos.add"), icon("attach"), p.choose)
	p.note.Hide()
	p.asking = newAsking(app, p.add, p.answered)
	p.root = container.NewVBox(beside(p.title, p.add, 10, false), p.asking.root, p.note, p.list)
	p.load = loader[[]sharedFile]{app: app, begin: p.begin, show: p.show}
	return p
}

// Refresh reads the files again.
func (p *photosView) Refresh() { p.load.Refresh() }

// Close ends the reading.
func (p *photosView) Close() { p.load.Close() }

// Show says whether this person may add files here.
func (p *photosView) Show(may bool) {
	show(may && !p.asking.Open(), p.add)
	show(may || len(p.list.Objects) > 0, p.root)
}

func (p *photosView) begin() func(context.Context) ([]sharedFile, error) {
	return func(ctx context.Context) (out []sharedFile, err error) {
		rows, err := p.app.Store.Files(ctx, p.group, p.on)
		for i := range rows {
			out = append(out, sharedFile{rows[i], p.thumb(&rows[i])})
		}
		return out, err
	}
}

// thumb opens the small picture of a record, once. One that is damaged is none.
func (p *photosView) thumb(f *store.FileRow) image.Image {
	if m, ok := p.thumbs[f.ID]; ok || len(f.Thumb) == 0 {
		return m
	}
	m, err := photo.DecodeThumb(f.Thumb)
	if err != nil {
		m = nil
	}
	p.thumbs[f.ID] = m
	return m
}

func (p *photosView) show(files []sharedFile) {
	var things []fyne.CanvasObject
	for i := range files {
		f := &files[i]
		row, ok := p.rows[f.ID]
		if !ok {
			row = newPhotoRow(p, f)
			p.rows[f.ID] = row
		}
		row.Show(f)
		things = append(things, row.root)
		if p.opening == f.ID && f.Whole() {
			p.opening = forum.ID{}
			p.open(f)
		}
	}
	setThings(p.list, things)
	show(len(things) > 0 || p.add.Visible() || p.asking.Open(), p.root)
}

func (p *photosView) choose() {
	p.app.openPath(p.ask)
}

// ask asks what a chosen file shows before it is added.
func (p *photosView) ask(path string) {
	caption := p.asking.whyEntry(t("photos.caption_hint"))
	p.note.Hide()
	p.asking.Ask(question{
		title: t("photos.add_named", "Name", printable(forum.FileNameOf(path))), what: t("photos.add_what"), yes: t("action.add"),
		inputs: []fyne.CanvasObject{caption}, first: caption,
		do: func(ctx context.Context) (err error) {
			p.notes, err = p.put(ctx, path, strings.TrimSpace(caption.Text))
			return err
		}})
}

// answered is when a file has been added or taken away.
func (p *photosView) answered() {
	setText(p.note, strings.Join(p.notes, " "))
	show(len(p.notes) > 0, p.note)
	p.notes = nil
	p.Refresh()
}

// put adds a file. Off the UI thread.
func (p *photosView) put(ctx context.Context, path, caption string) (notes []string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	ready, err := photo.Prepare(f, path, false)
	if err != nil {
		return nil, err
	}
	_, err = p.app.Store.AddFile(ctx, p.group, p.on, store.NewFile{Name: ready.Name, Media: ready.Media, Caption: caption, Thumb: ready.Thumb}, ready.Body)
	return ready.Notes, err
}

// want has a file fetched, or stops that.
func (p *photosView) want(f *sharedFile, yes bool) {
	p.app.work(func(ctx context.Context) error {
		if yes {
			return p.app.Store.WantFile(ctx, f.Group, f.ID)
		}
		return p.app.Store.UnwantFile(ctx, f.Group, f.ID)
	}, func(err error) {
		p.app.tell(err)
		p.Refresh()
	})
}

// tapped opens a picture, fetching it first if need be.
func (p *photosView) tapped(f *sharedFile) {
	if f.Whole() {
		p.open(f)
		return
	}
	p.opening = f.ID
	p.want(f, true)
}

// open shows a picture in all of the window.
func (p *photosView) open(f *sharedFile) {
	var picture image.Image
	p.app.work(func(ctx context.Context) error {
		r, err := p.app.Store.OpenFile(ctx, f.Group, f.ID)
		if err == nil {
			picture, err = photo.Decode(r)
		}
		if err == nil {
			picture = photo.Fit(picture, shownSide)
		}
		return err
	}, func(err error) {
		if err != nil {
			p.app.tell(err)
			return
		}
		p.wide(picture, altText(f))
	})
}

func (p *photosView) save(f *sharedFile) {
	p.app.saveFile(f.Name, func(w fyne.URIWriteCloser) {
		p.app.work(func(ctx context.Context) error {
			return errors.Join(p.app.Store.CopyFile(ctx, f.Group, f.ID, w), w.Close())
		}, p.app.tell)
	})
}

func (p *photosView) drop(f *sharedFile) {
	p.note.Hide()
	why := p.asking.whyEntry(t("photos.why_hint"))
	p.asking.Ask(question{title: t("photos.drop_named", "Name", printable(f.Name)), what: t("photos.drop_what"), yes: t("action.remove"), grave: true,
		inputs: []fyne.CanvasObject{why}, do: func(ctx context.Context) error {
			return p.app.Store.DropFile(ctx, f.Group, f.ID, strings.TrimSpace(why.Text))
		}})
}

// altText is what a picture shows in words: its caption, or its name where nobody wrote one.
func altText(f *sharedFile) string {
	if f.Caption != "" {
		return printable(f.Caption)
	}
	return printable(f.Name)
}

// photoRow is one file: a small picture, what it is, how much of it is here, and what can be done with it.
type photoRow struct {
	photos *photosView
	file   *sharedFile

	picture                    *thumbButton
	frame                      fyne.CanvasObject // around it
	name, caption, meta, state *widget.Label
	progress                   *widget.ProgressBar
	open, fetch, stop, save    *widget.Button
	drop                       *widget.Button
	root                       fyne.CanvasObject
}

func newPhotoRow(p *photosView, f *sharedFile) *photoRow {
	r := &photoRow{photos: p, name: wrapped(printable(f.Name)), caption: wrapped(printable(f.Caption)), meta: small(""), state: small(""), progress: widget.NewProgressBar()}
	r.name.TextStyle.Bold = true
	r.picture = newThumbButton(f.thumb, altText(f), func() { p.tapped(r.file) })
	r.open = widget.NewButton(t("photos.open"), func() { p.tapped(r.file) })
	r.fetch = widget.NewButton(t("photos.fetch"), func() { p.want(r.file, true) })
	r.stop = widget.NewButtonWithIcon(t("photos.stop"), icon("cross"), func() {
		p.opening = forum.ID{}
		p.want(r.file, false)
	})
	r.save = widget.NewButton(t("photos.save"), func() { p.save(r.file) })
	r.drop = quietButton(t("action.remove"), nil, func() { p.drop(r.file) })
	words := container.New(layout.NewCustomPaddedVBoxLayout(0), r.name, r.caption, r.meta, r.state, inset(r.progress), buttonRow(r.open, r.fetch, r.stop, r.save, r.drop))
	r.frame = inset(r.picture)
	r.progress.TextFormatter = func() string { return "" } // the words above it say how far it is
	line := beside(words, r.frame, 16, false)
	line.Layout.(*besideLayout).before = true
	r.root = newCard(line)
	return r
}

// Show shows how the file is now.
func (r *photoRow) Show(f *sharedFile) {
	r.file = f
	picture := photo.Shown(f.Media)
	show(f.thumb != nil, r.frame)
	show(f.Caption != "", r.caption)
	meta := []string{sizeText(f.Size), t("photos.by", "Name", printable(f.By)), ago(r.photos.app.Now(), f.Made)}
	if f.On != r.photos.on && f.Where.Title != "" {
		meta = append(meta, t("photos.with", "Title", printable(f.Where.Title)))
	}
	setText(r.meta, strings.Join(meta, " · "))
	whole := f.Whole()
	state := ""
	switch {
	case whole:
	case f.Wanted:
		state = t("photos.coming", "Here", f.Here, "All", len(f.Chunks)) + " " + r.photos.who(f)
	default:
		state = r.photos.who(f)
	}
	setText(r.state, state)
	show(!whole, r.state)
	r.progress.SetValue(float64(f.Here) / float64(len(f.Chunks)))
	show(f.Wanted, r.progress)
	show(f.Wanted, r.stop)
	show(picture && whole, r.open)
	show(!whole && !f.Wanted, r.fetch)
	show(whole, r.save)
	show(f.MayDrop, r.drop)
}

// who says who has a file that is missing here.
func (p *photosView) who(f *sharedFile) string {
	if len(f.Holders) == 0 {
		return t("photos.author_only", "Name", printable(f.By))
	}
	var parts []string
	for _, h := range f.Holders[:min(2, len(f.Holders))] {
		key := t("photos.had", "Name", printable(h.Name), "Time", ago(p.app.Now(), h.At))
		if h.Chunks < len(f.Chunks) {
			key = t("photos.had_part", "Name", printable(h.Name), "Time", ago(p.app.Now(), h.At))
		}
		parts = append(parts, key)
	}
	return strings.Join(parts, " ")
}

// sizeText says how large a file is, near enough.
func sizeText(n int64) string {
	switch {
	case n >= 1_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1_000_000)
	case n >= 1_000:
		return fmt.Sprintf("%d kB", (n+500)/1_000)
	}
	return tn("photos.bytes", int(n))
}
