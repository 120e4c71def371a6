// Package scene plays short stories about a group's roll, written so that a neighbour can read them, and says what ought
// to have come of them. Nothing in Moot itself uses it: tests of package forum, of store and of sync do.
//
// # Nouns
//
//   - A scene ([Scene]) is a story: statements of who did what, and what is expected in the end. Many fit in one file.
//   - A world ([World]) is the devices of a story while it is played, each with what it has seen so far.
//   - A tape ([Tape]) is what a played scene leaves: every entry made, and what is expected, stage by stage.
//   - A reader ([Reader]) is a device that only listens: it takes entries in any order and has a [View] of them.
//
// # What to call first
//
// [Parse] reads a file of scenes, [Play] plays one and checks it as it goes; [Deliver] then brings its entries to
// any reader in another order.
//
// # The language
//
// Statements are separated by ";" or by the end of the line; "#" starts a remark; "-- name --" starts a scene. People are
// single letters; b2 is b's second device. What somebody does reaches at once everyone whom no cut parts from them.
// A capitalised name and a colon before an act gives it that name, so that others may speak of it.
//
//	a founds [with sections R…]              a admits b c [as officer] [in north]    an invite, used at once
//	X: a invites [as reader] [in north] [uses 3] [approve] [expires 7]               n joins by a with X [clock +40]
//	a revokes X      a approves n            a makes b officer [in north]            a moves b to north|nowhere
//	a removes b [because "…"]                b leaves        b renames "Robert"      a names "…"      a aims "…"
//	b links b2       c links b2              b retires b2    a readmits b as n       b recovers naming b c
//	b agrees|objects|speaks about b|charter|recovery|X ["…"]                         a upholds X      a accepts b
//	a sets rules none|R…                     P: b posts      b at M removes c        (on what b had seen at mark M)
//	cut ab|c         heal     meet a b       mark M          days 8         settle   (those in touch have one roll)
//
// R is a section with what it is owed: north:removal=consent:2,charter=quorum:50%,closing=hearing:7. The amount of a
// consent or a quorum is people, a share, or both (2/50%); that of a hearing is days.
//
//	expect members a b, officers a, readers none, waiting n, removed c, left d, rules none, name "…", aims "…"
//	expect standing b member, role b officer, section b north, devices b 2, retired b2, called b "…", removers b a c, used X 2, eligible 3
//	expect matter b "…", matter charter "…", no matter [b], undone X, undone none, refused X "…", counts X
//	expect shown P, hidden P, said b "…", explains b "…"
//
// Members to removed are whole lists. Words are those of the sentence that people see. An expectation is about what is
// there when everything ever said has reached everyone, and that every device has the same roll is part of each.
package scene
