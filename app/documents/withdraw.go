package documents

import (
	"context"
	"strings"
	"time"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Withdraw takes a version back: what held before it holds again. Evidence of
// who acted on it stays.
func (s *Service) Withdraw(ctx context.Context, p principal.Principal, slug string, seq int) error {
	if _, err := s.may(ctx, p, principal.PublishDocuments); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		if err := sites.Bump(ctx, s.clock.Now()); err != nil {
			return err
		}
		doc, err := bySlug(ctx, slug)
		if err != nil {
			return err
		}
		now := doc.after(s.clock.Now())
		v := doc.Version(seq)
		if v == nil {
			return errs.New(errs.NotFound, "error.not_found", nil)
		}
		done, err := setWithdrawn(ctx, v.ID, now)
		if err != nil || !done {
			return err
		}
		v.WithdrawnAt = &now
		if err := s.saveStatus(ctx, &doc, now); err != nil {
			return err
		}
		return ledger.Record(ctx, p, now, ledger.VersionWithdrawn, ledger.Details{"Document": slug, "Version": seq})
	})
}

// saveStatus tells the operator's list how far the privacy document has come.
func (s *Service) saveStatus(ctx context.Context, doc *Document, now time.Time) error {
	if doc.Slug != PrivacySlug {
		return nil
	}
	return sites.SaveStatus(ctx, func(st *tenantdb.Status) {
		st.LatestVersion, st.PublishedLanguages = 0, ""
		if base := s.base(doc); base != nil {
			st.LatestVersion, st.PublishedLanguages = base.Seq, strings.Join(base.Languages(), ",")
		}
	}, now)
}
