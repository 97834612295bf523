package appearance

import "github.com/pactdesk/pactdesk/app/appearance/colour"

// Style is everything about a look that a stylesheet is made of. It is a value
// without pointers: two sites that chose alike share one stylesheet.
type Style struct {
	Accent string `gorm:"-"` // #rrggbb; it is kept in the site's profile, which every site has from its first day
	Paper  string // #rrggbb, by day; by night it is derived
	Ink    string
	Button Button
	Type   Type
	Size   Size
	Corner Corner
	Scheme Scheme
}

// Button is how the one button of a page that leads on is drawn. The two equal
// buttons of the gate are never it.
type Button string

// The buttons.
const (
	Filled  Button = "filled"
	Outline Button = "outline"
)

// Type is what letters a site is set in: families that computers and
// telephones already have, so that nothing is loaded and nobody is told.
type Type string

// The types.
const (
	Classic   Type = "classic"   // sans for reading, an old-style serif for headings
	System    Type = "system"    // the reader's own system's
	Humanist  Type = "humanist"  // warm sans
	OldStyle  Type = "old_style" // serif throughout
	Geometric Type = "geometric" // round sans
	Slab      Type = "typewriter"
)

// Size is a step of the type scale.
type Size string

// The sizes.
const (
	Small  Size = "small"
	Normal Size = "normal"
	Large  Size = "large"
)

// Corner is how round corners are.
type Corner string

// The corners.
const (
	Square  Corner = "square"
	Slight  Corner = "slight"
	Soft    Corner = "soft"
	Rounded Corner = "rounded"
	Pill    Corner = "pill"
)

// Scheme is whether a site is light or dark.
type Scheme string

// The schemes.
const (
	Follow Scheme = "follow" // as the reader's system is
	Light  Scheme = "light"
	Dark   Scheme = "dark"
)

// What there is to choose from, in the order that it is offered.
var (
	Buttons = []Button{Filled, Outline}
	Types   = []Type{Classic, System, Humanist, OldStyle, Geometric, Slab}
	Sizes   = []Size{Small, Normal, Large}
	Corners = []Corner{Square, Slight, Soft, Rounded, Pill}
	Schemes = []Scheme{Follow, Light, Dark}
)

// Shade is a tone that is ready to take: how it is by day, and by night.
type Shade struct{ Code, Day, Night string }

// Papers and Inks are those. The first of each is what a site begins with.
var (
	Papers = []Shade{
		{"chalk", "#fbfaf8", "#16181a"},
		{"white", "#ffffff", "#131415"},
		{"cream", "#fbf5e8", "#1c1813"},
		{"linen", "#f5f0e8", "#1b1916"},
		{"mist", "#f3f6f9", "#12171d"},
		{"sage", "#f2f6f1", "#131a16"},
		{"blush", "#fbf3f0", "#1d1615"},
	}
	Inks = []Shade{
		{"graphite", "#1b1d1f", "#e9e7e3"},
		{"black", "#000000", "#f4f4f4"},
		{"sepia", "#2c2119", "#ece3d6"},
		{"midnight", "#15213a", "#dfe6f1"},
		{"forest", "#14271f", "#deebe2"},
	}
)

// Began is the style of a site that has chosen nothing but a colour.
func Began(accent string) Style {
	return Style{Accent: accent, Paper: Papers[0].Day, Ink: Inks[0].Day, Button: Filled, Type: Classic, Size: Normal, Corner: Soft, Scheme: Follow}
}

// night is how a paper or an ink is by night: the ready ones as they are
// drawn, others with their own hue.
func night(day colour.Colour, shades []Shade, lightness, most float64) colour.Colour {
	for _, s := range shades {
		if s.Day == day.Hex() {
			return colour.Must(s.Night)
		}
	}
	p := day.LCH()
	return colour.LCH{L: lightness, C: min(p.C, most), H: p.H}.Colour()
}

// How light paper and ink that are not among the ready ones are by night, and
// how colourful at most.
const (
	nightPaper, nightPaperChroma = 0.205, 0.02
	nightInk, nightInkChroma     = 0.925, 0.02
	// dayPaper is how light a paper must be to be one: greys, washes and the
	// browser's own controls are made for that.
	dayPaper = 0.92
)
