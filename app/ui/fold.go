package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// folds are parts that fold out, each under its title, with a thin line between them.
type folds struct {
	parts []*foldPart
	root  *fyne.Container
}

// foldPart is one of them: its title is a place to tap as high as a thumb, on as many lines as its words need.
type foldPart struct {
	head   *navItem
	detail *fyne.Container
	root   *fyne.Container
}

func newFold(title string, things ...fyne.CanvasObject) *foldPart {
	f := &foldPart{detail: container.NewVBox(things...)}
	f.head = newNavItem(title, theme.MenuDropDownIcon(), false, func() { f.Open(!f.detail.Visible()) })
	f.head.strong = true
	f.detail.Hide()
	f.root = container.NewVBox(container.New(padding(0, 0, theme.InnerPadding()-2, 0), f.head), f.detail)
	return f
}

// Open folds it out or away.
func (f *foldPart) Open(on bool) {
	show(on, f.detail)
	f.head.mark.SetResource(theme.MenuDropDownIcon())
	if on {
		f.head.mark.SetResource(theme.MenuDropUpIcon())
	}
	f.root.Refresh()
}

// Call gives it another title.
func (f *foldPart) Call(title string) {
	if f.head.name.Text != title {
		f.head.Set(title, "", false)
	}
}

func folding(parts ...*foldPart) *folds {
	f := &folds{parts: parts, root: container.NewVBox()}
	for i, p := range parts {
		if i > 0 {
			p.root.Objects = slices.Insert(p.root.Objects, 0, fyne.CanvasObject(widget.NewSeparator()))
		}
		f.root.Add(p.root)
	}
	return f
}

// OpenAll folds all of them out.
func (f *folds) OpenAll() {
	for _, p := range f.parts {
		p.Open(true)
	}
}

// Visible says whether they are there.
func (f *folds) Visible() bool { return f.root.Visible() }
