package ui

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// Times, dates and money as people read and write them.

// ago says how long before now a time was, in words; times are milliseconds since 1970 UTC. A time in the future, by
// someone's wrong clock, is shown as a date.
func ago(now time.Time, ms int64) string {
	at := time.UnixMilli(ms)
	passed := now.Sub(at)
	switch {
	case passed < -time.Minute:
		return day(ms)
	case passed < time.Minute:
		return t("time.now")
	case passed < time.Hour:
		return tn("time.minutes_ago", int(passed/time.Minute))
	case passed < 24*time.Hour:
		return tn("time.hours_ago", int(passed/time.Hour))
	case passed < 14*24*time.Hour:
		return tn("time.days_ago", int(passed/(24*time.Hour)))
	}
	return day(ms)
}

var errMoney = errors.New("not an amount")

// readMoney reads pounds as people type them ("38", "£1,200.50") and gives pence; nothing typed is 0.
func readMoney(typed string) (int64, error) {
	typed = plainNumber(strings.ReplaceAll(typed, "£", ""))
	if typed == "" {
		return 0, nil
	}
	whole, part, _ := strings.Cut(typed, ".")
	if len(part) > 2 || whole+part == "" {
		return 0, errMoney
	}
	pence, err := strconv.ParseUint(whole+(part + "00")[:2], 10, 47)
	if err != nil {
		return 0, errMoney
	}
	return int64(pence), nil
}

// readClock reads a time of day ("19:30", "7.30") as hours and minutes.
func readClock(typed string) (hour, minute int, err error) {
	at, err := time.Parse("15:04", strings.ReplaceAll(strings.Map(westernDigit, strings.TrimSpace(typed)), ".", ":"))
	return at.Hour(), at.Minute(), err
}
