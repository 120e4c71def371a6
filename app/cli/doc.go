// Package cli is Moot's command line: every action of the window as words, for scripts, for always-on devices and for
// people who prefer it.
//
// # Nouns
//
//   - An environment ([Env]) is where a command runs: its folder, its streams and the home it works on.
//   - A call is one command being carried out; each noun of the grammar has its own file.
//   - A session is an open store, with or without a node on the network.
//   - A server ([Server]) is a session kept open by `moot serve` or by the window. It owns the home's control socket,
//     and carries out the commands that other processes send there.
//
// # What to call first
//
// [Run] carries out one command and gives its exit code. [Start] keeps a home open, as `moot serve` does.
//
// # How a command finds the store
//
// One process at a time has a home open. A command first asks the home's control socket; if somebody answers, the
// command is carried out over there, on its store and its node, and what it prints comes back. If nobody does, the
// command opens the store itself, does its work and closes it.
package cli
