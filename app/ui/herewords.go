package ui

import (
	"slices"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"moot/app/ui/widget"
)

// hereLine says above a text who else writes in it. It takes one line whether it says something or not, so that nothing
// moves when somebody comes or goes.
type hereLine struct {
	words *widget.Label
	root  *fyne.Container
}

func newHereLine() *hereLine {
	l := &hereLine{words: widget.NewLabel("")}
	l.words.SizeName = theme.SizeNameCaptionText
	l.words.TextStyle.Bold = true
	l.words.Importance = widget.SuccessImportance
	l.words.Truncation = fyne.TextTruncateEllipsis
	l.root = container.New(hereLineLayout{}, l.words)
	return l
}

// hereLineLayout gives a label the height of its letters and a little under them; the label's own room goes over those above and below.
type hereLineLayout struct{}

// Layout is Fyne's.
func (hereLineLayout) Layout(things []fyne.CanvasObject, size fyne.Size) {
	least := things[0].MinSize().Height
	things[0].Resize(fyne.NewSize(size.Width, least))
	things[0].Move(fyne.NewPos(0, (size.Height-theme.Padding()-least)/2))
}

// MinSize is Fyne's.
func (hereLineLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, fyne.MeasureText("M", theme.CaptionTextSize(), fyne.TextStyle{Bold: true}).Height+theme.Padding())
}

// Say shows who writes in a text, and of one alone, where; rest where nobody does.
func (l *hereLine) Say(text string, all []writer, rest string) {
	words, ink := writersWords(text, all), widget.SuccessImportance
	if words == "" {
		words, ink = rest, widget.LowImportance
	}
	if l.words.Text != words || l.words.Importance != ink {
		l.words.Importance, l.words.TextStyle.Bold = ink, ink == widget.SuccessImportance
		l.words.SetText(words)
	}
}

func writersWords(text string, all []writer) string {
	var names []string
	for _, w := range all {
		if !slices.Contains(names, w.name) {
			names = append(names, w.name)
		}
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		if around := wordsAround(text, all[0].at); all[0].known && around != "" {
			return t("here.one_at", "Name", names[0], "Words", around)
		}
		return t("here.one_writes", "Name", names[0])
	case 2:
		return t("here.both", "Name", names[0], "Second", names[1])
	}
	return tn("here.more", len(names)-2, "Name", names[0], "Second", names[1])
}

// Letters shown before and after somebody's place.
const wordsBefore, wordsAfter = 24, 16

// wordsAround gives some whole words of the line round a place in a text.
func wordsAround(text string, at int) string {
	runes := []rune(text)
	at = min(max(0, at), len(runes))
	from, to := at, at
	for from > 0 && runes[from-1] != '\n' && (at-from < wordsBefore || !unicode.IsSpace(runes[from-1])) && at-from < 2*wordsBefore {
		from--
	}
	for to < len(runes) && runes[to] != '\n' && (to-at < wordsAfter || !unicode.IsSpace(runes[to])) && to-at < 2*wordsAfter {
		to++
	}
	words := withoutMarks(runes[from:to])
	if words == "" {
		return ""
	}
	begin, end := from, to
	for begin > 0 && runes[begin-1] != '\n' {
		begin--
	}
	for end < len(runes) && runes[end] != '\n' {
		end++
	}
	if withoutMarks(runes[begin:from]) != "" {
		words = "…" + words
	}
	if withoutMarks(runes[to:end]) != "" {
		words += "…"
	}
	return printable(words)
}

// withoutMarks gives words of a line without the commonest marks of the markup.
func withoutMarks(line []rune) string { return strings.TrimSpace(unmarked.Replace(string(line))) }

// compareNames orders names as people list them.
func compareNames(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }
