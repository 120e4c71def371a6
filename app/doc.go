// Command moot is a forum for a neighbourhood group that lives on its members' own devices.
//
// This package is the only one that knows all the others: it reads the flags, opens the store,
// starts sync, and shows a window or serves without one. Start reading at main.
package main
