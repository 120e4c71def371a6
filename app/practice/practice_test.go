package practice_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"moot/app/practice"
	"moot/store"
	"moot/store/forum"
)

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestMake: the estate is sound, has something of every noun, and something for whoever explores it to do.
func TestMake(t *testing.T) {
	s := made(t)
	ctx := context.Background()
	groups := must[[]store.GroupCard](t)(s.Groups(ctx))
	if len(groups) != 1 || groups[0].Name != "Rowan Estate" || groups[0].Members != 6 || groups[0].Refused+groups[0].Waiting > 0 {
		t.Fatalf("%+v", groups)
	}
	g := groups[0].ID
	if v := must[store.VerifyReport](t)(s.Verify(ctx, g)); !v.OK || v.Certificates != 1 {
		t.Errorf("%+v", v)
	}
	for what, n := range map[string]int{
		"proposals": len(must[[]store.ProposalCard](t)(s.Proposals(ctx, g, store.Filter{}))),
		"meetings":  len(must[[]store.MeetingCard](t)(s.Meetings(ctx, g))),
		"tasks":     len(must[[]store.TaskCard](t)(s.Tasks(ctx, g))),
		"pages":     len(must[[]store.PageCard](t)(s.Pages(ctx, g))),
		"notices":   len(must[[]store.NoticeCard](t)(s.Notices(ctx, g))),
		"funds":     len(must[[]store.FundCard](t)(s.Funds(ctx, g))),
		"gauges":    len(must[[]store.GaugeCard](t)(s.Gauges(ctx, g))),
		"needs":     len(must[[]forum.Need](t)(s.Needs(ctx, g))),
	} {
		if n == 0 {
			t.Errorf("there are no %s", what)
		}
	}
}

// TestNothingLeaves: no device, file or invite ever gets a made-up group.
func TestNothingLeaves(t *testing.T) {
	s := made(t)
	ctx := context.Background()
	g := must[[]store.GroupCard](t)(s.Groups(ctx))[0].ID
	if refs := s.GroupRefs(); len(refs) > 0 {
		t.Errorf("the network would offer %d groups", len(refs))
	}
	handed := func([]forum.Entry) error { t.Error("entries were handed out"); return nil }
	_, tail := s.Tail(ctx, g, nil, 0, handed)
	_, invite := s.Invite(ctx, g, store.InviteTerms{}, nil)
	_, pack := s.Package(ctx)
	for what, err := range map[string]error{"a bundle": tail, "an invite": invite, "a link": pack, "joining": s.BeginJoin(ctx, forum.Ticket{})} {
		if err == nil {
			t.Errorf("%s was not refused", what)
		}
	}
}

func made(t *testing.T) *store.Store {
	dir := filepath.Join(t.TempDir(), "home")
	now := time.Date(2026, 11, 22, 15, 4, 0, 0, time.UTC)
	if err := practice.Make(context.Background(), dir, "Ada", now); err != nil {
		t.Fatal(err)
	}
	s := must[*store.Store](t)(store.Open(dir, store.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }}))
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
