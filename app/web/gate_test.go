package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
)

// The form of the profile: what the gate protects.
const profile = `action="/account"`

func TestTheGateStopsEveryMethod(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := gated(w, "alfa", "kim@example.com")
		lena := customer(w, "beta", "kim@example.com") // the same person on another site owes nothing there
		rename := url.Values{"name": {"Somebody Else"}}

		kim.Get("/account").To("/accept?return=%2Faccount")
		kim.Get("/account?tab=2&x=%C3%A5").To("/accept?return=%2Faccount%3Ftab%3D2%26x%3D%25C3%25A5")
		if p := kim.Do(http.MethodHead, "/account", nil, nil); p.Status != 303 || p.Header.Get("Location") != "/accept?return=%2Faccount" {
			t.Errorf("HEAD answered %d, %v", p.Status, p.Header)
		}
		kim.Post("/account", rename).To("/accept?return=%2Faccount")
		for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete, "PROPFIND"} {
			kim.Do(method, "/account", nil, nil).Want(http.StatusMethodNotAllowed).Lacks(profile)
		}
		kim.Do(http.MethodOptions, "/account", nil, nil).Want(http.StatusNoContent)

		lena.Get("/account").Want(http.StatusOK).Has(profile)
		lena.Post("/account", rename).To("/account?saved=1")
		if got := w.Person(w.Sites["alfa"], "kim@example.com").Name; got != "Person kim@example.com" {
			t.Errorf("a gated post changed the name to %q", got)
		}
		if got := w.Person(w.Sites["beta"], "kim@example.com").Name; got != "Somebody Else" {
			t.Errorf("on the other site the name is %q", got)
		}
		accept(t, kim)
		kim.Post("/account", rename).To("/account?saved=1")
	})
}

// However the address of what is protected is written, and whatever headers
// come with it, nothing protected comes back.
func TestOddAddressesYieldNothingProtected(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := gated(w, "alfa", "kim@example.com")
		check := func(p *apptest.Page) {
			t.Helper()
			if p.Status == http.StatusOK && strings.Contains(p.Body, profile) {
				t.Errorf("%s answered with the profile", p.Path)
			}
			if to := p.Header.Get("Location"); p.Status == http.StatusSeeOther && !strings.HasPrefix(to, "/accept") {
				t.Errorf("%s leads to %q", p.Path, to)
			}
		}
		for _, path := range []string{
			"//account", "///account", "/%61ccount", "/accoun%74", "/x/../account", "/./account", "/account/", "/account//", "/account.json", "/account.html",
			"/account;x=1", "/ACCOUNT", "/account%2F", "/account%00", "/account%20", "/%2Faccount", "/account/privacy/../../account", "/account/.",
			"/account/export/..", "/accept/../account", "/login/..;/account", "/%2e/account", "/account?return=/contact", "/account?lang=sv",
		} {
			check(kim.Do(http.MethodGet, path, nil, nil))
			check(kim.Do(http.MethodHead, path, nil, nil))
			check(kim.Do(http.MethodPost, path, strings.NewReader("name=Else"), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}))
		}
		for _, h := range []http.Header{
			{"X-Original-Url": {"/account"}}, {"X-Rewrite-Url": {"/account"}}, {"X-Http-Method-Override": {"POST"}}, {"X-Method-Override": {"POST"}},
			{"X-Forwarded-Prefix": {"/account"}}, {"X-Forwarded-Uri": {"/account"}}, {"Accept": {"image/png"}}, {"Accept": {"*/*"}}, {"Accept": nil},
			{"Range": {"bytes=0-10"}}, {"Upgrade": {"websocket"}, "Connection": {"Upgrade"}}, {"Purpose": {"prefetch"}},
		} {
			for _, path := range []string{"/account", "/contact", "/account?_method=POST&name=Else"} {
				check(kim.Do(http.MethodGet, path, nil, h))
			}
		}
		kim.Post("/contact", url.Values{"_method": {"GET"}}).Want(http.StatusMethodNotAllowed)
		if got := w.Person(w.Sites["alfa"], "kim@example.com").Name; got != "Person kim@example.com" {
			t.Errorf("the name became %q", got)
		}
	})
}

// problem is what a machine is told.
type problem struct {
	Status  int    `json:"status"`
	Code    string `json:"code"`
	Title   string `json:"title"`
	Pending []struct {
		Document string `json:"document"`
		Version  int    `json:"version"`
		Act      string `json:"act"`
		URL      string `json:"url"`
	} `json:"pending"`
	AcceptURL string `json:"accept_url"`
}

func told(t *testing.T, p *apptest.Page) (got problem) {
	t.Helper()
	p.Want(http.StatusForbidden)
	if p.Header.Get("Content-Type") != "application/problem+json" || p.Header.Get("Location") != "" || p.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s: %v", p.Path, p.Header)
	}
	if err := json.Unmarshal([]byte(p.Body), &got); err != nil {
		t.Fatalf("%s: %v: %q", p.Path, err, p.Body)
	}
	if got.Status != http.StatusForbidden || got.Title == "" {
		t.Errorf("%s: %+v", p.Path, got)
	}
	return got
}

func TestMachinesAreToldWhatIsOwed(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := gated(w, "alfa", "kim@example.com")
		origin := w.Config.Origin("alfa.localhost")
		for name, ask := range map[string]struct {
			method, body string
			header       http.Header
		}{
			"get":          {http.MethodGet, "", http.Header{"Accept": {"application/json"}}},
			"problem":      {http.MethodGet, "", http.Header{"Accept": {"application/problem+json, application/json;q=0.9"}}},
			"vendor":       {http.MethodGet, "", http.Header{"Accept": {"application/vnd.api+json"}}},
			"post form":    {http.MethodPost, "name=Else", http.Header{"Accept": {"application/json"}, "Content-Type": {"application/x-www-form-urlencoded"}}},
			"post json":    {http.MethodPost, `{"name":"Else"}`, http.Header{"Accept": {"*/*"}, "Content-Type": {"application/json; charset=utf-8"}}},
			"fetch's post": {http.MethodPost, `{}`, http.Header{"Accept": {"application/json"}, "Content-Type": {"application/json"}, "X-Requested-With": {"XMLHttpRequest"}}},
		} {
			got := told(t, kim.Do(ask.method, "/account", strings.NewReader(ask.body), ask.header))
			if got.Code != "acceptance_required" || len(got.Pending) != 1 {
				t.Fatalf("%s: %+v", name, got)
			}
			if p := got.Pending[0]; p.Document != privacy || p.Version != 2 || p.Act != "acknowledge" || p.URL != origin+documentPath {
				t.Errorf("%s: %+v", name, p)
			}
			if got.AcceptURL != origin+"/accept?return=%2Faccount" {
				t.Errorf("%s: accept_url is %q", name, got.AcceptURL)
			}
		}
		head := kim.Do(http.MethodHead, "/account", nil, http.Header{"Accept": {"application/json"}}).Want(http.StatusForbidden)
		if head.Header.Get("Content-Type") != "application/problem+json" || head.Body != "" {
			t.Errorf("HEAD: %v %q", head.Header, head.Body)
		}
		if got := w.Person(w.Sites["alfa"], "kim@example.com").Name; got != "Person kim@example.com" {
			t.Errorf("a machine's gated post changed the name to %q", got)
		}

		machine := http.Header{"Accept": {"application/json"}}
		if got := told(t, w.Browser("alfa").Do(http.MethodGet, "/account", nil, machine)); got.Code == "acceptance_required" || len(got.Pending) != 0 {
			t.Errorf("nobody was told %+v", got)
		}
		accept(t, kim)
		kim.Do(http.MethodGet, "/account", nil, machine).Want(http.StatusOK)
	})
}

func TestReturningToWhereOneWasGoing(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := gated(w, "alfa", "kim@example.com")
		origin := w.Config.Origin("alfa.localhost")
		post := func(referer string) *apptest.Page {
			return kim.Do(http.MethodPost, "/account", strings.NewReader("name=Else"), http.Header{
				"Content-Type": {"application/x-www-form-urlencoded"}, "Sec-Fetch-Site": {"same-origin"}, "Referer": {referer}})
		}
		post(origin + "/account?tab=3").To("/accept?return=%2Faccount%3Ftab%3D3")
		for _, referer := range []string{"", "http://beta.localhost/account?tab=3", "https://evil.example/x", origin + "//evil.example", origin + "/logout", origin + "/accept?return=/x"} {
			post(referer).To("/accept?return=%2Faccount")
		}
		for given, want := range map[string]string{
			"/account?tab=2&x=å": "/account?tab=2&x=%C3%A5", "/account/privacy": "/account/privacy", documentPath + "?lang=sv": documentPath + "?lang=sv", "": "/account",
			"//evil.example": "/account", `/\evil.example`: "/account", "https://evil.example/": "/account", "http://alfa.localhost/account/privacy": "/account",
			"javascript:alert(1)": "/account", "/a\r\nSet-Cookie: x=1": "/account", "/accept?return=/x": "/account", "/login": "/account", "/logout": "/account",
			"/x/../login": "/account", "http://user@alfa.localhost/": "/account", "/%0d%0ax": "/account",
		} {
			page := kim.Get("/accept?return=" + url.QueryEscape(given)).Want(http.StatusOK)
			if got := page.Form("/accept").Get("return"); got != want {
				t.Errorf("the form returns to %q, not %q, for %q", got, want, given)
			}
			declined := kim.Post("/accept", with(answered(page, "decline"), url.Values{"return": {given}})).Want(http.StatusSeeOther)
			declined.To("/accept?return=" + url.QueryEscape(want) + "&declined=1")
		}
		last := kim.Get("/accept?return=/account?tab=9")
		kim.Post("/accept", with(answered(last, "accept"), url.Values{"return": {"//evil.example"}})).To("/account")
		kim.Get("/accept?return=/account?tab=9").To("/account?tab=9") // nothing is owed: one goes on
		kim.Get("/accept?return=//evil.example").To("/account")
	})
}

func TestAtMostTwoRedirectsToThePageToActOn(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := gated(w, "alfa", "kim@example.com")
		follow := func(p *apptest.Page) (redirects int, last *apptest.Page) {
			for p.Status >= 300 && p.Status < 400 {
				redirects++
				if redirects > 5 {
					t.Fatalf("%s goes round", p.Path)
				}
				p = kim.Get(p.Header.Get("Location"))
			}
			return redirects, p
		}
		for _, path := range []string{"/account", "/account?tab=2", "/login", "/login?return=/account%3Ftab=2", "/register"} {
			n, page := follow(kim.Get(path))
			if page.Form("/accept").Get("presentation") == "" || n > 2 {
				t.Errorf("%s: %d redirects to %s", path, n, page.Path)
			}
			unticked(t, page)
		}
		kim.Post("/logout", nil).To("/")
		in := kim.Post("/login", url.Values{"email": {"kim@example.com"}, "password": {apptest.Password}, "return": {"/account?tab=2"}})
		if n, page := follow(in); n != 2 || page.Form("/accept").Get("return") != "/account?tab=2" {
			t.Errorf("signing in took %d redirects to %s", n, page.Path)
		}
	})
}

func TestGateAndGatedPagesAreNotKept(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := gated(w, "alfa", "kim@example.com")
		pages := []*apptest.Page{
			kim.Get("/account").Want(303), kim.Get("/accept").Want(200), kim.Get("/account/privacy").Want(200), kim.Get("/account/export").Want(200),
			kim.Get("/account/delete").Want(200), kim.Post("/accept", url.Values{"answer": {"accept"}}).Want(409), kim.Get("/account/privacy/x").Want(404),
			w.Browser("alfa").Get("/account").Want(303), w.Browser("alfa").Get("/register").Want(200), w.Browser("alfa").Get("/login").Want(200),
		}
		accept(t, kim)
		for _, p := range append(pages, kim.Get("/account").Want(200), kim.Get("/accept").Want(303)) {
			if got := p.Header.Get("Cache-Control"); got != "no-store" {
				t.Errorf("%s (%d) has Cache-Control %q", p.Path, p.Status, got)
			}
		}
	})
}

func TestSafeMethodsNeverAccept(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := gated(w, "alfa", "kim@example.com")
		n := len(w.Acceptances(w.Sites["alfa"]))
		query := answered(kim.Get("/accept"), "accept").Encode()
		kim.Get("/accept?" + query).Want(http.StatusOK)
		kim.Do(http.MethodHead, "/accept?"+query, nil, nil).Want(http.StatusOK)
		kim.Do(http.MethodOptions, "/accept?"+query, nil, nil).Want(http.StatusNoContent)
		kim.Do(http.MethodGet, "/accept", strings.NewReader(query), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}).Want(http.StatusOK)
		for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete} {
			kim.Do(method, "/accept?"+query, nil, http.Header{"Sec-Fetch-Site": {"same-origin"}}).Want(http.StatusMethodNotAllowed)
		}
		kim.Post("/accept?"+query, nil).Want(http.StatusBadRequest) // an address answers nothing
		kim.Post("/accept?"+query, url.Values{"answer": {"accept"}}).Want(http.StatusConflict)
		newActs(t, w, w.Sites["alfa"], n, 0)
		kim.Get("/account").To("/accept?return=%2Faccount")
	})
}
