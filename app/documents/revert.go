package documents

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents/compare"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
)

// differences bounds what is remembered of comparing texts.
const differences = 32 << 20

// Difference tells what changed between two texts. One that has no HTML, as in
// a catalogue, is read where the difference is not known already; a draft's
// has no id, and its hash is that of its HTML.
func (s *Service) Difference(ctx context.Context, before, after Text) ([]compare.Change, error) {
	return s.changes.Between(before.Hash, after.Hash, func() (old, now string, err error) {
		for _, t := range []*Text{&before, &after} {
			if t.HTML != "" || t.ID == uuid.Nil { // one that is not published is all here
				continue
			}
			if *t, err = s.Text(ctx, t.ID); err != nil {
				return "", "", err
			}
		}
		return before.HTML, after.HTML, nil
	})
}

// Reverted is what came of going back to an older text.
type Reverted struct {
	Made []string // languages that have it as a draft now
	Kept []string // languages where somebody is writing: their draft stays as it is
	Same []string // languages whose text is that one already
}

// Revert makes the texts of a version drafts again. It never writes over a
// draft, and publishes nothing.
func (s *Service) Revert(ctx context.Context, p principal.Principal, slug string, seq int) (done Reverted, err error) {
	if _, err := s.may(ctx, p, principal.EditDocuments); err != nil {
		return done, err
	}
	revert := func(ctx context.Context) error {
		done = Reverted{}
		doc, err := bySlug(ctx, slug)
		if err != nil {
			return err
		}
		v := doc.Version(seq)
		if v == nil {
			return errs.New(errs.NotFound, "error.not_found", nil)
		}
		for _, language := range v.Languages() {
			if err := s.revert(ctx, &doc, v.Text(language), &done); err != nil {
				return err
			}
		}
		if len(done.Made) == 0 {
			return nil
		}
		return ledger.Record(ctx, p, s.clock.Now(), ledger.VersionReverted,
			ledger.Details{"Document": doc.Slug, "Version": seq, "Languages": strings.Join(done.Made, ", ")})
	}
	if err = s.db.Tx(ctx, revert); db.IsDuplicate(err) {
		err = s.db.Tx(ctx, revert) // somebody began to write at the same moment
	}
	return done, err
}

func (s *Service) revert(ctx context.Context, doc *Document, old *Text, done *Reverted) error {
	text, err := textByID(ctx, old.ID)
	if err != nil {
		return err
	}
	draft, err := draftFor(ctx, doc.ID, text.Language)
	switch {
	case err == nil && draft.Title == text.Title && draft.Source == text.Source:
		done.Same = append(done.Same, text.Language)
		return nil
	case err == nil:
		done.Kept = append(done.Kept, text.Language)
		return nil
	case !db.IsNotFound(err):
		return err
	}
	if now := s.base(doc).textIn(text.Language); now != nil {
		current, err := textByID(ctx, now.ID)
		if err != nil {
			return err
		}
		if current.Title == text.Title && current.Source == text.Source {
			done.Same = append(done.Same, text.Language)
			return nil
		}
	}
	done.Made = append(done.Made, text.Language)
	return insert(ctx, &Draft{ID: uuid.Must(uuid.NewV7()), DocumentID: doc.ID, Language: text.Language, Title: text.Title, Source: text.Source,
		TranslatedFrom: text.TranslatedFrom, Lock: 1, UpdatedAt: s.clock.Now()})
}
