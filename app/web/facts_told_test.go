package web_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/tenants"
)

// A document that is published again because the party has another name is the
// one that it repeats: what the owner has changed in the facts meanwhile waits
// until somebody publishes it, and the pages still say that it waits.
func TestAnAnnouncementKeepsTheFactsThatItRepeats(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa, owner := w.Sites["alfa"], inSwedish(w, "owner@alfa.example")
		adopted(owner, factsPath, "enquiries")
		change := func(amount string) {
			t.Helper()
			edit := factsPath + "/purposes/enquiries"
			owner.Post(edit, with(asItStands(t, owner.Get(edit)), url.Values{"amount": {amount}, "unit": {"M"}})).To(savedPath)
			w.Follow()
		}
		text := map[string]string{"sv": "{{controller.name}}\n\n{{facts}}", "en": "{{controller.name}}\n\n{{facts}}"}
		w.Publish(alfa, privacy, documents.NewVersion, text)
		change("5")
		w.Clock.Advance(time.Minute)
		w.PublishAt(alfa, privacy, documents.Announcement, w.Clock.Now().Add(time.Hour), text)
		change("7")
		w.Clock.Advance(time.Minute)
		form := url.Values{"legal_name": {"Aurora AB"}, "registration_number": {"559000-0001"}, "address": {"Gatan 1"}, "country": {"SE"}, "email": {"privacy@alfa.example"}, "reason": {"renamed"}}
		owner.Post("/studio/alfa/settings/organisation", form).To("/studio/alfa/settings/organisation?saved=1&told=1")
		w.Follow()
		doc := w.Document(alfa, privacy)
		for i, want := range []string{"P3Y", "P5M", "P3Y", "P5M"} {
			if kept, err := w.Documents.FactsOf(w.On(alfa), &doc.Versions[i]); err != nil || kept.Purpose("enquiries").Period != want {
				t.Errorf("version %d is of the facts %+v, not %s: %v", i+1, kept.Purpose("enquiries"), want, err)
			}
		}
		w.Browser("alfa").Get(documentPath+"?lang=sv").Want(http.StatusOK).Has("Aurora AB", "3 år efter vår senaste kontakt").Lacks("månader efter vår")
		owner.Get(papers).Want(http.StatusOK).Has("Uppgifterna om behandlingen har ändrats sedan version 3")
		owner.Get(factsPath).Want(http.StatusOK).Has("Frågor och offerter: en annan tid")
		w.Clock.Advance(2 * time.Hour)
		w.Follow()
		w.Browser("alfa").Get(documentPath+"?lang=sv").Want(http.StatusOK).Has("Aurora AB", "5 månader efter vår senaste kontakt")
	})
}

// Where no text tells the facts, nobody is asked to publish them again.
func TestFactsThatNoTextTellsAreNotToPublish(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa, owner := w.Sites["alfa"], inSwedish(w, "owner@alfa.example")
		adopted(owner, factsPath, "enquiries")
		w.Publish(alfa, privacy, documents.NewVersion, map[string]string{"sv": "Om \\{{facts}} i en mening.", "en": "Plain."})
		adopted(owner, factsPath, "orders")
		w.Follow()
		changed, newer, editor := "Uppgifterna om behandlingen har ändrats", "Dina fakta har ändrats", papers+"/"+privacy+"/text/sv"
		owner.Get(papers).Want(http.StatusOK).Lacks(changed)
		owner.Get(editor).Want(http.StatusOK).Lacks(newer)
		owner.Get(factsPath).Want(http.StatusOK).Has("Ändamålet ”Beställningar och leverans” är nytt")
		draftAll(t, w, "alfa", "sv") // the text as it is
		_, draft, err := w.Documents.Open(w.On(alfa), apptest.Shell, privacy, "sv")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Documents.SaveDraft(w.On(alfa), apptest.Shell, privacy, "sv", draft.Title, "{{facts}}", draft.Lock); err != nil {
			t.Fatal(err)
		}
		owner.Get(papers).Want(http.StatusOK).Has(changed)
		owner.Get(editor).Want(http.StatusOK).Lacks(newer) // it tells those of now
	})
}

// A purpose that a document is for stays, and the page says why; the marks of
// one that goes, go with it. The history calls it what it is called.
func TestRemovingAPurpose(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa, beta, owner := w.Sites["alfa"], w.Sites["beta"], inSwedish(w, "owner@alfa.example")
		adopted(owner, factsPath, "school")
		for key, site := range map[string]tenants.ID{"alfa": alfa, "beta": beta} {
			customer(w, key, "kim@example.com")
			if err := w.Acceptance.Mark(w.On(site), apptest.Shell, w.Person(site, "kim@example.com").ID, "school"); err != nil {
				t.Fatal(err)
			}
		}
		slug := added(t, owner, "terms", url.Values{"act": {"agree"}, "whom": {"some"}, "audience": {"school"}})
		remove := factsPath + "/purposes/school/remove"
		w.Follow()
		owner.Get(factsPath).Want(http.StatusOK).Has("Det går inte att ta bort ändamålet").Lacks(remove)
		owner.Post(remove, nil).Want(http.StatusUnprocessableEntity)
		owner.Get("/studio/alfa/history").Want(http.StatusOK).Has("används till ”Skol").Lacks("”school”")

		settings := papers + "/" + slug + "/settings"
		form := owner.Get(settings).Want(http.StatusOK).Form(settings)
		owner.Post(settings, with(form, url.Values{"act": {"agree"}, "whom": {"all"}, "listed": {"yes"}})).To(settings + "?saved=1")
		w.Follow()
		owner.Get(factsPath).Want(http.StatusOK).Has(remove, "1 kund är märkt med det")
		inSwedish(w, "owner@beta.example").Post(remove, nil).Want(http.StatusNotFound)
		owner.Post(remove, nil).To(savedPath)
		for site, want := range map[tenants.ID]int{alfa: 0, beta: 1} {
			if by, err := w.Acceptance.Marked(w.On(site), apptest.Shell); err != nil || by["school"] != want {
				t.Errorf("%v: %v, %v", site, by, err)
			}
		}
		owner.Get("/studio/alfa/history").Want(http.StatusOK).Has("från 1 kund")
	})
}

// Two owners at once: the second is shown what the first one saved, with
// everything typed, and may then let theirs stand.
func TestSettingsOfADocumentAreNotWrittenOver(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		owner := inSwedish(w, "owner@alfa.example")
		slug := added(t, owner, "terms", url.Values{"act": {"agree"}})
		settings := papers + "/" + slug + "/settings"
		form := with(owner.Get(settings).Want(http.StatusOK).Form(settings), url.Values{"act": {"agree"}, "whom": {"all"}, "listed": {"yes"}})
		first := with(form, url.Values{"name_sv": {"Deras namn"}, "listed": {""}})
		owner.Post(settings, first).To(settings + "?saved=1")
		owner.Post(settings, first).To(settings + "?saved=1") // the button, twice
		mine := with(form, url.Values{"name_sv": {"Mitt namn"}})
		page := owner.Post(settings, mine).Want(http.StatusConflict).Has("under tiden", "<p>Deras namn</p>", `value="Mitt namn"`, "<p>Nej</p>").Lacks("<dt>Adress</dt>")
		owner.Post(settings, with(mine, url.Values{"seen": {page.Form(settings).Get("seen")}})).To(settings + "?saved=1")
		owner.Get(settings).Want(http.StatusOK).Has(`value="Mitt namn"`)
	})
}
