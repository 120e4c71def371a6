package assets

import (
	"embed"
	"strings"
)

//go:embed charters/*.toml
var charterFiles embed.FS

// Template is a charter that a group can start from.
type Template struct {
	Name string // of its file, such as "tenants"
	What string // what kind of group it is for
	How  string // how such a group decides, in a few words
	Text []byte // a charter file without a group's name, as package forum reads it
}

// Charters lists the charters there are to start from, by name. The first line of each file says what it is, for people.
func Charters() (all []Template) {
	for _, name := range embeddedNames(charterFiles, "charters", ".toml") {
		text, err := charterFiles.ReadFile("charters/" + name + ".toml")
		if err != nil {
			continue // it was listed, so it is there
		}
		line, _, _ := strings.Cut(string(text), "\n")
		what, how, _ := strings.Cut(strings.TrimPrefix(line, "# "), ": ")
		all = append(all, Template{name, what, how, text})
	}
	return all
}
