package web_test

import (
	"os"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest/browser"
)

func TestShotsPapers(t *testing.T) {
	if os.Getenv("SHOTS") == "" {
		t.Skip()
	}
	base := "http://pactdesk.localhost:8106"
	b := browser.New(t, browser.Options{Language: os.Getenv("SHOTS")})
	b.Open(base + "/login")
	b.Fill("#email", "owner@nordljus.example")
	b.Fill("#password", "correct horse battery staple")
	b.Submit("main form button")
	d := "/studio/nordljus/settings/appearance/documents"
	lang := os.Getenv("SHOTS")
	pages := map[string]string{"list": d, "new": d + "/new", "newterms": d + "/new?kind=terms", "settings": d + "/kopvillkor/settings", "privacysettings": d + "/cookies-privacy-policies/settings",
		"versions": d + "/cookies-privacy-policies/versions", "compare": d + "/cookies-privacy-policies/versions/compare?from=1&to=2", "template": d + "/kopvillkor/template/sv", "history": "/studio/nordljus/history"}
	for name, path := range pages {
		for _, o := range []browser.Options{{Width: 1280, Height: 900, Language: lang}, {Width: 360, Height: 740, Language: lang}} {
			b.Become(o)
			b.Open(base + path)
			var wide bool
			b.Eval("document.documentElement.scrollWidth > innerWidth", &wide)
			if wide {
				t.Errorf("%s at %d scrolls sideways", name, o.Width)
			}
			b.Screenshot(lang + "-" + name + map[int]string{1280: "-w", 360: "-n"}[o.Width])
		}
	}
}
