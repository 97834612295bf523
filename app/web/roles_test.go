package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

const papers = "/studio/alfa/settings/appearance/documents"

// What each role may do to the site alfa. What it may not is refused with 403;
// who has no part in the site is told that it does not exist.
func TestRoles(t *testing.T) {
	t.Parallel()
	const ok, no, gone, in = http.StatusOK, http.StatusForbidden, http.StatusNotFound, http.StatusSeeOther
	settings := url.Values{"name": {"Changed"}, "languages": {"sv, en"}, "accent": {"#123456"}, "time_zone": {"Europe/Stockholm"}}
	party := url.Values{"legal_name": {"Changed AB"}, "address": {"Gatan 2"}, "country": {"SE"}, "email": {"new@alfa.example"}, "reason": {"mended"}}
	text := url.Values{"title": {"Changed"}, "source": {"Changed."}, "lock": {"0"}, "do": {"save"}}
	release := url.Values{"weight": {"new"}, "languages": {"sv"}, "when": {"now"}}
	asks := []struct {
		method, path                            string
		form                                    url.Values
		owner, editor, auditor, stranger, other int
	}{
		{"GET", "/studio/alfa", nil, ok, ok, ok, gone, gone},
		{"GET", "/studio/alfa/history", nil, ok, ok, ok, gone, gone},
		{"GET", "/studio/alfa/settings/organisation", nil, ok, ok, ok, gone, gone},
		{"GET", "/studio/alfa/settings/site", nil, ok, ok, ok, gone, gone},
		{"GET", papers, nil, ok, ok, ok, gone, gone},
		{"GET", papers + "/" + privacy + "/versions", nil, ok, ok, ok, gone, gone},
		{"GET", papers + "/" + privacy + "/text/sv", nil, ok, ok, ok, gone, gone},
		{"GET", papers + "/" + privacy + "/publish", nil, ok, no, no, gone, gone},
		{"POST", papers + "/" + privacy + "/text/sv/preview", text, ok, ok, ok, gone, gone},
		{"POST", papers + "/" + privacy + "/versions/1/withdraw", nil, in, no, no, gone, gone},
		{"POST", papers + "/" + privacy + "/text/sv", text, in, in, no, gone, gone},
		{"POST", papers + "/" + privacy + "/text/en", with(text, url.Values{"do": {"discard"}}), in, in, no, gone, gone},
		{"POST", papers + "/" + privacy + "/publish", release, in, no, no, gone, gone},
		{"POST", "/studio/alfa/settings/organisation", party, in, no, no, gone, gone},
		{"POST", "/studio/alfa/settings/site", settings, in, no, no, gone, gone},
		{"GET", "/studio/alfa/notices", nil, ok, ok, ok, gone, gone},
		{"POST", "/studio/alfa/notices/" + noEntry + "/object", url.Values{"reason": {"No"}}, gone, no, no, gone, gone},
		{"POST", "/studio/alfa/notices/" + noEntry + "/agree", nil, gone, no, no, gone, gone},
		{"GET", "/studio/alfa/settings/processors", nil, ok, ok, ok, gone, gone},
		{"GET", "/studio/alfa/settings/processors/new", nil, ok, no, no, gone, gone},
		{"POST", "/studio/alfa/settings/processors/new", processor, in, no, no, gone, gone},
		{"POST", "/studio/alfa/settings/processors/" + noEntry, processor, gone, no, no, gone, gone},
		{"POST", "/studio/alfa/settings/processors/" + noEntry + "/end", nil, gone, no, no, gone, gone},
		{"GET", "/console", nil, gone, gone, gone, gone, ok},
		{"GET", "/console/subprocessors", nil, gone, gone, gone, gone, ok},
		{"GET", "/console/subprocessors/new", nil, gone, gone, gone, gone, ok},
		{"POST", "/console/subprocessors/new", announcement, gone, gone, gone, gone, in},
		{"POST", "/console/subprocessors/" + noEntry + "/end", nil, gone, gone, gone, gone, gone},
		{"POST", "/console/objections/" + noEntry + "/answer", url.Values{"body": {"Why"}}, gone, gone, gone, gone, gone},
	}
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Publish(alfa, privacy, documents.NewVersion, first)
		w.Member(alfa, principal.Editor, "editor@alfa.example")
		w.Member(alfa, principal.Auditor, "auditor@alfa.example")
		as := func(email string) *apptest.Client { return w.Browser("platform").SignIn(email) }
		owner, editor, auditor := as("owner@alfa.example"), as("editor@alfa.example"), as("auditor@alfa.example")
		stranger, operator, nobody := as("owner@beta.example"), as("owner@platform.example"), w.Browser("platform")
		customer := w.Browser("alfa").Register("kim@example.com")
		for _, refused := range []bool{true, false} { // first all that must change nothing
			for _, a := range asks {
				for c, want := range map[*apptest.Client]int{owner: a.owner, editor: a.editor, auditor: a.auditor, stranger: a.stranger, operator: a.other} {
					if changes := want == in; changes == refused {
						continue
					}
					var p *apptest.Page
					if a.method == "POST" {
						p = c.Post(a.path, a.form)
					} else {
						p = c.Get(a.path)
					}
					if p.Status != want {
						t.Errorf("%s %s answered %d, not %d", a.method, a.path, p.Status, want)
					}
				}
				if !refused {
					continue
				}
				if p := nobody.Do(a.method, a.path, nil, http.Header{"Sec-Fetch-Site": {"same-origin"}}); p.Status != in || !strings.HasPrefix(p.Header.Get("Location"), "/login?") {
					t.Errorf("nobody: %s %s answered %d", a.method, a.path, p.Status)
				}
				customer.Do(a.method, a.path, nil, http.Header{"Sec-Fetch-Site": {"same-origin"}}).Want(gone) // on a site's own host there is no studio
			}
			if !refused {
				break
			}
			doc := w.Document(alfa, privacy)
			if len(w.Drafts(alfa)) > 0 || len(doc.Versions) != 1 || doc.Versions[0].WithdrawnAt != nil {
				t.Error("somebody changed what they may not")
			}
			w.Browser("alfa").Get("/contact").Has("Site alfa", "alfa AB").Lacks("Changed")
		}
		w.Follow()
		w.Browser("alfa").Get("/contact").Has("Changed", "Changed AB")

		// A site that is another's is told apart from none by nothing.
		theirs, none := stranger.Get("/studio/alfa").Want(gone), stranger.Get("/studio/none").Want(gone)
		if strings.ReplaceAll(theirs.Body, "/studio/alfa", "") != strings.ReplaceAll(none.Body, "/studio/none", "") {
			t.Error("another's site is told apart from one that does not exist")
		}
		operator.Get("/studio").To("/console")
		operator.Get("/studio/platform/settings/appearance/documents").Want(ok).Has(documents.DPASlug)
		operator.Get("/studio/platform").Want(ok)
		owner.Get("/studio/platform").Want(gone)
		owner.Get("/studio/platform/settings/appearance/documents").Want(gone)
	})
}

// The operator's list: the state of every site's document and agreement, and
// nothing from inside of it.
func TestTheConsoleListsSites(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		agreements(w)
		customer(w, "alfa", "kim@example.com")
		w.Publish(w.Sites["beta"], privacy, documents.NewVersion, map[string]string{"sv": first["sv"]})
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		owner.Post("/accept?for=alfa", signed(owner.Get("/accept?for=alfa"))).To("/account")
		operator := w.Browser("platform").SignIn("owner@platform.example")
		page := operator.Get("/console").Want(http.StatusOK)
		page.Has("Site alfa", "Site beta", w.Config.Origin("alfa.localhost"), w.Config.Origin("beta.localhost"))
		page.Lacks("kim@example.com", "Orders are kept", "owner@alfa.example", "Gatan 1")
		if page.Header.Get("Cache-Control") != "no-store" {
			t.Error("the list is kept")
		}
		list, err := w.App.Sites.ListUnscoped(w.On(w.Platform), apptest.Shell)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range list {
			missing := strings.Join(s.Status.Missing(), ",")
			if want := map[string]string{"alfa": "", "beta": "en"}[s.Key]; missing != want || s.Status.LatestVersion != 1 {
				t.Errorf("%s: version %d, without %q", s.Key, s.Status.LatestVersion, missing)
			}
		}
		en := w.Bundle.Localizer("en")
		for _, key := range []string{"document.name.user_agreement", "document.name.dpa"} { // what beta has not accepted
			if n := strings.Count(page.Body, en.T(key)); n != 1 {
				t.Errorf("%q stands %d times in the list", en.T(key), n)
			}
		}
		before := page.Body
		other := w.Browser("platform").SignIn("owner@beta.example")
		other.Post("/accept?for=beta", signed(other.Get("/accept?for=beta"))).To("/account")
		if operator.Get("/console").Body == before {
			t.Error("the list does not tell that beta has accepted")
		}
	})
}

func suspend(t *testing.T, w *apptest.World, state tenantdb.State) {
	t.Helper()
	if err := w.App.Sites.SetState(context.Background(), apptest.Shell, "alfa", state); err != nil {
		t.Fatal(err)
	}
	w.Follow()
}

// A suspended site still answers for its documents and its customers' rights.
func TestASuspendedSite(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := gated(w, "alfa", "kim@example.com")
		beta := customer(w, "beta", "kim@example.com")
		form := typed(w.Browser("alfa"), "lena@example.com")
		suspend(t, w, tenantdb.Suspended)
		for _, path := range []string{documentPath, "/cldoc/" + privacy + "/1.htm", "/contact", "/accept", "/account/privacy", "/account/export", "/account/delete"} {
			kim.Get(path).Want(http.StatusOK)
		}
		for _, path := range []string{"/", "/register", "/account"} {
			if p := kim.Get(path).Want(http.StatusServiceUnavailable).Lacks(profile); p.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s is kept", path)
			}
			kim.Do(http.MethodHead, path, nil, nil).Want(http.StatusServiceUnavailable)
		}
		kim.Post("/account", url.Values{"name": {"Else"}}).Want(http.StatusServiceUnavailable)
		machine := kim.Do(http.MethodGet, "/account", nil, http.Header{"Accept": {"application/json"}}).Want(http.StatusServiceUnavailable)
		if got := machine.Header.Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("a machine was answered in %q", got)
		}
		kim.Get("/nothing").Want(http.StatusNotFound)
		w.Browser("alfa").Post("/register", form).Want(http.StatusServiceUnavailable)
		if len(w.People(w.Sites["alfa"])) != 1 {
			t.Error("a suspended site took a customer")
		}
		beta.Get("/account").Want(http.StatusOK)
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		owner.Get("/studio/alfa").Want(http.StatusOK)
		owner.Get(papers + "/" + privacy + "/versions").Want(http.StatusOK)

		kim.Post("/language", url.Values{"lang": {"sv"}, "return": {documentPath}}).To(documentPath)
		kim.Post("/accept", answered(kim.Get("/accept"), "decline")).Want(http.StatusSeeOther)
		kim.Post("/logout", nil).To("/")
		kim.SignIn("kim@example.com")
		kim.Post("/account/delete", url.Values{"password": {apptest.Password}}).To("/login?deleted=1")
		suspend(t, w, tenantdb.Active)
		w.Browser("alfa").Register("lena@example.com").Get("/account").Want(http.StatusOK)
	})
}

// Started again, in the middle of everything, the program goes on where it was.
func TestStartingAgain(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := gated(w, "alfa", "kim@example.com")
		form := answered(kim.Get("/accept?return=/account?tab=2"), "accept")
		again := w.Second()
		w.Server.Close()
		there := kim.At(again)
		there.Get("/account").To(toGate)
		there.Get(documentPath).Want(http.StatusOK).Has("seven years")
		there.Post("/accept", form).To("/account?tab=2")
		there.Get("/account").Want(http.StatusOK)
		there.At(again.Second()).Get("/account").Want(http.StatusOK)
	})
}

// An owner or operator hands over before they delete their account; others of
// the platform need not.
func TestDeletingAnAccountOfThePlatform(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Member(w.Sites["alfa"], principal.Editor, "editor@alfa.example")
		password := url.Values{"password": {apptest.Password}}
		for _, email := range []string{"owner@alfa.example", "owner@platform.example"} {
			c := w.Browser("platform").SignIn(email)
			c.Get("/account/delete").Want(http.StatusOK).Lacks(`name="password"`)
			c.Post("/account/delete", password).Want(http.StatusConflict)
			c.Get("/account").Want(http.StatusOK)
		}
		c := w.Browser("platform").SignIn("editor@alfa.example")
		role := rowsIn(t, exported(t, c.Get("/account/export")), "memberships", 1)[0]
		if role["role"] != string(principal.Editor) || role["site_id"] != w.Sites["alfa"].String() || role["created_at"] == nil {
			t.Errorf("the export tells of the role %+v", role)
		}
		c.Get("/account/delete").Want(http.StatusOK).Has(`name="password"`)
		c.Post("/account/delete", password).To("/login?deleted=1")
		if len(w.People(w.Platform)) != 3 {
			t.Errorf("%d accounts are left", len(w.People(w.Platform)))
		}
	})
}
