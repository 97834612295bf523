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

// An owner's invitation names no account: addresses are not verified here, so
// whoever made an account in somebody's name before must not come in by it.
// The link does, and joins the site to the account of who bears it.

// Invite makes an invitation and returns its secret. One to the same address
// takes the place of an earlier one. The context's tenant is the platform.
func (s *Service) Invite(ctx context.Context, p principal.Principal, site tenants.ID, role principal.Role, email string) (token string, err error) {
	if err := s.manages(p, site); err != nil {
		return "", err
	}
	email = strings.TrimSpace(email)
	var wrong errs.List
	if !validEmail(email) {
		wrong = append(wrong, errs.InvalidField("email", "account.error.email", nil))
	}
	if !slices.Contains(Assignable, role) {
		wrong = append(wrong, errs.InvalidField("role", "people.error.role", nil))
	}
	if len(wrong) > 0 {
		return "", wrong
	}
	token = newToken()
	return token, s.db.Tx(ctx, func(ctx context.Context) error {
		now := s.clock.Now()
		open, err := invitationsOf(ctx, site, now)
		if err != nil {
			return err
		}
		for _, i := range open {
			if emailKey(i.Email) == emailKey(email) {
				if _, err := deleteInvitation(ctx, site, i.ID); err != nil {
					return err
				}
			}
		}
		if err := insert(ctx, &Invitation{ID: uuid.Must(uuid.NewV7()), SiteID: site, Role: role, Email: email, TokenHash: HashToken(token),
			InvitedBy: p.Account, CreatedAt: now, ExpiresAt: now.Add(LinkLife)}); err != nil {
			return err
		}
		return s.db.As(ctx, site, func(ctx context.Context) error {
			return ledger.Record(ctx, p, now, ledger.MemberInvited, ledger.Details{"Role": role})
		})
	})
}

// manages: only a person can, since an invitation says who sent it.
func (s *Service) manages(p principal.Principal, site tenants.ID) error {
	if err := p.Require(site, principal.ManageMembers); err != nil {
		return err
	}
	if p.Kind != principal.Person {
		return errs.New(errs.Forbidden, "error.forbidden", nil)
	}
	return nil
}

// Invitations lists a site's that can still be used.
func (s *Service) Invitations(ctx context.Context, p principal.Principal, site tenants.ID) (all []Invitation, err error) {
	if err := p.Require(site, principal.ManageMembers); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		all, err = invitationsOf(ctx, site, s.clock.Now())
		return err
	})
	return all, err
}

// Uninvite takes an invitation back.
func (s *Service) Uninvite(ctx context.Context, p principal.Principal, site tenants.ID, invitation uuid.UUID) error {
	if err := p.Require(site, principal.ManageMembers); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		there, err := deleteInvitation(ctx, site, invitation)
		if err == nil && !there {
			err = errs.New(errs.NotFound, "error.not_found", nil)
		}
		return err
	})
}

// Invitation returns what a secret lets its bearer do. One that is unknown,
// used, taken back or too old is not found: they are not told apart.
func (s *Service) Invitation(ctx context.Context, token string) (i Invitation, err error) {
	err = s.db.View(ctx, func(ctx context.Context) error {
		i, err = s.invitation(ctx, token)
		return err
	})
	return i, err
}

func (s *Service) invitation(ctx context.Context, token string) (i Invitation, err error) {
	i, err = invitationByHash(ctx, HashToken(token))
	if db.IsNotFound(err) || err == nil && !s.clock.Now().Before(i.ExpiresAt) {
		return i, errs.New(errs.NotFound, "join.error.link", nil)
	}
	return i, err
}

// Join uses an invitation up for who is signed in on the platform.
func (s *Service) Join(ctx context.Context, p principal.Principal, token string) error {
	if err := s.self(ctx, p); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error { return s.join(ctx, p, token) })
}

func (s *Service) join(ctx context.Context, p principal.Principal, token string) error {
	i, err := s.invitation(ctx, token)
	if err != nil {
		return err
	}
	mine, err := membershipsOf(ctx, p.Account)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(mine, func(m Membership) bool { return m.SiteID == i.SiteID }) {
		return errs.New(errs.Conflict, "join.error.member", nil)
	}
	there, err := deleteInvitation(ctx, i.SiteID, i.ID)
	if err == nil && !there { // used meanwhile
		err = errs.New(errs.NotFound, "join.error.link", nil)
	}
	if err != nil {
		return err
	}
	now := s.clock.Now()
	if err := insert(ctx, &Membership{ID: uuid.Must(uuid.NewV7()), SiteID: i.SiteID, AccountID: p.Account, Role: i.Role, CreatedAt: now}); err != nil {
		return err
	}
	return s.db.As(ctx, i.SiteID, func(ctx context.Context) error {
		return ledger.Record(ctx, p, now, ledger.MemberJoined, ledger.Details{"Role": i.Role, "Member": p.Account})
	})
}

// JoinAs makes an account with the invitation's address, joins, and signs in.
func (s *Service) JoinAs(ctx context.Context, token, name, password string) (session string, err error) {
	platform, err := tenants.From(ctx)
	if err != nil {
		return "", err
	}
	if _, err := s.Invitation(ctx, token); err != nil { // before a password is made, which takes long
		return "", err
	}
	name = strings.Join(strings.Fields(name), " ")
	var wrong errs.List
	if !validName(name) {
		wrong = append(wrong, errs.InvalidField("name", "account.error.name", nil))
	}
	hash, err := s.Hash(ctx, password)
	wrong = append(wrong, errs.All(err)...)
	if len(wrong) > 0 {
		return "", wrong
	} else if err != nil {
		return "", err
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		i, err := s.invitation(ctx, token)
		if err != nil {
			return err
		}
		a, err := s.Create(ctx, NewAccount{Name: name, Email: i.Email}, hash)
		if errs.HasKey(err, "account.error.email_taken") { // whoever has it must sign in
			return errs.New(errs.Conflict, "join.error.taken", nil)
		} else if err != nil {
			return err
		}
		if err := s.join(ctx, principal.Principal{Kind: principal.Person, Tenant: platform, Account: a.ID}, token); err != nil {
			return err
		}
		session, err = s.OpenSession(ctx, a.ID)
		return err
	})
	return session, err
}
