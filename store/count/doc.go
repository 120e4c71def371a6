// Package count holds the rules by which votes are counted. Every rule is a pure function of the numbers or ballots it
// is given, so that anybody can count again and come to the same. There are no floating point numbers here: votes are
// whole numbers of the smallest unit that the rule knows (a hundred-thousandth of a vote in Scottish STV), and money
// is exact.
//
// # Nouns
//
//   - An outcome ([Outcome]) is what a yes/no or consent vote comes to, in words. A [Rule] or a [ConsentRule] is what a
//     charter says of it: the majority, the quorum, the casting vote.
//   - An election ([Election]) is candidates, seats and ranked ballot papers, as in a .blt file ([ReadBLT], [WriteBLT]).
//   - A table ([Table]) is a count of one, stage by stage, that explains itself: [Table.Explain] gives the sentences.
//   - A budget ([Budget]) is projects, their costs and the votes for them, as in a .pb file ([ReadPB], [WritePB]). A
//     funding ([Funding]) is what a rule makes of it.
//   - A seed ([Seed]) decides every lot of a count; of a vote in Moot it is the hash of the closing certificate.
//
// # What to call first
//
//   - yes/no: [Rule.Judge] ([Simple] is a simple majority); consent: [ConsentRule.Judge]
//   - several options: [Approval], [Score], [Runoff] (ranked)
//   - several seats: [Scottish], [Meek]
//   - budgets: [EqualShares], [Greedy], [GreedyNoSkip], [Knapsack]
package count
