package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"moot/app/photo"
	"moot/store"
	"moot/store/forum"
	"moot/store/saying"
)

// inWelsh speaks Welsh for one test.
func inWelsh(t *testing.T) {
	setLanguage("cy")
	t.Cleanup(func() { setLanguage() })
}

// TestRefusedVoteInWelsh: what the rules say to a vote is said in the language of the screens, wholly.
func TestRefusedVoteInWelsh(t *testing.T) {
	b := newBench(t)
	_, s := voteOn(b, forum.OpenVote{Method: forum.MethodConsent, Closes: b.now.Add(time.Hour).UnixMilli()})
	inWelsh(t)
	said := newBanner()
	refused := func(want string) {
		t.Helper()
		b.settle()
		if len(b.told) != 1 {
			t.Fatalf("told %v", b.told)
		}
		said.fail(b.told[0])
		if said.text.Text != want {
			t.Errorf("it says %q, want %q", said.text.Text, want)
		}
		b.told = nil
	}
	id := s.id
	_, err := b.store.Cast(context.Background(), b.group, id, forum.Block, "")
	b.app.told(err)
	refused("Mae angen rheswm dros rwystro, er mwyn i'r lleill allu ei ateb.")
	b.now = b.now.Add(2 * time.Hour)
	test.Tap(s.vote.buttons[0])
	refused("Caeodd y bleidlais hon: " + dayAndTime(b.now.Add(-time.Hour).UnixMilli()) + ".")
}

// TestMeetingWarningsInWelsh: a meeting called at short notice, to which too few came, says so on its screen.
func TestMeetingWarningsInWelsh(t *testing.T) {
	b := newBench(t)
	ctx := context.Background()
	b.ok(b.store.SetCharter(ctx, b.group, forum.Charter{Rules: &forum.Rules{Meeting: &forum.MeetingRules{Quorum: forum.Quorum{Number: 2}, Notice: 14}}}))
	id, err := b.store.NewMeeting(ctx, b.group, forum.NewMeeting{Title: "General meeting", At: b.now.AddDate(0, 0, 3).UnixMilli()}, []string{"Welcome", "Accounts"})
	b.ok(err)
	_, err = b.store.GiveNotice(ctx, b.group, id)
	b.ok(err)
	me, _ := b.store.MeIn(b.group)
	b.ok(b.store.Attend(ctx, b.group, id, me.Person, "", forum.Present))
	b.ok(b.store.Set(ctx, b.group, id, forum.FieldState, forum.MeetingStarted, 0))
	inWelsh(t)
	s := newMeeting(b.app, b.group, id)
	b.show(s, 700, 900)
	b.picture("meeting-warnings-cy")
	b.show(s, 390, 844)
	b.picture("meeting-warnings-cy-phone")
	want := "Dim ond 2 ddiwrnod clir, lle gofynnir am 14.\nHeb gworwm o'r dechrau (1 yn bresennol, a rhaid cael 2)."
	if !s.warnings.Visible() || s.warnings.Text != want {
		t.Errorf("it says %q, want %q", s.warnings.Text, want)
	}
	b.noErrors()
}

// TestEnglishStandsAsItIs: in English a sentence is what its package says.
func TestEnglishStandsAsItIs(t *testing.T) {
	for _, s := range []*saying.Sentence{
		nil,
		saying.New("100%% of %d, %s and %[1]d", 12, "Ada"),
		saying.New("%s must ask for it too (%d of %d so far)", saying.Count(2, "one more member", "%d more members"), 1, 3),
		saying.All([]*saying.Sentence{saying.New("one"), saying.New("two %s", saying.Text("a name")), saying.New("three")}),
		saying.New("it has %s", saying.New(saying.And, "Ada", "Ben")).Capital(),
		saying.Plain("100%% sure, %s", "%d"),
		saying.New("words of another device: 100% sure, %s"),
	} {
		if got := inWords(s); got != s.String() {
			t.Errorf("%q, want %q", got, s)
		}
	}
}

// TestOtherLanguagesFillGaps: order, quotation marks, money, dates, nested sentences, forms for numbers, and names that stay.
func TestOtherLanguagesFillGaps(t *testing.T) {
	t.Cleanup(func() { setLanguage() })
	at := time.Date(2026, 11, 3, 19, 5, 0, 0, time.Local).UnixMilli()
	for _, c := range []struct {
		tag  string
		said *saying.Sentence
		want string
	}{
		{"cy", forum.SectionShare{Section: "North %s", Guard: forum.Guard{Kind: forum.GuardConsent}, Have: 1, Need: 2}.Sentence(), "North %s: rhaid i 2 o bobl gytuno cyn derbyn hyn (1 o 2 hyd yma)"},
		{"pl", saying.Count(3, "one seat", "%d seats"), "3 miejsca"},
		{"pl", saying.Count(5, "one seat", "%d seats"), "5 miejsc"},
		{"fr", saying.New("nominations for %q closed on %s", "Conseil", store.Date(at)), "candidatures pour « Conseil » closes : 3 novembre 2026"},
		{"es", (&forum.Capacity{Name: "planner", Signs: 1, Over: 123450}).Sentence(), "planner da el visto bueno: debe firmar una persona antes de que valga esto: una decisión que cuesta más de £1\u00a0234,50"},
		{"fr", saying.Plain("This invite has been withdrawn; ask for a new one"), "Cette invitation a été retirée ; demandez-en une nouvelle"}, // from a neighbour's device
		{"fr", saying.Plain("an English thing"), "an English thing"},
	} {
		setLanguage(c.tag)
		if got := inWords(c.said); got != c.want {
			t.Errorf("%s: %q, want %q", c.tag, got, c.want)
		}
	}
	setLanguage("fr")
	err := fmt.Errorf("open the group: %w", errors.Join(saying.Error("this file is empty"), errors.New("EOF")))
	if got := sentence(errorWords(err)); got != "Ce fichier est vide." {
		t.Errorf("an error is %q", got)
	}
	if got := errorWords(errors.New("EOF")); !strings.Contains(got, "EOF") {
		t.Errorf("an error with no sentence is %q", got)
	}
}

// TestSignedInWelsh: who signed minutes, and what was done to a photo, is said in the language of the window.
func TestSignedInWelsh(t *testing.T) {
	b := newBench(t)
	ctx := context.Background()
	id, err := b.store.NewMeeting(ctx, b.group, forum.NewMeeting{Title: "AGM", At: b.now.UnixMilli()}, []string{"Money"})
	b.ok(err)
	b.ok(b.store.Set(ctx, b.group, id, forum.FieldState, forum.MeetingEnded, 0))
	inWelsh(t)
	s := newMeeting(b.app, b.group, id)
	b.show(s, 500, 700)
	b.ok(s.signing.put(context.Background(), s.signing.view))
	s.Refresh()
	b.settle()
	if got := s.signing.state.Text; !strings.HasPrefix(got, "Llofnodwyd fel cofnod cywir gan Ada Lovelace ar ") || !strings.Contains(got, s.signing.view.Signed.Words.Digest().String()[:16]) {
		t.Errorf("signed: %q", got)
	}
	for _, n := range []photo.Note{photo.Cleaned, photo.Shrunk} {
		if words := noteWords(n); words == n.String() || words == "" {
			t.Errorf("%d: %q is not Welsh", n, words)
		}
	}
	b.noErrors()
}
