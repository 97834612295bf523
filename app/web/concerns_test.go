package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/principal"
)

// kept is a site's facts with one purpose that touches some customers only.
func kept(period string) func(context.Context) (facts.Set, error) {
	return func(context.Context) (facts.Set, error) {
		return facts.Set{Authority: "SE", Purposes: []facts.Purpose{
			{Code: "school", Reach: facts.Marked, Basis: facts.Contract, Period: period, Words: map[string]facts.Words{"sv": {Name: "Skolfoto"}, "en": {Name: "School pictures"}}},
			{Code: "orders", Reach: facts.Everyone, Basis: facts.Contract, Period: "P7Y", Words: map[string]facts.Words{"sv": {Name: "Beställningar"}}},
		}}, nil
	}
}

func TestOnlyWhomItConcerns(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa, beta := w.Sites["alfa"], w.Sites["beta"]
		w.Documents.Facts = kept("P10Y")
		kim, mo := customer(w, "alfa", "kim@example.com"), customer(w, "alfa", "mo@example.com")
		abroad := customer(w, "beta", "kim@example.com")
		mark := func(email string) {
			t.Helper()
			if err := w.Acceptance.Mark(w.On(alfa), apptest.Shell, w.Person(alfa, email).ID, "school"); err != nil {
				t.Fatal(err)
			}
		}
		w.Clock.Advance(time.Hour)
		w.Documents.Facts = kept("P3Y")
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		owner.Get(publishes).Want(http.StatusOK).Has("School pictures: ", `name="weight" value="new" checked`, `name="asks" value="everybody" checked`) // nobody is marked
		mark("kim@example.com")
		written(owner, swedish, second["sv"])
		written(owner, english, second["en"])

		// It is proposed from what has changed, and the button says what it does.
		page := owner.Get(publishes).Want(http.StatusOK).Has("School pictures: ", "Publish version 2 on Monday 16 March at 09:00; 1 customer will be asked", "1 other is only told")
		page.Has(`name="weight" value="new" checked`, `name="asks" value="purposes" checked`, `name="purposes" value="school" checked`)
		form := wished(page, url.Values{"weight": {"new"}, "asks": {"purposes"}, "purposes": {"school"}}, "sv", "en")
		for name, c := range map[string]url.Values{
			"a correction that nobody confirmed": {"weight": {"correction"}},
			"another confirmation":               {"weight": {"correction"}, "confirmed": {"period:orders"}},
			"for no purpose, which is nobody":    {"purposes": nil},
		} {
			if p := owner.Post(publishes, with(form, c)); p.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s answered %d", name, p.Status)
			}
		}
		said := with(form, url.Values{"do": {"new false school now en,sv"}})
		owner.Post(publishes, with(said, url.Values{"asks": {"everybody"}})).Want(http.StatusConflict).Has("2 customers will be asked") // the button said something else
		owner.Post(publishes, with(form, url.Values{"do": {"update"}, "weight": {"announcement"}})).Want(http.StatusOK).Has("2 customers will be told")
		if v := w.Document(alfa, privacy).Latest(); v.Seq != 1 {
			t.Fatalf("version %d was published", v.Seq)
		}
		kim.Get("/account").Want(http.StatusOK)

		double := atOnce(4, func(int) *apptest.Page { return owner.Post(publishes, said) })
		if got := statuses(t, double); got[http.StatusSeeOther] != 4 || w.Document(alfa, privacy).Latest().Seq != 2 {
			t.Errorf("a button that was pressed four times: %v", got)
		}
		w.Follow()
		if v := version(t, w, alfa, 2); strings.Join(v.Concerns.Purposes, " ") != "school" || v.Weight != documents.NewVersion || v.Confirmed != "" {
			t.Errorf("published was %+v", v)
		}
		owner.Get(papers).Want(http.StatusOK).Has("0 of 1 customer")
		owner.Get(papers + "/" + privacy + "/versions").Has("School pictures")

		// Who is asked, and who is told: everywhere the same.
		kim.Get("/account").To(toGate)
		mo.Get("/accept").To("/account")
		mo.Get("/account").Want(http.StatusOK).Has("Read it")
		abroad.Get("/account").Want(http.StatusOK)
		lo := w.Browser("alfa").Register("lo@example.com") // for what everybody is asked, and with the text in force
		if act := newActs(t, w, alfa, 2, 1)[0]; act.VersionID != version(t, w, alfa, 2).ID {
			t.Error("who registered accepted another text than the one in force")
		}
		answer := answered(kim.Get("/accept").Want(http.StatusOK).Has("seven years"), "accept")
		atOnce(20, func(int) *apptest.Page { return kim.Post("/accept", answer) })
		newActs(t, w, alfa, 3, 1)
		kim.Get("/account").Want(http.StatusOK)
		owner.Get(papers).Has("1 of 1 customer")

		// Marked later: who has not answered it owes it, and no longer when that is taken back.
		mark("mo@example.com")
		mark("lo@example.com")
		mo.Get("/account").To(toGate)
		lo.Get("/account").Want(http.StatusOK)
		late := answered(mo.Get("/accept"), "accept")
		if err := w.Acceptance.Unmark(w.On(alfa), apptest.Shell, w.Person(alfa, "mo@example.com").ID, "school"); err != nil {
			t.Fatal(err)
		}
		mo.Get("/account").Want(http.StatusOK)
		mo.Post("/accept", late).To("/account") // of their own accord
		export := kim.Get("/account/export").Want(http.StatusOK)
		export.Has(`"marks"`, `"school"`)
		mo.Get("/account/export").Lacks(`"school"`)

		// Another tenant's customers are nobody's here.
		if err := w.Acceptance.Mark(w.On(beta), apptest.Shell, w.Person(alfa, "lo@example.com").ID, "school"); !errs.Is(err, errs.NotFound) {
			t.Errorf("alfa's customer was marked on beta: %v", err)
		}
		p := principal.Principal{Kind: principal.Person, Tenant: w.Platform, Account: w.Person(w.Platform, "owner@beta.example").ID}
		if _, err := w.Acceptance.Marks(w.On(alfa), p); !errs.Is(err, errs.NotFound) {
			t.Errorf("alfa's marks were read: %v", err)
		}

		// A correction that was confirmed keeps what its publisher was shown.
		w.Documents.Facts = kept("P1Y")
		written(owner, swedish, third["sv"])
		confirmed := url.Values{"weight": {"correction"}, "confirmed": {"period:school"}}
		owner.Post(publishes, with(wished(owner.Get(publishes), nil, "sv"), confirmed)).To(papers + "?published=" + privacy)
		if v := version(t, w, alfa, 3); v.Weight != documents.Correction || v.Confirmed != "period:school" || !v.Concerns.Everybody() {
			t.Errorf("published was %+v", v)
		}
		lo.Get("/account").Want(http.StatusOK)
	})
}

// A correction of one language that changes what it means asks those who were
// shown it, and nobody else.
func TestACorrectionThatChangesTheMeaning(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Publish(alfa, privacy, documents.NewVersion, first)
		reads := func(language, email string) *apptest.Client {
			b := w.Browser("alfa")
			b.Header.Set("Accept-Language", language)
			return b.Register(email)
		}
		karin, bob := reads("sv", "karin@example.com"), reads("en", "bob@example.com")
		w.Clock.Advance(time.Hour)
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		written(owner, swedish, second["sv"])
		page := owner.Get(publishes).Want(http.StatusOK).Has("change the meaning of the Swedish text", "the 1 customer who was shown it")
		form := wished(page, url.Values{"weight": {"correction"}, "meaning": {"yes"}}, "sv")
		owner.Post(publishes, with(form, url.Values{"do": {"update"}})).Want(http.StatusOK).Has("now; 1 customer will be asked")
		owner.Post(publishes, form).To(papers + "?published=" + privacy)
		w.Follow()
		v, before := version(t, w, alfa, 2), version(t, w, alfa, 1)
		if v.Weight != documents.NewVersion || strings.Join(v.Concerns.Texts, " ") != before.Text("sv").Hash || len(v.Texts) != 2 || v.Text("en").Hash != before.Text("en").Hash {
			t.Errorf("published was %+v", v)
		}
		bob.Get("/account").Want(http.StatusOK).Lacks("Read it")
		karin.Get("/account").To(toGate)
		owner.Get(papers).Has("0 of 1 customer")
		karin.Post("/accept", answered(karin.Get("/accept?lang=en"), "decline")).Want(http.StatusSeeOther)
		karin.Get("/account").To(toGate)
		accept(t, karin)
		karin.Get("/account").Want(http.StatusOK)
		owner.Get(papers).Has("1 of 1 customer")

		// Where every language changes there is no such question.
		written(owner, swedish, third["sv"])
		written(owner, english, third["en"])
		owner.Get(publishes).Lacks("change the meaning")
		owner.Post(publishes, wished(owner.Get(publishes), url.Values{"weight": {"correction"}, "meaning": {"yes"}}, "sv")).Want(http.StatusSeeOther)
	})
}

// The gate is shown as it will be, and can do nothing.
func TestTheGateBeforeItIs(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		customer(w, "alfa", "kim@example.com")
		owner, other := w.Browser("platform").SignIn("owner@alfa.example"), w.Browser("platform").SignIn("owner@beta.example")
		written(owner, english, second["en"])
		page := owner.Get(publishes).Want(http.StatusOK).Has(publishes+"/gate?", "<iframe")
		if csp := page.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-src 'self'") {
			t.Error(csp)
		}
		gate := owner.Get(publishes+"/gate?lang=en&summary=Seven,+not+ten.").Want(http.StatusOK).
			Has("<ins>", "<del>", "seven", "Seven, not ten.", "I have taken part of the information", "Site alfa", " inert")
		gate.Lacks("<script", "/studio/alfa/settings/organisation")
		if token := gate.Form("/accept").Get("presentation"); token != "" {
			t.Error("there is something to send")
		}
		if csp := gate.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'self'") || !strings.Contains(csp, "form-action 'none'") {
			t.Error(csp)
		}
		owner.Get(publishes + "/gate?lang=sv").Want(http.StatusOK).Has("Jag har tagit del av")
		for _, lang := range []string{"nb", "xx-nothing"} {
			if p := owner.Get(publishes + "/gate?lang=" + lang); p.Status == http.StatusOK {
				t.Errorf("a gate in %q, in which there is no text", lang)
			}
		}
		other.Get(publishes + "/gate?lang=en").Want(http.StatusNotFound)
	})
}
