package ui

import (
	"context"
	"image"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"moot/app/photo"
	"moot/app/ui/widget"
	"moot/store/forum"
)

// gallery shows the pictures of a thing one at a time over all of the window: what it shows in words, who added it and when,
// and, when it is not here, who has it. Arrow keys and buttons go on to the next, Escape and the gesture of a phone leave.
type gallery struct {
	photos *photosView
	files  []sharedFile // the pictures among the files
	at     forum.ID     // the one shown; zero when it is shut
	drawn  forum.ID     // the one whose whole picture is on the screen
	turn   int          // a picture being opened belongs to one

	picture            *canvas.Image
	words, meta, state *widget.Label
	count              *widget.Label
	next, before, shut *galleryButton
	fetch              *galleryButton
	over               *widget.PopUp
	back               fyne.Focusable // what had the keyboard
}

func newGallery(p *photosView) *gallery {
	g := &gallery{photos: p, picture: canvas.NewImageFromImage(nil), words: wrapped(""), meta: small(""), state: wrapped(""), count: small("")}
	g.picture.FillMode = canvas.ImageFillContain
	g.picture.ScaleMode = canvas.ImageScaleSmooth
	g.count.Wrapping = fyne.TextWrapOff
	g.before = newGalleryButton(g, t("photos.before"), func() { g.step(-1) })
	g.next = newGalleryButton(g, t("photos.next"), func() { g.step(1) })
	g.shut = newGalleryButton(g, t("photos.close"), g.Close)
	g.shut.Icon = icon("cross")
	g.fetch = newGalleryButton(g, t("photos.fetch"), g.want)
	return g
}

// galleryButton is a button that hands on the keys which belong to the gallery: with nothing over it, the window hears them.
type galleryButton struct {
	widget.Button
	gallery *gallery
}

func newGalleryButton(g *gallery, words string, tapped func()) *galleryButton {
	b := &galleryButton{gallery: g}
	b.Text, b.OnTapped = words, tapped
	b.ExtendBaseWidget(b)
	return b
}

// TypedKey is Fyne's.
func (b *galleryButton) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyRight, fyne.KeyDown, fyne.KeyPageDown:
		b.gallery.step(1)
	case fyne.KeyLeft, fyne.KeyUp, fyne.KeyPageUp:
		b.gallery.step(-1)
	case fyne.KeyEscape:
		b.gallery.Close()
	default:
		b.Button.TypedKey(k)
	}
}

// Show takes the files as read. A picture that is shown and has come by now is drawn.
func (g *gallery) Show(files []sharedFile) {
	g.files = slices.DeleteFunc(slices.Clone(files), func(f sharedFile) bool { return !photo.Shown(f.Media) })
	if g.Opened() {
		g.draw()
	}
}

// Opened says whether it is over the window.
func (g *gallery) Opened() bool { return g.over != nil }

// Open shows a picture, fetching it if it is not here.
func (g *gallery) Open(id forum.ID) {
	i := g.place(id)
	if i < 0 {
		return
	}
	g.at = id
	if !g.Opened() {
		g.lay()
	}
	if f := &g.files[i]; !f.Whole() && !f.Wanted {
		g.want()
	}
	g.draw()
}

// lay puts the gallery over the window.
func (g *gallery) lay() {
	c := g.photos.app.window.Canvas()
	g.back = c.Focused()
	foot := container.NewVBox(g.words, g.meta, g.state, buttonRow(g.before, g.next, g.fetch, g.shut))
	bottom := container.NewVScroll(container.New(layout.NewCustomPaddedLayout(0, theme.Padding(), 0, 0), foot))
	g.over = widget.NewModalPopUp(container.New(&galleryLayout{}, g.picture, bottom, g.count), c)
	g.fit()
	g.over.Show()
	c.Focus(g.next)
	g.photos.app.leave = g.Close
}

// fit makes it as large as the window is.
func (g *gallery) fit() {
	_, room := g.photos.app.window.Canvas().InteractiveArea()
	g.over.Resize(room.Subtract(fyne.NewSquareSize(2 * theme.Padding())))
}

// galleryLayout gives the picture what the words under it leave, which is half of the room at least.
type galleryLayout struct{}

// Layout is Fyne's.
func (galleryLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	words := o[1].(*container.Scroll)
	words.Resize(fyne.NewSize(size.Width, size.Height/2)) // how high they are depends on the width
	count := o[2].MinSize()
	height := min(words.Content.MinSize().Height, size.Height/2)
	for i, at := range []struct{ y, height float32 }{{count.Height, size.Height - height - count.Height}, {size.Height - height, height}, {0, count.Height}} {
		o[i].Move(fyne.NewPos(0, at.y))
		o[i].Resize(fyne.NewSize(size.Width, at.height))
	}
}

// MinSize is Fyne's.
func (galleryLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, 200) }

// Close leaves it.
func (g *gallery) Close() {
	if !g.Opened() {
		return
	}
	g.over.Hide()
	g.over, g.at, g.drawn = nil, forum.ID{}, forum.ID{}
	g.turn++
	g.picture.Image, g.photos.app.leave = nil, nil
	if g.back != nil {
		g.photos.app.focus(g.back)
	}
}

func (g *gallery) place(id forum.ID) int {
	return slices.IndexFunc(g.files, func(f sharedFile) bool { return f.ID == id })
}

// step goes on to the next picture, or back to the one before.
func (g *gallery) step(by int) {
	if to := g.place(g.at) + by; to >= 0 && to < len(g.files) {
		g.at = g.files[to].ID
		g.draw()
	}
}

func (g *gallery) want() {
	if i := g.place(g.at); i >= 0 {
		g.photos.want(&g.files[i], true)
	}
}

// draw shows the picture it is at; one that was taken away meanwhile shuts it.
func (g *gallery) draw() {
	i := g.place(g.at)
	if i < 0 {
		g.Close()
		return
	}
	f := &g.files[i]
	setText(g.count, t("photos.of", "At", i+1, "All", len(g.files)))
	show(len(g.files) > 1, g.count)
	setText(g.words, altText(f))
	setText(g.meta, g.photos.about(f))
	setText(g.state, g.photos.missing(f))
	show(!f.Whole(), g.state)
	show(!f.Whole() && !f.Wanted, g.fetch)
	enable(i > 0, g.before)
	enable(i < len(g.files)-1, g.next)
	show(len(g.files) > 1, g.before, g.next)
	g.keyboard()
	switch {
	case g.drawn == f.ID:
	case !f.Whole():
		g.put(forum.ID{}, f.thumb)
	default:
		g.put(forum.ID{}, f.thumb) // until the whole of it is open
		g.load(f)
	}
	g.fit()
	g.over.Content.Refresh()
}

// keyboard keeps the keyboard on a button that can be pressed.
func (g *gallery) keyboard() {
	c := g.photos.app.window.Canvas()
	for _, b := range []*galleryButton{g.next, g.before} {
		if c.Focused() == fyne.Focusable(b) && (b.Disabled() || !b.Visible()) {
			c.Focus(g.shut)
		}
	}
	if c.Focused() == nil {
		c.Focus(g.shut)
	}
}

func (g *gallery) put(id forum.ID, m image.Image) {
	g.drawn, g.picture.Image = id, m
	g.picture.Refresh()
}

// load opens the whole picture.
func (g *gallery) load(f *sharedFile) {
	g.turn++
	turn, app, group, id := g.turn, g.photos.app, f.Group, f.ID
	var m image.Image
	app.slow(t("photos.opening"), func(ctx context.Context) error {
		r, err := app.Store.OpenFile(ctx, group, id)
		if err == nil {
			m, err = photo.Decode(untilDone{ctx, r})
		}
		if err == nil {
			m = photo.Fit(m, shownSide)
		}
		return err
	}, func(err error) {
		switch {
		case turn != g.turn || g.at != id:
		case err != nil:
			setText(g.state, sentence(errorWords(err)))
			g.state.Show()
			g.over.Content.Refresh()
		default:
			g.put(id, m)
		}
	})
}
