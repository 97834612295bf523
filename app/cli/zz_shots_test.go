package cli_test

import (
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest/browser"
)

func TestShots(t *testing.T) {
	for _, lang := range []string{"en", "sv", "nb"} {
		for _, o := range []browser.Options{{Language: lang}, {Width: 360, Height: 740, Language: lang}} {
			size := "wide"
			if o.Width == 360 { size = "phone" }
			b := browser.New(t, o)
			b.Open("http://pactdesk.localhost:8104/login")
			b.Fill("[name=email]", "owner@harbour.example")
			b.Fill("[name=password]", "correct horse battery staple")
			b.Submit("main form button")
			b.Open("http://pactdesk.localhost:8104/studio/harbour/settings/appearance/documents/cookies-privacy-policies/text/en?lang=" + lang)
			b.Screenshot("edit-" + lang + "-" + size)
			b.Open("http://pactdesk.localhost:8104/studio/harbour/settings/appearance/documents")
			b.Screenshot("list-" + lang + "-" + size)
			b.Open("http://pactdesk.localhost:8104/studio/harbour/settings/appearance/documents/cookies-privacy-policies/publish")
			b.Screenshot("publish-" + lang + "-" + size)
		}
	}
}
