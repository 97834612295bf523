package sites

import (
	"context"
	"time"

	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
)

// LetEditorsPublish says whether the context's tenant's editors may publish,
// or only send what they write for review. Who may publish says so, but for
// editors themselves.
func (s *Service) LetEditorsPublish(ctx context.Context, p principal.Principal, let bool) error {
	return s.edit(ctx, p, principal.PublishDocuments, func(ctx context.Context, now time.Time) error {
		profile, err := loadProfile(ctx)
		if err != nil || profile.EditorsPublish == let {
			return err
		}
		profile.EditorsPublish = let
		if err := saveProfile(ctx, profile); err != nil {
			return err
		}
		event := ledger.EditorsNotLet
		if let {
			event = ledger.EditorsLet
		}
		return ledger.Record(ctx, p, now, event, nil)
	})
}
