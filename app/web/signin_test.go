package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/principal"
)

func credentials(email, password string) url.Values {
	return url.Values{"email": {email}, "password": {password}}
}

// member invites somebody to work on a site and returns the link with which
// they set their first password.
func member(t *testing.T, w *apptest.World, role principal.Role, email string) (link string) {
	t.Helper()
	_, link, err := w.Accounts.AddMember(w.On(w.Platform), apptest.Shell, w.Sites["alfa"], role, "Person "+email, email)
	if err != nil || link == "" {
		t.Fatal(link, err)
	}
	return link
}

// Words do not tell whether an address is registered; that time does not is
// held beside the code that takes it, in app/accounts.
func TestSignInTellsNothing(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		member(t, w, principal.Editor, "invited@alfa.example") // has no password yet
		b := w.Browser("platform")
		tried := map[string]url.Values{
			"wrong":       credentials("owner@alfa.example", "wrong password"),
			"unknown":     credentials("nobody@alfa.example", apptest.Password),
			"no password": credentials("invited@alfa.example", ""),
			"unset":       credentials("invited@alfa.example", apptest.Password),
			"not one":     credentials("nonsense", apptest.Password),
			"long":        credentials("owner@alfa.example", strings.Repeat("x", 1000)),
			"empty":       credentials("", ""),
		}
		var page string
		for range 2 {
			for name, form := range tried {
				p := b.Post("/login", form).Want(http.StatusUnprocessableEntity)
				if givesSession(p) {
					t.Fatalf("%s signed in", name)
				}
				if got := p.Form("/login"); got.Get("email") != form.Get("email") || got.Get("password") != "" {
					t.Errorf("%s: the form came back with %v", name, got)
				}
				body := strings.ReplaceAll(p.Body, `type="email" value="`+form.Get("email")+`"`, "")
				if page == "" {
					page = body
				}
				if body != page {
					t.Errorf("%s is told something else", name)
				}
			}
		}
		b.Post("/login", credentials(" OWNER@alfa.Example ", apptest.Password)).To("/studio")
	})
}

// A session is a row: it ends when it is signed out, when its time is up, and
// it is of one tenant.
func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := customer(w, "alfa", "kim@example.com")
		customer(w, "beta", "kim@example.com")
		stolen := func(site, value string) *apptest.Page {
			b := w.Browser(site)
			b.Header.Set("Cookie", "session="+value)
			return b.Get("/account")
		}
		token := kim.Cookie("session")
		stolen("alfa", token).Want(http.StatusOK)
		stolen("beta", token).To("/login?return=%2Faccount")
		stolen("platform", token).To("/login?return=%2Faccount")
		for _, rubbish := range []string{"", "x", token + "x", token[:42], strings.Repeat("A", 43), "'; DROP TABLE sessions; --", strings.Repeat("x", 4000), "%00"} {
			stolen("alfa", rubbish).To("/login?return=%2Faccount")
		}
		for _, s := range w.Sessions(w.Sites["alfa"]) {
			if s.TokenHash == token || strings.Contains(s.TokenHash, token) {
				t.Error("the row holds the token itself")
			}
		}

		kim.Do(http.MethodGet, "/logout", nil, nil).Want(http.StatusMethodNotAllowed)
		kim.Get("/account").Want(http.StatusOK)
		kim.Post("/logout", nil).To("/")
		stolen("alfa", token).To("/login?return=%2Faccount")
		kim.Post("/logout", nil).To("/") // twice

		signIn := func() { // by the page
			kim.Post("/login", url.Values{"email": {"kim@example.com"}, "password": {apptest.Password}}).Want(http.StatusSeeOther)
		}
		signIn()
		first := kim.Cookie("session")
		signIn() // anew ends what the browser had
		if second := kim.Cookie("session"); second == first || second == token {
			t.Error("a session was taken up again")
		}
		stolen("alfa", first).To("/login?return=%2Faccount")

		opened := w.Clock.Now()
		w.Clock.Set(opened.Add(14*24*time.Hour - time.Microsecond))
		kim.Get("/account").Want(http.StatusOK)
		w.Clock.Set(opened.Add(14 * 24 * time.Hour))
		kim.Get("/account").To("/login?return=%2Faccount")
		kim.Get("/account/export").Want(http.StatusSeeOther)
		kim.Post("/account/delete", url.Values{"password": {apptest.Password}}).Want(http.StatusSeeOther)
		if len(w.People(w.Sites["alfa"])) != 1 {
			t.Error("a session that was over deleted the account")
		}
	})
}

// Where the public comes by TLS, cookies are bound to the host and to TLS.
func TestCookiesBehindTLS(t *testing.T) {
	t.Parallel()
	apptest.EachWith(t, func(c *config.Config) { c.Scheme = "https" }, func(t *testing.T, w *apptest.World) {
		body := credentials("owner@alfa.example", apptest.Password).Encode()
		p := w.Raw(asked("POST /login HTTP/1.1", "platform.localhost", "Content-Type: application/x-www-form-urlencoded",
			"Content-Length: "+strconv.Itoa(len(body))) + body).Want(http.StatusSeeOther)
		cookie := p.Header.Get("Set-Cookie")
		name, rest, _ := strings.Cut(cookie, "=")
		value, attributes, _ := strings.Cut(rest, ";")
		if name != "__Host-session" || !strings.Contains(attributes, "Secure") || !strings.Contains(attributes, "Path=/") || !strings.Contains(attributes, "HttpOnly") || strings.Contains(attributes, "Domain") {
			t.Errorf("the cookie is %q", cookie)
		}
		if p.Header.Get("Strict-Transport-Security") == "" {
			t.Error("TLS is not insisted on")
		}
		w.Raw(asked("GET /account HTTP/1.1", "platform.localhost", "Cookie: __Host-session="+value)).Want(http.StatusOK)
		w.Raw(asked("GET /account HTTP/1.1", "platform.localhost", "Cookie: session="+value)).Want(http.StatusSeeOther)
	})
}

// A link sets a password once. One that is unknown, used or too old is told
// the same.
func TestPasswordLinks(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		b, stranger := w.Browser("platform"), w.Browser("platform")
		unknown := stranger.Get("/password/unknown").Want(http.StatusNotFound)
		same := func(p *apptest.Page) {
			t.Helper()
			p.Want(http.StatusNotFound)
			if strings.ReplaceAll(p.Body, p.Path, "") != strings.ReplaceAll(unknown.Body, unknown.Path, "") {
				t.Errorf("%s is told something else than an unknown link", p.Path)
			}
		}
		link := "/password/" + member(t, w, principal.Editor, "ed@alfa.example")
		form := b.Get(link).Want(http.StatusOK)
		if got := form.Header.Get("Referrer-Policy"); got != "no-referrer" {
			t.Errorf("the link's address is told on: %q", got)
		}
		w.Browser("alfa").Get(link).Want(http.StatusNotFound) // it is of the platform
		good := url.Values{"password": {"another long password"}, "again": {"another long password"}}
		b.Post(link, with(good, url.Values{"again": {"something else"}})).Want(http.StatusUnprocessableEntity).Lacks("another long password")
		b.Post(link, url.Values{"password": {"short"}, "again": {"short"}}).Want(http.StatusUnprocessableEntity)
		b.Post("/login", credentials("ed@alfa.example", "another long password")).Want(http.StatusUnprocessableEntity)

		w.Clock.Advance(7*24*time.Hour - time.Microsecond)
		got := atOnce(4, func(int) *apptest.Page { return w.Browser("platform").Post(link, good) })
		if n := statuses(t, got); n[http.StatusSeeOther] != 1 || n[http.StatusNotFound] != 3 {
			t.Errorf("a link was used at the same moment: %v", n)
		}
		same(stranger.Get(link))
		same(stranger.Post(link, good))
		b.Post("/login", credentials("ed@alfa.example", "another long password")).To("/studio")

		expired := "/password/" + member(t, w, principal.Auditor, "au@alfa.example")
		w.Clock.Advance(7 * 24 * time.Hour)
		same(stranger.Get(expired))
		same(stranger.Post(expired, good))
		w.Browser("platform").Post("/login", credentials("au@alfa.example", "another long password")).Want(http.StatusUnprocessableEntity)
		if err := w.Accounts.SetPassword(context.Background(), "unknown", "another long password"); err == nil {
			t.Error("a link without a tenant set a password")
		}
	})
}
