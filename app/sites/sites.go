// Package sites owns what a tenant is: its hostnames, its profile (name,
// colour, languages) and its party, the legal entity behind it. The platform
// is the first tenant and is handled by the same code.
package sites

import (
	"context"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/plain"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/hostnames"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Service is the one way to tenants' own records.
type Service struct {
	db    *db.DB
	clock *clock.Clock

	// RolesChanged is told, in the transaction of the change, that other
	// entities are responsible on the context's tenant than before.
	RolesChanged func(ctx context.Context, p principal.Principal, before Record) error
	// Changed is told, at the end of the transaction, that the context's
	// tenant is not what it was.
	Changed func(ctx context.Context) error
}

// New makes the service.
func New(d *db.DB, c *clock.Clock) *Service { return &Service{db: d, clock: c} }

// NewSite is what a tenant starts with.
type NewSite struct {
	Key       string
	Hosts     []string // the first becomes primary
	Name      string
	Accent    string
	Languages []string
	TimeZone  string
	Party     Party
	// DocumentRequired keeps the site from taking customers before its
	// privacy document is in force.
	DocumentRequired bool
}

// DefaultAccent is the colour of a site that chose none.
const DefaultAccent = "#1f5f8b"

var keyPattern = regexp.MustCompile(`^[a-z][a-z0-9-]{1,30}[a-z0-9]$`)

// Create makes a tenant. A site is the operator's to create; the platform is
// made once, from the shell. after runs in the same transaction, for the new
// tenant: what else it starts with is the caller's to add.
func (s *Service) Create(ctx context.Context, p principal.Principal, kind tenantdb.Kind, in NewSite,
	after func(ctx context.Context, site tenants.ID) error) (tenants.ID, error) {
	id := tenants.NewID()
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.mayCreate(ctx, p, kind); err != nil {
			return err
		}
		hosts, err := in.validate()
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if err := insert(ctx, &tenantdb.Tenant{ID: id, Kind: kind, Key: in.Key, State: tenantdb.Active, CreatedAt: now}); err != nil {
			if db.IsDuplicate(err) {
				return errs.InvalidField("key", "site.error.key_taken", errs.Params{"Key": in.Key})
			}
			return err
		}
		for i, h := range hosts {
			err := insert(ctx, &tenantdb.Hostname{Name: h, TenantID: id, Primary: i == 0, CreatedAt: now})
			if db.IsDuplicate(err) {
				return errs.InvalidField("host", "site.error.host_taken", errs.Params{"Host": h})
			} else if err != nil {
				return err
			}
		}
		// By the program: a site that does not exist yet has nobody who could
		// grant an operator access to it.
		return s.db.As(db.ByProgram(ctx), id, func(ctx context.Context) error {
			if err := s.furnish(ctx, p, in, now); err != nil {
				return err
			}
			if err := after(ctx, id); err != nil {
				return err
			}
			return s.changed(ctx)
		})
	})
	return id, err
}

func (s *Service) mayCreate(ctx context.Context, p principal.Principal, kind tenantdb.Kind) error {
	if kind == tenantdb.Platform {
		if !p.Trusted() {
			return errs.New(errs.Forbidden, "error.forbidden", nil)
		}
		return nil
	}
	platform, err := platformUnscoped(ctx)
	if db.IsNotFound(err) {
		return errs.New(errs.Invalid, "site.error.no_platform", nil)
	} else if err != nil {
		return err
	}
	return p.Require(platform.ID, principal.Operate)
}

// furnish writes a new tenant's own rows.
func (s *Service) furnish(ctx context.Context, p principal.Principal, in NewSite, now time.Time) error {
	profile := Profile{ID: uuid.Must(uuid.NewV7()), Name: in.Name, Accent: in.Accent,
		Languages: Languages(strings.Join(in.Languages, ",")), TimeZone: in.TimeZone, DocumentRequired: in.DocumentRequired}
	party := in.Party
	party.ID, party.Revision, party.Reason, party.CreatedAt = uuid.Must(uuid.NewV7()), 1, Mended, now
	if err := insert(ctx, &profile); err != nil {
		return err
	}
	if err := insert(ctx, &party); err != nil {
		return err
	}
	if err := SaveStatus(ctx, func(st *tenantdb.Status) {
		st.Name, st.Languages = in.Name, string(profile.Languages)
	}, now); err != nil {
		return err
	}
	if err := ledger.Record(ctx, p, now, ledger.SiteCreated, ledger.Details{"Key": in.Key}); err != nil {
		return err
	}
	return Bump(ctx, now)
}

func (in *NewSite) validate() (hosts []string, err error) {
	var wrong errs.List
	if !keyPattern.MatchString(in.Key) {
		wrong = append(wrong, errs.InvalidField("key", "site.error.key", errs.Params{"Key": in.Key}))
	}
	for _, h := range in.Hosts {
		name, ok := hostnames.Normalise(h)
		if !ok {
			wrong = append(wrong, errs.InvalidField("host", "site.error.host", errs.Params{"Host": h}))
			continue
		}
		hosts = append(hosts, name)
	}
	if len(in.Hosts) == 0 {
		wrong = append(wrong, errs.InvalidField("host", "site.error.host_missing", nil))
	}
	if in.Accent == "" {
		in.Accent = DefaultAccent
	}
	if in.TimeZone == "" {
		in.TimeZone = "Europe/Stockholm"
	}
	in.Party.clean()
	profile := Profile{Name: in.Name, Accent: in.Accent, TimeZone: in.TimeZone}
	wrong = append(wrong, profile.validate(&in.Languages)...)
	in.Name = profile.Name
	if _, ok := plain.Line(in.Party.LegalName, 200); !ok || in.Party.LegalName == "" {
		wrong = append(wrong, errs.InvalidField("legal_name", "party.error.legal_name", nil))
	}
	return hosts, wrong.OrNil()
}

var accentPattern = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func (p *Profile) validate(languages *[]string) (wrong errs.List) {
	name, ok := plain.Line(p.Name, 120)
	if p.Name = name; !ok || name == "" {
		wrong = append(wrong, errs.InvalidField("name", "site.error.name", nil))
	}
	if !accentPattern.MatchString(p.Accent) {
		wrong = append(wrong, errs.InvalidField("accent", "site.error.accent", nil))
	}
	if _, err := time.LoadLocation(p.TimeZone); err != nil || p.TimeZone == "" {
		wrong = append(wrong, errs.InvalidField("time_zone", "site.error.time_zone", nil))
	}
	var clean []string
	for _, l := range *languages {
		code, ok := i18n.Valid(strings.TrimSpace(l))
		if !ok {
			wrong = append(wrong, errs.InvalidField("languages", "site.error.language", errs.Params{"Language": l}))
		} else if !slices.Contains(clean, code) {
			clean = append(clean, code)
		}
	}
	if len(clean) == 0 {
		wrong = append(wrong, errs.InvalidField("languages", "site.error.language_missing", nil))
	}
	*languages = clean
	return wrong
}

// SetState suspends or resumes a site. It is the operator's to do.
func (s *Service) SetState(ctx context.Context, p principal.Principal, key string, state tenantdb.State) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		platform, err := platformUnscoped(ctx)
		if err != nil {
			return err
		}
		if err := p.Require(platform.ID, principal.Operate); err != nil {
			return err
		}
		site, err := tenantByKeyUnscoped(ctx, key)
		if db.IsNotFound(err) || err == nil && site.Kind != tenantdb.Site {
			return errs.New(errs.NotFound, "site.error.unknown", errs.Params{"Key": key})
		} else if err != nil {
			return err
		}
		event := ledger.SiteSuspended
		if state == tenantdb.Active {
			event = ledger.SiteResumed
		}
		if err := setState(ctx, site.ID, state); err != nil {
			return err
		}
		return s.db.As(ctx, site.ID, func(ctx context.Context) error {
			if state == tenantdb.Active { // also one that its owner had closed
				if err := SaveStatus(ctx, func(st *tenantdb.Status) { st.ClosedAt = nil }, s.clock.Now()); err != nil {
					return err
				}
			}
			if err := ledger.Record(ctx, p, s.clock.Now(), event, nil); err != nil {
				return err
			}
			return Bump(ctx, s.clock.Now())
		})
	})
}

// SetProfile changes the context's tenant's name, languages and time zone. Its
// colour is part of its look, and changes with that.
func (s *Service) SetProfile(ctx context.Context, p principal.Principal, change Profile) error {
	return s.edit(ctx, p, principal.EditSettings, func(ctx context.Context, now time.Time) error {
		current, err := loadProfile(ctx)
		if err != nil {
			return err
		}
		change.Accent = current.Accent
		languages := change.Languages.List()
		if wrong := change.validate(&languages); len(wrong) > 0 {
			return wrong
		}
		if !p.Trusted() { // the operator's rule, not the owner's
			change.DocumentRequired = current.DocumentRequired
		}
		change.EditorsPublish = current.EditorsPublish
		change.ID, change.Languages = current.ID, Languages(strings.Join(languages, ","))
		if err := saveProfile(ctx, change); err != nil {
			return err
		}
		if err := SaveStatus(ctx, func(st *tenantdb.Status) { st.Name, st.Languages = change.Name, string(change.Languages) }, now); err != nil {
			return err
		}
		return ledger.Record(ctx, p, now, ledger.SettingsChanged, ledger.Details{"Languages": change.Languages})
	})
}

// RequireDocument says whether the context's tenant takes customers only once
// its privacy document is in force. It is the operator's to say.
func (s *Service) RequireDocument(ctx context.Context, p principal.Principal, required bool) error {
	if !p.Trusted() {
		return errs.New(errs.Forbidden, "error.forbidden", nil)
	}
	return s.edit(ctx, p, principal.EditSettings, func(ctx context.Context, now time.Time) error {
		profile, err := loadProfile(ctx)
		if err != nil {
			return err
		}
		profile.DocumentRequired = required
		if err := saveProfile(ctx, profile); err != nil {
			return err
		}
		return ledger.Record(ctx, p, now, ledger.SettingsChanged, ledger.Details{"Languages": profile.Languages})
	})
}

// SetParty adds a revision of the context's tenant's party. Versions that are
// published already keep the one they were published under. Where the name or
// the number changes, change.Reason says why; customers are then told who is
// responsible now, unless it only mended a mistake.
func (s *Service) SetParty(ctx context.Context, p principal.Principal, change Party) error {
	return s.edit(ctx, p, principal.EditOrganisation, func(ctx context.Context, now time.Time) error {
		change.clean()
		wrong := change.validate()
		current, err := currentParty(ctx)
		if err != nil {
			return err
		}
		if current.sameEntity(change) {
			change.Reason = Mended
		} else if change.Reason != Mended && change.Reason != Renamed && change.Reason != Transferred {
			wrong = append(wrong, errs.InvalidField("reason", "party.error.reason", nil))
		}
		if len(wrong) > 0 {
			return wrong
		}
		if current.same(change) {
			return nil
		}
		return s.tellRoles(ctx, p, change.Reason != Mended, func() error {
			change.ID, change.Revision, change.CreatedAt = uuid.Must(uuid.NewV7()), current.Revision+1, now
			if err := insert(ctx, &change); err != nil {
				return err
			}
			return ledger.Record(ctx, p, now, partyEvents[change.Reason], ledger.Details{"Revision": change.Revision})
		})
	})
}

var partyEvents = map[Reason]ledger.Event{Mended: ledger.PartyChanged, Renamed: ledger.PartyRenamed, Transferred: ledger.PartyTransferred}

// edit runs a change of settings: authorised, in a transaction, and counted.
func (s *Service) edit(ctx context.Context, p principal.Principal, action principal.Action, fn func(context.Context, time.Time) error) error {
	id, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if err := p.Require(id, action); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		// First: it locks the tenant's row, so that two changes stand in one order.
		if err := Bump(ctx, s.clock.Now()); err != nil {
			return err
		}
		if err := fn(ctx, s.clock.Now()); err != nil {
			return err
		}
		return s.changed(ctx)
	})
}

func (p *Party) clean() {
	for _, f := range []*string{&p.LegalName, &p.RegistrationNumber, &p.Address, &p.Country, &p.Email, &p.DPO} {
		*f = strings.Join(strings.Fields(*f), " ")
	}
	p.Country = strings.ToUpper(p.Country)
}

func (p Party) same(q Party) bool {
	return p.LegalName == q.LegalName && p.RegistrationNumber == q.RegistrationNumber && p.Address == q.Address &&
		p.Country == q.Country && p.Email == q.Email && p.DPO == q.DPO
}

var countryPattern = regexp.MustCompile(`^[A-Z]{2}$`)

func (p Party) validate() (wrong errs.List) {
	fits := func(s string, most int) bool {
		_, ok := plain.Line(s, most)
		return ok
	}
	if p.LegalName == "" || !fits(p.LegalName, 200) {
		wrong = append(wrong, errs.InvalidField("legal_name", "party.error.legal_name", nil))
	}
	if p.Address == "" || !fits(p.Address, 300) {
		wrong = append(wrong, errs.InvalidField("address", "party.error.address", nil))
	}
	if !countryPattern.MatchString(p.Country) {
		wrong = append(wrong, errs.InvalidField("country", "party.error.country", nil))
	}
	if a, err := mail.ParseAddress(p.Email); err != nil || a.Address != p.Email || !fits(p.Email, 254) {
		wrong = append(wrong, errs.InvalidField("email", "party.error.email", nil))
	}
	if !fits(p.RegistrationNumber, 60) {
		wrong = append(wrong, errs.InvalidField("registration_number", "party.error.registration_number", nil))
	}
	if !fits(p.DPO, 200) {
		wrong = append(wrong, errs.InvalidField("dpo", "party.error.dpo", nil))
	}
	return wrong
}
