package sites

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Profile is what a site looks and behaves like: one row a tenant.
type Profile struct {
	TenantID         tenantdb.TenantID `gorm:"primaryKey"`
	ID               uuid.UUID         `gorm:"primaryKey"`
	Name             string
	Accent           string    // #rrggbb
	Languages        Languages // the first is the source language
	TimeZone         string
	DocumentRequired bool // no customers before the privacy document is published
	EditorsPublish   bool // editors may publish, and not only send for review
}

// Languages are stored comma-separated, in the owner's order.
type Languages string

// List returns the languages; the first is the source language.
func (l Languages) List() []string {
	if l == "" {
		return nil
	}
	return strings.Split(string(l), ",")
}

// Source is the language that the others are translated from.
func (l Languages) Source() string { return l.List()[0] }

// Party is one revision of the legal entity behind a tenant. Revisions are
// only ever added: a published version keeps the one it was published under.
type Party struct {
	TenantID           tenantdb.TenantID `gorm:"primaryKey" json:"-"`
	ID                 uuid.UUID         `gorm:"primaryKey" json:"id"`
	Revision           int               `json:"revision"`
	LegalName          string            `json:"legal_name"`
	RegistrationNumber string            `json:"registration_number"`
	Address            string            `json:"address"`
	Country            string            `json:"country"` // ISO 3166-1 alpha-2
	Email              string            `json:"email"`
	DPO                string            `gorm:"column:dpo" json:"dpo,omitempty"` // data protection officer, GDPR Art. 37
	Reason             Reason            `json:"reason"`
	CreatedAt          time.Time         `json:"since"`
}

// Reason is why a revision of a party was made.
type Reason string

// The reasons. After Transferred it is another legal entity: what the one
// before it accepted does not bind it.
const (
	Mended      Reason = "mended"      // the details were wrong or have moved
	Renamed     Reason = "renamed"     // the same entity under another name or number
	Transferred Reason = "transferred" // another entity has taken over
)

// Complete reports whether the party says who is responsible and how to reach
// them, which GDPR Art. 13(1)(a) wants in every privacy document.
func (p Party) Complete() bool {
	return p.LegalName != "" && p.Address != "" && p.Country != "" && p.Email != ""
}

// Arrangement is one revision of who is controller on a site, where that is
// not its own organisation alone.
type Arrangement struct {
	TenantID           tenantdb.TenantID `gorm:"primaryKey"`
	ID                 uuid.UUID         `gorm:"primaryKey"`
	Revision           int
	Kind               ArrangementKind
	LegalName          string // of the other party, and so on
	RegistrationNumber string
	Address            string
	Country            string
	Email              string
	DPO                string `gorm:"column:dpo"`
	Essence            string // of what joint controllers have agreed: GDPR Art. 26(2)
	ContactPoint       string // the joint controllers' one address for people: GDPR Art. 26(1)
	Authorised         bool   // the client has authorised the platform as sub-processor: GDPR Art. 28(2)
	CreatedAt          time.Time
}

// ArrangementKind is who the controller is.
type ArrangementKind string

// The arrangements.
const (
	Sole   ArrangementKind = "sole"   // the site's own organisation
	Joint  ArrangementKind = "joint"  // it and another: GDPR Art. 26
	Agency ArrangementKind = "agency" // its client; the organisation is processor and the platform sub-processor
)

// Values are the placeholders of a document that a party fills, under prefix.
func (p Party) Values(prefix string) map[string]string {
	return map[string]string{
		prefix + ".name":                p.LegalName,
		prefix + ".registration_number": p.RegistrationNumber,
		prefix + ".address":             p.Address,
		prefix + ".country":             p.Country,
		prefix + ".email":               p.Email,
		prefix + ".dpo":                 p.DPO,
	}
}

// CurrentProfile returns the context's tenant's profile, in its transaction.
func CurrentProfile(ctx context.Context) (Profile, error) { return loadProfile(ctx) }

// SetAccent changes the context's tenant's colour, in the transaction of a
// change of its look, which has been authorised and judged.
func SetAccent(ctx context.Context, accent string) error {
	p, err := loadProfile(ctx)
	if err != nil {
		return err
	}
	p.Accent = accent
	return saveProfile(ctx, p)
}

// Bump counts a change of the context's tenant: it raises its revision, whose
// row lock also orders a publish against an acceptance, and writes the change
// feed. It is called in the transaction of every change that a page shows.
func Bump(ctx context.Context, at time.Time) error {
	id, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	conn := db.Conn(ctx)
	err = tenantdb.Reviewed(conn).Exec("UPDATE tenants SET revision = revision + 1 WHERE id = ?", id).Error
	if err != nil {
		return err
	}
	var t tenantdb.Tenant
	if err := conn.Where("id = ?", id).First(&t).Error; err != nil {
		return err
	}
	return conn.Omit("Seq").Create(&tenantdb.Change{TenantID: id, Revision: t.Revision, At: at}).Error
}

func tenantByKeyUnscoped(ctx context.Context, key string) (t tenantdb.Tenant, err error) {
	return t, db.Conn(ctx).Where("key = ?", key).First(&t).Error
}

func tenantUnscoped(ctx context.Context, id tenants.ID) (t tenantdb.Tenant, err error) {
	return t, db.Conn(ctx).Where("id = ?", id).First(&t).Error
}

func platformUnscoped(ctx context.Context) (t tenantdb.Tenant, err error) {
	return t, db.Conn(ctx).Where("kind = ?", tenantdb.Platform).First(&t).Error
}

func loadProfile(ctx context.Context) (p Profile, err error) {
	return p, db.Conn(ctx).First(&p).Error
}

func saveProfile(ctx context.Context, p Profile) error {
	return db.Conn(ctx).Model(&Profile{}).Where("id = ?", p.ID).Select("*").Omit("TenantID", "ID").Updates(&p).Error
}

func currentParty(ctx context.Context) (p Party, err error) {
	return p, db.Conn(ctx).Order("revision DESC").First(&p).Error
}

// partySince is the first revision that is of the present legal entity.
func partySince(ctx context.Context) (int, error) {
	var p Party
	err := db.Conn(ctx).Where("reason = ?", Transferred).Order("revision DESC").First(&p).Error
	if db.IsNotFound(err) {
		return 1, nil
	}
	return p.Revision, err
}

func partyByID(ctx context.Context, id uuid.UUID) (p Party, err error) {
	return p, db.Conn(ctx).Where("id = ?", id).First(&p).Error
}

func partyByRevision(ctx context.Context, revision int) (p Party, err error) {
	return p, db.Conn(ctx).Where("revision = ?", revision).First(&p).Error
}

func insert(ctx context.Context, row any) error { return db.Conn(ctx).Create(row).Error }

func setState(ctx context.Context, id tenants.ID, state tenantdb.State) error {
	return db.Conn(ctx).Model(&tenantdb.Tenant{}).Where("id = ?", id).Update("state", state).Error
}

// SaveStatus writes what the operator's list shows of the context's tenant.
func SaveStatus(ctx context.Context, change func(*tenantdb.Status), at time.Time) error {
	id, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	s := tenantdb.Status{TenantID: id}
	err = db.Conn(ctx).Where("tenant_id = ?", id).First(&s).Error
	if err != nil && !db.IsNotFound(err) {
		return err
	}
	isNew := err != nil
	change(&s)
	s.UpdatedAt = at
	if isNew {
		return insert(ctx, &s)
	}
	return db.Conn(ctx).Model(&tenantdb.Status{}).Where("tenant_id = ?", id).Select("*").Omit("TenantID").Updates(&s).Error
}

func statusOf(ctx context.Context, id tenants.ID) (s tenantdb.Status, err error) {
	return s, db.Conn(ctx).Where("tenant_id = ?", id).First(&s).Error
}

// Hostnames returns every hostname of every tenant: control data only.
func HostnamesUnscoped(ctx context.Context) (hosts []tenantdb.Hostname, err error) {
	return hosts, db.Conn(ctx).Find(&hosts).Error
}

// HostnamesOfUnscoped returns one tenant's hostnames, the primary first.
func HostnamesOfUnscoped(ctx context.Context, id tenants.ID) (hosts []tenantdb.Hostname, err error) {
	return hosts, db.Conn(ctx).Where("tenant_id = ?", id).Order("is_primary DESC, name").Find(&hosts).Error
}

// TenantsUnscoped returns every tenant: control data only.
func TenantsUnscoped(ctx context.Context) (all []tenantdb.Tenant, err error) {
	return all, db.Conn(ctx).Order("key").Find(&all).Error
}

// CountUnscoped returns how many sites there are.
func CountUnscoped(ctx context.Context) (int, error) {
	var n int64
	err := db.Conn(ctx).Model(&tenantdb.Tenant{}).Where("kind = ?", tenantdb.Site).Count(&n).Error
	return int(n), err
}

// StatusesUnscoped returns what the operator's list shows of every tenant.
func StatusesUnscoped(ctx context.Context) (all []tenantdb.Status, err error) {
	return all, db.Conn(ctx).Find(&all).Error
}

// LastChangesUnscoped returns the latest changes of the feed.
func LastChangesUnscoped(ctx context.Context, n int) (changes []tenantdb.Change, err error) {
	return changes, db.Conn(ctx).Order("seq DESC").Limit(n).Find(&changes).Error
}

// ChangesUnscoped returns the change feed from a sequence number on.
func ChangesUnscoped(ctx context.Context, from int64) (changes []tenantdb.Change, err error) {
	return changes, db.Conn(ctx).Where("seq >= ?", from).Order("seq").Find(&changes).Error
}
