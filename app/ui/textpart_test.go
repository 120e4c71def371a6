package ui

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestPartsAreTheText: however a text changes, its parts are the text, none is too long, and what looks like the end of a
// line is one, but in a paragraph that is longer than a part.
func TestPartsAreTheText(t *testing.T) {
	line := rapid.Custom(func(t *rapid.T) string {
		return strings.Repeat("ab é", rapid.SampledFrom([]int{0, 1, 30, 500, 900, 4000}).Draw(t, "words")) + rapid.SampledFrom([]string{"\n", "\n", "\n", " ", ""}).Draw(t, "end")
	})
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(line, 0, 12).Draw(rt, "lines"), "")
		_, parts, _ := resplit(nil, text)
		for range 8 {
			sound(rt, parts, text)
			now := []rune(text)
			at := rapid.IntRange(0, len(now)).Draw(rt, "at")
			out := min(len(now)-at, rapid.SampledFrom([]int{0, 1, 1, 5000, 20000}).Draw(rt, "out"))
			text = string(now[:at]) + line.Draw(rt, "in") + string(now[at+out:])
			head, middle, tail := resplit(parts, text)
			next := append([]part{}, parts[:head]...)
			next = append(next, middle...)
			parts = append(next, parts[len(parts)-tail:]...)
		}
		sound(rt, parts, text)
	})
}

func sound(t *rapid.T, parts []part, text string) {
	if got := joined(parts); got != text {
		t.Fatalf("the parts are %d characters that are not the text's %d", len(got), len(text))
	}
	for i, p := range parts {
		if p.characters() > partMost+1 {
			t.Fatalf("a part of %d characters", p.characters())
		}
		if last := i == len(parts)-1; last && p.end != "" {
			t.Fatal("the last part has an end")
		} else if !last && p.end == "" && paragraph(text, len(joined(parts[:i+1]))) <= partUsual/2 {
			t.Fatalf("part %d of %d ends inside a short paragraph", i, len(parts))
		}
	}
}

// paragraph is how long the paragraph round a place in bytes is.
func paragraph(text string, at int) int {
	before, after := text[:at], text[at:]
	before = before[strings.LastIndexByte(before, '\n')+1:]
	after, _, _ = strings.Cut(after, "\n")
	return utf8.RuneCountInString(before + after)
}

// TestOneChangeTouchesOnePart is what a keystroke of somebody else costs.
func TestOneChangeTouchesOnePart(t *testing.T) {
	text := strings.Repeat("Ann said that the lamp by the bins is out.\n", 1200)
	_, parts, _ := resplit(nil, text)
	if len(parts) < 10 {
		t.Fatalf("%d parts of %d bytes", len(parts), len(text))
	}
	for at := 0; at < len(text); at += 997 {
		head, middle, tail := resplit(parts, text[:at]+"x"+text[at:])
		if len(middle) != 1 || head+1+tail != len(parts) {
			t.Fatalf("a letter at %d: %d parts stay, %d are new, %d stay", at, head, len(middle), tail)
		}
	}
	head, middle, tail := resplit(parts, text+"x")
	if len(middle) != 1 || head+1+tail != len(parts) {
		t.Fatalf("a letter at the end: %d parts stay, %d are new, %d stay", head, len(middle), tail)
	}
}

// TestShortTextIsOnePart: a line that somebody puts above a short text does not make two parts of it, nor many small ones
// of a long one.
func TestShortTextIsOnePart(t *testing.T) {
	if head, middle, tail := resplit([]part{{text: "one\ntwo"}}, "zero\none\ntwo"); head != 0 || len(middle) != 1 || tail != 0 {
		t.Fatalf("%d parts stay, %q are new, %d stay", head, middle, tail)
	}
	text := strings.Repeat("Ann said that the lamp by the bins is out.\n", 400)
	_, parts, _ := resplit(nil, text)
	if head, middle, tail := resplit(parts, "zero\n"+text); head != 0 || len(middle) != 1 || tail != len(parts)-1 {
		t.Fatalf("%d parts stay, %d are new, %d stay", head, len(middle), tail)
	}
}
