package browser

import (
	"os"
	"testing"
	"time"
)

func TestTour(t *testing.T) {
	base := os.Getenv("TOUR")
	if base == "" {
		t.Skip()
	}
	_ = time.Second
	for _, lang := range []string{"sv", "nb", "en"} {
		for _, wide := range []int{1280, 360} {
			o := Options{Width: wide, Height: 900, Language: lang}
			b := New(t, o)
			n := lang + map[int]string{1280: "-w", 360: "-n"}[wide]
			p := "http://pactdesk.localhost:" + base
			b.Open(p + "/login")
			b.Fill("input[name=email]", "owner@nordljus.example")
			b.Fill("input[name=password]", "correct horse battery staple")
			b.Submit("form[action='/login'] button")
			for name, path := range map[string]string{"overview": "/studio/nordljus", "documents": "/studio/nordljus/settings/appearance/documents",
				"edit":     "/studio/nordljus/settings/appearance/documents/cookies-privacy-policies/text/sv",
				"publish":  "/studio/nordljus/settings/appearance/documents/cookies-privacy-policies/publish",
				"versions": "/studio/nordljus/settings/appearance/documents/cookies-privacy-policies/versions",
				"history":  "/studio/nordljus/history", "org": "/studio/nordljus/settings/organisation", "settings": "/studio/nordljus/settings/site"} {
				b.Open(p + path)
				b.Screenshot(n + "-" + name)
			}
		}
	}
}
