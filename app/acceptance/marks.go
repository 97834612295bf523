package acceptance

import (
	"context"
	"regexp"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Mark says that one of the site's purposes touches a customer's data: a
// version that concerns the purpose asks them. Who works on the site says so;
// the program does not know whose pictures somebody delivers.
type Mark struct {
	TenantID  tenantdb.TenantID `gorm:"primaryKey"`
	ID        uuid.UUID         `gorm:"primaryKey"`
	AccountID uuid.UUID
	Purpose   string // its code, as in facts
	CreatedAt time.Time
}

// aPurpose is what a purpose's code can be.
var aPurpose = regexp.MustCompile(`^[a-z0-9][a-z0-9_.-]{0,63}$`)

// Marks returns which purposes touch whose data, by account.
func (s *Service) Marks(ctx context.Context, p principal.Principal) (by map[uuid.UUID][]string, err error) {
	if err := requireHere(ctx, p, principal.ReadCustomers); err != nil {
		return nil, err
	}
	by = map[uuid.UUID][]string{}
	err = s.db.View(ctx, func(ctx context.Context) error {
		all, err := marks(ctx)
		for _, m := range all {
			by[m.AccountID] = append(by[m.AccountID], m.Purpose)
		}
		return err
	})
	return by, err
}

// Mark says that a purpose touches a customer's data. Said before, it changes
// nothing.
func (s *Service) Mark(ctx context.Context, p principal.Principal, account uuid.UUID, purpose string) error {
	if err := requireHere(ctx, p, principal.MarkCustomers); err != nil {
		return err
	}
	if !aPurpose.MatchString(purpose) {
		return errs.InvalidField("purpose", "mark.error.purpose", nil)
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.accounts.Hold(ctx, account, false); err != nil {
			return err
		}
		now := s.clock.Now()
		added, err := insertMark(ctx, &Mark{ID: uuid.Must(uuid.NewV7()), AccountID: account, Purpose: purpose, CreatedAt: now})
		if err != nil || !added {
			return err
		}
		return ledger.Record(ctx, p, now, ledger.CustomerMarked, ledger.Details{"Purpose": purpose})
	})
}

// Unmark takes that back.
func (s *Service) Unmark(ctx context.Context, p principal.Principal, account uuid.UUID, purpose string) error {
	if err := requireHere(ctx, p, principal.MarkCustomers); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.accounts.Hold(ctx, account, false); err != nil {
			return err
		}
		removed, err := deleteMark(ctx, account, purpose)
		if err != nil || !removed {
			return err
		}
		return ledger.Record(ctx, p, s.clock.Now(), ledger.CustomerUnmarked, ledger.Details{"Purpose": purpose})
	})
}

// DropMarks takes the marks of a purpose that goes from everybody, in the
// transaction in which it goes: a mark that nothing reads is data about
// somebody for no reason.
func (s *Service) DropMarks(ctx context.Context, p principal.Principal, purpose string) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		removed, err := deleteMarksOf(ctx, purpose)
		if err != nil || removed == 0 {
			return err
		}
		return ledger.Record(ctx, p, s.clock.Now(), ledger.CustomersUnmarked, ledger.Details{"Purpose": purpose, "Count": removed})
	})
}

// requireHere returns the refusal where p may not do action to the context's
// tenant.
func requireHere(ctx context.Context, p principal.Principal, action principal.Action) error {
	tenant, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return p.Require(tenant, action)
}
