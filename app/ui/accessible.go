package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"moot/app/ui/widget"
)

// What a screen reader says of the widgets that are Moot's own. Fyne hands it on where it is built with `-tags accessibility`,
// on Windows, macOS, Android and iOS; it does not on Linux, nor from within anything that scrolls ([fyne.Accessible]).

// spoken gives the words that can be seen in these things, in their order.
func spoken(things ...fyne.CanvasObject) string {
	var words []string
	for _, o := range things {
		if w := strings.TrimSpace(wordsOf(o)); w != "" {
			words = append(words, w)
		}
	}
	return inRow(words...)
}

func wordsOf(o fyne.CanvasObject) string {
	if o == nil || !o.Visible() {
		return ""
	}
	switch o := o.(type) {
	case *canvas.Text:
		return o.Text
	case *widget.RichText:
		return o.String()
	case *fyne.Container: // which says "Container" of itself
		return spoken(o.Objects...)
	case fyne.Accessible:
		return o.AccessibilityLabel()
	}
	return ""
}

// AccessibilityLabel is what is on it.
func (s *surface) AccessibilityLabel() string { return spoken(s.content) }

// AccessibilityRole is Fyne's.
func (s *surface) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is what it is round.
func (f *frame) AccessibilityLabel() string { return spoken(f.content) }

// AccessibilityRole is Fyne's.
func (f *frame) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the text of the part.
func (p *passage) AccessibilityLabel() string { return p.words.Text }

// AccessibilityRole is Fyne's.
func (p *passage) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the word.
func (c *chip) AccessibilityLabel() string { return c.text.Text }

// AccessibilityRole is Fyne's.
func (c *chip) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is what the lines are, and from when to when; a table has the figures.
func (c *chart) AccessibilityLabel() string {
	return spoken(c.names[0], c.names[1], c.ends[0], c.ends[1])
}

// AccessibilityRole is Fyne's.
func (c *chart) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the text.
func (p *prose) AccessibilityLabel() string { return spoken(p.content.Objects...) }

// AccessibilityRole is Fyne's.
func (p *prose) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the words beside the box.
func (c *tick) AccessibilityLabel() string { return c.words.Text }

// AccessibilityRole is Fyne's.
func (c *tick) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel is the name of the place, and what is new there.
func (n *navItem) AccessibilityLabel() string {
	return spoken(widget.NewLabel(n.name.Text), n.note)
}

// AccessibilityRole is Fyne's.
func (n *navItem) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel is what the tile says.
func (l *tile) AccessibilityLabel() string {
	state := l.words.state
	return spoken(l.title, widget.NewLabel(state), l.meta, l.note)
}

// AccessibilityRole is Fyne's.
func (l *tile) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel is what the picture shows.
func (b *thumbButton) AccessibilityLabel() string { return b.alt }

// AccessibilityRole is Fyne's.
func (b *thumbButton) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel is the neighbour's name and how far they have got.
func (l *neighbourLine) AccessibilityLabel() string { return l.words.Text }

// AccessibilityRole is Fyne's.
func (l *neighbourLine) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel is the row, read as it is seen.
func (r *proposalRow) AccessibilityLabel() string {
	return spoken(r.title, r.chip, r.meta)
}

// AccessibilityRole is Fyne's.
func (r *proposalRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel is the row, read as it is seen.
func (r *meetingRow) AccessibilityLabel() string {
	if r.heading.Visible() {
		return r.heading.Text
	}
	return spoken(r.title, r.chip, r.day, r.month, r.meta)
}

// AccessibilityRole is Fyne's.
func (r *meetingRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel is the row, read as it is seen.
func (r *memberRow) AccessibilityLabel() string { return spoken(r.headRoot, r.body) }

// AccessibilityRole is Fyne's.
func (r *memberRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel is the whole title.
func (r *rowTitle) AccessibilityLabel() string { return r.text }

// AccessibilityRole is Fyne's.
func (r *rowTitle) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }
