package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

var agreement = map[string]string{"en": "## What we agree on\n\nYou are controller for what you upload."}

// agreements publishes what binds every site's organisation.
func agreements(w *apptest.World) {
	w.Publish(w.Platform, documents.AgreementSlug, documents.NewVersion, agreement)
	w.Publish(w.Platform, documents.DPASlug, documents.NewVersion, agreement)
}

// signed is the gate's form, answered for an organisation.
func signed(p *apptest.Page) url.Values {
	return with(answered(p, "accept"), url.Values{"may_bind": {"yes"}, "job_title": {"Managing director"}})
}

// addressOf fills in a route's parameters for the site alfa.
func addressOf(route string) string {
	return strings.NewReplacer(":site", "alfa", ":slug", privacy, ":lang", "sv", ":seq", "1",
		":entry", noEntry, ":id", noEntry, ":objection", noEntry, ":account", noEntry).Replace(route)
}

// noEntry is on no register.
const noEntry = "0191c2a4-0000-7000-8000-000000000000"

// studioExits are open to an owner who owes something.
var studioExits = map[string]bool{
	"GET /studio":                                                                   true,
	"GET /studio/:site/processing":                                                  true, // what an authority may ask for
	"GET /studio/:site/processing/record":                                           true,
	"GET /studio/:site/processing/record.csv":                                       true,
	"GET /studio/:site/processing/record.json":                                      true,
	"GET /studio/:site/settings/appearance/documents/:slug/versions":                true,
	"POST /studio/:site/settings/appearance/documents/:slug/versions/:seq/withdraw": true,
	"GET /studio/:site/settings/appearance/documents/:slug/versions/compare":        true, // of what is published
	"GET /studio/:site/settings/appearance/documents/:slug/versions/:seq/:file":     true,
	"GET /studio/:site/notices":                                                     true,
	"POST /studio/:site/notices/:entry/object":                                      true,
	"POST /studio/:site/notices/:entry/agree":                                       true,
	"GET /studio/:site/agreements":                                                  true,
	"GET /studio/:site/agreements/:id":                                              true,
	"GET /studio/:site/export":                                                      true,
	"GET /studio/:site/close":                                                       true,
	"POST /studio/:site/close":                                                      true,
	"GET /studio/:site/settings/access":                                             true,
	"POST /studio/:site/settings/access/:id/end":                                    true,
	"GET /studio/:site/settings/access/log":                                         true,
	"GET /studio/:site/settings/access/checkpoint":                                  true,
	"POST /studio/:site/settings/access/check":                                      true,
	"GET /studio/:site/settings/statistics/consents.jsonl":                          true, // an authority may ask
}

// Every page of the studio, whichever it is, waits for the agreements; but the
// exits do not.
func TestOwnersAreGatedUntilTheirOrganisationHasAgreed(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
		agreements(w)
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		seen := 0
		for _, route := range w.Kernel.RouteList() {
			if !strings.HasPrefix(route.Path, "/studio/:site") || studioExits[route.Method+" "+route.Path] || studioExits["GET "+route.Path] {
				continue
			}
			seen++
			path := addressOf(route.Path)
			p := owner.Do(route.Method, path, nil, http.Header{"Sec-Fetch-Site": {"same-origin"}, "Referer": {owner.Origin() + path}}).Want(http.StatusSeeOther)
			if to, want := p.Header.Get("Location"), "/accept?"+(url.Values{"for": {"alfa"}, "return": {path}}).Encode(); to != want {
				t.Errorf("%s %s leads to %q, not %q", route.Method, path, to, want)
			}
		}
		if seen < 15 {
			t.Errorf("only %d routes of the studio are gated", seen)
		}
		owner.Post("/studio/alfa/settings/site", url.Values{"name": {"Taken over"}, "languages": {"sv"}, "accent": {"#000000"}, "time_zone": {"UTC"}}).Want(http.StatusSeeOther)
		w.Follow()
		w.Browser("alfa").Get("/contact").Has("Site alfa").Lacks("Taken over")
		told := told(t, owner.Do(http.MethodGet, "/studio/alfa", nil, http.Header{"Accept": {"application/json"}}))
		if len(told.Pending) != 2 || told.AcceptURL != w.Config.Origin("platform.localhost")+"/accept?for=alfa&return=%2Fstudio%2Falfa" {
			t.Errorf("a machine is told %+v", told)
		}

		owner.Get("/studio").To("/studio/alfa")
		owner.Get("/account").Want(http.StatusOK) // it is the organisation that owes, not the person
		versions := "/studio/alfa/settings/appearance/documents/" + privacy + "/versions"
		owner.Get(versions).Want(http.StatusOK).Has("/versions/1/withdraw")
		owner.Post(versions+"/1/withdraw", nil).To(versions)
		if w.Document(w.Sites["alfa"], privacy).Version(1).WithdrawnAt == nil {
			t.Error("a gated owner could not withdraw")
		}
		for _, exit := range []string{"/account/privacy", "/account/export", "/account/delete", "/contact", "/cldoc/" + documents.AgreementSlug + ".htm"} {
			owner.Get(exit).Want(http.StatusOK)
		}
	})
}

func TestAnOwnerSignsForTheOrganisation(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa, n := w.Sites["alfa"], 0
		agreements(w)
		w.Member(alfa, principal.Owner, "second@alfa.example")
		w.Member(alfa, principal.Editor, "editor@alfa.example")
		w.Member(alfa, principal.Auditor, "auditor@alfa.example")
		w.Member(w.Sites["beta"], principal.Owner, "second@alfa.example")
		owner, second := w.Browser("platform").SignIn("owner@alfa.example"), w.Browser("platform").SignIn("second@alfa.example")
		second.Get("/studio/alfa").Want(http.StatusSeeOther)
		second.Get("/studio").Want(http.StatusOK).Has("/studio/alfa", "/studio/beta") // of two, one chooses

		page := owner.Get("/accept?for=alfa&return=/studio/alfa/history").Want(http.StatusOK).Has("alfa AB", "platform AB")
		unticked(t, page)
		form := signed(page)
		each(t, w, map[string]url.Values{
			"no say": {"may_bind": nil}, "no": {"may_bind": {"no"}}, "twice": {"may_bind": {"yes", "yes"}}, "no title": {"job_title": nil}, "blank title": {"job_title": {" \t "}},
			"long title": {"job_title": {strings.Repeat("x", 121)}}, "hidden title": {"job_title": {"\u200b"}}, "turned title": {"job_title": {"CEO\u202e"}},
			"one of two": {"act_" + w.Document(w.Platform, documents.DPASlug).ID.String(): nil},
		}, func(t *testing.T, w *apptest.World, c url.Values) {
			p := owner.In(t).Post("/accept?for=alfa", with(form, c)).Want(http.StatusUnprocessableEntity)
			newActs(t, w, w.Platform, n, 0)
			unticked(t, p)
			if p.Boxes("may_bind")["may_bind"] {
				t.Error("the right to sign is ticked beforehand")
			}
			back := p.Form("/accept")
			if _, given := c["job_title"]; !given && back.Get("job_title") != "Managing director" || back.Get("return") != "/studio/alfa/history" {
				t.Errorf("the form came back with %v", back)
			}
		})
		owner.Post("/accept?for=alfa", form).To("/studio/alfa/history")

		me, acts := w.Person(w.Platform, "owner@alfa.example"), newActs(t, w, w.Platform, 0, 2)
		titles := 0
		for _, a := range acts {
			if a.AccountID != me.ID || a.Represents == nil || *a.Represents != alfa || a.PartyRevision == nil || *a.PartyRevision != 1 ||
				a.Act != documents.Agree || a.Outcome != acceptance.Accepted || !strings.Contains(a.Wording, "alfa AB") {
				t.Errorf("recorded was %+v", a)
			}
			for _, i := range w.Identities(w.Platform) {
				if i.AcceptanceID == a.ID && i.JobTitle == "Managing director" && i.Name == me.Name {
					titles++
				}
			}
		}
		if titles != 2 || acts[0].DocumentID == acts[1].DocumentID {
			t.Errorf("%d identities with a title", titles)
		}
		if got := events(t, w, alfa, ledger.AgreementAccepted); got != 1+2 { // the first one too
			t.Errorf("the site's history tells of %d agreements", got)
		}

		owner.Get("/studio/alfa").Want(http.StatusOK)
		second.Get("/studio/alfa").Want(http.StatusOK) // one signature is the organisation's
		second.Get("/accept?for=alfa").To("/account")
		second.Get("/studio/beta").To("/accept?for=beta&return=%2Fstudio%2Fbeta") // of the other one it is not
		w.Browser("platform").SignIn("owner@beta.example").Get("/studio/beta").Want(http.StatusSeeOther)

		w.Clock.Advance(time.Hour)
		w.Publish(w.Platform, documents.DPASlug, documents.NewVersion, agreement)
		second.Get("/studio/alfa").Want(http.StatusSeeOther)
		again := second.Get("/accept?for=alfa").Want(http.StatusOK)
		if boxes := again.Boxes("act_"); len(boxes) != 1 {
			t.Errorf("asked for %v", boxes)
		}
		second.Post("/accept?for=alfa", signed(again)).To("/account")
		owner.Get("/studio/alfa").Want(http.StatusOK)
	})
}

func events(t *testing.T, w *apptest.World, site tenants.ID, event ledger.Event) (n int) {
	t.Helper()
	if err := w.DB.View(w.On(site), func(ctx context.Context) error {
		all, err := ledger.Recent(ctx, 100)
		for _, e := range all {
			if e.Event == event {
				n++
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// Only who may sign is asked to, and nobody signs for another's organisation.
func TestWhoMaySign(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		agreements(w)
		owner, stranger := w.Browser("platform").SignIn("owner@alfa.example"), w.Browser("platform").SignIn("owner@beta.example")
		form := signed(owner.Get("/accept?for=alfa"))
		for _, role := range []principal.Role{principal.Editor, principal.Auditor} {
			email := string(role) + "@alfa.example"
			w.Member(alfa, role, email)
			helper := w.Browser("platform").SignIn(email)
			helper.Get("/studio/alfa").Want(http.StatusOK)
			helper.Get("/accept?for=alfa").To("/account") // owes nothing
			helper.Post("/accept?for=alfa", form).To("/account")
		}
		w.Browser("platform").SignIn("owner@platform.example").Get("/console").Want(http.StatusOK)
		for _, key := range []string{"alfa", "platform", "nothing", ""} {
			stranger.Get("/accept?for=" + key).To("/account")
		}
		stranger.Post("/accept?for=alfa", form).Want(http.StatusSeeOther)
		stranger.Post("/accept?for=beta", form).Want(http.StatusConflict)
		newActs(t, w, w.Platform, 0, 0)

		// The organisation must still be who the page named.
		if err := w.App.Sites.SetParty(w.On(alfa), apptest.Shell, sites.Party{LegalName: "Another AB", Reason: sites.Renamed, Address: "Gatan 2", Country: "SE", Email: "a@alfa.example"}); err != nil {
			t.Fatal(err)
		}
		again := owner.Post("/accept?for=alfa", form).Want(http.StatusConflict).Has("Another AB")
		newActs(t, w, w.Platform, 0, 0)
		owner.Post("/accept?for=alfa", with(signed(again), url.Values{"answer": {"decline"}, "may_bind": nil, "job_title": nil})).Want(http.StatusSeeOther)
		for _, a := range newActs(t, w, w.Platform, 0, 2) {
			if a.Outcome != acceptance.Declined || a.Represents == nil || *a.PartyRevision != 2 {
				t.Errorf("not signing was recorded as %+v", a)
			}
		}
		owner.Get("/studio/alfa").Want(http.StatusSeeOther)
		owner.Post("/accept?for=alfa", signed(owner.Get("/accept?for=alfa"))).To("/account")
		owner.Get("/studio/alfa").Want(http.StatusOK)
	})
}

// The platform's own privacy document binds the person: each reads for
// themselves, whatever their role.
func TestThePlatformsPrivacyDocumentIsEverybodysOwn(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Member(w.Sites["alfa"], principal.Editor, "editor@alfa.example")
		w.Publish(w.Platform, privacy, documents.NewVersion, first)
		agreements(w)
		for email, home := range map[string]string{"owner@alfa.example": "/studio/alfa", "editor@alfa.example": "/studio/alfa", "owner@platform.example": "/console"} {
			c := w.Browser("platform").SignIn(email)
			c.Get("/account").To(toGate)
			gate := c.Get(home).Want(http.StatusSeeOther).Header.Get("Location")
			page := c.Get(gate).Want(http.StatusOK)
			want := 1
			if email == "owner@alfa.example" {
				want = 3 // all on one page
			}
			if boxes := page.Boxes("act_"); len(boxes) != want {
				t.Errorf("%s is asked for %v", email, boxes)
			}
			action, _, _ := strings.Cut(gate, "&")
			if !strings.Contains(action, "for=") {
				action = "/accept"
			}
			c.Post(action, signed(page)).To(home)
			c.Get(home).Want(http.StatusOK)
		}
		for _, a := range w.Acceptances(w.Platform) {
			if byPerson := a.DocumentID == w.Document(w.Platform, privacy).ID; byPerson != (a.Represents == nil) {
				t.Errorf("recorded was %+v", a)
			}
		}
	})
}
