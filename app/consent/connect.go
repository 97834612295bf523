package consent

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

// Wish is a service to connect.
type Wish struct {
	Code    string
	Account string // as the service knows the site
	Limited bool   // where Preset.Limits: it is told to keep less
}

// Connect connects a service to the context's tenant, a site, or connects it
// otherwise than it was: its recipient goes on the site's register, the facts
// tell of it, and the privacy document has a new text to publish. It runs for
// visitors from when that text is in force, and asks them then: LiveAt.
func (s *Service) Connect(ctx context.Context, p principal.Principal, w Wish) error {
	return s.edit(ctx, p, func(ctx context.Context, now time.Time) error {
		preset := PresetOf(w.Code)
		if preset == nil {
			return errs.New(errs.NotFound, "error.not_found", nil)
		}
		w.Account = strings.TrimSpace(w.Account)
		if !preset.Account.MatchString(w.Account) {
			return errs.InvalidField("account", "consent.error.account", errs.Params{"Service": preset.Name, "Example": preset.Example})
		}
		w.Limited = w.Limited && preset.Limits
		all, err := connected(ctx)
		if err != nil {
			return err
		}
		if at := slices.IndexFunc(all, func(c Connected) bool { return c.Code == w.Code }); at >= 0 {
			if old := all[at]; old.Account == w.Account && old.Limited == w.Limited {
				return nil
			} else if err := end(ctx, old.ID, now); err != nil {
				return err
			}
		}
		if err := s.Register(ctx, p, *preset); err != nil {
			return err
		}
		if err := s.facts.Adopt(ctx, p, ready[preset.Class]); err != nil {
			return err
		}
		if err := s.facts.Connect(ctx, p, s.connection(*preset), s.cookies(*preset, w.Limited)); err != nil {
			return err
		}
		return insert(ctx, &Connected{ID: uuid.Must(uuid.NewV7()), Code: w.Code, Account: w.Account, Limited: w.Limited, CreatedAt: now})
	})
}

// ready are the ready purposes that a site has which runs services of a class.
var ready = map[facts.Class]string{facts.Statistics: "statistics", facts.Marketing: "advertising"}

// Disconnect takes a service away at once: no page loads it from then on.
func (s *Service) Disconnect(ctx context.Context, p principal.Principal, code string) error {
	return s.edit(ctx, p, func(ctx context.Context, now time.Time) error {
		all, err := connected(ctx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(c Connected) bool { return c.Code == code })
		if at < 0 {
			return errs.New(errs.NotFound, "error.not_found", nil)
		}
		if err := end(ctx, all[at].ID, now); err != nil {
			return err
		}
		return s.facts.Disconnect(ctx, p, code)
	})
}

// Settle keeps what the owner says that they have set in a service itself,
// where only its own settings can do it.
func (s *Service) Settle(ctx context.Context, p principal.Principal, code string, done []string) error {
	return s.edit(ctx, p, func(ctx context.Context, now time.Time) error {
		preset := PresetOf(code)
		if preset == nil {
			return errs.New(errs.NotFound, "error.not_found", nil)
		}
		var known []string
		for _, e := range preset.Elsewhere {
			if slices.Contains(done, e) {
				known = append(known, e)
			}
		}
		found, err := settle(ctx, code, strings.Join(known, ","), now)
		if err == nil && !found {
			err = errs.New(errs.NotFound, "error.not_found", nil)
		}
		return err
	})
}

// connection is what the facts tell of a preset, in every language that we have
// words for.
func (s *Service) connection(p Preset) facts.Connection {
	c := facts.Connection{Code: p.Code, Name: p.Name, Category: p.Class, Recipient: p.Recipient.Name, Country: p.Recipient.Country,
		Safeguard: p.Recipient.Safeguard, What: map[string]string{}}
	if c.Safeguard == "eea" {
		c.Safeguard = ""
	}
	for _, l := range s.bundle.Languages() {
		c.What[l] = s.bundle.Localizer(l).T("consent.what." + string(p.Class))
	}
	return c
}

func (s *Service) cookies(p Preset, limited bool) (all []facts.Cookie) {
	for _, cookie := range p.Cookies {
		c := facts.Cookie{Name: cookie.Name, Duration: cookie.Lasts(limited), Third: cookie.Host != "", Service: p.Code, Purpose: map[string]string{}}
		for _, l := range s.bundle.Languages() {
			c.Purpose[l] = s.bundle.Localizer(l).T("consent.cookie." + cookie.Purpose)
		}
		all = append(all, c)
	}
	return all
}

// edit runs a change of the context's tenant's services: authorised, in a
// transaction, and counted.
func (s *Service) edit(ctx context.Context, p principal.Principal, fn func(context.Context, time.Time) error) error {
	id, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if err := p.Require(id, principal.EditOrganisation); err != nil { // it engages a processor
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		if err := sites.Bump(ctx, s.clock.Now()); err != nil {
			return err
		}
		return fn(ctx, s.clock.Now())
	})
}

// Connections are the context's tenant's.
func (s *Service) Connections(ctx context.Context, p principal.Principal) (all []Connected, err error) {
	if err := s.may(ctx, p); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		docs, err := documents.Catalogue(ctx)
		if err != nil {
			return err
		}
		all, err = Load(ctx, docs)
		return err
	})
	return all, err
}

// Counts are how visitors of the context's tenant chose, by week, since one.
func (s *Service) Counts(ctx context.Context, p principal.Principal, since time.Time) (all []Count, err error) {
	if err := s.may(ctx, p); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		all, err = counts(ctx, since)
		return err
	})
	return all, err
}

// Write writes every consent that is kept as lines of JSON, for an authority:
// GDPR Art. 7(1), 58(1)(a).
func (s *Service) Write(ctx context.Context, p principal.Principal, w io.Writer) error {
	if err := s.may(ctx, p); err != nil {
		return err
	}
	const batch = 500
	out := json.NewEncoder(w)
	return s.db.View(ctx, func(ctx context.Context) error {
		notices := map[string]Notice{}
		for last := (uuid.UUID{}); ; {
			part, err := consentsAfter(ctx, last, batch)
			if err != nil {
				return err
			}
			for _, c := range part {
				if _, ok := notices[c.NoticeHash]; !ok {
					if notices[c.NoticeHash], err = noticeByHash(ctx, c.NoticeHash); err != nil {
						return err
					}
				}
				if err := out.Encode(Exported(c, notices[c.NoticeHash])); err != nil {
					return err
				}
				last = c.ID
			}
			if len(part) < batch {
				return nil
			}
		}
	})
}

func (s *Service) may(ctx context.Context, p principal.Principal) error {
	id, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return p.Require(id, principal.ReadDocuments)
}
