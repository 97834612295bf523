package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/tenants"
)

// alfas is everybody who has something to do with alfa, and nothing with beta.
var alfas = []apptest.Actor{apptest.Nobody, apptest.Customer, apptest.Owner, apptest.Editor, apptest.Auditor, apptest.Reader, apptest.Writer}

// raid is alfa's people going through every route with what is beta's.
type raid struct {
	t *testing.T
	*apptest.Cast
	beta         *apptest.Secrets
	rows         []apptest.Row
	presentation map[string]string // signed for beta's people, by the host that they are signed for
	fields       url.Values        // everything of beta's that a form might name
}

// TestAttackOnAnotherSite goes through every route with the keys, ids, tokens,
// signed presentations and hostnames of the site beta, as everybody of alfa:
// customers at each other's sites, and owner against owner on the platform's
// host. Never is one of them shown what is beta's, nor is a row of beta's
// changed.
func TestAttackOnAnotherSite(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		c := w.Cast()
		x := &raid{t: t, Cast: c, beta: w.SecretsOf("beta"), presentation: map[string]string{}}
		x.presentation["alfa"] = x.present(c.Sites["beta"], acceptance.Subject{Account: c.Account(apptest.CustomerOfBeta).ID})
		x.presentation["platform"] = x.present(c.Platform, acceptance.Subject{Account: c.Account(apptest.OwnerOfBeta).ID, Represents: c.Sites["beta"]})
		if told := x.beta.In(c.Ask("platform", c.Token(apptest.OwnerOfBeta), http.MethodGet, "/studio/beta/history", nil).Body); len(told) == 0 {
			t.Fatal("beta's owner is not shown anything of beta's either: this tests nothing")
		}
		x.name()
		x.rows = w.RowsAbout("beta")
		cell := 0
		for _, l := range lines {
			for _, a := range alfas {
				if cell++; cell%apptest.Sampled == 0 {
					x.line(l, a)
				}
			}
			if after := w.RowsAbout("beta"); len(apptest.Differences(x.rows, after)) > 0 {
				t.Errorf("%s changed what is beta's:\n%s", l.route, strings.Join(apptest.Differences(x.rows, after), "\n"))
				x.rows = after
			}
		}
	})
}

func (x *raid) present(tenant tenants.ID, subject acceptance.Subject) string {
	x.t.Helper()
	docs, _, err := x.Documents.List(x.On(tenant), apptest.Shell)
	if err != nil {
		x.t.Fatal(err)
	}
	offer, err := x.Acceptance.Present(tenant, acceptance.Pending(docs, subject, x.Clock.Now()), subject, acceptance.Gate, x.Bundle.Localizer("sv"))
	if err != nil || len(offer.Items) == 0 {
		x.t.Fatal(offer, err)
	}
	return offer.Token
}

// line goes through one route.
func (x *raid) line(l line, a apptest.Actor) {
	method, route, _ := strings.Cut(l.route, " ")
	if (a == apptest.Reader || a == apptest.Writer) && (strings.HasPrefix(route, "/console") || route == "/account/export") {
		return // an operator's lists are of all sites, and an export holds what they have asked of any
	}
	token := x.Token(a)
	for _, host := range []string{"alfa", "platform"} {
		if host == "platform" && (strings.HasPrefix(route, "/password") || strings.HasPrefix(route, "/join")) {
			continue // there the link is a key, whoever turns it
		}
		for _, path := range x.addresses(l, route, host) {
			p := x.Ask(host, token, method, path+x.query(path), x.form(l, host))
			if told := x.beta.In(p.Body+p.Header.Get("Location"), path, x.query(path), x.presentation[host], x.form(l, host).Encode()); len(told) > 0 {
				x.t.Errorf("%s %s: %s on %s's host is told %q", method, path, a, host, told)
			}
			if strings.Contains(path, "/studio/beta") && p.Status < 300 {
				x.t.Errorf("%s %s: %s is let in (%d)", method, path, a, p.Status)
			}
		}
	}
	if l.here == "" {
		return
	}
	// On beta's own host they are nobody.
	path := l.address(x.Cast, route, "beta", "beta")
	known, nobody := x.Ask("beta", token, method, path, x.form(l, "alfa")), x.Ask("beta", "", method, path, x.form(l, "alfa"))
	if letterOf(known) != letterOf(nobody) {
		x.t.Errorf("%s %s on beta's host answers %s with %s, and nobody with %s", method, path, a, letterOf(known), letterOf(nobody))
	}
	for _, told := range x.beta.In(known.Body, path) {
		if !strings.Contains(nobody.Body, told) {
			x.t.Errorf("%s %s on beta's host tells %s %q, and nobody else", method, path, a, told)
		}
	}
}

// addresses are a route's with what is beta's in it: all of it, or the site
// with ids of the other.
func (x *raid) addresses(l line, route, host string) []string {
	all := []string{l.address(x.Cast, route, host, "beta")}
	i := slices.IndexFunc([]string{":id", ":token", ":entry", ":objection"}, func(name string) bool { return strings.Contains(route, name) })
	if i < 0 {
		return all
	}
	mine := strings.ReplaceAll(route, ":site", "alfa")
	for name, id := range x.IDs["beta"] {
		if name == "entry" { // the platform's, of which every site is told
			continue
		}
		for _, parameter := range []string{":id", ":token", ":entry", ":objection"} {
			if strings.Contains(route, parameter) {
				all = append(all, l.address(x.Cast, strings.ReplaceAll(mine, parameter, id), host, "alfa"))
			}
		}
	}
	return append(all, l.address(x.Cast, mine, host, "beta"), l.address(x.Cast, strings.ReplaceAll(route, ":site", "beta"), host, "alfa"))
}

func (x *raid) query(path string) string {
	if strings.HasSuffix(path, "/") {
		return ""
	}
	return "?for=beta&site=beta&id=" + x.IDs["beta"]["act"]
}

// form is what a page would send, with everything of alfa's in it beta's, and
// all the fields that name something.
func (x *raid) form(l line, host string) url.Values {
	out := url.Values{}
	if l.form != nil {
		for name, values := range l.form(x.Cast) {
			for of, id := range x.IDs["alfa"] {
				name = strings.ReplaceAll(name, id, x.IDs["beta"][of])
			}
			out[name] = values
			if values[0] == "alfa" {
				out.Set(name, "beta")
			}
		}
	}
	for name, values := range x.fields {
		if out.Get(name) == "" {
			out[name] = values
		}
	}
	out.Set("presentation", x.presentation[host])
	return out
}

// name fills in the fields.
func (x *raid) name() {
	x.fields = url.Values{"for": {"beta"}, "may_bind": {"yes"}, "job_title": {"Owner"}}
	for name, id := range x.IDs["beta"] {
		x.fields.Set(name, id)
	}
	for _, tenant := range []tenants.ID{x.Sites["beta"], x.Platform} {
		docs, _, err := x.Documents.List(x.On(tenant), apptest.Shell)
		if err != nil {
			x.t.Fatal(err)
		}
		for _, d := range docs {
			x.fields.Set("act_"+d.ID.String(), "yes")
		}
	}
}
