package ui

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fyneswidget "fyne.io/fyne/v2/widget"

	"moot/store"
	"moot/store/forum"
)

// monkey clicks and types in the whole window at random while a neighbour's changes come in.
type monkey struct {
	*street
	*rand.Rand
	ui    *UI
	typed map[string]*textSession // words typed into shared texts, each once
}

// TestMonkey: whatever is clicked and typed, the program lives, no word typed into a shared text is lost, and both devices
// show the same in the end. MOOT_MONKEY sets for how many steps, MOOT_SEED where the dice begin.
func TestMonkey(t *testing.T) {
	steps, seed := fromEnv(t, "MOOT_MONKEY", 300), fromEnv(t, "MOOT_SEED", 1)
	s := newStreet(t, "Ben")
	s.lived()
	s.meet()
	m := &monkey{street: s, Rand: rand.New(rand.NewPCG(uint64(seed), 0)), typed: map[string]*textSession{}}
	m.ui = s.house(1280, 800)
	m.ui.shell.enter(s.group)
	m.settle()
	for i := range steps {
		m.step(i)
		m.settle()
	}
	m.ui.app.desk.Flush()
	m.pauseOver()
	m.ui.Leave(func() {})
	m.settle()
	m.meet()
	texts := m.texts(m.store)
	for word, session := range m.typed {
		if !strings.Contains(texts, word) && session.err == nil {
			t.Errorf("%q was typed, and is in no text", word)
		}
	}
	t.Logf("%d steps, %d words typed into shared texts, %d times something was said to be wrong", steps, len(m.typed), len(m.told))
	if steps >= 1000 && len(m.typed) == 0 {
		t.Error("the monkey found no shared text to write in")
	}
	mine, err := m.store.Digest(context.Background(), m.group)
	m.ok(err)
	theirs, err := m.of["Ben"].Digest(context.Background(), m.group)
	m.ok(err)
	if mine != theirs || texts != m.texts(m.of["Ben"]) {
		t.Error("the two devices show different things")
	}
}

func fromEnv(t *testing.T, variable string, usual int) int {
	text := os.Getenv(variable)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s must be a number: %v", variable, err)
	}
	return n
}

func (m *monkey) step(i int) {
	switch d := m.IntN(100); {
	case d < 45:
		m.tap()
	case d < 75:
		m.write(i)
	case d < 88:
		m.neighbour(i)
	case d < 92:
		m.pauseOver()
	case d < 96:
		m.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	default:
		sizes := []fyne.Size{{Width: 1280, Height: 800}, {Width: 800, Height: 900}, {Width: 390, Height: 844}}
		m.window.Resize(sizes[m.IntN(len(sizes))])
	}
}

// things gives what can be seen and is of a kind, of what is on top.
func things[T any](m *monkey) (found []T) {
	c := m.window.Canvas()
	top := c.Content()
	if over := c.Overlays().Top(); over != nil {
		top = over
	}
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		if x, ok := o.(T); ok {
			if off, ok := o.(fyne.Disableable); !ok || !off.Disabled() {
				found = append(found, x)
			}
		}
		switch x := o.(type) {
		case fyne.Widget:
			for _, part := range test.WidgetRenderer(x).Objects() {
				walk(part)
			}
		case *fyne.Container:
			for _, part := range x.Objects {
				walk(part)
			}
		}
	}
	walk(top)
	return found
}

func (m *monkey) tap() {
	m.leaveFiles()
	if all := things[fyne.Tappable](m); len(all) > 0 {
		test.Tap(all[m.IntN(len(all))])
	}
	m.leaveFiles()
}

// leaveFiles shuts a chooser of files: it is the toolkit's, and would let the monkey loose on this machine's disk.
func (m *monkey) leaveFiles() {
	for over := m.window.Canvas().Overlays(); over.Top() != nil; over.Remove(over.Top()) {
		if len(things[*fyneswidget.List](m))+len(things[*fyneswidget.GridWrap](m)) == 0 { // a question of ours, a menu or a calendar
			return
		}
	}
}

// write types a word of its own somewhere, in a shared text if there is one.
func (m *monkey) write(i int) {
	m.leaveFiles()
	word := fmt.Sprintf("zebra%dx ", i)
	if texts := things[*textEditor](m); len(texts) > 0 && m.IntN(3) > 0 {
		e := texts[m.IntN(len(texts))]
		e.CursorRow, e.CursorColumn = 0, 0
		test.Type(e, word)
		m.typed[strings.TrimSpace(word)] = e.session
		return
	}
	if fields := things[fyne.Focusable](m); len(fields) > 0 {
		test.Type(fields[m.IntN(len(fields))], word)
	}
}

// neighbour has Ben do something, and all of it arrive.
func (m *monkey) neighbour(i int) {
	ctx, ben := context.Background(), m.of["Ben"]
	cards, err := ben.Proposals(ctx, m.group, store.Filter{})
	m.ok(err)
	at := cards[m.IntN(len(cards))].ID
	switch m.IntN(5) {
	case 4: // other words for it, or of those
		page, err := ben.Proposal(ctx, m.group, at)
		m.ok(err)
		if len(page.Amendments) == 0 {
			_, err = ben.Amend(ctx, m.group, at, fmt.Sprintf("Ben's wording %d", i), page.Words, page.Body+fmt.Sprintf(" other%d", i))
		} else {
			of := page.Amendments[m.IntN(len(page.Amendments))].ID
			var was string
			was, err = ben.Text(ctx, m.group, of)
			m.ok(err)
			_, err = ben.EditText(ctx, m.group, of, was, was+fmt.Sprintf(" ben%d", i))
		}
		if err != nil {
			m.t.Logf("Ben could not amend: %v", err)
		}
	case 0:
		_, err = ben.Comment(ctx, m.group, at, fmt.Sprintf("Ben's word %d", i), forum.ID{})
	case 1:
		_, err = ben.NewProposal(ctx, m.group, forum.NewProposal{Title: fmt.Sprintf("Ben's %d", i)}, "By Ben.")
	default:
		var was string
		was, err = ben.Text(ctx, m.group, at)
		m.ok(err)
		_, err = ben.EditText(ctx, m.group, at, was, was+fmt.Sprintf(" ben%d", i))
	}
	if err != nil { // the monkey has opened a vote on it, or withdrawn it
		m.t.Logf("Ben could not: %v", err)
	}
	m.meet()
	m.ui.shell.Refresh()
}

// texts gives all words of a group's shared texts.
func (m *monkey) texts(s *store.Store) string {
	ctx := context.Background()
	var all strings.Builder
	add := func(id forum.ID) {
		text, err := s.Text(ctx, m.group, id)
		m.ok(err)
		fmt.Fprintf(&all, "%s: %s\n", id, text)
	}
	proposals, err := s.Proposals(ctx, m.group, store.Filter{})
	m.ok(err)
	for _, p := range proposals {
		add(p.ID)
		page, err := s.Proposal(ctx, m.group, p.ID)
		m.ok(err)
		for i := range page.Amendments {
			add(page.Amendments[i].ID)
		}
	}
	pages, err := s.Pages(ctx, m.group)
	m.ok(err)
	for _, p := range pages {
		add(p.ID)
	}
	meetings, err := s.Meetings(ctx, m.group)
	m.ok(err)
	for _, c := range meetings {
		page, err := s.Meeting(ctx, m.group, c.ID)
		m.ok(err)
		for _, item := range page.Agenda {
			add(item.ID)
		}
	}
	return all.String()
}
