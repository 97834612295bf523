package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/documents"
)

func limited(c *config.Config) { c.NoRateLimit = false }

func TestSignInIsLimitedByAccount(t *testing.T) {
	t.Parallel()
	apptest.EachWith(t, limited, func(t *testing.T, w *apptest.World) {
		customer(w, "alfa", "kim@example.com")
		customer(w, "beta", "kim@example.com")
		b := w.Browser("alfa")
		for _, email := range []string{"kim@example.com", "nobody@example.com"} { // registered or not
			for i := range 10 {
				written := []string{email, strings.ToUpper(email), " " + email}[i%3]
				b.Post("/login", credentials(written, "wrong")).Want(http.StatusUnprocessableEntity)
			}
			p := b.Post("/login", credentials(email, apptest.Password)).Want(http.StatusTooManyRequests) // the right one too
			if p.Form("/login").Get("email") != email || givesSession(p) {
				t.Errorf("%s: the page came back with %v", email, p.Form("/login"))
			}
		}
		told := b.Do(http.MethodPost, "/login", strings.NewReader(credentials("kim@example.com", "x").Encode()), http.Header{
			"Content-Type": {"application/x-www-form-urlencoded"}, "Accept": {"application/json"}})
		told.Want(http.StatusTooManyRequests)
		w.Browser("beta").SignIn("kim@example.com") // another account
		w.Clock.Advance(30 * time.Second)
		b.SignIn("kim@example.com")
	})
}

func TestSignInIsLimitedByAddress(t *testing.T) {
	t.Parallel()
	apptest.EachWith(t, limited, func(t *testing.T, w *apptest.World) {
		try := func(site string, i int) *apptest.Page {
			b := w.Browser(site)
			b.Header.Set("X-Forwarded-For", fmt.Sprintf("10.1.1.%d", i)) // nobody's proxy: not believed
			return b.Post("/login", credentials(fmt.Sprintf("person%d@example.com", i), "wrong"))
		}
		for i := range 40 {
			try([]string{"alfa", "beta"}[i%2], i).Want(http.StatusUnprocessableEntity)
		}
		try("alfa", 41).Want(http.StatusTooManyRequests)
		try("beta", 42).Want(http.StatusTooManyRequests)
		try("platform", 43).Want(http.StatusTooManyRequests)
		w.Browser("alfa").Get("/login").Want(http.StatusOK)
		w.Clock.Advance(5 * time.Second)
		try("alfa", 44).Want(http.StatusUnprocessableEntity)
		try("alfa", 45).Want(http.StatusTooManyRequests)
	})
}

// Behind our proxy the address is the one that it saw: the last of the list,
// and of IPv6 the network that one subscriber has.
func TestLimitsBehindAProxy(t *testing.T) {
	t.Parallel()
	behind := func(c *config.Config) {
		c.NoRateLimit, c.TrustedProxies = false, []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	}
	apptest.EachWith(t, behind, func(t *testing.T, w *apptest.World) {
		try := func(forwarded string, n int) *apptest.Page {
			b := w.Browser("alfa")
			b.Header.Set("X-Forwarded-For", forwarded)
			return b.Post("/register", url.Values{"email": {fmt.Sprintf("p%d@example.com", n)}}) // nothing is typed, but it counts
		}
		for i := range 20 {
			try(fmt.Sprintf("10.9.9.%d, 192.0.2.7", i), i).Want(http.StatusUnprocessableEntity)
			try(fmt.Sprintf("2001:db8:1:2::%x", i+1), 100+i).Want(http.StatusUnprocessableEntity)
		}
		try("10.9.9.99, 192.0.2.7", 50).Want(http.StatusTooManyRequests)
		try("::ffff:192.0.2.7", 51).Want(http.StatusTooManyRequests)
		try("2001:db8:1:2:ffff::1", 52).Want(http.StatusTooManyRequests)
		try("192.0.2.7, 192.0.2.8", 53).Want(http.StatusUnprocessableEntity)
		try("2001:db8:1:3::1", 54).Want(http.StatusUnprocessableEntity)
	})
}

func TestRegistrationIsLimited(t *testing.T) {
	t.Parallel()
	apptest.EachWith(t, limited, func(t *testing.T, w *apptest.World) {
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
		b := w.Browser("alfa")
		form := typed(b, "kim@example.com")
		wrong := with(form, url.Values{"password": {"short"}})
		for range 10 {
			b.Post("/register", wrong).Want(http.StatusUnprocessableEntity)
		}
		p := b.Post("/register", form).Want(http.StatusTooManyRequests) // for this address of e-mail
		nothingCame(t, w, p)
		keeps(t, p)
		for i := range 9 {
			b.Post("/register", with(wrong, url.Values{"email": {fmt.Sprintf("p%d@example.com", i)}})).Want(http.StatusUnprocessableEntity)
		}
		b.Post("/register", with(form, url.Values{"email": {"last@example.com"}})).Want(http.StatusTooManyRequests) // for this network
		w.Browser("beta").Post("/register", wrong).Want(http.StatusTooManyRequests)
		b.Get("/register").Want(http.StatusOK)
		w.Clock.Advance(time.Minute)
		b.Post("/register", form).To("/account")
	})
}

func TestAnsweringIsLimited(t *testing.T) {
	t.Parallel()
	apptest.EachWith(t, limited, func(t *testing.T, w *apptest.World) {
		kim, lena := customer(w, "alfa", "kim@example.com"), w.Browser("alfa").Register("lena@example.com")
		w.Clock.Advance(time.Hour)
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, second)
		form := answered(kim.Get("/accept"), "accept")
		for range 40 {
			kim.Post("/accept", with(form, url.Values{"presentation": {"x"}})).Want(http.StatusConflict)
		}
		kim.Post("/accept", form).Want(http.StatusTooManyRequests)
		newActs(t, w, w.Sites["alfa"], 2, 0)
		for _, exit := range []string{"/account/privacy", "/account/export", "/account/delete", documentPath} {
			kim.Get(exit).Want(http.StatusOK)
		}
		accept(t, lena)
		w.Clock.Advance(2 * time.Second)
		kim.Post("/accept", form).To("/account")

		for range 10 {
			kim.Post("/account/delete", url.Values{"password": {"wrong"}}).Want(http.StatusUnprocessableEntity)
		}
		kim.Post("/account/delete", url.Values{"password": {apptest.Password}}).Want(http.StatusTooManyRequests)
		kim.Get("/account").Want(http.StatusOK)
		w.Clock.Advance(30 * time.Second)
		kim.Post("/account/delete", url.Values{"password": {apptest.Password}}).To("/login?deleted=1")
	})
}

// A post that cannot be read whole is refused: it is not taken for a form with
// nothing in it.
func TestPostsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := customer(w, "alfa", "kim@example.com")
		session := kim.Cookie("session")
		post := func(path, contentType, body string) *httptest.ResponseRecorder {
			req := httptest.NewRequest(http.MethodPost, "http://alfa.localhost"+path, strings.NewReader(body))
			req.Header.Set("Content-Type", contentType)
			req.AddCookie(&http.Cookie{Name: "session", Value: session})
			res := httptest.NewRecorder()
			w.Handler.ServeHTTP(res, req)
			return res
		}
		const form = "application/x-www-form-urlencoded"
		for _, c := range []struct {
			path, contentType, body string
			want                    int
		}{
			{"/account", form, "name=" + strings.Repeat("x", 9<<20), http.StatusRequestEntityTooLarge},
			{"/account", form, "name=Else&x=%zz", http.StatusBadRequest},
			{"/account", "multipart/form-data", "name=Else", http.StatusBadRequest},
			{"/account", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"name\"; filename=\"f\"\r\n\r\n" + strings.Repeat("x", 9<<20) + "\r\n--x--\r\n", http.StatusRequestEntityTooLarge},
			{"/login", form, "email=" + strings.Repeat("x", 65<<10), http.StatusRequestEntityTooLarge},
			{"/language", form, "lang=sv&x=" + strings.Repeat("x", 65<<10), http.StatusRequestEntityTooLarge},
			{"/nothing", form, "x=" + strings.Repeat("x", 9<<20), http.StatusNotFound},
		} {
			res := post(c.path, c.contentType, c.body)
			if res.Code != c.want || len(res.Header().Values("Set-Cookie")) > 0 {
				t.Errorf("%s with %.40q (%s) answered %d, not %d", c.path, c.body, c.contentType, res.Code, c.want)
			}
		}
		if got := w.Person(w.Sites["alfa"], "kim@example.com").Name; got != "Person kim@example.com" {
			t.Errorf("the name became %.40q", got)
		}
	})
}
