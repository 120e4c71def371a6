package ui

import (
	"context"
	"strings"
	"testing"

	"moot/store/forum"
)

// BenchmarkNews is what the window pays on the UI thread when news comes to an open page with 60 comments and its
// wording (8 KB) being written.
func BenchmarkNews(t *testing.B) {
	b := newBench(t)
	id := b.proposal("Mend the light", strings.Repeat("The light is **broken**, and someone slipped. ", 180), 0)
	for range commentsShown {
		_, err := b.store.Comment(context.Background(), b.group, id, strings.Repeat("I am in favour. ", 20), forum.ID{})
		b.ok(err)
	}
	s := newProposal(b.app, b.group, id)
	b.show(s, 700, 800)
	s.wording.toggle()
	b.settle()
	view, err := s.load.begin()(context.Background())
	b.ok(err)
	for t.Loop() {
		s.show(view)
	}
}
