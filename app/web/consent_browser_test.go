package web_test

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/appearance"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/apptest/browser"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/sites"
)

// google stands for Google's hosts. What it answers does what Google's
// library does at least: a cookie on the page's host, and a call home.
type google struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
}

const gtagScript = `document.cookie = "_ga=GA1.1.1.1; path=/; max-age=604800"; fetch("https://region1.google-analytics.com/g/collect?v=2", {method: "POST", mode: "no-cors"});`

func newGoogle(t *testing.T) *google {
	t.Helper()
	g := &google{}
	g.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		g.asked = append(g.asked, r.Host+r.URL.RequestURI())
		g.mu.Unlock()
		if r.URL.Path == "/gtag/js" {
			w.Header().Set("Content-Type", "text/javascript")
			fmt.Fprint(w, gtagScript)
		}
	}))
	g.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	g.StartTLS()
	t.Cleanup(g.Close)
	return g
}

// take is what it has been asked since it was last taken.
func (g *google) take() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	asked := g.asked
	g.asked = nil
	return asked
}

// guest is a browser on alfa, and what it had done when it was last looked at.
type guest struct {
	t *testing.T
	*browser.Browser
	google        *google
	origin        string
	asked, cookie int
}

// did is what pages have done since: the foreign URLs that were asked for, and
// the lines of Set-Cookie.
func (g *guest) did() (foreign, set []string) {
	g.t.Helper()
	set = g.SetCookies()[g.cookie:]
	all := g.Requests()
	for _, u := range all[g.asked:] {
		if !strings.HasPrefix(u, g.origin+"/") && !strings.HasPrefix(u, "data:") {
			foreign = append(foreign, u)
		}
	}
	g.asked, g.cookie = len(all), g.cookie+len(set)
	return foreign, set
}

// kept are the names of what the browser keeps: cookies and storage.
func (g *guest) kept() (names []string) {
	g.t.Helper()
	for _, c := range g.Cookies() {
		names = append(names, c.Name)
	}
	var storage []string
	g.Eval(`(async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage),
		...(await indexedDB.databases()).map(d => d.name), ...(await caches.keys()), ...(await navigator.serviceWorker.getRegistrations()).map(r => r.scope)])()`, &storage)
	names = append(names, storage...)
	slices.Sort(names)
	return names
}

// quiet goes through pages and holds that nothing is asked of anybody else, and
// only necessary cookies are set, or others deleted.
func (g *guest) quiet(when string, kept ...string) {
	g.t.Helper()
	for _, path := range []string{documentPath, "/", "/contact", "/who-answers", "/cookies", "/login", "/register"} {
		g.Open(g.origin + path)
		if now := g.kept(); !slices.Equal(now, kept) {
			g.t.Errorf("%s, %s: kept are %q", when, path, now)
		}
	}
	foreign, set := g.did()
	if asked := g.google.take(); len(foreign)+len(asked) > 0 {
		g.t.Errorf("%s, these were asked for: %q %q", when, foreign, asked)
	}
	for _, line := range set {
		if name, _, _ := strings.Cut(line, "="); name != "consent" && name != "language" && !strings.Contains(line, "Max-Age=0") {
			g.t.Errorf("%s, this was set: %s", when, line)
		}
	}
}

// what the notice asks of the page: two buttons alike, nothing ticked, the
// focus where it was, and nothing that moved.
const noticeAsks = `(async () => {
	const shift = [], keep = list => shift.push(...list.map(e => e.value));
	const shifts = new PerformanceObserver(list => keep(list.getEntries())); shifts.observe({type: "layout-shift", buffered: true});
	const painted = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
	await painted(); await painted();
	keep(shifts.takeRecords());
	const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
	const over = (...colours) => { canvas.clearRect(0, 0, 1, 1); for (const c of colours) { canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); } return [...canvas.getImageData(0, 0, 1, 1).data]; };
	const light = c => { const [r, g, b] = c.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
	const notice = document.querySelector("aside.cookies"), r = notice.getBoundingClientRect();
	const buttons = [...notice.querySelectorAll(".alike button")].map(b => {
		const s = getComputedStyle(b), box = b.getBoundingClientRect();
		const ground = over(getComputedStyle(document.body).backgroundColor, getComputedStyle(notice).backgroundColor, s.backgroundColor);
		const ink = over("rgb(" + ground.slice(0, 3) + ")", s.color), [x, y] = [light(ink), light(ground)];
		return {Name: b.textContent, Width: box.width, Height: box.height, Contrast: (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05),
			Look: [s.color, s.backgroundColor, s.backgroundImage, s.borderColor, s.borderWidth, s.borderStyle, s.borderRadius, s.fontFamily, s.fontSize, s.fontWeight, s.textDecorationLine,
				s.textTransform, s.opacity, s.boxShadow, s.padding, s.visibility].join("; "), Seen: box.top >= r.top && box.bottom <= innerHeight + 1 && box.left >= 0 && box.right <= innerWidth};
	});
	return {Buttons: buttons, Ticked: notice.querySelectorAll("input:checked").length, Boxes: notice.querySelectorAll("[type=checkbox]").length,
		Focus: document.activeElement === document.body, Shift: shift.reduce((a, b) => a + b, 0), Share: r.height / innerHeight,
		Robot: navigator.webdriver, Lang: document.documentElement.lang, Over: document.documentElement.scrollWidth - document.documentElement.clientWidth};
})()`

type noticeSays struct {
	Buttons []struct {
		Name, Look              string
		Width, Height, Contrast float64
		Seen                    bool
	}
	Ticked, Boxes, Over int
	Focus, Robot        bool
	Shift, Share        float64
	Lang                string
}

// fair holds the notice of the page that is open to what it must be.
func (g *guest) fair(where, language string) {
	g.t.Helper()
	var n noticeSays
	g.Eval(noticeAsks, &n)
	if len(n.Buttons) != 2 || n.Boxes != 2 || n.Lang != language {
		g.t.Fatalf("%s: the notice is %+v", where, n)
	}
	a, b := n.Buttons[0], n.Buttons[1]
	if a.Width != b.Width || a.Height != b.Height || a.Look != b.Look || a.Contrast != b.Contrast {
		g.t.Errorf("%s: the buttons are not alike:\n%+v\n%+v", where, a, b)
	}
	if a.Contrast < 4.5 || a.Height < 44 || !a.Seen || !b.Seen {
		g.t.Errorf("%s: the buttons are hard to read, hit or see: %+v %+v", where, a, b)
	}
	if n.Ticked > 0 || !n.Focus || n.Shift != 0 || n.Share > 0.62 || n.Over > 0 || !n.Robot {
		g.t.Errorf("%s: %+v", where, n)
	}
}

// The whole way of a visitor in a real browser, with Google played by the
// test: asked, refusing, allowing, taking back, by signal and without
// script.
func TestConsentInTheBrowser(t *testing.T) {
	t.Parallel()
	w := apptest.NewWorld(t, apptest.SQLite(t), func(*config.Config) {})
	counting(w)
	alfa := w.Sites["alfa"]
	if err := w.App.Sites.SetProfile(w.On(alfa), apptest.Shell, sites.Profile{Name: "Alfa", Languages: "sv,en,nb", TimeZone: "Europe/Stockholm"}); err != nil {
		t.Fatal(err)
	}
	w.Follow()
	elsewhere := newGoogle(t)
	there := elsewhere.Listener.Addr().String()
	g := &guest{t: t, google: elsewhere, origin: w.Config.Origin("alfa.localhost"),
		Browser: browser.New(t, browser.Options{Language: "sv", Resolve: "MAP www.googletagmanager.com " + there + ", MAP *.google-analytics.com " + there})}

	g.quiet("before a choice")
	g.Open(g.origin + documentPath)
	g.PressEscape()
	g.Eval(`scrollTo(0, document.documentElement.scrollHeight)`, nil)
	g.Eval(`document.querySelector(".cookies summary").click()`, nil)
	g.PressEscape()
	g.WaitVisible("aside.cookies")
	g.quiet("after Escape and scrolling")

	g.Open(g.origin + documentPath)
	g.Submit(`aside.cookies button[value="necessary"]`)
	g.quiet("after refusing", "consent")

	allow := func() {
		t.Helper()
		g.Open(g.origin + "/cookies")
		g.Submit(`#settings button[value="all"]`)
		g.Open(g.origin + documentPath)
	}
	allow()
	var layer [][]any
	g.Eval(`dataLayer.map(a => [...a].map(v => v instanceof Date ? "a date" : v))`, &layer)
	const want = `[[consent default map[ad_personalization:denied ad_storage:denied ad_user_data:denied analytics_storage:denied]] ` +
		`[consent update map[analytics_storage:granted]] [js a date] ` +
		`[config G-ALFA1234 map[allow_ad_personalization_signals:false allow_google_signals:false cookie_domain:none cookie_expires:604800 cookie_update:false]]]`
	if got := fmt.Sprint(layer); got != want {
		t.Errorf("the data layer is\n%s, not\n%s", got, want)
	}
	g.Eval(`performance.now()`, nil)
	foreign, _ := g.did()
	tags := slices.DeleteFunc(foreign, func(u string) bool { return !strings.Contains(u, "/gtag/js") })
	if len(tags) != 1 || tags[0] != gaTag {
		t.Errorf("the tag was asked for as %q", tags)
	}
	for _, asked := range elsewhere.take() {
		if host, _, _ := strings.Cut(asked, "/"); host != "www.googletagmanager.com" && !strings.HasSuffix(host, ".google-analytics.com") {
			t.Errorf("this was asked for: %s", asked)
		}
	}
	if kept := g.kept(); !slices.Equal(kept, []string{"_ga", "consent"}) {
		t.Errorf("allowed, the browser keeps %q", kept)
	}

	g.Open(g.origin + "/cookies")
	g.Submit(`#settings button[value="necessary"]`)
	g.google.take()
	g.did()
	g.quiet("after taking back", "consent")
	if wrong := g.ConsoleErrors(); len(wrong) > 0 {
		t.Errorf("the console says %q", wrong)
	}

	g.ClearCookies()
	g.Become(browser.Options{GPC: true})
	g.quiet("with Global Privacy Control")
	g.Open(g.origin + documentPath)
	var asks bool
	if g.Eval(`!!document.querySelector("aside.cookies")`, &asks); asks {
		t.Error("who sends Global Privacy Control is asked")
	}
	allow() // an explicit yes wins
	if tags := elsewhere.take(); len(tags) == 0 {
		t.Error("an explicit yes did not win over the signal")
	}

	g.ClearCookies()
	g.Become(browser.Options{NoScript: true})
	g.Open(g.origin + documentPath)
	g.Submit(`aside.cookies button[value="all"]`)
	g.WaitURL(documentPath)
	g.Open(g.origin + "/cookies")
	g.Submit(`#settings button[value="necessary"]`)
	if v, err := url.QueryUnescape(consentOf(g)); err != nil || !strings.HasPrefix(v, "1.-.") {
		t.Errorf("without script the choice is %q", v)
	}
	if kept := w.Consents(alfa); len(kept) != 3 {
		t.Errorf("%d consents were kept", len(kept))
	}

	g.ClearCookies()
	// The second look is the one in which equal buttons are the hardest: an accent
	// that shouts on a coloured page, and marketing to choose besides.
	if err := w.Consent.Connect(w.On(alfa), apptest.Shell, consent.Wish{Code: "meta", Account: "123456789"}); err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(time.Hour)
	w.Publish(alfa, privacy, documents.Announcement, second)
	strong := appearance.Theme{Header: appearance.NameOnly, Style: appearance.Style{Accent: "#b3003c", Paper: "#fbf5e8", Ink: "#14271f", Button: appearance.Filled,
		Type: appearance.Slab, Size: appearance.Large, Corner: appearance.Pill, Scheme: appearance.Follow}}
	for _, look := range []string{"the default look", "a strong look"} {
		if look == "a strong look" {
			if err := w.Appearance.Set(w.On(alfa), apptest.Shell, strong); err != nil {
				t.Fatal(err)
			}
			w.Follow()
		}
		for _, screen := range []browser.Options{{Width: 360, Height: 740}, {Width: 360, Height: 740, Dark: true}, {Width: 768, Height: 1024},
			{Width: 768, Height: 1024, Dark: true}, {Width: 1280, Height: 900}, {Width: 1280, Height: 900, Dark: true}} {
			g.Become(screen)
			for _, language := range languages {
				where := fmt.Sprintf("%s at %s in %s", look, screenName(screen), language)
				g.Open(g.origin + "/contact?lang=" + language)
				g.fair(where, language)
				if language == "sv" {
					g.Screenshot("notice/" + strings.ReplaceAll(where, " ", "-"))
				}
			}
		}
	}
}

func consentOf(g *guest) string {
	for _, c := range g.Cookies() {
		if c.Name == "consent" {
			return c.Value
		}
	}
	return ""
}
