package acceptance

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

// Session is a signed-in person and what they answered so far: all that a
// gated request needs, read in one statement.
type Session struct {
	Principal principal.Principal
	Name      string
	Email     string
	Since     time.Time // when the account was made
	Revision  int64     // the tenant's, now
	Accepted  map[uuid.UUID]bool
	Texts     map[uuid.UUID]string // the hash of the text shown, by version
	Purposes  []string             // of the site, that touch the person's data
	// ByParty is what was accepted for sites' organisations: the latest
	// revision of the party that it was accepted for, by version.
	ByParty map[tenants.ID]map[uuid.UUID]int
	// Grants are what gives an operator a role on a site.
	Grants map[tenants.ID]uuid.UUID
}

// Subject is whose acts count for this session; represents is the site whose
// organisation the person may sign for, or nil.
func (s *Session) Subject(represents *sites.Record) Subject {
	sub := Subject{Account: s.Principal.Account, Accepted: s.Accepted, Texts: s.Texts, Purposes: s.Purposes}
	if represents != nil {
		sub.Represents, sub.Party = represents.Tenant.ID, represents.Party
		sub.ByParty = binding(s.ByParty[represents.Tenant.ID], represents.PartySince)
	}
	return sub
}

// binding leaves out what was accepted for an organisation that has handed the
// site over since.
func binding(accepted map[uuid.UUID]int, since int) map[uuid.UUID]bool {
	by := map[uuid.UUID]bool{}
	for version, revision := range accepted {
		if revision >= since {
			by[version] = true
		}
	}
	return by
}

// Session returns who a browser's token signs in on the context's tenant, or
// nil for nobody.
func (s *Service) Session(ctx context.Context, token string) (*Session, error) {
	var row sessionRow
	var found bool
	err := s.db.View(ctx, func(ctx context.Context) (err error) {
		row, found, err = loadSession(ctx, accounts.HashToken(token), s.clock.Now())
		return err
	})
	if err != nil || !found || !s.clock.Now().Before(row.ExpiresAt) {
		return nil, err
	}
	tenant, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	out := &Session{Name: row.Name, Email: row.Email, Since: row.CreatedAt, Revision: row.Revision,
		Accepted: map[uuid.UUID]bool{}, Texts: map[uuid.UUID]string{}, ByParty: map[tenants.ID]map[uuid.UUID]int{}, Grants: map[tenants.ID]uuid.UUID{},
		Principal: principal.Principal{Kind: principal.Person, Tenant: tenant, Account: row.AccountID, Roles: map[tenants.ID]principal.Role{}}}
	for mark := range items(row.Marks) {
		out.Purposes = append(out.Purposes, mark[0])
	}
	return out, errors.Join(out.addRoles(row), out.addAcceptances(row))
}

func (s *Session) addRoles(row sessionRow) error {
	for role := range items(row.Roles) {
		site, err := tenants.ParseID(role[0])
		if err != nil {
			return err
		}
		s.Principal.Roles[site] = principal.Role(role[1])
	}
	for grant := range items(row.Grants) {
		site, err := tenants.ParseID(grant[0])
		if err != nil {
			return err
		}
		if current, ok := s.Principal.Roles[site]; ok && current != principal.Support {
			continue // what they are to the site anyway, or a grant that allows more
		}
		if s.Grants[site], err = uuid.Parse(grant[1]); err != nil {
			return err
		}
		s.Principal.Roles[site] = principal.Role(grant[2])
	}
	return nil
}

func (s *Session) addAcceptances(row sessionRow) error {
	for accepted := range items(row.Acceptances) {
		version, err := uuid.Parse(accepted[0])
		if err != nil {
			return err
		}
		if accepted[1] == "" {
			s.Accepted[version], s.Texts[version] = true, accepted[3]
			continue
		}
		site, err := tenants.ParseID(accepted[1])
		if err != nil {
			return err
		}
		revision, err := strconv.Atoi(accepted[2])
		if err != nil {
			return err
		}
		if s.ByParty[site] == nil {
			s.ByParty[site] = map[uuid.UUID]int{}
		}
		s.ByParty[site][version] = max(s.ByParty[site][version], revision)
	}
	return nil
}

// items yields the `a:b:c:d` of a comma-separated list.
func items(list string) func(yield func([4]string) bool) {
	return func(yield func([4]string) bool) {
		if list == "" {
			return
		}
		for item := range strings.SplitSeq(list, ",") {
			a, rest, _ := strings.Cut(item, ":")
			b, rest, _ := strings.Cut(rest, ":")
			c, d, _ := strings.Cut(rest, ":")
			if !yield([4]string{a, b, c, d}) {
				return
			}
		}
	}
}

// Mine returns a person's own acts, newest first.
func (s *Service) Mine(ctx context.Context, p principal.Principal) (all []Acceptance, err error) {
	tenant, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	if err := p.RequireSelf(tenant); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		all, err = acceptancesOf(ctx, p.Account)
		return err
	})
	return all, err
}

// Agreements returns which versions of the platform's documents have been
// accepted for a site's organisation as it now is. The context's tenant is the
// platform.
func (s *Service) Agreements(ctx context.Context, p principal.Principal, site tenants.ID) (by map[uuid.UUID]bool, err error) {
	platform, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	if !p.May(platform, principal.Operate) && !p.May(site, principal.ReadDocuments) {
		return nil, errs.New(errs.NotFound, "error.not_found", nil)
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		record, err := s.sites.LoadUnscoped(ctx, site)
		if err != nil {
			return err
		}
		by, err = byParty(ctx, record)
		return err
	})
	return by, err
}

// Seal keeps the identities of a deleted account apart until they are erased,
// but for those who signed for an organisation: its contract goes on, and who
// signed it is part of its proof. It runs in the transaction of the deletion.
func (s *Service) Seal(ctx context.Context, p principal.Principal) error {
	tenant, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if err := p.RequireSelf(tenant); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.Tx(ctx, func(ctx context.Context) error { return seal(ctx, p.Account, now, now.Add(SealedFor)) })
}

// EraseDueUnscoped erases the identities whose time is up on every tenant, one
// transaction each, and returns how many; sessions, links and counts of
// meetings that have run out go with them. It is a job's and the shell's.
func (s *Service) EraseDueUnscoped(ctx context.Context, p principal.Principal) (total int, err error) {
	if !p.Trusted() {
		return 0, errs.New(errs.Forbidden, "error.forbidden", nil)
	}
	var ids []tenants.ID
	var failed []error // one tenant's failure keeps no other from its due
	if err := s.db.View(ctx, func(ctx context.Context) error {
		all, err := sites.TenantsUnscoped(ctx)
		for _, t := range all {
			ids = append(ids, t.ID)
		}
		return err
	}); err != nil {
		return 0, err
	}
	for _, id := range ids {
		failed = append(failed, s.db.Tx(tenants.With(ctx, id), func(ctx context.Context) error {
			now := s.clock.Now()
			if err := forgetMeetings(ctx, now.Add(-MeetingLife)); err != nil {
				return err
			}
			n, err := eraseDue(ctx, s.db, now)
			if err != nil || n == 0 {
				return err
			}
			total += n
			return ledger.Record(ctx, p, now, ledger.IdentitiesErased, ledger.Details{"Count": n})
		}))
		failed = append(failed, s.accounts.Purge(tenants.With(ctx, id)))
	}
	return total, errors.Join(failed...)
}
