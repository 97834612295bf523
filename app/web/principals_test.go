package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// line says what a route answers to everybody, a letter each, in the order of
// apptest.Actor:
//
//	nobody | customer here, elsewhere | owner, editor, auditor | owner elsewhere | operator | operator with a grant to read, to write
//
//	y  the page (200)                    l  asked to sign in (303 to /login)
//	>  done, or led on (303)             n  may not (403)
//	i  the form again, with why (422)    -  does not exist (404)
//	c  it has changed, or is there (409) s  the site is not in use (503)
//
// here is on the host of the site alfa, and suspended is the same while alfa is
// suspended. platform is on the platform's host, where it makes no difference
// whether alfa is. A route of the platform alone has only the last: on a site's
// host it does not exist for anybody. What is asked for is alfa's.
type line struct {
	route                     string
	here, suspended, platform string
	form                      form           // what a post sends, all of it valid unless the table says i
	ids                       map[string]ids // what a route's parameters stand for, if not what they do elsewhere
}

type (
	form func(c *apptest.Cast) url.Values
	ids  func(c *apptest.Cast, site string) string
)

// lines are every part's: each has a file of its own.
var lines = slices.Concat(
	coreLines,
	watchLines,
	editorLines,
	lookLines,
	papersLines,
	reviewLines,
	factsLines,
	publishLines,
	consentLines,
)

// Columns that many lines have.
const (
	all     = "y yy yyy y y yy"
	onwards = "> >> >>> > > >>"
	again   = "i ii iii i i ii"
	nowhere = "- -- --- - - --"
	closed  = "s ss sss s s ss"
	own     = "l yl lll l l ll" // an account of one host is nobody's on another
	owns    = "l ll yyy y y yy" // the same on the platform's
)

// TestEverybodyOnEveryRoute asks every route of the program as everybody, and
// holds the table in lines_test.go to be all of them. Who is refused has
// changed nothing, and nobody but beta's own is ever shown what is beta's.
func TestEverybodyOnEveryRoute(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		c := w.Cast()
		everyRouteHasALine(t, w)
		x := &crowd{t: t, Cast: c, beta: w.SecretsOf("beta")}
		for _, state := range []tenantdb.State{tenantdb.Active, tenantdb.Suspended} {
			suspend(t, w, state)
			x.suspended = state == tenantdb.Suspended
			x.refused()
			x.allowed(http.MethodGet)
			x.allowed(http.MethodPost)
		}
	})
}

func everyRouteHasALine(t *testing.T, w *apptest.World) {
	t.Helper()
	there, listed := map[string]bool{}, map[string]bool{}
	for _, r := range w.Kernel.RouteList() {
		if r.Method == http.MethodHead { // follows GET, and is asked with it
			continue
		}
		there[r.Method+" "+r.Path] = true
	}
	for _, l := range lines {
		if listed[l.route] || !there[l.route] {
			t.Errorf("the line %s is there twice, or of no route", l.route)
		}
		listed[l.route] = true
	}
	for route := range there {
		if !listed[route] {
			t.Errorf("%s has no line: say in lines_test.go who gets what of it", route)
		}
	}
}

// crowd asks.
type crowd struct {
	t *testing.T
	*apptest.Cast
	beta      *apptest.Secrets
	suspended bool
	cell      int // of those so far
}

// cells calls ask for what everybody gets of a line, on both hosts.
func (x *crowd) cells(l line, ask func(host string, a apptest.Actor, want string)) {
	for host, column := range map[string]string{"alfa": x.here(l), "platform": l.platform} {
		if x.suspended && host == "platform" && l.here != "" {
			continue // it is about the platform's own site, and was asked before
		}
		letters := strings.ReplaceAll(column, " ", "")
		if len(letters) != apptest.Actors {
			x.t.Fatalf("%s: %q on %s's host has not a letter for everybody", l.route, column, host)
		}
		for a := range apptest.Actors {
			if x.cell++; x.cell%apptest.Sampled == 0 {
				ask(host, apptest.Actor(a), letters[a:a+1])
			}
		}
	}
}

func (x *crowd) here(l line) string {
	switch {
	case l.here == "":
		return nowhere
	case x.suspended:
		return l.suspended
	}
	return l.here
}

func allowedLetter(letter string) bool { return letter == "y" || letter == ">" }

// refused asks all that is refused, and sees that nothing has changed.
func (x *crowd) refused() {
	tokens := [apptest.Actors]string{}
	for a := range tokens {
		tokens[a] = x.Token(apptest.Actor(a))
	}
	before := x.kept()
	for _, l := range lines {
		asked := false
		x.cells(l, func(host string, a apptest.Actor, want string) {
			if !allowedLetter(want) {
				asked = true
				x.ask(l, host, a, tokens[a], want)
			}
		})
		if !asked || strings.HasPrefix(l.route, http.MethodGet) && l.route != lines[len(lines)-1].route {
			continue // what a GET has changed shows at the next
		}
		if after := x.kept(); len(apptest.Differences(before, after)) > 0 {
			x.t.Errorf("%s was refused, and yet it, or a GET before it, changed\n%s", l.route, strings.Join(apptest.Differences(before, after), "\n"))
			before = after
		}
	}
}

// kept are all rows but the log of support's looks, in which what was refused
// stands too.
func (x *crowd) kept() []apptest.Row {
	return slices.DeleteFunc(x.Rows(), func(r apptest.Row) bool { return r.Table == "looks" })
}

// renewing are the routes that use something up.
var renewing = regexp.MustCompile("/(access|notices|processors|subprocessors|objections|publish|review|facts|people|disconnect)($|/)")

// allowed asks the rest of a method, each time with a session of its own.
func (x *crowd) allowed(method string) {
	for _, l := range lines {
		if !strings.HasPrefix(l.route, method) {
			continue
		}
		x.cells(l, func(host string, a apptest.Actor, want string) {
			if !allowedLetter(want) {
				return
			}
			x.ask(l, host, a, x.Token(a), want)
			switch {
			case method == http.MethodGet:
			case strings.HasSuffix(l.route, "/close"):
				x.reopen()
			case renewing.MatchString(l.route):
				x.Renew("alfa")
			}
		})
	}
}

func (x *crowd) reopen() {
	for _, state := range []tenantdb.State{tenantdb.Active, tenantdb.Suspended} {
		if state == tenantdb.Suspended && !x.suspended {
			break
		}
		if err := x.App.Sites.SetState(context.Background(), apptest.Shell, "alfa", state); err != nil {
			x.t.Fatal(err)
		}
	}
	x.Follow()
}

// ask sends one request, and the same with HEAD where it is a GET.
func (x *crowd) ask(l line, host string, a apptest.Actor, token, want string) {
	x.t.Helper()
	method, route, _ := strings.Cut(l.route, " ")
	path := l.address(x.Cast, route, host, "alfa")
	var sent url.Values
	if l.form != nil {
		sent = l.form(x.Cast)
	}
	p := x.Ask(host, token, method, path, sent)
	if got := letterOf(p); got != want {
		x.t.Errorf("%s: %s on %s's host gets %s of %s, not %s (Location %q)\n%.300s", l.route, a, host, got, path, want, p.Header.Get("Location"), p.Body)
	}
	if method == http.MethodGet && !x.suspended {
		if head := x.Ask(host, token, http.MethodHead, path, nil); head.Status != p.Status || head.Body != "" {
			x.t.Errorf("HEAD %s: %s on %s's host gets %d and %d bytes", path, a, host, head.Status, len(head.Body))
		}
	}
	// The operators' lists name every site, and an operator's export what they
	// have asked of any: that is what they are.
	if operators := a >= apptest.Operator && (strings.HasPrefix(route, "/console") || route == "/account/export"); a != apptest.OwnerOfBeta && !operators {
		if told := x.beta.In(p.Body+p.Header.Get("Location"), path); len(told) > 0 {
			x.t.Errorf("%s: %s on %s's host is shown beta's %q", l.route, a, host, told)
		}
	}
}

func letterOf(p *apptest.Page) string {
	switch {
	case p.Status == http.StatusSeeOther && strings.HasPrefix(p.Header.Get("Location"), "/login?return="):
		return "l"
	case p.Status == http.StatusSeeOther:
		return ">"
	}
	letter, ok := map[int]string{200: "y", 403: "n", 404: "-", 409: "c", 422: "i", 503: "s"}[p.Status]
	if !ok {
		return http.StatusText(p.Status)
	}
	return letter
}

// address fills in a route's parameters with what is site's, as it is asked
// for on a host.
func (l line) address(c *apptest.Cast, route, host, site string) string {
	parts := strings.Split(route, "/")
	for i, part := range parts {
		if part == "*" {
			parts[i] = strings.TrimPrefix(loaded.FindStringSubmatch(c.Ask(host, "", http.MethodGet, "/contact", nil).Body)[1], "/assets/")
		}
		if !strings.HasPrefix(part, ":") {
			continue
		}
		if own, ok := l.ids[part]; ok {
			parts[i] = own(c, site)
			continue
		}
		parts[i] = parameter(c, strings.Join(parts[:i], "/"), part, host, site)
	}
	return strings.Join(parts, "/")
}
