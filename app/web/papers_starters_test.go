package web_test

import (
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Every text that a document can start from can be published once its blanks
// are filled in, and the checks find nothing in it, nor between its languages.
func TestTextsToStartFromAreSound(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Publish(alfa, privacy, documents.NewVersion, first)
		w.Strict()
		for _, kind := range documents.Kinds {
			doc, err := w.Documents.Add(w.On(alfa), apptest.Shell, kind, documents.Settings{Names: map[string]string{"sv": "Dokument " + string(kind)}, Act: kind.Act()})
			if err != nil {
				t.Fatal(err)
			}
			in := documents.Publication{Slug: doc.Slug, Weight: documents.NewVersion, Texts: map[string]documents.Source{}}
			for _, language := range []string{"sv", "en", "nb", "de"} {
				doc.Names = nil
				if title, source := doc.Starter(tenantdb.Site, language); source != "" {
					in.Languages = append(in.Languages, language)
					in.Texts[language] = documents.Source{Title: title, Source: filled(source)}
				}
			}
			if kind == documents.Blank {
				if len(in.Texts) > 0 {
					t.Errorf("a blank sheet says %v", in.Texts)
				}
				continue
			}
			preview, err := w.Documents.Prepare(w.On(alfa), apptest.Shell, in)
			if err != nil || len(in.Languages) < 3 {
				t.Errorf("%s in %s: %v", kind, in.Languages, err)
			}
			for language, all := range preview.Remarks {
				for _, r := range all {
					t.Errorf("%s in %s, line %d: %s %q %v", kind, language, r.Line, r.Code, r.Excerpt, r.Params)
				}
			}
		}
	})
}
