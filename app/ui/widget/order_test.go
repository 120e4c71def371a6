package widget

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/bidi"
)

// drawn gives the parts of a line from the left to the right as Fyne draws them: it parts what it is given by direction, begins at
// its first letter, and sets the parts one after the other. Marks are not seen.
func drawn(t *testing.T, line string) (parts []string) {
	t.Helper()
	var p bidi.Paragraph
	if _, err := p.SetString(line, bidi.DefaultDirection(bidi.LeftToRight)); err != nil {
		t.Fatal(err)
	}
	order, err := p.Order()
	if err != nil {
		t.Fatal(err)
	}
	for i := range order.NumRuns() {
		run := order.Run(i)
		text := strings.NewReplacer(leftMark, "", rightMark, "").Replace(run.String())
		if text == "" {
			continue
		}
		if right := run.Direction() == bidi.RightToLeft; right != strings.Contains(run.String(), rightMark) {
			t.Errorf("%q runs to the right: %v", text, !right)
		}
		parts = append(parts, text)
	}
	return parts
}

// TestLine holds lines to what a reader expects who begins at the right: the parts here are from the left to the right.
func TestLine(t *testing.T) {
	for _, c := range []struct {
		name, line string
		want       []string
	}{
		{"numbers and a Latin name", "صوت 3 من 10 بواسطة Ann اليوم.", []string{".", " اليوم", "Ann", " بواسطة ", "10", " من ", "3", "صوت "}},
		{"a Latin name first", "Ann Smith صوتت", []string{" صوتت", "Ann Smith"}},
		{"Arabic digits", "صوت ١٢ منهم", []string{" منهم", "١٢", "صوت "}},
		{"brackets", "Ada (أنت)", []string{")", "أنت", "(", " ", "Ada"}},
		{"a Latin name in brackets", "جار (Ann) هنا", []string{" هنا", ")", "Ann", "(", "جار "}},
		{"quotes", "قال «نعم» لكم", []string{" لكم", "»", "نعم", "«", "قال "}},
		{"money", "سيكلف £120.50 كلها", []string{" كلها", "120.50", "£", "سيكلف "}},
		{"percent", "50% من الأصوات", []string{" من الأصوات", "50%"}},
		{"percent within", "حضر 50% منهم", []string{" منهم", "%", "50", "حضر "}},
		{"a date, an hour and a place", "الثلاثاء، 1 ديسمبر 2026, 07:00 · Flat 3, Rowan House",
			[]string{"Flat 3, Rowan House", " ", "·", " ", "07:00", " ", ",", "2026", " ديسمبر ", "1", "الثلاثاء، "}},
		{"a name and a date", "Dilys Pugh · 3 نوفمبر 2026 · قبل", []string{" قبل", "·", " ", "2026", " نوفمبر ", "3", " ", "·", " ", "Dilys Pugh"}},
		{"a full stop alone", "الصياغة ثابتة.", []string{".", "الصياغة ثابتة"}},
		{"an emoji with a skin", "نعم 👍🏽 لا", []string{" لا", "👍🏽", "نعم "}},
		{"Hebrew", "שלום 3 ימים", []string{" ימים", "3", "שלום "}},
	} {
		if got := drawn(t, Line(c.line)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q\n got %q\nwant %q", c.name, c.line, got, c.want)
		}
	}
}

// TestLineFromTheLeft: in a line that begins at the left, what is in Arabic runs the other way with its numbers, and nothing else does.
func TestLineFromTheLeft(t *testing.T) {
	for _, c := range []struct {
		line string
		want []string
	}{
		{"A line with كلمة.", []string{"A line with ", "كلمة", "."}},
		{"Buy شراء 3 من, now", []string{"Buy ", " من", "3", "شراء ", ", now"}},
		{"رقية · 3 days ago", []string{"رقية", " · 3 days ago"}},
		{"(مقعد) by Ann", []string{"(", "مقعد", ") by Ann"}},
	} {
		if got := drawn(t, ordered(c.line, false)); !slices.Equal(got, c.want) {
			t.Errorf("%q\n got %q\nwant %q", c.line, got, c.want)
		}
	}
}

// TestLineStays: what has one part, or nothing that runs from right to left, is not touched.
func TestLineStays(t *testing.T) {
	for _, line := range []string{"", " ", "Mend the lamp (2 of 3).", "£120.50", "12:30–14:00", "আমাদের ৩ জন", "مرحبا بكم", "هل توافق على هذه الصياغة؟"} {
		if got := Line(line); got != line {
			t.Errorf("%q is given as %q", line, got)
		}
	}
}

// FuzzLine: whatever is written, nothing of it is lost, and nothing is added but marks.
func FuzzLine(f *testing.F) {
	f.Add("صوت 3 من 10 بواسطة Ann اليوم.")
	f.Add("\u202eأ\u2067b\u2069 \n1\x80")
	f.Fuzz(func(t *testing.T, line string) {
		letters := func(s string) []rune {
			runes := []rune(strings.NewReplacer(leftMark, "", rightMark, "").Replace(s))
			slices.Sort(runes)
			return runes
		}
		for _, got := range []string{Line(line), ordered(line, false)} {
			if !slices.Equal(letters(got), letters(line)) {
				t.Errorf("%q is given as %q", line, got)
			}
		}
	})
}
