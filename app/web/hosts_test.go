package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// asked is a request as bytes, for a host and with other headers.
func asked(line, host string, headers ...string) string {
	request := line + "\r\n"
	if host != "" {
		request += "Host: " + host + "\r\n"
	}
	for _, h := range headers {
		request += h + "\r\n"
	}
	return request + "Connection: close\r\n\r\n"
}

// named makes a site that answers on names beyond localhost.
func named(t *testing.T, w *apptest.World, key string, hosts ...string) tenants.ID {
	t.Helper()
	id, err := w.App.Sites.Create(context.Background(), apptest.Shell, tenantdb.Site, sites.NewSite{Key: key, Hosts: hosts, Name: "Site " + key,
		Languages: []string{"sv", "en"}, Party: sites.Party{LegalName: key + " AB", Address: "Gatan 1", Country: "SE", Email: "a@" + key + ".example"}},
		func(ctx context.Context, _ tenants.ID) error { return w.Documents.Furnish(ctx, tenantdb.Site) })
	if err != nil {
		t.Fatal(err)
	}
	w.Follow()
	return id
}

// of fails where a page is not a site's, or names another.
func of(t *testing.T, p *apptest.Page, site string) {
	t.Helper()
	for _, key := range []string{"alfa", "beta", "bilder", "platform"} {
		if got := strings.Contains(p.Body, "Site "+key); got != (key == site) {
			t.Errorf("%q: is it the site %s? %v", p.Path, key, got)
		}
	}
}

// nobodys fails where a page is not the one for a host that nobody owns.
func nobodys(t *testing.T, p *apptest.Page) {
	t.Helper()
	if p.Status != http.StatusMisdirectedRequest && p.Status != http.StatusBadRequest {
		t.Errorf("%q answered %d", p.Path, p.Status)
	}
	if p.Header.Get("Location") != "" || len(p.Header.Values("Set-Cookie")) > 0 {
		t.Errorf("%q sent %v", p.Path, p.Header)
	}
	for _, name := range []string{"alfa", "beta", "bilder", "platform", "Luleå", "/assets/"} {
		if strings.Contains(strings.ToLower(p.Body), strings.ToLower(name)) {
			t.Errorf("%q: the page of nobody says %q", p.Path, name)
		}
	}
}

func TestHostsLeadToTheirSiteOrToNobody(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		named(t, w, "bilder", "räksmörgås.example", "www.räksmörgås.example")
		const line = "GET /contact HTTP/1.1"
		for host, site := range map[string]string{
			"alfa.localhost": "alfa", "ALFA.LocalHost": "alfa", "alfa.localhost:80": "alfa", "alfa.localhost:8080": "alfa",
			"alfa.localhost.": "alfa", "Alfa.localhost.:443": "alfa", "beta.localhost": "beta", "platform.localhost": "platform",
			"xn--rksmrgs-5wao1o.example": "bilder", "XN--RKSMRGS-5WAO1O.example:8080": "bilder", "xn--rksmrgs-5wao1o.example.": "bilder",
		} {
			of(t, w.Raw(asked(line, host)).Want(http.StatusOK), site)
		}
		for _, host := range []string{
			"nobody.localhost", "localhost", "alfa", "alfa.localhost.evil.example", "evil-alfa.localhost", "x.alfa.localhost",
			"127.0.0.1", "127.0.0.1:8080", "[::1]", "[::1]:8080", "[fe80::1%25eth0]", "::1", "2130706433", "0x7f.1",
			"alfa.localhost:", "alfa.localhost:http", "alfa.localhost:99999", "alfa.localhost:80:80", "alfa.localhost..", ".alfa.localhost",
			"alfa.localhost,beta.localhost", "alfa.localhost, beta.localhost", "user@alfa.localhost", "alfa.localhost/beta", "alfa_.localhost",
			"http://alfa.localhost", "alfa%2elocalhost", "räksmörgås.example", "alfa.localhost\x00", " ", "*",
		} {
			nobodys(t, w.Raw(asked(line, host)))
		}
		nobodys(t, w.Raw(asked(line, "")))                    // HTTP/1.1 must name a host
		nobodys(t, w.Raw(asked("GET /contact HTTP/1.0", ""))) // HTTP/1.0 need not
		nobodys(t, w.Raw(asked(line, "alfa.localhost", "Host: beta.localhost")))
		nobodys(t, w.Raw(asked(line, "alfa.localhost", "host: alfa.localhost")))
		nobodys(t, w.Raw(asked("GET "+documentPath+" HTTP/1.1", "nobody.localhost")))
		nobodys(t, w.Raw(asked("GET /assets/site.css HTTP/1.1", "nobody.localhost")))
	})
}

// What a request line holds comes before the Host header: RFC 9112, 3.2.2.
func TestAbsoluteRequestLines(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		named(t, w, "bilder", "räksmörgås.example")
		for line, site := range map[string]string{
			"GET http://beta.localhost/contact HTTP/1.1":                    "beta",
			"GET http://BETA.localhost.:99/contact HTTP/1.1":                "beta",
			"GET https://beta.localhost/contact HTTP/1.1":                   "beta",
			"GET http://r%C3%A4ksm%C3%B6rg%C3%A5s.example/contact HTTP/1.1": "bilder",
		} {
			of(t, w.Raw(asked(line, "alfa.localhost")).Want(http.StatusOK), site)
		}
		for _, line := range []string{
			"GET http://nobody.localhost/contact HTTP/1.1", "GET http://[::1]/contact HTTP/1.1", "GET http://u:p@beta.localhost:x/contact HTTP/1.1",
		} {
			nobodys(t, w.Raw(asked(line, "alfa.localhost")))
		}
		of(t, w.Raw(asked("GET http:///contact HTTP/1.1", "alfa.localhost")), "alfa")
		for _, line := range []string{"GET http://beta.localhost HTTP/1.1", "GET * HTTP/1.1", "GET http:contact HTTP/1.1", "CONNECT beta.localhost:80 HTTP/1.1"} {
			p := w.Raw(asked(line, "www.beta.localhost"))
			if to := p.Header.Get("Location"); to != "" && !strings.HasPrefix(to, w.Config.Origin("beta.localhost")+"/") {
				t.Errorf("%q leads to %q", line, to)
			}
		}
	})
}

func TestForgedHeadersChooseNoSite(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		for _, header := range []string{
			"X-Forwarded-Host: beta.localhost", "Forwarded: host=beta.localhost", "X-Host: beta.localhost", "X-Original-Host: beta.localhost",
			"X-Forwarded-Server: beta.localhost", "X-Original-URL: http://beta.localhost/contact", "X-Rewrite-URL: http://beta.localhost/contact",
		} {
			of(t, w.Raw(asked("GET /contact HTTP/1.1", "alfa.localhost", header)).Want(http.StatusOK), "alfa")
			nobodys(t, w.Raw(asked("GET /contact HTTP/1.1", "nobody.localhost", header)))
		}
	})
}

func TestATrustedProxyNamesTheHost(t *testing.T) {
	t.Parallel()
	trust := func(c *config.Config) {
		c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	}
	apptest.EachWith(t, trust, func(t *testing.T, w *apptest.World) {
		named(t, w, "bilder", "räksmörgås.example")
		const line = "GET /contact HTTP/1.1"
		for forwarded, site := range map[string]string{"beta.localhost": "beta", "BETA.localhost.:443": "beta", "räksmörgås.example": "bilder"} {
			of(t, w.Raw(asked(line, "alfa.localhost", "X-Forwarded-Host: "+forwarded)).Want(http.StatusOK), site)
		}
		for _, forwarded := range []string{"alfa.localhost, beta.localhost", "nobody.localhost", "", "http://beta.localhost"} {
			nobodys(t, w.Raw(asked(line, "alfa.localhost", "X-Forwarded-Host: "+forwarded)))
		}
		// Two of them: one is the client's. Neither is believed.
		of(t, w.Raw(asked(line, "alfa.localhost", "X-Forwarded-Host: beta.localhost", "X-Forwarded-Host: beta.localhost")), "alfa")
		of(t, w.Raw(asked(line, "beta.localhost", "Forwarded: host=alfa.localhost")).Want(http.StatusOK), "beta")
	})
}

func TestOtherHostnamesLeadToThePrimaryOne(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
		named(t, w, "bilder", "räksmörgås.example", "www.räksmörgås.example")
		for _, target := range []string{
			"/", documentPath, documentPath + "?lang=sv&x=%C3%A5&y=a+b", "/account?tab=2", "/a%2Fb", "/%61ccount", "//evil.example/x", "/nothing?x=http://evil.example",
		} {
			for _, method := range []string{"GET", "HEAD", "POST"} {
				p := w.Raw(asked(method+" "+target+" HTTP/1.1", "www.alfa.localhost:1234", "X-Forwarded-Host: evil.example")).Want(http.StatusPermanentRedirect)
				if got, want := p.Header.Get("Location"), w.Config.Origin("alfa.localhost")+target; got != want {
					t.Errorf("%s %s leads to %q, not %q", method, target, got, want)
				}
			}
		}
		p := w.Raw(asked("GET /x HTTP/1.1", "www.xn--rksmrgs-5wao1o.example")).Want(http.StatusPermanentRedirect)
		if got, want := p.Header.Get("Location"), w.Config.Origin("xn--rksmrgs-5wao1o.example")+"/x"; got != want {
			t.Errorf("the encoded name leads to %q, not %q", got, want)
		}
		w.Raw(asked("GET http://www.beta.localhost/contact HTTP/1.1", "alfa.localhost")).Want(http.StatusPermanentRedirect)
	})
}

func TestNothingCarriesTheRequestsHost(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := gated(w, "alfa", "kim@example.com")
		cookie := "Cookie: session=" + kim.Cookie("session")
		forged := []string{cookie, "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: gopher", "X-Forwarded-Port: 6666", "Referer: http://evil.example/account"}
		for target, want := range map[string]int{
			documentPath: 200, "/": 200, "/contact": 200, "/accept": 200, "/account/privacy": 200, "/account/export": 200, "/account": 303,
			"/login": 303, "/nothing": 404,
		} {
			p := w.Raw(asked("GET "+target+" HTTP/1.1", "ALFA.localhost:6666", forged...)).Want(want)
			for _, bad := range []string{"ALFA", "6666", "evil.example", "gopher"} {
				if strings.Contains(p.Body+fmt.Sprint(p.Header), bad) {
					t.Errorf("%s says %q", target, bad)
				}
			}
		}
		w.Raw(asked("GET "+documentPath+" HTTP/1.1", "ALFA.localhost:6666", "Accept-Language: sv")).Has(
			`<link rel="canonical" href="`+w.Config.Origin("alfa.localhost")+documentPath+`?lang=sv">`,
			`hreflang="en" href="`+w.Config.Origin("alfa.localhost")+documentPath+`?lang=en"`,
			`hreflang="x-default" href="`+w.Config.Origin("alfa.localhost")+documentPath+`"`)
		post := asked("POST /account HTTP/1.1", "ALFA.localhost:6666", append(forged, "Content-Length: 0", "Accept: application/json")...)
		w.Raw(post).Want(http.StatusForbidden).Has(w.Config.Origin("alfa.localhost") + "/accept").Lacks("6666")
	})
}

func TestHealthOnAnyHost(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		for _, host := range []string{"alfa.localhost", "www.alfa.localhost", "nobody.localhost", "127.0.0.1:80", "[::1]:80"} {
			p := w.Raw(asked("GET /healthz HTTP/1.1", host)).Want(http.StatusOK)
			if strings.TrimSpace(p.Body) != "ok" || p.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("on %s: %q, %v", host, p.Body, p.Header)
			}
		}
		w.Raw(asked("HEAD /healthz HTTP/1.0", "")).Want(http.StatusOK)
		w.Raw(asked("GET /healthz/ HTTP/1.1", "alfa.localhost")).Want(http.StatusNotFound)
	})
}
