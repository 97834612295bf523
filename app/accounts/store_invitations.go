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

// Invitation lets its bearer act on a site, once. It is nobody's account's
// until it is used: the address is only what its sender meant.
type Invitation struct {
	TenantID  tenantdb.TenantID `gorm:"primaryKey"` // the platform
	ID        uuid.UUID         `gorm:"primaryKey"`
	SiteID    tenants.ID
	Role      principal.Role
	Email     string
	TokenHash string
	InvitedBy uuid.UUID
	CreatedAt time.Time
	ExpiresAt time.Time
}

func invitationsOf(ctx context.Context, site tenants.ID, now time.Time) (all []Invitation, err error) {
	return all, db.Conn(ctx).Where("site_id = ? AND expires_at > ?", site, now).Order("created_at, id").Find(&all).Error
}

func invitationByHash(ctx context.Context, hash string) (i Invitation, err error) {
	return i, db.Conn(ctx).Where("token_hash = ?", hash).First(&i).Error
}

// deleteInvitation reports false where it is used or taken back already.
func deleteInvitation(ctx context.Context, site tenants.ID, id uuid.UUID) (bool, error) {
	res := db.Conn(ctx).Where("site_id = ? AND id = ?", site, id).Delete(&Invitation{})
	return res.RowsAffected == 1, res.Error
}

func purgeInvitations(ctx context.Context, now time.Time) error {
	return db.Conn(ctx).Where("expires_at <= ?", now).Delete(&Invitation{}).Error
}
