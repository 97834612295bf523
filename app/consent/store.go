package consent

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Connected is a service that a site has connected. A change ends it and
// begins another.
type Connected struct {
	TenantID  tenantdb.TenantID `gorm:"primaryKey"`
	ID        uuid.UUID         `gorm:"primaryKey"`
	Code      string            // of its preset
	Account   string            // what the service calls the site
	Limited   bool              // it is told to keep less: see Preset.Limits
	Elsewhere string            // codes of what the owner has set in the service itself, comma-separated
	SettledAt *time.Time        // when the owner said so
	CreatedAt time.Time
	EndedAt   *time.Time

	// Told are the versions of the privacy document that tell of it.
	Told []uuid.UUID `gorm:"-"`
}

// TableName is gorm's contract.
func (Connected) TableName() string { return "services" }

// Consent is a choice that allows something: evidence, only ever added. The
// random id that the browser keeps is its only identifier.
type Consent struct {
	TenantID   tenantdb.TenantID `gorm:"primaryKey"`
	ID         uuid.UUID         `gorm:"primaryKey"` // the browser's
	Allowed    string            // classes, comma-separated
	Services   string            // codes of what that let run, comma-separated
	Notice     string            // the version that was shown
	NoticeHash string            // SHA-256 of the very bytes
	Language   string
	Method     Method
	Previous   *uuid.UUID // the consent that this one changes
	At         time.Time
	EraseAt    time.Time
}

// Method is where a choice was made.
type Method string

// The methods.
const (
	OnNotice   Method = "notice"
	OnSettings Method = "settings"
)

// Notice is a notice as it was shown, byte for byte.
type Notice struct {
	TenantID  tenantdb.TenantID `gorm:"primaryKey"`
	ID        uuid.UUID         `gorm:"primaryKey"`
	Hash      string
	Version   string
	Language  string
	HTML      string `gorm:"column:html"`
	CreatedAt time.Time
}

// TableName is gorm's contract.
func (Notice) TableName() string { return "consent_notices" }

// Count is how many chose what in a week: no trace of anybody.
type Count struct {
	TenantID tenantdb.TenantID `gorm:"primaryKey"`
	ID       uuid.UUID         `gorm:"primaryKey"`
	Week     time.Time         // the Monday, UTC
	Language string
	Chosen   string // classes, comma-separated; empty: only what is necessary
	GPC      bool   `gorm:"column:gpc"` // the browser sends Global Privacy Control
	Count    int
}

// TableName is gorm's contract.
func (Count) TableName() string { return "consent_counts" }

func connected(ctx context.Context) (all []Connected, err error) {
	return all, db.Conn(ctx).Where("ended_at IS NULL").Order("code").Find(&all).Error
}

func insert(ctx context.Context, row any) error { return db.Conn(ctx).Create(row).Error }

func insertOnce(ctx context.Context, row any) error {
	return db.Conn(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(row).Error
}

// count adds one to a number.
func count(ctx context.Context, c Count) error {
	if err := insertOnce(ctx, &c); err != nil {
		return err
	}
	return db.Conn(ctx).Model(&Count{}).
		Where("week = ? AND language = ? AND chosen = ? AND gpc = ?", c.Week, c.Language, c.Chosen, c.GPC).
		Update("count", gorm.Expr("count + 1")).Error
}

func consentByID(ctx context.Context, id uuid.UUID) (c Consent, err error) {
	return c, db.Conn(ctx).Where("id = ?", id).First(&c).Error
}

func counts(ctx context.Context, since time.Time) (all []Count, err error) {
	return all, db.Conn(ctx).Where("week >= ?", since).Order("week, language, chosen, gpc").Find(&all).Error
}

func consentsAfter(ctx context.Context, last uuid.UUID, limit int) (all []Consent, err error) {
	return all, db.Conn(ctx).Where("id > ?", last).Order("id").Limit(limit).Find(&all).Error
}

func noticeByHash(ctx context.Context, hash string) (n Notice, err error) {
	return n, db.Conn(ctx).Where("hash = ?", hash).First(&n).Error
}

func end(ctx context.Context, id uuid.UUID, at time.Time) error {
	return db.Conn(ctx).Model(&Connected{}).Where("id = ? AND ended_at IS NULL", id).Update("ended_at", at).Error
}

func settle(ctx context.Context, code, done string, at time.Time) (found bool, err error) {
	res := db.Conn(ctx).Model(&Connected{}).Where("code = ? AND ended_at IS NULL", code).Updates(map[string]any{"elsewhere": done, "settled_at": at})
	return res.RowsAffected == 1, res.Error
}

// eraseDue erases the context's tenant's consents whose time is up, logged in
// the same transaction. The database lets them go in no other way.
func eraseDue(ctx context.Context, d *db.DB, now time.Time) (n int, err error) {
	id := uuid.Must(uuid.NewV7())
	if d.Dialect == db.Postgres {
		err = tenantdb.Reviewed(db.Conn(ctx)).Raw("SELECT erase_consents(?, ?)", id, now).Scan(&n).Error
		return n, err
	}
	var due int64
	conn := db.Conn(ctx)
	if err := conn.Model(&Consent{}).Where("erase_at <= ?", now).Count(&due).Error; err != nil || due == 0 {
		return 0, err
	}
	if err := conn.Create(&erasure{ID: id, Cutoff: now, Erased: int(due)}).Error; err != nil {
		return 0, err
	}
	return int(due), conn.Where("erase_at <= ?", now).Delete(&Consent{}).Error
}

// erasure is a line of the log of erasures, which acceptance's table is.
type erasure struct {
	TenantID tenantdb.TenantID `gorm:"primaryKey"`
	ID       uuid.UUID         `gorm:"primaryKey"`
	Cutoff   time.Time
	Erased   int
}

func (erasure) TableName() string { return "erasures" }
