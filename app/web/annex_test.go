package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
)

// Documents include who answers for what and the annexes; what is published
// stays as it was.
func TestBlocksInDocuments(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		hostile := client
		hostile.LegalName = "Kunden | **AB** {{controller.name}} <b>x</b>"
		arrange(t, w, alfa, hostile)
		text := map[string]string{}
		for _, l := range []string{"sv", "en", "nb"} {
			text[l] = "## One\n\n{{who_answers}}\n\n{{annex.processing}}\n\n{{annex.security}}\n\n{{annex.subprocessors}}\n"
		}
		w.Publish(alfa, privacy, documents.NewVersion, text)
		page := w.Browser("alfa").Get(documentPath + "?lang=sv").Want(http.StatusOK)
		page.Has("Personuppgiftsansvarig:", "Kunden | **AB** {{controller.name}} &lt;b&gt;x&lt;/b&gt;", "alfa AB", "platform AB", "Underbiträde:", "Vem du kan fråga:",
			`href="/subprocessors"`, "alfa.localhost/subprocessors", "Dora Dataskydd", "<td>", "Sajter hålls isär", "Inga underbiträden anlitas.")
		page.Lacks("{{who_answers}}", "{{annex", "⟦", "<b>x</b>")
		w.Browser("alfa").Get(documentPath+"?lang=en").Want(http.StatusOK).Has("Controller:", "Sites are kept apart", "Names and titles")

		arrange(t, w, alfa, partner)
		listOn(t, w, w.Platform, lagring)
		w.Browser("alfa").Get("/cldoc/"+privacy+"/1.htm?lang=sv").Want(http.StatusOK).Has("Kunden | **AB**", "Inga underbiträden anlitas.").Lacks("Lagring Inc")
		w.Clock.Advance(1000)
		w.Publish(alfa, privacy, documents.NewVersion, text)
		w.Browser("alfa").Get(documentPath+"?lang=sv").Want(http.StatusOK).Has("Lagring Inc", "Gemensamt personuppgiftsansvarig:", "Partner AS", "Gemensam kontaktpunkt:", "both@alfa.example", "Both decide which pictures").Lacks("Kunden")
	})
}

// The texts that the platform starts from can be published as they are.
func TestThePlatformsTextsPublish(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		operator := w.Browser("platform").SignIn("owner@platform.example")
		for _, slug := range []string{documents.AgreementSlug, documents.DPASlug, privacy} {
			in := documents.Publication{Slug: slug, Weight: documents.NewVersion, Texts: map[string]documents.Source{}}
			for _, l := range []string{"en", "sv", "nb"} {
				_, draft, err := w.Documents.Open(w.On(w.Platform), apptest.Shell, slug, l)
				if err != nil || draft.Title == "" {
					t.Fatalf("%s in %s: %q, %v", slug, l, draft.Title, err)
				}
				in.Languages = append(in.Languages, l)
				in.Texts[l] = documents.Source{Title: draft.Title, Source: draft.Source}
			}
			if slug == privacy {
				operator.Get("/studio/platform/settings/appearance/documents/" + privacy + "/text/sv").Want(http.StatusOK).Has("adminkonton")
			}
			if _, err := w.Documents.Publish(w.On(w.Platform), apptest.Shell, in); err != nil {
				t.Fatalf("%s: %v", slug, err)
			}
		}
		w.Follow()
		w.Browser("platform").Get("/cldoc/"+documents.DPASlug+".htm?lang=nb").Want(http.StatusOK).
			Has("Databehandleravtale", "Nettstedene holdes fra hverandre", "Kunder").Lacks("{{", "⟦")
		_, draft, err := w.Documents.Open(w.On(w.Sites["alfa"]), apptest.Shell, privacy, "sv")
		if err != nil || !strings.Contains(draft.Source, "{{who_answers}}") {
			t.Errorf("a site's privacy document starts from another text: %v", err)
		}
	})
}
