// Package paper turns a meeting into what a secretary hands out: minutes as Markdown, a web page or a PDF, and a calendar
// file; a vote into papers to vote on; and anything else of a group into a text or a PDF. It is pure: the same input gives
// the same bytes, with no clock, no network and no files.
//
// # Nouns
//
//   - Minutes ([Minutes]) is everything that is printed, in words ready to be shown.
//   - Document ([Document]) is the paper of anything else, in words that its maker chooses.
//   - Ballots ([Ballots]) are papers for people who vote without a device.
//   - Tongue ([Tongue]) is the language of a paper's own words, which its maker gives; they are sentences of store/saying. [English] is
//     the default, and [Prints] says whether a PDF can have the letters of another.
//   - A draft says so on every page; only words that were signed as a true record, exactly so, do not.
//
// # What to call first
//
// [Of] makes the minutes of a meeting as they stand, [Signed] as they were signed, [Whole] with the confidential part; then [Minutes.Markdown], [Minutes.HTML]
// or [Minutes.PDF]. [Changes] compares two. [Calendar] writes meetings as iCalendar. [BallotsOf] makes the
// ballots of a vote, then [Ballots.PDF]. [Words] reads a file of words somebody has.
//
// What neighbours wrote is hostile until proven otherwise: nothing in it is fetched, run or linked to except http, https
// and mailto addresses, and a text that a Markdown parser could choke on is shown as it was typed.
package paper
