package paper

import (
	"fmt"
	"strings"
)

// Document is the paper of anything but minutes: a proposal with what was decided, a standing page, a notice, an agenda. Its
// words are those of whoever makes it, in their language.
type Document struct {
	Group string
	Title string
	Under []string // lines under the title: state, people, days
	Parts []Part
	In    Tongue
}

// Part is one part of a document.
type Part struct {
	Heading string // empty: none
	Body    string // Markdown
}

// Markdown gives the document as one text.
func (d *Document) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", Printable(d.Title))
	for _, line := range d.Under {
		if line = strings.TrimSpace(line); line != "" {
			fmt.Fprintf(&b, "\n%s\n", Printable(line))
		}
	}
	for _, p := range d.Parts {
		if p.Heading != "" {
			fmt.Fprintf(&b, "\n## %s\n", Printable(p.Heading))
		}
		if body := strings.TrimSpace(p.Body); body != "" {
			fmt.Fprintf(&b, "\n%s\n", Printable(body))
		}
	}
	return b.String()
}

// PDF gives the document as A4 pages. Errors are those of the library that writes them.
func (d *Document) PDF() ([]byte, error) { return twice(d.draw) }

func (d *Document) draw(pages int) (*sheet, error) {
	s, err := newSheet(d.In)
	if err != nil {
		return nil, err
	}
	s.SetTitle(Printable(d.Title), true)
	s.SetHeaderFunc(func() { s.header(d.Group, "") })
	s.SetFooterFunc(func() { s.footer(d.Title, fmt.Sprintf("%d / %d", s.PageNo(), pages)) })
	s.AddPage()
	s.people(d.Title, "B", sizeTitle, 8)
	for _, line := range d.Under {
		if line = strings.TrimSpace(line); line != "" {
			s.own(line, "", sizeText, lineHeight)
		}
	}
	for _, p := range d.Parts {
		s.Ln(3)
		if p.Heading != "" {
			s.keep(3 * lineHeight)
			s.people(p.Heading, "B", sizeItem, 6.5)
			s.Ln(1)
		}
		s.markdown(p.Body)
	}
	s.sayLost()
	return s, s.Error()
}
