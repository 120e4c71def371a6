package ui

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/store/forum"
)

// limitsDraft is what is typed of the room for files, in megabytes, and of how many officers sign a card.
type limitsDraft struct{ Most, Total, Cards string }

func draftLimits(r *forum.Rules) limitsDraft {
	d := limitsDraft{Cards: count(r.Cards)}
	if r.Files != nil {
		d.Most, d.Total = megabytes(r.Files.Most), megabytes(r.Files.Total)
	}
	return d
}

// Limits puts what is typed into rules that have what was there, or says what is wrong with it in words.
func (d *limitsDraft) Limits(r *forum.Rules) (problem string) {
	var good [3]bool
	var files forum.Files
	files.Most, good[0] = readMegabytes(d.Most)
	files.Total, good[1] = readMegabytes(d.Total)
	cards, ok := readCount(d.Cards)
	good[2] = ok
	for i, what := range []string{t("limits.most"), t("limits.total"), t("limits.cards")} {
		if !good[i] {
			return t("limits.needs_number", "What", what)
		}
	}
	if r.Files != nil || files != (forum.Files{}) { // what is emptied says so: what is left out would stay
		r.Files = &files
	}
	if cards == 0 && r.Cards > 0 {
		cards = 1
	}
	r.Cards = cards
	return ""
}

// byteDigits is how many digits after the point a size in megabytes has when it is exact to the byte.
const byteDigits = 6

// megabytes writes a size in bytes as it is typed: exactly, nothing for what the charter leaves open, and 0 for no room at all.
func megabytes(bytes int64) string {
	switch {
	case bytes == 0:
		return ""
	case bytes < 0:
		return "0"
	}
	words := strconv.FormatInt(bytes/1e6, 10)
	if rest := bytes % 1e6; rest > 0 {
		words += "." + strings.TrimRight(strconv.FormatInt(1e6+rest, 10)[1:], "0")
	}
	return localNumber(words)
}

// readMegabytes reads what [megabytes] writes.
func readMegabytes(typed string) (bytes int64, ok bool) {
	typed = plainNumber(typed)
	if typed == "" {
		return 0, true
	}
	whole, part, _ := strings.Cut(typed, ".")
	if len(part) > byteDigits {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+(part + strings.Repeat("0", byteDigits))[:byteDigits], 10, 62)
	if err == nil && n == 0 {
		return -1, true
	}
	return int64(n), err == nil
}

// limitFacts says what the charter says of files and cards.
func limitFacts(r *forum.Rules) (lines []fact) {
	if r.Files != nil {
		limits := r.FileLimits()
		lines = append(lines, labelled(t("limits.one_file"), sizeWords(limits.Most)), labelled(t("limits.all_files"), sizeWords(limits.Total)))
	}
	if r.Cards > 0 {
		lines = append(lines, fact{words: t("limits.card_signers", "Count", r.Cards)})
	}
	return lines
}

func sizeWords(bytes int64) string {
	if bytes == 0 {
		return t("limits.none")
	}
	return megabytes(bytes) + " MB"
}

// limitsEditor changes them.
type limitsEditor struct {
	most, total, cards *lineEntry
	root               *fyne.Container
}

func newLimitsEditor(changed func()) *limitsEditor {
	e := &limitsEditor{most: countEntry("", changed), total: countEntry("", changed), cards: countEntry("", changed)}
	def := forum.DefaultFiles
	e.root = container.NewVBox(small(t("limits.what", "Most", megabytes(def.Most), "Total", megabytes(def.Total))),
		numberLine(t("limits.most"), e.most), numberLine(t("limits.total"), e.total), numberLine(t("limits.cards"), e.cards))
	return e
}

// Fill shows a draft.
func (e *limitsEditor) Fill(d limitsDraft) {
	e.most.SetText(d.Most)
	e.total.SetText(d.Total)
	e.cards.SetText(d.Cards)
}

// Draft gives what is typed.
func (e *limitsEditor) Draft() limitsDraft {
	return limitsDraft{e.most.Text, e.total.Text, e.cards.Text}
}
