// Package paper turns a meeting into what a secretary hands out: minutes as Markdown, a web page or a PDF, and a calendar
// file; and a vote into papers to vote on. It is pure: the same input gives the same bytes, with no clock, no network and no files.
//
// # Nouns
//
//   - Minutes ([Minutes]) is everything that is printed, in words ready to be shown.
//   - Ballots ([Ballots]) are papers for people who vote without a device.
//   - A draft says so on every page; only words that were signed as a true record, exactly so, do not.
//
// # What to call first
//
// [Of] makes the minutes of a meeting as they stand, [Signed] as they were signed; then [Minutes.Markdown], [Minutes.HTML]
// or [Minutes.PDF]. [Changes] compares two. [Calendar] writes meetings as iCalendar. [BallotsOf] makes the
// ballots of a vote, then [Ballots.PDF].
//
// What neighbours wrote is hostile until proven otherwise: nothing in it is fetched, run or linked to except http, https
// and mailto addresses, and a text that a Markdown parser could choke on is shown as it was typed.
package paper
