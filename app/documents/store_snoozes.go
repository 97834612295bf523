package documents

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Snooze is a remark that somebody has put aside for a while, having been told
// what it risks. It holds for the place as it was: other words are another
// place. Nothing changes or ends one but its time, or the text.
type Snooze struct {
	TenantID   tenantdb.TenantID `gorm:"primaryKey"`
	ID         uuid.UUID         `gorm:"primaryKey"`
	DocumentID uuid.UUID
	Language   string
	Rule       string // its code
	Place      string // a hash of what it was about
	AccountID  uuid.UUID
	Risk       string // what the person was told, in their language
	At         time.Time
	Until      time.Time
}

func snoozesOf(ctx context.Context, document uuid.UUID, now time.Time) (list []Snooze, err error) {
	return list, db.Conn(ctx).Where("document_id = ? AND until > ?", document, now).Order("at").Find(&list).Error
}
