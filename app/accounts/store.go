package accounts

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Account is a person on one tenant. The same e-mail address on two tenants
// is two accounts, each with its own controller.
type Account struct {
	TenantID        tenantdb.TenantID `gorm:"primaryKey"`
	ID              uuid.UUID         `gorm:"primaryKey"`
	Email           string            // as it was typed
	EmailKey        string            // as it is compared
	Name            string
	PasswordHash    string // argon2id in PHC form; empty: no password set yet
	EmailVerifiedAt *time.Time
	CreatedAt       time.Time
}

// Session is a signed-in browser. Its token is the browser's alone: the row
// has the token's hash.
type Session struct {
	TenantID  tenantdb.TenantID `gorm:"primaryKey"`
	ID        uuid.UUID         `gorm:"primaryKey"`
	AccountID uuid.UUID
	TokenHash string
	CreatedAt time.Time
	ExpiresAt time.Time
}

// PasswordLink lets its bearer set an account's password, once.
type PasswordLink struct {
	TenantID  tenantdb.TenantID `gorm:"primaryKey"`
	ID        uuid.UUID         `gorm:"primaryKey"`
	AccountID uuid.UUID
	TokenHash string
	ExpiresAt time.Time
}

// Membership ties an account of the platform to a site that it may act on.
type Membership struct {
	TenantID  tenantdb.TenantID `gorm:"primaryKey"` // the platform
	ID        uuid.UUID         `gorm:"primaryKey"`
	SiteID    tenants.ID
	AccountID uuid.UUID
	Role      principal.Role
	CreatedAt time.Time
}

func insert(ctx context.Context, row any) error { return db.Conn(ctx).Create(row).Error }

func byEmail(ctx context.Context, key string) (a Account, err error) {
	return a, db.Conn(ctx).Where("email_key = ?", key).First(&a).Error
}

func byID(ctx context.Context, id uuid.UUID) (a Account, err error) {
	return a, db.Conn(ctx).Where("id = ?", id).First(&a).Error
}

// hold keeps an account as it is until the transaction ends: from being
// deleted, or, exclusively, from acting. It is not found once it is gone. On
// SQLite the transaction itself does.
func hold(ctx context.Context, d *db.DB, id uuid.UUID, exclusive bool) error {
	if d.Dialect == db.Postgres {
		tenant, err := tenants.From(ctx)
		if err != nil {
			return err
		}
		lock := "SELECT 1 FROM accounts WHERE tenant_id = ? AND id = ? FOR SHARE"
		if exclusive {
			lock = "SELECT 1 FROM accounts WHERE tenant_id = ? AND id = ? FOR UPDATE"
		}
		if err := tenantdb.Reviewed(db.Conn(ctx)).Exec(lock, tenant, id).Error; err != nil {
			return err
		}
	}
	_, err := byID(ctx, id)
	return err
}

// purge forgets what has run out.
func purge(ctx context.Context, now time.Time) error {
	if err := db.Conn(ctx).Where("expires_at <= ?", now).Delete(&Session{}).Error; err != nil {
		return err
	}
	return db.Conn(ctx).Where("expires_at <= ?", now).Delete(&PasswordLink{}).Error
}

func setName(ctx context.Context, id uuid.UUID, name string) error {
	return db.Conn(ctx).Model(&Account{}).Where("id = ?", id).Update("name", name).Error
}

func setPassword(ctx context.Context, id uuid.UUID, hash string) error {
	return db.Conn(ctx).Model(&Account{}).Where("id = ?", id).Update("password_hash", hash).Error
}

func deleteSession(ctx context.Context, hash string) error {
	return db.Conn(ctx).Where("token_hash = ?", hash).Delete(&Session{}).Error
}

func deleteSessionsOf(ctx context.Context, account uuid.UUID) error {
	return db.Conn(ctx).Where("account_id = ?", account).Delete(&Session{}).Error
}

func linkByHash(ctx context.Context, hash string) (l PasswordLink, err error) {
	return l, db.Conn(ctx).Where("token_hash = ?", hash).First(&l).Error
}

func deleteLinksOf(ctx context.Context, account uuid.UUID) (n int64, err error) {
	res := db.Conn(ctx).Where("account_id = ?", account).Delete(&PasswordLink{})
	return res.RowsAffected, res.Error
}

func membershipsOf(ctx context.Context, account uuid.UUID) (all []Membership, err error) {
	return all, db.Conn(ctx).Where("account_id = ?", account).Find(&all).Error
}

// membersOf are a site's members, in an order that does not change.
func membersOf(ctx context.Context, site tenants.ID) (all []Membership, err error) {
	return all, db.Conn(ctx).Where("site_id = ?", site).Order("created_at, account_id").Find(&all).Error
}

func deleteMembership(ctx context.Context, id uuid.UUID) error {
	return db.Conn(ctx).Where("id = ?", id).Delete(&Membership{}).Error
}

func countAccounts(ctx context.Context) (n int64, err error) {
	return n, db.Conn(ctx).Model(&Account{}).Count(&n).Error
}
