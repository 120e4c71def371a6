package paper

import (
	"fmt"
	"strings"
	"testing"
)

// TestManyLines: minutes longer than anybody reads are still compared and printed.
func TestManyLines(t *testing.T) {
	var b strings.Builder
	for i := range 70_000 {
		fmt.Fprintf(&b, "%d\n", i)
	}
	was := Minutes{Title: "AGM", Items: []Item{{Title: "Money", Body: b.String()}}}
	now := was
	now.Items = []Item{{Title: "Money", Body: b.String() + "more\n"}}
	if got := Changes(was, now); !strings.Contains(got, "+ more") {
		t.Errorf("changes of %d bytes", len(got))
	}
}

func BenchmarkPDF(b *testing.B) {
	m := sample()
	m.Items = nil
	for range 50 {
		m.Items = append(m.Items, Item{Title: "Reports", Body: strings.Repeat("A **long** paragraph about money that goes on.\n\n- one\n- two\n\n", 300)})
	}
	for b.Loop() {
		if _, err := m.PDF(); err != nil {
			b.Fatal(err)
		}
	}
}
