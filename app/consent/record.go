package consent

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// ProvenFor is how long a consent is kept as evidence from when it was given:
// GDPR Art. 7(1). It is the longest that one lasts, and two years in which
// somebody may ask.
const ProvenFor = 3 * 365 * 24 * time.Hour

// Shown is the notice that a choice answers.
type Shown struct {
	Version  string
	Language string
	HTML     string // its very bytes
	Method   Method
	GPC      bool
}

// Choose keeps a visitor's choice on the context's tenant, and returns it for
// their browser to keep. What they allow is evidence, written before anything
// is loaded: a write that failed is no consent. A refusal is counted, and leaves
// no trace of anybody.
func (s *Service) Choose(ctx context.Context, allowed []facts.Class, live Live, shown Shown, before *Choice) (c Choice, err error) {
	if shown.Version != live.Notice || live.Notice == "" {
		return c, errs.New(errs.Conflict, "consent.error.changed", nil)
	}
	if shown.Language, _ = i18n.Valid(shown.Language); shown.Language == "" {
		return c, errs.New(errs.Invalid, "consent.error.changed", nil)
	}
	now := s.clock.Now()
	c = Choice{Notice: live.Notice, Day: now.Truncate(24 * time.Hour)}
	for _, class := range live.Classes() {
		if slices.Contains(allowed, class) {
			c.Allowed = append(c.Allowed, class)
		}
	}
	week := now.Truncate(24*time.Hour).AddDate(0, 0, -(int(now.Weekday())+6)%7)
	number := Count{ID: uuid.Must(uuid.NewV7()), Week: week, Language: shown.Language, Chosen: joined(c.Allowed), GPC: shown.GPC}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		if !c.Refused() {
			c.ID = uuid.New() // random, and not in the order of time
			if err := s.prove(ctx, c, live, shown, before, now); err != nil {
				return err
			}
		}
		return count(ctx, number)
	})
	if err != nil {
		return Choice{}, err
	}
	return c, nil
}

func (s *Service) prove(ctx context.Context, c Choice, live Live, shown Shown, before *Choice, now time.Time) error {
	hash := Hash(shown.HTML)
	notice := &Notice{ID: uuid.Must(uuid.NewV7()), Hash: hash, Version: shown.Version, Language: shown.Language, HTML: shown.HTML, CreatedAt: now}
	if err := insertOnce(ctx, notice); err != nil {
		return err
	}
	var services []string
	for _, running := range live.Services {
		if c.Allows(running.Preset.Class) {
			services = append(services, running.Code)
		}
	}
	row := Consent{ID: c.ID, Allowed: joined(c.Allowed), Services: strings.Join(services, ","), Notice: shown.Version, NoticeHash: hash,
		Language: shown.Language, Method: shown.Method, At: now, EraseAt: now.Add(ProvenFor)}
	if before != nil && !before.Refused() {
		row.Previous = &before.ID
	}
	return insert(ctx, &row)
}

// Hash is a notice's fingerprint.
func Hash(html string) string {
	sum := sha256.Sum256([]byte(html))
	return hex.EncodeToString(sum[:])
}

func joined(classes []facts.Class) string {
	parts := make([]string, len(classes))
	for i, c := range classes {
		parts[i] = string(c)
	}
	return strings.Join(parts, ",")
}

// Record is the consent that a browser keeps the id of, for its visitor to see:
// who has the id has the browser. Not found: it was never given here, or its
// time is up.
func (s *Service) Record(ctx context.Context, id uuid.UUID) (c Consent, n Notice, err error) {
	err = s.db.View(ctx, func(ctx context.Context) error {
		if c, err = consentByID(ctx, id); err != nil {
			return err
		}
		n, err = noticeByHash(ctx, c.NoticeHash)
		return err
	})
	if db.IsNotFound(err) {
		return c, n, errs.New(errs.NotFound, "error.not_found", nil)
	}
	return c, n, err
}

// Exported is a consent as its visitor, or an authority, gets it.
func Exported(c Consent, n Notice) any {
	return struct {
		Format     string    `json:"format"`
		ID         uuid.UUID `json:"id"`
		Allowed    string    `json:"allowed"`
		Services   string    `json:"services"`
		Language   string    `json:"language"`
		Method     Method    `json:"method"`
		At         time.Time `json:"at"`
		KeptUntil  time.Time `json:"kept_until"`
		Notice     string    `json:"notice"`
		NoticeHash string    `json:"notice_sha256"`
		NoticeHTML string    `json:"notice_html,omitempty"`
	}{"cookie-consent/1", c.ID, c.Allowed, c.Services, c.Language, c.Method, c.At, c.EraseAt, c.Notice, c.NoticeHash, n.HTML}
}

// EraseDueUnscoped erases the consents whose time is up on every tenant, one
// transaction each, logged.
func (s *Service) EraseDueUnscoped(ctx context.Context, p principal.Principal) (total int, err error) {
	if !p.Trusted() {
		return 0, errs.New(errs.Forbidden, "error.forbidden", nil)
	}
	var all []tenantdb.Tenant
	if err := s.db.View(ctx, func(ctx context.Context) error {
		all, err = sites.TenantsUnscoped(ctx)
		return err
	}); err != nil {
		return 0, err
	}
	for _, t := range all {
		err := s.db.Tx(tenants.With(ctx, t.ID), func(ctx context.Context) error {
			n, err := eraseDue(ctx, s.db, s.clock.Now())
			total += n
			return err
		})
		if err != nil {
			return total, err
		}
	}
	return total, nil
}
