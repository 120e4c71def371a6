package store

import (
	"slices"
	"testing"
	"time"

	"moot/store/forum"
)

// TestSearch: words are found wherever they were said of a thing, by a device that only received them, and nowhere else.
func TestSearch(t *testing.T) {
	ann, ben := device(t, "Ann"), device(t, "Ben")
	g := must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	join(t, ann, ben, g)
	long := "An oak.\n"
	for range 40 {
		long += "And more of the same.\n"
	}
	tree := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Tree"}, long+"\nRoots lift the *pavement*.\n"))
	must[forum.ID](t)(ann.Comment(ctx, g, tree, "Mind the gasmain", forum.ID{}))
	must[forum.ID](t)(ann.OpenVote(ctx, g, tree, time.Time{}, 0))
	must[forum.ID](t)(ann.Cast(ctx, g, tree, forum.No, "hayfever"))
	spring := must[forum.ID](t)(ann.NewMeeting(ctx, g, forum.NewMeeting{Title: "Spring", At: 1}, []string{"Bins"}))
	page := must[MeetingPage](t)(ann.Meeting(ctx, g, spring))
	must[string](t)(ann.EditText(ctx, g, page.Agenda[0].ID, "", "They overflow on Mondays.\n"))
	task := must[forum.ID](t)(ann.NewTask(ctx, g, forum.NewTask{Title: "Gate", For: forum.Whom{Name: "Mr Patel"}}))
	give(t, ann, ben, g)
	for words, want := range map[string][]forum.ID{
		"tree": {tree}, "PAVEMENT roots": {tree}, "gasmain": {tree}, "hayfever": {tree}, "mondays": {spring}, "bins mondays": {spring},
		"patel": {task}, "e": {task, spring, tree}, "pavement mondays": nil, "no": nil, "": nil, "Ann": nil,
	} {
		hits, partial, err := ben.Search(ctx, g, words)
		var got []forum.ID
		for _, h := range hits {
			got = append(got, h.ID)
		}
		slices.SortFunc(got, compareIDs)
		slices.SortFunc(want, compareIDs)
		if err != nil || partial || !slices.Equal(got, want) {
			t.Errorf("%q: %v %v; want %v", words, got, err, want)
		}
	}
	hits, _, err := ben.Search(ctx, g, "roots pavement")
	if err != nil || len(hits) != 1 || hits[0].Line != "Roots lift the *pavement*." {
		t.Errorf("%+v %v", hits, err)
	}
}
