package ui

import (
	"fmt"
	"image/color"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"moot/assets"
)

// Colours of our own, beside Fyne's names.
const (
	colorSurface fyne.ThemeColorName = "moot.surface" // cards and panes that stand out from the background
	colorYes     fyne.ThemeColorName = "moot.yes"
	colorNo      fyne.ThemeColorName = "moot.no"
	colorAbstain fyne.ThemeColorName = "moot.abstain"
)

// palette is one variant of the theme, as 0xRRGGBB. Text on its backgrounds has a contrast of at least 4.5:1 (WCAG 2.2,
// 1.4.3; a test works it out).
type palette map[fyne.ThemeColorName]uint32

var light = palette{
	theme.ColorNameBackground:          0xF4F5F1,
	colorSurface:                       0xFFFFFF,
	theme.ColorNameForeground:          0x101814,
	theme.ColorNameDisabled:            0x4D5953, // also what LowImportance text is drawn in
	theme.ColorNamePlaceHolder:         0x55615B,
	theme.ColorNamePrimary:             0x1A6049,
	theme.ColorNameForegroundOnPrimary: 0xFFFFFF,
	theme.ColorNameSelection:           0xD5E8DF,
	theme.ColorNameSeparator:           0xDDE1DB,
	theme.ColorNameInputBackground:     0xFFFFFF,
	theme.ColorNameInputBorder:         0x848F88,
	theme.ColorNameButton:              0xE6EAE4,
	theme.ColorNameDisabledButton:      0xEEF0EC,
	theme.ColorNameHyperlink:           0x145F8C,
	theme.ColorNameHeaderBackground:    0xF8F9F8,
	theme.ColorNameMenuBackground:      0xFFFFFF,
	theme.ColorNameOverlayBackground:   0xFFFFFF,
	theme.ColorNameError:               0xA5281E,
	theme.ColorNameWarning:             0x7A5200,
	theme.ColorNameSuccess:             0x1A6049,
	colorYes:                           0x17653A,
	colorNo:                            0x9C2A21,
	colorAbstain:                       0x768079,
}

var dark = palette{
	theme.ColorNameBackground:          0x131816,
	colorSurface:                       0x1B2220,
	theme.ColorNameForeground:          0xE8EDEA,
	theme.ColorNameDisabled:            0xA9B6B0,
	theme.ColorNamePlaceHolder:         0xA6B3AD,
	theme.ColorNamePrimary:             0x5FC79B,
	theme.ColorNameForegroundOnPrimary: 0x08130E,
	theme.ColorNameSelection:           0x1D3A2F,
	theme.ColorNameSeparator:           0x2C3532,
	theme.ColorNameInputBackground:     0x10150F,
	theme.ColorNameInputBorder:         0x74827C,
	theme.ColorNameButton:              0x2A322F,
	theme.ColorNameDisabledButton:      0x212826,
	theme.ColorNameHyperlink:           0x7EC0EE,
	theme.ColorNameHeaderBackground:    0x1F2624,
	theme.ColorNameMenuBackground:      0x222A27,
	theme.ColorNameOverlayBackground:   0x1B2220,
	theme.ColorNameError:               0xF29A91,
	theme.ColorNameWarning:             0xE2B65C,
	theme.ColorNameSuccess:             0x5FC79B,
	colorYes:                           0x6FCB95,
	colorNo:                            0xF29A91,
	colorAbstain:                       0x7E8983,
}

// Measures that are the same at every size of text (DESIGN.md).
const (
	textSize   = 14 // of running text, at 100 %
	thumb      = 44 // the least height of what is tapped
	cardRadius = 10
	fieldRound = 8
	readWidth  = 760 // the greatest width of a page of words, at the usual size of text
	focusLight = 0x74
	focusDark  = 0x58
)

// look is Moot's theme.
type look struct {
	mode  string  // "light", "dark", or "" for what the system says
	scale float32 // of text: 1 to 2
}

func (l *look) variant(system fyne.ThemeVariant) fyne.ThemeVariant {
	switch l.mode {
	case "light":
		return theme.VariantLight
	case "dark":
		return theme.VariantDark
	}
	return system
}

// Color is Fyne's.
func (l *look) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	v = l.variant(v)
	p := light
	if v == theme.VariantDark {
		p = dark
	}
	if c, ok := p[n]; ok {
		return color.NRGBA{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: 255}
	}
	if n == theme.ColorNameFocus { // over the ground of what has the keyboard and no ring: its words stay readable, whatever the ground
		c, a := p[theme.ColorNamePrimary], uint8(focusLight)
		if v == theme.VariantDark {
			a = focusDark
		}
		return color.NRGBA{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: a}
	}
	if n == theme.ColorNameHover || n == theme.ColorNamePressed {
		c := p[theme.ColorNamePrimary]
		return color.NRGBA{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: 0x18}
	}
	return theme.DefaultTheme().Color(n, v)
}

// Font is Fyne's. The toolkit looks for a letter in this font first and then in its own, which has Latin, Greek and
// Cyrillic; ours has the rest.
func (l *look) Font(s fyne.TextStyle) fyne.Resource {
	if s.Monospace || s.Symbol {
		return theme.DefaultTheme().Font(s)
	}
	if f := letters[s.Bold](); f != nil {
		return f
	}
	return theme.DefaultTheme().Font(s)
}

// letters are the fonts beside the toolkit's own, plain and bold: one value each, because the toolkit keeps what it has read by it.
var letters = map[bool]func() fyne.Resource{false: lettersOf(false), true: lettersOf(true)}

func lettersOf(bold bool) func() fyne.Resource {
	return sync.OnceValue(func() fyne.Resource {
		f, ok := assets.Font(bold)
		if !ok {
			return nil
		}
		return fyne.NewStaticResource(fmt.Sprintf("moot-bold-%t.ttf", bold), f)
	})
}

// Icon is Fyne's.
func (l *look) Icon(n fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(n) }

// Size is Fyne's: text and what is measured by it grow with the scale. Headings stay as much larger than the text as they are: they
// are told from it as well, and a title leaves room for the words under it.
func (l *look) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case theme.SizeNameText:
		return textSize * l.scale
	case theme.SizeNameHeadingText:
		return textSize*l.scale + 8
	case theme.SizeNameSubHeadingText:
		return textSize*l.scale + 3
	case theme.SizeNameCaptionText:
		return 12 * l.scale
	case theme.SizeNameInlineIcon:
		return 20 * l.scale
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return fieldRound
	case theme.SizeNameScrollBar:
		return 10
	}
	return theme.DefaultTheme().Size(n)
}

// themed gives a colour of the theme as it is now.
func themed(n fyne.ThemeColorName) color.Color {
	s := fyne.CurrentApp().Settings()
	return s.Theme().Color(n, s.ThemeVariant())
}

var icons sync.Map // name → fyne.Resource: one value an icon, because the painter keeps what it has drawn by it

// icon gives one of our icons, in the colour of the text beside it.
func icon(name string) fyne.Resource {
	if r, ok := icons.Load(name); ok {
		return r.(fyne.Resource)
	}
	r, _ := icons.LoadOrStore(name, theme.NewThemedResource(fyne.NewStaticResource(name+".svg", assets.Icon(name))))
	return r.(fyne.Resource)
}
