// Package processing owns what the law wants written down about controllers
// and processors: the records of processing, who answers for what, and the
// registers of sub-processors with their notices and objections. Most of it is
// derived from the data map (app/datamap) and the sites' records.
//
// Each tenant has a register of those who process personal data for it
// (subprocessors.go). A change of the platform's is a notice to every site
// (notices.go), to which a site may object (objections.go): whether an entry
// applies to a site is never stored, states.go derives it.
//
//	records.go     a record of processing, derived, in codes: GDPR Art. 30
//	activities.go  what is done for which purpose, out of the data map
//	measures.go    the security measures: Art. 32(1)
//	sheet.go       a record in somebody's language, and what changed in one
//	download.go    a record as CSV and JSON
//	keep.go        the revisions of the records
//	answers.go     who answers for what, for people
//	annex.go       the same as blocks that documents include
package processing

import (
	"context"
	"time"

	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

// Service is the one way to the registers and the records.
type Service struct {
	db      *db.DB
	clock   *clock.Clock
	sites   *sites.Service
	bundle  *i18n.Bundle
	datamap datamap.Map

	// AcceptedDPA tells when the latest version of the data processing
	// agreement was published that a site's organisation, as it now is, has
	// accepted; not ok: it has accepted none. The context's tenant is the
	// platform.
	AcceptedDPA func(ctx context.Context, site tenants.ID) (publishedAt time.Time, ok bool, err error)
	// Facts are what the context's site says about its processing.
	Facts func(ctx context.Context) (facts.Set, error)
}

// New makes the service.
func New(d *db.DB, c *clock.Clock, s *sites.Service, b *i18n.Bundle, m datamap.Map) *Service {
	return &Service{db: d, clock: c, sites: s, bundle: b, datamap: m}
}

// record is the context's tenant's.
func (s *Service) record(ctx context.Context) (sites.Record, error) {
	id, err := tenants.From(ctx)
	if err != nil {
		return sites.Record{}, err
	}
	return s.sites.LoadUnscoped(ctx, id)
}

// onPlatform is a context of the platform, where notices and objections stand
// beside its register.
func onPlatform(ctx context.Context, r sites.Record) context.Context {
	return tenants.With(ctx, tenants.ID(r.Platform.TenantID))
}
