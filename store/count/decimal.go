package count

import (
	"strconv"
	"strings"
)

// decimal is a number as a file writes it: n units of ten to the minus places.
type decimal struct {
	n      int64
	places int
	cut    bool // the file wrote more places than can be counted with
}

// maxDecimalPlaces is how finely a file may write money and points. What is finer is cut off.
const maxDecimalPlaces = 6

// parseDecimal reads 1200, 1200.50, 1200,5, 1 200, 1,200.50, 1.200,50, 1.2e3 and -3. A point or comma is a decimal one,
// unless the same sign comes twice, or it is a comma before exactly three digits.
func parseDecimal(s string) (d decimal, ok bool) {
	s = strings.Map(func(c rune) rune {
		if strings.ContainsRune(" \u00a0\u202f'_", c) {
			return -1
		}
		return c
	}, s)
	exponent := 0
	if at := strings.IndexAny(s, "eE"); at > 0 {
		var err error
		if exponent, err = strconv.Atoi(s[at+1:]); err != nil || exponent < -15 || exponent > 15 {
			return d, false
		}
		s = s[:at]
	}
	s, negative := strings.CutPrefix(s, "-")
	whole, fraction := splitDecimal(s)
	if whole+fraction == "" {
		return d, false
	}
	digits := strings.TrimLeft(whole+fraction, "0")
	d.places = len(fraction) - exponent
	for ; len(digits) > 0 && (digits[len(digits)-1] == '0' && d.places > 0 || d.places > maxDecimalPlaces); d.places-- {
		d.cut = d.cut || digits[len(digits)-1] != '0'
		digits = digits[:len(digits)-1]
	}
	if digits == "" {
		return decimal{cut: d.cut}, true
	}
	for ; d.places < 0 && len(digits) < 16; d.places++ {
		digits += "0"
	}
	if len(digits) > 15 || strings.Trim(digits, "0123456789") != "" {
		return d, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if d.n = n; negative {
		d.n = -n
	}
	return d, err == nil
}

// splitDecimal parts the whole number from the fraction, and drops what parts thousands.
func splitDecimal(s string) (whole, fraction string) {
	at := strings.LastIndexAny(s, ".,")
	if at < 0 {
		return s, ""
	}
	sign := s[at : at+1]
	whole, fraction = s[:at], s[at+1:]
	thousands := strings.Contains(whole, sign) ||
		sign == "," && len(fraction) == 3 && strings.Trim(whole, "0") != "" && !strings.Contains(whole, ".")
	whole = strings.NewReplacer(".", "", ",", "").Replace(whole)
	if thousands {
		return whole + fraction, ""
	}
	return whole, fraction
}

// scaled gives the number in units of ten to the minus places, which are no fewer than its own.
func (d decimal) scaled(places int) (n int64, ok bool) {
	n = d.n
	for range places - d.places {
		if n > MaxMoney || n < -MaxMoney {
			return 0, false
		}
		n *= 10
	}
	return n, n <= MaxMoney && n >= -MaxMoney
}
