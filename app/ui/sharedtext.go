package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// sharedText is one text that several people write at once, as this device's editor sees it: what the store last gave
// (the base), what the person has made of it since, and what of that has been sent to be saved.
//
// It is a list of characters in which deleted ones stay as tombstones. So a character keeps its identity whatever
// others insert around it; that is what the caret holds on to, and what undo works on: undoing takes back this
// person's own characters and gives back the ones they took out, and never touches other people's words.
//
// It belongs to the UI thread and knows nothing of widgets.
type sharedText struct {
	chars  []*char
	sent   bool // a save is under way; the chars marked sent are what it holds
	undone []step
	done   []step
}

// char is one character of the text, or of what the text has been.
type char struct {
	r    rune
	base bool // the store has it
	live bool // the editor shows it
	sent bool // the save under way holds it
	gone bool // someone else took it out: undo does not bring it back
}

// step is one thing that undo takes back: characters this person put in and took out.
type step struct{ in, out []*char }

// diffTimeout bounds the time a comparison may hold the window up; past it the comparison is coarser but right.
const diffTimeout = 40 * time.Millisecond

func newSharedText(text string) *sharedText {
	d := &sharedText{}
	for _, r := range text {
		d.chars = append(d.chars, &char{r: r, base: true, live: true})
	}
	return d
}

func (d *sharedText) string(pick func(*char) bool) string {
	var b strings.Builder
	for _, c := range d.chars {
		if pick(c) {
			b.WriteRune(c.r)
		}
	}
	return b.String()
}

// Text is what the editor shows.
func (d *sharedText) Text() string { return d.string(func(c *char) bool { return c.live }) }

// Base is what the store last gave.
func (d *sharedText) Base() string { return d.string(func(c *char) bool { return c.base }) }

// Dirty says whether something typed is not in the base.
func (d *sharedText) Dirty() bool {
	return slices.ContainsFunc(d.chars, func(c *char) bool { return c.live != c.base })
}

// Type takes the text as it is after a keystroke or a paste, with the caret after it (in characters). The caret tells
// which of several equal characters was typed or taken out.
func (d *sharedText) Type(text string, caret int) {
	now, shown := []rune(text), d.live()
	tail := 0
	for most := min(len(shown), len(now), max(0, len(now)-caret)); tail < most && shown[len(shown)-1-tail].r == now[len(now)-1-tail]; tail++ {
	}
	head := 0
	for most := min(len(shown), len(now)) - tail; head < most && shown[head].r == now[head]; head++ {
	}
	out, in := shown[head:len(shown)-tail], now[head:len(now)-tail]
	if len(out) == 0 && len(in) == 0 {
		return
	}
	made := step{out: slices.Clone(out)}
	for _, c := range out {
		c.live = false
	}
	at := 0
	if head > 0 {
		at = d.index(shown[head-1]) + 1
	}
	for _, r := range in {
		made.in = append(made.in, &char{r: r, live: true})
	}
	d.chars = slices.Insert(d.chars, at, made.in...)
	d.undone = nil
	d.remember(made)
}

func (d *sharedText) live() []*char {
	out := make([]*char, 0, len(d.chars))
	for _, c := range d.chars {
		if c.live {
			out = append(out, c)
		}
	}
	return out
}

func (d *sharedText) index(c *char) int { return slices.Index(d.chars, c) }

// remember puts a step on the undo list, joined to the one before while a word is being typed or rubbed out.
func (d *sharedText) remember(s step) {
	if n := len(d.done); n > 0 && d.continues(d.done[n-1], s) {
		last := &d.done[n-1]
		if len(s.in) > 0 {
			last.in = append(last.in, s.in...)
		} else {
			last.out = append(last.out, s.out...)
		}
		return
	}
	d.done = append(d.done, s)
}

func (d *sharedText) continues(last, s step) bool {
	blank := func(c *char) bool { return c.r == ' ' || c.r == '\n' }
	switch {
	case len(s.in) == 1 && len(s.out) == 0 && len(last.in) > 0:
		before := last.in[len(last.in)-1]
		return before.live && d.index(s.in[0]) == d.index(before)+1 && !(blank(before) && !blank(s.in[0]))
	case len(s.out) == 1 && len(s.in) == 0 && len(last.out) > 0 && len(last.in) == 0:
		return !blank(s.out[0]) && d.adjacent(last.out[len(last.out)-1], s.out[0])
	}
	return false
}

// adjacent says whether nothing shown lies between two characters.
func (d *sharedText) adjacent(a, b *char) bool {
	i, j := d.index(a), d.index(b)
	if i > j {
		i, j = j, i
	}
	return !slices.ContainsFunc(d.chars[i+1:j], func(c *char) bool { return c.live })
}

// Undo takes back this person's last step, Redo gives it back. They say where the caret belongs, or false when there
// is nothing to undo.
func (d *sharedText) Undo() (caret int, ok bool) { return d.turn(&d.done, &d.undone) }

// Redo is described at Undo.
func (d *sharedText) Redo() (caret int, ok bool) { return d.turn(&d.undone, &d.done) }

func (d *sharedText) turn(from, to *[]step) (caret int, ok bool) {
	n := len(*from)
	if n == 0 {
		return 0, false
	}
	s := (*from)[n-1]
	*from = (*from)[:n-1]
	var last *char
	for _, c := range s.in {
		c.live, last = false, c
	}
	for _, c := range s.out {
		c.live = !c.gone
		if last == nil || d.index(c) > d.index(last) {
			last = c
		}
	}
	*to = append(*to, step{in: s.out, out: s.in})
	return d.offset(last), true
}

// offset is how many shown characters lie before the place just after c.
func (d *sharedText) offset(c *char) int {
	n := 0
	for _, x := range d.chars {
		if x.live {
			n++
		}
		if x == c {
			break
		}
	}
	return n
}

// Mark gives the character the caret follows; nil at the start of the text.
func (d *sharedText) Mark(caret int) *char {
	for _, c := range d.chars {
		if c.live {
			if caret--; caret == 0 {
				return c
			}
		}
	}
	return nil
}

// Caret says where the caret that followed c is now.
func (d *sharedText) Caret(c *char) int {
	if c == nil {
		return 0
	}
	return d.offset(c)
}

// InBase says how many characters of the base lie before a caret in what is shown.
func (d *sharedText) InBase(caret int) (n int) {
	for _, c := range d.chars {
		if c.live {
			if caret--; caret < 0 {
				break
			}
		}
		if c.base {
			n++
		}
	}
	return n
}

// MarkBase gives the character of the base that a place after so many of its characters follows; nil at the start.
func (d *sharedText) MarkBase(n int) (last *char) {
	for _, c := range d.chars {
		if c.base {
			if n--; n < 0 {
				break
			}
			last = c
		}
	}
	return last
}

// Send begins a save: it gives what the store gave and what that has become. Until [sharedText.Saved] or
// [sharedText.NotSaved] there is no other save, and the store's text is not taken in.
func (d *sharedText) Send() (was, now string) {
	d.sent = true
	for _, c := range d.chars {
		c.sent = c.live
	}
	return d.Base(), d.Text()
}

// Saved ends a save with the text the store made of it and of what others wrote meanwhile.
func (d *sharedText) Saved(merged string) {
	for _, c := range d.chars {
		c.base, c.sent = c.sent, false
	}
	d.sent = false
	d.Take(merged)
}

// NotSaved ends a save that failed: everything typed is still there to save.
func (d *sharedText) NotSaved() { d.sent = false }

// Take makes text the new base: what others put in appears, what they took out goes, what this person typed stays.
func (d *sharedText) Take(text string) {
	if text == d.Base() {
		return
	}
	var out []*char
	rest := d.chars
	base := func() (c *char) { // the next char of the base; those before it are not the store's and stay
		for i, x := range rest {
			if x.base {
				out, rest = append(out, rest[:i]...), rest[i+1:]
				return x
			}
		}
		return nil
	}
	typed := func() { // what was typed after a word stays next to it, before what others put there
		i := 0
		for i < len(rest) && !rest[i].base {
			i++
		}
		out, rest = append(out, rest[:i]...), rest[i:]
	}
	for _, part := range compare(d.Base(), text) {
		for _, r := range part.Text {
			switch part.Type {
			case diffmatchpatch.DiffEqual:
				out = append(out, base())
			case diffmatchpatch.DiffDelete:
				c := base()
				c.base, c.live, c.gone = false, false, true
				out = append(out, c)
			case diffmatchpatch.DiffInsert:
				typed()
				out = append(out, &char{r: r, base: true, live: true})
			}
		}
	}
	d.chars = append(out, rest...)
}

// compare gives the parts two texts share and do not.
func compare(a, b string) []diffmatchpatch.Diff {
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = diffTimeout
	return dmp.DiffMainRunes([]rune(a), []rune(b), false)
}
