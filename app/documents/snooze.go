package documents

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
)

// snoozed is for how long a remark can be put aside.
const snoozed = 30 * 24 * time.Hour

// Snooze puts a remark aside for thirty days, or until the words that it is
// about change. Who may publish may do so, and has read what it risks: risk is
// what they were told. What is not finished cannot be put aside.
func (s *Service) Snooze(ctx context.Context, p principal.Principal, slug string, r Remark, risk string) error {
	if _, err := s.may(ctx, p, principal.PublishDocuments); err != nil {
		return err
	}
	if r.Rule == nil || r.Firm || r.Place == "" || r.Language == "" || risk == "" || p.Kind != principal.Person {
		return errs.New(errs.Invalid, "lint.error.firm", nil)
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		doc, err := bySlug(ctx, slug)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		left, err := snoozesOf(ctx, doc.ID, now)
		if err != nil {
			return err
		}
		for _, l := range left {
			if l.Language == r.Language && l.Rule == r.Code && l.Place == r.Place {
				return nil // a button is soon pressed twice
			}
		}
		row := Snooze{ID: uuid.Must(uuid.NewV7()), DocumentID: doc.ID, Language: r.Language, Rule: r.Code, Place: r.Place, AccountID: p.Account,
			Risk: risk, At: now, Until: now.Add(snoozed)}
		if err := insert(ctx, &row); err != nil {
			return err
		}
		return ledger.Record(ctx, p, now, ledger.RemarkSnoozed, ledger.Details{"Document": slug, "Language": r.Language, "Rule": r.Code, "Until": row.Until})
	})
}

// byCode writes every language of a form's values in one way.
func byCode[T any](given map[string]T) map[string]T {
	if given == nil {
		return nil
	}
	out := make(map[string]T, len(given))
	for l, v := range given {
		if code, ok := i18n.Valid(l); ok {
			out[code] = v
		}
	}
	return out
}
