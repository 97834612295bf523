package sites

import (
	"context"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Record is what is known of a tenant at one revision.
type Record struct {
	Tenant      tenantdb.Tenant
	Hosts       []tenantdb.Hostname // the primary first
	Profile     Profile
	Party       Party // the organisation behind the tenant, which signs for it
	PartySince  int   // the first of its revisions that is of the present legal entity
	Arrangement Arrangement
	Platform    Party // the platform's party
	Roles       Roles // who is controller and processor: derived from the three
}

// Controller is who answers first: the organisation itself, or its client.
func (r Record) Controller() Party { return r.Roles.Controllers[0] }

// Processor is whom the controller has engaged; on the platform its own party.
func (r Record) Processor() Party {
	if len(r.Roles.Processors) == 0 {
		return r.Platform
	}
	return r.Roles.Processors[0]
}

// Primary is the hostname that the tenant's addresses are built with.
func (r Record) Primary() string {
	if len(r.Hosts) == 0 {
		return ""
	}
	return r.Hosts[0].Name
}

// LoadUnscoped reads the record of a tenant, in the context's transaction: the
// processor in it is another tenant's party, which is public information.
func (s *Service) LoadUnscoped(ctx context.Context, id tenants.ID) (r Record, err error) {
	ctx = db.ByProgram(ctx) // it is public
	err = s.db.View(ctx, func(ctx context.Context) error {
		if r.Tenant, err = tenantUnscoped(ctx, id); err != nil {
			return err
		}
		if r.Hosts, err = HostnamesOfUnscoped(ctx, id); err != nil {
			return err
		}
		platform, err := platformUnscoped(ctx)
		if err != nil {
			return err
		}
		err = s.db.View(tenants.With(ctx, platform.ID), func(ctx context.Context) (err error) {
			r.Platform, err = currentParty(ctx)
			return err
		})
		if err != nil {
			return err
		}
		return s.db.View(tenants.With(ctx, id), func(ctx context.Context) error { return r.load(ctx) })
	})
	return r, err
}

// load reads the tenant's own part of its record.
func (r *Record) load(ctx context.Context) (err error) {
	if r.Profile, err = loadProfile(ctx); err != nil {
		return err
	}
	if r.Party, err = currentParty(ctx); err != nil {
		return err
	}
	if r.PartySince, err = partySince(ctx); err != nil {
		return err
	}
	r.Arrangement, err = currentArrangement(ctx)
	r.Roles = RolesOf(r.Party, r.Arrangement, r.Platform)
	return err
}

// ByKeyUnscoped finds a tenant by its key.
func (s *Service) ByKeyUnscoped(ctx context.Context, key string) (t tenantdb.Tenant, err error) {
	err = s.db.View(ctx, func(ctx context.Context) error {
		t, err = tenantByKeyUnscoped(ctx, key)
		if db.IsNotFound(err) {
			return errs.New(errs.NotFound, "site.error.unknown", errs.Params{"Key": key})
		}
		return err
	})
	return t, err
}

// PlatformUnscoped finds the platform's tenant.
func (s *Service) PlatformUnscoped(ctx context.Context) (t tenantdb.Tenant, err error) {
	err = s.db.View(ctx, func(ctx context.Context) error {
		t, err = platformUnscoped(ctx)
		if db.IsNotFound(err) {
			return errs.New(errs.NotFound, "site.error.no_platform", nil)
		}
		return err
	})
	return t, err
}

// PartyByID returns a revision of the context's tenant's party.
func (s *Service) PartyByID(ctx context.Context, id uuid.UUID) (p Party, err error) {
	err = s.db.View(ctx, func(ctx context.Context) error {
		p, err = partyByID(ctx, id)
		return err
	})
	return p, err
}

// PartyByRevision returns a revision of the context's tenant's party.
func (s *Service) PartyByRevision(ctx context.Context, revision int) (p Party, err error) {
	err = s.db.View(ctx, func(ctx context.Context) error {
		p, err = partyByRevision(ctx, revision)
		return err
	})
	return p, err
}

// Listed is a site as the operator's list shows it.
type Listed struct {
	tenantdb.Tenant
	Status  tenantdb.Status
	Primary string
}

// ListUnscoped returns all sites for the operator, from control tables only.
func (s *Service) ListUnscoped(ctx context.Context, p principal.Principal) (list []Listed, err error) {
	err = s.db.View(ctx, func(ctx context.Context) error {
		platform, err := platformUnscoped(ctx)
		if err != nil {
			return err
		}
		if err := p.Require(platform.ID, principal.Operate); err != nil {
			return err
		}
		all, err := TenantsUnscoped(ctx)
		if err != nil {
			return err
		}
		statuses, err := StatusesUnscoped(ctx)
		if err != nil {
			return err
		}
		hosts, err := HostnamesUnscoped(ctx)
		if err != nil {
			return err
		}
		status := map[tenants.ID]tenantdb.Status{}
		for _, st := range statuses {
			status[st.TenantID] = st
		}
		primary := map[tenants.ID]string{}
		for _, h := range hosts {
			if h.Primary {
				primary[h.TenantID] = h.Name
			}
		}
		for _, t := range all {
			if t.Kind == tenantdb.Site {
				list = append(list, Listed{Tenant: t, Status: status[t.ID], Primary: primary[t.ID]})
			}
		}
		return nil
	})
	return list, err
}
