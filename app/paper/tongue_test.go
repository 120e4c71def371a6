package paper

import (
	"os"
	"strings"
	"testing"
	"time"

	"moot/assets"
	"moot/store/forum"
	"moot/store/saying"
)

// TestTongues: minutes and ballots have none of their own words in English in another language, and each language that a PDF can
// have, it has every letter of.
func TestTongues(t *testing.T) {
	for _, tag := range assets.Languages() {
		if tag == "en" {
			continue
		}
		catalogue, err := assets.Load(tag)
		if err != nil {
			t.Fatal(err)
		}
		prints := Prints(assets.LanguageName(tag))
		if _, made := assets.Font(false); prints != (made || tag != "ar" && tag != "bn") {
			t.Errorf("%s: a PDF can have it: %v", tag, prints)
		}
		said := 0
		in := Tongue{Tag: tag, Right: catalogue.RightToLeft(), DayTime: func(int64) string { return "" }, Day: func(int64) string { return "" }, Say: func(s *saying.Sentence) string {
			said++
			words, ok := catalogue.Said(string(s.Text))
			if !ok {
				t.Errorf("%s has no words for %q", tag, s.Text)
			}
			if prints && !Prints(words) {
				t.Errorf("%s: a PDF cannot have %q", tag, words)
			}
			return "·"
		}}
		page := committee()
		page.Words.Items[0].Motions = []forum.MotionWords{{Text: "x", Outcome: forum.Carried, For: 1}, {Text: "y", Outcome: forum.Lost}}
		m := Of("", page, in)
		if _, err := m.PDF(); err != nil {
			t.Error(err)
		}
		html, err := m.HTML()
		if err != nil || !strings.Contains(string(html), `lang="`+tag+`"`) {
			t.Errorf("%v: the page does not say that it is in %s", err, tag)
		}
		if got := strings.Contains(string(html), `dir="rtl"`); got != in.Right {
			t.Errorf("%s: the page runs from the right: %v", tag, got)
		}
		for _, english := range []string{"Motion", "Present", "DRAFT", "Carried", "meeting"} {
			if strings.Contains(m.Markdown()+string(html), english) {
				t.Errorf("%s: %q is in English", tag, english)
			}
		}
		b, err := BallotsOf("", &forum.Vote{Method: forum.MethodYesNo, Closes: 1}, 1, 1, in)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.PDF(); err != nil || said < 30 {
			t.Errorf("%v: only %d sentences were said", err, said)
		}
	}
}

// TestWelsh: a PDF in Welsh has the words that the window has.
func TestWelsh(t *testing.T) {
	catalogue, err := assets.Load("cy")
	if err != nil {
		t.Fatal(err)
	}
	english := English(time.UTC)
	m := Of("Stryd y Felin", committee(), Tongue{Tag: "cy", Day: english.Day, DayTime: english.DayTime, Say: func(s *saying.Sentence) string {
		words, _ := catalogue.Said(string(s.Text))
		return words
	}})
	file := pdf(t, m)
	if *keepPDF != "" {
		if err := os.WriteFile(*keepPDF+".cy.pdf", file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text := strings.Join(pages(t, file), " ")
	for _, want := range []string{"DRAFFT", "Ymddiheuriadau", "Llofnodwyd fel cofnod cywir gan"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the PDF: %s", want, text)
		}
	}
}
