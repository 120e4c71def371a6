package main

import (
	_ "embed"

	"github.com/BurntSushi/toml"
)

// productText is what Fyne's tool packages the program by. It is kept inside too, so that every way of building gives the same program.
//
//go:embed FyneApp.toml
var productText string

// product is how the program is known to the system it runs on. Storage and settings hang on the ID.
var product = func() details {
	var p struct{ Details details }
	if _, err := toml.Decode(productText, &p); err != nil {
		panic(err) // the text is part of the program: it reads everywhere or nowhere
	}
	return p.Details
}()

type details struct{ ID, Version string }
