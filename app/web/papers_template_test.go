package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/templates"
)

// edition is one of the platform's texts, with its blanks filled in.
func edition(t *testing.T, name string, number int, language string) string {
	t.Helper()
	b, err := templates.FS.ReadFile(fmt.Sprintf("documents/%s.%d.%s.md", name, number, language))
	if err != nil {
		t.Fatal(err)
	}
	return filled(string(b))
}

var blank = regexp.MustCompile(`\{\{[^{}.]* [^{}]*\}\}`)

func filled(source string) string { return strings.TrimSpace(blank.ReplaceAllString(source, "ifyllt")) }

// choices are the names of the radio buttons of the page's hunks.
func choices(p *apptest.Page) (fields []string) {
	for i := 0; strings.Contains(p.Body, fmt.Sprintf(`name="choice_%d"`, i)); i++ {
		fields = append(fields, fmt.Sprintf("choice_%d", i))
	}
	return fields
}

// A site that began from a text of the platform's is told when that has been
// improved, and takes or leaves each paragraph without losing a word.
func TestFollowingTheTemplate(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Member(alfa, principal.Editor, "editor@alfa.example")
		owner, editor := w.Browser("platform").SignIn("owner@alfa.example"), w.Browser("platform").SignIn("editor@alfa.example")
		terms := added(t, owner, "terms", url.Values{"act": {"agree"}})
		text, template := papers+"/"+terms+"/text/sv", papers+"/"+terms+"/template/sv"
		source := func() string {
			for _, d := range w.Drafts(alfa) {
				if d.Language == "sv" && d.DocumentID == w.Document(alfa, terms).ID {
					return d.Source
				}
			}
			return ""
		}
		if started := owner.Get(text).Want(http.StatusOK).Form("?").Get("source"); !strings.Contains(started, "ångerfunktionen") {
			t.Errorf("a new text starts from an old edition:\n%.300s", started)
		}
		owner.Get(papers).Want(http.StatusOK).Lacks(template)
		owner.Get(template).Want(http.StatusOK).Lacks("choice_0")

		// It began when the first edition was the latest; the author has gone on
		// writing, and rewritten one of the paragraphs that are to change.
		mine := strings.Replace(edition(t, "terms", 1, "sv"), "Du får använda [Konsumentverkets formulär]", "Vi svarar samma dag. Du får använda [Konsumentverkets formulär]", 1) + "\n\n## Hundar\n\nHundar får komma med."
		written(owner, text, mine)
		editor.Get(papers).Want(http.StatusOK).Has(template)
		page := editor.Get(template).Want(http.StatusOK).Has("Vi svarar samma dag", "<ins>", "which you have rewritten")
		fields := choices(page)
		if len(fields) < 3 {
			t.Fatalf("there are %d paragraphs to decide about", len(fields))
		}

		// Nothing chosen: nothing changes. Another's change meanwhile: look again.
		form := page.Form("?")
		editor.Post(template, with(form, url.Values{"do": {"save"}})).To(template + "?taken=0")
		if source() != mine {
			t.Error("choosing nothing has changed the text")
		}
		written(owner, text, mine+"\n\nOch en katt.")
		stale := with(form, url.Values{"do": {"save"}, "choice_0": {"take"}})
		editor.Post(template, stale).Want(http.StatusConflict).Has("Nothing is lost")
		mine += "\n\nOch en katt."
		if source() != mine {
			t.Error("a choice about another text was carried out")
		}

		// Take what is new; leave the rest of it.
		page = editor.Get(template).Want(http.StatusOK)
		form = with(page.Form("?"), url.Values{"do": {"save"}})
		for i, f := range fields {
			if choice := "take"; i == len(fields)-1 {
				form.Set(f, "leave")
			} else {
				form.Set(f, choice)
			}
		}
		done := editor.Post(template, form).Want(http.StatusSeeOther)
		editor.Get(done.Header.Get("Location")).Want(http.StatusOK).Has("Nothing has been published").Lacks("choice_0")
		got := source()
		for _, want := range []string{"Vi svarar samma dag", "Hundar får komma med.", "Och en katt.", "ångerfunktionen", "{{Plattformens nya stycke"} {
			if !strings.Contains(got, want) {
				t.Errorf("the draft lacks %q:\n%s", want, got)
			}
		}
		editor.Get(papers).Want(http.StatusOK).Lacks(template)
		if n := len(w.Document(alfa, terms).Versions); n != 0 {
			t.Errorf("%d versions were published by it", n)
		}
		// What is put beside has to be merged before anything can be published.
		owner.Post(papers+"/"+terms+"/publish", url.Values{"weight": {"new"}, "languages": {"sv"}, "when": {"now"}}).Want(http.StatusUnprocessableEntity)
		owner.Get("/studio/alfa/history").Want(http.StatusOK).Has("of the platform&#39;s new text")

		// What was left is not asked about again, however often the text is saved.
		again := added(t, owner, "terms", url.Values{"act": {"agree"}, "name_sv": {"Andra villkor"}})
		text, template = papers+"/"+again+"/text/en", papers+"/"+again+"/template/en"
		written(owner, text, edition(t, "terms", 1, "en"))
		owner.Post(template, with(owner.Get(template).Form("?"), url.Values{"do": {"leave_all"}})).To(template + "?taken=0")
		written(owner, text, edition(t, "terms", 1, "en"))
		owner.Get(papers).Want(http.StatusOK).Lacks(template)

		// A published text from before adoptions were noted is known by its
		// paragraphs; all of it at once, where nothing was rewritten.
		old := documents.Source{Title: "Köpvillkor", Source: edition(t, "terms", 1, "en")}
		if _, err := w.Documents.Publish(w.On(alfa), apptest.Shell, documents.Publication{Slug: terms, Weight: documents.NewVersion, Languages: []string{"en"},
			Texts: map[string]documents.Source{"en": old}}); err != nil {
			t.Fatal(err)
		}
		template = papers + "/" + terms + "/template/en"
		page = owner.Get(template).Want(http.StatusOK).Has("choice_0")
		owner.Post(template, with(page.Form("?"), url.Values{"do": {"take_all"}})).Want(http.StatusSeeOther)
		is := owner.Get(papers + "/" + terms + "/text/en").Want(http.StatusOK).Form("?").Get("source")
		if is == old.Source || !strings.Contains(is, "withdrawal function") {
			t.Errorf("the draft is\n%s", is)
		}
		// One's own words are nobody's edition.
		written(owner, swedish, "## Vi\n\nHelt egna ord.")
		owner.Get(papers + "/" + privacy + "/template/sv").Want(http.StatusOK).Lacks("choice_0")

		// Another tenant's owner has no such page.
		beta := w.Browser("platform").SignIn("owner@beta.example")
		beta.Get(template).Want(http.StatusNotFound)
		beta.Post(template, url.Values{"do": {"leave_all"}}).Want(http.StatusNotFound)
		// The platform's own documents are worked on by the same pages.
		operator := w.Browser("platform").SignIn("owner@platform.example")
		own := "/studio/platform/settings/appearance/documents"
		operator.Get(own).Want(http.StatusOK).Has(own+"/new", documents.DPASlug+"/settings")
		operator.Get(own + "/new?kind=terms").Want(http.StatusOK).Has(`name="binds"`)
		made := operator.Post(own+"/new", url.Values{"kind": {"blank"}, "name_en": {"Service levels"}, "act": {"agree"}, "binds": {"organisation"}}).Want(http.StatusSeeOther)
		if doc := w.Document(w.Platform, "service-levels"); doc.Binds != documents.BindsOrganisation || !strings.Contains(made.Header.Get("Location"), "service-levels") {
			t.Errorf("the platform's document is %+v", doc)
		}
		owner.Get(own).Want(http.StatusNotFound)
	})
}
