package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// complete are texts that the check has nothing to say of: who answers, and
// the site's facts.
var complete = map[string]string{
	"sv": "## Vem som ansvarar\n\n{{who_answers}}\n\nAtt lämna uppgifter är frivilligt. Inga beslut är automatiserade.\n\n{{facts}}",
	"en": "## Who is responsible\n\n{{who_answers}}\n\nTo give us data is voluntary. No decision is automated.\n\n{{facts}}",
	"nb": "## Hvem som er ansvarlig\n\n{{who_answers}}\n\nÅ gi opplysninger er frivillig. Ingen avgjørelser er automatiserte.\n\n{{facts}}",
}

// withFacts gives alfa purposes of its own, so that there are facts to tell.
func withFacts(t *testing.T, w *apptest.World, codes ...string) {
	t.Helper()
	for _, code := range codes {
		if err := w.Facts.Adopt(w.On(w.Sites["alfa"]), apptest.Shell, code); err != nil {
			t.Fatal(code, err)
		}
	}
}

// places are the buttons that a page has for what the check found.
func places(p *apptest.Page, verb string) (all []string) {
	for _, m := range regexp.MustCompile(`value="(`+verb+`:[0-9a-f]{16})"`).FindAllStringSubmatch(p.Body, -1) {
		all = append(all, m[1])
	}
	return all
}

// pressed sends the editor's form with one of those buttons.
func pressed(p *apptest.Page, button string) url.Values {
	return with(p.Form("?"), url.Values{"do": {button}})
}

// remarks are the codes of what the check says of a text.
func remarks(t *testing.T, w *apptest.World, language, source string) (codes []string) {
	t.Helper()
	all, err := w.Documents.Proofread(w.On(w.Sites["alfa"]), apptest.Shell, privacy, language, documents.Source{Title: "T", Source: source})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		codes = append(codes, r.Code)
	}
	return codes
}

// Errors block publishing; each names its line and mends itself where it can.
func TestTheCheckBlocks(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Strict()
		withFacts(t, w, "newsletter")
		alfa := w.Sites["alfa"]
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		written(owner, swedish, complete["sv"]+"\n\n## Kontakt\n\nSkriv till oss på adressen “”, eller via [sidan](/kontakta).")
		page := owner.Get(swedish).Want(http.StatusOK).Has(`data-line="11"`, "2 to mend", "Line 11", "adressen “”", "/kontakta")
		owner.Get(papers).Want(http.StatusOK).Has("2 to mend")
		owner.Get(publishes).Want(http.StatusOK).Lacks("data-now").Has("Line 11")
		wish := url.Values{"weight": {"new"}, "languages": {"sv"}, "when": {"now"}, "warned": {"yes"}}
		owner.Post(publishes, wish).Want(http.StatusUnprocessableEntity)
		if n := len(w.Document(alfa, privacy).Versions); n != 0 {
			t.Fatalf("%d versions were published", n)
		}

		mends := places(page, "mend")
		if len(mends) != 1 {
			t.Fatalf("%d buttons mend something", len(mends))
		}
		owner.Post(swedish, pressed(page, mends[0])).To(swedish + "?saved=1")
		page = owner.Get(swedish).Want(http.StatusOK).Has("1 to mend")
		if got := page.Form("?").Get("source"); !strings.Contains(got, "på adressen {{controller.email}}, eller") {
			t.Errorf("it was mended as %q", got)
		}
		owner.Post(swedish, pressed(page, "mend:0123456789abcdef")).To(swedish) // of a text that has changed meanwhile
		written(owner, swedish, strings.Replace(page.Form("?").Get("source"), "/kontakta", "/contact", 1))
		owner.Get(swedish).Want(http.StatusOK).Lacks("1 to mend").Has("finds nothing to mend")
		owner.Post(publishes, wished(owner.Get(publishes).Want(http.StatusOK).Lacks(`name="warned"`), nil, "sv")).Want(http.StatusSeeOther)
		if n := len(w.Document(alfa, privacy).Versions); n != 1 {
			t.Fatalf("%d versions were published", n)
		}

		// What is typed is checked as it is typed, and kept nowhere.
		owner.Post(swedish+"/preview", url.Values{"source": {"Lorem ipsum dolor."}}).Want(http.StatusOK).Has(`data-line="1"`, "to mend").Lacks("has no title")
		if len(w.Drafts(alfa)) != 0 {
			t.Error("a preview kept a draft")
		}
		other := w.Browser("platform").SignIn("owner@beta.example")
		other.Post(swedish, url.Values{"do": {"mend:0123456789abcdef"}, "title": {"x"}, "source": {"x"}, "lock": {"0"}}).Want(http.StatusNotFound)
	})
}

// Warnings ask: they are listed, and one tick leaves them all as they are.
func TestTheCheckAsks(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Strict()
		withFacts(t, w, "newsletter")
		alfa := w.Sites["alfa"]
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		written(owner, swedish, complete["sv"]+"\n\n## Kurser\n\nKurserna hålls i Zoom. Chatten sparas i två år.")
		written(owner, english, complete["en"]+"\n\n## Courses\n\nCourses are held in Zoom. The chat is kept for one year.")
		page := owner.Get(publishes).Want(http.StatusOK).Has("Zoom", "två år", "one year", `name="warned"`)
		untold := wished(page, nil, "sv", "en")
		p := owner.Post(publishes, untold).Want(http.StatusUnprocessableEntity)
		unticked := p.Form("").Get("warned") == ""
		if len(w.Document(alfa, privacy).Versions) != 0 || !unticked {
			t.Errorf("published without having asked, or ticked by itself")
		}
		told := with(untold, url.Values{"warned": {"yes"}})
		forged := with(told, url.Values{"warned_sv": {"0123456789abcdef"}})
		owner.Post(publishes, forged).Want(http.StatusUnprocessableEntity)

		// One language alone is asked about as it then stands: only it names a service.
		alone := wished(page, url.Values{"warned": {"yes"}}, "sv")
		if again := owner.Post(publishes, alone); again.Status == http.StatusUnprocessableEntity {
			again.Has("Zoom").Lacks("one year")
			alone = wished(again, url.Values{"warned": {"yes"}}, "sv")
			owner.Post(publishes, alone).Want(http.StatusSeeOther)
		}
		if v := w.Document(alfa, privacy).Versions; len(v) != 1 || len(v[0].Texts) != 1 {
			t.Fatalf("%d versions", len(v))
		}
		// The other one beside what is published now.
		page = owner.Get(publishes).Want(http.StatusOK).Has("one year")
		owner.Post(publishes, wished(page, url.Values{"warned": {"yes"}, "weight": {"announcement"}}, "en")).Want(http.StatusSeeOther)

		// What is published by itself is not asked about.
		if got := remarks(t, w, "sv", "Kurserna hålls i Zoom."); len(got) < 5 {
			t.Errorf("found was %v", got)
		}
	})
}

// What is left as it is comes back: in thirty days, or when its words change.
func TestTheCheckIsPutAside(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Strict()
		withFacts(t, w, "newsletter")
		alfa := w.Sites["alfa"]
		w.Member(alfa, principal.Editor, "editor@alfa.example")
		w.Member(alfa, principal.Auditor, "auditor@alfa.example")
		owner, editor, auditor := w.Browser("platform").SignIn("owner@alfa.example"), w.Browser("platform").SignIn("editor@alfa.example"), w.Browser("platform").SignIn("auditor@alfa.example")
		source := complete["sv"] + "\n\n## Kontakt\n\nLäs [mer](/kontakta).\n\nLorem ipsum."
		written(owner, swedish, source)
		page := owner.Get(swedish).Want(http.StatusOK).Has("2 to mend")
		leaves := places(page, "leave")
		if len(leaves) != 1 { // what is not finished has no such button
			t.Fatalf("%d can be left", len(leaves))
		}
		if got := places(editor.Get(swedish).Want(http.StatusOK), "leave"); len(got) != 0 {
			t.Error("an editor may leave something")
		}
		editor.Post(swedish, pressed(page, leaves[0])).Want(http.StatusForbidden)
		auditor.Get(swedish).Want(http.StatusOK).Has("2 to mend").Lacks(`value="leave:`, `value="mend:`)
		owner.Post(swedish, pressed(page, leaves[0])).To(swedish)
		owner.Post(swedish, pressed(page, leaves[0])).To(swedish) // a button is soon pressed twice
		owner.Get("/studio/alfa/history").Want(http.StatusOK).Has("as it is until", "find nothing, and do not learn")
		auditor.Get(swedish).Want(http.StatusOK).Has("1 to mend", "1 put aside", "Person owner@alfa.example", "put aside until")

		written(owner, swedish, strings.Replace(source, "\n\nLorem ipsum.", "", 1)) // another place: it is still left
		owner.Get(swedish).Want(http.StatusOK).Lacks("1 to mend").Has("1 put aside")
		published := wished(owner.Get(publishes).Want(http.StatusOK), nil, "sv")

		w.Clock.Advance(29 * 24 * time.Hour)
		owner.SignIn("owner@alfa.example").Get(swedish).Want(http.StatusOK).Lacks("1 to mend")
		w.Clock.Advance(2 * 24 * time.Hour)
		page = owner.SignIn("owner@alfa.example").Get(swedish).Want(http.StatusOK).Has("1 to mend")
		owner.Post(publishes, published).Want(http.StatusUnprocessableEntity)
		owner.Post(swedish, pressed(page, places(page, "leave")[0])).To(swedish)
		owner.Post(publishes, wished(owner.Get(publishes).Want(http.StatusOK), nil, "sv")).Want(http.StatusSeeOther)
		written(owner, swedish, strings.Replace(source, "Läs [mer]", "Läs genast [mer]", 1))
		owner.Get(swedish).Want(http.StatusOK).Has("2 to mend").Lacks("put aside")

		// What cannot be left is not left by asking the service either.
		all, err := w.Documents.Proofread(w.On(alfa), apptest.Shell, privacy, "sv", documents.Source{Title: "T", Source: source})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all {
			if r.Firm {
				if err := w.Documents.Snooze(w.On(alfa), apptest.Shell, privacy, r, "x"); !errs.HasKey(err, "lint.error.firm") {
					t.Errorf("it was left: %v", err)
				}
			}
		}
		if other := w.Browser("platform").SignIn("owner@beta.example").Get("/studio/beta/settings/appearance/documents/" + privacy + "/text/sv"); strings.Contains(other.Body, "put aside") {
			t.Error("beta's owner sees what alfa's has left")
		}
	})
}

// starter is the platform's own text.
func starter(t *testing.T, slug, language string) (title, source string) {
	t.Helper()
	doc := documents.Document{Slug: slug}
	if title, source = doc.Starter(tenantdb.Platform, language); source == "" {
		t.Fatalf("%s has no starter text in %s", slug, language)
	}
	return title, source
}

// Our own starter texts are sound once they are filled in, beside each other,
// on a site and on the platform.
func TestStarterTextsAreSound(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		if got := remarks(t, w, "sv", complete["sv"]); !slices.Contains(got, "blank") {
			t.Errorf("facts without a purpose of the site's own: %v", got)
		}
		withFacts(t, w, "school", "newsletter")
		for language, source := range complete {
			if got := remarks(t, w, language, source); len(got) > 0 {
				t.Errorf("the facts alone, in %s: %v", language, got)
			}
		}
		blank := regexp.MustCompile(`\{\{(?:[^{}]* [^{}]*|date|datum|dato)\}\}`) // words for the author; names have no spaces
		for _, tenant := range []struct {
			kind tenantdb.Kind
			slug []string
		}{{tenantdb.Site, []string{privacy}}, {tenantdb.Platform, []string{documents.AgreementSlug, documents.DPASlug, documents.PrivacySlug}}} {
			site := w.Sites["alfa"]
			if tenant.kind == tenantdb.Platform {
				site = w.Platform
			}
			if tenant.kind == tenantdb.Site {
				for _, kind := range documents.Kinds {
					if kind == documents.Blank {
						continue
					}
					doc, err := w.Documents.Add(w.On(site), apptest.Shell, kind, documents.Settings{Names: map[string]string{"sv": string(kind)}, Act: documents.Inform})
					if err != nil {
						t.Fatal(err)
					}
					tenant.slug = append(tenant.slug, doc.Slug)
				}
			}
			for _, slug := range tenant.slug {
				drafts := map[string]documents.Draft{}
				for _, language := range []string{"sv", "en", "nb"} {
					_, draft, err := w.Documents.Open(w.On(site), apptest.Shell, slug, language)
					if err != nil || draft.Source == "" {
						t.Fatal(err, draft)
					}
					if slug == documents.DPASlug && language == "en" { // which a World has published in fewer words
						draft.Title, draft.Source = starter(t, slug, language)
					}
					source := blank.ReplaceAllString(draft.Source, "Nordljus")
					if drafts[language], err = w.Documents.SaveDraft(w.On(site), apptest.Shell, slug, language, draft.Title, source, 0); err != nil {
						t.Fatal(err)
					}
				}
				for language, draft := range drafts {
					all, err := w.Documents.Proofread(w.On(site), apptest.Shell, slug, language, documents.Source{Title: draft.Title, Source: draft.Source})
					if err != nil {
						t.Fatal(err)
					}
					for _, r := range all {
						if slug == string(documents.Terms) && r.Code == "periods_differ" {
							continue // each country's law has its own times for complaints
						}
						t.Errorf("%s in %s: %s in line %d: %q %v", slug, language, r.Code, r.Line, r.Excerpt, r.Params)
					}
				}
			}
		}
	})
}
