package sites

import (
	"context"
	"time"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// FetchFor is how long a closed site's data can still be fetched by its owner:
// the transition and the time after it that the user agreement gives.
const FetchFor = 60 * 24 * time.Hour

// Close takes the context's site out of use at its owner's wish: it takes no
// customers and shows no more than a suspended one. Its documents and people's
// rights stay, and so does the owner's way in. The operator can open it again.
// typed is the site's key, so that nobody closes one by a slip.
func (s *Service) Close(ctx context.Context, p principal.Principal, typed string) error {
	return s.edit(ctx, p, principal.TakeOut, func(ctx context.Context, now time.Time) error {
		id, err := tenants.From(ctx)
		if err != nil {
			return err
		}
		site, err := tenantUnscoped(ctx, id)
		if err != nil {
			return err
		}
		if site.Kind != tenantdb.Site {
			return errs.New(errs.Forbidden, "error.forbidden", nil)
		}
		if typed != site.Key {
			return errs.InvalidField("key", "studio.close.error.key", errs.Params{"Key": site.Key})
		}
		closed := false
		if err := SaveStatus(ctx, func(st *tenantdb.Status) {
			if closed = st.ClosedAt == nil; closed {
				st.ClosedAt = &now
			}
		}, now); err != nil || !closed {
			return err
		}
		if err := setState(ctx, id, tenantdb.Suspended); err != nil {
			return err
		}
		return ledger.Record(ctx, p, now, ledger.SiteClosed, nil)
	})
}

// ClosedAt tells when the context's site was closed by its owner, or nil.
func (s *Service) ClosedAt(ctx context.Context, p principal.Principal) (at *time.Time, err error) {
	id, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	if err := p.Require(id, principal.TakeOut); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		st, err := statusOf(ctx, id)
		at = st.ClosedAt
		return err
	})
	return at, err
}
