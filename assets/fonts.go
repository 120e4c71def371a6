package assets

import "embed"

// What .ci/fonts has made; a clone in which it did not run has none.
//
//go:embed fonts
var fontFiles embed.FS

// Font returns the letters that the toolkit's own font lacks (Arabic, Bengali) as one TrueType font, and false in a
// program that was built without them. The caller must not change the bytes. Safe on any goroutine.
func Font(bold bool) ([]byte, bool) {
	name := "fonts/moot-regular.ttf"
	if bold {
		name = "fonts/moot-bold.ttf"
	}
	font, err := fontFiles.ReadFile(name)
	return font, err == nil
}
