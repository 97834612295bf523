package cli

import (
	"context"

	"github.com/pactdesk/pactdesk/app/documents"
)

// What the demo shows of writing in two languages: at Nordljus the English text
// said the same as the Swedish, until Erik changed a sentence of that.

// sayTranslated: Erik has read both, and says so.
func (f *furnisher) sayTranslated(ctx context.Context) error {
	editor, err := f.as(ctx, demoEditor)
	if err != nil {
		return err
	}
	return f.onSite(ctx, "nordljus", func(ctx context.Context) error {
		t, err := f.Documents.Translation(ctx, editor, documents.PrivacySlug, "sv", "en")
		if err != nil {
			return err
		}
		_, err = f.Documents.Follow(ctx, editor, documents.PrivacySlug, "sv", "en", t.From.Mark(),
			documents.Source{Title: t.Draft.Title, Source: t.Draft.Source}, t.Draft.Lock)
		return err
	})
}
