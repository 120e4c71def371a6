package cli

import (
	"moot/app/paper"
	"moot/app/wording"
)

// languageFlag is of commands that write what is handed out.
type languageFlag struct {
	Language string `help:"The language of Moot's own words in minutes and ballots, by its tag (ar, bn, cy, en, es, fr, pl, pt or so). What people wrote stays as it is." default:"en" placeholder:"TAG"`
}

// tongue gives the language for what is written in a format.
func (f languageFlag) tongue(format string) (paper.Tongue, error) {
	l, err := wording.Load(f.Language)
	if err != nil {
		return paper.Tongue{}, usage("--language: %s", err)
	}
	if format == "pdf" && !l.Prints() {
		return paper.Tongue{}, refuse("refused", "this Moot was built without the letters of that language for a PDF; write the minutes with --format html or md")
	}
	return l.Paper(), nil
}
