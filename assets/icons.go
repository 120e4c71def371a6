package assets

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

//go:embed icons/*.svg
var iconFiles embed.FS

//go:embed icon.png
var applicationIcon []byte

// missingIcon is what a screen shows where code asks for an icon that does not exist. A test
// finds such calls, so this is for the one that slips past it: a wrong picture is better than a
// window that fails to open.
const missingIcon = "warning"

// ApplicationIcon returns the program's own picture as a 512 × 512 PNG, for the window and the
// task bar. The caller must not change the bytes. Safe on any goroutine.
func ApplicationIcon() []byte { return applicationIcon }

// Icon returns the SVG of a navigation icon by name ("proposals", "vote-yes"). The shapes are
// filled black and nothing else, so a Fyne themed resource gives them the theme's colour. A name
// that is not in [IconNames] gives the warning sign. The caller must not change the bytes. Safe
// on any goroutine.
func Icon(name string) []byte {
	svg, err := iconFiles.ReadFile("icons/" + name + ".svg")
	if err != nil && name != missingIcon {
		return Icon(missingIcon)
	}
	return svg
}

// IconNames lists the icons that exist, in alphabetical order.
func IconNames() []string {
	return embeddedNames(iconFiles, "icons", ".svg")
}

// embeddedNames lists the files of one embedded directory without their extension, sorted by name; reading one that was
// embedded cannot fail.
func embeddedNames(files fs.FS, directory, extension string) []string {
	entries, err := fs.ReadDir(files, directory)
	if err != nil {
		return nil
	}
	var names []string
	for _, entry := range entries {
		if path.Ext(entry.Name()) == extension {
			names = append(names, strings.TrimSuffix(entry.Name(), extension))
		}
	}
	return names
}
