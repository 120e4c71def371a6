// Package forum is Moot's domain: what a member can do, who may do it, and what the group sees as a result.
//
// Everything here is pure. There is no I/O, no clock and no goroutine: the same entries give the same answer on
// every device, which is what lets a group trust its record with no server to ask.
//
// # Nouns
//
//   - An entry ([Entry]) is one signed step in a device's own chain. Its [Header] is hashed to give its id.
//   - A chain is every entry of one (device, lane), numbered from 1 with no gaps. [Height] says how far it goes.
//   - A record is an entry that carries one statement by one person (a comment, a ballot); [Decode] reads its payload.
//   - A change is an entry that carries one Automerge change to a shared document; package doc reads its payload.
//   - An act is a record in the roll lane: it changes who belongs and who may do what. [Resolve] turns acts into a [Roll].
//   - A history ([History]) is every act of a group; [History.At] gives the roll at any point of it.
//   - A ticket ([Ticket]) is an invite as text; an ask ([Ask]) is what its holder sends to be let in.
//   - A task, a page, a notice, a fund and a gauge ([Task], [Page], [Notice], [Fund], [Gauge]) are how a group holds itself to
//     account: each is one file, with its records, their limits and rules, its fold and its view.
//   - A card ([Card]) is the little a group shows its neighbouring groups: its officers sign it, and a member of both brings it.
//   - A neighbour ([Neighbour]) is another group as a member of both introduced it: a name and the keys that its cards are signed with.
//   - An election ([Election]) fills the seats of a body that the charter names ([Body]): a board, or an office. Who sits on
//     it ([Board]) is reckoned from certificates, and [Seatings] says whom the roll has yet to make an officer because of it.
//   - A view ([Proposal], [Meeting], [Task]…) is what people see of a thing, folded from the records about it.
//   - A vote ([Vote]) is opened with a method, options and the charter's rules ([Terms]) frozen into it; a certificate
//     ([Certificate]) ends it, and a result ([Result]) is what its ballots come to.
//   - A household ([House], [Home]) has one vote where the charter says so, and a delegation ([Delegation]) lets one member
//     vote for another who does not ([Proxy]). A quorum ([Quorate]) is counted item by item of a meeting's agenda.
//   - A paper ([Paper]) is a vote of somebody without a device. Each teller hands in a count ([PaperCount]) of what they read,
//     and what two of them agree on ([ComparePapers]) is counted ([OnPaper]).
//   - A live vote ([Live]) is an open one that takes in one more ballot for the same cost however many there are.
//   - The life of a proposal ([Progress], [Step], [Stage]) is which step leads on from which state; life.go is the one place
//     that says so. Beside it stand advice ([Advice]), amendments ([Amendment]), sign-offs ([SignOff]) and statements
//     ([Statement]). A capacity ([Capacity]) is what the charter has people sign as.
//   - The words of a meeting ([Words]) are everything its minutes say; a signature ([Signature]) makes exactly those a true record.
//   - The frontier of a group is the set of heights of its chains.
//
// # What to call first
//
// [Seal] makes a signed entry, [DecodeEntry] reads one, [VerifyRun] checks a run of one chain with one signature.
// [Cover] follows a stream of many chains.
// A store keeps one [History] for each group: [History.Add] takes in acts and [History.At] gives the roll an entry cites;
// [Resolve] does the same for a whole set at once. [RecordOf] reads an entry's payload, [Check] says whether the record
// may stand, and [FoldProposal], [FoldMeeting], [FoldTask] and the like build what people see; [Needs] says what waits
// for somebody. [ParseMinutes] reads minutes written elsewhere, and [ParseCharter] a charter that residents keep as a file.
//
// A ballot of a secret vote is in no chain: [SealBallot] makes a [Boxed] one, [ReadBoxed] and [Boxed.Verify] take one in, and
// [Boxed.Record] hands it to the folds. SECRECY.md says what that hides.
package forum
