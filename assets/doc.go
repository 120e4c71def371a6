// Package assets holds what the program shows but does not compute: the application icon, the
// navigation icons and the words of every screen, and the charters
// that a group can start from, all embedded in the binary. It imports nothing
// else of Moot.
//
// Its nouns:
//
//   - an icon: a one-colour SVG drawing, 24 units square, filled shapes only, because Fyne's
//     theme recolours fills and leaves strokes alone. [Icon] returns one by name, [IconNames] lists them.
//   - a catalogue: the words of one language, each under an id such as "proposal.title".
//     [Load] opens one; [Catalogue.Text] and [Catalogue.Count] look words up.
//   - a template ([Template]): a charter to start from, as a file in charters/. [Charters] lists them.
//
// Call [Load] once at start with the person's chosen language, hand the catalogue to the screens,
// and never write a sentence a person reads into a screen's code.
//
// Icons are strokes two units wide with round ends, turned into outlines, two units clear of the
// edge. To add one, put its file in icons/. To add a language, copy
// locales/en.toml to locales/<BCP 47 tag>.toml and translate it, and give it a calendar in app/ui/dates.go.
package assets
