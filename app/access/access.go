// Package access owns the platform's support access to sites: who granted it,
// for what and for how long, and the log of every look, which the site's owner
// reads and in which every alteration can be detected.
//
// Without a grant an operator sees of a site that it exists, and nothing in
// it; on Postgres row-level security holds that below the app. A grant is an
// owner's to give, at once or when an operator asks for one. In an emergency
// an operator takes it with a second operator's approval, for a few hours, to
// read only; the owners see it on every page of their studio.
//
// Grants stand on the platform's tenant, the log on the site's own. Each line
// of the log holds the hash of the line before and is signed with a key that is
// not in the database (Verify). That lines at its end are gone is found by a
// checkpoint that an owner has kept elsewhere (Check).
package access

import (
	"context"
	"time"

	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/keys"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/plain"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
)

// How long things last.
const (
	MaxHours          = 72 // that an owner may grant at a time
	MaxEmergencyHours = 4
	AskLife           = 7 * 24 * time.Hour  // then a request that nobody answered has lapsed
	ToldFor           = 14 * 24 * time.Hour // owners are told of emergency access until this long after its end
)

// Service is the one way to grants and the log.
type Service struct {
	db    *db.DB
	clock *clock.Clock
	keys  *keys.Keys
}

// New makes the service.
func New(d *db.DB, c *clock.Clock, k *keys.Keys) *Service { return &Service{db: d, clock: c, keys: k} }

// State is where a grant stands. It is derived: no job ends a grant.
type State string

// The states.
const (
	Waiting State = "waiting" // for whoever approves it
	Refused State = "refused" // or taken back, before it was approved
	Lapsed  State = "lapsed"  // nobody answered
	Holds   State = "holds"
	Ended   State = "ended"
)

// State is where the grant stands at a time. It ends at the very instant.
func (g Grant) State(now time.Time) State {
	switch {
	case g.RevokedAt != nil && g.ApprovedAt == nil:
		return Refused
	case g.RevokedAt != nil:
		return Ended
	case g.ApprovedAt == nil && now.Before(g.RequestedAt.Add(AskLife)):
		return Waiting
	case g.ApprovedAt == nil:
		return Lapsed
	case now.Before(*g.EndsAt):
		return Holds
	}
	return Ended
}

// Until is when the grant ends, or ended; zero: it was never approved.
func (g Grant) Until() time.Time {
	switch {
	case g.ApprovedAt == nil:
		return time.Time{}
	case g.RevokedAt != nil:
		return *g.RevokedAt
	}
	return *g.EndsAt
}

// Wish is what support access is to be.
type Wish struct {
	Reason   string
	Hours    int
	MayWrite bool
}

const maxReason = 300 // characters

func (w *Wish) validate(maxHours int) (wrong errs.List) {
	reason, ok := plain.Line(w.Reason, maxReason)
	if w.Reason = reason; !ok || reason == "" {
		wrong = append(wrong, errs.InvalidField("reason", "access.error.reason", errs.Params{"Max": maxReason}))
	}
	if w.Hours < 1 || w.Hours > maxHours {
		wrong = append(wrong, errs.InvalidField("hours", "access.error.hours", errs.Params{"Max": maxHours}))
	}
	return wrong
}

// owner is what an owner's act asks first; it returns the site, which is the
// context's tenant. Owners' accounts are on the platform, and so are grants.
func owner(ctx context.Context, p principal.Principal) (site tenants.ID, err error) {
	if site, err = tenants.From(ctx); err != nil {
		return site, err
	}
	if err := p.Require(site, principal.GrantAccess); err != nil {
		return site, err
	}
	// An owner who is an operator too would grant themself what another is to
	// grant them; the database refuses it as well.
	if p.May(p.Tenant, principal.Operate) {
		return site, errs.New(errs.Forbidden, "access.error.own", nil)
	}
	return site, nil
}

// reader is what reading about a site's support access asks first.
func reader(ctx context.Context, p principal.Principal) (site tenants.ID, err error) {
	if site, err = tenants.From(ctx); err != nil {
		return site, err
	}
	return site, p.Require(site, principal.ReadAccessLog)
}

// personReading is a reader with an account, which says where the grants are.
func personReading(ctx context.Context, p principal.Principal) (site tenants.ID, err error) {
	if site, err = reader(ctx, p); err != nil {
		return site, err
	}
	return site, p.RequireSelf(p.Tenant)
}

// operator is what an operator's act asks first; the context's tenant is the
// platform. The context it returns says to the database who acts.
func (s *Service) operator(ctx context.Context, p principal.Principal) (context.Context, error) {
	platform, err := tenants.From(ctx)
	if err != nil {
		return ctx, err
	}
	if err := p.Require(platform, principal.Operate); err != nil {
		return ctx, err
	}
	if err := p.RequireSelf(platform); err != nil { // a person, who can be named
		return ctx, err
	}
	return db.ByOperator(ctx, p.Account, s.clock.Now()), nil
}

// tell writes a step to the site's own history, in the step's transaction.
func (s *Service) tell(ctx context.Context, p principal.Principal, g Grant, event ledger.Event) error {
	return s.db.As(ctx, g.SiteID, func(ctx context.Context) error {
		return ledger.Record(ctx, p, s.clock.Now(), event, ledger.Details{"Hours": g.Hours, "Grant": g.ID})
	})
}
