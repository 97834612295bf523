package documents

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Move exchanges a document with the one before it in the footer, or after it.
func (s *Service) Move(ctx context.Context, p principal.Principal, slug string, up bool) error {
	if _, err := s.may(ctx, p, principal.EditSettings); err != nil {
		return err
	}
	return s.change(ctx, func(ctx context.Context, now time.Time) error {
		docs, err := Catalogue(ctx)
		if err != nil {
			return err
		}
		doc := BySlug(docs, slug)
		if doc == nil {
			return errs.New(errs.NotFound, "error.not_found", nil)
		}
		slug := doc.Slug
		docs = slices.DeleteFunc(docs, func(d Document) bool { return d.Retired() && d.Slug != slug })
		at := slices.IndexFunc(docs, func(d Document) bool { return d.Slug == slug })
		to := at + 1
		if up {
			to = at - 1
		}
		if to < 0 || to >= len(docs) { // it stands there already
			return nil
		}
		docs[at], docs[to] = docs[to], docs[at]
		for i := range docs {
			if docs[i].Position == i+1 {
				continue
			}
			if err := setPosition(ctx, docs[i].ID, i+1); err != nil {
				return err
			}
		}
		return ledger.Record(ctx, p, now, ledger.DocumentMoved, ledger.Details{"Document": slug})
	})
}

// Retire takes a document out of use: every version is withdrawn, and it is
// listed no more. Its addresses still answer, with its old versions.
func (s *Service) Retire(ctx context.Context, p principal.Principal, slug string) error {
	return s.own(ctx, p, principal.PublishDocuments, slug, func(ctx context.Context, doc *Document, now time.Time) error {
		if len(doc.Versions) == 0 {
			return errs.New(errs.Conflict, "papers.error.retire", nil)
		}
		if doc.Retired() {
			return nil
		}
		at := doc.after(now)
		for i := range doc.Versions {
			if _, err := setWithdrawn(ctx, doc.Versions[i].ID, at); err != nil {
				return err
			}
		}
		if err := setRetired(ctx, doc.ID, &at); err != nil {
			return err
		}
		return ledger.Record(ctx, p, at, ledger.DocumentRetired, ledger.Details{"Document": doc.Slug})
	})
}

// Restore takes a retired document into use again. Its versions stay withdrawn:
// it begins with a new one.
func (s *Service) Restore(ctx context.Context, p principal.Principal, slug string) error {
	return s.own(ctx, p, principal.PublishDocuments, slug, func(ctx context.Context, doc *Document, now time.Time) error {
		if !doc.Retired() {
			return nil
		}
		if err := setRetired(ctx, doc.ID, nil); err != nil {
			return err
		}
		return ledger.Record(ctx, p, now, ledger.DocumentRestored, ledger.Details{"Document": doc.Slug})
	})
}

// Remove takes away a document that was never published, with its drafts.
func (s *Service) Remove(ctx context.Context, p principal.Principal, slug string) error {
	return s.own(ctx, p, principal.EditSettings, slug, func(ctx context.Context, doc *Document, now time.Time) error {
		if len(doc.Versions) > 0 {
			return errs.New(errs.Conflict, "papers.error.published", nil)
		}
		if err := remove(ctx, doc, now); err != nil {
			return err
		}
		return ledger.Record(ctx, p, now, ledger.DocumentRemoved, ledger.Details{"Document": doc.Slug})
	})
}

// own does something to a document that the tenant added itself.
func (s *Service) own(ctx context.Context, p principal.Principal, action principal.Action, slug string, do func(ctx context.Context, doc *Document, now time.Time) error) error {
	if _, err := s.may(ctx, p, action); err != nil {
		return err
	}
	return s.change(ctx, func(ctx context.Context, now time.Time) error {
		doc, err := bySlug(ctx, slug)
		if err != nil {
			return err
		}
		if doc.BuiltIn() {
			return errs.New(errs.Conflict, "papers.error.built_in", nil)
		}
		return do(ctx, &doc, now)
	})
}
