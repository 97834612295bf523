package appearance

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/appearance/colour"
)

func unreadable(t Tokens) (all []string) {
	for _, p := range t.Pairs() {
		if p.Ratio() < p.Needs {
			all = append(all, fmt.Sprintf("%s %s on %s is %.2f", p.Part, p.Fore.Hex(), p.Back.Hex(), p.Ratio()))
		}
	}
	return all
}

// Whatever is ready to choose can be read with whatever else, by day and by
// night, with any colour: one that cannot be saved is settled all the same.
func TestEveryChoiceCanBeRead(t *testing.T) {
	accents := []string{"#000000", "#ffffff", "#ffff00", "#0000ff", "#ff0000", "#00ff00", "#808080", "#b4532a", "#1f5f8b"}
	for _, paper := range Papers {
		for _, ink := range Inks {
			for _, accent := range accents {
				for _, button := range Buttons {
					s := Began(accent)
					s.Paper, s.Ink, s.Button = paper.Day, ink.Day, button
					for scheme, tokens := range map[string]Tokens{"day": s.Day(), "night": s.Night()} {
						if bad := unreadable(tokens); len(bad) > 0 {
							t.Errorf("%s with %s on %s, %s: %s", accent, ink.Code, paper.Code, scheme, strings.Join(bad, "; "))
						}
					}
				}
			}
		}
	}
}

// Any style that passes the check can be read in every scheme that it shows;
// and with every one that does not comes what will do: taking it is enough.
func TestCheckedStylesCanBeRead(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	hex := func() string {
		return colour.Colour{R: uint8(r.UintN(256)), G: uint8(r.UintN(256)), B: uint8(r.UintN(256))}.Hex()
	}
	passed := 0
	for i := range 120 {
		s := Style{Accent: hex(), Paper: hex(), Ink: hex(), Button: Buttons[i%2], Type: Classic, Size: Normal, Corner: Soft, Scheme: Schemes[i%3]}
		if i%4 == 0 {
			s.Paper = Papers[i%len(Papers)].Day
		}
		failing := s.Check()
		if len(failing) == 0 {
			passed++
		}
		for _, f := range failing {
			if f.Nearest == "" || f.Part != "" && f.Ratio >= f.Needs {
				t.Fatalf("%+v: %+v", s, f)
			}
			s = s.withColour(f.Field, f.Nearest)
		}
		if again := s.Check(); len(again) > 0 {
			t.Errorf("what was offered does not do: %+v %+v", s, again)
		}
		if s.Scheme != Dark {
			if s.Day() != s.day() {
				t.Errorf("%+v is shown otherwise than it was chosen", s)
			}
			if bad := unreadable(s.Day()); len(bad) > 0 {
				t.Errorf("%+v by day: %v", s, bad)
			}
		}
		if bad := unreadable(s.Night()); s.Scheme != Light && len(bad) > 0 {
			t.Errorf("%+v by night: %v", s, bad)
		}
	}
	if passed == 0 || passed == 120 {
		t.Errorf("%d of 120 passed: that tells nothing", passed)
	}
}

// The refusal names what is hardest to see, with the colour that is nearest.
func TestCheckTells(t *testing.T) {
	s := Began("#c9a227") // a yellow that is a colour for walls
	failing := s.Check()
	if len(failing) != 1 || failing[0].Field != "accent" || failing[0].Part != Link || failing[0].Ratio >= 3 {
		t.Fatalf("%+v", failing)
	}
	from, to := colour.Must(s.Accent).LCH(), colour.Must(failing[0].Nearest).LCH()
	if to.L >= from.L || from.H-to.H > 6 || to.H-from.H > 6 {
		t.Errorf("%+v became %+v", from, to)
	}
	s.Scheme = Dark
	if failing := s.Check(); len(failing) > 0 {
		t.Errorf("on a dark page it can be read: %+v", failing)
	}
	s = Began("#1f5f8b")
	s.Paper = "#333333"
	if failing := s.Check(); len(failing) == 0 || failing[0].Field != "paper" || failing[0].Nearest == "" {
		t.Errorf("a dark paper by day: %+v", failing)
	}
	s = Began("#1f5f8b")
	s.Ink = "#777777"
	if failing := s.Check(); len(failing) != 1 || failing[0].Field != "ink" {
		t.Errorf("a pale ink: %+v", failing)
	}
}

// Links lead to an address under https, or to a path of the site itself.
func TestFooterLinks(t *testing.T) {
	for href, want := range map[string]bool{
		"https://example.com/a?b=c#d": true, "/cldoc/x.htm": true, "/": true, "https://å.example/ö": true,
		"": false, "http://example.com": false, "javascript:alert(1)": false, "//evil.example": false, "/\\evil.example": false,
		"https://user@evil.example": false, "https:evil": false, "https://": false, "data:text/html,x": false, "mailto:a@b.c": false,
		"/a b": false, "/a\"onclick=x": false, "https://example.com/\u202egnp": false, " https://x.example\n/": false, "x": false, "HTTPS://example.com": false,
	} {
		f := Footer{Links: []FooterLink{{"A", href}}}
		wrong := f.clean("sv")
		if got := len(wrong) == 0; got != want && href != "" {
			t.Errorf("%q: %v", href, wrong)
		}
		if href == "" && len(wrong) != 1 {
			t.Errorf("a link to nowhere: %v", wrong)
		}
	}
	f := Footer{Text: "  Ett \r\n\r\n två  \n", Links: []FooterLink{{}, {"A", "/a"}, {"", ""}}}
	if wrong := f.clean("sv"); len(wrong) > 0 || f.Text != "Ett\n\ntvå" || len(f.Links) != 1 {
		t.Errorf("%+v %v", f, wrong)
	}
	f = Footer{Text: strings.Repeat("x\n", 20)}
	if wrong := f.clean("sv"); len(wrong) != 1 {
		t.Errorf("twenty lines: %v", wrong)
	}
}
