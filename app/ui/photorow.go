package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"moot/app/photo"
	"moot/app/ui/widget"
)

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
	r.picture = newThumbButton(f.thumb, altText(f), func() { p.gallery.Open(r.file.ID) })
	r.open = widget.NewButton(t("photos.open"), func() { p.gallery.Open(r.file.ID) })
	r.fetch = widget.NewButton(t("photos.fetch"), func() { p.want(r.file, true) })
	r.stop = widget.NewButtonWithIcon(t("photos.stop"), icon("cross"), func() { p.want(r.file, false) })
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
	setText(r.meta, r.photos.about(f))
	whole := f.Whole()
	setText(r.state, r.photos.missing(f))
	show(!whole, r.state)
	r.progress.SetValue(float64(f.Here) / float64(len(f.Chunks)))
	show(f.Wanted, r.progress)
	show(f.Wanted, r.stop)
	show(picture && whole, r.open)
	show(!whole && !f.Wanted, r.fetch)
	show(whole, r.save)
	show(f.MayDrop, r.drop)
}

// about says how large a file is, and who added it and when.
func (p *photosView) about(f *sharedFile) string {
	meta := []string{sizeText(f.Size), t("photos.by", "Name", printable(f.By)), ago(p.app.Now(), f.Made)}
	if f.On != p.on && f.Where.Title != "" {
		meta = append(meta, t("photos.with", "Title", printable(f.Where.Title)))
	}
	return strings.Join(meta, " · ")
}

// missing says how much of a file is here, and who has the rest; nothing when all is here.
func (p *photosView) missing(f *sharedFile) string {
	switch {
	case f.Whole():
		return ""
	case f.Wanted:
		return t("photos.coming", "Here", f.Here, "All", len(f.Chunks)) + " " + p.who(f)
	}
	return p.who(f)
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
