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
//   - Letters in a PDF are shaped by the rules of their script and stand in the order in which they are seen (lines.go), with the
//     fonts in the file (fonts.go). Words are found and copied: in Arabic by the forms of joined letters, which readers turn into letters
//     and put in order; in Bengali by the words that the file says its shapes are of, which a few readers leave out. A program that was
//     built without .ci/fonts prints […] for Arabic and Bengali, and says so once.
//   - A draft says so on every page; only words that were signed as a true record, exactly so, do not.
//
// # What to call first
//
// [Of] makes the minutes of a meeting as they stand, [Signed] as they were signed, [Whole] with the confidential part; then [Minutes.Markdown], [Minutes.HTML]
// or [Minutes.PDF]. [Changes] compares two. [Calendar] writes meetings as iCalendar. [FollowOn] puts what a meeting before left on an agenda. [BallotsOf] makes the
// ballots of a vote, then [Ballots.PDF]. [Words] reads a file of words somebody has.
//
// What neighbours wrote is hostile until proven otherwise: nothing in it is fetched, run or linked to except http, https
// and mailto addresses, and a text that a Markdown parser could choke on is shown as it was typed.
package paper
