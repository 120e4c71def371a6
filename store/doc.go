// Package store keeps everything one device holds: its keys, the entries of its groups, their documents and the cards
// lists are drawn from, in Badger. It is the one gate through which every entry passes, whoever wrote it.
package store
