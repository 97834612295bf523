package processing

import (
	"context"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/text/language"

	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/plain"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Services are what a processor can be engaged for. Their words are the keys
// `processor.service.…`.
var Services = []string{"hosting", "storage", "backup", "mail", "payment", "support", "statistics", "advertising",
	"printing", "accounting", other}

// other is a service that only the entry's note can tell.
const other = "other"

// Safeguards are what protects data where the GDPR does not: its chapter V.
// Their words are the keys `processor.safeguard.…`.
var Safeguards = []string{eea, "adequacy", dpf, "scc", "bcr", "derogation"}

const (
	eea = "eea" // none is needed
	dpf = "dpf" // the adequacy decision for the EU-US Data Privacy Framework
)

// Categories are the kinds of data that a processor can have.
var Categories = []datamap.Category{datamap.Identity, datamap.Contact, datamap.Pseudonym, datamap.Credential, datamap.SignIn, datamap.Roles,
	datamap.Answers, datamap.Acts, datamap.Writing, datamap.Entity, datamap.Preferences, datamap.Network}

// inEEA are the countries of the EEA, with those parts of them that have a
// code of their own and where the GDPR applies.
var inEEA = strings.Fields("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO AX GF GP MF MQ RE YT")

// The days that sites have to object to a change of the platform's register.
// The agreement promises the fewest.
const (
	WindowDays    = 30
	maxWindowDays = 365
)

// CategoryList are the entry's kinds of data.
func (e Subprocessor) CategoryList() []string { return codes(e.Categories) }

// LocationList are the countries where its data are processed.
func (e Subprocessor) LocationList() []string { return codes(e.Locations) }

func codes(list string) []string {
	return strings.FieldsFunc(list, func(c rune) bool { return c == ',' || c == ' ' || c == ';' })
}

// Current reports whether the entry is on the register.
func (e Subprocessor) Current() bool { return e.EndedAt == nil }

// Announce puts an entry on the context's tenant's register: the operator on
// the platform's, which is a notice to all sites; an owner on their site's
// own, where it stands at once.
func (s *Service) Announce(ctx context.Context, p principal.Principal, in Subprocessor) error {
	return s.edit(ctx, p, func(ctx context.Context, now time.Time) error {
		in.Replaces = nil
		return s.add(ctx, p, in, now)
	})
}

// Replace puts an entry in another's place. On the platform's register the
// old one goes on for each site until the new one takes effect there.
func (s *Service) Replace(ctx context.Context, p principal.Principal, old uuid.UUID, in Subprocessor) error {
	return s.edit(ctx, p, func(ctx context.Context, now time.Time) error {
		in.Replaces = &old
		return s.add(ctx, p, in, now)
	})
}

// End takes an entry off the register, for all.
func (s *Service) End(ctx context.Context, p principal.Principal, entry uuid.UUID) error {
	return s.edit(ctx, p, func(ctx context.Context, now time.Time) error {
		all, err := register(ctx)
		if err != nil {
			return err
		}
		e := byID(all, entry)
		if e == nil {
			return errs.New(errs.NotFound, "error.not_found", nil)
		}
		record, err := s.record(ctx)
		if err != nil {
			return err
		}
		return end(ctx, p, record.Tenant.Kind, *e, now)
	})
}

func end(ctx context.Context, p principal.Principal, kind tenantdb.Kind, e Subprocessor, now time.Time) error {
	done, err := setEnded(ctx, e.ID, now)
	if err != nil || !done {
		return err
	}
	return ledger.Record(ctx, p, now, events[kind].ended, ledger.Details{"Name": e.Name})
}

var events = map[tenantdb.Kind]struct{ added, ended ledger.Event }{
	tenantdb.Platform: {ledger.SubprocessorAnnounced, ledger.SubprocessorEnded},
	tenantdb.Site:     {ledger.ProcessorAdded, ledger.ProcessorEnded},
}

// edit runs a change of the context's tenant's register: authorised, in a
// transaction, and counted. Of the platform's members only operators have that
// right there.
func (s *Service) edit(ctx context.Context, p principal.Principal, fn func(context.Context, time.Time) error) error {
	id, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if err := p.Require(id, principal.EditOrganisation); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		// First: it locks the tenant's row, so that a change of the register and
		// a publication, whose annex shows it, stand in one order.
		if err := sites.Bump(ctx, s.clock.Now()); err != nil {
			return err
		}
		if err := fn(ctx, s.clock.Now()); err != nil {
			return err
		}
		return s.Keep(ctx) // the record of processing names recipients
	})
}

func (s *Service) add(ctx context.Context, p principal.Principal, in Subprocessor, now time.Time) error {
	record, err := s.record(ctx)
	if err != nil {
		return err
	}
	all, err := register(ctx)
	if err != nil {
		return err
	}
	if made := slices.ContainsFunc(all, in.same); made { // a button is soon pressed twice
		return nil
	}
	if err := in.check(all, record); err != nil {
		return err
	}
	in.ID, in.AnnouncedAt, in.EndedAt = uuid.Must(uuid.NewV7()), now, nil
	if err := insert(ctx, &in); err != nil {
		return err
	}
	if old := in.replaced(all); old != nil && record.Tenant.Kind == tenantdb.Site {
		if err := end(ctx, p, tenantdb.Site, *old, now); err != nil {
			return err
		}
	}
	return ledger.Record(ctx, p, now, events[record.Tenant.Kind].added, ledger.Details{"Name": in.Name})
}

func byID(all []Subprocessor, id uuid.UUID) *Subprocessor {
	for i := range all {
		if all[i].ID == id {
			return &all[i]
		}
	}
	return nil
}

func (e Subprocessor) replaced(all []Subprocessor) *Subprocessor {
	if e.Replaces == nil {
		return nil
	}
	return byID(all, *e.Replaces)
}

// same reports whether f is on the register with the same facts.
func (e Subprocessor) same(f Subprocessor) bool {
	e.clean()
	if !f.Current() || (e.Replaces == nil) != (f.Replaces == nil) || e.Replaces != nil && *e.Replaces != *f.Replaces {
		return false
	}
	f.TenantID, f.ID, f.AnnouncedAt, f.Replaces, f.WindowDays = e.TenantID, e.ID, e.AnnouncedAt, e.Replaces, e.WindowDays
	return e == f
}

func (e *Subprocessor) clean() {
	for _, f := range []*string{&e.Name, &e.RegistrationNumber, &e.Address, &e.Country, &e.Contact, &e.Note} {
		*f = strings.Join(strings.Fields(*f), " ")
	}
	e.Country = strings.ToUpper(e.Country)
	e.Locations = strings.Join(distinct(codes(strings.ToUpper(e.Locations))), ",")
	e.Categories = strings.Join(distinct(e.CategoryList()), ",")
	if e.Safeguard == "" && e.withinEEA() {
		e.Safeguard = eea
	}
}

func distinct(list []string) (once []string) {
	for _, s := range list {
		if !slices.Contains(once, s) {
			once = append(once, s)
		}
	}
	return once
}

// check cleans an entry and tells what keeps it off a register.
func (e *Subprocessor) check(all []Subprocessor, record sites.Record) error {
	e.clean()
	if record.Tenant.Kind == tenantdb.Site {
		e.WindowDays = 0
	}
	wrong := e.validate()
	if record.Tenant.Kind == tenantdb.Platform && (e.WindowDays < WindowDays || e.WindowDays > maxWindowDays) {
		wrong = append(wrong, errs.InvalidField("window_days", "processor.error.window_days", errs.Params{"Min": WindowDays, "Max": maxWindowDays}))
	}
	if len(wrong) > 0 {
		return wrong
	}
	if e.Replaces == nil {
		return nil
	}
	old := e.replaced(all)
	if old == nil {
		return errs.New(errs.NotFound, "error.not_found", nil)
	}
	succeeded := slices.ContainsFunc(all, func(f Subprocessor) bool {
		return f.Current() && f.Replaces != nil && *f.Replaces == old.ID
	})
	if !old.Current() || succeeded {
		return errs.New(errs.Conflict, "processor.error.replaced", errs.Params{"Name": old.Name})
	}
	return nil
}

func (e *Subprocessor) validate() (wrong errs.List) {
	refuse := func(field, key string, params errs.Params) {
		wrong = append(wrong, errs.InvalidField(field, key, params))
	}
	for _, f := range []struct {
		name, value string
		most        int
		optional    bool
	}{
		{"name", e.Name, 200, false}, {"address", e.Address, 300, false}, {"registration_number", e.RegistrationNumber, 60, true},
		{"note", e.Note, 500, e.Service != other},
	} {
		if _, ok := plain.Line(f.value, f.most); !ok || f.value == "" && !f.optional {
			refuse(f.name, "processor.error."+f.name, errs.Params{"Max": f.most})
		}
	}
	if !reachable(e.Contact) {
		refuse("contact", "processor.error.contact", nil)
	}
	if !slices.Contains(Services, e.Service) {
		refuse("service", "processor.error.service", nil)
	}
	if !isCountry(e.Country) {
		refuse("country", "processor.error.country", nil)
	}
	if locations := e.LocationList(); len(locations) == 0 || !all(locations, isCountry) {
		refuse("locations", "processor.error.locations", nil)
	}
	known := func(c string) bool { return slices.Contains(Categories, datamap.Category(c)) }
	if categories := e.CategoryList(); len(categories) == 0 || !all(categories, known) {
		refuse("categories", "processor.error.categories", nil)
	}
	return append(wrong, e.validateSafeguard()...)
}

// validateSafeguard: data that leave the EEA, or are reached from outside of
// it, need a safeguard, and the framework with the United States covers those.
func (e *Subprocessor) validateSafeguard() errs.List {
	elsewhere := func(country string) bool { return !slices.Contains(inEEA, country) && country != "US" }
	switch {
	case !all(e.countries(), isCountry): // that is mended first
		return nil
	case !slices.Contains(Safeguards, e.Safeguard), e.Safeguard == eea && !e.withinEEA():
		return errs.List{errs.InvalidField("safeguard", "processor.error.safeguard", nil)}
	case e.Safeguard == dpf && slices.ContainsFunc(e.countries(), elsewhere):
		return errs.List{errs.InvalidField("safeguard", "processor.error.dpf", nil)}
	}
	return nil
}

// countries are where it is established and where it has the data.
func (e Subprocessor) countries() []string { return append(e.LocationList(), e.Country) }

func (e Subprocessor) withinEEA() bool {
	return all(e.countries(), func(c string) bool { return slices.Contains(inEEA, c) })
}

func all(list []string, is func(string) bool) bool {
	return !slices.ContainsFunc(list, func(s string) bool { return !is(s) })
}

func isCountry(code string) bool {
	region, err := language.ParseRegion(code)
	return err == nil && len(code) == 2 && region.IsCountry()
}

// reachable reports whether a contact is an e-mail or a web address.
func reachable(contact string) bool {
	if _, ok := plain.Line(contact, 254); !ok || strings.Contains(contact, " ") {
		return false
	}
	if at, err := mail.ParseAddress(contact); err == nil {
		return at.Address == contact
	}
	u, err := url.Parse(contact)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

// Register returns the context's tenant's register as it is now: it is public.
func (s *Service) Register(ctx context.Context) (current []Subprocessor, err error) {
	err = s.db.View(ctx, func(ctx context.Context) error {
		all, err := register(ctx)
		for _, e := range all {
			if e.Current() {
				current = append(current, e)
			}
		}
		return err
	})
	return current, err
}

// RequireRegistered refuses unless a processor for a service is on the
// context's site's register: what sends data out cannot be connected before
// (GDPR Art. 28(2), 30(1)(d)). Whoever connects a service asks it.
func (s *Service) RequireRegistered(ctx context.Context, service string) error {
	current, err := s.Register(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(current, func(e Subprocessor) bool { return e.Service == service }) {
		return nil
	}
	return errs.New(errs.Invalid, "processor.error.unregistered", nil)
}
