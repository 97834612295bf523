package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
)

// added makes a document in the studio and returns its slug.
func added(t *testing.T, owner *apptest.Client, kind string, fields url.Values) string {
	t.Helper()
	form := with(owner.Get(papers+"/new?kind="+kind).Want(http.StatusOK).Form(papers+"/new"), url.Values{"act": {"inform"}, "listed": {"yes"}})
	made := owner.Post(papers+"/new", with(form, fields)).Want(http.StatusSeeOther)
	slug, ok := strings.CutPrefix(made.Header.Get("Location"), papers+"/")
	slug, _, lang := strings.Cut(slug, "/text/")
	if !ok || !lang {
		t.Fatalf("a new document leads to %q", made.Header.Get("Location"))
	}
	return slug
}

// Terms that are made in the studio ask every customer; what only informs asks
// nobody, ever.
func TestTermsMadeInTheStudioAreAccepted(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		kim := customer(w, "alfa", "kim@example.com")
		owner.Get(papers).Want(http.StatusOK).Has(papers + "/new")
		owner.Get(papers+"/new").Want(http.StatusOK).Has("kind=terms", "kind=imprint", "kind=blank")

		about := added(t, owner, "blank", url.Values{"name_sv": {"Om ateljén på Öland"}, "name_en": {"About"}})
		if about != "om-ateljen-pa-oland" {
			t.Errorf("the address of it is %s", about)
		}
		visitor := w.Browser("alfa")
		visitor.Get("/cldoc/" + about + ".htm").Want(http.StatusNotFound).Lacks("ateljén") // a draft is nobody's to know of
		written(owner, papers+"/"+about+"/text/sv", "## Om oss\n\nVi tar bilder.")
		owner.Post(papers+"/"+about+"/publish", wished(owner.Get(papers+"/"+about+"/publish"), nil, "sv")).To(papers + "?published=" + about)
		w.Follow()
		kim.Get("/account").Want(http.StatusOK)
		visitor.Get(documentPath).Want(http.StatusOK).Has("/cldoc/" + about + ".htm")

		terms := added(t, owner, "terms", url.Values{"act": {"agree"}, "name_sv": {"Köpvillkor"}})
		if terms != "kopvillkor" {
			t.Errorf("the address of it is %s", terms)
		}
		visitor.Get(documentPath).Want(http.StatusOK).Lacks("/cldoc/" + terms)
		written(owner, papers+"/"+terms+"/text/sv", "## Pris\n\nBilden kostar 100 kr.")
		owner.Get(papers).Want(http.StatusOK).Has("Terms of purchase")
		owner.Post(papers+"/"+terms+"/publish", wished(owner.Get(papers+"/"+terms+"/publish"), nil, "sv")).To(papers + "?published=" + terms)
		w.Follow()
		kim.Get("/account").To("/accept?return=%2Faccount")
		gate := kim.Get("/accept?return=/account").Want(http.StatusOK).Has("Bilden kostar 100 kr", "I accept").Lacks("Vi tar bilder")
		kim.Post("/accept", answered(gate, "accept")).To("/account")
		kim.Get("/account").Want(http.StatusOK)
		last := w.Acceptances(alfa)[len(w.Acceptances(alfa))-1]
		if last.Act != documents.Agree || last.DocumentID != w.Document(alfa, terms).ID {
			t.Errorf("what was recorded is %+v", last)
		}
		w.Browser("alfa").Get("/register").Want(http.StatusOK).Has("Bilden kostar 100 kr").Lacks("Vi tar bilder")

		// Out of use: nobody is asked, the old text is still there, what was
		// accepted is kept, and there is nothing to publish.
		w.Browser("alfa").Get("/cldoc/" + terms + "/1.htm").Want(http.StatusOK)
		owner.Post(papers+"/"+terms+"/remove", nil).Want(http.StatusConflict)
		owner.Post(papers+"/"+terms+"/retire", nil).To(papers + "?retired=" + terms)
		w.Follow()
		w.Browser("alfa").Get("/register").Want(http.StatusOK).Lacks("Bilden kostar 100 kr")
		visitor.Get(documentPath).Want(http.StatusOK).Lacks("/cldoc/" + terms)
		visitor.Get("/cldoc/"+terms+".htm?lang=sv").Want(http.StatusOK).Has("Bilden kostar 100 kr", "notice warning")
		visitor.Get("/cldoc/" + terms + "/1.htm").Want(http.StatusOK)
		owner.Get(papers + "?retired=" + terms).Want(http.StatusOK).Has(terms + "/settings")
		written(owner, papers+"/"+terms+"/text/sv", "## Pris\n\nBilden kostar 200 kr.")
		owner.Post(papers+"/"+terms+"/publish", url.Values{"weight": {"new"}, "languages": {"sv"}, "when": {"now"}}).Want(http.StatusUnprocessableEntity)
		owner.Post(papers+"/"+terms+"/restore", nil).To(papers + "?restored=" + terms)
		owner.Post(papers+"/"+terms+"/publish", url.Values{"weight": {"new"}, "languages": {"sv"}, "when": {"now"}}).To(papers + "?published=" + terms)
		w.Follow()
		kim.Get("/account").To("/accept?return=%2Faccount")
		owner.Get("/studio/alfa/history").Want(http.StatusOK).Has("made the document", "out of use")
	})
}

// An address that was changed leads to the document for ever, and no other
// document can have it.
func TestOldAddressesLeadOn(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Member(alfa, principal.Editor, "editor@alfa.example")
		owner, editor := w.Browser("platform").SignIn("owner@alfa.example"), w.Browser("platform").SignIn("editor@alfa.example")
		slug := added(t, owner, "blank", url.Values{"name_sv": {"Villkor"}, "act": {"agree"}})
		w.Publish(alfa, slug, documents.NewVersion, map[string]string{"sv": "## Pris\n\nEtt.", "en": "## Price\n\nOne."})
		w.Publish(alfa, slug, documents.NewVersion, map[string]string{"sv": "## Pris\n\nTvå.", "en": "## Price\n\nTwo."})
		open := editor.Get(papers + "/" + slug + "/text/sv").Want(http.StatusOK).Form("?")
		rename := func(from, to string) *apptest.Page {
			settings := papers + "/" + from + "/settings"
			return owner.Post(settings, with(owner.Get(settings).Want(http.StatusOK).Form(settings), url.Values{"slug": {to}, "act": {"agree"}, "listed": {"yes"}}))
		}
		rename(slug, "kop").To(papers + "/kop/settings?saved=1")
		w.Follow()
		visitor := w.Browser("alfa")
		for from, to := range map[string]string{"/villkor.htm": "/kop.htm", "/villkor/1.htm": "/kop/1.htm", "/villkor.htm?lang=sv&x=1": "/kop.htm?lang=sv&x=1"} {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				if p := visitor.Do(method, "/cldoc"+from, nil, nil).Want(http.StatusPermanentRedirect); p.Header.Get("Location") != "/cldoc"+to {
					t.Errorf("%s leads to %s", from, p.Header.Get("Location"))
				}
			}
		}
		visitor.Get("/cldoc/villkor/3.htm").Want(http.StatusNotFound)
		visitor.Get("/cldoc/kop.htm?lang=sv").Want(http.StatusOK).Has("Två.", `id="villkor-pris"`)
		// A text that was open under the old address is kept.
		editor.Post(papers+"/villkor/text/sv", with(open, url.Values{"title": {"Villkor"}, "source": {"## Pris\n\nTre."}, "do": {"save"}})).Want(http.StatusSeeOther)
		if d := w.Drafts(alfa); len(d) != 1 || d[0].Source != "## Pris\n\nTre." {
			t.Errorf("the drafts are %+v", d)
		}
		// The ids of headings hold in what is published after it, too.
		v := w.Publish(alfa, "kop", documents.Correction, map[string]string{"sv": "## Pris\n\nTre."})
		visitor.Get("/cldoc/kop/" + strconv.Itoa(v.Seq) + ".htm?lang=sv").Want(http.StatusOK).Has(`id="villkor-pris"`)

		other := added(t, owner, "blank", url.Values{"name_sv": {"Villkor"}})
		if other != "villkor-2" {
			t.Errorf("another document of the name gets %s", other)
		}
		for _, taken := range []string{"villkor", "kop", privacy, "Stora", "två ord", "-x", "new", "a/b", strings.Repeat("x", 61)} {
			rename(other, taken).Want(http.StatusUnprocessableEntity).Has(`id="slug-mistake"`)
		}
		rename("kop", "villkor").To(papers + "/villkor/settings?saved=1") // its own is its own
		w.Follow()
		visitor.Get("/cldoc/villkor.htm").Want(http.StatusOK)
		visitor.Get("/cldoc/kop.htm").Want(http.StatusPermanentRedirect)
		// The first document keeps its address, whatever is sent.
		rename(privacy, "annat").To(papers + "/" + privacy + "/settings?saved=1")
		owner.Get("/studio/alfa/history").Want(http.StatusOK).Has("from villkor to kop")

		owner.Post(papers+"/"+other+"/remove", nil).To(papers + "?removed=" + other)
		owner.Get(papers + "/" + other + "/settings").Want(http.StatusNotFound)
		if again := added(t, owner, "blank", url.Values{"name_sv": {"Villkor 2"}}); again != "villkor-2" {
			t.Errorf("an address that nobody could read is not free again: %s", again)
		}
		// Order, by two buttons.
		owner.Post(papers+"/villkor-2/move", url.Values{"to": {"up"}}).To(papers + "?moved=villkor-2#villkor-2")
		page := owner.Get(papers).Want(http.StatusOK).Body
		if strings.Index(page, `id="villkor-2"`) > strings.Index(page, `id="villkor"`) {
			t.Error("it has not moved up")
		}

		// Another tenant's owner has none of it, and their addresses are their own.
		beta := w.Browser("platform").SignIn("owner@beta.example")
		for _, path := range []string{"/new", "/villkor/settings"} {
			beta.Get(papers + path).Want(http.StatusNotFound)
		}
		for _, path := range []string{"/villkor/settings", "/villkor/move", "/villkor/retire", "/villkor-2/remove", "/new"} {
			beta.Post(papers+path, url.Values{"kind": {"blank"}, "name_sv": {"X"}, "act": {"inform"}}).Want(http.StatusNotFound)
		}
		w.Browser("beta").Get("/cldoc/kop.htm").Want(http.StatusNotFound)
		w.Browser("beta").Get("/cldoc/villkor.htm").Want(http.StatusNotFound)
	})
}

// A document for some customers asks those whom the owner has marked, and the
// list offers an imprint where the country's law wants one.
func TestDocumentForSomeCustomers(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		if err := w.Facts.Adopt(w.On(alfa), apptest.Shell, "school"); err != nil {
			t.Fatal(err)
		}
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		marked, other := customer(w, "alfa", "marked@example.com"), w.Browser("alfa").Register("other@example.com")
		if err := w.Acceptance.Mark(w.On(alfa), apptest.Shell, w.Person(alfa, "marked@example.com").ID, "school"); err != nil {
			t.Fatal(err)
		}
		owner.Get(papers+"/new?kind=terms").Want(http.StatusOK).Has(`name="audience" value="school"`, "1 customer")
		slug := added(t, owner, "terms", url.Values{"act": {"agree"}, "whom": {"some"}, "audience": {"school"}})
		settings := papers + "/" + slug + "/settings"
		owner.Get(settings).Want(http.StatusOK).Has(`value="school" checked`)
		written(owner, papers+"/"+slug+"/text/sv", "## Skolfoto\n\nVi tar bilder i skolan.")
		owner.Get(papers).Want(http.StatusOK).Has("Some customers only.")
		owner.Post(papers+"/"+slug+"/publish", wished(owner.Get(papers+"/"+slug+"/publish"), nil, "sv")).To(papers + "?published=" + slug)
		w.Follow()
		marked.Get("/account").To("/accept?return=%2Faccount")
		other.Get("/account").Want(http.StatusOK)
		w.Browser("alfa").Get("/register").Want(http.StatusOK).Lacks("skolan")
		w.Browser("alfa").Get("/cldoc/" + slug + ".htm").Want(http.StatusOK).Has("skolan") // to read it is everybody's

		owner.Get(papers).Want(http.StatusOK).Lacks("wants every site")
		if err := w.App.Sites.SetParty(w.On(alfa), apptest.Shell, sites.Party{LegalName: "alfa AB", RegistrationNumber: "HRB 1", Address: "Straße 1, Kiel", Country: "DE",
			Email: "privacy@alfa.example", Reason: sites.Mended}); err != nil {
			t.Fatal(err)
		}
		owner.Get(papers).Want(http.StatusOK).Has("The law of Germany wants every site", papers+"/new?kind=imprint")
		imprint := added(t, owner, "imprint", nil)
		if imprint != "om-leverantoren" {
			t.Errorf("its address is %s", imprint)
		}
		owner.Get(papers+"/"+imprint+"/text/de").Want(http.StatusOK).Has("Umsatzsteuer", "Impressum")
		owner.Get(papers).Want(http.StatusOK).Lacks("wants every site")
	})
}
