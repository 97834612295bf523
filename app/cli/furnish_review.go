package cli

import (
	"context"
	"strings"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
)

// What the demo shows of working together: at Nordljus an editor's change
// waits for Anna, who had sent the first try back.

const demoEditor = "erik@nordljus.example"

// redrafts are what the editor changes, by language.
var redrafts = map[string][2]string{
	"sv": {"Gallerier är öppna i ett år.", "Gallerier är öppna i två år."},
	"en": {"Galleries are open for one year.", "Galleries are open for two years."},
}

// inviteEditor lets Erik write at Nordljus.
func (f *furnisher) inviteEditor(ctx context.Context) error {
	if err := f.member(ctx, f.keys["nordljus"], principal.Editor, "Erik Ek", demoEditor); err != nil {
		return err
	}
	return f.accept(ctx, demoEditor, nil, "sv")
}

// askForReview: Erik has changed the Swedish text.
func (f *furnisher) askForReview(ctx context.Context) error {
	return f.sendForReview(ctx, "Gallerierna är öppna i två år nu, som vi sade i måndags.", "sv")
}

// sendBack: Anna wants the English to follow.
func (f *furnisher) sendBack(ctx context.Context) error {
	owner, err := f.as(ctx, "owner@nordljus.example")
	if err != nil {
		return err
	}
	return f.onSite(ctx, "nordljus", func(ctx context.Context) error {
		is, err := f.Documents.ReviewOf(ctx, owner, documents.PrivacySlug)
		if err != nil {
			return err
		}
		return f.Documents.Decide(ctx, owner, documents.Verdict{Slug: documents.PrivacySlug, Review: is.Standing.ID,
			Comment: "Bra. Ta med engelskan också, så att båda säger samma sak."})
	})
}

// askAgain: it does now.
func (f *furnisher) askAgain(ctx context.Context) error {
	return f.sendForReview(ctx, "Nu med engelskan.", "sv", "en")
}

func (f *furnisher) sendForReview(ctx context.Context, note string, languages ...string) error {
	editor, err := f.as(ctx, demoEditor)
	if err != nil {
		return err
	}
	return f.onSite(ctx, "nordljus", func(ctx context.Context) error {
		seen := map[string]string{}
		for _, language := range languages {
			_, draft, err := f.Documents.Open(ctx, editor, documents.PrivacySlug, language)
			if err != nil {
				return err
			}
			source := strings.Replace(draft.Source, redrafts[language][0], redrafts[language][1], 1)
			if draft, err = f.Documents.SaveDraft(ctx, editor, documents.PrivacySlug, language, draft.Title, source, draft.Lock); err != nil {
				return err
			}
			seen[language] = draft.Sum()
		}
		_, err := f.Documents.SendForReview(ctx, editor, documents.Request{Slug: documents.PrivacySlug, Note: note, Seen: seen})
		return err
	})
}
