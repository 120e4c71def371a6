package paper

import (
	"bytes"
	"cmp"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/text/unicode/norm"

	"moot/assets"
	"moot/store/forum"
	"moot/store/saying"
)

// tongueOf speaks a language that there are words for.
func tongueOf(t *testing.T, tag string) Tongue {
	t.Helper()
	catalogue, err := assets.Load(tag)
	if err != nil {
		t.Fatal(err)
	}
	english := English(time.UTC)
	return Tongue{Tag: tag, Right: catalogue.RightToLeft(), Day: english.Day, DayTime: english.DayTime, Say: func(s *saying.Sentence) string {
		words, _ := catalogue.Said(string(s.Text))
		for _, a := range s.Args {
			if text, ok := a.(string); ok {
				words = strings.NewReplacer("%[1]s", text, "%s", text).Replace(words)
			}
		}
		return words
	}}
}

// scripts are minutes with what people write in two scripts.
func scripts(t *testing.T, tag string) Minutes {
	m := Of("Mill Lane", committee(), tongueOf(t, tag))
	m.Place, m.When = "Town hall", "3 November 2026"
	switch tag {
	case "ar":
		m.Group, m.Title, m.Items[0].Title = "شارع الطاحونة", "الاجتماع العام السنوي 2026 (Mill Lane)", "محضر الاجتماع السابق"
		m.Items[0].Body = "وافق **12 من 15** على شراء مقعد بمبلغ £1,200.50 من **Ann Smith** و*Bob Jones* (لجنة الحديقة).\n\n- الأول\n- الثاني **مهم** هنا\n  1. داخلي\n\n> كلام منقول\n\n" +
			"| البند | المبلغ |\n|---|---|\n| مقعد | 120 |\n| lamp | 7 |\n\nAnd an English paragraph with كلمة inside.\n\nانظر [الموقع](https://example.org/x) للمزيد."
	case "bn":
		m.Group, m.Title, m.Items[0].Title = "মিল লেন", "বার্ষিক সাধারণ সভা ২০২৬ (Mill Lane)", "আগের সভার কার্যবিবরণী"
		m.Items[0].Body = "**১৫ জনের মধ্যে ১২ জন** সম্মত: ক্ষেত্র, শ্রদ্ধা, কর্তৃপক্ষ, স্ত্রী, জ্ঞান, কিন্তু, কৌশল, প্রস্তাব। £1,200.50 দিয়ে *Ann Smith* একটি বেঞ্চ কিনবেন (বাগান কমিটি)।\n\n" +
			"- প্রথম\n- দ্বিতীয়\n\n| বিষয় | টাকা |\n|---|---|\n| বেঞ্চ | 120 |\n"
	}
	return m
}

func needLetters(t *testing.T) {
	t.Helper()
	if _, ok := assets.Font(false); !ok {
		t.Skip("this program was built without the letters of Arabic and Bengali: run .ci/fonts")
	}
}

// TestBengaliOnPaper: the file says the words that its shapes are of, so that they are found and copied.
func TestBengaliOnPaper(t *testing.T) {
	needLetters(t)
	m := scripts(t, "bn")
	all := strings.Join(strings.Fields(strings.Join(pages(t, pdf(t, m)), "")), "")
	for _, want := range []string{"মিল লেন", "বার্ষিক সাধারণ সভা ২০২৬", "(Mill Lane)", "1.", "আগের সভার কার্যবিবরণী", "১৫ জনের মধ্যে ১২ জন", "ক্ষেত্র, শ্রদ্ধা, কর্তৃপক্ষ, স্ত্রী, জ্ঞান, কিন্তু, কৌশল, প্রস্তাব।", "Ann Smith", "উপস্থিত", "বেঞ্চ"} {
		if !strings.Contains(all, strings.ReplaceAll(want, " ", "")) {
			t.Errorf("no %q in %q", want, all)
		}
	}
	if strings.Contains(all, gone) || strings.Contains(all, "?") {
		t.Errorf("something was not printed: %q", all)
	}
}

// backwards gives what stands in a file for words in Arabic, each letter as it is seen from the left: PDF readers turn it round.
func backwards(words string) string {
	letters := []rune(words)
	slices.Reverse(letters)
	return string(letters)
}

// TestArabicOnPaper: words stand in the order in which they are seen, joined, with no shape that has no code of its own.
func TestArabicOnPaper(t *testing.T) {
	needLetters(t)
	m := scripts(t, "ar")
	raw := strings.Join(pages(t, pdf(t, m)), "")
	for _, r := range raw {
		if r >= firstPrivate && r <= lastPrivate {
			t.Errorf("a shape has the code %x, which no reader knows", r)
		}
	}
	if strings.ContainsFunc(raw, func(r rune) bool { return r == 'م' || r == 'ع' }) && !strings.ContainsFunc(raw, func(r rune) bool { return r >= 0xFE70 && r <= 0xFEFC }) {
		t.Error("no letter is joined to another")
	}
	all := strings.Join(strings.Fields(norm.NFKC.String(raw)), "")
	for _, want := range []string{"شارع", "العام", "السنوي", "محضر", "السابق", "الحاضرون", "مقعد", "داخلي", "كلمة"} {
		if !strings.Contains(all, backwards(want)) && !strings.Contains(strings.ReplaceAll(all, "لا", "ال"), backwards(want)) {
			t.Errorf("no %q in %q", want, all)
		}
	}
	for _, want := range []string{"Ann", "Smith", "2026", "12", "15", "1,200.50", "https://example.org/x"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in %q", want, all)
		}
	}
	if strings.Contains(all, gone) || strings.Contains(all, "?") {
		t.Errorf("something was not printed: %q", all)
	}
}

// seen gives the words on a line as they are drawn from the left.
func seen(t *testing.T, words string, right bool) (order []string) {
	t.Helper()
	s, err := newSheet(English(time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	s.SetCompression(false)
	s.AddPage()
	lines := s.lines([]span{{words, "", 10}}, right, 1000)
	if len(lines) != 1 {
		t.Fatalf("%d lines", len(lines))
	}
	s.draw(&lines[0], 20, 20, 5)
	var out bytes.Buffer
	if err := s.Output(&out); err != nil {
		t.Fatal(err)
	}
	runs, at := lines[0].runs, placed.FindAllStringSubmatch(out.String(), -1)
	if len(at) != len(runs) {
		t.Fatalf("%d parts are drawn at %d places", len(runs), len(at))
	}
	where := map[string]float64{}
	for i, r := range runs {
		part := strings.TrimSpace(string(lines[0].words[r.Runes.Offset : r.Runes.Offset+r.Runes.Count]))
		if where[part], err = strconv.ParseFloat(at[i][1], 64); err != nil {
			t.Fatal(err)
		}
	}
	delete(where, "")
	return slices.SortedFunc(maps.Keys(where), func(a, b string) int { return cmp.Compare(where[a], where[b]) })
}

// TestOrderOnPaper: what is on a line stands from the left in this order.
func TestOrderOnPaper(t *testing.T) {
	needLetters(t)
	for _, c := range []struct {
		words string
		right bool
		want  string
	}{
		{"صوت 3 من 10 اليوم", true, "اليوم|10|من|3|صوت"},
		{"من Ann Smith اليوم", true, "اليوم|Ann Smith|من"},
		{"Ann صوتت", true, "صوتت|Ann"},
		{"Ann صوتت", false, "Ann|صوتت"},
		{"Mill Lane 12", true, "Mill Lane 12"},
	} {
		if got := strings.Join(seen(t, c.words, c.right), "|"); got != c.want {
			t.Errorf("%q: %s, and not %s", c.words, got, c.want)
		}
	}
	for words, want := range map[string]bool{"12 عام": true, "12 years": false, "12": true, "": true} {
		if got := runsRight(words, true); got != want {
			t.Errorf("%q runs from the right: %v", words, got)
		}
	}
}

var placed = regexp.MustCompile(`BT ([0-9.]+) [0-9.]+ Td`)

// TestArabicBeginsAtTheRight: in Arabic the lines, the marks in lists and the boxes of ballots begin at the right; in English at the left.
func TestArabicBeginsAtTheRight(t *testing.T) {
	needLetters(t)
	for _, tag := range []string{"ar", "en"} {
		in := English(time.UTC)
		if tag != "en" {
			in = tongueOf(t, tag)
		}
		s, err := newSheet(in)
		if err != nil {
			t.Fatal(err)
		}
		s.AddPage()
		s.SetCompression(false)
		s.own("12", "", 10, 5)
		b, err := BallotsOf("x", &forum.Vote{Method: forum.MethodYesNo, Closes: 1}, 1, 1, in)
		if err != nil {
			t.Fatal(err)
		}
		b.choice(s, &PrintedChoice{Words: "7"})
		s.list(listOf(t, "- 3"), []byte("- 3"))
		var out bytes.Buffer
		if err := s.Output(&out); err != nil {
			t.Fatal(err)
		}
		found := placed.FindAllStringSubmatch(out.String(), -1)
		if len(found) != 4 {
			t.Fatalf("%d things on the page", len(found))
		}
		for _, f := range found {
			x, err := strconv.ParseFloat(f[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			if right := x > 300; right != (tag == "ar") {
				t.Errorf("%s: something begins at %v", tag, x)
			}
		}
	}
}

// TestWithoutLetters: a program that was built without the letters says once that they are missing, and prints no question marks.
func TestWithoutLetters(t *testing.T) {
	all, err := fonts()
	if err != nil {
		t.Fatal(err)
	}
	was := fonts
	t.Cleanup(func() { fonts = was })
	fonts = func() ([]letters, error) {
		return slices.DeleteFunc(slices.Clone(all), func(l letters) bool { return l.family != latin }), nil
	}
	if Prints("নাম") || Prints("اسم") || !Prints("Zażółć") {
		t.Error("it is not known what can be printed")
	}
	for _, tag := range []string{"ar", "bn"} {
		m := scripts(t, tag)
		m.In = English(time.UTC)
		words := strings.Join(pages(t, pdf(t, m)), " ")
		if !strings.Contains(words, gone) || strings.Contains(words, "?") || strings.Count(words, "cannot be printed") != 1 || !strings.Contains(words, "Ann Smith") {
			t.Errorf("%s: %q", tag, words)
		}
	}
}

// TestEveryWordPrints: all of Moot's own words in every language can be on paper.
func TestEveryWordPrints(t *testing.T) {
	needLetters(t)
	for _, tag := range assets.Languages() {
		file, err := os.ReadFile("../../assets/locales/" + tag + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		set, err := newTypesetter()
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(file)) {
			if printed, lost := set.printed(line); lost && !strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.So, r) }) {
				t.Errorf("%s: %q", tag, printed)
			}
		}
	}
}

func listOf(t *testing.T, source string) *ast.List {
	t.Helper()
	root, _, ok := parse(source)
	if !ok {
		t.Fatal("not parsed")
	}
	return root.FirstChild().(*ast.List)
}
