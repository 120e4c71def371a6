package ui

import (
	"regexp"
	"strconv"
	"strings"
)

// blanks stand between thousands in many languages.
var blanks = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "", "’", "", "−", "-", "–", "-", "٫", ".", "٬", ",")

// thousands is a whole number in groups of three.
var thousands = regexp.MustCompile(`^-?[1-9]\d{0,2}(,\d{3})+$`)

// cutUp is a number with a blank in it that does not stand between thousands.
var cutUp = regexp.MustCompile(`\d[ \x{a0}\x{202f}'’](\d{1,2}(\D|$)|\d{4})`)

// readWhole reads a whole number as it was typed, in the digits of whichever language.
func readWhole(typed string) (int, error) {
	return strconv.Atoi(strings.Map(westernDigit, strings.TrimSpace(typed)))
}

// plainNumber writes a number as it was typed with no more than digits and one point. A comma or a point that is not
// before exactly three digits can only be that of a fraction; one that is, means what it does in the person's language. What is no number
// stays what it is, for the reader to refuse.
func plainNumber(typed string) string {
	typed = strings.Map(westernDigit, strings.TrimSpace(typed))
	if cutUp.MatchString(typed) {
		return typed
	}
	s := blanks.Replace(typed)
	group, point := ",", "."
	if language().DecimalComma() {
		group, point = ".", ","
	}
	if strings.Count(s, group) == 1 && !strings.Contains(s, point) && !thousands.MatchString(strings.Replace(s, group, ",", 1)) {
		group, point = point, group
	}
	whole, part, fraction := strings.Cut(s, point)
	if grouped := strings.ReplaceAll(whole, group, ","); thousands.MatchString(grouped) {
		whole = strings.ReplaceAll(grouped, ",", "")
	}
	if fraction {
		return whole + "." + part
	}
	return whole
}

// westernDigit gives 0 to 9 for the digits that Arabic and Bengali write.
func westernDigit(r rune) rune {
	for _, zero := range []rune{'٠', '۰', '০'} {
		if r >= zero && r <= zero+9 {
			return '0' + r - zero
		}
	}
	return r
}
