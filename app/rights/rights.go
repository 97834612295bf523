// Package rights is what people can do with what a site holds about them:
// export all of it (GDPR Art. 15 and 20) and delete their account (Art. 17),
// which stay open to somebody who has not accepted anything; and what an owner
// can take out of a site (Art. 28(3)(g)).
//
// What is held, whose it is and how it ends is declared in the data map
// (app/datamap). Exports and deletion walk it, and name no table themselves.
package rights

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Service is the one way to people's rights.
type Service struct {
	db         *db.DB
	clock      *clock.Clock
	sites      *sites.Service
	accounts   *accounts.Service
	documents  *documents.Service
	acceptance *acceptance.Service
	datamap    datamap.Map
}

// New makes the service.
func New(d *db.DB, c *clock.Clock, s *sites.Service, a *accounts.Service, docs *documents.Service, acc *acceptance.Service, m datamap.Map) *Service {
	return &Service{db: d, clock: c, sites: s, accounts: a, documents: docs, acceptance: acc, datamap: m}
}

// about are the tables of a kind of tenant with rows about people who have an
// account there: customers on a site; owners, those whom they invite and staff
// on the platform.
func (s *Service) about(platform bool) (tables []datamap.Table) {
	with := []datamap.Subject{datamap.Customer}
	if platform {
		with = []datamap.Subject{datamap.Owner, datamap.Staff}
	}
	for _, t := range s.datamap.Tables {
		about := slices.ContainsFunc(t.Subjects(platform), func(s datamap.Subject) bool { return slices.Contains(with, s) })
		if about && t.Person != "" {
			tables = append(tables, t)
		}
	}
	return tables
}

// of are the rows of a table that are about an account.
func of(t datamap.Table, account uuid.UUID) db.Of {
	return db.Of{Columns: t.People(), Value: account}
}

// HandsOver reports whether a person must hand a site over before they can
// delete their account.
func HandsOver(p principal.Principal) bool {
	for _, role := range p.Roles {
		if role == principal.Owner || role == principal.Operator {
			return true
		}
	}
	return false
}

// Delete removes the person's account, and all that goes with it, after they
// confirmed it with their password. Evidence stays, without a name; the name
// and address that stood beside it are sealed, and erased after
// acceptance.SealedFor, but for those of who signed for an organisation.
func (s *Service) Delete(ctx context.Context, p principal.Principal, password string) error {
	if err := s.accounts.CheckPassword(ctx, p, password); err != nil {
		return err
	}
	if HandsOver(p) {
		return errs.New(errs.Conflict, "delete.error.owner", nil)
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		// First: an act that is under way commits before, or finds nobody.
		if err := s.accounts.Hold(ctx, p.Account, true); err != nil {
			return err
		}
		record, err := s.record(ctx)
		if err != nil {
			return err
		}
		if err := s.accounts.RecordDeletion(ctx, p); err != nil {
			return err
		}
		// From the last to the first: what a table leads to is declared before it.
		for _, t := range slices.Backward(s.about(record.Tenant.Kind == tenantdb.Platform)) {
			if err := s.end(ctx, p, t); err != nil {
				return err
			}
		}
		return nil
	})
}

// end does to a table what its declaration says of a deleted account.
func (s *Service) end(ctx context.Context, p principal.Principal, t datamap.Table) error {
	switch t.Erasure {
	case datamap.WithAccount, datamap.Expires:
		return db.DeleteRows(ctx, t.Model, of(t, p.Account))
	case datamap.Sealed:
		seal := map[string]func(context.Context, principal.Principal) error{"identities": s.acceptance.Seal}[t.Name]
		if seal == nil {
			return fmt.Errorf("rights: nothing seals %s", t.Name)
		}
		return seal(ctx, p)
	}
	return nil // it stays
}

// record is the context's tenant's, and who it is.
func (s *Service) record(ctx context.Context) (sites.Record, error) {
	tenant, err := tenants.From(ctx)
	if err != nil {
		return sites.Record{}, err
	}
	return s.sites.LoadUnscoped(ctx, tenant)
}
