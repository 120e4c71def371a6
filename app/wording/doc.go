// Package wording says sentences of the packages below, days and money as one language does, for screens, for paper and for
// what the command line exports. Its noun is [Language]; call [In] first, with the words of a catalogue, or [Load] with a tag. It is pure, but for the
// time zone that days are written in, which is this device's.
package wording
