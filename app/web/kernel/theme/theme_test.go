package theme

import (
	"regexp"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/appearance"
	"github.com/pactdesk/pactdesk/templates"
)

// every is each option with each colour that could make trouble.
func every() (all []appearance.Style) {
	for _, scheme := range appearance.Schemes {
		for _, button := range appearance.Buttons {
			for i, face := range appearance.Types {
				for j, corner := range appearance.Corners {
					s := appearance.Began([]string{"#b4532a", "#000000", "#ffff00", "#0000ff"}[(i+j)%4])
					s.Scheme, s.Button, s.Type, s.Corner = scheme, button, face, corner
					s.Size = appearance.Sizes[(i+j)%3]
					s.Paper, s.Ink = appearance.Papers[(i*2+j)%7].Day, appearance.Inks[j].Day
					all = append(all, s)
				}
			}
		}
	}
	return all
}

var (
	sheetForm = regexp.MustCompile(`^(:root\{[^{}]*\}\n|@media \((prefers-color-scheme:dark|min-width:60rem)\)\{:root\{[^{}]*\}\}\n)+$`)
	property  = regexp.MustCompile(`(?:^|[{;])(--[a-z-]+|color-scheme):([^;{}]+)`)
	valueForm = regexp.MustCompile(`^[#a-zA-Z0-9 .,"()+-]+$`)
)

// A theme sets properties of :root and nothing else. So it cannot tell one
// button from another: whatever it says reaches both of two equal ones.
func TestThemesSetTokensOnly(t *testing.T) {
	css, err := templates.FS.ReadFile("assets/site.css")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"color-scheme": true}
	for _, m := range regexp.MustCompile(`(--[a-z0-9-]+):`).FindAllStringSubmatch(string(css), -1) {
		known[m[1]] = true
	}
	for _, s := range every() {
		for _, sheet := range []string{string(Stylesheet(s)), string(Studio(s.Accent))} {
			if !sheetForm.MatchString(sheet) {
				t.Fatalf("%+v: %s", s, sheet)
			}
			for _, m := range property.FindAllStringSubmatch(sheet, -1) {
				if !known[m[1]] || !valueForm.MatchString(m[2]) {
					t.Errorf("%+v sets %s: %s", s, m[1], m[2])
				}
			}
		}
	}
}

// The two equal buttons are of one class, and no rule of ours that could reach
// them tells the first from the second, or yes from no.
func TestEqualButtonsShareEveryRule(t *testing.T) {
	for _, name := range []string{"site.css", "site-look.css"} {
		css, err := templates.FS.ReadFile("assets/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`[^{}]*\{`).FindAllString(string(css), -1) {
			if strings.Contains(m, "button") && regexp.MustCompile(`value=|name=|:first|:last|:nth|:only|\+|~`).MatchString(m) {
				t.Errorf("%s tells buttons apart: %s", name, m)
			}
		}
	}
	gate, err := templates.FS.ReadFile("site/accept.html")
	if err != nil {
		t.Fatal(err)
	}
	alike := regexp.MustCompile(`(?s)<div class="alike">(.*?)</div>`).FindAllStringSubmatch(string(gate), -1)
	if len(alike) != 1 || strings.Count(alike[0][1], "<button") != 2 || strings.Contains(alike[0][1], "class=") {
		t.Errorf("the gate's equal buttons: %q", alike)
	}
}

// One look is one stylesheet, whoever has it, and a name makes no script.
func TestIcon(t *testing.T) {
	for name, letter := range map[string]string{"Nordljus": ">N<", "<script>": ">S<", "  ": ">·<", "åäö": ">Å<"} {
		icon := string(Icon(appearance.Began("#b4532a"), name))
		if !strings.Contains(icon, letter) || strings.Contains(icon, "script") {
			t.Errorf("%q: %s", name, icon)
		}
	}
}
