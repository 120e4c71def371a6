package ui

import (
	"context"
	"errors"
	"image"
	"io"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/photo"
	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// photosView shows the photos and files of a thing, and adds, fetches, opens, saves and takes them away.
type photosView struct {
	app       *App
	group, on forum.ID

	rows    map[forum.ID]*photoRow
	thumbs  map[forum.ID]image.Image // belongs to the reading
	gallery *gallery                 // the pictures, each in all of the window
	may     bool                     // this person may add some here
	read    bool                     // it is known whether they may
	dropped []string                 // to be asked about then

	page   *container.Scroll // that it is on
	title  *widget.Label
	add    *widget.Button
	head   *fyne.Container // the two, or where there is nothing yet only the one
	titled fyne.CanvasObject
	bare   fyne.CanvasObject
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
	p.gallery = newGallery(p)
	p.add = quietButton(t("photos.add"), icon("attach"), p.choose)
	p.note.Hide()
	p.add.Hide()
	p.asking = newAsking(app, p.add, p.answered)
	p.titled, p.bare = beside(p.title, p.add, 10, false), buttonRow(p.add)
	p.head = container.NewStack(p.titled)
	p.root = container.NewVBox(p.head, p.asking.root, p.note, p.list)
	p.root.Hide()
	p.load = loader[[]sharedFile]{app: app, begin: p.begin, show: p.show}
	return p
}

// Refresh reads the files again.
func (p *photosView) Refresh() { p.load.Refresh() }

// Close ends the reading.
func (p *photosView) Close() {
	p.gallery.Close()
	p.load.Close()
}

// Take asks about files that were dropped on what this belongs to, as soon as it is known whether this person may add any.
func (p *photosView) Take(paths []string) {
	switch {
	case !p.read:
		p.dropped = paths
	case p.may:
		p.ask(paths...)
		if p.page != nil {
			bringUp(p.page, p.root)
		}
	default:
		p.app.tell(errors.New(t("drop.may_not")))
	}
}

// Show says whether this person may add files here.
func (p *photosView) Show(may bool) {
	p.may, p.read = may, true
	show(may && !p.asking.Open(), p.add)
	p.arrange()
	show(may || len(p.list.Objects) > 0, p.root)
	p.askAgain()
	if paths := p.dropped; paths != nil {
		p.dropped = nil
		p.Take(paths)
	}
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
	}
	setThings(p.list, things)
	p.arrange()
	p.gallery.Show(files)
	show(len(things) > 0 || p.add.Visible() || p.asking.Open(), p.root)
}

// arrange sets a heading over what there is, or is being asked about; there is none over nothing.
func (p *photosView) arrange() {
	head := p.bare
	if len(p.list.Objects) > 0 || p.asking.Open() {
		head = p.titled
	}
	setThings(p.head, []fyne.CanvasObject{head})
}

func (p *photosView) choose() {
	p.app.openPath(func(path string) { p.ask(path) })
}

// choice is where the paths of the files that are being asked about are kept, until they are added or given up. None is ever empty.
func (p *photosView) choice() string { return "photos/" + p.group.String() + "/" + p.on.String() }

func (p *photosView) chosen() []string {
	return strings.FieldsFunc(p.app.desk.Draft(p.choice()), func(r rune) bool { return r == 0 })
}

// askAgain asks about the files that were being asked about when this was left.
func (p *photosView) askAgain() {
	if kept := p.chosen(); p.may && len(kept) > 0 && !p.asking.Open() {
		p.askAbout(kept, true)
	}
}

// mostAsked is how many files one question is about.
const mostAsked = 20

// ask asks what the chosen files show before they are added, together with those it asks about already.
func (p *photosView) ask(paths ...string) {
	all := p.chosen()
	for _, path := range paths {
		if !slices.Contains(all, path) {
			all = append(all, path)
		}
	}
	if len(all) > mostAsked {
		p.app.tell(errors.New(t("photos.too_many", "Most", mostAsked)))
		return
	}
	p.app.desk.Keep(p.choice(), strings.Join(all, "\x00"))
	p.askAbout(all, false)
}

func (p *photosView) askAbout(paths []string, again bool) {
	p.note.Hide()
	captions := make([]*area, len(paths))
	var inputs []fyne.CanvasObject
	for i, path := range paths {
		captions[i] = p.asking.words(p.choice()+"/"+path, t("photos.caption_hint"))
		if len(paths) > 1 {
			inputs = append(inputs, field(printable(forum.FileNameOf(path)), captions[i]))
		} else {
			inputs = append(inputs, inset(captions[i]))
		}
	}
	title := t("photos.add_named", "Name", printable(forum.FileNameOf(paths[0])))
	if len(paths) > 1 {
		title = tn("photos.add_many", len(paths))
	}
	p.asking.Ask(question{
		title: title, what: t("photos.add_what"), yes: t("action.add"), slow: t("photos.adding"), inputs: inputs, first: captions[0], again: again,
		left: func() { p.app.desk.Keep(p.choice(), "") },
		read: func() (func(context.Context) error, string) {
			words := make([]string, len(captions))
			for i, c := range captions {
				words[i] = strings.TrimSpace(c.Text)
			}
			return func(ctx context.Context) error {
				notes, err := p.putAll(ctx, paths, words)
				p.app.onUI(func() { p.notes = notes })
				return err
			}, ""
		}})
	p.arrange()
}

// putAll adds files one after the other. One alone that cannot be added is an error; of several, each is said.
func (p *photosView) putAll(ctx context.Context, paths []string, captions []string) (notes []string, err error) {
	added := 0
	for i, path := range paths {
		did, err := p.put(ctx, path, captions[i])
		switch {
		case err == nil:
			added++
			for _, one := range did { // the same is done to most
				if !slices.Contains(notes, one) {
					notes = append(notes, one)
				}
			}
		case len(paths) == 1 || ctx.Err() != nil && added == 0:
			return nil, err
		case ctx.Err() != nil:
			return append([]string{tn("photos.added", added), t("slow.stopped")}, notes...), nil
		default:
			notes = append(notes, t("photos.not_added", "Name", printable(forum.FileNameOf(path)), "Reason", sentence(errorWords(err))))
		}
	}
	if len(paths) > 1 {
		notes = append([]string{tn("photos.added", added)}, notes...)
	}
	return notes, nil
}

// answered is when files have been added or one taken away.
func (p *photosView) answered() {
	setText(p.note, strings.Join(p.notes, " "))
	show(len(p.notes) > 0, p.note)
	p.notes = nil
	p.Refresh()
}

// put adds a file. Off the UI thread.
func (p *photosView) put(ctx context.Context, path, caption string) (notes []string, err error) {
	f, err := openOrdinary(path, forum.MaxFile)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	ready, err := photo.Prepare(untilDone{ctx, f}, path, false)
	if err != nil {
		return nil, err
	}
	for _, n := range ready.Notes {
		notes = append(notes, noteWords(n))
	}
	_, err = p.app.Store.AddFile(ctx, p.group, p.on, store.NewFile{Name: ready.Name, Media: ready.Media, Caption: caption, Thumb: ready.Thumb}, ready.Body)
	return notes, err
}

// noteWords says what was done to a picture that was added.
func noteWords(n photo.Note) string {
	switch n {
	case photo.Cleaned:
		return t("photos.cleaned")
	case photo.Shrunk:
		return t("photos.shrunk")
	}
	return n.String() // the window asks for nothing else
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

func (p *photosView) save(f *sharedFile) {
	p.app.saveFile(f.Name, func(w fyne.URIWriteCloser) {
		p.app.fillFile(w, t("slow.save"), func(ctx context.Context, w io.Writer) error {
			return p.app.Store.CopyFile(ctx, f.Group, f.ID, w)
		}, p.app.tell)
	})
}

func (p *photosView) drop(f *sharedFile) {
	p.note.Hide()
	why := p.asking.words("drop/"+f.ID.String(), t("photos.why_hint"))
	p.asking.Ask(question{title: t("photos.drop_named", "Name", printable(f.Name)), what: t("photos.drop_what"), yes: t("action.remove"), grave: true, left: p.askAgain,
		inputs: []fyne.CanvasObject{inset(why)}, read: func() (func(context.Context) error, string) {
			why := strings.TrimSpace(why.Text)
			return func(ctx context.Context) error { return p.app.Store.DropFile(ctx, f.Group, f.ID, why) }, ""
		}})
}

// altText is what a picture shows in words: its caption, or its name where nobody wrote one.
func altText(f *sharedFile) string {
	if f.Caption != "" {
		return printable(f.Caption)
	}
	return printable(f.Name)
}
