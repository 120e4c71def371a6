package ui

import (
	"context"
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"moot/store/forum"
)

// lived fills a group as neighbours would.
func (b *bench) lived() (proposal, meeting forum.ID) {
	ctx := context.Background()
	for i, title := range []string{"Shared tool library in the basement", "Move bin collection to Thursday morning", "Street closure for the summer party on 12 July", "Buy a snow shovel and grit for the shared path", "Plant fruit trees along Rowan Lane"} {
		id := b.proposal(title, "Because it would help everyone.", int64(i)*4550)
		b.now = b.now.Add(26 * time.Hour)
		switch i {
		case 1:
			_, err := b.store.OpenVote(ctx, b.group, id, time.Time{}, 0)
			b.ok(err)
			_, err = b.store.Cast(ctx, b.group, id, forum.No, "Too early in the morning for people on the night shift.")
			b.ok(err)
		case 2:
			b.ok(b.store.Set(ctx, b.group, id, forum.FieldState, "done", 0))
		case 3:
			b.ok(b.store.Set(ctx, b.group, id, forum.FieldState, "withdrawn", 0))
		}
	}
	proposal = b.proposal("Mend the stairwell light on the second floor", samplePage, 14000)
	first, err := b.store.Comment(ctx, b.group, proposal, "I am in favour, but could we get the sensor with a longer delay? My mother needs more than **ninety seconds** to get up the stairs.", forum.ID{})
	b.ok(err)
	b.now = b.now.Add(3 * time.Hour)
	_, err = b.store.Comment(ctx, b.group, proposal, "Yes: three minutes.", first)
	b.ok(err)
	_, err = b.store.Comment(ctx, b.group, proposal, "Who has the key to the fuse box?", forum.ID{})
	b.ok(err)
	for i := range 4 {
		_, err = b.store.NewMeeting(ctx, b.group, forum.NewMeeting{Title: fmt.Sprintf("Residents' meeting %d", i+1), At: b.now.Add(time.Duration(i*30-75) * 24 * time.Hour).UnixMilli(), Place: "Community hall"}, []string{"Minutes", "Any other business"})
		b.ok(err)
	}
	meeting, err = b.store.NewMeeting(ctx, b.group, forum.NewMeeting{Title: "Annual general meeting", At: b.now.Add(80 * time.Hour).UnixMilli(), Place: "Flat 3, Rowan House"}, []string{"Apologies", "Minutes of the last meeting", "The stairwell light", "Any other business"})
	b.ok(err)
	page, err := b.store.Meeting(ctx, b.group, meeting)
	b.ok(err)
	_, err = b.store.EditText(ctx, b.group, page.Agenda[1].ID, "", "The minutes were **approved** as a true record.\n\n- Action: Ada to write to the council")
	b.ok(err)
	me, _ := b.store.Me()
	b.ok(b.store.Attend(ctx, b.group, meeting, me.Person, "", forum.Present))
	b.ok(b.store.Attend(ctx, b.group, meeting, forum.Person{}, "Mrs Okafor, flat 9", forum.Apologies))
	b.ok(b.store.Set(ctx, b.group, meeting, forum.FieldState, "started", 0))
	return proposal, meeting
}

// TestPictures draws every screen of this file's owner for people to look at, when MOOT_SCREENS names a folder.
func TestPictures(t *testing.T) {
	b := newBench(t)
	proposal, meeting := b.lived()
	for _, size := range []struct {
		name          string
		dark          bool
		scale         float32
		width, height float32
	}{{"wide-light", false, 1, 708, 800}, {"wide-dark", true, 1, 708, 800}, {"phone-light", false, 1, 390, 844}, {"phone-200", false, 2, 390, 844}} {
		theme := look{mode: "light", scale: size.scale}
		if size.dark {
			theme.mode = "dark"
		}
		fyne.CurrentApp().Settings().SetTheme(&theme)
		width := min(size.width, 390)
		list := newProposals(b.app, b.group, func(forum.ID) {}, func() {})
		b.show(list, width, size.height)
		list.Choose(proposal)
		b.relayout()
		b.picture("proposals-" + size.name)
		page := newProposal(b.app, b.group, proposal)
		b.show(page, size.width, size.height)
		b.relayout()
		b.picture("proposal-" + size.name)
		page.scroll.ScrollToBottom()
		b.relayout()
		b.picture("proposal-end-" + size.name)
		page.wording.toggle()
		b.settle()
		page.scroll.ScrollToTop()
		page.vote.opening.ask(true)
		b.settle()
		b.relayout()
		b.picture("proposal-write-" + size.name)
		page.Close()
		b.show(newProposalForm(b.app, b.group, func(forum.ID) {}, func() {}), size.width, size.height)
		b.relayout()
		b.picture("proposal-new-" + size.name)
		b.show(newMeetings(b.app, b.group, func(forum.ID) {}, func() {}), width, size.height)
		b.relayout()
		b.picture("meetings-" + size.name)
		m := newMeeting(b.app, b.group, meeting)
		b.show(m, size.width, size.height)
		m.attendance.toggle()
		b.settle()
		b.relayout()
		b.picture("meeting-" + size.name)
		m.scroll.ScrollToBottom()
		b.relayout()
		b.picture("meeting-end-" + size.name)
		m.Close()
		b.show(newMeetingForm(b.app, b.group, func(forum.ID) {}, func() {}), size.width, size.height)
		b.relayout()
		b.picture("meeting-new-" + size.name)
	}
	voting := newProposals(b.app, b.group, func(forum.ID) {}, func() {})
	fyne.CurrentApp().Settings().SetTheme(&look{mode: "light", scale: 1})
	b.show(voting, 390, 800)
	for _, c := range voting.cards {
		if c.Voting {
			p := newProposal(b.app, b.group, c.ID)
			b.show(p, 708, 800)
			p.vote.who.OpenAll()
			b.relayout()
			b.picture("vote-wide-light")
			b.show(p, 390, 844)
			b.relayout()
			b.picture("vote-phone-light")
		}
	}
}
