package colour

import (
	"math"
	"math/rand/v2"
	"testing"
)

// What others have reckoned: WCAG's own example pairs, and CSS Color 4's OKLCH.
func TestKnownValues(t *testing.T) {
	for _, pair := range []struct {
		a, b string
		want float64
	}{{"#ffffff", "#000000", 21}, {"#777777", "#ffffff", 4.48}, {"#767676", "#ffffff", 4.54}, {"#0000ff", "#ffffff", 8.59}} {
		if got := Contrast(Must(pair.a), Must(pair.b)); math.Abs(got-pair.want) > 0.01 {
			t.Errorf("%s on %s: %.2f, not %.2f", pair.a, pair.b, got, pair.want)
		}
	}
	for hex, want := range map[string]LCH{"#ff0000": {0.628, 0.2577, 29.23}, "#00ff00": {0.8664, 0.2948, 142.5}, "#0000ff": {0.452, 0.3132, 264.05}} {
		got := Must(hex).LCH()
		if math.Abs(got.L-want.L) > 0.001 || math.Abs(got.C-want.C) > 0.001 || math.Abs(got.H-want.H) > 0.1 {
			t.Errorf("%s is %+v, not %+v", hex, got, want)
		}
	}
	for _, wrong := range []string{"", "#fff", "#gggggg", "red", "#-12345", "#1234567", "#+12345"} {
		if _, ok := Parse(wrong); ok {
			t.Errorf("%q is a colour", wrong)
		}
	}
}

func random(r *rand.Rand) Colour {
	return Colour{uint8(r.UintN(256)), uint8(r.UintN(256)), uint8(r.UintN(256))}
}

// Any colour comes back from OKLCH as it went there, and from its hex.
func TestThereAndBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		c := random(r)
		if back := c.LCH().Colour(); back != c {
			t.Fatalf("%s comes back as %s", c.Hex(), back.Hex())
		}
		if back := Must(c.Hex()); back != c {
			t.Fatalf("%v is written %s", c, c.Hex())
		}
		if m := Mix(c, 1, Must("#fbfaf8")); m != c {
			t.Fatalf("all of %s is %s", c.Hex(), m.Hex())
		}
	}
}

// The nearest colour passes, keeps its hue, and nothing nearer in lightness
// passes.
func TestNearest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 150 {
		c, ground := random(r), random(r)
		passes := func(x Colour) bool { return Contrast(x, ground) >= 4.5 }
		got, ok := Nearest(c, passes)
		if !ok || !passes(got) {
			t.Fatalf("%s on %s: %s, %v", c.Hex(), ground.Hex(), got.Hex(), ok)
		}
		from, to := c.LCH(), got.LCH()
		if turn := math.Abs(math.Mod(to.H-from.H+540, 360) - 180); from.C > 0.02 && to.C > 0.02 && turn > 8 {
			t.Errorf("%s turned %.0f° to %s", c.Hex(), turn, got.Hex())
		}
		for d := 2 * step; d < math.Abs(to.L-from.L)-2*step; d += step {
			for _, l := range []float64{from.L - d, from.L + d} {
				if nearer := (LCH{l, from.C, from.H}).Colour(); l >= 0 && l <= 1 && passes(nearer) {
					t.Fatalf("%s on %s: %s is nearer than %s", c.Hex(), ground.Hex(), nearer.Hex(), got.Hex())
				}
			}
		}
	}
	if _, ok := Nearest(Must("#123456"), func(Colour) bool { return false }); ok {
		t.Error("nothing passes, and yet something did")
	}
}

// By night a strong colour stays one: raised in lightness it keeps hue and as
// much chroma as a screen has, where mixing in white made it grey.
func TestLighterKeepsColour(t *testing.T) {
	night := Must("#16181a")
	for _, hex := range []string{"#b4532a", "#0000c0", "#7a0060", "#3f6b3a", "#1f5f8b"} {
		c := Must(hex)
		got := Lighter(c, func(x Colour) bool { return Contrast(x, night) >= 4.5 })
		if Contrast(got, night) < 4.5 {
			t.Errorf("%s: %s cannot be read", hex, got.Hex())
		}
		from, to := c.LCH(), got.LCH()
		if to.C < 0.7*math.Min(from.C, 0.2) || math.Abs(math.Mod(to.H-from.H+540, 360)-180) > 4 {
			t.Errorf("%s %+v became %s %+v", hex, from, got.Hex(), to)
		}
	}
}
