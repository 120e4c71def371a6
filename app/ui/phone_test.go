package ui

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// TestNothingIsSaidTwice: on a phone the page of the other places has none that the bar under it has, and home says how sharing
// stands; where the rail is beside it the rail says that, and has all places.
func TestNothingIsSaidTwice(t *testing.T) {
	b := newBench(t)
	for _, one := range []struct {
		width float32
		rail  bool
	}{{390, false}, {800, false}, {1280, true}} {
		u := b.house(one.width, 844)
		b.relayout()
		h := u.shell.list.(*homeScreen)
		if h.state.Visible() == one.rail || u.shell.rail.state.Visible() != one.rail {
			t.Errorf("at %v home says how sharing stands: %v, the rail: %v", one.width, h.state.Visible(), u.shell.rail.state.Visible())
		}
		for at, item := range u.shell.rail.items {
			if want := one.rail || !slices.Contains(barSections, at); item.Visible() != want {
				t.Errorf("at %v the way to %s is there: %v", one.width, at, item.Visible())
			}
		}
		u.app.stop()
	}
	b.noErrors()
}

// TestNothingToChoose: beside a list with nothing in it nobody is told to choose from it.
func TestNothingToChoose(t *testing.T) {
	b := newBench(t)
	u := b.house(1280, 800)
	for _, at := range []section{sectionProposals, sectionMeetings, sectionPages, sectionSearch, sectionGroups} {
		u.shell.visit(at)
		b.settle()
		if u.shell.empty.root.Visible() {
			t.Errorf("it says to choose beside the empty list of %s", at)
		}
	}
	u.shell.visit(sectionProposals)
	b.proposal("Mend the gate", "", 0)
	u.shell.Refresh()
	b.settle()
	if !u.shell.empty.root.Visible() {
		t.Error("nothing says that the proposal can be chosen")
	}
	b.noErrors()
}

// TestBroughtBy: what came and waits is said to be brought by a person, never by a device's code.
func TestBroughtBy(t *testing.T) {
	newBench(t)
	ben := forum.Person{1}
	names := broughtBy([]Neighbour{{ID: "12D3KooWBen", Person: ben}, {ID: "12D3KooWNobody"}}, []forum.Member{{Person: ben, Name: "Ben"}})
	for source, want := range map[string]string{"peer:12D3KooWBen": "Brought by Ben", "peer:12D3KooWNobody": "Brought by a neighbour",
		"peer:12D3KooWGone": "Brought by a neighbour", "": "Waiting for something earlier", "bundle": "From a file"} {
		if got := sourceWords(source, names); got != want {
			t.Errorf("%q is said to be %q", source, got)
		}
	}
}

// TestBareButtonLines: the lines of a button without a ground begin under each other, and those on a ground are in its middle.
func TestBareButtonLines(t *testing.T) {
	newBench(t)
	for _, one := range []struct {
		button *widget.Button
		align  fyne.TextAlign
	}{{quietButton("Goes on from: November committee", nil, nil), fyne.TextAlignLeading}, {widget.NewButton("Goes on from: November committee", nil), fyne.TextAlignCenter}} {
		fold(one.button, 160)
		lines := 0
		each(one.button, func(o fyne.CanvasObject) {
			if words, ok := o.(*canvas.Text); ok && words.Text != "" {
				lines++
				if words.Alignment != one.align {
					t.Errorf("%q is aligned %v and not %v", words.Text, words.Alignment, one.align)
				}
			}
		})
		if lines < 2 {
			t.Errorf("%q has %d lines", one.button.Text, lines)
		}
	}
}

// TestBareButtons: the words of a button without a ground begin where those above it begin, and its ground where it has one.
func TestBareButtons(t *testing.T) {
	newBench(t)
	bare, plain, below := quietButton("Whole wording", nil, nil), widget.NewButton("Take it in", nil), quietButton("Remove", nil, nil)
	row := buttonRow(bare, plain, below)
	row.Resize(fyne.NewSize(260, 100))
	if bare.Position().X != 0 || plain.Position().X <= bare.Size().Width || below.Position() != fyne.NewPos(0, bare.Size().Height+4) {
		t.Errorf("they stand at %v, %v, %v", bare.Position(), plain.Position(), below.Position())
	}
	row = buttonRow(plain, bare)
	row.Resize(fyne.NewSize(600, 50))
	if plain.Position().X != 8 {
		t.Errorf("a button with a ground stands at %v", plain.Position())
	}
	for _, one := range []*widget.Button{plain, bare} { // beside words, either ends where the words in it end with the edge of a ground
		line := beside(wrapped("An oak"), buttonRow(one), 5, true)
		line.Resize(fyne.NewSize(340, 44))
		end := line.Objects[1].Position().X + one.Position().X + one.Size().Width
		if want := map[*widget.Button]float32{plain: 332, bare: 340}[one]; end < want-1.5 || end > want {
			t.Errorf("%q ends at %v", one.Text, end)
		}
	}
}

// TestThumbs: on a phone whatever is tapped is as high as a thumb, but what stands beside a field.
func TestThumbs(t *testing.T) {
	b := newBench(t)
	proposal, meeting := b.lived()
	for name, s := range map[string]Screen{"proposal": newProposal(b.app, b.group, proposal), "meeting": newMeeting(b.app, b.group, meeting),
		"new proposal": newProposalForm(b.app, b.group, func(forum.ID) {}, func() {}), "devices": newDevices(b.app), "sharing": newNeighbours(b.app, b.group),
		"charter": newCharterForm(b.app, b.group, func() {}), "invite": newInvite(b.app, b.group), "settings": newSettingsScreen(b.app, func(Screen) {})} {
		b.show(s, 390, 844)
		b.relayout()
		tapped(s.Object(), func(o fyne.CanvasObject, words string) {
			if o.Size().Height < thumb-0.5 {
				t.Errorf("%s: the %s is %v high", name, words, o.Size().Height)
			}
		})
	}
	b.noErrors()
}

// tapped calls f with what can be seen and tapped, but for what stands beside a field.
func tapped(o fyne.CanvasObject, f func(fyne.CanvasObject, string)) {
	if !o.Visible() {
		return
	}
	switch x := o.(type) {
	case *widget.Button:
		f(o, "button "+x.Text)
	case *tick:
		f(o, "tick "+x.words.Text)
	case *navItem:
		f(o, "place "+x.name.Text)
	case *lineEntry, *area, *dateEntry:
	case *container.Scroll:
		tapped(x.Content, f)
	case *fyne.Container:
		parts := x.Objects
		if len(parts) > 0 {
			if _, ok := parts[0].(*lineEntry); ok {
				return
			}
		}
		for _, part := range parts {
			tapped(part, f)
		}
	case fyne.Widget:
		for _, part := range test.WidgetRenderer(x).Objects() {
			tapped(part, f)
		}
	}
}

// TestSmallPhone: on the smallest phone everything finds room, at every size of text.
func TestSmallPhone(t *testing.T) {
	b := newBench(t)
	proposal, meeting := b.lived()
	b.crowd()
	t.Cleanup(func() { fyne.CurrentApp().Settings().SetTheme(&look{mode: "light", scale: 1}) })
	for _, scale := range []float32{1, 1.4, 2} {
		u := b.house(360, 640)
		u.shell.group = b.group
		u.app.settings.look.mode, u.app.settings.look.scale = "light", scale
		u.app.settings.apply()
		for name, open := range map[string]func(){
			"home": func() { u.shell.visit(sectionHome) }, "more": func() { u.shell.visit(sectionGroups) }, "proposals": func() { u.shell.visit(sectionProposals) },
			"proposal": func() { u.shell.visit(sectionProposals); u.shell.openProposal(proposal) }, "meeting": func() { u.shell.visit(sectionMeetings); u.shell.openMeeting(meeting) },
			"members": func() { u.shell.visit(sectionMembers) }, "settings": func() { u.shell.visit(sectionSettings) }, "sharing": func() { u.shell.visit(sectionNeighbours) },
			"invited":  func() { u.shell.open(newInvited(u.app, u.shell.enter, "moot:join/x")) },
			"question": func() { u.app.question("Close the vote", "Close the vote now? Nobody can vote after that.", func() {}) },
		} {
			open()
			b.settle()
			b.relayout()
			b.picture(fmt.Sprintf("small-%v-%s", scale, name))
			for _, words := range squeezed(b.window.Canvas().Content()) {
				t.Errorf("%s at %v: no room for %q", name, scale, words)
			}
			if got := b.window.Canvas().Content().MinSize().Width; got > 360 {
				t.Errorf("%s at %v needs %v units", name, scale, got)
			}
			for _, o := range b.window.Canvas().Overlays().List() {
				if got := o.MinSize().Width; got > 360 {
					t.Errorf("what lies over %s at %v needs %v units", name, scale, got)
				}
				b.window.Canvas().Overlays().Remove(o)
			}
		}
		u.app.stop()
	}
	b.noErrors()
}

// TestInvited: who has clicked on an invite has one thing to do; who has not has the other ways in as well.
func TestInvited(t *testing.T) {
	b := newBench(t)
	u := b.house(390, 844)
	u.app.practice = nil
	u.join("moot:join/x")
	b.settle()
	d := u.shell.detail.(*doorway)
	var offered []string
	tapped(d.root, func(_ fyne.CanvasObject, words string) { offered = append(offered, words) })
	if d.ticket.Text != "moot:join/x" || !slices.Equal(offered, []string{"button Join"}) {
		t.Errorf("with the invite %q there is %q", d.ticket.Text, offered)
	}
	plain := newDoorway(u.app, u.shell.enter)
	if !plain.others[0].Visible() || !plain.start.Visible() {
		t.Error("without an invite there is no other way in")
	}
	b.noErrors()
}

// TestDoneIsLeftBehind: what was done in one section is not said in the next; what went wrong is, until it is shut.
func TestDoneIsLeftBehind(t *testing.T) {
	b := newBench(t)
	u := b.house(390, 844)
	u.app.say("Saved.")
	u.shell.openProposal(b.proposal("Trees", "", 0))
	if !u.banner.root.Visible() {
		t.Error("what was done is taken away in the same section")
	}
	u.shell.visit(sectionMeetings)
	if u.banner.root.Visible() {
		t.Error("what was done is still said in another section")
	}
	u.banner.fail(errors.New("no room"))
	u.shell.visit(sectionTasks)
	if !u.banner.root.Visible() {
		t.Error("what went wrong is taken away")
	}
}

// TestDotted: of several lines each is told from the next; a line alone, and one that heads others, is as it is.
func TestDotted(t *testing.T) {
	for want, lines := range map[string][]string{"": nil, "One.": {"One."}, "For North:\n• One.\n• Two.": {"For North:", "One.", "Two."}} {
		if got := dotted(lines); got != want {
			t.Errorf("%q is written %q", lines, got)
		}
	}
}

// TestWordsStayWhole: a button goes under a heading before it breaks a word of it.
func TestWordsStayWhole(t *testing.T) {
	newBench(t)
	name, add := heading("Członkowie"), widget.NewButton("Zaproś", nil)
	row := beside(name, add, 0, false)
	word := fyne.MeasureText(name.Text, theme.Size(name.SizeName), name.TextStyle).Width + 2*theme.InnerPadding()
	abreast, under := 0, 0
	for width := float32(400); width > word; width-- {
		row.Resize(fyne.NewSize(width, 200))
		if add.Position().Y > 0 {
			under++
		} else {
			abreast++
		}
		if name.Size().Width < word {
			t.Fatalf("at %v the heading has %v of %v", width, name.Size().Width, word)
		}
	}
	if abreast == 0 || under == 0 {
		t.Errorf("abreast at %d widths, under it at %d", abreast, under)
	}
}
