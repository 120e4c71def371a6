// Package qr draws a text as a QR code and finds the text of one in a picture: how invites and codes for linking a device
// get from a screen, or off a printed notice, to another device.
//
// # What to call first
//
// [Draw] makes a picture for the screen and [PNG] a file; [Read] takes a picture file in. A picture comes from a stranger:
// its size is checked before it is unpacked, and nothing in it can end the program.
package qr
