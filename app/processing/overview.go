package processing

import (
	"context"
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents/markdown"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Counted is an entry of the platform's register with how many sites it stands
// how with.
type Counted struct {
	Entry Subprocessor
	Sites map[State]int
}

// Protest is a site's objection, as the operator meets it: what is between the
// two of them, and nothing from inside the site.
type Protest struct {
	Site tenants.ID
	Name string // of the site
	Standing
}

// Overview counts how the platform's register stands with all sites that are
// not closed, and lists their objections. The context's tenant is the platform.
func (s *Service) Overview(ctx context.Context, p principal.Principal) (entries []Counted, protests []Protest, err error) {
	platform, err := tenants.From(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := p.Require(platform, principal.Operate); err != nil {
		return nil, nil, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		all, err := register(ctx)
		if err != nil || len(all) == 0 {
			return err
		}
		entries = make([]Counted, len(all))
		for i, e := range all {
			entries[i] = Counted{Entry: e, Sites: map[State]int{}}
		}
		by, err := saidByAll(ctx)
		if err != nil {
			return err
		}
		statuses, err := sites.StatusesUnscoped(ctx)
		if err != nil {
			return err
		}
		for _, status := range statuses {
			if status.ClosedAt != nil || status.TenantID == platform {
				continue
			}
			list, err := s.settled(ctx, status.TenantID, by[status.TenantID], all)
			if err != nil {
				return err
			}
			for i, st := range list {
				entries[i].Sites[st.State]++
				if st.Objection != nil {
					protests = append(protests, Protest{Site: status.TenantID, Name: status.Name, Standing: st})
				}
			}
		}
		return nil
	})
	slices.SortFunc(protests, func(a, b Protest) int { return b.Objection.At.Compare(a.Objection.At) })
	return entries, protests, err
}

// settled derives a site's standings from what has been read for all of them.
func (s *Service) settled(ctx context.Context, site tenants.ID, by *said, all []Subprocessor) ([]Standing, error) {
	record, err := s.sites.LoadUnscoped(ctx, site)
	if err != nil {
		return nil, err
	}
	if by == nil {
		by = &said{}
	}
	settled := settle(*by, record.PartySince)
	if settled.agreement, settled.agreed, err = s.AcceptedDPA(ctx, site); err != nil {
		return nil, err
	}
	return settled.derive(all, s.clock.Now()), nil
}

// Chain is who processes personal data for a tenant, for everybody to read.
type Chain struct {
	Own      []Subprocessor // the tenant's own register; the platform's is the first link of its chain
	Platform []Standing     // of the platform's register, what applies to this site
}

// Chain returns who processes personal data for the context's tenant: it is
// public.
func (s *Service) Chain(ctx context.Context) (c Chain, err error) {
	err = s.db.View(db.ByProgram(ctx), func(ctx context.Context) error {
		if c.Own, err = s.Register(ctx); err != nil {
			return err
		}
		record, err := s.record(ctx)
		if err != nil || record.Tenant.Kind == tenantdb.Platform {
			return err
		}
		list, err := s.standings(ctx, record, s.clock.Now())
		for _, st := range list {
			if st.Applies() {
				c.Platform = append(c.Platform, st)
			}
		}
		return err
	})
	return c, err
}

// SubprocessorsBlock is the platform's register as a document includes it: a
// Markdown table of what is current and what has been announced, or a sentence
// that there is nothing. It runs in the context's transaction.
func (s *Service) SubprocessorsBlock(ctx context.Context, loc *i18n.Localizer) (string, error) {
	var entries []Subprocessor
	err := s.db.View(db.ByProgram(ctx), func(ctx context.Context) error {
		record, err := s.record(ctx)
		if err != nil {
			return err
		}
		entries, err = s.Register(onPlatform(ctx, record))
		return err
	})
	if err != nil || len(entries) == 0 {
		return loc.T("processor.block_none"), err
	}
	heads := []string{loc.T("processor.name"), loc.T("party.address"), loc.T("processor.contact"), loc.T("processor.what_for"),
		loc.T("processor.data"), loc.T("processor.where"), loc.T("processor.protection"), loc.T("processor.since")}
	rows := []string{row(heads...), row(strings.Split(strings.Repeat("---,", len(heads)-1)+"---", ",")...)}
	for _, e := range entries {
		w := e.Say(loc)
		if w.RegistrationNumber != "" {
			w.Name += " (" + w.RegistrationNumber + ")"
		}
		cells := []string{w.Name, w.Address, w.Contact, w.Service, w.Categories, w.Locations, w.Safeguard, loc.Date(e.AnnouncedAt)}
		for i, c := range cells {
			cells[i] = markdown.Literal(c)
		}
		rows = append(rows, row(cells...))
	}
	return strings.Join(rows, "\n"), nil
}

func row(cells ...string) string { return "| " + strings.Join(cells, " | ") + " |" }
