//go:build !nowindow

package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net"
	"os"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetest "fyne.io/fyne/v2/test"
	toolkit "fyne.io/fyne/v2/widget"

	"moot/app/ui/widget"
)

// words is something that can be read in a window, and where: its middle in the window, whether that can be seen or is
// scrolled away, and the middle of what it scrolls in.
type words struct {
	Window, Text   string
	X, Y           float32
	Seen           bool
	Keyboard       bool // it is in what has the keyboard
	ScrollX, Under float32
}

// Only this test binary, run as the program, tells where its words are; the program itself knows nothing of it.
func init() {
	program = func() {
		if at := os.Getenv("MOOT_E2E_MAP"); at != "" {
			listener, err := net.Listen("unix", at)
			if err != nil {
				log.Fatal(err)
			}
			go answerMaps(listener)
		}
		if os.Getenv("MOOT_E2E_PLAIN") != "" {
			plainWindow()
			return
		}
		main()
	}
}

// answerMaps gives each caller what the windows say then. It asks on the UI thread, so a caller also waits for whatever
// is being done there.
func answerMaps(listener net.Listener) {
	for {
		c, err := listener.Accept()
		if err != nil {
			return
		}
		var all []words
		fyne.DoAndWait(func() { all = readWindows() })
		if err := json.NewEncoder(c).Encode(all); err != nil {
			log.Print(err)
		}
		if err := c.Close(); err != nil {
			log.Print(err)
		}
	}
}

// readWindows reads every window as a person does: where something lies over the rest, only that.
func readWindows() (all []words) {
	for _, w := range fyne.CurrentApp().Driver().AllWindows() {
		if !strings.HasPrefix(w.Title(), "Moot") { // the toolkit has one of its own
			continue
		}
		top := fyne.CanvasObject(w.Content())
		if over := w.Canvas().Overlays().Top(); over != nil {
			top = over
		}
		r := reading{window: w.Title(), all: &all, keyboard: w.Canvas().Focused()}
		whole := area{fyne.Position{}, w.Canvas().Size()}
		r.read(top, fyne.Position{}, whole, whole)
		all = append(all, words{Window: w.Title(), Text: fmt.Sprintf("%s%p", keyboardAt, r.keyboard)})
	}
	return all
}

type area struct {
	fyne.Position
	fyne.Size
}

func (a area) and(b area) area {
	x, y := max(a.X, b.X), max(a.Y, b.Y)
	return area{fyne.NewPos(x, y), fyne.NewSize(min(a.X+a.Width, b.X+b.Width)-x, min(a.Y+a.Height, b.Y+b.Height)-y)}
}

func (a area) holds(x, y float32) bool {
	return x >= a.X && x < a.X+a.Width && y >= a.Y && y < a.Y+a.Height
}

// keyboardAt stands before what tells one thing that has the keyboard from another.
const keyboardAt = "keyboard at "

type reading struct {
	window   string
	all      *[]words
	keyboard fyne.Focusable
}

// read reads a thing that lies in a place, is seen as far as an area, and scrolls in a page.
func (r *reading) read(o fyne.CanvasObject, in fyne.Position, seen, page area) {
	if !o.Visible() {
		return
	}
	at := in.Add(o.Position())
	switch o := o.(type) {
	case *canvas.Text:
		wide := min(o.Size().Width, o.MinSize().Width)
		x := at.X + wide/2
		if o.Alignment != fyne.TextAlignLeading {
			x = at.X + o.Size().Width/2
		}
		r.add(o.Text, x, at.Y+o.Size().Height/2, seen, page)
	case *fyne.Container:
		for _, child := range o.Objects {
			r.read(child, at, seen, page)
		}
	case fyne.Widget:
		from := len(*r.all)
		if focus, ok := o.(fyne.Focusable); ok && focus == r.keyboard {
			defer func() {
				for i := range (*r.all)[from:] {
					(*r.all)[from+i].Keyboard = true
				}
			}()
		}
		if picture := onlyPicture(o); picture != nil {
			r.add("icon "+picture.Name(), at.X+o.Size().Width/2, at.Y+o.Size().Height/2, seen, page)
		}
		if s, ok := o.(*container.Scroll); ok {
			seen = seen.and(area{at, s.Size()})
			if s.Content.MinSize().Height > s.Size().Height { // not a field, which has one inside it too
				page = seen
			}
		}
		inside := len(*r.all)
		for _, child := range fynetest.WidgetRenderer(o).Objects() {
			r.read(child, at, seen, page)
		}
		if text, ok := o.(fmt.Stringer); ok { // a text of one or more lines
			r.join(inside, text.String())
		}
	}
}

// onlyPicture gives the picture of a button, of ours or of the toolkit's dialogs, that has no words.
func onlyPicture(o fyne.Widget) fyne.Resource {
	if b, ok := o.(*widget.Button); ok && b.Text == "" {
		return b.Icon
	}
	if b, ok := o.(*toolkit.Button); ok && b.Text == "" {
		return b.Icon
	}
	return nil
}

// join makes one of the lines of a text, where its first is. Where the parts of lines were put in the order in which they are
// drawn, from right to left, it is the text as it is written.
func (r *reading) join(from int, written string) {
	if len(*r.all) == from {
		return
	}
	first := &(*r.all)[from]
	for _, more := range (*r.all)[from+1:] {
		first.Text += " " + more.Text
	}
	if strings.ContainsAny(first.Text, "\u200e\u200f") {
		first.Text = strings.Join(strings.Fields(written), " ")
	}
	*r.all = (*r.all)[:from+1]
}

func (r *reading) add(text string, x, y float32, seen, page area) {
	if text = strings.TrimSpace(text); text != "" {
		*r.all = append(*r.all, words{r.window, text, x, y, seen.holds(x, y), false, page.X + page.Width/2, page.Y + page.Height/2})
	}
}
