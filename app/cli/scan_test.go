package cli_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/consent/scan"
	"github.com/pactdesk/pactdesk/app/documents"
)

// A site that does what it says is clean at every stage of a choice; one whose
// pages do more is told where, by what, and what to do about it.
func TestScan(t *testing.T) {
	if scan.Installed() == "" {
		if os.Getenv("PACTDESK_REQUIRE_CHROMIUM") == "1" {
			t.Fatal("no Chromium here, and PACTDESK_REQUIRE_CHROMIUM=1")
		}
		t.Skip("no Chromium here")
	}
	w := apptest.NewWorld(t, apptest.SQLite(t), func(*config.Config) {})
	alfa := w.Sites["alfa"]
	if err := w.Consent.Connect(w.On(alfa), apptest.Shell, consent.Wish{Code: "google_analytics", Account: "G-ALFA1234"}); err != nil {
		t.Fatal(err)
	}
	w.Publish(alfa, documents.PrivacySlug, documents.NewVersion, map[string]string{"sv": "## Rubrik\n\nText.", "en": "## Heading\n\nText."})

	s := &shell{t, map[string]string{"PACTDESK_DATABASE": w.Config.Database, "PACTDESK_KEYS": w.Config.Keys, "PACTDESK_SCHEME": "http",
		"PACTDESK_PORT": strconv.Itoa(w.Config.Port)}}
	out := s.ok("scan", "--site", "alfa")
	for _, want := range []string{"before any choice, after refusing, after allowing everything, after taking back", "everything that was observed is declared"} {
		if !strings.Contains(out, want) {
			t.Errorf("the scan of a clean site lacks %q:\n%s", want, out)
		}
	}
	if kept := w.Consents(alfa); len(kept) != 0 {
		t.Errorf("a scan left %d consents that nobody gave", len(kept))
	}
	if out := s.ok("scan", "--site", "beta", "--page", "/", "--page", "/contact"); !strings.Contains(out, "2 pages visited, before any choice\n") {
		t.Errorf("a site without services is visited as\n%s", out)
	}

	// The same site, by way of a server that adds to its pages.
	tampered := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		r.Header.Del("Accept-Encoding")
		r.Header.Del("If-None-Match")
		from := httptest.NewRecorder()
		w.Handler.ServeHTTP(from, r)
		for name, values := range from.Header() {
			if name != "Content-Length" && name != "Content-Security-Policy" && name != "Set-Cookie" {
				rw.Header()[name] = values
			}
		}
		for _, line := range from.Header().Values("Set-Cookie") {
			if !strings.HasPrefix(line, "_ga=;") { // and that does not let go of what was taken back
				rw.Header().Add("Set-Cookie", line)
			}
		}
		add := ""
		switch r.URL.Path {
		case "/contact":
			http.SetCookie(rw, &http.Cookie{Name: "lead", Value: "7", Path: "/"})
			add = `<img src="http://pixel.adverts.example/see.gif" alt=""><script src="/assets/added.js"></script>`
		case "/who-answers":
			add = `<img src="https://www.googletagmanager.com/a?id=1" alt="">`
		case "/assets/added.js":
			rw.Header().Set("Content-Type", "text/javascript")
			fmt.Fprint(rw, `localStorage.setItem("visitor", "1"); document.cookie = "_fbp=fb.1; path=/"`)
			return
		}
		rw.WriteHeader(from.Code)
		fmt.Fprint(rw, from.Body.String(), add)
	}))
	t.Cleanup(tampered.Close)
	there, err := url.Parse(tampered.URL)
	if err != nil {
		t.Fatal(err)
	}
	out, code := s.run("scan", "--site", "alfa", "--check-via", there.Host, "--page", "/contact", "--page", "/who-answers", "--page", "/cookies")
	if code != 1 {
		t.Errorf("exit %d", code)
	}
	origin := w.Config.Origin("alfa.localhost")
	for _, want := range []string{
		"/contact, before any choice: the host pixel.adverts.example is not declared\n  caused by http://pixel.adverts.example/see.gif\n  declare it",
		"/contact, before any choice: the cookie lead of alfa.localhost is not declared\n  caused by " + origin + "/contact\n  declare it",
		"/contact, before any choice: the entry visitor in the browser's storage is not declared\n  caused by " + origin + "/assets/added.js\n",
		"/contact, before any choice: the cookie _fbp of alfa.localhost is not declared\n  caused by " + origin + "/assets/added.js\n  it belongs to Meta: connect that",
		"/who-answers, before any choice: the host www.googletagmanager.com is not declared\n  caused by https://www.googletagmanager.com/a?id=1\n  Google Analytics is connected, and runs here without consent",
		"declared: 5",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the scan lacks\n%s\nin\n%s", want, out)
		}
	}
	s.fails("no path", "scan", "--site", "alfa", "--page", "contact")
	s.fails("nobody", "scan", "--site", "nobody")
	s.fails("longer --limit", "scan", "--site", "beta", "--limit", "1ms")
}
