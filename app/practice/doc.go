// Package practice makes a group to explore: an estate of people who do not exist, with weeks of proposals, votes, minutes, money and
// chores behind it. It is made the way a real one comes about, by several devices that each sign what their person does and
// meet now and then, so every screen and command works on it.
//
// Call [Make] on an empty folder, then open the folder as a home. Such a home is for practice for good (see
// [moot/store.Store.Seclude]): nothing in it can be handed to another device. The words of the made-up people are in English.
package practice
