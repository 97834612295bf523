package documents

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
)

// Whole is a text with its title above it, as SplitTitle takes it apart: what
// another language is said to say the same as.
func (s Source) Whole() string {
	if s.Title == "" {
		return s.Source
	}
	return "# " + s.Title + "\n\n" + s.Source
}

// Mark tells whether it is still the text that somebody has seen.
func (s Source) Mark() string {
	sum := sha256.Sum256([]byte(s.Whole()))
	return hex.EncodeToString(sum[:])
}

// Present is a language's text as it is now: its draft or, without one, what is
// published or will be.
type Present struct {
	Source
	Draft bool
	There bool
}

// Translation is what a text in another language is held against.
type Translation struct {
	Document Document
	From     Present // of the source language
	Draft    Draft   // of the other: see Open
}

// Translation returns a text beside the one of the source language.
func (s *Service) Translation(ctx context.Context, p principal.Principal, slug, source, language string) (t Translation, err error) {
	if t.Document, t.Draft, err = s.Open(ctx, p, slug, language); err != nil {
		return t, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		t.From, err = s.present(ctx, &t.Document, source)
		return err
	})
	return t, err
}

func (s *Service) present(ctx context.Context, doc *Document, language string) (Present, error) {
	d, err := draftFor(ctx, doc.ID, language)
	if err == nil {
		return Present{Source{Title: d.Title, Source: d.Source}, true, true}, nil
	}
	if !db.IsNotFound(err) {
		return Present{}, err
	}
	text := s.base(doc).textIn(language)
	if text == nil {
		return Present{}, nil
	}
	full, err := textByID(ctx, text.ID)
	return Present{Source{Title: full.Title, Source: full.Source}, false, true}, err
}

// Follow keeps a draft and says that it now says the same as the source
// language's text that was seen (Source.Mark). Where that has changed meanwhile
// the draft is kept, and nothing is said.
func (s *Service) Follow(ctx context.Context, p principal.Principal, slug, source, language, seen string, words Source, lock int) (Draft, error) {
	draft, err := s.SaveDraft(ctx, p, slug, language, words.Title, words.Source, lock)
	if err != nil {
		return draft, err
	}
	return draft, s.db.Tx(ctx, func(ctx context.Context) error {
		doc, err := bySlug(ctx, slug)
		if err != nil {
			return err
		}
		from, err := s.present(ctx, &doc, source)
		if err != nil {
			return err
		}
		if !from.There || from.Mark() != seen {
			return errs.New(errs.Conflict, "translate.error.changed", nil)
		}
		said, err := setTranslatedFrom(ctx, draft.ID, draft.Lock, from.Whole())
		if err == nil && !said { // somebody saved at the same moment
			return errs.New(errs.Conflict, "document.error.conflict", nil)
		}
		return err
	})
}

// Following tells how a language stands to the source language's text, where
// somebody has said that it says the same.
type Following struct {
	Older bool // than the source is now
	Draft bool // what is newer is a draft
}

// Following returns it by language, for a document's drafts and, where there is
// no draft, its latest texts.
func (s *Service) Following(ctx context.Context, p principal.Principal, slug, source string) (map[string]Following, error) {
	if _, err := s.may(ctx, p, principal.ReadDocuments); err != nil {
		return nil, err
	}
	said := map[string]string{} // by language, what it was translated from
	var from Present
	err := s.db.View(ctx, func(ctx context.Context) error {
		doc, err := bySlug(ctx, slug)
		if err != nil {
			return err
		}
		if from, err = s.present(ctx, &doc, source); err != nil {
			return err
		}
		if base := s.base(&doc); base != nil {
			texts, err := textsOf(ctx, base.ID)
			if err != nil {
				return err
			}
			for _, t := range texts {
				said[t.Language] = t.TranslatedFrom
			}
		}
		drafts, err := draftsOf(ctx, doc.ID)
		for _, d := range drafts {
			said[d.Language] = d.TranslatedFrom
		}
		return err
	})
	out := map[string]Following{}
	for language, was := range said {
		if was != "" && from.There && language != source {
			out[language] = Following{Older: was != from.Whole(), Draft: from.Draft}
		}
	}
	return out, err
}
