package processing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

// Told is an entry of the platform's register as a site is told of it.
type Told struct {
	Standing
	Wording Wording
	Old     *Subprocessor // that it replaces, or nil
}

// Notices returns how the platform's register stands with the context's tenant,
// a site, each entry with its notice in a language, the newest first.
func (s *Service) Notices(ctx context.Context, p principal.Principal, loc *i18n.Localizer) (list []Told, err error) {
	site, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	if err := p.Require(site, principal.ReadDocuments); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		record, err := s.record(ctx)
		if err != nil {
			return err
		}
		list, err = s.told(ctx, record, loc, s.clock.Now())
		return err
	})
	slices.Reverse(list)
	return list, err
}

func (s *Service) told(ctx context.Context, record sites.Record, loc *i18n.Localizer, now time.Time) ([]Told, error) {
	standings, err := s.standings(ctx, record, now)
	entries := make([]Subprocessor, len(standings))
	for i, st := range standings {
		entries[i] = st.Entry
	}
	list := make([]Told, len(standings))
	for i, st := range standings {
		old := st.Entry.replaced(entries)
		list[i] = Told{Standing: st, Old: old, Wording: wording(loc, record.Platform.LegalName, st.Entry, old, st.Entry.AnnouncedAt)}
	}
	return list, err
}

// NoticeShown keeps the proof that one of a site's owners, p, was shown
// changes of the platform's register in a language; the site's time to object
// runs from it. It is called where the notice is shown: by the studio's page,
// and by a mail, with the owner that it was sent to. The first time counts;
// what has been shown before, or needs no notice, is passed over.
func (s *Service) NoticeShown(ctx context.Context, p principal.Principal, site tenants.ID, entries []uuid.UUID, method Method, loc *i18n.Localizer) error {
	if err := p.Require(site, principal.BindOrganisation); err != nil {
		return err
	}
	return s.db.Tx(tenants.With(ctx, site), func(ctx context.Context) error {
		record, err := s.record(ctx)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		list, err := s.told(ctx, record, loc, now)
		if err != nil {
			return err
		}
		return s.db.As(ctx, tenants.ID(record.Platform.TenantID), func(ctx context.Context) error {
			for _, t := range list {
				if t.State != Unseen || !slices.Contains(entries, t.Entry.ID) {
					continue
				}
				if _, err := insertOnce(ctx, t.proof(p, record, method, loc.Lang(), now)); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func (t Told) proof(p principal.Principal, record sites.Record, method Method, lang string, now time.Time) *Notice {
	text := t.Wording.String()
	sum := sha256.Sum256([]byte(text))
	return &Notice{ID: uuid.Must(uuid.NewV7()), SubprocessorID: t.Entry.ID, SiteID: record.Tenant.ID, PartySince: record.PartySince,
		AccountID: p.Account, Method: method, Language: lang, Wording: text, WordingHash: hex.EncodeToString(sum[:]), ShownAt: now,
		ClosesAt: now.Add(time.Duration(t.Entry.WindowDays) * 24 * time.Hour)}
}

// Waiting is what waits for the owners of a site.
type Waiting struct {
	Unseen   int // changes that none of them has been shown
	Answered int // objections that the operator has answered
}

// Waits counts it for the context's tenant; who is not an owner has nothing
// waiting.
func (s *Service) Waits(ctx context.Context, p principal.Principal) (w Waiting, err error) {
	site, err := tenants.From(ctx)
	if err != nil || !p.May(site, principal.BindOrganisation) {
		return w, err
	}
	list, err := s.Standings(ctx, site, s.clock.Now())
	for _, st := range list {
		switch {
		case st.State == Unseen:
			w.Unseen++
		case st.Answered():
			w.Answered++
		}
	}
	return w, err
}

// Preview checks an entry of the platform's register, to be announced or, where
// Replaces says so, to replace another, and says the notice as owners will be
// shown it.
func (s *Service) Preview(ctx context.Context, p principal.Principal, in Subprocessor, loc *i18n.Localizer) (w Wording, err error) {
	platform, err := tenants.From(ctx)
	if err != nil {
		return w, err
	}
	if err := p.Require(platform, principal.Operate); err != nil {
		return w, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		record, err := s.record(ctx)
		if err != nil {
			return err
		}
		all, err := register(ctx)
		if err != nil {
			return err
		}
		if err := in.check(all, record); err != nil {
			return err
		}
		w = wording(loc, record.Party.LegalName, in, in.replaced(all), s.clock.Now())
		return nil
	})
	return w, err
}
