package acceptance

import (
	"context"
	"slices"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// TakesCustomers returns nil where the context's tenant may take customers
// now. Otherwise it is errs.Conflict: its organisation has not accepted a data
// processing agreement, without which the platform may process nothing for it
// (GDPR Art. 28(3)), or its privacy document is required first and is not in
// force.
func (s *Service) TakesCustomers(ctx context.Context) error {
	id, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return s.db.View(ctx, func(ctx context.Context) error {
		record, err := s.sites.LoadUnscoped(ctx, id)
		if err != nil {
			return err
		}
		if record.Tenant.Kind == tenantdb.Site {
			dpa, err := s.DPAUnscoped(ctx, record)
			if err != nil {
				return err
			}
			if dpa == nil {
				return errs.New(errs.Conflict, "register.closed", nil)
			}
		}
		docs, err := documents.Catalogue(ctx)
		if err != nil {
			return err
		}
		doc := documents.BySlug(docs, documents.PrivacySlug)
		if record.Profile.DocumentRequired && (doc == nil || doc.InForce(s.clock.Now()) == nil) {
			return errs.New(errs.Conflict, "register.closed", nil)
		}
		return nil
	})
}

// DPAUnscoped returns the latest version of the platform's data processing
// agreement that a site's organisation, as it now is, has accepted; nil: none.
// What was accepted goes on between the two until something newer is, so a
// version that was withdrawn counts.
func (s *Service) DPAUnscoped(ctx context.Context, site sites.Record) (latest *documents.Version, err error) {
	platform := tenants.ID(site.Platform.TenantID)
	err = s.db.View(tenants.With(db.ByProgram(ctx), platform), func(ctx context.Context) error {
		accepted, err := byParty(ctx, site)
		if err != nil {
			return err
		}
		docs, err := documents.Catalogue(ctx)
		if err != nil {
			return err
		}
		dpa := documents.BySlug(docs, documents.DPASlug)
		if dpa == nil {
			return nil
		}
		for i := range dpa.Versions {
			if v := &dpa.Versions[i]; accepted[v.ID] {
				latest = v
			}
		}
		return nil
	})
	return latest, err
}

// Signing is one acceptance of an agreement for an organisation: who signed
// what for whom.
type Signing struct {
	Acceptance
	Identity Identity
	Document documents.Document
	Version  documents.Version
}

// Signings returns what was accepted for a site's organisations, newest first.
// The context's tenant is the platform, which is the other party; but who put
// their name to it is no operator's to see, under a grant as little as without.
func (s *Service) Signings(ctx context.Context, p principal.Principal, site tenants.ID) (all []Signing, err error) {
	if err := p.Require(site, principal.ReadAgreements); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		rows, err := acceptancesFor(ctx, site)
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(a Acceptance) bool { return a.Outcome != Accepted })
		identities, err := identitiesBeside(ctx, rows)
		if err != nil {
			return err
		}
		docs, err := documents.Catalogue(ctx)
		if err != nil {
			return err
		}
		for _, a := range rows {
			doc := byID(docs, a.DocumentID)
			all = append(all, Signing{Acceptance: a, Identity: identities[a.ID], Document: *doc, Version: *doc.VersionByID(a.VersionID)})
		}
		return nil
	})
	return all, err
}
