package access

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Grant lets operators of the platform look into a site, for a reason and for
// hours. It holds from its approval, until its time is up or it is revoked. It
// stands on the platform's tenant, as memberships do.
type Grant struct {
	TenantID    tenantdb.TenantID `gorm:"primaryKey"`
	ID          uuid.UUID         `gorm:"primaryKey"`
	SiteID      tenants.ID
	Kind        Kind
	OperatorID  *uuid.UUID // nil: any operator
	Reason      string
	Hours       int
	MayWrite    bool
	RequestedBy uuid.UUID
	RequestedAt time.Time
	ApprovedBy  *uuid.UUID
	ApprovedAt  *time.Time
	EndsAt      *time.Time
	RevokedBy   *uuid.UUID
	RevokedAt   *time.Time
}

// Kind is who approves a grant.
type Kind string

// The kinds.
const (
	ByOwner   Kind = "owner"     // an owner of the site
	Emergency Kind = "emergency" // a second operator; the owners are told at once
)

// Look is a line of a site's access log: an operator did something under a
// grant. Lines are numbered from 1 without gaps, and each holds the hash of
// the one before.
type Look struct {
	TenantID   tenantdb.TenantID `gorm:"primaryKey"`
	ID         uuid.UUID         `gorm:"primaryKey"`
	Seq        int
	At         time.Time
	OperatorID uuid.UUID
	GrantID    uuid.UUID
	Method     string // HTTP method
	Path       string // what was asked for
	Previous   string // the hash of the line before; empty for the first
	Hash       string
	KeyID      string
	Signature  string
}

func insert(ctx context.Context, row any) error { return db.Conn(ctx).Create(row).Error }

// isSite asks a control table: is there a site of this id?
func isSite(ctx context.Context, id tenants.ID) (bool, error) {
	var n int64
	err := db.Conn(ctx).Model(&tenantdb.Tenant{}).Where("id = ? AND kind = ?", id, tenantdb.Site).Count(&n).Error
	return n == 1, err
}

func grantByID(ctx context.Context, id uuid.UUID) (g Grant, err error) {
	return g, db.Conn(ctx).Where("id = ?", id).First(&g).Error
}

const listed = 100

func grantsOf(ctx context.Context, site tenants.ID) (all []Grant, err error) {
	return all, db.Conn(ctx).Where("site_id = ?", site).Order("requested_at DESC, id DESC").Limit(listed).Find(&all).Error
}

func grantsFor(ctx context.Context, operator uuid.UUID) (all []Grant, err error) {
	err = db.Conn(ctx).Where("(operator_id IS NULL OR operator_id = ? OR kind = ?)", operator, Emergency).
		Order("requested_at DESC, id DESC").Limit(listed).Find(&all).Error
	return all, err
}

func requestsBy(ctx context.Context, operator uuid.UUID, site tenants.ID, kind Kind) (all []Grant, err error) {
	err = db.Conn(ctx).Where("requested_by = ? AND site_id = ? AND kind = ? AND approved_at IS NULL AND revoked_at IS NULL", operator, site, kind).
		Find(&all).Error
	return all, err
}

// lastEmergency is not found where the last one ended before a time.
func lastEmergency(ctx context.Context, site tenants.ID, after time.Time) (g Grant, err error) {
	err = db.Conn(ctx).Where("site_id = ? AND kind = ? AND ends_at > ? AND (revoked_at IS NULL OR revoked_at > ?)", site, Emergency, after, after).
		Order("approved_at DESC, id DESC").First(&g).Error
	return g, err
}

// approve writes an approval down, unless the request was answered meanwhile.
func approve(ctx context.Context, g Grant) (ok bool, err error) {
	res := db.Conn(ctx).Model(&Grant{}).Where("id = ? AND approved_at IS NULL AND revoked_at IS NULL", g.ID).
		Select("Hours", "MayWrite", "ApprovedBy", "ApprovedAt", "EndsAt").Updates(&g)
	return res.RowsAffected == 1, res.Error
}

func revoke(ctx context.Context, id, by uuid.UUID, at time.Time) (ok bool, err error) {
	res := db.Conn(ctx).Model(&Grant{}).Where("id = ? AND revoked_at IS NULL", id).
		Select("RevokedBy", "RevokedAt").Updates(&Grant{RevokedBy: &by, RevokedAt: &at})
	return res.RowsAffected == 1, res.Error
}

// lockLog makes looks into the context's tenant stand in line until the
// transaction ends, so that they are numbered one by one. On SQLite the
// transaction itself does.
func lockLog(ctx context.Context, d *db.DB, site tenants.ID) error {
	if d.Dialect == db.SQLite {
		return nil
	}
	return tenantdb.Reviewed(db.Conn(ctx)).Exec("SELECT 1 FROM tenants WHERE id = ? FOR NO KEY UPDATE", site).Error
}

// lastLook is not found where the log is empty.
func lastLook(ctx context.Context) (l Look, err error) {
	return l, db.Conn(ctx).Order("seq DESC").First(&l).Error
}

func lookBySeq(ctx context.Context, seq int) (l Look, err error) {
	return l, db.Conn(ctx).Where("seq = ?", seq).First(&l).Error
}

// looksAfter is the log from a line on, in its order, a part at a time.
func looksAfter(ctx context.Context, seq, limit int) (all []Look, err error) {
	return all, db.Conn(ctx).Where("seq > ?", seq).Order("seq").Limit(limit).Find(&all).Error
}

// looksBefore is the log from its end, or from a line, backwards.
func looksBefore(ctx context.Context, seq, limit int) (all []Look, err error) {
	return all, db.Conn(ctx).Where("seq < ?", seq).Order("seq DESC").Limit(limit).Find(&all).Error
}
