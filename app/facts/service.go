package facts

import (
	"context"

	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Service is the one way to a site's facts.
type Service struct {
	db      *db.DB
	clock   *clock.Clock
	sites   *sites.Service
	datamap datamap.Map

	// Processors reads the context's site's own register, in its transaction.
	Processors func(ctx context.Context) ([]Processor, error)
}

// New makes the service.
func New(d *db.DB, c *clock.Clock, s *sites.Service, m datamap.Map) *Service {
	return &Service{db: d, clock: c, sites: s, datamap: m}
}

// Current are the context's tenant's facts as they are now: what its owner has
// said, filled in from the record. They are told to everybody. On the
// platform's own tenant there are none: the data map says all.
func (s *Service) Current(ctx context.Context) (set Set, err error) {
	id, err := tenants.From(ctx)
	if err != nil {
		return set, err
	}
	record, err := s.sites.LoadUnscoped(ctx, id)
	if err != nil || record.Tenant.Kind == tenantdb.Platform {
		return set, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		row, err := load(ctx)
		if err != nil {
			return err
		}
		var register []Processor
		if s.Processors != nil {
			if register, err = s.Processors(ctx); err != nil {
				return err
			}
		}
		set = Resolve(row.Content, record, s.datamap, register)
		return nil
	})
	return set, err
}
