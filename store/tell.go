package store

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"moot/store/forum"
)

// Telling is one thing worth telling a person of who is not looking at Moot: what sort it is, and the title of what it is
// about. It has nothing of what anybody said: it may show on a locked screen.
type Telling struct {
	What  string // one of the Tell constants
	ID    forum.ID
	Kind  forum.Kind // of the record that made the thing
	Title string
	At    uint64 // of news: the position in this device's log
	Key   string // the same for as long as it is the same matter; empty for news, which is told once by its position
}

// The sorts of tellings, each of which a person can do without.
const (
	TellVote    = "vote"    // a vote was opened in which this person may still vote
	TellClosing = "closing" // it closes within a day
	TellSign    = "sign"    // something waits for this person's name under it
	TellTask    = "task"    // a task of theirs is due within a day, or overdue
	TellComment = "comment" // somebody answered them, or wrote about a thing they made
	TellMention = "mention" // somebody called them by name
	TellMoved   = "moved"   // a meeting to come is on another day or at another place than it was
)

// TellingKinds are all sorts, in the order in which they are offered.
var TellingKinds = []string{TellVote, TellClosing, TellSign, TellTask, TellComment, TellMention, TellMoved}

// soon is how long before its time something is told of, in milliseconds.
const soon = 24 * 60 * 60 * 1000

// Tell gives the [Tellings] of a group by this device's clock, of news those after a position of its log; now is the position
// up to which it has read. What is about a confidential part has no title.
func (s *Store) Tell(ctx context.Context, in forum.ID, after uint64) (out []Telling, now uint64, err error) {
	needs, err := s.Needs(ctx, in)
	if err != nil {
		return nil, 0, err
	}
	news, now, err := s.Since(ctx, in, after)
	if err != nil {
		return nil, 0, err
	}
	main, err := s.partOf(in)
	if err != nil {
		return nil, 0, err
	}
	out = Tellings(s.clock(), needs, news)
	if !main.Zero() {
		for i := range out {
			out[i].Title = ""
		}
	}
	return out, now, nil
}

// Tellings picks out of what needs a person ([Store.Needs]) and of what others brought since ([Store.Since]) what is worth
// telling at a time (milliseconds since 1970 UTC). Neither holds what the person did, so nobody is told of their own acts.
func Tellings(now int64, needs []forum.Need, news []News) (out []Telling) {
	unvoted := map[forum.ID]bool{}
	for i := range needs {
		n := &needs[i]
		near := n.Due > 0 && n.Due-now <= soon
		tell := func(what string, kind forum.Kind, when string) {
			out = append(out, Telling{What: what, ID: n.ID, Kind: kind, Title: n.Title, Key: strings.Join([]string{what, n.ID.String(), n.Detail, when}, " ")})
		}
		switch {
		case n.What == "vote":
			unvoted[n.ID] = true
			if near {
				tell(TellClosing, forum.KindProposal, "")
			}
		case n.What == "sign":
			tell(TellSign, forum.KindPage, "")
		case n.What == "sign-off":
			tell(TellSign, forum.KindProposal, "")
		case n.What == "task" && n.Overdue:
			tell(TellTask, forum.KindTask, "overdue")
		case n.What == "task" && near:
			tell(TellTask, forum.KindTask, "due")
		}
	}
	for i := range news {
		n := &news[i]
		tell := func(what string) {
			out = append(out, Telling{What: what, ID: n.ID, Kind: n.Kind, Title: n.Title, At: n.At})
		}
		if n.Voting && unvoted[n.ID] {
			tell(TellVote)
		}
		if n.MovedAt > 0 && !n.Made && n.When > now {
			out = append(out, Telling{What: TellMoved, ID: n.ID, Kind: n.Kind, Title: n.Title, At: n.MovedAt})
		}
		switch {
		case n.Named:
			tell(TellMention)
		case n.Answered:
			tell(TellComment)
		}
	}
	return out
}

// callsBy says whether words call somebody by the name they go by, or by the first part of it: as a whole word, written with
// the same capitals, so that "will" is not Will.
func callsBy(words, name string) bool {
	first, _, _ := strings.Cut(name, " ")
	if utf8.RuneCountInString(first) < 2 { // an initial stands for nobody
		first = name
	}
	if first == "" {
		return false
	}
	for at := 0; ; {
		i := strings.Index(words[at:], first)
		if i < 0 {
			return false
		}
		i += at
		before, _ := utf8.DecodeLastRuneInString(words[:i])
		after, _ := utf8.DecodeRuneInString(words[i+len(first):])
		if !inWord(before) && !inWord(after) {
			return true
		}
		at = i + len(first)
	}
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r))
}
