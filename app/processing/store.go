package processing

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Subprocessor is an entry of a tenant's register of those who process
// personal data for it: the platform's sub-processors, a site's own
// processors. But for EndedAt, which is set once, nothing of it changes: a
// change is another entry that replaces it.
type Subprocessor struct {
	TenantID           tenantdb.TenantID `gorm:"primaryKey"`
	ID                 uuid.UUID         `gorm:"primaryKey"`
	Name               string
	RegistrationNumber string
	Address            string
	Country            string // ISO 3166-1 alpha-2, where it is established
	Contact            string // e-mail or web address
	Service            string // what for: a code
	Note               string // more about that, as it was typed
	Categories         string // which data: codes of datamap.Category, comma-separated
	Locations          string // where they are processed: country codes, comma-separated
	Safeguard          string // of a transfer out of the EEA: a code
	Replaces           *uuid.UUID
	WindowDays         int // how long sites may object
	AnnouncedAt        time.Time
	EndedAt            *time.Time
}

// Notice is the proof that an owner of a site was shown a change of the
// platform's register; the site's objection window runs from it.
type Notice struct {
	TenantID       tenantdb.TenantID `gorm:"primaryKey"`
	ID             uuid.UUID         `gorm:"primaryKey"`
	SubprocessorID uuid.UUID
	SiteID         tenants.ID
	PartySince     int       // which legal entity's notice it is: see sites.Record
	AccountID      uuid.UUID // who was shown it
	Method         Method
	Language       string
	Wording        string // as it was shown
	WordingHash    string
	ShownAt        time.Time
	ClosesAt       time.Time
}

// Method is how somebody was shown a notice.
type Method string

// The methods.
const (
	InStudio Method = "studio"
	ByMail   Method = "mail"
)

// Objection is a site's no to a change of the platform's register.
type Objection struct {
	TenantID       tenantdb.TenantID `gorm:"primaryKey"`
	ID             uuid.UUID         `gorm:"primaryKey"`
	SubprocessorID uuid.UUID
	SiteID         tenants.ID
	PartySince     int // as the notice's
	AccountID      uuid.UUID
	Reason         string
	At             time.Time
}

// Reply is what was said after an objection: the operator's answer, or the
// site's agreement.
type Reply struct {
	TenantID    tenantdb.TenantID `gorm:"primaryKey"`
	ID          uuid.UUID         `gorm:"primaryKey"`
	ObjectionID uuid.UUID
	SiteID      tenants.ID
	AccountID   uuid.UUID
	Kind        ReplyKind
	Body        string
	At          time.Time
}

// ReplyKind is what a reply is.
type ReplyKind string

// The kinds.
const (
	Answer    ReplyKind = "answered" // the operator's
	Agreement ReplyKind = "agreed"   // the site's
)

// TableName is gorm's contract.
func (Reply) TableName() string { return "objection_replies" }

// KeptRecord is a record of processing as it stood from a time on.
type KeptRecord struct {
	TenantID  tenantdb.TenantID `gorm:"primaryKey"`
	ID        uuid.UUID         `gorm:"primaryKey"`
	Kind      string            // controller (GDPR Art. 30(1)) or processor (30(2))
	Revision  int
	Content   string // JSON, in codes
	Hash      string // SHA-256 of Content, in hex
	CreatedAt time.Time
}

// TableName is gorm's contract.
func (KeptRecord) TableName() string { return "processing_records" }

func insert(ctx context.Context, row any) error { return db.Conn(ctx).Create(row).Error }
