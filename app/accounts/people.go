package accounts

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
)

// Member is somebody who may act on a site.
type Member struct {
	Account     uuid.UUID
	Name, Email string
	Role        principal.Role
	Since       time.Time
}

// Members lists who may act on a site, in the order in which they came. The
// context's tenant is the platform.
func (s *Service) Members(ctx context.Context, p principal.Principal, site tenants.ID) (all []Member, err error) {
	if err := p.Require(site, principal.ReadCustomers); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		rows, err := membersOf(ctx, site)
		if err != nil {
			return err
		}
		for _, m := range rows {
			a, err := byID(ctx, m.AccountID)
			if err != nil {
				return err
			}
			all = append(all, Member{Account: a.ID, Name: a.Name, Email: a.Email, Role: m.Role, Since: m.CreatedAt})
		}
		return nil
	})
	return all, err
}

// Assignable are the roles that an owner gives.
var Assignable = []principal.Role{principal.Owner, principal.Editor, principal.Auditor}

// SetRole makes a member of a site something else there.
func (s *Service) SetRole(ctx context.Context, p principal.Principal, site tenants.ID, account uuid.UUID, role principal.Role) error {
	known := false
	for _, r := range Assignable {
		known = known || r == role
	}
	if err := p.Require(site, principal.ManageMembers); err != nil {
		return err
	}
	if !known {
		return errs.InvalidField("role", "people.error.role", nil)
	}
	return s.member(ctx, p, site, account, func(ctx context.Context, m Membership, now time.Time) (ledger.Event, principal.Role, error) {
		if m.Role == role {
			return "", role, nil
		}
		if err := deleteMembership(ctx, m.ID); err != nil {
			return "", role, err
		}
		m.ID, m.Role = uuid.Must(uuid.NewV7()), role
		return ledger.MemberChanged, role, insert(ctx, &m)
	})
}

// RemoveMember takes a site from somebody's hands. What they did stays.
func (s *Service) RemoveMember(ctx context.Context, p principal.Principal, site tenants.ID, account uuid.UUID) error {
	if err := p.Require(site, principal.ManageMembers); err != nil {
		return err
	}
	return s.member(ctx, p, site, account, func(ctx context.Context, m Membership, now time.Time) (ledger.Event, principal.Role, error) {
		return ledger.MemberRemoved, m.Role, deleteMembership(ctx, m.ID)
	})
}

// member changes one membership of a site, unless that leaves it without an
// owner: what the site owes and is owed would be nobody's.
func (s *Service) member(ctx context.Context, p principal.Principal, site tenants.ID, account uuid.UUID,
	change func(ctx context.Context, m Membership, now time.Time) (ledger.Event, principal.Role, error)) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		rows, err := membersOf(ctx, site)
		if err != nil {
			return err
		}
		for _, m := range rows { // two owners who remove each other stand in one order
			if err := hold(ctx, s.db, m.AccountID, true); err != nil && !db.IsNotFound(err) {
				return err
			}
		}
		if rows, err = membersOf(ctx, site); err != nil {
			return err
		}
		now := s.clock.Now()
		for _, m := range rows {
			if m.AccountID != account {
				continue
			}
			event, role, err := change(ctx, m, now)
			if err != nil || event == "" {
				return err
			}
			if err := ownerLeft(ctx, site); err != nil {
				return err
			}
			return s.db.As(ctx, site, func(ctx context.Context) error {
				return ledger.Record(ctx, p, now, event, ledger.Details{"Role": role, "Member": account})
			})
		}
		return errs.New(errs.NotFound, "error.not_found", nil)
	})
}

func ownerLeft(ctx context.Context, site tenants.ID) error {
	rows, err := membersOf(ctx, site)
	for _, m := range rows {
		if m.Role == principal.Owner {
			return nil
		}
	}
	if err == nil {
		err = errs.New(errs.Conflict, "people.error.last_owner", nil)
	}
	return err
}
