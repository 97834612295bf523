package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/sites"
)

// typed is a registration with everything as it should be.
func typed(c *apptest.Client, email string) url.Values {
	form := c.Get("/register").Ticked("/register")
	form.Set("name", "Kim Ek")
	form.Set("email", email)
	form.Set("password", apptest.Password)
	return form
}

// nothingCame fails where a registration left anything behind.
func nothingCame(t *testing.T, w *apptest.World, p *apptest.Page) {
	t.Helper()
	site := w.Sites["alfa"]
	if a, b, c, d := len(w.People(site)), len(w.Acceptances(site)), len(w.Identities(site)), len(w.Sessions(site)); a+b+c+d > 0 {
		t.Errorf("%d accounts, %d acts, %d identities and %d sessions were made", a, b, c, d)
	}
	if givesSession(p) {
		t.Error("a session was given")
	}
}

// keeps fails where a page that asks again lost what was typed, or kept what
// it should not.
func keeps(t *testing.T, p *apptest.Page) {
	t.Helper()
	form := p.Form("/register")
	if form.Get("name") != "Kim Ek" || form.Get("email") != "kim@example.com" || form.Get("password") != "" || strings.Contains(p.Body, apptest.Password) {
		t.Errorf("the form came back with %v", form)
	}
	unticked(t, p)
}

func TestRegistrationWantsARealTick(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
		w.Publish(w.Sites["beta"], privacy, documents.NewVersion, first)
		box, foreign := tick(w, w.Sites["alfa"]), tick(w, w.Sites["beta"])
		id := strings.TrimPrefix(box, "act_")
		each(t, w, map[string]url.Values{
			"absent": {box: nil}, "empty": {box: {""}}, "false": {box: {"false"}}, "0": {box: {"0"}}, "no": {box: {"no"}}, "off": {box: {"off"}},
			"on": {box: {"on"}}, "true": {box: {"true"}}, "1": {box: {"1"}}, "YES": {box: {"YES"}}, "space": {box: {"yes "}},
			"twice": {box: {"yes", "yes"}}, "yes and no": {box: {"yes", "no"}}, "no and yes": {box: {"no", "yes"}}, "array": {box: nil, box + "[]": {"yes"}},
			"in capitals": {box: nil, "act_" + strings.ToUpper(id): {"yes"}}, "in braces": {box: nil, "act_{" + id + "}": {"yes"}}, "as urn": {box: nil, "act_urn:uuid:" + id: {"yes"}},
			"without dashes": {box: nil, "act_" + strings.ReplaceAll(id, "-", ""): {"yes"}}, "unprefixed": {box: nil, id: {"yes"}},
			"another site's": {box: nil, foreign: {"yes"}}, "any": {box: nil, "act_" + uuid.NewString(): {"yes"}, "act_": {"yes"}, "act_all": {"yes"}},
		}, func(t *testing.T, w *apptest.World, c url.Values) {
			browser := w.Browser("alfa")
			p := browser.Post("/register", with(typed(browser, "kim@example.com"), c)).Want(http.StatusUnprocessableEntity)
			nothingCame(t, w, p)
			keeps(t, p)
		})
		// An address ticks nothing either.
		browser := w.Browser("alfa")
		form := with(typed(browser, "kim@example.com"), url.Values{box: nil})
		nothingCame(t, w, browser.Post("/register?"+box+"=yes", form).Want(http.StatusUnprocessableEntity))
		browser.Post("/register", with(form, url.Values{box: {"yes"}})).To("/account")
	})
}

func TestRegistrationKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
		each(t, w, map[string]url.Values{
			"short password": {"password": {"short"}}, "long password": {"password": {strings.Repeat("x", 201)}}, "no password": {"password": nil},
			"no name": {"name": {"  "}}, "long name": {"name": {strings.Repeat("å", 121)}}, "name with a control": {"name": {"Kim\x07"}},
			"no address": {"email": nil}, "bad address": {"email": {"kim"}}, "address with a name": {"email": {"Kim <kim@example.com>"}},
			"two addresses": {"email": {"kim@example.com, lena@example.com"}}, "broken": {"name": {"Kim\xff"}},
		}, func(t *testing.T, w *apptest.World, c url.Values) {
			browser := w.Browser("alfa")
			form := with(typed(browser, "kim@example.com"), c)
			p := browser.Post("/register", form).Want(http.StatusUnprocessableEntity)
			nothingCame(t, w, p)
			unticked(t, p)
			back := p.Form("/register")
			for _, field := range []string{"name", "email"} {
				if c[field] == nil && back.Get(field) != form.Get(field) {
					t.Errorf("%s was %q and came back as %q", field, form.Get(field), back.Get(field))
				}
			}
		})
	})
}

func TestRegistrationIsOneActWithItsEvidence(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Publish(alfa, privacy, documents.NewVersion, first)
		kim := w.Browser("alfa")
		kim.Header.Set("Accept-Language", "sv")
		p := kim.Post("/register", with(typed(kim, " Kim@Example.com "), url.Values{"return": {"/account?tab=2"}}))
		p.To("/account?tab=2")
		if cookie := p.Header.Get("Set-Cookie"); !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") || strings.Contains(cookie, "Domain") {
			t.Errorf("the session's cookie is %q", cookie)
		}
		act, text := newActs(t, w, alfa, 0, 1)[0], version(t, w, alfa, 1).Text("sv")
		me := w.Person(alfa, "Kim@Example.com")
		if act.AccountID != me.ID || act.Method != acceptance.Registration || act.Outcome != acceptance.Accepted || act.TextID != text.ID || act.TextHash != text.Hash || act.Language != "sv" {
			t.Errorf("the evidence is %+v", act)
		}
		if who := w.Identities(alfa); len(who) != 1 || who[0].Name != "Kim Ek" || who[0].Email != "Kim@Example.com" || who[0].AcceptanceID != act.ID {
			t.Errorf("beside it stands %+v", who)
		}
		kim.Get("/account").Want(http.StatusOK) // nothing is owed
		kim.Get("/register").To("/account")

		// The same address, written otherwise, is taken; on the other site it is not.
		second := w.Browser("alfa")
		again := second.Post("/register", typed(second, "KIM@example.COM")).Want(http.StatusUnprocessableEntity)
		if givesSession(again) || len(w.People(alfa)) != 1 || len(w.Acceptances(alfa)) != 1 {
			t.Error("the address was registered twice")
		}
		unticked(t, again)
		other := w.Browser("beta") // nothing published there: nothing is asked, nothing recorded
		form := typed(other, "kim@example.com")
		for field := range form {
			if strings.HasPrefix(field, "act_") {
				t.Errorf("a site with nothing published asks for %s", field)
			}
		}
		other.Post("/register", form).To("/account")
		newActs(t, w, w.Sites["beta"], 0, 0)
		other.Get("/account").Want(http.StatusOK)
	})
}

func TestTwoPeopleInOneBrowser(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
		browser := w.Browser("alfa")
		form := typed(browser, "lena@example.com")
		browser.Register("kim@example.com")
		browser.Post("/register", form).To("/account") // the form was open in another tab
		browser.Get("/account").Has("lena@example.com")
		if left := w.Sessions(w.Sites["alfa"]); len(left) != 1 {
			t.Errorf("%d sessions are open in one browser", len(left))
		}
	})
}

func TestPlatformTakesNoRegistrations(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		n := len(w.People(w.Platform))
		b := w.Browser("platform")
		b.Get("/register").Want(http.StatusNotFound)
		b.Post("/register", url.Values{"name": {"Kim Ek"}, "email": {"kim@example.com"}, "password": {apptest.Password}}).Want(http.StatusNotFound)
		if len(w.People(w.Platform)) != n {
			t.Error("an account was made")
		}
	})
}

func TestASiteThatWantsItsDocumentFirst(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		b, other := w.Browser("alfa"), w.Browser("beta")
		form := typed(b, "kim@example.com") // open while the site still took customers
		if err := w.App.Sites.SetProfile(w.On(alfa), apptest.Shell, sites.Profile{Name: "Site alfa", Accent: "#112233", Languages: "sv,en",
			TimeZone: "Europe/Stockholm", DocumentRequired: true}); err != nil {
			t.Fatal(err)
		}
		w.Follow()
		b.Get("/register").Want(http.StatusOK).Lacks(`name="password"`)
		nothingCame(t, w, b.Post("/register", form).Want(http.StatusConflict))
		other.Post("/register", typed(other, "kim@example.com")).To("/account") // beta did not ask for that

		w.PublishAt(alfa, privacy, documents.NewVersion, w.Clock.Now().Add(time.Hour), first)
		nothingCame(t, w, b.Post("/register", form).Want(http.StatusConflict)) // published, not in force
		w.Clock.Advance(time.Hour)
		b.Register("kim@example.com")
	})
}
