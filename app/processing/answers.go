package processing

import (
	"context"

	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Answers are who answers for what on a tenant: the same facts for customer,
// owner and operator. All of it is public.
type Answers struct {
	sites.Roles
	Platform sites.Party // the platform's
	// Activities are the controller's.
	Activities []Activity
	// PlatformsOwn are the platform's own on a site, as controller.
	PlatformsOwn []Activity
	// Recipients are the tenant's own processors, from its register, and the
	// platform's sub-processors.
	Own, Subprocessors []Recipient
	Transfers          []Transfer
}

// Ask is the address that people write to first.
func (a Answers) Ask() string {
	if a.ContactPoint != "" {
		return a.ContactPoint
	}
	return a.Controllers[0].Email
}

// Answers tell who answers for what on the tenant of a record.
func (s *Service) Answers(ctx context.Context, r sites.Record) (a Answers, err error) {
	platform := r.Tenant.Kind == tenantdb.Platform
	a = Answers{Roles: r.Roles, Platform: r.Platform, Activities: s.activities(platform)}
	if !platform {
		a.PlatformsOwn = s.platformsOwn()
	}
	platforms, own, err := s.registers(ctx, r)
	if err != nil {
		return a, err
	}
	a.Own, a.Subprocessors = listed(own, Engaged), listed(platforms, SubProcessor)
	all := append(append(chain(r.Roles.Processors), a.Own...), a.Subprocessors...)
	a.Transfers = transfers(all)
	return a, nil
}
