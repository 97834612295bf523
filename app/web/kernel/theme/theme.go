// Package theme writes the stylesheet that carries a site's own look, from
// values that app/appearance has judged. It sets custom properties of :root and
// nothing else, so that no choice can reach one button and not another: what
// they look like is said once, in site.css.
package theme

import (
	"bytes"
	"fmt"
	"unicode"

	"github.com/pactdesk/pactdesk/app/appearance"
)

// Stylesheet is a site's own.
func Stylesheet(s appearance.Style) []byte {
	var b bytes.Buffer
	day, night := s.Day(), s.Night()
	switch s.Scheme {
	case appearance.Light:
		rule(&b, "light", day, s)
	case appearance.Dark:
		rule(&b, "dark", night, s)
	default:
		rule(&b, "light dark", day, s)
		b.WriteString("@media (prefers-color-scheme:dark){:root{")
		colours(&b, night, s.Button)
		b.WriteString("}}\n")
	}
	if sizes := texts[s.Size]; sizes[1] != "" {
		fmt.Fprintf(&b, "@media (min-width:60rem){:root{--text:%s}}\n", sizes[1])
	}
	return b.Bytes()
}

// Studio carries only a colour: the studio has its own calm look, on the two
// papers of site.css.
func Studio(accent string) []byte {
	var b bytes.Buffer
	s := appearance.Began(accent)
	day, night := s.Day(), s.Night()
	fmt.Fprintf(&b, ":root{--accent:%s;--on-accent:%s}\n@media (prefers-color-scheme:dark){:root{--accent:%s;--on-accent:%s}}\n",
		day.Accent.Hex(), day.OnAccent.Hex(), night.Accent.Hex(), night.OnAccent.Hex())
	return b.Bytes()
}

func rule(b *bytes.Buffer, scheme string, t appearance.Tokens, s appearance.Style) {
	fmt.Fprintf(b, ":root{color-scheme:%s;", scheme)
	colours(b, t, s.Button)
	f := faces[s.Type]
	fmt.Fprintf(b, "--sans:%s;--serif:%s;--heading:%s;--tracking:%s", f.text, f.heading, f.weight, f.tracking)
	c := corners[s.Corner]
	fmt.Fprintf(b, ";--corner:%s;--round:%s", c.corner, c.round)
	if sizes := texts[s.Size]; sizes[0] != "" {
		fmt.Fprintf(b, ";--text:%s;--title:%s", sizes[0], sizes[2])
	}
	b.WriteString("}\n")
}

// colours are what one scheme has: all that site.css would say of it.
func colours(b *bytes.Buffer, t appearance.Tokens, button appearance.Button) {
	fmt.Fprintf(b, "--paper:%s;--ink:%s;--accent:%s;--on-accent:%s;--red:%s;--green:%s;--accent-wash:%s;--red-wash:%s;--green-wash:%s;--field:%s;",
		t.Paper.Hex(), t.Ink.Hex(), t.Accent.Hex(), t.OnAccent.Hex(), t.Red.Hex(), t.Green.Hex(),
		t.AccentWash.Hex(), t.RedWash.Hex(), t.GreenWash.Hex(), t.Field.Hex())
	ground, label, pressed := t.Accent, t.OnAccent, t.Pressed
	if button == appearance.Outline {
		ground, label, pressed = t.Paper, t.Accent, t.AccentWash
	}
	fmt.Fprintf(b, "--primary:%s;--on-primary:%s;--primary-pressed:%s;", ground.Hex(), label.Hex(), pressed.Hex())
}

// face is what a type is set in. Families are those that systems come with;
// each list ends with what every browser has.
type face struct{ text, heading, weight, tracking string }

const (
	systemSans = `system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif`
	bookSerif  = `Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,"Noto Serif",serif`
	oldSerif   = `"Iowan Old Style","Palatino Linotype","URW Palladio L",P052,Palatino,"Book Antiqua",serif`
	humanist   = `Seravek,"Gill Sans Nova",Ubuntu,Calibri,Candara,"Open Sans","DejaVu Sans",sans-serif`
	geometric  = `Avenir,"Avenir Next",Montserrat,Corbel,"URW Gothic",Jost,"Century Gothic",sans-serif`
	slab       = `"American Typewriter","Rockwell Nova",Rockwell,"Courier Prime","Nimbus Mono PS","Liberation Mono",monospace`
)

var faces = map[appearance.Type]face{
	appearance.Classic:   {systemSans, bookSerif, "500", "-0.01em"},
	appearance.System:    {systemSans, systemSans, "650", "-0.018em"},
	appearance.Humanist:  {humanist, humanist, "600", "-0.005em"},
	appearance.OldStyle:  {oldSerif, oldSerif, "500", "0"},
	appearance.Geometric: {geometric, geometric, "600", "-0.015em"},
	appearance.Slab:      {systemSans, slab, "600", "-0.02em"},
}

// texts are the sizes of reading on a narrow and a wide screen, and of titles;
// empty: as in site.css.
var texts = map[appearance.Size][3]string{
	appearance.Small: {"1rem", "1.0625rem", "clamp(1.6rem,1.25rem + 1.6vw,2.2rem)"},
	appearance.Large: {"1.1875rem", "1.3125rem", "clamp(1.9rem,1.4rem + 2.4vw,2.9rem)"},
}

// corners are those of what is framed, and of buttons.
var corners = map[appearance.Corner]struct{ corner, round string }{
	appearance.Square:  {"0px", "0px"},
	appearance.Slight:  {"3px", "3px"},
	appearance.Soft:    {"6px", "6px"},
	appearance.Rounded: {"12px", "12px"},
	appearance.Pill:    {"16px", "100vmax"},
}

// Icon is the site's icon while it has none of its own: the first letter of
// its name on its colour, as SVG.
func Icon(s appearance.Style, name string) []byte {
	letter := "·"
	for _, r := range name {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			letter = string(unicode.ToUpper(r))
			break
		}
	}
	day := s.Day()
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="%s" fill="%s"/>`+
		`<text x="16" y="23" font-family="Georgia,serif" font-size="20" text-anchor="middle" fill="%s">%s</text></svg>`,
		map[appearance.Corner]string{appearance.Square: "0", appearance.Slight: "3", appearance.Rounded: "10", appearance.Pill: "16", appearance.Soft: "6"}[s.Corner],
		day.Accent.Hex(), day.OnAccent.Hex(), letter)
}
