package browser_test

import (
	"bytes"
	"fmt"
	"image/png"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest/browser"
)

// site serves pages that show each thing a browser can be asked about. Its
// address is a name under localhost, as tenants have.
func site(t *testing.T) (base string) {
	mux := http.NewServeMux()
	page := func(pattern, body string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, `<!doctype html><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">`, body)
		})
	}
	page("/form", `<h1>A form</h1>
		<form method="post" action="/sent">
			<input name="name" value="before"><textarea name="note">long before</textarea>
			<select name="language"><option value="sv">svenska<option value="nb">norsk</select>
			<input type="date" name="on">
			<button>Send</button>
		</form>`)
	mux.HandleFunc("POST /sent", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "receipt", Value: "7", HttpOnly: true})
		http.SetCookie(w, &http.Cookie{Name: "refused", Value: "1", Domain: "elsewhere.example"})
		got := []string{r.FormValue("name"), r.FormValue("note"), r.FormValue("language"), r.FormValue("on")}
		http.Redirect(w, r, "/thanks?got="+url.QueryEscape(strings.Join(got, "/")), http.StatusSeeOther)
	})
	mux.HandleFunc("/thanks", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `<!doctype html><link rel="icon" href="data:,"><h1>Thanks</h1><p>%s</p>`, r.FormValue("got"))
	})
	page("/counter", `<button onclick="setTimeout(() => { document.querySelector('output').hidden = false }, 30)">Show</button>
		<output hidden>now you see me</output><a href="#end" id="jump">end</a>
		<a href="/form" id="leave">leave</a><p id="end" style="margin-top: 3000px">the end</p>
		<noscript><p id="off">no script</p></noscript>`)
	mux.HandleFunc("/language", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "<p>%s</p>", r.Header.Get("Accept-Language"))
	})
	mux.HandleFunc("/strict", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "script-src 'self'")
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprint(w, `<script>alert("inline")</script><img src="/missing.png">`)
	})
	page("/faulty", `<button onclick="console.error('sorry', 7); nobody()">Fail</button>`)

	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return "http://acme.localhost:" + port
}

// TestFillAndSubmit walks through a form, and reads what happened from the
// page, the URL, the requests and the cookies.
func TestFillAndSubmit(t *testing.T) {
	base := site(t)
	b := browser.New(t, browser.Options{})
	b.Open(base + "/form")
	b.Fill("[name=name]", "Åsa")
	b.Fill("[name=note]", "")
	b.Fill("[name=language]", "nb")
	b.Fill("[name=on]", "2026-11-23")
	b.Submit("button")

	b.WaitURL("/thanks")
	if got, want := b.Text("p"), "Åsa//nb/2026-11-23"; got != want {
		t.Errorf("the form sent %q, want %q", got, want)
	}
	if !strings.HasPrefix(b.URL(), base+"/thanks") {
		t.Errorf("it ended at %s", b.URL())
	}
	if got := b.Requests(); !slices.Contains(got, base+"/form") || !slices.Contains(got, base+"/sent") {
		t.Errorf("requests were %q", got)
	}
	if got := b.SetCookies(); len(got) != 2 || !strings.HasPrefix(got[0], "receipt=7; HttpOnly") {
		t.Errorf("Set-Cookie headers were %q", got)
	}
	kept := b.Cookies()
	if len(kept) != 1 || kept[0].Name != "receipt" || !kept[0].HTTPOnly || kept[0].Domain != "acme.localhost" {
		t.Errorf("the browser keeps %+v", kept)
	}
	if got := b.ConsoleErrors(); len(got) != 0 {
		t.Errorf("the console says %q", got)
	}
}

// TestClick changes the page that is open: by script and within the document.
// Submit takes a link as well.
func TestClick(t *testing.T) {
	b := browser.New(t, browser.Options{})
	b.Open(site(t) + "/counter")
	b.Click("button")
	b.WaitVisible("output")
	if got := b.Text("output"); got != "now you see me" {
		t.Errorf("output says %q", got)
	}
	b.Click("#jump")
	b.WaitURL("#end")
	b.Submit("#leave")
	if got := b.Text("h1"); got != "A form" {
		t.Errorf("the link led to %q", got)
	}
}

// TestOptions: pages meet the reader that the options describe.
func TestOptions(t *testing.T) {
	base := site(t)
	const look = `[innerWidth, innerHeight,
		matchMedia("(prefers-color-scheme: dark)").matches,
		matchMedia("(prefers-reduced-motion: reduce)").matches].join(" ")`
	for _, c := range []struct {
		name     string
		opts     browser.Options
		look     string
		language string // how Accept-Language begins
	}{
		{"desk", browser.Options{}, "1280 900 false false", "en-US"},
		{"phone", browser.Phone(), "360 740 false false", "en-US"},
		{"wishes", browser.Options{Language: "sv,nb", Dark: true, ReducedMotion: true}, "1280 900 true true", "sv,nb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := browser.New(t, c.opts)
			b.Open(base + "/counter")
			var got string
			b.Eval(look, &got)
			if got != c.look {
				t.Errorf("the page sees %q, want %q", got, c.look)
			}
			b.Open(base + "/language")
			if got := b.Text("p"); !strings.HasPrefix(got, c.language) {
				t.Errorf("Accept-Language is %q, want %s first", got, c.language)
			}
		})
	}
}

// TestNoScript: pages run no script, and the browser can still be driven.
func TestNoScript(t *testing.T) {
	base := site(t)
	b := browser.New(t, browser.Options{NoScript: true})
	b.Open(base + "/counter")
	b.WaitVisible("#off")
	b.Open(base + "/form")
	b.Fill("[name=name]", "Bo")
	b.Fill("[name=language]", "nb")
	b.Submit("button")
	if got, want := b.Text("p"), "Bo/long before/nb/"; got != want {
		t.Errorf("the form sent %q, want %q", got, want)
	}
}

// TestConsoleErrors: a policy that is violated, an asset that is missing, a
// script's own words and its faults are all told; a page's status is not.
func TestConsoleErrors(t *testing.T) {
	base := site(t)
	b := browser.New(t, browser.Options{})
	b.Open(base + "/strict")
	b.Open(base + "/faulty")
	b.Click("button")
	all := strings.Join(b.ConsoleErrors(), "\n")
	for _, want := range []string{"Content Security Policy", "/missing.png", "sorry 7", "nobody is not defined"} {
		if !strings.Contains(all, want) {
			t.Errorf("nothing about %q in the console:\n%s", want, all)
		}
	}
	if strings.Contains(all, "422") {
		t.Errorf("the page's own status is in the console:\n%s", all)
	}
}

// TestScreenshot: the whole page, where a directory is named; nothing where not.
func TestScreenshot(t *testing.T) {
	b := browser.New(t, browser.Phone())
	b.Open(site(t) + "/counter")
	t.Setenv("PACTDESK_SCREENSHOTS", "")
	b.Screenshot("nowhere")

	dir := t.TempDir()
	t.Setenv("PACTDESK_SCREENSHOTS", dir)
	b.Screenshot("phone/counter")
	picture, err := os.ReadFile(filepath.Join(dir, "phone", "counter.png"))
	if err != nil {
		t.Fatal(err)
	}
	size, err := png.DecodeConfig(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	if size.Width != 360 || size.Height < 3000 {
		t.Errorf("the picture is %d by %d", size.Width, size.Height)
	}
}
