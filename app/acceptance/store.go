package acceptance

import (
	"context"
	"database/sql"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Outcome is what somebody answered.
type Outcome string

// The outcomes. Not accepting is recorded the same way as accepting.
const (
	Accepted Outcome = "accepted"
	Declined Outcome = "declined"
)

// Acceptance is one act on one document: evidence, only ever added. It names
// the person by a random id and holds no name, e-mail or network address.
type Acceptance struct {
	TenantID       tenantdb.TenantID `gorm:"primaryKey"`
	ID             uuid.UUID         `gorm:"primaryKey"`
	AccountID      uuid.UUID
	Represents     *tenants.ID // the site whose organisation was signed for
	PartyRevision  *int        // of that organisation, then
	DocumentID     uuid.UUID
	VersionID      uuid.UUID
	TextID         uuid.UUID
	Language       string // of the text shown
	TextHash       string // of the text shown
	Wording        string
	WordingHash    string
	Act            documents.Act
	Outcome        Outcome
	Method         Method
	EmailVerified  bool
	PresentationID uuid.UUID
	KeyID          string // of the key that signed the presentation
	PresentedAt    time.Time
	At             time.Time
}

// Identity is who acted, kept beside the evidence so that it can be erased.
type Identity struct {
	TenantID     tenantdb.TenantID `gorm:"primaryKey"`
	ID           uuid.UUID         `gorm:"primaryKey"`
	AcceptanceID uuid.UUID
	AccountID    uuid.UUID
	Name         string
	Email        string
	JobTitle     string
	SealedAt     *time.Time // since the account's deletion only for legal claims
	EraseAt      *time.Time
}

// Erasure is the log of identities that were erased.
type Erasure struct {
	TenantID tenantdb.TenantID `gorm:"primaryKey"`
	ID       uuid.UUID         `gorm:"primaryKey"`
	Cutoff   time.Time
	Erased   int
}

// insertOnce adds an acceptance unless the same act is there already.
func insertOnce(ctx context.Context, a *Acceptance) (added bool, err error) {
	res := db.Conn(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(a)
	return res.RowsAffected == 1, res.Error
}

// insertMark adds a mark unless it is there already.
func insertMark(ctx context.Context, m *Mark) (added bool, err error) {
	res := db.Conn(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(m)
	return res.RowsAffected == 1, res.Error
}

func deleteMark(ctx context.Context, account uuid.UUID, purpose string) (removed bool, err error) {
	res := db.Conn(ctx).Where("account_id = ? AND purpose = ?", account, purpose).Delete(&Mark{})
	return res.RowsAffected > 0, res.Error
}

func deleteMarksOf(ctx context.Context, purpose string) (removed int, err error) {
	res := db.Conn(ctx).Where("purpose = ?", purpose).Delete(&Mark{})
	return int(res.RowsAffected), res.Error
}

func marks(ctx context.Context) (all []Mark, err error) {
	return all, db.Conn(ctx).Order("account_id, purpose").Find(&all).Error
}

func marksOf(ctx context.Context, account uuid.UUID) (purposes []string, err error) {
	return purposes, db.Conn(ctx).Model(&Mark{}).Where("account_id = ?", account).Order("purpose").Pluck("purpose", &purposes).Error
}

func insert(ctx context.Context, row any) error { return db.Conn(ctx).Create(row).Error }

func acceptancesOf(ctx context.Context, account uuid.UUID) (all []Acceptance, err error) {
	return all, db.Conn(ctx).Where("account_id = ?", account).Order("at DESC, id DESC").Find(&all).Error
}

func acceptancesFor(ctx context.Context, site tenants.ID) (all []Acceptance, err error) {
	return all, db.Conn(ctx).Where("represents = ?", site).Order("at DESC, id DESC").Find(&all).Error
}

// byParty reads which versions were accepted for a site's organisation as it
// now is. The context's tenant is the platform.
func byParty(ctx context.Context, site sites.Record) (map[uuid.UUID]bool, error) {
	all, err := acceptancesFor(ctx, site.Tenant.ID)
	latest := map[uuid.UUID]int{}
	for _, a := range all {
		if a.Outcome == Accepted && a.PartyRevision != nil {
			latest[a.VersionID] = max(latest[a.VersionID], *a.PartyRevision)
		}
	}
	return binding(latest, site.PartySince), err
}

// identitiesBeside reads who acted, by act.
func identitiesBeside(ctx context.Context, acts []Acceptance) (map[uuid.UUID]Identity, error) {
	ids := make([]uuid.UUID, len(acts))
	for i, a := range acts {
		ids[i] = a.ID
	}
	var all []Identity
	err := db.Conn(ctx).Where("acceptance_id IN ?", ids).Find(&all).Error
	by := map[uuid.UUID]Identity{}
	for _, i := range all {
		by[i.AcceptanceID] = i
	}
	return by, err
}

// lockTenant keeps a publication of the context's tenant from committing
// until this transaction has. On SQLite the transaction itself does.
func lockTenant(ctx context.Context, d *db.DB) error {
	if d.Dialect == db.SQLite {
		return nil
	}
	id, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return tenantdb.Reviewed(db.Conn(ctx)).Exec("SELECT 1 FROM tenants WHERE id = ? FOR SHARE", id).Error
}

func seal(ctx context.Context, account uuid.UUID, sealed, erase time.Time) error {
	own := db.Conn(ctx).Model(&Acceptance{}).Select("id").Where("account_id = ? AND represents IS NULL", account)
	return db.Conn(ctx).Model(&Identity{}).Where("account_id = ? AND sealed_at IS NULL", account).Where("acceptance_id IN (?)", own).
		Updates(map[string]any{"sealed_at": sealed, "erase_at": erase}).Error
}

// eraseDue erases the context's tenant's identities whose time is up, logged
// in the same transaction. The database lets them go in no other way.
func eraseDue(ctx context.Context, d *db.DB, now time.Time) (n int, err error) {
	id := uuid.Must(uuid.NewV7())
	if d.Dialect == db.Postgres {
		err = tenantdb.Reviewed(db.Conn(ctx)).Raw("SELECT erase_identities(?, ?)", id, now).Scan(&n).Error
		return n, err
	}
	var due int64
	conn := db.Conn(ctx)
	if err := conn.Model(&Identity{}).Where("erase_at <= ?", now).Count(&due).Error; err != nil || due == 0 {
		return 0, err
	}
	if err := conn.Create(&Erasure{ID: id, Cutoff: now, Erased: int(due)}).Error; err != nil {
		return 0, err
	}
	return int(due), conn.Where("erase_at <= ?", now).Delete(&Identity{}).Error
}

// sessionRow is what the one statement of a gated request returns.
type sessionRow struct {
	AccountID   uuid.UUID
	Name        string
	Email       string
	VerifiedAt  sql.NullTime
	CreatedAt   time.Time
	ExpiresAt   time.Time
	Revision    int64
	Acceptances string // version:represents:party revision:hash of the text, comma-separated
	Marks       string // purposes, comma-separated
	Roles       string // site:role, comma-separated
	Grants      string // site:grant:role, comma-separated
}

const sessionSQL = `
SELECT a.id AS account_id, a.name, a.email, a.email_verified_at AS verified_at, a.created_at, s.expires_at, t.revision,
  coalesce((SELECT string_agg(CAST(x.version_id AS text) || ':' || coalesce(CAST(x.represents AS text), '')
      || ':' || coalesce(CAST(x.party_revision AS text), '') || ':' || x.text_hash, ',')
    FROM acceptances x
    WHERE x.tenant_id = s.tenant_id AND x.outcome = 'accepted' AND (x.account_id = a.id AND x.represents IS NULL
      OR x.represents IN (SELECT r.site_id FROM memberships r WHERE r.tenant_id = s.tenant_id AND r.account_id = a.id))), '') AS acceptances,
  coalesce((SELECT string_agg(k.purpose, ',') FROM marks k WHERE k.tenant_id = s.tenant_id AND k.account_id = a.id), '') AS marks,
  coalesce((SELECT string_agg(CAST(m.site_id AS text) || ':' || m.role, ',')
    FROM memberships m WHERE m.tenant_id = s.tenant_id AND m.account_id = a.id), '') AS roles,
  coalesce((SELECT string_agg(CAST(g.site_id AS text) || ':' || CAST(g.id AS text) || ':' || CASE WHEN g.may_write THEN 'support editor' ELSE 'support' END, ',')
    FROM grants g
    WHERE g.tenant_id = s.tenant_id AND (g.operator_id IS NULL OR g.operator_id = a.id)
      AND g.approved_at <= ? AND g.ends_at > ? AND g.revoked_at IS NULL
      AND EXISTS (SELECT 1 FROM memberships o WHERE o.tenant_id = s.tenant_id AND o.account_id = a.id AND o.site_id = s.tenant_id AND o.role = 'operator')), '') AS grants
FROM sessions s
JOIN accounts a ON a.tenant_id = s.tenant_id AND a.id = s.account_id
JOIN tenants t ON t.id = s.tenant_id
WHERE s.tenant_id = ? AND s.token_hash = ?`

func loadSession(ctx context.Context, tokenHash string, now time.Time) (row sessionRow, found bool, err error) {
	tenant, err := tenants.From(ctx)
	if err != nil {
		return row, false, err
	}
	res := tenantdb.Reviewed(db.Conn(ctx)).Raw(sessionSQL, now, now, tenant, tokenHash).Scan(&row)
	return row, res.RowsAffected == 1, res.Error
}
