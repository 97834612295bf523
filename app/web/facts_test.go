package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

const (
	factsPath = "/studio/alfa/facts"
	savedPath = factsPath + "?saved=1"
)

// adopted takes ready purposes on.
func adopted(c *apptest.Client, path string, codes ...string) {
	for _, code := range codes {
		c.Post(path+"/adopt", url.Values{"code": {code}}).To(path + "?saved=1")
	}
}

// inSwedish is somebody signed in on the platform who reads Swedish.
func inSwedish(w *apptest.World, email string) *apptest.Client {
	c := w.Browser("platform").SignIn(email)
	c.Header = http.Header{"Accept-Language": {"sv"}, "Accept": {"text/html"}}
	return c
}

// asItStands is what a browser sends of the form on a page as it stands.
func asItStands(t *testing.T, p *apptest.Page) url.Values {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(p.Body))
	if err != nil {
		t.Fatal(err)
	}
	values := p.Form("?")
	for n := range doc.Descendants() {
		a := map[string]string{}
		for _, at := range n.Attr {
			a[at.Key] = at.Val
		}
		_, checked := a["checked"]
		switch {
		case n.Data == "input" && checked:
			values.Add(a["name"], a["value"])
		case n.Data == "select":
			var chosen string
			for o := range n.Descendants() {
				for _, at := range o.Attr {
					if at.Key == "selected" {
						chosen = attributeOf(o, "value")
					}
				}
			}
			if chosen != "" {
				values.Add(a["name"], chosen)
			}
		}
	}
	return values
}

func attributeOf(n *html.Node, key string) string {
	for _, at := range n.Attr {
		if at.Key == key {
			return at.Val
		}
	}
	return ""
}

// draftAll lets each language's draft be the starter text.
func draftAll(t *testing.T, w *apptest.World, key string, languages ...string) {
	t.Helper()
	ctx := w.On(w.Sites[key])
	for _, l := range languages {
		_, draft, err := w.Documents.Open(ctx, apptest.Shell, privacy, l)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Documents.SaveDraft(ctx, apptest.Shell, privacy, l, draft.Title, draft.Source, draft.Lock); err != nil {
			t.Fatal(err)
		}
	}
}

// A fresh site that adopts three purposes can publish the text that it starts
// from, in three languages, as it is; without any it cannot.
func TestFreshSiteAdoptsAndPublishes(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Sites["gamma"] = w.Make(tenantdb.Site, "gamma", principal.Owner, "sv", "en", "nb")
		w.Sign("gamma")
		w.Follow()
		draftAll(t, w, "gamma", "sv", "en", "nb")
		in := documents.Publication{Slug: privacy, Weight: documents.NewVersion, Languages: []string{"sv", "en", "nb"}}
		if _, err := w.Documents.Publish(w.On(w.Sites["gamma"]), apptest.Shell, in); !errs.HasKey(err, "document.error.blank") {
			t.Fatalf("without a purpose: %v", err)
		}
		owner := inSwedish(w, "owner@gamma.example")
		adopted(owner, "/studio/gamma/facts", "orders", "bookkeeping", "pictured")
		if _, err := w.Documents.Publish(w.On(w.Sites["gamma"]), apptest.Shell, in); err != nil {
			t.Fatal(err)
		}
		w.Follow()
		for l, said := range map[string][]string{
			"sv": {"Beställningar och leverans", "3 år efter leveransen", "7 år efter utgången av det kalenderår", "Integritetsskyddsmyndigheten", "Människor på bilderna",
				"Konton och inloggning", "__Host-session", "avtal med dig, art. 6.1 b", "Din rätt att invända"},
			"en": {"Orders and delivery", "3 years after the delivery", "7 years after the end of the calendar year", "https://www.imy.se/", "People in the pictures", "Your right to object"},
			"nb": {"Bestillinger og levering", "3 år etter leveringen", "Mennesker på bildene", "art. 6 nr. 1 bokstav f", "Retten din til å protestere"},
		} {
			w.Browser("gamma").Get(documentPath+"?lang="+l).Want(http.StatusOK).Has(said...).Lacks("{{", "⟦", "}}")
		}
	})
}

// A fact that is changed is in every draft at once, and in what is published
// next; what was published keeps its words, its bytes and its hash.
func TestFactsAreFrozenWithAVersion(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		owner := inSwedish(w, "owner@alfa.example")
		adopted(owner, factsPath, "enquiries")
		text := "Först.\n\n{{facts.purpose.enquiries}}\n\nMellan.\n\n{{facts}}\n\nSist."
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, map[string]string{"sv": text, "en": text})
		owner.Get(papers).Want(http.StatusOK).Lacks("Uppgifterna om behandlingen har ändrats")
		before := w.Browser("alfa").Get(documentPath + "?lang=sv").Want(http.StatusOK)
		before.Has("3 år efter vår senaste kontakt", "Först.", "Mellan.", "Sist.")
		if strings.Count(before.Body, "Frågor och offerter</h3>") != 1 || strings.Index(before.Body, "Frågor och offerter</h3>") > strings.Index(before.Body, "Mellan.") {
			t.Error("a purpose with a place of its own stands there, and only there")
		}

		edit := factsPath + "/purposes/enquiries"
		form := asItStands(t, owner.Get(edit).Want(http.StatusOK))
		owner.Post(edit, with(form, url.Values{"amount": {"5"}, "unit": {"M"}})).To(savedPath)
		w.Follow()
		for l, said := range map[string]string{"sv": "5 månader efter vår senaste kontakt", "en": "5 months after our last contact"} {
			at := papers + "/" + privacy + "/text/" + l
			owner.Get(at).Want(http.StatusOK).Has(said)
		}
		owner.Get(papers).Want(http.StatusOK).Has("Uppgifterna om behandlingen har ändrats sedan version 1", publishes)
		owner.Get(factsPath).Want(http.StatusOK).Has("Frågor och offerter: en annan tid")
		after := w.Browser("alfa").Get(documentPath + "?lang=sv").Want(http.StatusOK)
		if before.Body != after.Body {
			t.Error("a published page follows the facts")
		}
		doc := w.Document(w.Sites["alfa"], privacy)
		kept, err := w.Documents.FactsOf(w.On(w.Sites["alfa"]), &doc.Versions[0])
		if err != nil || kept.Purpose("enquiries") == nil || kept.Purpose("enquiries").Period != "P3Y" {
			t.Errorf("the version's facts: %+v, %v", kept.Purpose("enquiries"), err)
		}
		for _, text := range doc.Versions[0].Texts {
			if full, err := w.Documents.Text(w.On(w.Sites["alfa"]), text.ID); err != nil || full.Source == "" || full.Sum() != text.Hash || !strings.Contains(full.Source, "{{facts}}") {
				t.Errorf("%s: %v", text.Language, err)
			}
		}
		w.Clock.Advance(1000)
		w.Publish(w.Sites["alfa"], privacy, documents.Announcement, map[string]string{"sv": text, "en": text})
		w.Browser("alfa").Get(documentPath + "?lang=en").Want(http.StatusOK).Has("5 months after our last contact")
		owner.Get(papers).Want(http.StatusOK).Lacks("Uppgifterna om behandlingen har ändrats")
	})
}

// What an owner types comes back on a mistake, stands in the languages side by
// side, never as Markdown, and a word that is missing in one of them keeps
// that text from being published.
func TestPurposeOfOnesOwn(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		owner := inSwedish(w, "owner@alfa.example")
		path := factsPath + "/purposes/new"
		form := asItStands(t, owner.Get(path).Want(http.StatusOK))
		typed := with(form, url.Values{"name_sv": {"# Drönare | **nu**"}, "why_sv": {"För <b>att</b> flyga"}, "why_en": {"To fly"}, "basis": {"legitimate_interest"},
			"interest_sv": {"att se"}, "interest_en": {"to see"}, "categories": {"images", "nonsense"}, "subjects": {"pictured"}, "amount": {"två"}, "unit": {"Y"}, "from": {"collection"},
			"transfer_country": {"US", "SE"}, "transfer_safeguard": {"scc", ""}})
		owner.Post(path, typed).Want(http.StatusUnprocessableEntity).Has("Skriv ett tal", "# Drönare | **nu**", "För &lt;b&gt;att", "två", `value="US"`, "är inget land utanför EES")
		typed = with(typed, url.Values{"amount": {"2"}, "transfer_country": {"US"}, "transfer_safeguard": {"scc"}})
		owner.Post(path, typed).To(savedPath)
		owner.Post(path, typed).To(savedPath) // the button, twice
		owner.Get(factsPath).Want(http.StatusOK).Has("Något saknas på engelska")
		ctx := w.On(w.Sites["alfa"])
		desk, err := w.Facts.Desk(ctx, apptest.Shell)
		if err != nil || len(desk.Said.Purposes) != 1 || desk.Said.Purposes[0].Code != "dronare-nu" {
			t.Fatalf("%+v, %v", desk.Said.Purposes, err)
		}
		text := "## Om\n\n{{facts.purposes}}\n\n{{facts.transfers}}"
		publish := func(languages ...string) error {
			in := documents.Publication{Slug: privacy, Weight: documents.NewVersion, Languages: languages, Texts: map[string]documents.Source{}}
			for _, l := range languages {
				in.Texts[l] = documents.Source{Title: "P", Source: text}
			}
			_, err := w.Documents.Publish(ctx, apptest.Shell, in)
			return err
		}
		err = publish("sv", "en")
		if all := errs.All(err); !errs.HasKey(err, "document.error.blank") || len(all) != 2 || all[0].Params["Language"] != "en" || all[0].Params["Line"] != 3 {
			t.Fatalf("%v", err) // in the heading, and beside the transfer
		}
		if err := publish("sv"); err != nil {
			t.Fatal(err)
		}
		w.Follow()
		w.Browser("alfa").Get(documentPath+"?lang=sv").Want(http.StatusOK).Has("# Drönare | **nu**</h3>", "För &lt;b&gt;att&lt;/b&gt; flyga", "2 år efter att uppgifterna samlades in", "USA: ").Lacks("<b>att", "<strong>nu")

		// The record of processing tells it as well, in each form.
		owner.Get("/studio/alfa/processing/record").Want(http.StatusOK).Has("Drönare", "2 år efter att uppgifterna samlades in", "bilder och film", "USA")
		var file struct{ Record processing.Record }
		if err := json.Unmarshal([]byte(owner.Get("/studio/alfa/processing/record.json").Want(http.StatusOK).Body), &file); err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(file.Record.Stated, func(p processing.Stated) bool { return p.Code == "dronare-nu" && p.Period == "P2Y" }) {
			t.Errorf("the record says %+v", file.Record.Stated)
		}
		owner.Get("/studio/alfa/processing/record.csv").Want(http.StatusOK).Has("Drönare", "personer på bilder")
		owner.Post(factsPath+"/purposes/dronare-nu/remove", nil).To(savedPath)
		owner.Get("/studio/alfa/history").Want(http.StatusOK).Has("lade till ändamålet", "tog bort ändamålet")
	})
}

// Two editors at once: the second is shown both, and loses nothing.
func TestTwoEditorsOfAFact(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Member(w.Sites["alfa"], principal.Editor, "editor@alfa.example")
		anna, erik := inSwedish(w, "owner@alfa.example"), inSwedish(w, "editor@alfa.example")
		adopted(anna, factsPath, "orders")
		edit := factsPath + "/purposes/orders"
		annas, eriks := asItStands(t, anna.Get(edit)), asItStands(t, erik.Get(edit))
		anna.Post(edit, with(annas, url.Values{"why_sv": {"Annas ord"}})).To(savedPath)
		both := erik.Post(edit, with(eriks, url.Values{"why_sv": {"Eriks ord"}, "amount": {"4"}})).Want(http.StatusConflict)
		both.Has("Annas ord", "Eriks ord", "3 år efter leveransen")
		erik.Post(edit, asItStands(t, both)).To(savedPath)
		erik.Get(factsPath).Has("Eriks ord", "4 år efter leveransen").Lacks("Annas ord")
		stale := asItStands(t, anna.Get(edit))
		erik.Post(edit+"/remove", nil).To(savedPath)
		anna.Post(edit, with(stale, url.Values{"why_sv": {"För sent"}})).Want(http.StatusConflict).Has("Någon har tagit bort", "För sent")

		// The same for what is said of the site as a whole, a service and a cookie.
		general := asItStands(t, anna.Get(factsPath+"/general").Want(http.StatusOK))
		erik.Post(factsPath+"/general", with(general, url.Values{"authority": {"NO"}, "age_limit": {"15"}, "exemption": {"1"}})).To(savedPath)
		anna.Post(factsPath+"/general", with(general, url.Values{"authority": {"FI"}})).Want(http.StatusConflict).Has("Datatilsynet", "15 år")
		service := url.Values{"name": {"Statistik"}, "category": {"statistics"}, "what_sv": {"Räknar"}, "recipient": {"Stat Inc"}, "country": {"US"}}
		anna.Post(factsPath+"/services/new", service).Want(http.StatusUnprocessableEntity).Has("Stat Inc", "Välj vad som skyddar")
		anna.Post(factsPath+"/services/new", with(service, url.Values{"safeguard": {"dpf"}})).To(savedPath)
		cookie := url.Values{"name": {"_st"}, "purpose_sv": {"Känner igen"}, "amount": {"7"}, "unit": {"D"}, "service": {"statistik"}, "third": {"1"}}
		anna.Post(factsPath+"/cookie", with(cookie, url.Values{"name": {"session"}})).Want(http.StatusUnprocessableEntity).Has("finns redan")
		anna.Post(factsPath+"/cookie", cookie).To(savedPath)
		anna.Get(factsPath).Has("_st", "7 dagar", "Statistik (tredje part)", "Något saknas på engelska")
		seen := asItStands(t, anna.Get(factsPath+"/cookie?name=_st"))
		erik.Post(factsPath+"/cookie", with(seen, url.Values{"amount": {"8"}})).To(savedPath)
		anna.Post(factsPath+"/cookie", with(seen, url.Values{"amount": {"9"}})).Want(http.StatusConflict).Has("8 dagar", `value="9"`)
		anna.Post(factsPath+"/services/statistik/remove", nil).To(savedPath)
		anna.Get(factsPath).Lacks("_st", "Stat Inc")

		// Nobody of another site sees or changes any of it.
		beta := inSwedish(w, "owner@beta.example")
		beta.Get(factsPath).Want(http.StatusNotFound)
		beta.Post(factsPath+"/adopt", url.Values{"code": {"school"}}).Want(http.StatusNotFound)
		beta.Get("/studio/beta/facts").Want(http.StatusOK).Lacks("Datatilsynet")
	})
}

// The platform improves a ready purpose: the site is shown what changes, field
// by field, and takes it or leaves it. Either is remembered.
func TestALaterEditionIsTakenOrLeft(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		first := facts.Ready{Code: "tour", Edition: 1, Reach: facts.Everyone, Basis: facts.Contract, Categories: []string{"name"}, Period: "P1Y", From: "delivery",
			Words: map[string]facts.Words{"sv": {Name: "Guidning", Why: "Första orden"}, "en": {Name: "Tour", Why: "First words"}}}
		second, third := first, first
		second.Edition, second.Period = 2, "P2Y"
		second.Words = map[string]facts.Words{"sv": {Name: "Guidning", Why: "Andra orden"}, "en": {Name: "Tour", Why: "Second words"}}
		third.Edition, third.Words = 3, map[string]facts.Words{"sv": {Name: "Guidning", Why: "Tredje orden"}, "en": {Name: "Tour", Why: "Third words"}}
		w.Facts.Library = facts.Library{first}
		owner := inSwedish(w, "owner@alfa.example")
		adopted(owner, factsPath, "tour")
		owner.Post(factsPath+"/adopt", url.Values{"code": {"tour"}}).To(savedPath) // twice is once
		see := factsPath + "/purposes/tour/improvement"
		owner.Get(see).To(factsPath)
		mine := with(asItStands(t, owner.Get(factsPath+"/purposes/tour")), url.Values{"why_sv": {"Mina egna ord"}})
		owner.Post(factsPath+"/purposes/tour", mine).To(savedPath)

		w.Facts.Library = facts.Library{first, second}
		owner.Get(factsPath).Has("nyare utgåva av ”Guidning”", see)
		page := owner.Get(see).Want(http.StatusOK).Has("Första orden", "Andra orden", "Mina egna ord", "1 år efter leveransen", "2 år efter leveransen").Lacks("Kinds of data")
		offered := asItStands(t, page)
		if ticked := asItStands(t, page)["fields"]; !slices.Equal(ticked, []string{"period"}) { // the other is the owner's own
			t.Errorf("the fields are %v", ticked)
		}
		owner.Post(see, with(offered, url.Values{"do": {"take"}, "fields": {"period"}})).To(savedPath)
		p := saidBy(t, w).Purpose("tour")
		if p.Period != "P2Y" || p.Words["sv"].Why != "Mina egna ord" || p.Edition != 2 {
			t.Errorf("taken: %+v", p)
		}
		owner.Post(see, with(offered, url.Values{"do": {"take"}, "fields": {"why"}})).To(savedPath) // an old form changes nothing
		w.Facts.Library = facts.Library{first, second, third}
		offered = asItStands(t, owner.Get(see).Want(http.StatusOK).Has("Tredje orden"))
		owner.Post(factsPath+"/purposes/tour", with(asItStands(t, owner.Get(factsPath+"/purposes/tour")), url.Values{"more_sv": {"Mer"}, "more_en": {"More"}})).To(savedPath)
		owner.Post(see, with(offered, url.Values{"do": {"take"}, "fields": {"why"}})).Want(http.StatusConflict).Has("har ändrat ändamålet")
		owner.Post(see, with(asItStands(t, owner.Get(see)), url.Values{"do": {"leave"}})).To(savedPath)
		owner.Get(factsPath).Lacks("nyare utgåva")
		owner.Get(see).To(factsPath)
		if p := saidBy(t, w).Purpose("tour"); p.Words["sv"].Why != "Mina egna ord" || p.Left != 3 {
			t.Errorf("left: %+v", p)
		}
		owner.Get("/studio/alfa/history").Has("tog utgåva 2 av ”Guidning”", "lät ”Guidning” vara som det var, utan utgåva 3")
	})
}

func saidBy(t *testing.T, w *apptest.World) facts.Set {
	t.Helper()
	desk, err := w.Facts.Desk(w.On(w.Sites["alfa"]), apptest.Shell)
	if err != nil {
		t.Fatal(err)
	}
	return desk.Said
}
