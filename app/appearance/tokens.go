package appearance

import "github.com/pactdesk/pactdesk/app/appearance/colour"

// Tokens are the colours of a site in one scheme, as its stylesheet has them.
// Those below the line are not written there: site.css mixes them from the
// others, as is done here to judge them.
type Tokens struct {
	Paper, Ink, Accent, OnAccent colour.Colour
	Red, Green                   colour.Colour
	AccentWash, RedWash          colour.Colour
	GreenWash, Field             colour.Colour

	Tint, Edge, Muted   colour.Colour
	Deepest             colour.Colour // than this no accent's wash is further from the paper
	Pressed, AlikeHover colour.Colour
	outline, dark       bool
}

// What WCAG 2.x asks for at level AA: of text (1.4.3), and of what is needed to
// see a control or where the focus is (1.4.11).
const (
	ForText  = 4.5
	ForShape = 3.0
)

// Part is what somebody looks at: the words for it are look.contrast.…
type Part string

// The parts.
const (
	Text    Part = "text"
	Quiet   Part = "quiet"
	Link    Part = "link"
	Label   Part = "button"
	Alike   Part = "alike" // the two equal buttons
	Focus   Part = "focus"
	Edge    Part = "edge" // of fields
	Removed Part = "removed"
	Added   Part = "added"
)

// Pair is a colour on its ground, somewhere on a site's pages.
type Pair struct {
	Part        Part
	Fore, Back  colour.Colour
	Needs       float64
	Responsible string // the choice that it hangs on: accent or ink; empty: it is ours
}

// Ratio is its contrast.
func (p Pair) Ratio() float64 { return colour.Contrast(p.Fore, p.Back) }

// Pairs are all that the stylesheets use.
func (t Tokens) Pairs() []Pair {
	pairs := []Pair{
		{Text, t.Ink, t.Paper, ForText, "ink"},
		{Text, t.Ink, t.Field, ForText, "ink"},
		{Text, t.Ink, t.Tint, ForText, "ink"},
		{Text, t.Ink, t.AccentWash, ForText, ""}, // follows from what quiet text needs
		{Text, t.Ink, t.RedWash, ForText, "ink"},
		{Text, t.Ink, t.GreenWash, ForText, "ink"},
		{Quiet, t.Muted, t.Paper, ForText, "ink"},
		{Quiet, t.Muted, t.AccentWash, ForText, ""},
		{Quiet, t.Muted, t.Deepest, ForText, "ink"},
		{Edge, t.Edge, t.Paper, ForShape, "ink"},
		{Edge, t.Edge, t.Field, ForShape, "ink"},

		{Link, t.Accent, t.Paper, ForText, "accent"},
		{Link, t.Accent, t.AccentWash, ForText, "accent"},
		{Alike, t.Ink, t.AlikeHover, ForText, "accent"},
		{Alike, t.Accent, t.Paper, ForShape, "accent"},
		{Focus, t.Accent, t.Paper, ForShape, "accent"},
		{Focus, t.Accent, t.Field, ForShape, "accent"},

		{Removed, t.Red, t.Paper, ForText, ""},
		{Removed, t.Red, t.RedWash, ForText, ""},
		{Added, t.Green, t.Paper, ForText, ""},
		{Added, t.Green, t.GreenWash, ForText, ""},
	}
	if t.outline {
		return append(pairs, Pair{Label, t.Accent, t.Paper, ForText, "accent"}, Pair{Label, t.Accent, t.AccentWash, ForText, "accent"})
	}
	return append(pairs, Pair{Label, t.OnAccent, t.Accent, ForText, "accent"}, Pair{Label, t.OnAccent, t.Pressed, ForText, "accent"})
}

// passes reports whether all pairs that hang on a choice can be read.
func (t Tokens) passes(responsible string) bool {
	for _, p := range t.Pairs() {
		if p.Responsible == responsible && p.Ratio() < p.Needs {
			return false
		}
	}
	return true
}

// Our own red and green, which every look has.
var (
	dayRed, dayGreen     = colour.Must("#a3261b"), colour.Must("#1d6b3c")
	nightRed, nightGreen = colour.Must("#ff9c8f"), colour.Must("#86d3a0")
	white, black         = colour.Must("#ffffff"), colour.Must("#101214")
)

// Day are the tokens of the light scheme. A colour that cannot be read there
// is darkened until it can: one that was chosen here can, since it could not
// have been saved otherwise, but sites come by a colour in other ways too.
func (s Style) Day() Tokens {
	t := s.day()
	t.Accent = colour.Darker(t.Accent, func(c colour.Colour) bool { return t.with(c).passes("accent") })
	return t.with(t.Accent)
}

// day is with the accent as it was chosen.
func (s Style) day() Tokens {
	t := Tokens{Paper: colour.Must(s.Paper), Ink: colour.Must(s.Ink), Field: white, outline: s.Button == Outline}
	t.Red, t.RedWash = settle(dayRed, t.Paper, 0.11, colour.Darker)
	t.Green, t.GreenWash = settle(dayGreen, t.Paper, 0.13, colour.Darker)
	t.mix()
	return t.with(colour.Must(s.Accent))
}

// Night are the tokens of the dark scheme. The accent is raised in lightness
// and keeps its hue, and as much of its chroma as a screen has there.
func (s Style) Night() Tokens {
	t := s.night()
	t.Accent = colour.Lighter(t.Accent, func(c colour.Colour) bool { return t.with(c).passes("accent") })
	return t.with(t.Accent)
}

func (s Style) night() Tokens {
	t := Tokens{outline: s.Button == Outline, dark: true}
	t.Paper = night(colour.Must(s.Paper), Papers, nightPaper, nightPaperChroma)
	t.Ink = night(colour.Must(s.Ink), Inks, nightInk, nightInkChroma)
	t.Field = colour.Mix(t.Ink, 0.06, t.Paper)
	t.Red, t.RedWash = settle(nightRed, t.Paper, 0.16, colour.Lighter)
	t.Green, t.GreenWash = settle(nightGreen, t.Paper, 0.16, colour.Lighter)
	t.mix()
	return t.with(colour.Must(s.Accent))
}

// settle makes a colour of ours readable on a paper and on its own wash there.
func settle(c, paper colour.Colour, share float64, move func(colour.Colour, func(colour.Colour) bool) colour.Colour) (own, wash colour.Colour) {
	washed := func(c colour.Colour) colour.Colour { return colour.Mix(c, share, paper) }
	own = move(c, func(c colour.Colour) bool {
		return colour.Contrast(c, paper) >= ForText && colour.Contrast(c, washed(c)) >= ForText
	})
	return own, washed(own)
}

// How much of the accent its wash holds, as in site.css.
const dayWash, nightWash = 0.08, 0.14

// mix makes the greys as site.css does.
func (t *Tokens) mix() {
	t.Tint = colour.Mix(t.Ink, 0.07, t.Paper)
	t.Edge = colour.Mix(t.Ink, 0.54, t.Paper)
	t.Muted = colour.Mix(t.Ink, 0.72, t.Paper)
	t.Deepest = colour.Mix(colour.Must("#000000"), dayWash, t.Paper)
}

// with has another accent, and what is made of it.
func (t Tokens) with(accent colour.Colour) Tokens {
	share := dayWash
	if t.dark {
		share = nightWash
	}
	t.Accent, t.OnAccent = accent, white
	if colour.Contrast(black, accent) > colour.Contrast(white, accent) {
		t.OnAccent = black
	}
	t.AccentWash = colour.Mix(accent, share, t.Paper)
	if t.dark { // there ink and paper are ours
		t.Deepest = t.AccentWash
	}
	t.AlikeHover = colour.Mix(accent, 0.18, t.Paper)
	t.Pressed = colour.Mix(accent, 0.88, t.Ink)
	return t
}
