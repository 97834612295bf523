package acceptance

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Meeting is how often somebody was shown the page that asks about a version,
// one row for the two of them. It is no evidence: it is forgotten, see
// MeetingLife.
type Meeting struct {
	TenantID  tenantdb.TenantID `gorm:"primaryKey"`
	ID        uuid.UUID         `gorm:"primaryKey"`
	AccountID uuid.UUID
	VersionID uuid.UUID // the one that is required
	Language  string    // of the text last shown
	Times     int
	FirstAt   time.Time
	LastAt    time.Time
}

// The database decides whether it counts, so that pages that are shown at the
// same moment count once.
const meetSQL = `
INSERT INTO meetings (tenant_id, id, account_id, version_id, language, times, first_at, last_at)
VALUES (@tenant, @id, @account, @version, @language, 1, @now, @now)
ON CONFLICT (tenant_id, account_id, version_id)
DO UPDATE SET times = meetings.times + 1, language = excluded.language, last_at = excluded.last_at
WHERE meetings.last_at <= @again`

// meet counts a meeting, unless the last one that counted was after again.
func meet(ctx context.Context, m Meeting, again time.Time) error {
	tenant, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return tenantdb.Reviewed(db.Conn(ctx)).Exec(meetSQL, map[string]any{"tenant": tenant, "id": m.ID, "account": m.AccountID,
		"version": m.VersionID, "language": m.Language, "now": m.LastAt, "again": again}).Error
}

// forgetMeetings forgets those whose last time was before.
func forgetMeetings(ctx context.Context, before time.Time) error {
	return db.Conn(ctx).Where("last_at <= ?", before).Delete(&Meeting{}).Error
}

func meetingsOf(ctx context.Context, accounts []uuid.UUID) (all []Meeting, err error) {
	return all, db.Conn(ctx).Where("account_id IN ?", accounts).Order("last_at DESC, id DESC").Find(&all).Error
}
