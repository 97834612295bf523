// Package theme turns the one colour a site chooses into the stylesheet that
// carries it: an accent that can be read on paper in light and in dark, and
// ink that can be read on it, whatever was chosen (WCAG 2.2, 1.4.3).
package theme

import (
	"fmt"
	"math"
	"strconv"
	"unicode"
)

type colour [3]float64 // linear-light sRGB, 0 to 1

// Contrast that text needs against its ground: WCAG 2.2 AA.
const enough = 4.5

// The two papers that an accent is read on, as in site.css.
var (
	lightPaper = parse("#fbfaf8")
	darkPaper  = parse("#16181a")
	white      = parse("#ffffff")
	black      = parse("#101214")
)

// Stylesheet is the site's own stylesheet. accent is a validated #rrggbb.
func Stylesheet(accent string) []byte {
	c := parse(accent)
	light, dark := readable(c, lightPaper, black), readable(c, darkPaper, white)
	return fmt.Appendf(nil, ":root{--accent:%s;--on-accent:%s}\n@media (prefers-color-scheme:dark){:root{--accent:%s;--on-accent:%s}}\n",
		light.hex(), on(light), dark.hex(), on(dark))
}

// Icon is the site's icon while it has none of its own: the first letter of
// its name on its colour, as SVG.
func Icon(accent, name string) []byte {
	letter := "·"
	for _, r := range name {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			letter = string(unicode.ToUpper(r))
			break
		}
	}
	ground := readable(parse(accent), lightPaper, black)
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="%s"/>`+
		`<text x="16" y="23" font-family="Georgia,serif" font-size="20" text-anchor="middle" fill="%s">%s</text></svg>`,
		ground.hex(), on(ground), letter)
}

// readable moves a colour towards ink until it stands out from paper.
func readable(c, paper, ink colour) colour {
	for range 40 {
		if contrast(c, paper) >= enough {
			break
		}
		for i := range c {
			c[i] += (ink[i] - c[i]) * 0.08
		}
	}
	return c
}

func on(c colour) string {
	if contrast(white, c) >= contrast(black, c) {
		return white.hex()
	}
	return black.hex()
}

func contrast(a, b colour) float64 {
	la, lb := a.luminance()+0.05, b.luminance()+0.05
	return math.Max(la, lb) / math.Min(la, lb)
}

func (c colour) luminance() float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }

func parse(hex string) (c colour) {
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		return c
	}
	for i := range c {
		s := float64(n>>(16-8*i)&0xff) / 255
		if s <= 0.04045 {
			c[i] = s / 12.92
		} else {
			c[i] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	return c
}

func (c colour) hex() string {
	var n [3]int
	for i, l := range c {
		s := 12.92 * l
		if l > 0.0031308 {
			s = 1.055*math.Pow(l, 1/2.4) - 0.055
		}
		n[i] = int(math.Round(math.Max(0, math.Min(1, s)) * 255))
	}
	return fmt.Sprintf("#%02x%02x%02x", n[0], n[1], n[2])
}
