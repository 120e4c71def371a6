package store

import (
	"slices"
	"testing"

	"moot/store/forum"
)

// held is a meeting that Ann, an officer, called, with minutes that Ann and Bob wrote.
func held(t *testing.T) (ann, bob *Store, g, m forum.ID) {
	t.Helper()
	ann, bob, g = pair(t)
	m = must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "AGM", At: 1, Place: "Hall"}, []string{"Welcome", "Money"}))
	give(t, ann, bob, g)
	page := must[MeetingPage](t)(bob.Meeting(ctx, g, m))
	must[string](t)(bob.EditText(ctx, g, page.Agenda[1].ID, "", "We have £120."))
	ok(t, bob.Attend(ctx, g, m, forum.Person{}, "Old Mr Fox", forum.Present))
	me, _ := bob.Me()
	ok(t, bob.Attend(ctx, g, m, me.Person, "", forum.Present))
	give(t, bob, ann, g)
	return ann, bob, g, m
}

func meetingPage(t *testing.T, s *Store, g, m forum.ID) MeetingPage {
	t.Helper()
	return must[MeetingPage](t)(s.Meeting(ctx, g, m))
}

func sign(t *testing.T, s *Store, g, m forum.ID) forum.ID {
	t.Helper()
	return must[forum.ID](t)(s.SignMinutes(ctx, g, m, meetingPage(t, s, g, m).Words.Digest()))
}

func wantMinutes(t *testing.T, s *Store, g, m forum.ID, want forum.MinutesState) MeetingPage {
	t.Helper()
	page := meetingPage(t, s, g, m)
	if page.Minutes != want {
		t.Errorf("the minutes are %q, want %q", page.Minutes, want)
	}
	for _, c := range must[[]MeetingCard](t)(s.Meetings(ctx, g)) {
		if c.ID == m && c.Minutes != want {
			t.Errorf("the list says that the minutes are %q, want %q", c.Minutes, want)
		}
	}
	return page
}

// TestSigned: a draft is signed, corrected, signed again; what was signed can be read all the while, on every device.
func TestSigned(t *testing.T) {
	ann, bob, g, m := held(t)
	page := wantMinutes(t, ann, g, m, forum.MinutesDraft)
	money := page.Agenda[1].ID
	sign(t, ann, g, m)
	give(t, ann, bob, g)
	same(t, g, ann, bob)
	if page = wantMinutes(t, bob, g, m, forum.MinutesSigned); page.SignedTexts[money] != "We have £120." {
		t.Errorf("signed texts: %q", page.SignedTexts)
	}
	_, err := ann.SignMinutes(ctx, g, m, page.Words.Digest())
	refusedWith(t, err, "signed already")

	must[string](t)(bob.EditText(ctx, g, money, "We have £120.", "We have £210."))
	give(t, bob, ann, g)
	same(t, g, ann, bob)
	if page = wantMinutes(t, ann, g, m, forum.MinutesCorrected); page.SignedTexts[money] != "We have £120." || page.Texts[money] != "We have £210." {
		t.Errorf("signed %q, now %q", page.SignedTexts, page.Texts)
	}
	first := page.Signed.ID
	second := sign(t, ann, g, m)
	give(t, ann, bob, g)
	page = wantMinutes(t, bob, g, m, forum.MinutesSigned)
	if len(page.Signatures) != 2 || page.Signatures[0].ID != first || page.Signed.ID != second {
		t.Errorf("signatures: %+v", page.Signatures)
	}
	ok(t, ann.Rename(ctx, "Anna"))
	give(t, ann, bob, g)
	wantMinutes(t, bob, g, m, forum.MinutesSigned) // a new name corrects nothing
	ok(t, bob.Attend(ctx, g, m, forum.Person{}, "Mrs Patel", forum.Apologies))
	wantMinutes(t, bob, g, m, forum.MinutesCorrected)
}

// TestSignedUnread: words that the signer was not shown are not signed, and signing an old state shows as that.
func TestSignedUnread(t *testing.T) {
	ann, bob, g, m := held(t)
	page := meetingPage(t, ann, g, m)
	must[string](t)(bob.EditText(ctx, g, page.Agenda[0].ID, "", "The chair was late."))
	shown := page.Words.Digest()
	give(t, bob, ann, g)
	_, err := ann.SignMinutes(ctx, g, m, shown)
	refusedWith(t, err, "changed since you were shown them")
	wantMinutes(t, ann, g, m, forum.MinutesDraft)

	// Apart: Ann signs before Bob's next words reach her. Both then see that the words are other than those signed.
	must[string](t)(bob.EditText(ctx, g, page.Agenda[0].ID, "The chair was late.", "The chair was very late."))
	sign(t, ann, g, m)
	wantMinutes(t, ann, g, m, forum.MinutesSigned)
	give(t, bob, ann, g)
	give(t, ann, bob, g)
	same(t, g, ann, bob)
	for _, s := range []*Store{ann, bob} {
		page = wantMinutes(t, s, g, m, forum.MinutesCorrected)
		if got := page.SignedTexts[page.Agenda[0].ID]; got != "The chair was late." {
			t.Errorf("signed %q", got)
		}
	}
}

// TestSignedByOthers: only officers sign, and a signature over other words than the meeting's shows as such.
func TestSignedByOthers(t *testing.T) {
	ann, bob, g, m := held(t)
	page := meetingPage(t, bob, g, m)
	_, err := bob.SignMinutes(ctx, g, m, page.Words.Digest())
	refusedWith(t, err, "nly an officer may sign")
	forged := forum.Header{Kind: forum.KindSign, Subject: m}
	refusedFor(t, ann, g, forge(t, ann, g, forged, body(t, forum.KindSign, forum.Sign{Words: page.Words}), bob.keys.device), "only an officer")

	words := page.Words
	words.Items = append([]forum.ItemWords{}, words.Items...)
	words.Items[1].Heads = []forum.ID{{1}} // nobody wrote this
	e := forge(t, ann, g, forged, body(t, forum.KindSign, forum.Sign{Words: words}), ann.keys.device)
	must[forum.Report](t)(bob.Apply(ctx, g, "peer:x", []forum.Entry{e}))
	page = wantMinutes(t, bob, g, m, forum.MinutesCorrected)
	if _, here := page.SignedTexts[page.Agenda[1].ID]; here || len(page.SignedTexts) != 1 {
		t.Errorf("signed texts: %q", page.SignedTexts)
	}
}

// TestSignedWordsStay: words that are hidden, because their author had been removed, can be read by everybody once they
// are signed, in whatever order devices hear of it.
func TestSignedWordsStay(t *testing.T) {
	ann, bob, g, m := held(t)
	cat, dan := device(t, "Cat"), device(t, "Dan")
	join(t, ann, cat, g)
	join(t, ann, dan, g)
	cats, _ := cat.Me()
	ok(t, ann.SetRole(ctx, g, cats.Person, forum.RoleOfficer, ""))
	give(t, ann, cat, g)
	give(t, ann, dan, g)
	give(t, ann, bob, g)
	me, _ := bob.Me()
	ok(t, ann.Remove(ctx, g, me.Person, "")) // neither Bob nor Cat hears of it yet
	money := meetingPage(t, ann, g, m).Agenda[1].ID
	must[string](t)(bob.EditText(ctx, g, money, "We have £120.", "We have £120, and a bench."))
	give(t, bob, cat, g)
	sign(t, cat, g, m)

	give(t, cat, dan, g) // the signature before the removal
	give(t, ann, dan, g)
	give(t, bob, ann, g) // the removal before the words before the signature
	if got := meetingPage(t, ann, g, m).Texts[money]; got != "We have £120." {
		t.Errorf("a removed person's words are shown: %q", got)
	}
	give(t, cat, ann, g)
	give(t, ann, cat, g)
	same(t, g, ann, cat, dan)
	for _, s := range []*Store{ann, cat, dan} {
		if got := wantMinutes(t, s, g, m, forum.MinutesSigned).SignedTexts[money]; got != "We have £120, and a bench." {
			t.Errorf("signed %q", got)
		}
	}
}

// TestSignedItemOnAFork: an item that a forked device put on the agenda, and that minutes were signed with, stays for
// everybody, whether they heard of the signature or of the fork first.
func TestSignedItemOnAFork(t *testing.T) {
	ann, bob, cat, g := trio(t)
	m := must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "AGM", At: 1}, []string{"Welcome"}))
	meet(t, g, ann, bob, cat)
	bob, twin := copied(t, bob)
	item := must[forum.ID](t)(bob.AddItem(ctx, g, m, "Bins"))
	must[forum.ID](t)(twin.Comment(ctx, g, m, "on the other laptop", forum.ID{}))
	give(t, bob, ann, g)
	sign(t, ann, g, m)
	give(t, twin, cat, g)
	give(t, bob, cat, g) // Cat knows of the fork before the signature
	meet(t, g, ann, cat, bob, twin)
	late := device(t, "Dan")
	join(t, ann, late, g)
	meet(t, g, ann, cat, late, bob, twin)
	sameAgain(t, g, ann, cat, late, bob, twin)
	for _, s := range []*Store{ann, cat, late, bob, twin} {
		asRebuilt(t, s, g)
		page := wantMinutes(t, s, g, m, forum.MinutesSigned)
		if len(page.Agenda) != 2 || page.Agenda[1].ID != item {
			t.Errorf("agenda %+v", page.Agenda)
		}
	}
}

func TestMotionsAndNotice(t *testing.T) {
	ann, bob, g, m := held(t)
	item := meetingPage(t, ann, g, m).Agenda[1].ID
	me, _ := bob.Me()
	motion := must[forum.ID](t)(bob.Move(ctx, g, item, forum.NewMotion{Text: "Buy a bench.", Mover: forum.Who{Person: me.Person}, Seconder: forum.Who{Name: "Mr Fox"}}))
	refusedWith(t, bob.Decide(ctx, g, motion, forum.Hands{Outcome: forum.Carried, For: 3, Against: 3}), "is lost, and not carried")
	ok(t, bob.Decide(ctx, g, motion, forum.Hands{Outcome: forum.Lost, For: 3, Against: 3}))
	ok(t, bob.Decide(ctx, g, motion, forum.Hands{Outcome: forum.Carried, For: 3, Against: 3, Casting: forum.Yes}))
	give(t, bob, ann, g)
	same(t, g, ann, bob)
	sign(t, ann, g, m)
	page := wantMinutes(t, ann, g, m, forum.MinutesSigned)
	if x := page.Agenda[1].Motions[0]; x.Hands.Outcome != forum.Carried || len(x.Now) != 1 {
		t.Errorf("motion %+v", x)
	}
	if x := page.Signed.Words.Items[1].Motions[0]; x.Mover.Name != "Bob" || x.Casting != forum.Yes {
		t.Errorf("signed motion %+v", x)
	}
	ok(t, ann.Decide(ctx, g, motion, forum.Hands{Outcome: forum.Struck}))
	if page = wantMinutes(t, ann, g, m, forum.MinutesCorrected); len(page.Words.Items[1].Motions) != 0 {
		t.Error("a struck motion is in the minutes")
	}
	_, err := ann.GiveNotice(ctx, g, m)
	refusedWith(t, err, "time has passed")
	later := must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "Next", At: ann.clock() + 1e9, Follows: m}, nil))
	must[forum.Summons](t)(ann.GiveNotice(ctx, g, later))
	give(t, ann, bob, g)
	same(t, g, ann, bob)
	if page = meetingPage(t, bob, g, later); len(page.Notices) != 1 || page.Follows != m {
		t.Errorf("%+v", page.Meeting)
	}
}

// TestSignedPresence: who came and went is part of what is signed. A later change of it leaves the signed words as they are,
// and the minutes are corrected.
func TestSignedPresence(t *testing.T) {
	ann, bob, g, m := held(t)
	page := meetingPage(t, ann, g, m)
	me, _ := bob.Me()
	ok(t, bob.NoteAttendance(ctx, g, m, forum.Attend{Person: me.Person, As: forum.Present, To: page.Agenda[0].ID}))
	give(t, bob, ann, g)
	sign(t, ann, g, m)
	give(t, ann, bob, g)
	ok(t, ann.Rename(ctx, "Anna"))
	give(t, ann, bob, g)
	page = wantMinutes(t, bob, g, m, forum.MinutesSigned)
	if !page.Words.Moved() || page.Signed.Name != "Ann" || page.Names[page.Signed.By] != "Anna" {
		t.Errorf("signed by %q: %+v", page.Signed.Name, page.Words)
	}
	ok(t, bob.NoteAttendance(ctx, g, m, forum.Attend{Person: me.Person, As: forum.Present, From: page.Agenda[1].ID}))
	give(t, bob, ann, g)
	same(t, g, ann, bob)
	page = wantMinutes(t, ann, g, m, forum.MinutesCorrected)
	i := slices.IndexFunc(page.Signed.Words.Attended, func(a forum.Attended) bool { return a.Who.Person == me.Person })
	if was, now := page.Signed.Words.Attended[i], page.Words.Attended[i]; was.To != page.Agenda[0].ID || now.From != page.Agenda[1].ID || !now.To.Zero() {
		t.Errorf("signed %+v, now %+v", was, now)
	}
}
