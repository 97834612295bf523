// Package processing owns what the law wants written down about controllers
// and processors: the records of processing, who answers for what, and the
// registers of sub-processors with their notices and objections. Most of it is
// derived from the data map (app/datamap) and the sites' records.
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
	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/sites"
)

// Service is the one way to records and registers.
type Service struct {
	db      *db.DB
	clock   *clock.Clock
	sites   *sites.Service
	bundle  *i18n.Bundle
	datamap datamap.Map
}

// New makes the service.
func New(d *db.DB, c *clock.Clock, s *sites.Service, b *i18n.Bundle, m datamap.Map) *Service {
	return &Service{db: d, clock: c, sites: s, bundle: b, datamap: m}
}
