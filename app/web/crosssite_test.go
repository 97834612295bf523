package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
)

// No other site can make a browser post here, a sibling on the same platform
// as little as a stranger; whatever the route.
func TestPostsFromOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
		kim, owner := w.Browser("alfa").Register("kim@example.com"), w.Browser("platform").SignIn("owner@alfa.example")
		sibling := w.Config.Origin("beta.localhost")
		seen := 0
		for _, route := range w.Kernel.RouteList() {
			if route.Method != http.MethodPost {
				continue
			}
			seen++
			path, c := addressOf(strings.ReplaceAll(route.Path, ":token", "x")), kim
			if strings.HasPrefix(path, "/studio") || strings.HasPrefix(path, "/console") || strings.HasPrefix(path, "/join") { // the platform's alone
				c = owner
			}
			for _, from := range []http.Header{
				{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Sec-Fetch-Site": {"cross-site"}, "Origin": {c.Origin()}},
				{"Origin": {sibling}}, {"Origin": {sibling}, "Sec-Fetch-Site": {"same-site"}}, {"Origin": {"https://evil.example"}}, {"Origin": {"null"}},
				{"Origin": {"http://www.alfa.localhost"}}, {"Origin": {"http://alfa.localhost.evil.example"}}, {"Origin": {"http://alfa.localhost:1"}},
			} {
				from.Set("Content-Type", "application/x-www-form-urlencoded")
				body := url.Values{"name": {"Else"}, "password": {apptest.Password}, "answer": {"accept"}, "lang": {"sv"}, "source": {"x"}, "weight": {"new"}}
				p := c.Do(http.MethodPost, path, strings.NewReader(body.Encode()), from)
				if p.Status != http.StatusForbidden || len(p.Header.Values("Set-Cookie")) > 0 || p.Header.Get("Location") != "" {
					t.Errorf("%s from %v answered %d, %v", path, from, p.Status, p.Header.Values("Set-Cookie"))
				}
			}
		}
		if seen < 14 {
			t.Errorf("only %d routes take posts", seen)
		}
		kim.Get("/account").Want(http.StatusOK) // still signed in, still there
		if v := w.Document(w.Sites["alfa"], privacy).Versions; len(v) != 1 || v[0].WithdrawnAt != nil || len(w.Drafts(w.Sites["alfa"])) > 0 {
			t.Error("a post from elsewhere was carried out")
		}
		machine := kim.Do(http.MethodPost, "/account", strings.NewReader("{}"), http.Header{"Content-Type": {"application/json"}, "Origin": {sibling}})
		machine.Want(http.StatusForbidden).Lacks("acceptance_required")

		// From its own pages, and from what is no browser, a post is taken.
		for _, from := range []http.Header{{"Sec-Fetch-Site": {"same-origin"}}, {"Origin": {kim.Origin()}}, {"Sec-Fetch-Site": {"none"}}, {}} {
			from.Set("Content-Type", "application/x-www-form-urlencoded")
			kim.Do(http.MethodPost, "/account", strings.NewReader("name=Kim"), from).To("/account?saved=1")
		}
	})
}
