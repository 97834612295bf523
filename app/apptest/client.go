package apptest

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/keys"
)

func port(addr net.Addr) int { return addr.(*net.TCPAddr).Port }

// MakeKeys writes a file of presentation keys unless there is one.
func MakeKeys(t testing.TB, path string) {
	t.Helper()
	if _, err := os.Stat(path); err == nil {
		return
	}
	secret := make([]byte, 32)
	_, _ = rand.Read(secret)
	if err := os.WriteFile(path, []byte(base64.StdEncoding.EncodeToString(secret)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := keys.Load(path); err != nil {
		t.Fatal(err)
	}
}

// Client is a browser without a screen: it keeps cookies, follows no redirect
// by itself, and finds every *.localhost at the test's server.
type Client struct {
	w      *World
	host   string
	http   *http.Client
	Header http.Header // sent with every request
}

// Browser returns a client with no cookies on a tenant's host.
func (w *World) Browser(key string) *Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	address := w.Server.Listener.Addr().String()
	transport := &http.Transport{DisableCompression: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, address)
	}}
	w.t.Cleanup(transport.CloseIdleConnections)
	return &Client{w: w, host: key, Header: http.Header{"Accept-Language": {"en"}, "Accept": {"text/html"}},
		http: &http.Client{Jar: jar, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Origin is the client's site's.
func (c *Client) Origin() string { return c.w.Config.Origin(c.host + ".localhost") }

// Page is what came back.
type Page struct {
	Status int
	Header http.Header
	Body   string
	Path   string
	c      *Client
}

// Do sends a request; path may hold a query.
func (c *Client) Do(method, path string, body io.Reader, header http.Header) *Page {
	c.w.t.Helper()
	req, err := http.NewRequest(method, c.Origin()+path, body)
	if err != nil {
		c.w.t.Fatal(err)
	}
	for _, h := range []http.Header{c.Header, header} {
		maps.Copy(req.Header, h)
	}
	res, err := c.http.Do(req)
	if err != nil {
		c.w.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.w.t.Fatal(err)
	}
	return &Page{Status: res.StatusCode, Header: res.Header, Body: string(b), Path: path, c: c}
}

// Get fetches a page.
func (c *Client) Get(path string) *Page { c.w.t.Helper(); return c.Do(http.MethodGet, path, nil, nil) }

// Post sends a form, as a page of the same site does.
func (c *Client) Post(path string, form url.Values) *Page {
	c.w.t.Helper()
	return c.Do(http.MethodPost, path, strings.NewReader(form.Encode()),
		http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Origin": {c.Origin()}, "Sec-Fetch-Site": {"same-origin"}})
}

// Want fails the test where the status is another, and shows why.
func (p *Page) Want(status int) *Page {
	p.c.w.t.Helper()
	if p.Status != status {
		p.c.w.t.Fatalf("%s%s answered %d (Location %q), not %d:\n%.1500s", p.c.host, p.Path, p.Status, p.Header.Get("Location"), status, p.Body)
	}
	return p
}

// To fails the test where the page does not lead to a path.
func (p *Page) To(path string) *Page {
	p.c.w.t.Helper()
	p.Want(http.StatusSeeOther)
	if got := p.Header.Get("Location"); got != path {
		p.c.w.t.Fatalf("%s%s leads to %q, not %q", p.c.host, p.Path, got, path)
	}
	return p
}

// Has fails the test where the body lacks a text.
func (p *Page) Has(texts ...string) *Page {
	p.c.w.t.Helper()
	for _, s := range texts {
		if !strings.Contains(p.Body, s) {
			p.c.w.t.Fatalf("%s%s does not say %q:\n%.3000s", p.c.host, p.Path, s, p.Body)
		}
	}
	return p
}

// Lacks fails the test where the body has a text.
func (p *Page) Lacks(texts ...string) *Page {
	p.c.w.t.Helper()
	for _, s := range texts {
		if strings.Contains(p.Body, s) {
			p.c.w.t.Fatalf("%s%s says %q", p.c.host, p.Path, s)
		}
	}
	return p
}

// Form returns the values of the page's form that posts to an action: what a
// browser would send with nothing typed and nothing ticked.
func (p *Page) Form(action string) url.Values {
	p.c.w.t.Helper()
	doc, err := html.Parse(strings.NewReader(p.Body))
	if err != nil {
		p.c.w.t.Fatal(err)
	}
	values := url.Values{}
	found := false
	var walk func(n *html.Node, inside bool)
	walk = func(n *html.Node, inside bool) {
		if n.Type == html.ElementNode {
			a := attributes(n)
			switch {
			case n.Data == "form":
				inside = strings.HasPrefix(a["action"], action) || a["action"] == "" && action == ""
				found = found || inside
			case inside && n.Data == "input" && a["type"] != "checkbox" && a["type"] != "radio" && a["name"] != "":
				values.Add(a["name"], a["value"])
			case inside && n.Data == "textarea" && n.FirstChild != nil:
				values.Add(a["name"], n.FirstChild.Data)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, inside)
		}
	}
	walk(doc, false)
	if !found {
		p.c.w.t.Fatalf("%s%s has no form to %s:\n%.2000s", p.c.host, p.Path, action, p.Body)
	}
	return values
}

// Boxes are the names of the page's checkboxes that begin with a prefix, and
// which of them are ticked.
func (p *Page) Boxes(prefix string) map[string]bool {
	p.c.w.t.Helper()
	doc, err := html.Parse(strings.NewReader(p.Body))
	if err != nil {
		p.c.w.t.Fatal(err)
	}
	boxes := map[string]bool{}
	for n := range doc.Descendants() {
		a := attributes(n)
		if n.Type == html.ElementNode && n.Data == "input" && a["type"] == "checkbox" && strings.HasPrefix(a["name"], prefix) {
			_, ticked := a["checked"]
			boxes[a["name"]] = ticked
		}
	}
	return boxes
}

func attributes(n *html.Node) map[string]string {
	a := map[string]string{}
	for _, at := range n.Attr {
		a[at.Key] = at.Val
	}
	return a
}

// SignIn gives the browser a session of an account's. It asks for no password,
// whose check takes long on purpose: signin_test.go goes by the page.
func (c *Client) SignIn(email string) *Client {
	c.w.t.Helper()
	site, known := c.w.Snapshots.ByHost(c.host + ".localhost")
	if !known {
		c.w.t.Fatalf("no site is at %s", c.host)
	}
	var token string
	err := c.w.DB.Tx(c.w.On(site.Tenant), func(ctx context.Context) error {
		var a accounts.Account
		err := db.Conn(ctx).Where("email_key = ?", email).First(&a).Error
		if err == nil {
			token, err = c.w.Accounts.OpenSession(ctx, a.ID)
		}
		return err
	})
	if err != nil {
		c.w.t.Fatal(err)
	}
	origin, err := url.Parse(c.Origin())
	if err != nil {
		c.w.t.Fatal(err)
	}
	c.http.Jar.SetCookies(origin, []*http.Cookie{{Name: c.w.Kernel.SessionCookie(), Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}})
	return c
}

// Ticked is a page's form with every act ticked.
func (p *Page) Ticked(action string) url.Values {
	p.c.w.t.Helper()
	form := p.Form(action)
	for box := range p.Boxes("act_") {
		form.Set(box, "yes")
	}
	return form
}

// Register makes a customer of the client's site who accepts what is asked.
func (c *Client) Register(email string) *Client {
	c.w.t.Helper()
	form := c.Get("/register").Want(http.StatusOK).Ticked("/register")
	form.Set("name", "Person "+email)
	form.Set("email", email)
	form.Set("password", Password)
	c.Post("/register", form).To("/account")
	return c
}
