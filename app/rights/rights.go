// Package rights is what people can do with what a site holds about them:
// export all of it (GDPR Art. 15 and 20) and delete their account (Art. 17).
// Both stay open to somebody who has not accepted anything.
package rights

import (
	"context"
	"time"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

// Service is the one way to people's rights.
type Service struct {
	db         *db.DB
	clock      *clock.Clock
	sites      *sites.Service
	accounts   *accounts.Service
	documents  *documents.Service
	acceptance *acceptance.Service
}

// New makes the service.
func New(d *db.DB, c *clock.Clock, s *sites.Service, a *accounts.Service, docs *documents.Service, acc *acceptance.Service) *Service {
	return &Service{db: d, clock: c, sites: s, accounts: a, documents: docs, acceptance: acc}
}

// Export is everything a site holds about one person, for them to keep. Times
// are UTC in RFC 3339.
type Export struct {
	Format     string        `json:"format"` // names this shape and its version
	ExportedAt time.Time     `json:"exported_at"`
	Site       string        `json:"site"`
	Controller sites.Party   `json:"controller"`
	Processor  sites.Party   `json:"processor"`
	Account    AccountPart   `json:"account"`
	Sessions   []SessionPart `json:"sessions"`
	Acts       []ActPart     `json:"acts"`
	Texts      []TextPart    `json:"texts"` // each once; acts name them by hash
	Roles      []RolePart    `json:"roles,omitempty"`
}

// AccountPart is the account itself. The password is held as a hash that says
// nothing about it, and is not exported.
type AccountPart struct {
	ID              string     `json:"id"`
	Name            string     `json:"name"`
	Email           string     `json:"email"`
	EmailVerifiedAt *time.Time `json:"email_verified_at"`
	CreatedAt       time.Time  `json:"created_at"`
}

// SessionPart is a browser that is or was signed in.
type SessionPart struct {
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at"`
}

// RolePart is a site that an account of the platform may act on.
type RolePart struct {
	Site  string         `json:"site_id"`
	Role  principal.Role `json:"role"`
	Since time.Time      `json:"since"`
}

// TextPart is a text as it was shown. SHA256 is of title, newline and HTML.
type TextPart struct {
	SHA256   string `json:"sha256"`
	Document string `json:"document"`
	Version  int    `json:"version"`
	Language string `json:"language"`
	Title    string `json:"title"`
	HTML     string `json:"html"`
}

// ActPart is one answer to one document.
type ActPart struct {
	ID             string             `json:"id"`
	At             time.Time          `json:"at"`
	Act            documents.Act      `json:"act"`
	Outcome        acceptance.Outcome `json:"outcome"`
	Method         acceptance.Method  `json:"method"`
	Document       string             `json:"document"`
	Version        int                `json:"version"`
	Language       string             `json:"language"`
	TextSHA256     string             `json:"text_sha256"`
	Wording        string             `json:"wording"`
	WordingSHA256  string             `json:"wording_sha256"`
	EmailVerified  bool               `json:"email_verified"`
	KeyID          string             `json:"key_id"`
	PresentedAt    time.Time          `json:"presented_at"`
	PresentationID string             `json:"presentation_id"`
	Represents     string             `json:"represents,omitempty"`
	PartyRevision  *int               `json:"party_revision,omitempty"`
	RecordedName   string             `json:"recorded_name"`
	RecordedEmail  string             `json:"recorded_email"`
	RecordedTitle  string             `json:"recorded_job_title,omitempty"`
}

// Export gathers everything about the person who asks.
func (s *Service) Export(ctx context.Context, p principal.Principal) (e Export, err error) {
	tenant, err := tenants.From(ctx)
	if err != nil {
		return e, err
	}
	if err := p.RequireSelf(tenant); err != nil {
		return e, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		record, err := s.sites.LoadUnscoped(ctx, tenant)
		if err != nil {
			return err
		}
		a, err := s.accounts.Get(ctx, p.Account)
		if err != nil {
			return err
		}
		e = Export{Format: "customer-export/1", ExportedAt: s.clock.Now(), Site: record.Profile.Name,
			Controller: record.Controller(), Processor: record.Processor(),
			Account: AccountPart{ID: a.ID.String(), Name: a.Name, Email: a.Email, EmailVerifiedAt: a.EmailVerifiedAt, CreatedAt: a.CreatedAt}}
		if err := s.addSessions(ctx, p, &e); err != nil {
			return err
		}
		return s.addActs(ctx, p, &e)
	})
	return e, err
}

func (s *Service) addSessions(ctx context.Context, p principal.Principal, e *Export) error {
	sessions, err := s.accounts.Sessions(ctx, p)
	if err != nil {
		return err
	}
	for _, x := range sessions {
		e.Sessions = append(e.Sessions, SessionPart{CreatedAt: x.CreatedAt, ExpiresAt: x.ExpiresAt})
	}
	members, err := s.accounts.Memberships(ctx, p.Account)
	for _, m := range members {
		e.Roles = append(e.Roles, RolePart{Site: m.SiteID.String(), Role: m.Role, Since: m.CreatedAt})
	}
	return err
}

func (s *Service) addActs(ctx context.Context, p principal.Principal, e *Export) error {
	acts, err := s.acceptance.Mine(ctx, p)
	if err != nil {
		return err
	}
	identities, err := s.acceptance.Identities(ctx, p)
	if err != nil {
		return err
	}
	docs, err := documents.Catalogue(ctx)
	if err != nil {
		return err
	}
	shown := map[string]bool{}
	for _, a := range acts {
		who := identities[a.ID]
		part := ActPart{ID: a.ID.String(), At: a.At, Act: a.Act, Outcome: a.Outcome, Method: a.Method, Language: a.Language,
			TextSHA256: a.TextHash, Wording: a.Wording, WordingSHA256: a.WordingHash, EmailVerified: a.EmailVerified, KeyID: a.KeyID,
			PresentedAt: a.PresentedAt, PresentationID: a.PresentationID.String(), PartyRevision: a.PartyRevision,
			RecordedName: who.Name, RecordedEmail: who.Email, RecordedTitle: who.JobTitle}
		if a.Represents != nil {
			part.Represents = a.Represents.String()
		}
		for i := range docs {
			if v := docs[i].VersionByID(a.VersionID); v != nil {
				part.Document, part.Version = docs[i].Slug, v.Seq
			}
		}
		e.Acts = append(e.Acts, part)
		if shown[a.TextHash] {
			continue
		}
		shown[a.TextHash] = true
		text, err := s.documents.Text(ctx, a.TextID)
		if err != nil {
			return err
		}
		e.Texts = append(e.Texts, TextPart{SHA256: text.Hash, Document: part.Document, Version: part.Version,
			Language: text.Language, Title: text.Title, HTML: text.HTML})
	}
	return nil
}

// HandsOver reports whether a person must hand a site over before they can
// delete their account.
func HandsOver(p principal.Principal) bool {
	for _, role := range p.Roles {
		if role == principal.Owner || role == principal.Operator {
			return true
		}
	}
	return false
}

// Delete removes the person's account after they confirmed it with their
// password. Evidence stays, without a name; the name and address that stood
// beside it are sealed, and erased after acceptance.SealedFor.
func (s *Service) Delete(ctx context.Context, p principal.Principal, password string) error {
	if err := s.accounts.CheckPassword(ctx, p, password); err != nil {
		return err
	}
	if HandsOver(p) {
		return errs.New(errs.Conflict, "delete.error.owner", nil)
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		// First: an act that is under way commits before, or finds nobody.
		if err := s.accounts.Hold(ctx, p.Account, true); err != nil {
			return err
		}
		if err := s.acceptance.Seal(ctx, p); err != nil {
			return err
		}
		return s.accounts.Delete(ctx, p)
	})
}
