package forum

import (
	"slices"
	"strings"
)

// KindServes says which of the group's aims Subject, a proposal, serves.
const KindServes Kind = "serves"

// maxAims is how many aims a proposal may serve.
const maxAims = 32

// Serves is the payload of a serves record. Each aim is one of the charter's, word for word: see [AimsIn].
type Serves struct {
	Aims  []string `cbor:"1,keyasint,omitempty"` // each once, at most 2,000 bytes
	After []ID     `cbor:"2,keyasint,omitempty"` // the earlier lists of the proposal, which this one replaces
}

func (s *Serves) check() error {
	if len(s.Aims) > maxAims {
		return bad("it serves %d aims; the most is %d", len(s.Aims), maxAims)
	}
	for i, a := range s.Aims {
		if err := text("an aim", a, 1, MaxReason); err != nil {
			return err
		}
		if slices.Contains(s.Aims[:i], a) {
			return bad("it names the same aim twice")
		}
	}
	return after(s.After)
}

// rule: whoever made the proposal, or an officer, of aims that the group had.
func (s *Serves) rule(c *check) error {
	p, err := c.about("a list of aims", KindProposal)
	if err != nil {
		return err
	}
	if err := c.mine(p, "say which aims it serves"); err != nil {
		return err
	}
	has := AimsIn(c.at.Aims)
	for _, a := range s.Aims {
		if !slices.Contains(has, a) {
			return forged("the group has no such aim: %s", shortened(a))
		}
	}
	return nil
}

// AimsIn gives the aims one by one from the text of a group's aims: the points of its lists, or where it has none, its
// lines. Headings and blank lines are no aims.
func AimsIn(aims string) []string {
	var points, lines []string
	for l := range strings.Lines(aims) {
		l = strings.TrimSpace(l)
		if l == "" || strings.HasPrefix(l, "#") {
			continue
		}
		if p, ok := pointIn(l); ok {
			points = append(points, p)
		}
		lines = append(lines, l)
	}
	if len(points) > 0 {
		return points
	}
	return lines
}

// pointIn gives the text of a point in a Markdown list: "- this", "* this", "1. this".
func pointIn(l string) (point string, ok bool) {
	mark, rest, ok := strings.Cut(l, " ")
	number := strings.TrimRight(mark, ".)")
	isNumber := len(number) < len(mark) && number != "" && strings.Trim(number, "0123456789") == ""
	if rest = strings.TrimSpace(rest); !ok || rest == "" || mark != "-" && mark != "*" && mark != "+" && !isNumber {
		return "", false
	}
	return rest, true
}

// serves folds the aims a proposal serves.
func (p *Proposal) serves(rs []Record) {
	var lists []setting[[]string]
	for _, r := range ofKind(rs, KindServes, p.ID) {
		b := r.Body.(*Serves)
		lists = append(lists, setting[[]string]{r.ID, r.Time, b.After, b.Aims})
	}
	if w, now, ok := register(lists); ok {
		p.Aims, p.AimsNow = w.value, now
	}
}
