package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/tenants"
)

// The machine's clock is elsewhere: nothing that is stored, exported or shown
// may depend on where.
func init() { time.Local = time.FixedZone("elsewhere", 7*60*60) }

const documentPath = "/cldoc/" + privacy + ".htm"

// third asks for something again, in the same two languages.
var third = map[string]string{
	"sv": "## Hur länge vi sparar\n\nBeställningar sparas i tre år.",
	"en": "## How long we keep\n\nOrders are kept for three years.",
}

// customer is a browser of somebody who accepted version 1 on a site.
func customer(w *apptest.World, site, email string) *apptest.Client {
	if w.Document(w.Sites[site], privacy).Latest() == nil {
		w.Publish(w.Sites[site], privacy, documents.NewVersion, first)
	}
	return w.Browser(site).Register(email)
}

// gated is a customer who has not answered version 2 yet.
func gated(w *apptest.World, site, email string) *apptest.Client {
	c := customer(w, site, email)
	w.Clock.Advance(time.Hour)
	w.Publish(w.Sites[site], privacy, documents.NewVersion, second)
	return c
}

// answered is a page's form with every box ticked and a button pressed.
func answered(p *apptest.Page, button string) url.Values {
	form := p.Ticked("/accept")
	form.Set("answer", button)
	return form
}

// accept acts on all that is owed, and comes through.
func accept(t *testing.T, c *apptest.Client) {
	t.Helper()
	c.Post("/accept", answered(c.Get("/accept").Want(http.StatusOK), "accept")).To("/account")
}

// tick is the name of the box of a site's privacy document.
func tick(w *apptest.World, site tenants.ID) string {
	return "act_" + w.Document(site, privacy).ID.String()
}

// newActs are the acts on a site since there were n.
func newActs(t *testing.T, w *apptest.World, site tenants.ID, n, want int) []acceptance.Acceptance {
	t.Helper()
	acts := w.Acceptances(site)
	if site == w.Platform {
		acts = acts[len(w.Sites):] // the first agreements, which a World begins with
	}
	if len(acts) != n+want {
		t.Fatalf("%d acts were recorded, not %d", len(acts)-n, want)
	}
	return acts[n:]
}

// version is a site's privacy document's version.
func version(t *testing.T, w *apptest.World, site tenants.ID, seq int) *documents.Version {
	t.Helper()
	doc := w.Document(site, privacy)
	v := doc.Version(seq)
	if v == nil {
		t.Fatalf("there is no version %d", seq)
	}
	return v
}

// unticked fails where a page has no boxes, or a ticked one.
func unticked(t *testing.T, p *apptest.Page) {
	t.Helper()
	boxes := p.Boxes("act_")
	if len(boxes) == 0 {
		t.Errorf("%s has nothing to tick", p.Path)
	}
	for name, ticked := range boxes {
		if ticked {
			t.Errorf("%s has %s ticked beforehand", p.Path, name)
		}
	}
}

// with is a copy of a form with some fields set; nil takes a field away.
func with(form url.Values, changes url.Values) url.Values {
	out := url.Values{}
	for _, values := range []url.Values{form, changes} {
		for name, v := range values {
			if out[name] = v; v == nil {
				delete(out, name)
			}
		}
	}
	return out
}

// atOnce runs something n times at the same moment and returns the results.
func atOnce[T any](n int, do func(i int) T) []T {
	results := make([]T, n)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			results[i] = do(i)
		})
	}
	close(start)
	all.Wait()
	return results
}

// givesSession reports whether a page gave out a session.
func givesSession(p *apptest.Page) bool {
	for _, c := range p.Header.Values("Set-Cookie") {
		if strings.HasPrefix(c, "session=") && !strings.HasPrefix(c, "session=;") {
			return true
		}
	}
	return false
}

// each runs a table of cases on one world.
func each[T any](t *testing.T, w *apptest.World, cases map[string]T, test func(t *testing.T, w *apptest.World, c T)) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) { test(t, w.In(t), c) })
	}
}
