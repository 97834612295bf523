package access

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

// Grant lets the platform's operators into the context's tenant, a site, from
// now on: an owner's to do.
func (s *Service) Grant(ctx context.Context, p principal.Principal, w Wish) error {
	site, err := owner(ctx, p)
	if err != nil {
		return err
	}
	if wrong := w.validate(MaxHours); len(wrong) > 0 {
		return wrong
	}
	now := s.clock.Now()
	ends := now.Add(time.Duration(w.Hours) * time.Hour)
	g := Grant{ID: uuid.Must(uuid.NewV7()), SiteID: site, Kind: ByOwner, Reason: w.Reason, Hours: w.Hours, MayWrite: w.MayWrite,
		RequestedBy: p.Account, RequestedAt: now, ApprovedBy: &p.Account, ApprovedAt: &now, EndsAt: &ends}
	return s.db.As(ctx, p.Tenant, func(ctx context.Context) error {
		if err := insert(ctx, &g); err != nil {
			return err
		}
		return s.tell(ctx, p, g, ledger.AccessGranted)
	})
}

// Ask asks the owners of a site for support access. The context's tenant is
// the platform.
func (s *Service) Ask(ctx context.Context, p principal.Principal, site tenants.ID, w Wish) error {
	ctx, err := s.operator(ctx, p)
	if err != nil {
		return err
	}
	return s.request(ctx, p, site, ByOwner, w, MaxHours)
}

// TakeEmergency asks a second operator for access to a site whose owners
// cannot be waited for. The context's tenant is the platform.
func (s *Service) TakeEmergency(ctx context.Context, p principal.Principal, site tenants.ID, w Wish) error {
	ctx, err := s.operator(ctx, p)
	if err != nil {
		return err
	}
	w.MayWrite = false
	return s.request(ctx, p, site, Emergency, w, MaxEmergencyHours)
}

func (s *Service) request(ctx context.Context, p principal.Principal, site tenants.ID, kind Kind, w Wish, maxHours int) error {
	wrong := w.validate(maxHours)
	return s.db.Tx(ctx, func(ctx context.Context) error {
		is, err := isSite(ctx, site)
		if err != nil {
			return err
		}
		if !is {
			wrong = append(errs.List{errs.InvalidField("site", "access.error.site", nil)}, wrong...)
		}
		if len(wrong) > 0 {
			return wrong
		}
		now := s.clock.Now()
		already, err := requestsBy(ctx, p.Account, site, kind)
		if err != nil {
			return err
		}
		for _, g := range already {
			if g.State(now) == Waiting {
				return errs.New(errs.Conflict, "access.error.waits", nil)
			}
		}
		g := Grant{ID: uuid.Must(uuid.NewV7()), SiteID: site, Kind: kind, OperatorID: &p.Account, Reason: w.Reason,
			Hours: w.Hours, MayWrite: w.MayWrite, RequestedBy: p.Account, RequestedAt: now}
		if err := insert(ctx, &g); err != nil {
			return err
		}
		return s.tell(ctx, p, g, ledger.AccessRequested)
	})
}

// Approve gives the operator who asked access to the context's tenant, a site,
// for as long as was asked or shorter, and to write only where that was asked.
func (s *Service) Approve(ctx context.Context, p principal.Principal, id uuid.UUID, hours int, mayWrite bool) error {
	site, err := owner(ctx, p)
	if err != nil {
		return err
	}
	return s.db.As(ctx, p.Tenant, func(ctx context.Context) error {
		g, err := s.waiting(ctx, id, ByOwner)
		if err == nil && g.SiteID != site {
			err = errUnknown
		}
		if err != nil {
			return err
		}
		if hours < 1 || hours > g.Hours {
			return errs.InvalidField("hours-"+id.String(), "access.error.hours", errs.Params{"Max": g.Hours})
		}
		g.Hours, g.MayWrite = hours, mayWrite && g.MayWrite
		return s.approve(ctx, p, g, ledger.AccessGranted)
	})
}

// ApproveEmergency is the second operator's word. The context's tenant is the
// platform.
func (s *Service) ApproveEmergency(ctx context.Context, p principal.Principal, id uuid.UUID) error {
	ctx, err := s.operator(ctx, p)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		g, err := s.waiting(ctx, id, Emergency)
		if err != nil {
			return err
		}
		if g.RequestedBy == p.Account {
			return errs.New(errs.Forbidden, "access.error.own", nil)
		}
		return s.approve(ctx, p, g, ledger.EmergencyAccessGranted)
	})
}

var (
	errUnknown = errs.New(errs.NotFound, "error.not_found", nil)
	errOver    = errs.New(errs.Conflict, "access.error.over", nil) // answered, ended or lapsed meanwhile
)

// waiting is a request that still can be approved.
func (s *Service) waiting(ctx context.Context, id uuid.UUID, kind Kind) (g Grant, err error) {
	g, err = grantByID(ctx, id)
	switch {
	case db.IsNotFound(err) || err == nil && g.Kind != kind:
		return g, errUnknown
	case err == nil && g.State(s.clock.Now()) != Waiting:
		return g, errOver
	}
	return g, err
}

func (s *Service) approve(ctx context.Context, p principal.Principal, g Grant, event ledger.Event) error {
	now := s.clock.Now()
	ends := now.Add(time.Duration(g.Hours) * time.Hour)
	g.ApprovedBy, g.ApprovedAt, g.EndsAt = &p.Account, &now, &ends
	if ok, err := approve(ctx, g); err != nil || !ok {
		return orOver(err)
	}
	return s.tell(ctx, p, g, event)
}

// End takes a grant of access to the context's tenant, a site, back at once,
// or answers no to one that was asked for: an owner's to do at any time.
func (s *Service) End(ctx context.Context, p principal.Principal, id uuid.UUID) error {
	site, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if err := p.Require(site, principal.GrantAccess); err != nil {
		return err
	}
	return s.db.As(ctx, p.Tenant, func(ctx context.Context) error {
		g, err := grantByID(ctx, id)
		if db.IsNotFound(err) || err == nil && g.SiteID != site {
			return errUnknown
		} else if err != nil {
			return err
		}
		return s.end(ctx, p, g)
	})
}

// GiveUp ends an operator's own access, or takes their request back. One that
// is open to all operators each of them may end; and a second operator who was
// asked to approve an emergency may answer no. The context's tenant is the
// platform.
func (s *Service) GiveUp(ctx context.Context, p principal.Principal, id uuid.UUID) error {
	ctx, err := s.operator(ctx, p)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		g, err := grantByID(ctx, id)
		if err != nil && !db.IsNotFound(err) {
			return err
		}
		asked := g.Kind == Emergency && g.State(s.clock.Now()) == Waiting
		if err != nil || !g.IsFor(p.Account) && !asked {
			return errUnknown
		}
		return s.end(ctx, p, g)
	})
}

// IsFor reports whether it is an operator's to use.
func (g Grant) IsFor(operator uuid.UUID) bool {
	return g.OperatorID == nil || *g.OperatorID == operator
}

func (s *Service) end(ctx context.Context, p principal.Principal, g Grant) error {
	now := s.clock.Now()
	event := ledger.AccessEnded
	switch g.State(now) {
	case Waiting:
		event = ledger.AccessRefused
	case Holds:
	default:
		return errOver
	}
	if ok, err := revoke(ctx, g.ID, p.Account, now); err != nil || !ok {
		return orOver(err)
	}
	return s.tell(ctx, p, g, event)
}

func orOver(err error) error {
	if err != nil {
		return err
	}
	return errOver
}

// OfSite are the grants about the context's tenant, a site, newest first: the
// last hundred.
func (s *Service) OfSite(ctx context.Context, p principal.Principal) (all []Grant, err error) {
	site, err := personReading(ctx, p)
	if err != nil {
		return nil, err
	}
	err = s.db.View(tenants.With(ctx, p.Tenant), func(ctx context.Context) error {
		all, err = grantsOf(ctx, site)
		return err
	})
	return all, err
}

// OfOperator are the grants that an operator may use or has asked for, and the
// emergencies, which any of them may have to approve; newest first, the last
// hundred. The context's tenant is the platform.
func (s *Service) OfOperator(ctx context.Context, p principal.Principal) (all []Grant, err error) {
	if ctx, err = s.operator(ctx, p); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		all, err = grantsFor(ctx, p.Account)
		return err
	})
	return all, err
}

// LastEmergency is the emergency access to the context's tenant, a site, that
// its owners are to be told of: while it holds and for some time after. Nil:
// there is none.
func (s *Service) LastEmergency(ctx context.Context, p principal.Principal) (g *Grant, err error) {
	site, err := personReading(ctx, p)
	if err != nil {
		return nil, err
	}
	err = s.db.View(tenants.With(ctx, p.Tenant), func(ctx context.Context) error {
		last, err := lastEmergency(ctx, site, s.clock.Now().Add(-ToldFor))
		if err == nil {
			g = &last
		} else if db.IsNotFound(err) {
			err = nil
		}
		return err
	})
	return g, err
}
