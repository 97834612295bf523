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
