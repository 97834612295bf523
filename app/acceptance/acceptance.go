// Package acceptance owns what people owe and what they answered: Pending
// says what a person (or the organisation behind a site) must act on, Present
// makes the signed page that shows it, Act and Register record the answer as
// evidence that is only ever added to.
//
// Evidence is keyed on tenant, document and version, never on a flag or a
// date: an answer to an older version, or on another site, settles nothing.
package acceptance

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/keys"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/plain"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

// SealedFor is how long identities are kept after an account's deletion, for
// the establishment, exercise or defence of legal claims: GDPR Art. 17(3)(e).
const SealedFor = 3 * 365 * 24 * time.Hour

// Service is the one way to evidence.
type Service struct {
	db       *db.DB
	clock    *clock.Clock
	keys     *keys.Keys
	accounts *accounts.Service
	sites    *sites.Service
}

// New makes the service.
func New(d *db.DB, c *clock.Clock, k *keys.Keys, a *accounts.Service, s *sites.Service) *Service {
	return &Service{db: d, clock: c, keys: k, accounts: a, sites: s}
}

// Answer is what was submitted from a page that showed an offer.
type Answer struct {
	Token    string
	Outcome  Outcome
	Ticked   map[uuid.UUID]bool // by document; only what Ticked said yes to
	MayBind  bool               // "I may represent the organisation"
	JobTitle string             // of who signs for it
}

// Ticked reports whether a form's box was ticked: sent exactly once, with the
// value our pages give it. Empty, `false`, `0` and repeated fields are not.
func Ticked(values []string) bool { return len(values) == 1 && values[0] == "yes" }

// Act records a person's answer to what they were shown, all of it or
// nothing. What is owed is worked out anew, under a lock that no publication
// passes; where the answer no longer covers it, errs.Conflict asks for another
// look. A second identical submit changes nothing and succeeds.
func (s *Service) Act(ctx context.Context, p principal.Principal, a Answer) error {
	tenant, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if err := p.RequireSelf(tenant); err != nil {
		return err
	}
	shown, err := s.read(a.Token, tenant, p.Account)
	if err != nil {
		return err
	}
	if !shown.Represents.IsZero() {
		if err := p.Require(shown.Represents, principal.BindOrganisation); err != nil {
			return err
		}
	}
	if a.Outcome == Accepted {
		if wrong := a.validate(shown); len(wrong) > 0 {
			return wrong
		}
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		if err := lockTenant(ctx, s.db); err != nil {
			return err
		}
		if err := s.accounts.Hold(ctx, p.Account, false); err != nil {
			return err
		}
		subject, err := s.subject(ctx, p.Account, shown.Represents)
		if err != nil {
			return err
		}
		who, err := s.accounts.Get(ctx, p.Account)
		if err != nil {
			return err
		}
		return s.record(ctx, p, shown, a, subject, who)
	})
}

const maxJobTitle = 120 // characters

func (a *Answer) validate(shown Presentation) (wrong errs.List) {
	for _, item := range shown.Items {
		if !a.Ticked[item.Document] {
			wrong = append(wrong, errs.InvalidField("act_"+item.Document.String(), "accept.error.tick", nil))
		}
	}
	if !shown.Represents.IsZero() {
		title, ok := plain.Line(a.JobTitle, maxJobTitle)
		if a.JobTitle = title; !ok || title == "" {
			wrong = append(wrong, errs.InvalidField("job_title", "accept.error.job_title", nil))
		}
		if !a.MayBind {
			wrong = append(wrong, errs.InvalidField("may_bind", "accept.error.may_bind", nil))
		}
	}
	return wrong
}

// subject reads whose acts count from the database, in the transaction.
func (s *Service) subject(ctx context.Context, account uuid.UUID, represents tenants.ID) (Subject, error) {
	sub := Subject{Account: account, Represents: represents, Accepted: map[uuid.UUID]bool{}, Texts: map[uuid.UUID]string{}, ByParty: map[uuid.UUID]bool{}}
	own, err := acceptancesOf(ctx, account)
	if err != nil {
		return sub, err
	}
	if sub.Purposes, err = marksOf(ctx, account); err != nil {
		return sub, err
	}
	sub.declined = map[uuid.UUID]bool{}
	for _, a := range own { // newest first
		if a.Outcome == Accepted && a.Represents == nil {
			sub.Accepted[a.VersionID], sub.Texts[a.VersionID] = true, a.TextHash
		}
		if _, later := sub.declined[a.VersionID]; !later {
			sub.declined[a.VersionID] = a.Outcome == Declined
		}
	}
	if represents.IsZero() {
		return sub, nil
	}
	record, err := s.sites.LoadUnscoped(ctx, represents)
	if err != nil {
		return sub, err
	}
	sub.ByParty, err = byParty(ctx, record)
	return sub, err
}

// record writes an answer, in the accepting transaction.
func (s *Service) record(ctx context.Context, p principal.Principal, shown Presentation, a Answer, subject Subject, who accounts.Account) error {
	docs, err := documents.Catalogue(ctx)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	at := now
	if shown.Method == InAdvance {
		at = Ahead(docs, now)
	}
	owed := Pending(docs, subject, at)
	if a.Outcome == Declined && len(owed) == 0 {
		return nil // answered in another tab meanwhile: an old page takes nothing back
	}
	if !covered(docs, owed, shown, at) {
		return errChanged
	}
	for _, item := range shown.Items {
		if a.Outcome == Declined && subject.declined[item.Version] {
			continue // said before, and nothing since
		}
		doc := byID(docs, item.Document)
		bindsParty := doc.Binds == documents.BindsOrganisation
		row := Acceptance{ID: uuid.Must(uuid.NewV7()), AccountID: who.ID, DocumentID: item.Document, VersionID: item.Version,
			TextID: item.Text, Language: item.Language, TextHash: item.Hash, Wording: item.Wording, WordingHash: hash(item.Wording),
			Act: item.Act, Outcome: a.Outcome, Method: shown.Method, EmailVerified: who.EmailVerifiedAt != nil,
			PresentationID: shown.ID, KeyID: shown.key, PresentedAt: shown.IssuedAt, At: now}
		if bindsParty {
			if err := s.represent(ctx, &row, shown); err != nil {
				return err
			}
		}
		added, err := insertOnce(ctx, &row)
		if err != nil || !added {
			if err != nil {
				return err
			}
			continue // the same act, by a double click or in another tab
		}
		identity := Identity{ID: uuid.Must(uuid.NewV7()), AcceptanceID: row.ID, AccountID: who.ID, Name: who.Name, Email: who.Email}
		if bindsParty {
			identity.JobTitle = a.JobTitle
		}
		if err := insert(ctx, &identity); err != nil {
			return err
		}
		if bindsParty && a.Outcome == Accepted {
			details := ledger.Details{"Document": doc.Slug, "Version": doc.VersionByID(item.Version).Seq}
			if err := s.db.As(ctx, shown.Represents, func(ctx context.Context) error {
				return ledger.Record(ctx, p, now, ledger.AgreementAccepted, details)
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// represent adds which organisation was signed for. It must still be who the
// page named.
func (s *Service) represent(ctx context.Context, row *Acceptance, shown Presentation) error {
	// Nor can the party change before this commits.
	if err := s.db.As(ctx, shown.Represents, func(ctx context.Context) error { return lockTenant(ctx, s.db) }); err != nil {
		return err
	}
	record, err := s.sites.LoadUnscoped(ctx, shown.Represents)
	if err != nil {
		return err
	}
	if record.Party.Revision != shown.PartyRevision {
		return errChanged
	}
	row.Represents, row.PartyRevision = &shown.Represents, &shown.PartyRevision
	return nil
}

// covered reports whether what was shown still is what was published, and
// answers everything that is owed.
func covered(docs []documents.Document, owed []Owed, shown Presentation, at time.Time) bool {
	seq := map[uuid.UUID]int{}
	for _, item := range shown.Items {
		doc := byID(docs, item.Document)
		if doc == nil {
			return false
		}
		v := doc.VersionByID(item.Version)
		if v == nil || v.Withdrawn(at) {
			return false
		}
		if t := v.Text(item.Language); t == nil || t.ID != item.Text || t.Hash != item.Hash {
			return false
		}
		seq[doc.ID] = v.Seq
	}
	for _, o := range owed {
		if seq[o.Document.ID] < o.Required.Seq {
			return false
		}
	}
	return true
}

func byID(docs []documents.Document, id uuid.UUID) *documents.Document {
	for i := range docs {
		if docs[i].ID == id {
			return &docs[i]
		}
	}
	return nil
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// Register makes an account together with its acts on everything that is owed
// by a new customer, in one transaction, and opens its first session.
func (s *Service) Register(ctx context.Context, in accounts.NewAccount, a Answer) (session string, err error) {
	tenant, err := tenants.From(ctx)
	if err != nil {
		return "", err
	}
	wrong := in.Validate()
	shown, err := s.read(a.Token, tenant, uuid.UUID{})
	if err == nil {
		wrong = append(wrong, a.validate(shown)...)
	}
	if len(wrong) > 0 {
		return "", wrong
	}
	if err != nil {
		return "", err
	}
	passwordHash, err := s.accounts.Hash(ctx, in.Password)
	if err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		if err := lockTenant(ctx, s.db); err != nil {
			return err
		}
		if err := s.TakesCustomers(ctx); err != nil {
			return err
		}
		who, err := s.accounts.Create(ctx, in, passwordHash)
		if err != nil {
			return err
		}
		p := principal.Principal{Kind: principal.Person, Tenant: tenant, Account: who.ID}
		if err := s.record(ctx, p, shown, a, Subject{Account: who.ID}, who); err != nil {
			return err
		}
		session, err = s.accounts.OpenSession(ctx, who.ID)
		return err
	})
	return session, err
}
