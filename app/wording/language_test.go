package wording

import (
	"testing"
	"time"

	"moot/assets"
	"moot/store/saying"
)

// TestPaper: what a paper says in a language is what the language says, from the right in Arabic; English is paper's own.
func TestPaper(t *testing.T) {
	at := time.Date(2026, 11, 3, 19, 5, 0, 0, time.Local).UnixMilli()
	for tag, want := range map[string]struct {
		right              bool
		motion, day, money string
	}{
		"en": {false, "Motion:", "3 November 2026", "£1,234.50"}, "cy": {false, "Cynnig:", "3 Tachwedd 2026", "£1,234.50"},
		"es": {false, "Moción:", "3 de noviembre de 2026", "£1\u00a0234,50"}, "ar": {true, "اقتراح:", "3 نوفمبر 2026", "£1,234.50"},
	} {
		l, err := Load(tag)
		if err != nil {
			t.Fatal(err)
		}
		p := l.Paper()
		if got := p.List("a", "b"); got != l.List("a", "b") || (got == "a، b") != want.right {
			t.Errorf("%s: %q", tag, got)
		}
		if got := p.Say(saying.New("Motion:")); p.Right != want.right || got != want.motion || p.Day(at) != want.day || l.Money(123450) != want.money {
			t.Errorf("%s: from the right %v, %q, %q, %q", tag, p.Right, got, p.Day(at), l.Money(123450))
		}
	}
	if _, err := Load("zu"); err == nil {
		t.Error("there is Zulu")
	}
	for _, tag := range assets.Languages() {
		l, err := Load(tag)
		_, letters := assets.Font(false)
		if err != nil || l.Prints() != (letters || tag != "ar" && tag != "bn") {
			t.Errorf("%s: %v; it prints: %v", tag, err, l.Prints())
		}
	}
}
