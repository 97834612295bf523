package acceptance

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
)

// How meetings with the gate are counted.
const (
	// MeetingLife is how long a count is kept after the last time.
	MeetingLife = 90 * 24 * time.Hour
	// MeetAgain is how long after one meeting the next can count: who reloads
	// the page, or leaves it and comes back, has met it once.
	MeetAgain = 10 * time.Minute
	// StuckAt is how many meetings without an answer make somebody stuck.
	StuckAt = 3
)

// Met notes that a person has been shown an offer at the gate, so that the site
// can see whether people get past it. What binds an organisation is left out:
// who could sign for it is no customer who is stuck.
func (s *Service) Met(ctx context.Context, p principal.Principal, offer Offer) error {
	tenant, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if err := p.RequireSelf(tenant); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.Tx(ctx, func(ctx context.Context) error {
		for _, item := range offer.Items {
			if item.Document.Binds == documents.BindsOrganisation {
				continue
			}
			m := Meeting{ID: uuid.Must(uuid.NewV7()), AccountID: p.Account, VersionID: item.Required.ID, Language: item.Text.Language, LastAt: now}
			if err := meet(ctx, m, now.Add(-MeetAgain)); err != nil {
				return err
			}
		}
		return nil
	})
}
