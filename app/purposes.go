package app

import (
	"context"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
)

// letPurposeGo is facts' hook: see there. A purpose stays while a document is
// for its customers alone or asks them alone, or they would be nobody. The
// marks of one that goes, go with it.
func (a *App) letPurposeGo(ctx context.Context, p principal.Principal, code string) error {
	docs, err := documents.Catalogue(ctx)
	if err != nil {
		return err
	}
	if len(documents.ForPurpose(docs, code, a.Clock.Now())) > 0 {
		return errs.New(errs.Invalid, "facts.error.purpose_used", nil)
	}
	return a.Acceptance.DropMarks(ctx, p, code)
}
