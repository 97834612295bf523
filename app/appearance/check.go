package appearance

import (
	"math"

	"github.com/pactdesk/pactdesk/app/appearance/colour"
	"github.com/pactdesk/pactdesk/app/errs"
)

// Failing is a choice with which something could not be read.
type Failing struct {
	Field   string // accent, ink or paper
	Part    Part   // what is hardest to see; empty: the paper is too dark to be one
	Ratio   float64
	Needs   float64
	Nearest string // the colour nearest to the one chosen that will do; empty: none
}

// Check judges a style whose values are valid: every pair of colours that its
// stylesheet brings about, in each scheme that readers can meet. What is
// derived for the other scheme than the owner chooses in passes by being made
// so; what was chosen is judged as it was chosen.
func (s Style) Check() (failing []Failing) {
	if colour.Must(s.Paper).LCH().L < dayPaper && s.Scheme != Dark {
		nearest, _ := colour.Nearest(colour.Must(s.Paper), func(c colour.Colour) bool { return c.LCH().L >= dayPaper })
		failing = append(failing, Failing{Field: "paper", Nearest: nearest.Hex()})
		s.Paper = nearest.Hex() // the rest is judged as if it were taken
	}
	for _, field := range []string{"ink", "accent"} {
		if f := s.checkField(field); f != nil {
			failing = append(failing, *f)
			if f.Nearest != "" {
				s = s.withColour(field, f.Nearest)
			}
		}
	}
	return failing
}

// chosen are the tokens in the scheme that colours are chosen for.
func (s Style) chosen() Tokens {
	if s.Scheme == Dark {
		return s.night()
	}
	return s.day()
}

func (s Style) withColour(field, hex string) Style {
	switch field {
	case "ink":
		s.Ink = hex
	case "accent":
		s.Accent = hex
	case "paper":
		s.Paper = hex
	}
	return s
}

func (s Style) checkField(field string) *Failing {
	var worst *Pair
	for _, p := range s.chosen().Pairs() {
		if p.Responsible == field && p.Ratio() < p.Needs && (worst == nil || p.Ratio()/p.Needs < worst.Ratio()/worst.Needs) {
			worst = &p
		}
	}
	if worst == nil {
		return nil
	}
	// Rounded down: what fails is never told to have what it lacks.
	f := &Failing{Field: field, Part: worst.Part, Ratio: math.Floor(worst.Ratio()*10) / 10, Needs: worst.Needs}
	from := map[string]string{"ink": s.Ink, "accent": s.Accent}[field]
	if nearest, ok := colour.Nearest(colour.Must(from), func(c colour.Colour) bool {
		return s.withColour(field, c.Hex()).chosen().passes(field)
	}); ok {
		f.Nearest = nearest.Hex()
	}
	return f
}

// Err is what its owner is told.
func (f Failing) Err() *errs.Error {
	if f.Part == "" {
		return errs.InvalidField(f.Field, "look.contrast.paper", nil)
	}
	return errs.InvalidField(f.Field, "look.contrast."+string(f.Part), errs.Params{"Ratio": f.Ratio, "Needs": f.Needs})
}
