package documents

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Review is a request to look at drafts before they are published. It is
// decided once; nothing else of it ever changes.
type Review struct {
	TenantID   tenantdb.TenantID `gorm:"primaryKey"`
	ID         uuid.UUID         `gorm:"primaryKey"`
	DocumentID uuid.UUID
	AskedBy    uuid.UUID
	AskedAt    time.Time
	Note       string
	Sent       []Sent `gorm:"serializer:json"` // the drafts as they were
	Outcome    ReviewOutcome
	DecidedBy  *uuid.UUID
	DecidedAt  *time.Time
	Seen       []Sent `gorm:"serializer:json"` // the drafts that were decided about
	Comment    string // to who asked
}

// Sent is a draft by what it says.
type Sent struct {
	Language string `json:"language"`
	Hash     string `json:"hash"`
}

// ReviewOutcome is what became of a review.
type ReviewOutcome string

// The outcomes.
const (
	Waits     ReviewOutcome = "" // nobody has decided
	Approved  ReviewOutcome = "approved"
	Returned  ReviewOutcome = "returned"
	Withdrawn ReviewOutcome = "withdrawn" // by an editor
	Overtaken ReviewOutcome = "published" // by somebody who did not wait for it
)

// latestReview is the last that was asked for of a document, or nil.
func latestReview(ctx context.Context, document uuid.UUID) (*Review, error) {
	var r Review
	err := db.Conn(ctx).Where("document_id = ?", document).Order("asked_at DESC, id DESC").First(&r).Error
	if db.IsNotFound(err) {
		return nil, nil
	}
	return &r, err
}

func hasReview(ctx context.Context, document, id uuid.UUID) (bool, error) {
	var n int64
	err := db.Conn(ctx).Model(&Review{}).Where("document_id = ? AND id = ?", document, id).Count(&n).Error
	return n > 0, err
}

// setDecided reports false where somebody else was first.
func setDecided(ctx context.Context, r Review) (bool, error) {
	res := db.Conn(ctx).Model(&Review{}).Where("id = ? AND outcome = ?", r.ID, Waits).
		Select("outcome", "decided_by", "decided_at", "seen", "comment").Updates(&r)
	return res.RowsAffected == 1, res.Error
}
