package sites

import (
	"context"
	"net/mail"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/plain"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
)

// Roles are who answers for a site's data, and in which role. They are derived
// from the parties and the arrangement, and frozen with each published version.
type Roles struct {
	Kind ArrangementKind `json:"kind"`
	// Controllers: one, or two who are jointly responsible, the site's own first.
	Controllers []Party `json:"controllers"`
	// Processors, in the order in which they are engaged; on the platform none.
	Processors   []Party `json:"processors"`
	Essence      string  `json:"essence,omitempty"`       // GDPR Art. 26(2)
	ContactPoint string  `json:"contact_point,omitempty"` // GDPR Art. 26(1)
}

// RolesOf derives the roles on a site from its own party, its arrangement and
// the platform's party.
func RolesOf(own Party, a Arrangement, platform Party) Roles {
	r := Roles{Kind: a.Kind, Controllers: []Party{own}, Processors: []Party{platform}}
	switch {
	case own.TenantID == platform.TenantID: // the platform's own tenant
		r.Processors = nil
	case a.Kind == Joint:
		r.Controllers = append(r.Controllers, a.Other())
		r.Essence, r.ContactPoint = a.Essence, a.ContactPoint
	case a.Kind == Agency:
		r.Controllers, r.Processors = []Party{a.Other()}, []Party{own, platform}
	}
	return r
}

// Names are the controllers' legal names.
func (r Roles) Names() (names []string) {
	for _, c := range r.Controllers {
		names = append(names, c.LegalName)
	}
	return names
}

// Contact is the address that people turn to about their data.
func (r Roles) Contact() string {
	if r.ContactPoint != "" {
		return r.ContactPoint
	}
	return r.Controllers[0].Email
}

// Same reports whether it is the same entities in the same roles, by name and
// number, whatever has changed in how they are reached.
func (r Roles) Same(q Roles) bool {
	if r.Kind != q.Kind || len(r.Controllers) != len(q.Controllers) || len(r.Processors) != len(q.Processors) {
		return false
	}
	for i, c := range r.Controllers {
		if !c.sameEntity(q.Controllers[i]) {
			return false
		}
	}
	for i, p := range r.Processors {
		if !p.sameEntity(q.Processors[i]) {
			return false
		}
	}
	return true
}

func (p Party) sameEntity(q Party) bool {
	return p.LegalName == q.LegalName && p.RegistrationNumber == q.RegistrationNumber
}

// Other is the party beside the site's own: the joint controller, or the
// client that an agency runs the site for.
func (a Arrangement) Other() Party {
	return Party{LegalName: a.LegalName, RegistrationNumber: a.RegistrationNumber, Address: a.Address, Country: a.Country,
		Email: a.Email, DPO: a.DPO, CreatedAt: a.CreatedAt}
}

// Missing tells what a document cannot be published without: who is
// responsible and how to reach them (GDPR Art. 13(1)(a)), and what an
// arrangement must have been settled (Art. 26, 28(2)).
func (a Arrangement) Missing() error {
	if wrong := a.validate(); len(wrong) > 0 {
		return errs.New(errs.Invalid, "document.error.arrangement_incomplete", nil)
	}
	return nil
}

const maxEssence = 4000 // characters

func (a *Arrangement) validate() (wrong errs.List) {
	if a.Kind == Sole {
		return nil
	}
	wrong = a.Other().validate()
	switch a.Kind {
	case Joint:
		if essence := strings.TrimSpace(a.Essence); essence == "" || len([]rune(essence)) > maxEssence || !plain.Text(essence) {
			wrong = append(wrong, errs.InvalidField("essence", "arrangement.error.essence", errs.Params{"Max": maxEssence}))
		}
		if at, err := mail.ParseAddress(a.ContactPoint); err != nil || at.Address != a.ContactPoint {
			wrong = append(wrong, errs.InvalidField("contact_point", "arrangement.error.contact_point", nil))
		}
	case Agency:
		if !a.Authorised {
			wrong = append(wrong, errs.InvalidField("authorised", "arrangement.error.authorised", nil))
		}
	default:
		wrong = append(wrong, errs.InvalidField("kind", "arrangement.error.kind", nil))
	}
	return wrong
}

func (a *Arrangement) clean() {
	other := a.Other()
	other.clean()
	a.LegalName, a.RegistrationNumber, a.Address, a.Country, a.Email, a.DPO = other.LegalName, other.RegistrationNumber,
		other.Address, other.Country, other.Email, other.DPO
	a.Essence, a.ContactPoint = strings.TrimSpace(strings.ReplaceAll(a.Essence, "\r\n", "\n")), strings.TrimSpace(a.ContactPoint)
	switch a.Kind {
	case Sole:
		*a = Arrangement{Kind: Sole}
	case Agency:
		a.Essence, a.ContactPoint = "", ""
	case Joint:
		a.Authorised = false
	}
}

func (a Arrangement) same(b Arrangement) bool {
	a.TenantID, a.ID, a.Revision, a.CreatedAt = b.TenantID, b.ID, b.Revision, b.CreatedAt
	return a == b
}

// SetArrangement says who is controller of what the context's tenant, a site,
// holds: its own organisation alone, jointly with another, or a client for
// whom it runs the site. Versions that are published keep their roles.
func (s *Service) SetArrangement(ctx context.Context, p principal.Principal, change Arrangement) error {
	return s.edit(ctx, p, principal.EditOrganisation, func(ctx context.Context, now time.Time) error {
		change.clean()
		if wrong := change.validate(); len(wrong) > 0 {
			return wrong
		}
		id, err := tenants.From(ctx)
		if err != nil {
			return err
		}
		platform, err := platformUnscoped(ctx)
		if err != nil {
			return err
		}
		if platform.ID == id && change.Kind != Sole { // its owners' data have one controller
			return errs.InvalidField("kind", "arrangement.error.kind", nil)
		}
		current, err := currentArrangement(ctx)
		if err != nil || current.same(change) {
			return err
		}
		return s.tellRoles(ctx, p, true, func() error {
			change.ID, change.Revision, change.CreatedAt = uuid.Must(uuid.NewV7()), current.Revision+1, now
			if err := insert(ctx, &change); err != nil {
				return err
			}
			return ledger.Record(ctx, p, now, ledger.ArrangementChanged, ledger.Details{"Arrangement": change.Kind, "Revision": change.Revision})
		})
	})
}

// tellRoles makes a change and, if told, lets RolesChanged follow it up.
func (s *Service) tellRoles(ctx context.Context, p principal.Principal, tell bool, change func() error) error {
	if !tell || s.RolesChanged == nil {
		return change()
	}
	id, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	before, err := s.LoadUnscoped(ctx, id)
	if err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	return s.RolesChanged(ctx, p, before)
}

// currentArrangement is the latest revision; without one the site's own
// organisation is the only controller.
func currentArrangement(ctx context.Context) (a Arrangement, err error) {
	err = db.Conn(ctx).Order("revision DESC").First(&a).Error
	if db.IsNotFound(err) {
		return Arrangement{Kind: Sole}, nil
	}
	return a, err
}

// changed tells whoever follows a tenant's record that it is another.
func (s *Service) changed(ctx context.Context) error {
	if s.Changed == nil {
		return nil
	}
	return s.Changed(ctx)
}
