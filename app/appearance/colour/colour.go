// Package colour reckons with colours as eyes do: in OKLCH, where a step of
// lightness looks the same whatever the hue, and with the contrast that WCAG
// 2.x asks for. It is all pure functions of #rrggbb.
package colour

import (
	"fmt"
	"math"
	"strconv"
)

// Colour is a colour of the screen, as it is written in a stylesheet: what was
// reckoned is rounded before it is judged.
type Colour struct{ R, G, B uint8 }

// Parse reads #rrggbb.
func Parse(hex string) (c Colour, ok bool) {
	if len(hex) != 7 || hex[0] != '#' {
		return c, false
	}
	n, err := strconv.ParseUint(hex[1:], 16, 24)
	if err != nil {
		return c, false
	}
	return Colour{uint8(n >> 16), uint8(n >> 8), uint8(n)}, true //nolint:gosec // 24 bits, taken apart
}

// Must reads a colour that stands in the code.
func Must(hex string) Colour {
	c, ok := Parse(hex)
	if !ok {
		panic("no colour: " + hex)
	}
	return c
}

// Hex writes it as #rrggbb.
func (c Colour) Hex() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Contrast is WCAG 2's ratio, from 1 to 21.
func Contrast(a, b Colour) float64 {
	la, lb := a.Luminance()+0.05, b.Luminance()+0.05
	return math.Max(la, lb) / math.Min(la, lb)
}

// Luminance is WCAG 2's relative luminance.
func (c Colour) Luminance() float64 {
	r, g, b := c.linear()
	return 0.2126*r + 0.7152*g + 0.0722*b
}

func (c Colour) linear() (r, g, b float64) { return toLinear(c.R), toLinear(c.G), toLinear(c.B) }

func toLinear(v uint8) float64 {
	s := float64(v) / 255
	if s <= 0.04045 {
		return s / 12.92
	}
	return math.Pow((s+0.055)/1.055, 2.4)
}

func fromLinear(l float64) float64 {
	if l <= 0.0031308 {
		return 12.92 * l
	}
	return 1.055*math.Pow(l, 1/2.4) - 0.055
}

// LCH is a colour in OKLCH: lightness 0 to 1, chroma, and hue in degrees.
type LCH struct{ L, C, H float64 }

// LCH is where a colour stands in OKLCH.
func (c Colour) LCH() LCH {
	r, g, b := c.linear()
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	a, bb := 1.9779984951*l-2.4285922050*m+0.4505937099*s, 0.0259040371*l+0.7827717662*m-0.8086757660*s
	h := math.Atan2(bb, a) * 180 / math.Pi
	if h < 0 {
		h += 360
	}
	return LCH{0.2104542553*l + 0.7936177850*m - 0.0040720468*s, math.Hypot(a, bb), h}
}

// linear is the colour in linear light, which may lie outside what a screen
// shows.
func (p LCH) linear() (r, g, b float64) {
	a, bb := p.plane()
	l := cube(p.L + 0.3963377774*a + 0.2158037573*bb)
	m := cube(p.L - 0.1055613458*a - 0.0638541728*bb)
	s := cube(p.L - 0.0894841775*a - 1.2914855480*bb)
	return 4.0767416621*l - 3.3077115913*m + 0.2309699292*s,
		-1.2684380046*l + 2.6097574011*m - 0.3413193965*s,
		-0.0041960863*l - 0.7034186147*m + 1.7076147010*s
}

func cube(v float64) float64 { return v * v * v }

func (p LCH) shown() bool {
	const slack = 1e-4
	r, g, b := p.linear()
	return min(r, g, b) >= -slack && max(r, g, b) <= 1+slack
}

// Colour is the nearest that a screen shows with the same lightness and hue:
// what is too colourful is made less so.
func (p LCH) Colour() Colour {
	p.L = math.Max(0, math.Min(1, p.L))
	if !p.shown() {
		low, high := 0.0, p.C
		for range 20 {
			if p.C = (low + high) / 2; p.shown() {
				low = p.C
			} else {
				high = p.C
			}
		}
		p.C = low
	}
	return p.clipped()
}

// clipped cuts each channel off, as browsers do.
func (p LCH) clipped() Colour {
	r, g, b := p.linear()
	return Colour{channel(r), channel(g), channel(b)}
}

func channel(l float64) uint8 {
	return uint8(math.Round(fromLinear(math.Max(0, math.Min(1, l))) * 255))
}

// Mix is color-mix(in oklab, of share, ground). Unlike OKLCH, which goes round
// by the hues between the two, it goes straight: ink and paper of opposite hues
// have greys between them, and no third colour.
func Mix(of Colour, share float64, ground Colour) Colour {
	p, q := of.LCH(), ground.LCH()
	pa, pb := p.plane()
	qa, qb := q.plane()
	a, b := qa+share*(pa-qa), qb+share*(pb-qb)
	return LCH{q.L + share*(p.L-q.L), math.Hypot(a, b), math.Atan2(b, a) * 180 / math.Pi}.clipped()
}

func (p LCH) plane() (a, b float64) {
	return p.C * math.Cos(p.H*math.Pi/180), p.C * math.Sin(p.H*math.Pi/180)
}

// step is the least change of lightness that Nearest tries: smaller ones do
// not show.
const step = 0.002

// Nearest is the colour that passes with the least change of c: of lightness
// first, up or down, and of chroma only where the screen has no such colour or
// lightness alone does not help. ok is false where none passes.
func Nearest(c Colour, passes func(Colour) bool) (nearest Colour, ok bool) {
	if passes(c) {
		return c, true
	}
	for _, chroma := range []float64{1, 0.75, 0.5, 0.25, 0} {
		p := c.LCH()
		p.C *= chroma
		for d := step; d < 1; d += step {
			for _, l := range []float64{p.L - d, p.L + d} {
				if l < 0 || l > 1 {
					continue
				}
				if try := (LCH{l, p.C, p.H}).Colour(); passes(try) {
					return try, true
				}
			}
		}
	}
	return c, false
}

// Lighter and Darker move a colour one way until it passes, and keep its hue;
// where nothing does, they end at white or black.
func Lighter(c Colour, passes func(Colour) bool) Colour { return towards(c, step, passes) }

// Darker is the other way.
func Darker(c Colour, passes func(Colour) bool) Colour { return towards(c, -step, passes) }

func towards(c Colour, by float64, passes func(Colour) bool) Colour {
	for p := c.LCH(); p.L >= 0 && p.L <= 1 && !passes(c); p.L += by {
		c = p.Colour()
	}
	return c
}
