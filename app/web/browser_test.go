package web_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/apptest/browser"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/documents"
)

// clean fails where a page complained, loaded something from elsewhere, or
// set a cookie that it has no need of.
func clean(t *testing.T, b *browser.Browser, host string, cookies ...string) {
	t.Helper()
	for _, complaint := range b.ConsoleErrors() {
		t.Errorf("the console says %s", complaint)
	}
	for _, address := range b.Requests() {
		if !strings.HasPrefix(address, "http://"+host) && !strings.HasPrefix(address, "data:") { // data: are the browser's own icons
			t.Errorf("a page on %s loaded %s", host, address)
		}
	}
	for _, line := range b.SetCookies() {
		name, _, _ := strings.Cut(line, "=")
		if !slices.Contains(cookies, name) {
			t.Errorf("%s set the cookie %s", host, line)
		}
		if strings.Contains(strings.ToLower(line), "domain=") {
			t.Errorf("the cookie %s reaches beyond its host", name)
		}
	}
}

// fits fails where a page is wider than its screen.
func fits(t *testing.T, b *browser.Browser) {
	t.Helper()
	var over int
	b.Eval("document.documentElement.scrollWidth - document.documentElement.clientWidth", &over)
	if over > 0 {
		t.Errorf("%s is %d px wider than the screen", b.URL(), over)
	}
}

// A visitor reads, becomes a customer, and later meets the gate; in Swedish on
// a telephone, and in English at a desk without JavaScript.
func TestRegisterAndGateInABrowser(t *testing.T) {
	for name, opts := range map[string]browser.Options{
		"sv-phone":    {Width: 360, Height: 740, Language: "sv"},
		"en-noscript": {Language: "en", NoScript: true},
	} {
		t.Run(name, func(t *testing.T) {
			w := apptest.NewWorld(t, apptest.SQLite(t), func(*config.Config) {})
			w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
			origin := w.Config.Origin("alfa.localhost")
			host := strings.TrimPrefix(origin, "http://")
			b := browser.New(t, opts)

			b.Open(origin + "/cldoc/" + privacy + ".htm")
			clean(t, b, host)
			b.Screenshot(name + "-document")

			b.Open(origin + "/register")
			b.Fill("input[name=name]", "Kim Ek")
			b.Fill("input[name=email]", "kim@example.com")
			b.Fill("input[name=password]", "short")
			b.Submit("form[action='/register'] button[type=submit], form[action='/register'] button:not([type])")
			b.WaitVisible("[role=alert], .mistakes")
			if got := value(b, "input[name=email]"); got != "kim@example.com" {
				t.Errorf("the address that was typed became %q", got)
			}
			b.Fill("input[name=password]", apptest.Password)
			b.Click("input[name^=act_]")
			b.Screenshot(name + "-register")
			b.Submit("form[action='/register'] button[type=submit], form[action='/register'] button:not([type])")
			b.WaitURL("/account")
			clean(t, b, host, "session")

			w.Clock.Advance(time.Hour)
			w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, second)
			b.Open(origin + "/account?from=bookmark")
			b.WaitURL("/accept")
			fits(t, b)
			b.Screenshot(name + "-gate")
			sameButtons(t, b)
			b.Submit("button[name=answer][value=decline]")
			b.WaitURL("declined=1")
			b.Click("input[name^=act_]")
			b.Submit("button[name=answer][value=accept]")
			b.WaitURL("/account?from=bookmark")
			b.Open(origin + "/account/privacy")
			fits(t, b)
			b.Screenshot(name + "-privacy")
			clean(t, b, host, "session")
		})
	}
}

func value(b *browser.Browser, selector string) (v string) {
	b.Eval("document.querySelector('"+selector+"').value", &v)
	return v
}

// sameButtons fails where one of the gate's two buttons outshines the other.
func sameButtons(t *testing.T, b *browser.Browser) {
	t.Helper()
	var looks []string
	b.Eval(`[...document.querySelectorAll("button[name=answer]")].map(e => { const s = getComputedStyle(e), r = e.getBoundingClientRect();
		return [Math.round(r.width), Math.round(r.height), s.color, s.backgroundColor, s.fontWeight, s.fontSize, s.borderColor].join("/") })`, &looks)
	if len(looks) != 2 || looks[0] != looks[1] {
		t.Errorf("the gate's buttons look like %v", looks)
	}
	var below float64
	b.Eval(`Math.max(...[...document.querySelectorAll("button[name=answer]")].map(e => e.getBoundingClientRect().bottom)) - innerHeight`, &below)
	if below > 0 {
		t.Errorf("the gate's buttons are %v px below the screen", below)
	}
}

// An owner writes and publishes in Norwegian, and a reader sees it.
func TestPublishInABrowser(t *testing.T) {
	w := apptest.NewWorld(t, apptest.SQLite(t), func(*config.Config) {})
	b := browser.New(t, browser.Options{Language: "nb"})
	studio := w.Config.Origin("platform.localhost")
	b.Open(studio + "/login")
	b.Fill("input[name=email]", "owner@alfa.example")
	b.Fill("input[name=password]", apptest.Password)
	b.Submit("form[action='/login'] button")
	b.WaitURL("/studio/alfa")
	b.Screenshot("nb-overview")

	path := studio + "/studio/alfa/settings/appearance/documents/" + privacy
	b.Open(path + "/text/sv")
	b.WaitVisible("textarea[name=source]")
	b.Screenshot("nb-edit-starter")
	b.Fill("textarea[name=source]", first["sv"])
	b.Submit("button[name=do][value=publish]")
	b.WaitURL("/publish")
	b.Screenshot("nb-publish")
	b.Submit("form.publish button.primary")
	b.WaitURL("published=")
	b.Screenshot("nb-documents")
	clean(t, b, strings.TrimPrefix(studio, "http://"), "session")

	w.Follow()
	w.Browser("alfa").Get("/cldoc/" + privacy + ".htm").Want(200).Has("tio år")
}
