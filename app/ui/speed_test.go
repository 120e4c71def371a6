package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"moot/store/forum"
)

// BenchmarkScroll moves a list of 10,000 proposals on by a row and draws the whole window, in software, each time.
func BenchmarkScroll(t *testing.B) {
	b := newBench(t)
	s := newProposals(b.app, b.group, func(forum.ID) {}, func() {})
	b.show(s, 1280, 800)
	cards := s.cards
	for i := range 10_000 {
		cards = append(cards, storeCard(i))
	}
	s.show(proposalList{cards: cards})
	b.window.Canvas().Capture()
	var moved, whole []time.Duration
	row := float32(0)
	for t.Loop() {
		start := time.Now()
		row += 48
		s.list.ScrollToOffset(row)
		moved = append(moved, time.Since(start))
		b.window.Canvas().Capture()
		whole = append(whole, time.Since(start))
	}
	report(t, "move", moved)
	report(t, "frame", whole)
	slices.Sort(whole)
	t.ReportMetric(float64(time.Second)/float64(whole[len(whole)/2]), "frames/s")
}

// TestRowDrawsOnlyWhatIsSeen: a row of the list costs a frame nothing but its words and the mark of its state.
func TestRowDrawsOnlyWhatIsSeen(t *testing.T) {
	b := newBench(t)
	r := newProposalRow()
	b.window.SetContent(r)
	card := storeCard(1)
	card.Shared, card.Tally = true, forum.Tally{}
	r.Set(&card, false, time.Now())
	if words, boxes := drawn(r); words != 3 || boxes != 1 {
		t.Fatalf("%d texts and %d boxes are drawn", words, boxes)
	}
	r.Set(&card, true, time.Now())
	if _, boxes := drawn(r); boxes != 2 {
		t.Fatalf("the row that is chosen is drawn with %d boxes", boxes)
	}
}

// drawn counts what is drawn of a thing.
func drawn(o fyne.CanvasObject) (words, boxes int) {
	var inside []fyne.CanvasObject
	switch o := o.(type) {
	case *canvas.Text:
		return 1, 0
	case *canvas.Rectangle:
		return 0, 1
	case *fyne.Container:
		inside = o.Objects
	case fyne.Widget:
		inside = test.WidgetRenderer(o).Objects()
	}
	for _, part := range inside {
		if part.Visible() {
			w, b := drawn(part)
			words, boxes = words+w, boxes+b
		}
	}
	return words, boxes
}

// BenchmarkKeystroke types into minutes while somebody far away types too: every fourth keystroke comes with one of
// theirs. The frame draws the whole window, in software.
func BenchmarkKeystroke(t *testing.B) {
	for _, size := range []int{1, 5, 10, 50} {
		t.Run(fmt.Sprintf("%dKB", size), func(t *testing.B) {
			b := newBench(t)
			a := &authority{text: strings.Repeat("Ann said that the lamp by the bins is out, and people trip.\n", size*1000/60)}
			d := newDesk(a)
			e := newTextEditor(d.session)
			b.window.Resize(fyne.NewSize(700, 800))
			b.window.SetContent(container.NewVScroll(e.Object()))
			b.relayout()
			b.window.Canvas().Focus(e)
			b.window.Canvas().Capture()
			var typed, whole []time.Duration
			for t.Loop() {
				theirs := len(typed)%4 == 3
				if theirs {
					a.text += "x"
				}
				start := time.Now()
				e.TypedRune('a')
				if theirs {
					d.session.Offer(a.text, d.session.Reading())
				}
				typed = append(typed, time.Since(start))
				b.window.Canvas().Capture()
				whole = append(whole, time.Since(start))
			}
			report(t, "typed", typed)
			report(t, "frame", whole)
		})
	}
}

// report gives the middle and the worst of a hundred.
func report(t *testing.B, of string, took []time.Duration) {
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	t.ReportMetric(ms(took[len(took)/2]), of+"-p50-ms")
	t.ReportMetric(ms(took[len(took)*99/100]), of+"-p99-ms")
}
