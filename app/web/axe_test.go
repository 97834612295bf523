package web_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/apptest/browser"
)

// axe is the source of axe-core, whose path PACTDESK_AXE is. It skips the test
// where there is none, unless PACTDESK_REQUIRE_AXE=1.
func axe(t *testing.T) string {
	t.Helper()
	path := os.Getenv("PACTDESK_AXE")
	if path == "" && os.Getenv("PACTDESK_REQUIRE_AXE") != "1" {
		t.Skip("no axe-core here: PACTDESK_AXE is not set")
	}
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal("axe-core: ", err)
	}
	return string(source)
}

// screens are how pages are looked at: over three languages, each page is seen
// on both widths and in both schemes.
var screens = []browser.Options{
	{Width: 360, Height: 740, Dark: true},
	{Width: 1280, Height: 900},
	{Width: 360, Height: 740},
	{Width: 1280, Height: 900, Dark: true},
}

func screenName(o browser.Options) string {
	return fmt.Sprintf("%d-%s", o.Width, map[bool]string{true: "dark", false: "light"}[o.Dark])
}

// axeAsks is what a page is asked once axe-core is there: what it has against the
// page, and what only a browser can tell besides.
const axeAsks = `axe.run(document, {runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
	resultTypes: ["violations"], preload: false, iframes: false, selectors: true, ancestry: false, xpath: false}).then(r => ({
	violations: r.violations.filter(v => v.impact === "serious" || v.impact === "critical").flatMap(v => v.nodes.map(n =>
		v.id + " (" + v.impact + ") at " + n.target.join(" ") + ": " + n.any.concat(n.all, n.none).map(c => c.message).join("; "))),
	over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
	lang: document.documentElement.lang}))`

type axeSays struct {
	Violations []string
	Over       int
	Lang       string
}

// TestEveryPageIsAccessible looks at every page of the program in every
// language, in light and dark, on a telephone and at a desk, and lets axe-core
// look with it. It is one browser for all of them: starting one takes longer
// than looking at ten pages.
func TestEveryPageIsAccessible(t *testing.T) {
	source := axe(t)
	t.Parallel()
	c := shown(t)
	g := &gaze{t: t, Cast: c, b: browser.New(t, browser.Options{}), axe: source, tokens: map[apptest.Actor]string{}, screen: -1}
	all := looks(t, c)
	// A screen at a time: to change it takes longer than to change the page.
	cell := 0
	for s := range screens {
		for i, l := range all {
			for j, language := range languages {
				if turn(i, j) != s {
					continue
				}
				if cell++; cell%apptest.Sampled == 0 {
					g.at(l, language, s)
				}
			}
		}
	}
	g.mistakes()
	g.keyboard()
	for i, l := range owing(t, c) {
		for j, language := range languages {
			g.at(l, language, turn(i, j))
		}
	}
	g.unknownHost()
	for _, complaint := range g.b.ConsoleErrors() {
		if !strings.Contains(complaint, "404") && !strings.Contains(complaint, "beforeunload") { // it was left with nobody having touched it
			t.Errorf("the console says %s", complaint)
		}
	}
	t.Logf("%d looks at %d pages", g.looked, len(all))
}

// turn is the screen on which a page is looked at in a language: 360 dark, 1280
// light and 360 light, or 1280 dark, 360 light and 1280 light, and so on.
func turn(page, language int) int {
	return [][]int{{0, 1, 2}, {3, 2, 1}, {1, 0, 3}, {2, 3, 0}}[page%4][language]
}

// gaze is the browser that looks.
type gaze struct {
	t *testing.T
	*apptest.Cast
	b      *browser.Browser
	axe    string
	tokens map[apptest.Actor]string
	by     apptest.Actor // whose cookies the browser has
	screen int
	looked int
}

func (g *gaze) origin(host string) string { return g.Config.Origin(host + ".localhost") }

// open goes to a page as somebody.
func (g *gaze) open(l look, language string, screen int) {
	g.t.Helper()
	if g.screen != screen {
		g.b.Become(screens[screen])
		g.screen = screen
	}
	if g.by != l.by {
		g.b.ClearCookies()
		if l.by != apptest.Nobody {
			if g.tokens[l.by] == "" {
				g.tokens[l.by] = g.Token(l.by)
			}
			g.b.SetCookie(g.origin(l.by.Home()), g.Kernel.SessionCookie(), g.tokens[l.by])
		}
		g.by = l.by
	}
	g.b.Open(g.origin(l.host) + l.in(language))
}

func (g *gaze) at(l look, language string, screen int) {
	g.t.Helper()
	g.open(l, language, screen)
	g.judge(l.host+l.path, language)
}

// judge asks the page that is open.
func (g *gaze) judge(where, language string) {
	g.t.Helper()
	g.looked++
	where += " in " + language + ", " + screenName(screens[g.screen])
	g.b.Eval(g.axe+";0", nil)
	var a axeSays
	g.b.Eval(axeAsks, &a)
	for _, v := range a.Violations {
		if strings.HasPrefix(v, "target-size") && strings.Contains(v, "partially obscured") {
			continue // by the gate's buttons, which stay in view while what is below them scrolls out from under
		}
		g.t.Errorf("%s: %s", where, v)
	}
	if a.Over > 0 {
		g.t.Errorf("%s is %d px wider than the screen", where, a.Over)
	}
	if a.Lang != language && !ownLanguage.MatchString(where) {
		g.t.Errorf("%s says that it is in %q", where, a.Lang)
	}
	if language != languages[0] { // one picture of each page will do: they take longer than to look
		return
	}
	g.b.Screenshot("pages/" + unnamed.ReplaceAllString(strings.Trim(strings.ReplaceAll(where, " in ", "-"), "/"), "_"))
}

var unnamed = regexp.MustCompile(`[^a-zA-Z0-9-]+`)

// mistakes looks at forms that came back, and at what a post shows.
func (g *gaze) mistakes() {
	g.t.Helper()
	for i, m := range []struct {
		look
		send string // what is done on the page
	}{
		{look{"", "alfa", "/register", apptest.Nobody}, `document.querySelector("form[action='/register']").submit()`},
		{look{"", "alfa", "/login", apptest.Nobody}, `document.querySelector("form[action='/login']").submit()`},
		{look{"", "platform", papers + "/" + privacy + "/publish", apptest.Owner}, `const f = document.querySelector("form.publish"); f.querySelectorAll("[type=checkbox]").forEach(b => b.checked = false); f.submit()`},
		{look{"", "platform", reviews, apptest.Owner}, `document.querySelector("[name=do][value=return]").click()`},
		{look{"", "platform", lookPage, apptest.Owner}, `document.querySelector("[name=accent]").value = "#ffe000"; document.querySelector("[name=do][value=save]").click()`},
		{look{"", "platform", "/studio/alfa/settings/organisation", apptest.Owner}, `const f = document.querySelector("main form"); f.querySelectorAll("input").forEach(b => b.value = ""); f.submit()`},
	} {
		language := languages[i%3]
		g.open(m.look, language, i%len(screens))
		g.b.Eval(`document.cookie = "language=`+language+`; path=/"`, nil) // a form is sent to an address without a language
		g.b.Does("send the form of "+m.path, m.send)
		g.judge(m.host+m.path+" (mistakes)", language)
	}
}

// unknownHost looks at the page of a host that is nobody's.
func (g *gaze) unknownHost() {
	g.t.Helper()
	g.b.Open(g.origin("nobody"))
	g.judge("a host that is nobody's", "en")
}

// watchFocus records each element that gets the focus: what it is, and whether one
// can see it and that it has the focus.
const watchFocus = `window.steps = []; document.activeElement.blur(); getSelection().removeAllRanges();
addEventListener("focusin", e => {
	const el = e.target, s = getComputedStyle(el), r = el.getBoundingClientRect();
	const around = el.closest("label, .card") || el, a = getComputedStyle(around);
	const ring = s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
	steps.push({what: el.tagName.toLowerCase() + (el.id ? "#" + el.id : "") + " " + (el.getAttribute("aria-label") || el.textContent || el.name || "").trim().slice(0, 40),
		index: order.indexOf(el), ring: ring(s) || ring(a), seen: r.width > 0 && r.height > 0 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth});
});
window.order = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")].filter(el =>
	!el.disabled && el.tabIndex >= 0 && el.checkVisibility({visibilityProperty: true}));
order.length`

type stop struct {
	What       string
	Index      int
	Ring, Seen bool
}

// keyboard goes through pages with the Tab key alone: it comes to everything
// that can be used, in the order of the page, shows where it is, and gets out.
func (g *gaze) keyboard() {
	g.t.Helper()
	for i, l := range []look{
		{"", "alfa", "/login", apptest.Nobody},
		{"", "alfa", "/register", apptest.Nobody},
		{"", "platform", papers, apptest.Owner},
		{"", "platform", papers + "/" + privacy + "/text/sv", apptest.Owner},
		{"", "platform", papers + "/" + privacy + "/publish", apptest.Owner},
		{"", "platform", reviews, apptest.Owner},
		{"", "platform", "/studio/alfa/history", apptest.Owner},
	} {
		where := l.host + l.path
		g.open(l, "sv", 1+2*(i%2)) // at a desk, in light and dark: a telephone has no Tab key
		var n int
		g.b.Eval(watchFocus, &n)
		g.b.PressTab(n + 3)
		var went []stop
		g.b.Eval("steps", &went)
		if len(went) == 0 {
			g.t.Errorf("%s: Tab leads nowhere", where)
			continue
		}
		if !strings.Contains(went[0].What, "Hoppa") {
			g.t.Errorf("%s: the first stop is %s", where, went[0].What)
		}
		been, last := map[int]bool{}, -1
		for _, s := range went {
			if been[s.Index] {
				break // round again
			}
			if been[s.Index] = true; s.Index < last {
				g.t.Errorf("%s: %s comes after what stands below it", where, s.What)
			}
			last = s.Index
			if !s.Seen || !s.Ring {
				g.t.Errorf("%s: at %s one does not see where one is (in view %v, ring %v)", where, s.What, s.Seen, s.Ring)
			}
		}
		if missed := n - len(been); missed > radios(g.b) {
			g.t.Errorf("%s: Tab comes to %d of %d: %s", where, len(been), n, g.missed(been))
		}
		if slices.IndexFunc(went[1:], func(s stop) bool { return s.Index == went[0].Index }) < 0 && len(went) > n+2 {
			g.t.Errorf("%s: Tab does not get out", where)
		}
	}
}

// radios is how many radio buttons Tab leaves out: it stops at one of a group,
// and the arrows lead to the others.
func radios(b *browser.Browser) (n int) {
	b.Eval(`(r => r.length - new Set(r.map(e => e.name)).size)(order.filter(e => e.type === "radio"))`, &n)
	return n
}

func (g *gaze) missed(been map[int]bool) string {
	g.t.Helper()
	indices, err := json.Marshal(been)
	if err != nil {
		g.t.Fatal(err)
	}
	var missed string
	g.b.Eval(`order.filter((e, i) => !(`+string(indices)+`)[i] && e.type !== "radio").map(e => e.outerHTML.slice(0, 90)).join(" | ")`, &missed)
	return missed
}
