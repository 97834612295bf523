package processing

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/plain"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

const maxReason = 4000 // characters, of an objection or an answer

// Object says a site's no to a change of the platform's register, for a
// reason, before its time to do so has passed: the change then waits for the
// site to agree. The context's tenant is the site.
func (s *Service) Object(ctx context.Context, p principal.Principal, entry uuid.UUID, reason string) error {
	return s.answer(ctx, p, entry, func(ctx context.Context, record sites.Record, st Standing, now time.Time) error {
		reason, ok := cleanText(reason)
		switch {
		case st.Objection != nil: // by a double click, or by another owner
			return nil
		case !st.Objectable():
			return errs.New(errs.Conflict, "objection.error.too_late", errs.Params{"Name": st.Entry.Name})
		case !ok:
			return errs.InvalidField("reason", "objection.error.reason", errs.Params{"Max": maxReason})
		}
		row := &Objection{ID: uuid.Must(uuid.NewV7()), SubprocessorID: entry, SiteID: record.Tenant.ID, PartySince: record.PartySince,
			AccountID: p.Account, Reason: reason, At: now}
		return s.say(ctx, p, record, row, ledger.ObjectionMade, st.Entry.Name, now)
	})
}

// Agree takes a site's objection back: the change applies from now on. The
// context's tenant is the site.
func (s *Service) Agree(ctx context.Context, p principal.Principal, entry uuid.UUID) error {
	return s.answer(ctx, p, entry, func(ctx context.Context, record sites.Record, st Standing, now time.Time) error {
		switch st.State {
		case AgreedTo:
			return nil
		case Objected:
			row := &Reply{ID: uuid.Must(uuid.NewV7()), ObjectionID: st.Objection.ID, SiteID: record.Tenant.ID, AccountID: p.Account, Kind: Agreement, At: now}
			return s.say(ctx, p, record, row, ledger.SubprocessorAgreed, st.Entry.Name, now)
		}
		return errs.New(errs.Conflict, "objection.error.settled", errs.Params{"Name": st.Entry.Name})
	})
}

// answer runs what one of the site's owners says to a change.
func (s *Service) answer(ctx context.Context, p principal.Principal, entry uuid.UUID,
	fn func(ctx context.Context, record sites.Record, st Standing, now time.Time) error) error {
	site, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if err := p.Require(site, principal.BindOrganisation); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		// First: it locks the tenant's row, so that its owners speak one by one,
		// and while they do it is handed over to nobody.
		if err := sites.Bump(ctx, s.clock.Now()); err != nil {
			return err
		}
		record, err := s.record(ctx)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		list, err := s.standings(ctx, record, now)
		if err != nil {
			return err
		}
		for _, st := range list {
			if st.Entry.ID == entry {
				return fn(ctx, record, st, now)
			}
		}
		return errs.New(errs.NotFound, "error.not_found", nil)
	})
}

// say keeps what was said on the platform, and tells it in the site's history.
func (s *Service) say(ctx context.Context, p principal.Principal, record sites.Record, row any, event ledger.Event, name string, now time.Time) error {
	if err := s.db.As(onPlatform(ctx, record), tenants.ID(record.Platform.TenantID), func(ctx context.Context) error { return insert(ctx, row) }); err != nil {
		return err
	}
	return s.db.As(ctx, record.Tenant.ID, func(ctx context.Context) error {
		return ledger.Record(ctx, p, now, event, ledger.Details{"Name": name})
	})
}

// AnswerObjection says what the platform answers to a site's objection. It
// changes nothing by itself: the site agrees, or leaves. The context's tenant
// is the platform.
func (s *Service) AnswerObjection(ctx context.Context, p principal.Principal, objection uuid.UUID, body string) error {
	platform, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if err := p.Require(platform, principal.Operate); err != nil {
		return err
	}
	body, ok := cleanText(body)
	if !ok {
		return errs.InvalidField("body", "objection.error.body", errs.Params{"Max": maxReason})
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		o, err := objectionByID(ctx, objection)
		if db.IsNotFound(err) {
			return errs.New(errs.NotFound, "error.not_found", nil)
		} else if err != nil {
			return err
		}
		record, err := s.sites.LoadUnscoped(ctx, o.SiteID)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		list, err := s.standings(ctx, record, now)
		if err != nil {
			return err
		}
		for _, st := range list {
			if st.Objection == nil || st.Objection.ID != o.ID || st.State != Objected {
				continue
			}
			if st.Answered() && st.Replies[len(st.Replies)-1].Body == body { // a double click
				return nil
			}
			row := &Reply{ID: uuid.Must(uuid.NewV7()), ObjectionID: o.ID, SiteID: o.SiteID, AccountID: p.Account, Kind: Answer, Body: body, At: now}
			return s.say(ctx, p, record, row, ledger.ObjectionAnswered, st.Entry.Name, now)
		}
		return errs.New(errs.Conflict, "objection.error.over", nil)
	})
}

// cleanText is ok where there is something to read and nothing that deceives.
func cleanText(typed string) (string, bool) {
	typed = strings.TrimSpace(strings.ReplaceAll(typed, "\r\n", "\n"))
	_, visible := plain.Line(strings.Join(strings.Fields(typed), " "), maxReason)
	return typed, typed != "" && visible && len([]rune(typed)) <= maxReason && plain.Text(typed)
}
