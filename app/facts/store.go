package facts

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Said is all that a site has said: one row a tenant. A change is made
// under the lock of the tenant's row, so that two changes stand in one order.
type Said struct {
	TenantID  tenantdb.TenantID `gorm:"primaryKey"`
	ID        uuid.UUID         `gorm:"primaryKey"`
	Content   Set               `gorm:"serializer:json"`
	Revision  int               // counts changes
	UpdatedAt time.Time
}

// TableName is gorm's contract.
func (Said) TableName() string { return "facts" }

// load reads the context's tenant's; the zero row where it has said nothing.
func load(ctx context.Context) (row Said, err error) {
	err = db.Conn(ctx).Take(&row).Error
	if db.IsNotFound(err) {
		return Said{}, nil
	}
	return row, err
}

// keep writes it, under the tenant's lock.
func keep(ctx context.Context, row Said) error {
	if row.ID == uuid.Nil {
		row.ID = uuid.Must(uuid.NewV7())
		return db.Conn(ctx).Create(&row).Error
	}
	return db.Conn(ctx).Model(&Said{}).Where("id = ?", row.ID).Select("content", "revision", "updated_at").Updates(&row).Error
}
