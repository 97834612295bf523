package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// A site takes no customers before its organisation has accepted a data
// processing agreement; a newer one that waits stops only the studio.
func TestNoCustomersBeforeTheFirstDPA(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		gamma := w.Make(tenantdb.Site, "gamma", principal.Owner, "sv", "en")
		w.Follow()
		w.Publish(gamma, privacy, documents.NewVersion, first)
		closed := w.Bundle.Localizer("en").T("register.closed")
		visitor := w.Browser("gamma")
		visitor.Get("/register").Want(http.StatusOK).Has(closed).Lacks(`name="password"`)
		form := typed(w.Browser("alfa"), "kim@example.com") // alfa's page, since gamma's has no form
		visitor.Post("/register", form).Want(http.StatusConflict)
		if n := len(w.People(gamma)); n != 0 {
			t.Fatalf("%d customers came in", n)
		}
		w.Sign("gamma")
		visitor.Get("/register").Want(http.StatusOK).Lacks(closed)
		visitor.Register("kim@example.com").Get("/account").Want(http.StatusOK)

		w.Publish(w.Platform, documents.DPASlug, documents.NewVersion, agreement)
		w.Browser("gamma").Register("lena@example.com").Get("/account").Want(http.StatusOK)
		owner := w.Browser("platform").SignIn("owner@gamma.example")
		owner.Get("/studio/gamma").Want(http.StatusSeeOther)
		for _, exit := range []string{"/studio/gamma/agreements", "/studio/gamma/export", "/studio/gamma/close"} {
			owner.Get(exit).Want(http.StatusOK)
		}
	})
}

// transfer says that another organisation has taken over a site.
func transfer(t *testing.T, w *apptest.World, key string, reason sites.Reason) {
	t.Helper()
	if err := w.App.Sites.SetParty(w.On(w.Sites[key]), apptest.Shell, sites.Party{LegalName: "Buyer AS", RegistrationNumber: "999 000 019",
		Address: "Torget 1, Bergen", Country: "NO", Email: "privacy@buyer.example", Reason: reason}); err != nil {
		t.Fatal(err)
	}
	w.Follow()
}

// A sold site: its customers are told who is responsible now and are not
// stopped, what they accepted stays as it was, and the buyer has its own
// agreements to accept.
func TestASoldSite(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		text := map[string]string{"sv": "## Vem\n\n{{controller.name}} ansvarar.", "en": "## Who\n\n{{controller.name}} answers."}
		w.Publish(alfa, privacy, documents.NewVersion, text)
		later := w.Clock.Now().Add(48 * time.Hour)
		w.PublishAt(alfa, privacy, documents.NewVersion, later, map[string]string{"sv": text["sv"] + "\n\nMer.", "en": text["en"] + "\n\nMore."})
		kim := w.Browser("alfa").Register("kim@example.com")
		beta := w.Document(w.Sites["beta"], privacy)
		w.Clock.Advance(time.Hour)
		transfer(t, w, "alfa", sites.Transferred)

		doc := w.Document(alfa, privacy)
		told, again := doc.Version(3), doc.Version(4)
		if len(doc.Versions) != 4 || told.Weight != documents.Announcement || again.Weight != documents.NewVersion || !again.EnforcedAt.Equal(later) {
			t.Fatalf("the versions are %+v", doc.Versions)
		}
		if told.Roles.Controllers[0].LegalName != "Buyer AS" || doc.Version(1).Roles.Controllers[0].LegalName != "alfa AB" {
			t.Error("the versions do not name who was responsible then")
		}
		if v := doc.InForce(later); v == nil || v.Seq != 4 {
			t.Error("what was scheduled does not take effect")
		}
		kim.Get("/account").Want(http.StatusOK).Has("Buyer AS is now responsible for your data. Before, it was alfa AB.")
		kim.Get(documentPath).Want(http.StatusOK).Has("Buyer AS answers.").Lacks("alfa AB answers.")
		evidence := kim.Get("/account/privacy").Want(http.StatusOK)
		act := w.Acceptances(alfa)[0]
		kim.Get("/account/privacy/"+act.ID.String()).Want(http.StatusOK).Has("alfa AB answers.", "alfa AB (559000-0001)")
		evidence.Has("Buyer AS")

		owner := w.Browser("platform").SignIn("owner@alfa.example")
		owner.Get("/studio/alfa").To(`/accept?for=alfa&return=%2Fstudio%2Falfa`)
		w.Browser("alfa").Get("/register").Lacks(`name="password"`) // the buyer has no agreement yet
		owner.Get("/accept?for=alfa").Want(http.StatusOK).Has("Buyer AS")
		w.Sign("alfa")
		owner.Get("/studio/alfa").Want(http.StatusOK)
		w.Browser("alfa").Register("lena@example.com")
		signings, err := w.Acceptance.Signings(w.On(w.Platform), apptest.Shell, alfa)
		if err != nil || len(signings) != 2 || *signings[0].PartyRevision != 2 || *signings[1].PartyRevision != 1 {
			t.Errorf("the signatures are %+v, %v", signings, err)
		}
		owner.Get("/studio/alfa/agreements").Want(http.StatusOK).Has("revision 1")
		if n := events(t, w, alfa, ledger.PartyTransferred); n != 1 {
			t.Errorf("the history tells of it %d times", n)
		}
		if len(w.Document(w.Sites["beta"], privacy).Versions) != len(beta.Versions) {
			t.Error("another site's document has changed")
		}
		w.Browser("beta").Get("/contact").Has("beta AB").Lacks("Buyer AS")
	})
}

// A new name of the same organisation is told; what it accepted goes on. A
// mended mistake is not told.
func TestARenamedSite(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Publish(alfa, privacy, documents.NewVersion, first)
		kim := w.Browser("alfa").Register("kim@example.com")
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		form := url.Values{"legal_name": {"alpha AB"}, "registration_number": {"559000-0001"}, "address": {"Gatan 1"}, "country": {"SE"}, "email": {"privacy@alfa.example"}}
		owner.Post("/studio/alfa/settings/organisation", form).Want(http.StatusUnprocessableEntity).Has("Say what has happened", "alpha AB")
		owner.Post("/studio/alfa/settings/organisation", with(form, url.Values{"reason": {"mended"}})).To("/studio/alfa/settings/organisation?saved=1")
		if doc := w.Document(alfa, privacy); len(doc.Versions) != 1 {
			t.Error("a mended mistake was told")
		}
		w.Clock.Advance(time.Minute)
		form.Set("legal_name", "Aurora AB")
		owner.Post("/studio/alfa/settings/organisation", with(form, url.Values{"reason": {"renamed"}})).To("/studio/alfa/settings/organisation?saved=1&told=1")
		w.Follow()
		owner.Get("/studio/alfa/settings/organisation?saved=1&told=1").Has("Your customers are told")
		kim.Get("/account").Want(http.StatusOK).Has("alpha AB is now called Aurora AB.")
		owner.Get("/studio/alfa").Want(http.StatusOK)
		w.Browser("alfa").Register("lena@example.com")
	})
}

var clientParty = url.Values{"other_legal_name": {"Client Oy"}, "other_registration_number": {"FI-1"}, "other_address": {"Katu 1, Turku"}, "other_country": {"FI"},
	"other_email": {"privacy@client.example"}}

// A site that an agency runs for a client names the client as controller, and
// one that two are responsible for names both and their contact point.
func TestArrangements(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa, page := w.Sites["alfa"], "/studio/alfa/settings/responsibility"
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		owner.Get(page).Want(http.StatusOK)
		bare := owner.Post(page, with(clientParty, url.Values{"kind": {"agency"}})).Want(http.StatusUnprocessableEntity).Has("Client Oy")
		bare.Has(w.Bundle.Localizer("en").T("arrangement.error.authorised"))
		owner.Post(page, with(clientParty, url.Values{"kind": {"agency"}, "authorised": {"yes"}})).To(page + "?saved=1")
		w.Publish(alfa, privacy, documents.NewVersion, map[string]string{"sv": "{{controller.name}} {{processor.name}}", "en": "{{controller.name}} by {{processor.name}}"})
		visitor := w.Browser("alfa")
		visitor.Get(documentPath).Want(http.StatusOK).Has("Client Oy by alfa AB", "platform AB")
		visitor.Get("/contact").Has("Client Oy is responsible for your data", "privacy@client.example", "alfa AB", "platform AB")
		visitor.Get("/register").Has("Client Oy is responsible")
		kim := w.Browser("alfa").Register("kim@example.com")
		roles := w.Document(alfa, privacy).Version(1).Roles
		if roles.Kind != sites.Agency || len(roles.Processors) != 2 || roles.Processors[0].LegalName != "alfa AB" || roles.Processors[1].LegalName != "platform AB" {
			t.Errorf("the version keeps %+v", roles)
		}
		w.Publish(w.Platform, documents.DPASlug, documents.NewVersion, agreement)
		owner.Get("/accept?for=alfa").Want(http.StatusOK).Has("You sign for alfa AB").Lacks("sign for Client Oy")
		w.Sign("alfa")

		w.Clock.Advance(time.Minute)
		joint := with(clientParty, url.Values{"kind": {"joint"}, "essence": {"Client informs, we answer."}, "contact_point": {"both@alfa.example"}})
		owner.Post(page, with(joint, url.Values{"essence": {""}})).Want(http.StatusUnprocessableEntity)
		owner.Post(page, with(joint, url.Values{"contact_point": {"nobody"}})).Want(http.StatusUnprocessableEntity).Has("Client informs, we answer.")
		owner.Post(page, joint).To(page + "?saved=1&told=1")
		w.Follow()
		visitor.Get("/contact").Has("alfa AB and Client Oy are jointly responsible", "both@alfa.example", "Client informs, we answer.")
		kim.Get("/account").Has("alfa AB and Client Oy are now jointly responsible for your data. Before, it was Client Oy.")
		visitor.Get(documentPath).Has("Jointly responsible", "both@alfa.example")
		kim.Get("/account/privacy/" + w.Acceptances(alfa)[0].ID.String()).Has("Client Oy (FI-1)").Lacks("alfa AB (559000-0001), Client")

		w.Browser("beta").Get("/contact").Lacks("Client Oy")
		editor := "editor@alfa.example"
		w.Member(alfa, principal.Editor, editor)
		w.Browser("platform").SignIn(editor).Post(page, url.Values{"kind": {"sole"}}).Want(http.StatusForbidden)
		w.Browser("platform").SignIn("owner@beta.example").Get(page).Want(http.StatusNotFound)
		w.Browser("platform").SignIn("owner@platform.example").Get("/studio/platform/settings/responsibility").Want(http.StatusNotFound)
	})
}

// An arrangement that is not complete, however it came about, publishes nothing.
func TestAnIncompleteArrangementPublishesNothing(t *testing.T) {
	t.Parallel()
	for _, a := range []sites.Arrangement{{Kind: sites.Joint, LegalName: "X"}, {Kind: sites.Agency}, {Kind: "other"}} {
		if err := a.Missing(); !errs.HasKey(err, "document.error.arrangement_incomplete") {
			t.Errorf("%+v: %v", a, err)
		}
	}
	if err := (sites.Arrangement{Kind: sites.Sole}).Missing(); err != nil {
		t.Error(err)
	}
}

// What was signed can be seen and kept, by those whom it concerns.
func TestSignedCopies(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Member(alfa, principal.Editor, "editor@alfa.example")
		w.Member(alfa, principal.Auditor, "auditor@alfa.example")
		signings, err := w.Acceptance.Signings(w.On(w.Platform), apptest.Shell, alfa)
		if err != nil || len(signings) != 1 {
			t.Fatalf("%d signatures, %v", len(signings), err)
		}
		sg := signings[0]
		path := "/studio/alfa/agreements/" + sg.ID.String()
		as := func(email string) *apptest.Client { return w.Browser("platform").SignIn(email) }
		owner := as("owner@alfa.example")
		owner.Get("/studio/alfa/agreements").Want(http.StatusOK).Has(path, "Person owner@alfa.example, Owner")
		copied := owner.Get(path).Want(http.StatusOK).Has("alfa AB", "platform AB", "559000-0001", "Person owner@alfa.example, Owner", sg.TextHash, sg.ID.String(),
			"We process on your instructions.", "I may represent")
		if csp := copied.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "sha256-") || strings.Contains(csp, "unsafe") {
			t.Errorf("its policy is %q", csp)
		}
		kept := owner.Get(path + "?download=1").Want(http.StatusOK).Has(sg.TextHash)
		if d := kept.Header.Get("Content-Disposition"); d != `attachment; filename="alfa-data-processing-agreement-v1.html"` {
			t.Errorf("it is kept as %q", d)
		}
		as("auditor@alfa.example").Get(path).Want(http.StatusOK)
		as("editor@alfa.example").Get(path).Want(http.StatusForbidden)
		as("owner@beta.example").Get(path).Want(http.StatusNotFound)
		as("owner@beta.example").Get(strings.Replace(path, "alfa", "beta", 1)).Want(http.StatusNotFound)
		owner.Get("/studio/alfa/agreements/none").Want(http.StatusNotFound)
		if _, err := w.Acceptance.Signings(w.On(w.Platform), principal.Principal{}, alfa); !errs.Is(err, errs.NotFound) {
			t.Errorf("nobody may read them: %v", err)
		}

		// The name of who signed a contract outlives their account.
		transfer(t, w, "alfa", sites.Renamed)
		owner.Get(path).Want(http.StatusOK).Has("alfa AB").Lacks("Buyer AS")
	})
}

// An owner closes their site: nobody uses it, rights and exits stay, and only
// the operator opens it again.
func TestClosingASite(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Publish(alfa, privacy, documents.NewVersion, first)
		kim := w.Browser("alfa").Register("kim@example.com")
		w.Member(alfa, principal.Editor, "editor@alfa.example")
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		owner.Get("/studio/alfa/close").Want(http.StatusOK).Has("1 customer")
		w.Browser("platform").SignIn("editor@alfa.example").Post("/studio/alfa/close", url.Values{"key": {"alfa"}}).Want(http.StatusForbidden)
		w.Browser("platform").SignIn("owner@beta.example").Post("/studio/alfa/close", url.Values{"key": {"alfa"}}).Want(http.StatusNotFound)
		owner.Post("/studio/alfa/close", url.Values{"key": {"beta"}}).Want(http.StatusUnprocessableEntity).Has("beta")
		kim.Get("/account").Want(http.StatusOK)
		for range 2 { // twice is once
			owner.Post("/studio/alfa/close", url.Values{"key": {"alfa"}}).To("/studio/alfa/close")
		}
		w.Follow()
		owner.Get("/studio/alfa/close").Want(http.StatusOK).Has("closed").Lacks(`name="key"`)
		kim.Get("/account").Want(http.StatusServiceUnavailable)
		kim.Get("/account/export").Want(http.StatusOK)
		kim.Get(documentPath).Want(http.StatusOK)
		owner.Get("/studio/alfa/export").Want(http.StatusOK)
		if n := events(t, w, alfa, ledger.SiteClosed); n != 1 {
			t.Errorf("it was closed %d times", n)
		}
		w.Browser("beta").Register("kim@example.com").Get("/account").Want(http.StatusOK)
		w.Browser("platform").SignIn("owner@platform.example").Get("/console").Want(http.StatusOK).Has("closed 2 March 2026")
		suspend(t, w, tenantdb.Active)
		kim.Get("/account").Want(http.StatusOK)
		owner.Get("/studio/alfa/close").Want(http.StatusOK).Has(`name="key"`)
	})
}

// Who is an operator of the platform and an owner of a site works on their own
// site as its owner, and on no other.
func TestAnOperatorsOwnSite(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Member(alfa, principal.Owner, "owner@platform.example")
		both := w.Browser("platform").SignIn("owner@platform.example")
		both.Get("/studio/alfa/history").Want(http.StatusOK).Has("created the site")
		both.Post("/studio/alfa/settings/site", url.Values{"name": {"Mine"}, "languages": {"sv"}, "accent": {"#123456"}, "time_zone": {"Europe/Stockholm"}}).To("/studio/alfa/settings/site?saved=1")
		both.Get("/studio/beta/history").Want(http.StatusNotFound)
		both.Get("/console").Want(http.StatusOK)
	})
}
