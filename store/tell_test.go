package store

import (
	"reflect"
	"testing"

	"moot/store/forum"
)

// TestTellings: what is told is what is due within a day or overdue, each matter under a key of its own, and of news what
// speaks to the person; nothing else, and nothing of what was said.
func TestTellings(t *testing.T) {
	const now, hour = 1_000_000_000, 60 * 60 * 1000
	id := func(b byte) forum.ID { return forum.ID{b} }
	heading := func(b byte) Heading {
		return Heading{ID: id(b), Kind: forum.KindProposal, Title: "T", Excerpt: "what was said"}
	}
	needs := []forum.Need{
		{What: "vote", ID: id(1), Title: "Gate", Due: now + 23*hour},
		{What: "vote", ID: id(2), Title: "Bench", Due: now + 25*hour},
		{What: "vote", ID: id(3), Title: "Tree"},
		{What: "sign", ID: id(4), Title: "Rules", Detail: "Tenants"},
		{What: "task", ID: id(5), Title: "Paint", Due: now + hour},
		{What: "task", ID: id(6), Title: "Mow", Due: now - hour, Overdue: true},
		{What: "task", ID: id(7), Title: "Some day"},
		{What: "nominate", ID: id(8), Title: "Chair", Due: now + hour},
	}
	news := []News{
		{Heading: heading(2), Voting: true, Answered: true},
		{Heading: heading(9), Voting: true}, // voted in already, or not open to this person
		{Heading: heading(10), Named: true, Answered: true},
		{Heading: heading(11), Made: true},
	}
	var got []string
	keys := map[string]bool{}
	for _, x := range Tellings(now, needs, news) {
		got = append(got, x.What+" "+string('0'+rune(x.ID[0])))
		if x.Key != "" && keys[x.Key] {
			t.Errorf("two matters have the key %q", x.Key)
		}
		keys[x.Key] = true
	}
	want := []string{"closing 1", "sign 4", "task 5", "task 6", "vote 2", "comment 2", "mention :"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
	later := Tellings(now+2*hour, []forum.Need{{What: "task", ID: id(5), Title: "Paint", Due: now + hour, Overdue: true}}, nil)
	if len(later) != 1 || keys[later[0].Key] {
		t.Errorf("a task that is overdue now is the same matter as when it was due: %+v", later)
	}
}

// TestNames: a name is found as a whole word with its capitals, in any script.
func TestNames(t *testing.T) {
	for words, want := range map[string]bool{
		"Ada, could you look?": true, "Ask Ada": true, "Adam has it": false, "ada": false, "Canada": false, "": false,
		"the Adas; and Ada.": true, "Ada Lovelace has it": true, "Ada's ladder": true,
	} {
		if callsBy(words, "Ada Lovelace") != want {
			t.Errorf("%q names Ada: %v", words, !want)
		}
	}
	if callsBy("Will it rain? We will see.", "will") != true || callsBy("J is late", "J Smith") || !callsBy("J Smith is late", "J Smith") || callsBy("anything", "") ||
		!callsBy("রোকেয়া কোথায়?", "রোকেয়া বেগম") || callsBy("রোকেয়ার বই", "রোকেয়া বেগম") {
		t.Error("names of other kinds")
	}
}

// TestSinceSpeaksTo: a comment on what I made, an answer to what I wrote, and my name in a comment are known as such; what I
// write myself never is.
func TestSinceSpeaksTo(t *testing.T) {
	ann, bob, g := pair(t)
	mine := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Mend the gate"}, "It sags."))
	give(t, ann, bob, g)
	his := must[forum.ID](t)(bob.NewProposal(ctx, g, forum.NewProposal{Title: "Plant a tree"}, ""))
	give(t, bob, ann, g)
	asked := must[forum.ID](t)(ann.Comment(ctx, g, his, "Bob, which tree? Ann", forum.ID{}))
	give(t, ann, bob, g)
	from := ann.Position()
	check := func(id forum.ID, answered, named bool) {
		t.Helper()
		give(t, bob, ann, g)
		news, now, err := ann.Since(ctx, g, from)
		ok(t, err)
		if len(news) != 1 || news[0].ID != id || news[0].Answered != answered || news[0].Named != named {
			t.Errorf("news: %+v", news)
		}
		from = now
	}
	must[forum.ID](t)(bob.Comment(ctx, g, mine, "Who has the key?", forum.ID{}))
	check(mine, true, false)
	must[forum.ID](t)(bob.Comment(ctx, g, his, "Nobody minds, I think.", forum.ID{}))
	check(his, false, false)
	must[forum.ID](t)(bob.Comment(ctx, g, his, "An oak.", asked))
	check(his, true, false)
	must[forum.ID](t)(bob.Comment(ctx, g, his, "Ann will know.", forum.ID{}))
	check(his, false, true)
	must[forum.ID](t)(ann.NewVote(ctx, g, mine, forum.OpenVote{Method: forum.MethodYesNo}))
	give(t, ann, bob, g)
	news, _, err := bob.Since(ctx, g, 0)
	ok(t, err)
	needs := must[[]forum.Need](t)(bob.Needs(ctx, g))
	told := map[string]int{}
	for _, x := range Tellings(bob.clock(), needs, news) {
		told[x.What+" "+x.Title]++
	}
	if told["vote Mend the gate"] != 1 || told["comment Plant a tree"]+told["mention Plant a tree"] != 1 || len(told) != 2 {
		t.Errorf("Bob is told %v", told)
	}
	if own := Tellings(ann.clock(), nil, must2(ann.Since(ctx, g, 0))); len(own) != 2 {
		t.Errorf("Ann is told %+v", own)
	}
}

func must2(news []News, _ uint64, err error) []News {
	if err != nil {
		panic(err)
	}
	return news
}
