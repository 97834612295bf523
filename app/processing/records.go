package processing

import (
	"context"
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Kind is which of the two records it is.
type Kind string

// The kinds.
const (
	AsController Kind = "controller" // GDPR Art. 30(1)
	AsProcessor  Kind = "processor"  // GDPR Art. 30(2)
)

const recordFormat = "processing-record/1"

// Record is a record of processing activities in codes: it is the same in
// every language, so that two revisions can be compared. Its fields are what
// GDPR Art. 30 lists; sheet.go says them.
type Record struct {
	Format  string `json:"format"`
	Kind    Kind   `json:"kind"`
	Article string `json:"article"`
	Site    string `json:"site"`
	Address string `json:"address"`

	// Controllers are one, or two who are jointly responsible; in a
	// processor's record they stand under OnBehalfOf.
	Controllers  []Organisation `json:"controllers,omitempty"`
	ContactPoint string         `json:"contact_point,omitempty"`
	Essence      string         `json:"essence,omitempty"`
	// Processor is whose record it is, where it is a processor's.
	Processor  *Organisation `json:"processor,omitempty"`
	OnBehalfOf []Client      `json:"on_behalf_of,omitempty"`

	Activities []Activity  `json:"activities"`
	Stated     []Stated    `json:"stated_purposes,omitempty"` // what the controller itself says that it does
	Recipients []Recipient `json:"recipients"`
	Transfers  []Transfer  `json:"transfers"`
	Measures   []Measure   `json:"measures"`
}

// Organisation is one with its contact details: Art. 30(1)(a), (2)(a).
type Organisation struct {
	Name               string         `json:"name"`
	RegistrationNumber string         `json:"registration_number"`
	Address            string         `json:"address"`
	Country            string         `json:"country"`
	Email              string         `json:"email"`
	DPO                string         `json:"data_protection_officer,omitempty"`
	Representative     Representative `json:"representative"`
}

// Representative is what is known of one in the Union: GDPR Art. 27.
type Representative string

// Nobody who is established in the EEA needs one.
const (
	NotNeeded Representative = "not_needed"
	NotStated Representative = "not_stated"
)

// Client is a site on whose controllers' behalf a processor works: Art.
// 30(2)(a).
type Client struct {
	Site        string         `json:"site"`
	Address     string         `json:"address"`
	Controllers []Organisation `json:"controllers"`
	Through     *Organisation  `json:"through,omitempty"` // the processor that has engaged this one
}

// Activity is what is done for one purpose: Art. 30(1)(b), (c), (f), (2)(b).
type Activity struct {
	Purpose  datamap.Purpose   `json:"purpose"`
	Basis    datamap.Basis     `json:"basis"`
	Subjects []datamap.Subject `json:"subjects"`
	Sources  []datamap.Source  `json:"sources"`
	Limits   []Limit           `json:"limits"`
}

// Limit is how long some categories of data are kept.
type Limit struct {
	Categories []datamap.Category `json:"categories"`
	Period     string             `json:"period"` // ISO 8601
	From       datamap.Event      `json:"from"`
	Erasure    datamap.Erasure    `json:"erasure,omitempty"`
	Rows       datamap.Rows       `json:"rows,omitempty"`  // of these rows only
	Place      datamap.Place      `json:"place,omitempty"` // outside the database
}

// Categories are all that an activity uses.
func (a Activity) Categories() (all []datamap.Category) {
	for _, l := range a.Limits {
		for _, c := range l.Categories {
			all = once(all, c)
		}
	}
	return all
}

// Recipient is to whom data are disclosed: Art. 30(1)(d).
type Recipient struct {
	Role       RecipientRole `json:"role"`
	Name       string        `json:"name"`
	Number     string        `json:"registration_number,omitempty"`
	Address    string        `json:"address"`
	Country    string        `json:"country"`
	Contact    string        `json:"contact"`
	Service    string        `json:"service,omitempty"` // a code of the register's
	Note       string        `json:"note,omitempty"`
	Categories []string      `json:"categories,omitempty"`
	Locations  []string      `json:"locations"` // where the data are processed
	Safeguard  string        `json:"safeguard,omitempty"`
}

// ServiceName says what it does.
func (r Recipient) ServiceName(loc *i18n.Localizer) string { return serviceName(loc, r.Service) }

// RecipientRole is what a recipient is.
type RecipientRole string

// The roles.
const (
	Engaged      RecipientRole = "processor"     // by the controller
	Connected    RecipientRole = "connected"     // a service that the site has connected
	SubProcessor RecipientRole = "sub_processor" // by one of the processors
)

// Transfer is one to a country outside the EEA: Art. 30(1)(e), (2)(c).
type Transfer struct {
	To        string `json:"to"`
	Country   string `json:"country"`
	Safeguard string `json:"safeguard"`
}

// derive makes a tenant's record of a kind. Everything in it is either public
// or the tenant's own.
func (s *Service) derive(ctx context.Context, r sites.Record, kind Kind) (Record, error) {
	out := Record{Format: recordFormat, Kind: kind, Article: "30(1)", Site: r.Profile.Name, Address: r.Primary(), Measures: Measures,
		Recipients: []Recipient{}, Activities: s.activities(r.Tenant.Kind == tenantdb.Platform)}
	platforms, own, err := s.registers(ctx, r)
	if err != nil {
		return out, err
	}
	switch {
	case !slices.Contains(Kinds(r), kind):
		return out, errs.New(errs.NotFound, "error.not_found", nil)
	case kind == AsController:
		out.Controllers = organisations(r.Roles.Controllers)
		out.ContactPoint, out.Essence = r.Roles.ContactPoint, r.Roles.Essence
		out.Recipients = append(out.Recipients, chain(r.Roles.Processors)...)
		if out.Stated, err = s.stated(ctx, r, &out); err != nil {
			return out, err
		}
	case r.Tenant.Kind == tenantdb.Platform:
		out.Activities = s.activities(false)
		if out.OnBehalfOf, err = s.clientsUnscoped(ctx); err != nil {
			return out, err
		}
	default: // an agency, for its client; the platform is its sub-processor
		out.OnBehalfOf = []Client{{Site: out.Site, Address: out.Address, Controllers: organisations(r.Roles.Controllers)}}
		out.Recipients = append(out.Recipients, chain(r.Roles.Processors)[1:]...)
	}
	if kind == AsProcessor {
		out.Article = "30(2)"
		out.Processor = new(organisation(r.Party))
	}
	role := Engaged
	if kind == AsProcessor || r.Roles.Kind == sites.Agency { // by the organisation, which is itself a processor
		role = SubProcessor
	}
	out.Recipients = append(out.Recipients, listed(own, role)...)
	if r.Tenant.Kind != tenantdb.Platform {
		out.Recipients = append(out.Recipients, listed(platforms, SubProcessor)...)
	}
	out.Transfers = transfers(out.Recipients)
	for _, p := range out.Stated {
		for _, t := range p.Transfers {
			out.Transfers = append(out.Transfers, Transfer{To: p.name(""), Country: t.Country, Safeguard: t.Safeguard})
		}
	}
	return out, nil
}

// Kinds are the records that a tenant has: everybody a controller's; the
// platform, and an agency for its client, a processor's as well.
func Kinds(r sites.Record) []Kind {
	if r.Tenant.Kind == tenantdb.Platform || r.Roles.Kind == sites.Agency {
		return []Kind{AsController, AsProcessor}
	}
	return []Kind{AsController}
}

// registers are the platform's sub-processors that may have a site's data now,
// and the tenant's own processors (on the platform its own only).
func (s *Service) registers(ctx context.Context, r sites.Record) (platforms, own []Subprocessor, err error) {
	err = s.db.View(tenants.With(db.ByProgram(ctx), r.Tenant.ID), func(ctx context.Context) error {
		now := s.clock.Now()
		if own, err = unended(ctx, now); err != nil || r.Tenant.Kind == tenantdb.Platform {
			return err
		}
		list, err := s.standings(ctx, r, now)
		for _, st := range list {
			if st.Applies() { // what is only announced does not have the site's data yet
				platforms = append(platforms, st.Entry)
			}
		}
		return err
	})
	return platforms, own, err
}

// clientsUnscoped are all sites: on whose behalf the platform works.
func (s *Service) clientsUnscoped(ctx context.Context) (clients []Client, err error) {
	err = s.db.View(ctx, func(ctx context.Context) error {
		all, err := sites.TenantsUnscoped(ctx)
		if err != nil {
			return err
		}
		for _, t := range all {
			if t.Kind == tenantdb.Platform {
				continue
			}
			r, err := s.sites.LoadUnscoped(ctx, t.ID)
			if err != nil {
				return err
			}
			c := Client{Site: r.Profile.Name, Address: r.Primary(), Controllers: organisations(r.Roles.Controllers)}
			if r.Roles.Kind == sites.Agency {
				c.Through = new(organisation(r.Party))
			}
			clients = append(clients, c)
		}
		return nil
	})
	return clients, err
}

func organisation(p sites.Party) Organisation {
	o := Organisation{Name: p.LegalName, RegistrationNumber: p.RegistrationNumber, Address: p.Address, Country: p.Country,
		Email: p.Email, DPO: p.DPO, Representative: NotNeeded}
	if !withinEEA(p.Country) {
		o.Representative = NotStated
	}
	return o
}

func organisations(parties []sites.Party) (all []Organisation) {
	for _, p := range parties {
		all = append(all, organisation(p))
	}
	return all
}

// chain are the processors that a site's controller has engaged, and which
// these have engaged in their turn.
func chain(processors []sites.Party) (all []Recipient) {
	role := Engaged
	for _, p := range processors {
		all = append(all, Recipient{Role: role, Name: p.LegalName, Number: p.RegistrationNumber, Address: p.Address, Country: p.Country,
			Contact: p.Email, Locations: []string{p.Country}})
		role = SubProcessor
	}
	return all
}

// listed are the entries of a register as recipients.
func listed(entries []Subprocessor, role RecipientRole) (all []Recipient) {
	for _, e := range entries {
		all = append(all, Recipient{Role: role, Name: e.Name, Number: e.RegistrationNumber, Address: e.Address, Country: e.Country,
			Contact: e.Contact, Service: e.Service, Note: e.Note, Categories: listOf(e.Categories), Locations: listOf(e.Locations), Safeguard: e.Safeguard})
	}
	return all
}

// transfers are those recipients that are, or process, outside the EEA.
func transfers(recipients []Recipient) []Transfer {
	all := []Transfer{}
	for _, r := range recipients {
		countries := append([]string{r.Country}, r.Locations...)
		slices.Sort(countries)
		for _, c := range slices.Compact(countries) {
			if !withinEEA(c) {
				all = append(all, Transfer{To: r.Name, Country: c, Safeguard: r.Safeguard})
			}
		}
	}
	return all
}

func listOf(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

// withinEEA reports whether a country is in the Union or the rest of the EEA:
// nothing that goes there is a transfer (GDPR Art. 44, and decision 154/2018
// of the EEA Joint Committee).
func withinEEA(country string) bool { return slices.Contains(inEEA, country) }

// once adds an item that is not there yet.
func once[T comparable](list []T, item T) []T {
	if slices.Contains(list, item) {
		return list
	}
	return append(list, item)
}
