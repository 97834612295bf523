package tenantdb

import (
	"slices"
	"strings"
	"time"

	"github.com/pactdesk/pactdesk/tenants"
)

// Kind tells a site from the platform.
type Kind string

// The kinds of tenant. There is one platform.
const (
	Platform Kind = "platform"
	Site     Kind = "site"
)

// State is whether a tenant's site is in use.
type State string

// The states of a tenant. A suspended site still answers for its documents
// and its customers' rights, and for nothing else.
const (
	Active    State = "active"
	Suspended State = "suspended"
)

// Tenant is a row of the control table of tenants. Revision counts the
// tenant's changes; whoever holds something of it in memory compares.
type Tenant struct {
	ID        tenants.ID `gorm:"primaryKey"`
	Kind      Kind
	Key       string // short and unique: `nordljus`; used in commands and studio addresses
	State     State
	Revision  int64
	CreatedAt time.Time
}

// TableName and ControlTable are gorm's and the guard's contracts.
func (Tenant) TableName() string { return "tenants" }

// ControlTable marks Tenant as a control table.
func (Tenant) ControlTable() {}

// Hostname is a name that a tenant answers on, in its canonical form
// (hostnames.Normalise). One per tenant is primary: the others redirect to it.
type Hostname struct {
	Name      string     `gorm:"primaryKey"`
	TenantID  tenants.ID // a plain id: this is what finds the tenant, so it cannot be scoped by one
	Primary   bool       `gorm:"column:is_primary"`
	CreatedAt time.Time
}

// TableName is gorm's contract.
func (Hostname) TableName() string { return "hostnames" }

// ControlTable marks Hostname as a control table.
func (Hostname) ControlTable() {}

// Change is a row of the feed by which every process hears that a tenant has
// changed. Seq grows, but commits may become visible out of its order.
type Change struct {
	Seq      int64 `gorm:"primaryKey"`
	TenantID tenants.ID
	Revision int64
	At       time.Time
}

// TableName is gorm's contract.
func (Change) TableName() string { return "tenant_changes" }

// ControlTable marks Change as a control table.
func (Change) ControlTable() {}

// Status is what the operator's list shows of a site without looking into it:
// counts and languages, written in the transaction of the change.
type Status struct {
	TenantID           tenants.ID `gorm:"primaryKey"`
	Name               string
	Languages          string // comma-separated, the site's
	PublishedLanguages string // comma-separated, of the privacy document's latest version
	LatestVersion      int
	ClosedAt           *time.Time // when its owner closed it
	UpdatedAt          time.Time
}

// Missing are the site's languages that the privacy document lacks.
func (s Status) Missing() (missing []string) {
	published := strings.Split(s.PublishedLanguages, ",")
	for l := range strings.SplitSeq(s.Languages, ",") {
		if !slices.Contains(published, l) {
			missing = append(missing, l)
		}
	}
	return missing
}

// TableName is gorm's contract.
func (Status) TableName() string { return "site_status" }

// ControlTable marks Status as a control table.
func (Status) ControlTable() {}
