package ui

import (
	"testing"

	"moot/store/forum"
)

// TestPlainNumber: what somebody types is never taken for a hundred times as much.
func TestPlainNumber(t *testing.T) {
	for typed, want := range map[string]string{
		"38": "38", "38.50": "38.50", "38,50": "38.50", "0,75": "0.75", "1,250": "1250", "1,250.75": "1250.75", "1 250": "1250", "1'250,5": "1250.5",
		"1\u00a0250,5": "1250.5", "12,345,678": "12345678", "−3.5": "-3.5", "–4": "-4", "٣٨٫٥": "38.5", "৩৮": "38", "0,750": "0.750", "1.250": "1.250",
		"1,25,0": "1,25,0", "1.2.3": "1.2.3", "a,b": "a.b", "": "",
	} {
		if got := plainNumber(typed); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
	for typed, want := range map[string]int64{"38,50": 3850, "£1,250": 125000, "1,2,3": -1, "12.345": -1, "": 0} {
		if got, err := readMoney(typed); err == nil && got != want || err != nil && want >= 0 {
			t.Errorf("%q is read as %d pence (%v), want %d", typed, got, err, want)
		}
	}
}

// TestPlainNumberAbroad: between thousands, other languages write a point.
func TestPlainNumberAbroad(t *testing.T) {
	setLanguage("fr")
	defer setLanguage("")
	if catalogue().Language() != "fr" {
		t.Fatal("French is not shipped")
	}
	for typed, want := range map[string]string{"1.250": "1250", "1.250,75": "1250.75", "1,250": "1.250", "38.50": "38.50", "1 250,5": "1250.5"} {
		if got := plainNumber(typed); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
	for _, pence := range []int64{0, 5, 3850, 120000, 123456789} {
		if got, err := readMoney(money(pence)); err != nil || got != pence {
			t.Errorf("%d pence are shown as %q, which reads as %d (%v)", pence, money(pence), got, err)
		}
	}
	if d := (forum.Decimal{N: -1250, Scale: 3}); amount(d, "") != "–1,250" {
		t.Errorf("%v is shown as %q", d, amount(d, ""))
	} else if got, err := readNumber(amount(d, "")); err != nil || got != d {
		t.Errorf("%v is shown as %q, which reads as %v (%v)", d, amount(d, ""), got, err)
	}
}

// TestNumberWithABlank: a blank stands between thousands or the number is none; what is typed in two parts is not made one.
func TestNumberWithABlank(t *testing.T) {
	for typed, want := range map[string]int64{"1 200": 120000, "12 000.50": 1200050, "1 200 000": 120000000, "12 50": -1, "3 8": -1, "1 2000": -1, "5 £": 500} {
		got, err := readMoney(typed)
		if err != nil {
			got = -1
		}
		if got != want {
			t.Errorf("%q is %d, not %d", typed, got, want)
		}
	}
	for typed, want := range map[string]int{" 12 ": 12, "١٢": 12, "১২": 12, "1 2": -1, "two": -1, "": -1, "1.5": -1} {
		got, err := readWhole(typed)
		if err != nil {
			got = -1
		}
		if got != want {
			t.Errorf("%q is %d, not %d", typed, got, want)
		}
	}
}
