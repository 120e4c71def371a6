// Package count holds the rules by which votes are counted. Every rule is a pure function of the numbers or ballots it
// is given, so that anybody can count again and come to the same.
//
// # Nouns
//
//   - An outcome ([Outcome]) is what a count comes to, in words.
//
// Call [YesNo] for a simple majority.
package count
