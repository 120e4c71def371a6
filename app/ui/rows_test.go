package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// TestRowsUsedAgain: a row of a list that showed another thing, and kept its size, sets what it shows now where a new row does; at the
// largest text the two lines of a long title lay over each other.
func TestRowsUsedAgain(t *testing.T) {
	b := newBench(t)
	u := b.house(1280, 800)
	now := time.UnixMilli(1)
	long, short := "Mend the stairwell light on the second floor", "Trees"
	meeting := func(o fyne.CanvasObject, title string) {
		o.(*meetingRow).Set(&meetingLine{card: store.MeetingCard{Title: title, At: 1, Place: title}}, forum.ID{}, now)
	}
	member := func(o fyne.CanvasObject, l memberLine) { o.(*memberRow).Set(&l, false) }
	for _, scale := range []float32{1, 2} {
		u.app.settings.look.scale = scale
		u.app.settings.apply()
		for name, row := range map[string]struct {
			create       func() fyne.CanvasObject
			before, what func(fyne.CanvasObject)
		}{
			"proposal, short before": {func() fyne.CanvasObject { return newProposalRow() },
				func(o fyne.CanvasObject) { o.(*proposalRow).Set(&store.ProposalCard{Title: short}, false, now) },
				func(o fyne.CanvasObject) { o.(*proposalRow).Set(&store.ProposalCard{Title: long}, false, now) }},
			"proposal, long before": {func() fyne.CanvasObject { return newProposalRow() },
				func(o fyne.CanvasObject) { o.(*proposalRow).Set(&store.ProposalCard{Title: long}, false, now) },
				func(o fyne.CanvasObject) { o.(*proposalRow).Set(&store.ProposalCard{Title: short}, false, now) }},
			"meeting": {func() fyne.CanvasObject { return newMeetingRow() },
				func(o fyne.CanvasObject) { meeting(o, short) }, func(o fyne.CanvasObject) { meeting(o, long) }},
			"member": {func() fyne.CanvasObject { return newMemberRow() },
				func(o fyne.CanvasObject) {
					member(o, memberLine{title: "Mrs Florence Adeyemi-Richardson", note: "Asked to join", chip: "Waiting to be let in"})
				},
				func(o fyne.CanvasObject) {
					member(o, memberLine{title: "Mrs Florence Adeyemi-Richardson", note: "Asked to join"})
				}},
		} {
			t.Run(fmt.Sprint(name, " at ", scale), func(t *testing.T) {
				size := fyne.NewSize(541, 143)
				fresh, used := row.create(), row.create()
				for _, o := range []fyne.CanvasObject{fresh, used} {
					test.WidgetRenderer(o.(fyne.Widget))
				}
				row.what(fresh)
				row.before(used)
				for range 3 { // at rest
					fresh.Resize(size.AddWidthHeight(1, 0))
					fresh.Resize(size)
					used.Resize(size.AddWidthHeight(1, 0))
					used.Resize(size)
				}
				row.what(used)
				if got, want := wordsAt(used), wordsAt(fresh); got != want {
					t.Errorf("a row used again has\n%sand a new one\n%s", got, want)
				}
			})
		}
	}
}

// wordsAt says where the words are that can be seen.
func wordsAt(o fyne.CanvasObject) string {
	var out strings.Builder
	var visit func(o fyne.CanvasObject, at fyne.Position)
	visit = func(o fyne.CanvasObject, at fyne.Position) {
		if !o.Visible() {
			return
		}
		at = at.Add(o.Position())
		switch o := o.(type) {
		case *widget.Label:
			fmt.Fprintf(&out, "%v %q\n", at, o.Text)
		case *canvas.Text:
			fmt.Fprintf(&out, "%v %q\n", at, o.Text)
		case *fyne.Container:
			for _, c := range o.Objects {
				visit(c, at)
			}
		case fyne.Widget:
			for _, c := range test.WidgetRenderer(o).Objects() {
				visit(c, at)
			}
		}
	}
	visit(o, fyne.Position{})
	return out.String()
}

// TestListMarksWhatIsShown: a list marks the thing beside it however that was opened, and nothing once it is left or something new is begun.
func TestListMarksWhatIsShown(t *testing.T) {
	b := newBench(t)
	proposal, meeting := b.lived()
	notice, err := b.store.PostNotice(context.Background(), b.group, forum.NewNotice{Sort: "offer", Title: "A cot"})
	b.ok(err)
	u := b.house(1280, 800)
	for _, one := range []struct {
		at     section
		kind   forum.Kind
		id     forum.ID
		marked func() bool
	}{
		{sectionProposals, forum.KindProposal, proposal, func() bool { return u.shell.list.(*proposalsScreen).chosen == proposal }},
		{sectionMeetings, forum.KindMeeting, meeting, func() bool { return u.shell.list.(*meetingsScreen).chosen == meeting }},
		{sectionNotices, forum.KindNotice, notice, func() bool { return u.shell.list.(*shelf).chosen == notice.String() }},
	} {
		u.shell.visit(one.at)
		b.settle()
		for name, leave := range map[string]func(){"it is left": u.shell.goBack, "something new is begun": u.shell.Create} {
			u.shell.openThing(one.kind, one.id)
			b.settle()
			if !one.marked() {
				t.Errorf("the list of %v does not mark what is shown", one.at)
			}
			leave()
			b.settle()
			if one.marked() {
				t.Errorf("the list of %v marks it when %s", one.at, name)
			}
		}
	}
	b.noErrors()
}

// TestEmptyListOffersOnce: what an empty list offers in the middle is not offered over it as well.
func TestEmptyListOffersOnce(t *testing.T) {
	b := newBench(t)
	u := b.house(1280, 800)
	for _, at := range []section{sectionProposals, sectionMeetings, sectionNotices, sectionTasks} {
		u.shell.visit(at)
		b.settle()
		filled := 0
		each(u.shell.list.Object(), func(o fyne.CanvasObject) {
			if x, ok := o.(*widget.Button); ok && x.Visible() && x.Importance == widget.HighImportance {
				filled++
			}
		})
		if filled != 1 {
			t.Errorf("the empty list of %v has %d filled buttons", at, filled)
		}
	}
}
