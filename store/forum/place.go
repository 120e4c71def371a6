package forum

// Place says where somebody writes: in which shared text, and after how many of its characters. It is passed between
// devices and never kept: no record holds one.
type Place struct {
	Text  ID
	Heads []ID // the changes that make up the words that At counts in; at most [PlaceHeads]
	At    int  // characters (runes) before the place, from 0 to [PlaceEnd]
}

const (
	// PlaceHeads bounds the changes that a place names: so many people who wrote at once, and have not heard of each other.
	PlaceHeads = 8
	// PlaceEnd bounds where a place is.
	PlaceEnd = 1 << 20
	// PlacesMost bounds the texts of one group that a device says it writes in.
	PlacesMost = 8
)

// Writer is somebody who writes in shared texts of a group now, by their own device's word.
type Writer struct {
	Device Device
	Person Person
	Places []Place
}
