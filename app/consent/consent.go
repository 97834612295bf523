// Package consent owns what visitors have chosen about cookies, and the
// services that a site has connected and that need their consent: statistics
// and advertising. Consent (GDPR Art. 4(11), 7; ePrivacy Directive Art. 5(3))
// is not the acceptance of a document: it gates nothing, and is as easy to take
// back as to give.
//
//	presets.go  the services that can be connected, as data
//	live.go     which of a site's connections are in force: those that its
//	            privacy document in force tells of
//	choice.go   what a browser has chosen, as its cookie says it
//	notice.go   what makes a notice another one, and for how long a choice holds
//	record.go   keeping a choice: consent as evidence, a refusal as a number
//	connect.go  connecting and disconnecting
//
// A service runs only where all of this says so: the page that a browser
// without consent gets has no trace of it, and its policy allows it no host.
package consent

import (
	"context"

	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
)

// Service is the one way to choices and connections.
type Service struct {
	db     *db.DB
	clock  *clock.Clock
	facts  *facts.Service
	bundle *i18n.Bundle

	// Register sees to it that who receives a preset's data is on the context's
	// site's register of processors, in its transaction: what sends data out
	// cannot be connected before (GDPR Art. 28(2), 30(1)(d)).
	Register func(ctx context.Context, p principal.Principal, preset Preset) error
}

// New makes the service.
func New(d *db.DB, c *clock.Clock, f *facts.Service, b *i18n.Bundle) *Service {
	return &Service{db: d, clock: c, facts: f, bundle: b}
}

// Load reads the context's tenant's connected services, for what is held in
// memory, with which versions of its documents tell of them. It belongs in a
// transaction.
func Load(ctx context.Context, docs []documents.Document) ([]Connected, error) {
	all, err := connected(ctx)
	doc := documents.BySlug(docs, documents.PrivacySlug)
	if err != nil || len(all) == 0 || doc == nil {
		return all, err
	}
	said, err := documents.FactsByVersion(ctx, doc.ID)
	for id, set := range said {
		for i := range all {
			if set.Connection(all[i].Code) != nil {
				all[i].Told = append(all[i].Told, id)
			}
		}
	}
	return all, err
}
