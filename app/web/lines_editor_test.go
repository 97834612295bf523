package web_test

import (
	"net/url"
	"strconv"

	"github.com/pactdesk/pactdesk/app/apptest"
)

// inEnglish: the source language has nothing to be translated from.
func inEnglish(*apptest.Cast, string) string { return "en" }

var editorLines = []line{
	{route: "POST " + papersOf + "/:slug/text/:lang/convert", platform: "l ll yyn - - ny", form: sent("html", "<p>Inklistrat</p>")},
	{route: "GET " + papersOf + "/:slug/text/:lang/import", platform: "l ll yyn - - ny"},
	{route: "POST " + papersOf + "/:slug/text/:lang/import", platform: "l ll yyn - - ny", form: sent("paste", "Inklistrat.")},
	{route: "GET " + papersOf + "/:slug/translate/:lang", platform: "l ll yyy - - yy", ids: map[string]ids{":lang": inEnglish}},
	{route: "POST " + papersOf + "/:slug/translate/:lang", platform: "l ll >>n - - n>", ids: map[string]ids{":lang": inEnglish},
		form: func(c *apptest.Cast) url.Values { // each time on what is there
			v := url.Values{"title": {"Changed"}, "block": {"Changed."}, "do": {"save"}, "lock": {"0"}}
			for _, d := range c.Drafts(c.Sites["alfa"]) {
				if d.Language == "en" {
					v.Set("lock", strconv.Itoa(d.Lock))
				}
			}
			return v
		}},
}
