package store

import (
	"testing"
	"time"

	"moot/store/forum"
)

// TestRearrange: of a meeting's time and place only what differs is written; what was noticed before stands for the earlier day, and
// others hear that it has moved. What has ended, what does not differ and what is no one's to change is refused.
func TestRearrange(t *testing.T) {
	ann, bob, g := pair(t)
	first := ann.clock() + 10*24*3600*1000
	m := must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "December committee", At: first, Place: "Hall"}, []string{"The roof"}))
	must[forum.Summons](t)(ann.GiveNotice(ctx, g, m))
	give(t, ann, bob, g)
	_, seen, err := bob.Since(ctx, g, 0)
	ok(t, err)
	at := func(ms int64) *time.Time { at := time.UnixMilli(ms); return &at }
	hall, library := "Hall", "Library"

	if page := meetingPage(t, bob, g, m); !page.NoticeStands() {
		t.Error("notice just given does not stand")
	}
	refusedWith(t, ann.Rearrange(ctx, g, m, at(first), &hall), "on that day and at that place already")
	refusedWith(t, ann.Rearrange(ctx, g, m, nil, nil), "on that day and at that place already")
	refusedWith(t, ann.Rearrange(ctx, g, m, at(-5), nil), "out of range")
	refusedWith(t, bob.Rearrange(ctx, g, m, at(first+1000), nil), "hoever made it, or an officer, may change its time")
	if page := meetingPage(t, ann, g, m); len(page.Settings) != 0 {
		t.Fatalf("what was refused was written: %+v", page.Settings)
	}

	ok(t, ann.Rearrange(ctx, g, m, at(first+1000), &hall)) // the place is as it was
	page := meetingPage(t, ann, g, m)
	if len(page.Settings) != 1 || page.Settings[0].Field != forum.FieldAt || page.At != first+1000 {
		t.Fatalf("settings: %+v", page.Settings)
	}
	ok(t, ann.Rearrange(ctx, g, m, at(first+2000), &library))
	give(t, ann, bob, g)
	same(t, g, ann, bob)
	page = meetingPage(t, bob, g, m)
	moved, is := page.Moved()
	if len(page.Settings) != 3 || page.At != first+2000 || page.Place != "Library" || page.CalledAt != first || page.CalledPlace != "Hall" || !is || page.Names[moved.By] != "Ann" {
		t.Fatalf("%+v, moved %+v", page.Meeting, moved)
	}
	if page.NoticeStands() {
		t.Error("notice of another day stands")
	}

	news, _, err := bob.Since(ctx, g, seen)
	ok(t, err)
	if len(news) != 1 || news[0].MovedAt == 0 || news[0].When != first+2000 || news[0].Where != "Library" || news[0].Made {
		t.Fatalf("news: %+v", news)
	}
	if told := Tellings(bob.clock(), nil, news); len(told) != 1 || told[0].What != TellMoved || told[0].Title != "December committee" || told[0].At != news[0].MovedAt {
		t.Errorf("told: %+v", told)
	}
	if told := Tellings(first+3000, nil, news); len(told) != 0 {
		t.Errorf("of a meeting that is over one is told that it has moved: %+v", told)
	}
	all, _, err := bob.Since(ctx, g, 0)
	ok(t, err)
	if told := Tellings(bob.clock(), nil, all); len(told) != 0 {
		t.Errorf("of a meeting never heard of one is told that it has moved: %+v", told)
	}

	ok(t, ann.Rearrange(ctx, g, m, at(first), &hall))
	if page := meetingPage(t, ann, g, m); !page.NoticeStands() {
		t.Error("back on the day that notice was given of, it does not stand")
	} else if _, is := page.Moved(); is {
		t.Error("it is as it was first called, and is said to be moved")
	}
	ok(t, ann.Set(ctx, g, m, forum.FieldState, forum.MeetingStarted, 0))
	ok(t, ann.Rearrange(ctx, g, m, nil, &library))
	ok(t, ann.Set(ctx, g, m, forum.FieldState, forum.MeetingEnded, 0))
	refusedWith(t, ann.Rearrange(ctx, g, m, at(first), nil), "open it again first")
}

// TestClearDaysOfAMovedMeeting: notice of another day is no notice of this one.
func TestClearDaysOfAMovedMeeting(t *testing.T) {
	ann, _, g := pair(t)
	ok(t, ann.SetCharter(ctx, g, forum.Charter{Rules: &forum.Rules{Meeting: &forum.MeetingRules{Notice: 7}}}))
	at := ann.clock() + 20*24*3600*1000
	m := must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "AGM", At: at}, nil))
	must[forum.Summons](t)(ann.GiveNotice(ctx, g, m))
	page := meetingPage(t, ann, g, m)
	if _, _, counts := ann.ClearDays(g, &page.Meeting, time.UTC); !counts {
		t.Fatal("notice that was given does not count")
	}
	later := time.UnixMilli(at).AddDate(0, 0, 7)
	ok(t, ann.Rearrange(ctx, g, m, &later, nil))
	page = meetingPage(t, ann, g, m)
	if _, _, counts := ann.ClearDays(g, &page.Meeting, time.UTC); counts {
		t.Error("notice of an earlier day counts for a later one")
	}
}

// TestSignHeldEarly: a meeting that was started, or ended, before the time it was planned for has been held; one that was not has not.
func TestSignHeldEarly(t *testing.T) {
	ann, _, g := pair(t)
	m := must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "AGM", At: ann.clock() + 3600_000}, []string{"Welcome"}))
	_, err := ann.SignMinutes(ctx, g, m, meetingPage(t, ann, g, m).Words.Digest())
	refusedWith(t, err, "not been held yet")
	ok(t, ann.Set(ctx, g, m, forum.FieldState, forum.MeetingStarted, 0))
	sign(t, ann, g, m)
	wantMinutes(t, ann, g, m, forum.MinutesSigned)
	ended := must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "Committee", At: ann.clock() + 3600_000}, []string{"Welcome"}))
	ok(t, ann.Set(ctx, g, ended, forum.FieldState, forum.MeetingEnded, 0))
	sign(t, ann, g, ended)
	wantMinutes(t, ann, g, ended, forum.MinutesSigned)
}

// TestFollowing: of a meeting those that follow it are found, earliest first.
func TestFollowing(t *testing.T) {
	ann, _, g := pair(t)
	call := func(title string, at int64, follows forum.ID) forum.ID {
		return must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: title, At: at, Follows: follows}, nil))
	}
	first := call("October", 1000, forum.ID{})
	if all := must[[]MeetingCard](t)(ann.Following(ctx, g, first)); len(all) != 0 {
		t.Fatalf("%+v follow the only one", all)
	}
	third := call("December", 3000, first)
	second := call("November", 2000, first)
	call("Party", 1500, forum.ID{})
	if all := must[[]MeetingCard](t)(ann.Following(ctx, g, first)); len(all) != 2 || all[0].ID != second || all[1].ID != third {
		t.Errorf("%+v follow", all)
	}
}
