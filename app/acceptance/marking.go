package acceptance

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
)

// maxMarked is how many customers can be marked at once.
const maxMarked = 5000

// Marking is what became of marking several customers at once.
type Marking struct {
	Found   int      // customers with one of the addresses
	Changed int      // of them, those who were not so before
	Missing []string // the addresses that no customer has, as they were given
}

// MarkAll says of the customers with these e-mail addresses that a purpose
// touches their data or, where off, that it does not. Addresses that nobody
// has come back.
func (s *Service) MarkAll(ctx context.Context, p principal.Principal, purpose string, addresses []string, off bool) (m Marking, err error) {
	if err := requireHere(ctx, p, principal.MarkCustomers); err != nil {
		return m, err
	}
	var wrong errs.List
	if !aPurpose.MatchString(purpose) {
		wrong = append(wrong, errs.InvalidField("purpose", "mark.error.purpose", nil))
	}
	given, keys := map[string]string{}, []string{}
	for _, address := range addresses {
		key := strings.ToLower(strings.TrimSpace(address))
		if _, twice := given[key]; key != "" && !twice {
			given[key], keys = strings.TrimSpace(address), append(keys, key)
		}
	}
	switch {
	case len(keys) == 0:
		wrong = append(wrong, errs.InvalidField("addresses", "watch.error.addresses", nil))
	case len(keys) > maxMarked:
		wrong = append(wrong, errs.InvalidField("addresses", "watch.error.too_many", errs.Params{"Most": maxMarked}))
	}
	if len(wrong) > 0 {
		return m, wrong
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		found, err := accountsByEmail(ctx, keys)
		if err != nil {
			return err
		}
		for _, key := range keys {
			if _, ok := found[key]; !ok {
				m.Missing = append(m.Missing, given[key])
			}
		}
		return s.markFound(ctx, p, purpose, found, off, &m)
	})
	return m, err
}

func (s *Service) markFound(ctx context.Context, p principal.Principal, purpose string, found map[string]uuid.UUID, off bool, m *Marking) error {
	m.Found = len(found)
	if m.Found == 0 {
		return nil
	}
	now, event := s.clock.Now(), ledger.CustomersMarked
	var rows []Mark
	var ids []uuid.UUID
	for _, id := range found {
		ids = append(ids, id)
		rows = append(rows, Mark{ID: uuid.Must(uuid.NewV7()), AccountID: id, Purpose: purpose, CreatedAt: now})
	}
	var err error
	if off {
		event = ledger.CustomersUnmarked
		m.Changed, err = deleteMarks(ctx, ids, purpose)
	} else {
		m.Changed, err = insertMarks(ctx, rows)
	}
	if err != nil || m.Changed == 0 {
		return err
	}
	return ledger.Record(ctx, p, now, event, ledger.Details{"Purpose": purpose, "Count": m.Changed})
}
