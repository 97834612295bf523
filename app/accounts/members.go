package accounts

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
)

// AddMember lets the platform's account with this address act on a site. The
// account is made where there is none; link is then the one-time secret with
// which its owner sets the first password. The context's tenant is the
// platform.
func (s *Service) AddMember(ctx context.Context, p principal.Principal, site tenants.ID, role principal.Role, name, email string) (a Account, link string, err error) {
	platform, err := tenants.From(ctx)
	if err != nil {
		return a, "", err
	}
	if err := p.Require(platform, principal.Operate); err != nil {
		return a, "", err
	}
	name, email = strings.Join(strings.Fields(name), " "), strings.TrimSpace(email)
	var wrong errs.List
	if !validName(name) {
		wrong = append(wrong, errs.InvalidField("name", "account.error.name", nil))
	}
	if !validEmail(email) {
		wrong = append(wrong, errs.InvalidField("email", "account.error.email", nil))
	}
	if len(wrong) > 0 {
		return a, "", wrong
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		now := s.clock.Now()
		a, err = byEmail(ctx, emailKey(email))
		if db.IsNotFound(err) {
			a, err = s.Create(ctx, NewAccount{Name: name, Email: email}, "")
		}
		if err != nil {
			return err
		}
		if a.PasswordHash == "" { // new, or whose link ran out
			if link, err = s.newLink(ctx, a.ID); err != nil {
				return err
			}
		}
		already, err := membershipsOf(ctx, a.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(already, func(m Membership) bool { return m.SiteID == site }) {
			if link != "" {
				return nil // invited before, and has not come yet: a new link is all that is wanted
			}
			return errs.New(errs.Conflict, "account.error.member_already", nil)
		}
		err = insert(ctx, &Membership{ID: uuid.Must(uuid.NewV7()), SiteID: site, AccountID: a.ID, Role: role, CreatedAt: now})
		if db.IsDuplicate(err) {
			return errs.New(errs.Conflict, "account.error.member_already", nil)
		} else if err != nil {
			return err
		}
		// The history is the site's: who may act on it is its business.
		return s.db.As(ctx, site, func(ctx context.Context) error {
			return ledger.Record(ctx, p, now, ledger.MemberAdded, ledger.Details{"Role": role, "Member": a.ID})
		})
	})
	return a, link, err
}

func (s *Service) newLink(ctx context.Context, account uuid.UUID) (token string, err error) {
	token = newToken()
	return token, insert(ctx, &PasswordLink{ID: uuid.Must(uuid.NewV7()), AccountID: account, TokenHash: HashToken(token),
		ExpiresAt: s.clock.Now().Add(LinkLife)})
}

// LinkAccount returns whose password a link sets, or errs.NotFound for one
// that is unknown, used or too old: the three are not told apart.
func (s *Service) LinkAccount(ctx context.Context, token string) (a Account, err error) {
	err = s.db.View(ctx, func(ctx context.Context) error {
		link, err := linkByHash(ctx, HashToken(token))
		if db.IsNotFound(err) || err == nil && !s.clock.Now().Before(link.ExpiresAt) {
			return errs.New(errs.NotFound, "password.error.link", nil)
		} else if err != nil {
			return err
		}
		a, err = byID(ctx, link.AccountID)
		return err
	})
	return a, err
}

// SetPassword uses a link up: it sets the password and ends every session
// that the account had.
func (s *Service) SetPassword(ctx context.Context, token, password string) error {
	a, err := s.LinkAccount(ctx, token)
	if err != nil {
		return err
	}
	hash, err := s.Hash(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		n, err := deleteLinksOf(ctx, a.ID)
		if err == nil && n == 0 { // used meanwhile
			err = errs.New(errs.NotFound, "password.error.link", nil)
		}
		if err != nil {
			return err
		}
		if err := setPassword(ctx, a.ID, hash); err != nil {
			return err
		}
		return deleteSessionsOf(ctx, a.ID)
	})
}
