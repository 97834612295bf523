// Package accounts owns people on a tenant: customers on a site; owners,
// editors, auditors and operators on the platform. It knows their passwords
// and sessions, and which sites an account of the platform may act on.
package accounts

import (
	"context"
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/plain"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
)

// How long things last.
const (
	SessionLife = 14 * 24 * time.Hour
	LinkLife    = 7 * 24 * time.Hour
)

// Service is the one way to accounts.
type Service struct {
	db    *db.DB
	clock *clock.Clock
}

// New makes the service.
func New(d *db.DB, c *clock.Clock) *Service { return &Service{db: d, clock: c} }

// NewAccount is what a person gives to get an account.
type NewAccount struct {
	Name, Email, Password string
}

// Validate cleans what was typed and tells everything that is wrong with it.
func (n *NewAccount) Validate() (wrong errs.List) {
	n.Name = strings.Join(strings.Fields(n.Name), " ")
	n.Email = strings.TrimSpace(n.Email)
	if !validName(n.Name) {
		wrong = append(wrong, errs.InvalidField("name", "account.error.name", nil))
	}
	if !validEmail(n.Email) {
		wrong = append(wrong, errs.InvalidField("email", "account.error.email", nil))
	}
	if err := checkPassword(n.Password); err != nil {
		wrong = append(wrong, errs.All(err)...)
	}
	return wrong
}

const maxName = 120 // characters

func validName(name string) bool {
	_, ok := plain.Line(name, maxName)
	return ok && name != ""
}

func validEmail(email string) bool {
	a, err := mail.ParseAddress(email)
	return err == nil && a.Address == email && len(email) <= 254 && utf8.ValidString(email) &&
		!strings.ContainsFunc(email, unicode.IsControl)
}

func emailKey(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// Hash prepares a password for Create. It takes long on purpose, so it is
// done before the transaction, which on SQLite holds up every other writer.
func (s *Service) Hash(ctx context.Context, password string) (string, error) {
	if err := checkPassword(password); err != nil {
		return "", err
	}
	return hashPassword(ctx, password)
}

// Create makes an account on the context's tenant, in the caller's
// transaction: whoever opens a door (registration, an invitation, the shell)
// says in the same transaction what the person did to come in. hash is from
// Hash; empty makes an account that cannot sign in before its link is used.
func (s *Service) Create(ctx context.Context, in NewAccount, hash string) (Account, error) {
	a := Account{ID: uuid.Must(uuid.NewV7()), Email: in.Email, EmailKey: emailKey(in.Email), Name: in.Name,
		PasswordHash: hash, CreatedAt: s.clock.Now()}
	err := s.db.Tx(ctx, func(ctx context.Context) error { return insert(ctx, &a) })
	if db.IsDuplicate(err) {
		return a, errs.InvalidField("email", "account.error.email_taken", nil)
	}
	return a, err
}

// SignIn checks a password on the context's tenant and opens a session. The
// answer, and the time it takes, is the same for an unknown address, a wrong
// password and an account without one.
func (s *Service) SignIn(ctx context.Context, email, password string) (token string, err error) {
	var a Account
	err = s.db.View(ctx, func(ctx context.Context) error {
		if !validEmail(strings.TrimSpace(email)) {
			return nil // nobody's; Postgres would not even take some of them
		}
		a, err = byEmail(ctx, emailKey(email))
		return err
	})
	if err != nil && !db.IsNotFound(err) {
		return "", err
	}
	ok, err := samePassword(ctx, password, a.PasswordHash)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", errs.New(errs.Invalid, "login.error.wrong", nil)
	}
	return s.OpenSession(ctx, a.ID)
}

// OpenSession signs an account in and returns the token for its cookie.
func (s *Service) OpenSession(ctx context.Context, account uuid.UUID) (token string, err error) {
	token = newToken()
	now := s.clock.Now()
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		return insert(ctx, &Session{ID: uuid.Must(uuid.NewV7()), AccountID: account, TokenHash: HashToken(token),
			CreatedAt: now, ExpiresAt: now.Add(SessionLife)})
	})
	return token, err
}

// SignOut ends the session of a token; an unknown one is no error.
func (s *Service) SignOut(ctx context.Context, token string) error {
	return s.db.Tx(ctx, func(ctx context.Context) error { return deleteSession(ctx, HashToken(token)) })
}

// Get returns an account of the context's tenant.
func (s *Service) Get(ctx context.Context, id uuid.UUID) (a Account, err error) {
	err = s.db.View(ctx, func(ctx context.Context) error {
		a, err = byID(ctx, id)
		if db.IsNotFound(err) {
			return errs.New(errs.NotFound, "error.not_found", nil)
		}
		return err
	})
	return a, err
}

// Rename changes a person's own name.
func (s *Service) Rename(ctx context.Context, p principal.Principal, name string) error {
	if err := s.self(ctx, p); err != nil {
		return err
	}
	name = strings.Join(strings.Fields(name), " ")
	if !validName(name) {
		return errs.InvalidField("name", "account.error.name", nil)
	}
	return s.db.Tx(ctx, func(ctx context.Context) error { return setName(ctx, p.Account, name) })
}

// CheckPassword confirms that the person at the keyboard knows p's password.
func (s *Service) CheckPassword(ctx context.Context, p principal.Principal, password string) error {
	if err := s.self(ctx, p); err != nil {
		return err
	}
	a, err := s.Get(ctx, p.Account)
	if err != nil {
		return err
	}
	ok, err := samePassword(ctx, password, a.PasswordHash)
	if err != nil {
		return err
	}
	if !ok {
		return errs.InvalidField("password", "account.error.password_wrong", nil)
	}
	return nil
}

// RecordDeletion writes into the history that a person's own account is
// deleted, in the transaction of rights.Service, which deletes it.
func (s *Service) RecordDeletion(ctx context.Context, p principal.Principal) error {
	if err := s.self(ctx, p); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		return ledger.Record(ctx, p, s.clock.Now(), ledger.AccountDeleted, nil)
	})
}

func (s *Service) self(ctx context.Context, p principal.Principal) error {
	tenant, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return p.RequireSelf(tenant)
}

// Hold keeps an account from being deleted (or, exclusively, from acting)
// until the caller's transaction ends, and fails where it is gone.
func (s *Service) Hold(ctx context.Context, id uuid.UUID, exclusive bool) error {
	err := hold(ctx, s.db, id, exclusive)
	if db.IsNotFound(err) {
		return errs.New(errs.NotFound, "error.not_found", nil)
	}
	return err
}

// Purge forgets the context's tenant's sessions, links and invitations that
// have run out.
func (s *Service) Purge(ctx context.Context) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		if err := purge(ctx, s.clock.Now()); err != nil {
			return err
		}
		return purgeInvitations(ctx, s.clock.Now())
	})
}

// Count returns how many accounts the context's tenant has.
func (s *Service) Count(ctx context.Context) (n int64, err error) {
	err = s.db.View(ctx, func(ctx context.Context) error {
		n, err = countAccounts(ctx)
		return err
	})
	return n, err
}
