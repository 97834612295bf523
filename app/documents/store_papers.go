package documents

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Slug is an address that a document had before, which leads to it for ever.
type Slug struct {
	TenantID   tenantdb.TenantID `gorm:"primaryKey"`
	ID         uuid.UUID         `gorm:"primaryKey"`
	Slug       string
	DocumentID uuid.UUID
	CreatedAt  time.Time
}

// Adoption is which edition of the platform's text a document's text in a
// language follows. Source is that edition, with what has been decided since
// about the next one: what differs from a later edition is still to decide.
type Adoption struct {
	TenantID   tenantdb.TenantID `gorm:"primaryKey"`
	ID         uuid.UUID         `gorm:"primaryKey"`
	DocumentID uuid.UUID
	Language   string
	Name       string
	Edition    int
	Source     string
	AdoptedAt  time.Time
}

// formerSlugs are the tenant's, by document, the oldest first.
func formerSlugs(ctx context.Context) (map[uuid.UUID][]string, error) {
	var rows []Slug
	if err := db.Conn(ctx).Order("created_at, id").Find(&rows).Error; err != nil {
		return nil, err
	}
	by := map[uuid.UUID][]string{}
	for _, r := range rows {
		by[r.DocumentID] = append(by[r.DocumentID], r.Slug)
	}
	return by, nil
}

// updateDocument writes what its settings page changes.
func updateDocument(ctx context.Context, d *Document) error {
	return db.Conn(ctx).Model(&Document{}).Where("id = ?", d.ID).Select("slug", "names", "act", "audience", "unlisted").Updates(d).Error
}

func setPosition(ctx context.Context, document uuid.UUID, position int) error {
	return db.Conn(ctx).Model(&Document{}).Where("id = ?", document).Update("position", position).Error
}

func setRetired(ctx context.Context, document uuid.UUID, at *time.Time) error {
	return db.Conn(ctx).Model(&Document{}).Where("id = ?", document).Update("retired_at", at).Error
}

// remove takes away a document that was never published, and gives its
// addresses back. Its row stays, for what others keep about it.
func remove(ctx context.Context, d *Document, at time.Time) error {
	for _, of := range []any{&Draft{}, &Adoption{}, &Slug{}} {
		if err := db.Conn(ctx).Where("document_id = ?", d.ID).Delete(of).Error; err != nil {
			return err
		}
	}
	return db.Conn(ctx).Model(&Document{}).Where("id = ?", d.ID).Updates(map[string]any{"slug": d.ID.String(), "removed_at": at}).Error
}

func adoptionsOf(ctx context.Context, document uuid.UUID) (rows []Adoption, err error) {
	return rows, db.Conn(ctx).Where("document_id = ?", document).Find(&rows).Error
}

// keepAdoption replaces what a text was said to follow.
func keepAdoption(ctx context.Context, a Adoption) error {
	if err := forgetAdoption(ctx, a.DocumentID, a.Language); err != nil {
		return err
	}
	a.ID = uuid.Must(uuid.NewV7())
	return insert(ctx, &a)
}

func forgetAdoption(ctx context.Context, document uuid.UUID, language string) error {
	return db.Conn(ctx).Where("document_id = ? AND language = ?", document, language).Delete(&Adoption{}).Error
}
